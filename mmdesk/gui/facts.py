"""The newest view of everything, for whoever paints: updated by the bridge before anyone is told."""

import time
from decimal import Decimal

from mmdesk.core.model.state import TradingState
from mmdesk.gui import format as fmt
from mmdesk.ports.breaker_views import BreakerRuleView, BreakerSettingsView, BreakerView
from mmdesk.ports.drill import DrillView
from mmdesk.ports.views import (
    DeskView,
    MarketView,
    OrderSource,
    OrderView,
    PositionView,
    SessionView,
    StopView,
    VenueView,
)

STALE_S = 2.0
"""The desk view comes several times a second: silence longer than this makes everything shown the past."""


class Facts:
    """Latest views. `live` is False while no engine answers: everything shown then is the past."""

    def __init__(self) -> None:
        self.live = False
        self.heard_s = time.monotonic()
        self.session: SessionView | None = None
        self.desk: DeskView | None = None
        self.venues: dict[str, VenueView] = {}
        self.markets: dict[str, MarketView] = {}
        self.positions: dict[str, PositionView] = {}
        self.working: dict[str, OrderView] = {}
        self.stops: dict[str, StopView] = {}
        self.breakers: dict[tuple[str, str], BreakerView] = {}
        self.breaker_rules: dict[tuple[str, str], BreakerRuleView] = {}
        self.breaker_settings: BreakerSettingsView | None = None
        self.drill: DrillView | None = None

    def begin(self, session: SessionView) -> None:
        """A new connection: what the last one said is no longer known."""
        self.session = session
        self.desk = None
        for known in (self.venues, self.markets, self.positions, self.working, self.stops):
            known.clear()
        self.breakers.clear()
        self.breaker_rules.clear()
        self.breaker_settings = None
        self.drill = None

    def strategy_of(self, instrument: str) -> str:
        """What quotes a market; empty while no breaker of it told."""
        rules = self.breaker_rules.values()
        return next((one.strategy for one in rules if one.scope.name == instrument and one.strategy), "")

    def hold_order(self, order: OrderView) -> None:
        """Remember a working order of ours, forget a finished one."""
        if order.source is OrderSource.FOREIGN:
            return
        if order.open:
            self.working[order.client_id] = order
        else:
            self.working.pop(order.client_id, None)

    @property
    def silence_s(self) -> float:
        """How long the engine has said nothing."""
        return time.monotonic() - self.heard_s

    @property
    def current(self) -> bool:
        """Whether what is shown is the present."""
        return self.live and self.silence_s < STALE_S

    @property
    def now_ns(self) -> int:
        """The engine's clock at its last word."""
        return self.desk.wall_ns if self.desk else 0

    @property
    def armed(self) -> bool:
        return self.desk is not None and self.desk.state in (TradingState.ARMED, TradingState.PAUSED)

    def price(self, instrument: str, value: fmt.Number | None) -> str:
        """A price with the decimals of its tick."""
        return fmt.number(value, self.price_decimals(instrument))

    def quantity(self, instrument: str, value: fmt.Number | None, *, signed: bool = False) -> str:
        """A size with the decimals of its lot."""
        sizes = self.session.lot_sizes if self.session else {}
        return fmt.number(value, fmt.decimals_of(sizes.get(instrument, Decimal("0.00001"))), signed=signed)

    def price_decimals(self, instrument: str) -> int:
        sizes = self.session.tick_sizes if self.session else {}
        return fmt.decimals_of(sizes.get(instrument, Decimal("0.01")))

    def mid(self, instrument: str) -> float | None:
        """The middle of the market, None while it is not known."""
        market = self.markets.get(instrument)
        if market is None or market.bid is None or market.ask is None:
            return None
        return (market.bid + market.ask) / 2


def base_of(instrument: str) -> str:
    """`BTC` of `BTC/USDT@binance`."""
    return instrument.partition("@")[0].partition("/")[0]


def quote_of(instrument: str) -> str:
    """`USDT` of `BTC/USDT@binance`; empty where there is none."""
    return instrument.partition("@")[0].partition("/")[2]
