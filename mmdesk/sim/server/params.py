"""Reads request parameters the way Binance does: strict alphabets, and a refusal when one was never read."""

import re
from collections.abc import Mapping
from decimal import Decimal

from mmdesk.sim.server import errors

_DECIMAL = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"
_INTEGER = r"^[0-9]{1,20}$"
_SYMBOL = r"^[A-Z0-9-_.]{1,20}$"
_CLIENT_ID = r"^[a-zA-Z0-9-_]{1,36}$"
_ENUM = r"^[A-Z_]{1,40}$"
_COMPILED = {p: re.compile(p) for p in (_DECIMAL, _INTEGER, _SYMBOL, _CLIENT_ID, _ENUM)}


class Params:
    """One request's parameters; reads are remembered so that `finish` can refuse the ones nobody took."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._read: set[str] = set()

    def has(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str | None:
        self._read.add(name)
        value = self._values.get(name)
        if value == "":
            raise errors.empty(name)
        return value

    def need(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise errors.mandatory(name)
        return value

    def ignore(self, *names: str) -> None:
        self._read.update(names)

    def integer(self, name: str) -> int | None:
        value = self._matching(name, _INTEGER)
        return None if value is None else int(value)

    def need_integer(self, name: str) -> int:
        value = self.integer(name)
        if value is None:
            raise errors.mandatory(name)
        return value

    def limit(self, name: str, default: int, largest: int) -> int:
        value = self.integer(name)
        return default if value is None else max(1, min(value, largest))

    def decimal(self, name: str) -> Decimal | None:
        value = self._matching(name, _DECIMAL)
        return None if value is None else Decimal(value)

    def symbol(self, name: str = "symbol") -> str:
        value = self._matching(name, _SYMBOL)
        if value is None:
            raise errors.mandatory(name)
        return value

    def symbol_or_none(self, name: str = "symbol") -> str | None:
        return self._matching(name, _SYMBOL)

    def client_id(self, name: str) -> str | None:
        return self._matching(name, _CLIENT_ID)

    def choice(self, name: str) -> str | None:
        return self._matching(name, _ENUM)

    def flag(self, name: str) -> bool:
        return self.text(name) in ("true", "TRUE", "True")

    def finish(self) -> None:
        """Raise -1104 when a parameter was sent that this endpoint does not know."""
        sent = set(self._values)
        if not sent <= self._read:
            raise errors.unread(len(sent & self._read), len(sent))

    def _matching(self, name: str, pattern: str) -> str | None:
        value = self.text(name)
        if value is not None and not _COMPILED[pattern].fullmatch(value):
            raise errors.illegal(name, pattern)
        return value
