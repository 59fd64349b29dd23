"""Client order ids: how they are made, and the one test of whether an id is ours.

App prefix, data folder (`instance`), epoch, `x`, counter, in an alphabet and length that every venue takes:
`mmd`, `k3f9`, 5 and 12 make `mmdk3f90005x12`.
"""

import re

from mmdesk.core.model.errors import ConfigurationError

# Binance takes 36 characters of this alphabet; others take more.
_ALPHABET = re.compile(r"[.A-Za-z0-9:/_-]+")
MAX_LENGTH = 36
# Ten digits are left for the counter.
MAX_PREFIX = MAX_LENGTH - 10
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
EPOCH_DIGITS = 4
CANCEL_MARK = "c"
"""Ends the id that a cancel of ours carries: session prefix, a number of its own, and this."""
_FOUR = "[0-9a-z]{4}"


def session_prefix(app_prefix: str, instance: str, epoch: int) -> str:
    """What all ids of one session begin with, and none of another. `instance` is four letters or digits, or
    empty where no two data folders have to be told apart."""
    return f"{app_prefix}{instance}{base36(epoch):0>{EPOCH_DIGITS}}x"


def base36(number: int) -> str:
    """A non-negative number in digits and lower-case letters, which every venue takes in an id."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


class OwnIds:
    """The ids that sessions make under an app prefix, whichever session it was. An id that merely begins with
    the same letters is somebody else's.

    `instance` narrows them to those of one data folder (empty: to those that name none).
    """

    def __init__(self, app_prefix: str, instance: str | None = None) -> None:
        folder = f"(?:{_FOUR})?" if instance is None else re.escape(instance)
        self._shape = re.compile(f"{re.escape(app_prefix)}{folder}{_FOUR}x[1-9][0-9]*")

    def __contains__(self, client_id: str) -> bool:
        return self._shape.fullmatch(client_id) is not None


class ClientIds:
    """Hands out ids that were never used before, as long as the prefix was not."""

    def __init__(self, prefix: str) -> None:
        if not _ALPHABET.fullmatch(prefix) or len(prefix) > MAX_PREFIX:
            raise ConfigurationError(
                f"client id prefix {prefix!r} cannot be used: venues take 1 to {MAX_PREFIX} characters of "
                "A-Z a-z 0-9 . : / _ - (set another app prefix)"
            )
        self._prefix = prefix
        self.used = 0
        """How many were handed out: the number of the last one."""

    def take(self) -> str:
        """The next id."""
        self.used += 1
        return f"{self._prefix}{self.used}"
