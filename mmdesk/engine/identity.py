"""Names of a session: the prefix of its client order ids, never used by another session."""

from mmdesk.engine.parts import EngineSettings

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
EPOCH_DIGITS = 4


def id_prefix(settings: EngineSettings) -> str:
    """App prefix, instance, epoch in base 36, a letter that ends it: `mmd`, `k3f9`, 5 make `mmdk3f90005x`."""
    return f"{instance_prefix(settings)}{base36(settings.epoch):0>{EPOCH_DIGITS}}x"


def instance_prefix(settings: EngineSettings) -> str:
    """What all sessions of one data folder share."""
    return f"{settings.app_prefix}{settings.instance}"


def base36(number: int) -> str:
    """A non-negative number in digits and lower-case letters, which every venue takes in an id."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
