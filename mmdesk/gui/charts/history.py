"""What the charts remember: one row per 250 ms, gaps as rows of nothing, bounded to an hour."""

from math import nan

from mmdesk.core.model.values import Side
from mmdesk.gui.charts.ring import Floats, Ring
from mmdesk.ports.views import FillView, MarketView, VenueView

BUCKET_NS = 250_000_000
BUCKET_S = BUCKET_NS / 1e9
GAP_S = 2.0
ROWS = 14_400
FILLS = 2_000

# Columns of MarketHistory.
T, BID, ASK, FAIR, OWN_BID, OWN_ASK, SPREAD_BPS, OWN_SPREAD_BPS = range(8)
# Columns of LatencyHistory.
AGE_P50, AGE_P95, ACK_P95 = range(1, 4)


class Series:
    """Rows in buckets of time: the newest value of a bucket stays; silence becomes a gap, not a line."""

    def __init__(self, columns: int, rows: int = ROWS) -> None:
        self._ring = Ring(columns, rows)
        self._columns = columns
        self._bucket = -1
        self.last_s = 0.0
        self.first_s = 0.0

    def add(self, wall_ns: int, values: tuple[float, ...]) -> None:
        at = wall_ns / 1e9
        if at < self.last_s:
            return
        if self.last_s and at - self.last_s > GAP_S:
            self._ring.append((self.last_s + BUCKET_S, *[nan] * (self._columns - 1)))
        bucket = wall_ns // BUCKET_NS
        if bucket == self._bucket:
            self._ring.replace_last((at, *values))
        else:
            self._ring.append((at, *values))
        self._bucket = bucket
        self.last_s = at
        self.first_s = self.first_s or at

    def since(self, first_s: float) -> Floats:
        return self._ring.since(first_s)

    def __len__(self) -> int:
        return len(self._ring)


class MarketHistory(Series):
    """Top of book, fair value, our quotes and both spreads of one market."""

    def __init__(self) -> None:
        super().__init__(8)

    def take(self, view: MarketView) -> None:
        """A book that is not trusted is a gap."""
        bid, ask = (view.bid, view.ask) if view.trusted else (None, None)
        own_bid, own_ask = _float(view.own_bid), _float(view.own_ask)
        middle = (bid + ask) / 2 if bid and ask else nan
        spread = (ask - bid) / middle * 1e4 if bid and ask else nan
        own = (own_ask - own_bid) / middle * 1e4
        fair = view.fair_value if view.trusted else None
        self.add(view.wall_ns, (_float(bid), _float(ask), _float(fair), own_bid, own_ask, spread, own))


class LatencyHistory(Series):
    """Data age and acknowledgement times of one venue, in milliseconds."""

    def __init__(self) -> None:
        super().__init__(4)

    def take(self, view: VenueView) -> None:
        up = view.connected
        values = (view.data_age_p50_ms, view.data_age_p95_ms, view.ack_p95_ms)
        self.add(view.wall_ns, tuple(_float(v) if up else nan for v in values))


class FillHistory:
    """Where our fills happened, each once: (time, price) per side."""

    def __init__(self) -> None:
        self._known: dict[str, None] = {}
        self._sides = {Side.BUY: Ring(2, FILLS), Side.SELL: Ring(2, FILLS)}

    def take(self, view: FillView) -> None:
        if view.trade_id in self._known:
            return
        self._known[view.trade_id] = None
        while len(self._known) > 2 * FILLS:
            del self._known[next(iter(self._known))]
        self._sides[view.side].append((view.wall_ns / 1e9, float(view.price)))

    def since(self, side: Side, first_s: float) -> Floats:
        return self._sides[side].since(first_s)


def _float(value: object) -> float:
    return nan if value is None else float(value)  # type: ignore[arg-type]  # Decimal or float
