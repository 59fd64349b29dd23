"""The desk: everything the core remembers between two events, and what others may read of it."""

from collections.abc import Mapping, Sequence

from mmdesk.core.desk.breaker_watch import NO_BREAKERS, BreakerWatch
from mmdesk.core.desk.counters import Counters
from mmdesk.core.desk.held_fills import HeldFills
from mmdesk.core.desk.leftover_book import LeftoverBook
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.regaining import Regaining
from mmdesk.core.desk.venue_desk import VenueDesk
from mmdesk.core.market.staleness import is_stale
from mmdesk.core.model.account import Position
from mmdesk.core.model.breakers import BreakerRecord, BreakerSettings, DrawdownBefore, ThresholdChange
from mmdesk.core.model.control import Control
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.latch import Latch, ProfitMarks
from mmdesk.core.model.leftover import CANCEL_LEFTOVERS, LeftoverPolicy
from mmdesk.core.model.loss import FactsLost
from mmdesk.core.model.order import Order
from mmdesk.core.model.parameters import DEFAULT_LIMITS, DeskLimits, QuoteParameters, RiskLimits
from mmdesk.core.model.state import TradingState
from mmdesk.core.orders.fill_keys import FillKeys
from mmdesk.core.orders.identity import ClientIds
from mmdesk.core.orders.leftovers import restored
from mmdesk.core.orders.names import Names
from mmdesk.core.orders.register import Register
from mmdesk.core.portfolio.portfolio import Portfolio
from mmdesk.core.risk.breakers.board import Watched
from mmdesk.core.risk.limits import limit_problems
from mmdesk.core.risk.profit_watch import ProfitWatch
from mmdesk.core.risk.refusals import Refusals
from mmdesk.core.strategy.catalogue import problems


