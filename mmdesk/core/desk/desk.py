"""The desk: everything the core remembers between two events, and what others may read of it."""

from collections.abc import Mapping, Sequence

from mmdesk.core.desk.counters import Counters
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.venue_desk import VenueDesk
from mmdesk.core.model.account import Position
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import Order
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.state import TradingState
from mmdesk.core.orders.register import Register
from mmdesk.core.portfolio.portfolio import Portfolio


class Desk:
    """State of one session. Only `pipeline.step` changes it; everything public here may be read between two steps.

    `id_prefix` is app prefix + epoch: client ids are `id_prefix` + counter. `app_prefix` is what all epochs share
    (default: `id_prefix`): orders at a venue that start with it are ours. Raises ConfigurationError for a prefix
    that no venue would take, or a market without parameters or limits.
    """

    def __init__(
        self,
        instruments: Sequence[Instrument],
        parameters: Mapping[str, QuoteParameters],
        limits: Mapping[str, RiskLimits],
        id_prefix: str,
        *,
        app_prefix: str = "",
        remembered_orders: Sequence[Order] = (),
        remembered_positions: Sequence[Position] = (),
        remembered_fills: Sequence[Fill] = (),
    ) -> None:
        self.state: TradingState = TradingState.DISARMED
        self.reason: str = "started"
        self.instruments: dict[str, Instrument] = {one.key: one for one in instruments}
        self.markets: dict[str, MarketDesk] = {}
        self.venues: dict[str, VenueDesk] = {}
        self.register: Register = Register()
        self.portfolio: Portfolio = Portfolio()
        self.counters: Counters = Counters()
        raise NotImplementedError

    def arm_blockers(self) -> tuple[str, ...]:
        """Why the desk cannot be armed now, one sentence each; empty when it can."""
        raise NotImplementedError
