"""One market of the desk: its book and features, how it is quoted, and why."""

from decimal import Decimal

from mmdesk.core.desk.venue_desk import VenueDesk
from mmdesk.core.desk.worst_case import WorstCase
from mmdesk.core.market.book import Book
from mmdesk.core.market.features import Features
from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import OrderState
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.values import Side, exact
from mmdesk.core.orders.diff import Policy
from mmdesk.core.orders.register import Register
from mmdesk.core.orders.slot import Slot
from mmdesk.core.risk.breakers.board import FREE, Allowed
from mmdesk.core.risk.executions import Executions
from mmdesk.core.risk.message_rate import MessageRate
from mmdesk.core.risk.recent_orders import RecentOrders
from mmdesk.core.strategy.base import QuoteInputs
from mmdesk.core.strategy.catalogue import make_strategy
from mmdesk.core.strategy.explain import explain
from mmdesk.core.strategy.fair_value import FAIR_VALUES
from mmdesk.core.strategy.ladder import Ladder
from mmdesk.core.strategy.level import Level

_S = 1_000_000_000
ON_ITS_WAY = frozenset({OrderState.INTENT, OrderState.SENDING})


class MarketDesk:
    """Read `book` (top), `features`, `trusted`, `explanations`, `last_mono_ns`, `quoting` and `hold`."""

    def __init__(
        self,
        instrument: Instrument,
        parameters: QuoteParameters,
        limits: RiskLimits,
        venue: VenueDesk,
        register: Register,
    ) -> None:
        self.instrument = instrument
        self.limits = limits
        self.venue = venue
        self.book = Book()
        self.features = Features()
        self.status = instrument.status
        self.foreign = venue.foreign.sums(instrument.key)
        self.executions = Executions(limits.max_same_side_fills, limits.same_side_fills_window_ms)
        self.recent = RecentOrders()
        self.worst = WorstCase(register.sums[instrument.key], self.foreign)
        self.last_mid = 0.0
        """The last believable mid; it outlives a doubt of the book."""
        self._mark: Decimal | None = None
        self._mark_of = 0.0
        self.last_mono_ns: int = 0
        """When the last believable book event came in (0 = none yet)."""
        self.hold: str = "disarmed"
        """Why nothing may be quoted here at all (empty = quoting)."""
        self.silent = False
        self.inventory = 0.0
        self.rate = MessageRate()
        self._register = register
        self._inputs = QuoteInputs()
        self.set_parameters(parameters)

    @property
    def mark(self) -> Decimal | None:
        """What positions are valued at, the last believable mid; None before the first."""
        if self.last_mid != self._mark_of:
            self._mark_of = self.last_mid
            self._mark = exact(self.last_mid)
        return self._mark

    def set_parameters(self, parameters: QuoteParameters) -> None:
        """Quote with these from now on (they were checked); orders that no longer fit are moved or
        cancelled."""
        self.parameters = parameters
        self.ladder = Ladder(self.instrument, parameters, make_strategy(parameters))
        key = self.instrument.key
        self.slots: list[Slot] = [self._register.slot(key, level.slot) for level in self.ladder.levels]
        self.policy = Policy(
            refresh_ns=round(parameters.order_refresh_time_s * _S),
            tolerance=parameters.order_refresh_tolerance_bps * 1e-4,
            max_age_ns=round(parameters.max_order_age_s * _S),
        )
        self._allowed = FREE
        self._lost = ""
        self.fill_delay_ns = round(parameters.filled_order_delay_s * _S)
        self._fair_value = FAIR_VALUES[parameters.fair_value]

    def allow(self, allowed: Allowed, lost: str = "") -> None:
        """Quote no more than the breakers let: a share of the size, or what reduces the position; the latter
        also with a loss beyond its limit (`lost` names it)."""
        if allowed is not self._allowed or lost != self._lost:
            self._allowed, self._lost = allowed, lost
            by_breaker = "circuit breaker" if allowed.permission is Permission.REDUCING else ""
            why = allowed.why if allowed.size_share < 1.0 else ""
            self.ladder.restrict(allowed.size_share, why, reducing=by_breaker or lost)

    def evaluate(self) -> None:
        """Work out the ladder for the market and inventory of now."""
        features = self.features
        inputs = self._inputs
        inputs.fair_value = self._fair_value(features.mid, features.microprice)
        inputs.best_bid = self.book.bid
        inputs.best_ask = self.book.ask
        inputs.volatility_bps = features.volatility_bps
        inputs.inventory = self.inventory
        self.ladder.evaluate(inputs)

    @property
    def trusted(self) -> bool:
        """Whether the book may be believed: a snapshot was seen and nothing broke since."""
        return self.book.trusted

    @property
    def explanations(self) -> tuple[QuoteExplanation, ...]:
        """One record per side and level, quoted or not; built when read, from the last evaluation."""
        if not self.ladder.evaluated:
            return ()
        pairs = zip(self.ladder.levels, self.slots, strict=True)
        return tuple(self.explanation(level, slot) for level, slot in pairs)

    def explanation(self, level: Level, slot: Slot) -> QuoteExplanation:
        """Why this level is what it is, with the first rule that keeps it away."""
        rule, value = self._blocked_above(level, slot)
        return explain(
            self.instrument,
            self.ladder,
            level,
            resting_ticks=slot.ticks,
            blocked_by=rule,
            blocked_value=value,
        )

    @property
    def quoting(self) -> str:
        """`both`, `bid only`, `ask only` or `off`: which sides rest at the venue or are on their way."""
        pairs = zip(self.ladder.levels, self.slots, strict=True)
        sides = {level.side for level, slot in pairs if slot.ticks or self._on_its_way(slot)}
        if len(sides) == 2:
            return "both"
        if not sides:
            return "off"
        return "bid only" if Side.BUY in sides else "ask only"

    def _on_its_way(self, slot: Slot) -> bool:
        """A quote that is just being replaced is no reason not to quote; one of unknown fate is."""
        order = self._register.get(slot.client_id) if slot.busy else None
        return order is not None and order.state in ON_ITS_WAY

    def _blocked_above(self, level: Level, slot: Slot) -> tuple[str, str]:
        """What keeps an order away that is not the ladder's own rule: state and venue, slot, gate, delay."""
        if self.hold:
            return self.hold, ""
        if slot.ticks or level.blocked_by or self._on_its_way(slot):
            return "", ""
        if slot.busy:
            order = self._register.get(slot.client_id)
            return "order under way", order.state.value if order is not None else ""
        if slot.refused_by:
            return slot.refused_by, slot.refused_value
        wait_ms = (slot.free_at_ns - self.last_mono_ns) // 1_000_000
        return (slot.held_because, f"{wait_ms} ms left") if wait_ms > 0 else ("", "")
