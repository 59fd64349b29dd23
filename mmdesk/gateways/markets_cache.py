"""Markets of an exchange on disk: loading thousands of them from the venue costs seconds at each start."""

import contextlib
import os
from pathlib import Path
from typing import Any

import ccxt
import msgspec

_NS_PER_S = 1_000_000_000


class _Stored(msgspec.Struct):
    """The file: what ccxt's `set_markets` takes, and when it was fetched (UTC ns)."""

    saved_wall_ns: int
    ccxt_version: str
    markets: list[dict[str, Any]]
    currencies: dict[str, Any]


class MarketsCache:
    """One file per exchange."""

    def __init__(self, folder: str, name: str, max_age_s: int) -> None:
        self._path = Path(folder) / f"markets-{name}.json" if folder else None
        self._max_age_ns = max_age_s * _NS_PER_S

    def load(self, wall_ns: int) -> tuple[list[dict[str, Any]], dict[str, Any]] | None:
        """(markets, currencies), or None when absent, too old, damaged, or written by another ccxt."""
        if self._path is None:
            return None
        try:
            stored = msgspec.json.decode(self._path.read_bytes(), type=_Stored)
        except (OSError, msgspec.MsgspecError, ValueError):
            return None
        age_ns = wall_ns - stored.saved_wall_ns
        if stored.ccxt_version != ccxt.__version__ or not 0 <= age_ns <= self._max_age_ns:
            return None
        return stored.markets, stored.currencies

    def save(self, markets: dict[str, Any], currencies: dict[str, Any], wall_ns: int) -> None:
        """Write beside and rename: a reader never sees half a file. A full disk only costs the cache."""
        if self._path is None:
            return
        stored = _Stored(wall_ns, ccxt.__version__, list(markets.values()), currencies)
        beside = self._path.with_suffix(f".{os.getpid()}.tmp")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(msgspec.json.encode(stored))
            beside.replace(self._path)
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
