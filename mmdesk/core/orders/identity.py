"""Client order ids: app prefix + epoch + counter, in an alphabet and length that every venue takes."""

import re

from mmdesk.core.model.errors import ConfigurationError

# Binance takes 36 characters of this alphabet; others take more.
_ALPHABET = re.compile(r"[.A-Za-z0-9:/_-]+")
MAX_LENGTH = 36
# Ten digits are left for the counter.
MAX_PREFIX = MAX_LENGTH - 10


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
