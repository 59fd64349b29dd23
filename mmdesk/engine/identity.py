"""Names of a session: the prefix of its client order ids, never used by another session."""

from mmdesk.engine.parts import EngineSettings

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
EPOCH_DIGITS = 4


def id_prefix(settings: EngineSettings) -> str:
    """App prefix, epoch in base 36 and a letter that ends it: `mmd` and epoch 5 make `mmd0005x`."""
    return f"{settings.app_prefix}{base36(settings.epoch):0>{EPOCH_DIGITS}}x"


def base36(number: int) -> str:
    """A non-negative number in digits and lower-case letters, which every venue takes in an id."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
