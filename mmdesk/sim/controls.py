"""What an operator of the venue may do to the market while it runs (`POST /sim/market`)."""

from collections.abc import Mapping

from mmdesk.sim.market import MarketSource
from mmdesk.sim.types import VenueReject

STATUSES = ("TRADING", "HALT", "BREAK", "END_OF_DAY", "AUCTION_MATCH")
"""The words of `exchangeInfo`; the first is the only one in which orders come in."""


class Controls:
    """`symbol=None` means every symbol. Each raises ValueError with what, why and what to do, when the source
    cannot.
    """

    def __init__(self, sources: Mapping[str, MarketSource]) -> None:
        self._sources = sources
        self._statuses: dict[str, str] = {}
        self._barred: set[str] = set()

    def pause(self, symbol: str | None = None) -> None:
        """The market stands still; orders are still accepted."""
        self._each("pause", 0.0, symbol)

    def resume(self, symbol: str | None = None) -> None:
        """The market goes on where it stood."""
        self._each("resume", 0.0, symbol)

    def regime(self, name: str, symbol: str | None = None) -> None:
        """calm | volatile | gap | thin (synthetic flow only)."""
        self._each("regime", name, symbol)

    def jump(self, bps: float, symbol: str | None = None) -> None:
        """Moves the fair value at once by `bps` (signed; synthetic flow only)."""
        self._each("jump", bps, symbol)

    def widen(self, bps: float, symbol: str | None = None) -> None:
        """Extra half spread kept by the flow, 0 = back to normal (synthetic flow only)."""
        self._each("widen", bps, symbol)

    def retreat(self, symbol: str | None = None) -> None:
        """Quotes nearer to fair than the spread of now leave at once (synthetic flow only)."""
        self._each("retreat", 0.0, symbol)

    def seek(self, offset_s: float, symbol: str | None = None) -> None:
        """Forward to `offset_s` seconds from the start of the tape (recordings only)."""
        self._each("seek", offset_s, symbol)

    def speed(self, factor: float, symbol: str | None = None) -> None:
        """Play factor of a tape, or event-rate factor of the flow; > 0."""
        self._each("speed", factor, symbol)

    def status(self, name: str, symbol: str | None = None) -> None:
        """TRADING | HALT | BREAK | ...: outside TRADING the market takes no order; what rests stays."""
        if name not in STATUSES:
            raise ValueError(f"unknown status {name!r}; known: {', '.join(STATUSES)}")
        self._known(symbol)
        for one in self._sources:
            if symbol in (None, one):
                self._statuses[one] = name

    def status_of(self, symbol: str) -> str:
        return self._statuses.get(symbol, STATUSES[0])

    def bar(self, account_id: str, *, barred: bool) -> None:
        """Take the permission to trade from an account, or give it back; cancels always pass."""
        (self._barred.add if barred else self._barred.discard)(account_id)

    def may_trade(self, account_id: str) -> bool:
        return account_id not in self._barred

    def check(self, account_id: str, symbol: str) -> None:
        """Raises VenueReject when no order may come in now."""
        if self.status_of(symbol) != STATUSES[0]:
            raise VenueReject(-1013, "Market is closed.")
        if not self.may_trade(account_id):
            raise VenueReject(-2010, "This action is disabled on this account.")

    def _known(self, symbol: str | None) -> None:
        if symbol is not None and symbol not in self._sources:
            raise ValueError(f"no market {symbol!r} here; this venue has {', '.join(sorted(self._sources))}")

    def _each(self, action: str, value: float | str, symbol: str | None) -> None:
        self._known(symbol)
        for name, source in self._sources.items():
            if symbol in (None, name):
                source.control(action, value)
