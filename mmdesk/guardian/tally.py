"""Counts of one venue's stop: what was asked, what is proved, what nobody knows. Pure."""

from mmdesk.core.orders.identity import OwnIds
from mmdesk.guardian.messages import VenueResult


class Tally:
    """Fed by looks (the venue's list of open orders) and failures; only a look proves anything."""

    def __init__(self, exchange_id: str, symbols: tuple[str, ...], app_prefix: str) -> None:
        self._exchange_id = exchange_id
        self._own = OwnIds(app_prefix)
        self._requested: dict[str, set[str]] = {symbol: set() for symbol in symbols}
        self._resting: dict[str, set[str]] = {symbol: set() for symbol in symbols}
        self._foreign = dict.fromkeys(symbols, 0)
        self._unknown = set(symbols)
        self._settled: set[str] = set()
        self._last_confirmed_ms: float | None = None
        self.error = ""

    def looked(self, symbol: str, orders: dict[str, str], at_ms: float) -> list[str]:
        """A whole list of open orders, venue id -> client id; returns the ids of ours."""
        ours = [number for number, name in orders.items() if name in self._own]
        self._foreign[symbol] = len(orders) - len(ours)
        had = self._resting[symbol] | (self._requested[symbol] if symbol in self._unknown else set())
        if had - set(ours):
            self._last_confirmed_ms = at_ms
        self._unknown.discard(symbol)
        self._resting[symbol] = set(ours)
        self._requested[symbol].update(ours)
        return ours

    def failed(self, symbol: str, error: str) -> None:
        """A look gave no information: what was known of this market counts no longer."""
        self._unknown.add(symbol)
        self._settled.discard(symbol)
        self.error = error

    def settled(self, symbol: str) -> None:
        """The last look showed none of ours, and late creates have had their time."""
        self._settled.add(symbol)

    def result(self) -> VenueResult:
        """As it stands now."""
        left = unknown = confirmed = 0
        for symbol, requested in self._requested.items():
            if symbol in self._unknown:
                unknown += len(requested)
            else:
                left += len(self._resting[symbol])
                confirmed += len(requested - self._resting[symbol])
        return VenueResult(
            exchange_id=self._exchange_id,
            requested=left + unknown + confirmed,
            confirmed=confirmed,
            left=left,
            unknown=unknown,
            foreign=sum(self._foreign.values()),
            symbols_unknown=tuple(sorted(self._unknown)),
            proved=self._settled == set(self._requested),
            last_confirmed_ms=self._last_confirmed_ms,
            error=self.error,
        )