class Desk:
    """State of one session. Only `pipeline.step` changes it; everything public may be read between two steps.

    `id_prefix` is app prefix + data folder + epoch (`identity.session_prefix`): client ids are `id_prefix` +
    counter. `app_prefix` is what all sessions share (default: `id_prefix` without its epoch): orders at a
    venue with ids made under it are ours. `instance_prefix` (default: `app_prefix`) is what the epochs of
    this data folder share. Remembered orders,
    positions and fills are what earlier sessions left; `leftovers` says what becomes of such orders.
    `facts_lost`: they are of before a loss, and nothing is armed until the rest is known again. Raises
    ConfigurationError for a prefix that no venue would take, and for markets whose parameters or limits are
    missing or wrong (all of them in one message). `breakers` says what they watch; see `BreakerWatch` for
    the rest. `stopped_before`: a stop that nobody released, in words; the desk is still stopped by it.
    """

    def __init__(
        self,
        instruments: Sequence[Instrument],
        parameters: Mapping[str, QuoteParameters],
        limits: Mapping[str, RiskLimits],
        id_prefix: str,
        *,
        app_prefix: str = "",
        instance_prefix: str = "",
        remembered_orders: Sequence[Order] = (),
        remembered_positions: Sequence[Position] = (),
        remembered_fills: Sequence[Fill] = (),
        leftovers: LeftoverPolicy = CANCEL_LEFTOVERS,
        facts_lost: FactsLost | None = None,
        breakers: BreakerSettings = NO_BREAKERS,
        breaker_changes: Sequence[ThresholdChange] = (),
        remembered_breakers: Sequence[BreakerRecord] | None = None,
        desk_limits: DeskLimits = DEFAULT_LIMITS,
        remembered_latches: Sequence[Latch] = (),
        remembered_profit: ProfitMarks | None = None,
        remembered_drawdowns: Sequence[DrawdownBefore] = (),
        stopped_before: str = "",
    ) -> None:
        _check(instruments, parameters, limits, desk_limits)
        self.regaining = Regaining(facts_lost)
        self.state, self.reason = _state_at_start(stopped_before)
        self.mono_ns: int = 0
        """Monotonic time of the last event."""
        self.client_ids = ClientIds(id_prefix)
        self.instruments: dict[str, Instrument] = {one.key: one for one in instruments}
        self.register = Register(self.instruments, Names(app_prefix, instance_prefix, id_prefix))
        self.portfolio = Portfolio(self.instruments, remembered_positions)
        self.limits = desk_limits
        self.latches: dict[tuple[Control, str], Latch] = {one.key: one for one in remembered_latches}
        """Controls that refuse until a person releases them."""
        self.profit = ProfitWatch(remembered_profit, desk_limits.max_drawdown_quote)
        self.refusals = Refusals()
        self.par_assets = frozenset({desk_limits.currency, *desk_limits.at_par})
        self.valued_by = _valued_by(self.instruments, self.par_assets)
        """Quote asset -> the market whose mid values it."""
        self.counters = Counters()
        self.held_fills = HeldFills()
        self.account_fills = FillKeys()
        """Fills whose effect on the balances is counted, foreign ones included."""
        self.leftovers = LeftoverBook(leftovers)
        self.venues: dict[str, VenueDesk] = {one.venue: VenueDesk(one.venue) for one in instruments}
        self.markets: dict[str, MarketDesk] = {
            key: MarketDesk(one, parameters[key], limits[key], self.venues[one.venue], self.register)
            for key, one in self.instruments.items()
        }
        watched = _watched(instruments, parameters)
        self.breakers = BreakerWatch(
            breakers, watched, breaker_changes, remembered_breakers, remembered_drawdowns
        )
        for key, market in self.markets.items():
            market.inventory = float(self.portfolio.position(key).quantity)
        self._restore(remembered_orders, remembered_fills)

    def arm_blockers(self) -> tuple[str, ...]:
        """Why the desk cannot be armed now, one sentence each; empty when it can."""
        found: list[str] = []
        if self.state is TradingState.STOPPED:
            found.append("The desk is stopped: disarm it first.")
        found.extend(self.regaining.blockers(self.instruments))
        if undecided := self.leftovers.undecided():
            found.append(
                f"{len(undecided)} orders of an earlier session wait for a decision: adopt, cancel or "
                "ignore each."
            )
        for venue in self.venues.values():
            if not venue.connected:
                found.append(f"{venue.name}: the account stream is not connected.")
            elif venue.reconciling:
                found.append(f"{venue.name}: orders and fills are not reconciled yet.")
            if venue.is_clock_off:
                found.append(
                    f"{venue.name}: its clock and ours differ by {venue.clock_offset_ns / 1e9:.1f} s, more "
                    "than the receive window. Set the clock of this machine by the network."
                )
            if venue.balance_mismatch:
                found.append(
                    f"{venue.name}: balances do not follow from our fills ({venue.balance_mismatch}). "
                    "Compare with the venue's own page, then accept its balances with a reason."
                )
            if not venue.protected:
                found.append(
                    f"Nothing would cancel our orders at {venue.name} if this program died: "
                    "the guardian is not on duty."
                )
        for key, market in self.markets.items():
            if not market.trusted:
                found.append(f"{key}: the book is not trusted ({market.book.fault}).")
            elif is_stale(market.last_mono_ns, self.mono_ns, market.limits.max_data_age_ms):
                found.append(f"{key}: market data is older than {market.limits.max_data_age_ms} ms.")
            elif market.features.mid <= 0.0:
                found.append(f"{key}: one side of the book is empty.")
        return tuple(found)

    def markets_of(self, venue: str) -> list[MarketDesk]:
        """The markets of one venue."""
        return [market for market in self.markets.values() if market.instrument.venue == venue]

    def _restore(self, remembered_orders: Sequence[Order], remembered_fills: Sequence[Fill]) -> None:
        """Orders and fills of earlier sessions; what became of the orders is asked for later."""
        for order in remembered_orders:
            now = restored(order) if order.intent.instrument in self.instruments else None
            if now is not None:
                entry = self.register.insert(now, 0)
                entry.remembered = order
                self.leftovers.hold(entry)
        for fill in remembered_fills:
            self.account_fills.add(fill)
            if self.register.fill_keys.add(fill) and self.register.entry(fill.client_id) is None:
                self.register.unplaced.add(fill)


def _state_at_start(stopped_before: str) -> tuple[TradingState, str]:
    return (TradingState.STOPPED, stopped_before) if stopped_before else (TradingState.DISARMED, "started")


def _check(
    instruments: Sequence[Instrument],
    parameters: Mapping[str, QuoteParameters],
    limits: Mapping[str, RiskLimits],
    desk_limits: DeskLimits,
) -> None:
    wrong = [f"desk: {problem}" for problem in limit_problems(desk_limits)]
    for one in instruments:
        if one.key not in limits:
            wrong.append(f"{one.key}: no risk limits")
        else:
            wrong += [f"{one.key}: {problem}" for problem in limit_problems(limits[one.key])]
        if one.key not in parameters:
            wrong.append(f"{one.key}: no quoting parameters")
        else:
            wrong += [f"{one.key}: {problem}" for problem in problems(parameters[one.key])]
    if wrong:
        raise ConfigurationError("; ".join(wrong))


def _watched(instruments: Sequence[Instrument], parameters: Mapping[str, QuoteParameters]) -> list[Watched]:
    return [Watched(one.key, one.symbol, one.venue, parameters[one.key].strategy) for one in instruments]


def _valued_by(instruments: Mapping[str, Instrument], par_assets: frozenset[str]) -> dict[str, str]:
    """For every quote asset that has no fixed value, the first market that gives it one."""
    found: dict[str, str] = {}
    for key, one in instruments.items():
        if one.quote in par_assets:
            found.setdefault(one.base, key)
    return found
