"""What the breakers of a desk remember between two events: the board, and what metrics are made of."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerMove,
    BreakerRecord,
    BreakerSettings,
    BreakerState,
    DrawdownBefore,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.events import EngineMeasured, VenueMeasured
from mmdesk.core.risk.breakers.board import Board, Watched
from mmdesk.core.risk.breakers.breaker import Breaker
from mmdesk.core.risk.breakers.drawdown import Drawdown
from mmdesk.core.risk.breakers.windows import OutcomeWindow, RangeWindow, SampleWindow

_ZERO = Decimal(0)
# Frames come in bursts: the slowest of each hundredth of a second stands for them.
AGE_SPACING_NS = 10_000_000
MAX_UNDO = 100
NO_BREAKERS = BreakerSettings(rules={})
_TIMED = (BreakerKind.DATA_LATENCY, BreakerKind.ORDER_LATENCY, BreakerKind.ERROR_RATE)


class VenueWatch:
    """One venue: durations, outcomes of requests, and when it was heard last (0 = never)."""

    def __init__(self, name: str, board: Board) -> None:
        self.name = name
        scope = Scope(ScopeLevel.EXCHANGE, name)
        self.breakers = {kind: breaker for (kind, at), breaker in board.breakers.items() if at == scope}
        """Those of this venue by kind: looked at with every frame."""
        self.last_frame_ns = 0
        self.clock_known = False
        self.was_protected = False
        self.measured = VenueMeasured(venue=name)
        self.requests = 0
        self.faults = 0
        self._windows_s: dict[BreakerKind, float] = {}
        self.set_windows(board)

    def set_windows(self, board: Board) -> None:
        """Windows as long as the rules say; one of another length begins empty, the others keep what they
        hold."""
        scope = Scope(ScopeLevel.EXCHANGE, self.name)
        before, self._windows_s = self._windows_s, {kind: _window_s(board, kind, scope) for kind in _TIMED}
        for kind, window_s in self._windows_s.items():
            if before.get(kind) == window_s:
                continue
            match kind:
                case BreakerKind.DATA_LATENCY:
                    self.ages = SampleWindow(window_s, AGE_SPACING_NS)
                case BreakerKind.ORDER_LATENCY:
                    self.acknowledgements = SampleWindow(window_s)
                case _:
                    self.outcomes = OutcomeWindow(window_s)

    def ended(self, requests: int, faults: int, mono_ns: int) -> None:
        """Requests ended, `faults` of them by the venue's fault."""
        self.requests += requests
        self.faults += faults
        self.outcomes.add(requests, faults, mono_ns)


class MarketWatch:
    """One market: its prices of the last minute, and the last mid there was (0.0 = none yet)."""

    def __init__(self, watched: Watched, venue: VenueWatch, board: Board) -> None:
        self.watched = watched
        self.venue = venue
        self.last_mid = 0.0
        self.result_quote = _ZERO
        self.has_result = False
        self._window_s = 0.0
        self.set_windows(board)

    def set_windows(self, board: Board) -> None:
        """See `VenueWatch`."""
        scope = self.watched.scope(ScopeLevel.SYMBOL)
        window_s = _window_s(board, BreakerKind.VOLATILITY, scope)
        if window_s != self._window_s:
            self._window_s = window_s
            self.prices = RangeWindow(window_s)


class Verification:
    """The orders of an opened scope on their way out: `pending` venues have not listed none of them yet."""

    def __init__(self, breaker: Breaker, opened_ns: int, cancelled: int, venues: Iterable[str]) -> None:
        self.breaker = breaker
        self.opened_ns = opened_ns
        self.cancelled = cancelled
        self.pending = set(venues)
        self.gone_ns = 0
        """Since when our own record shows none of them alive; 0 = it shows some."""
        self.asked_ns = 0
        self.escalated = False


class BreakerWatch:
    """`board`, `venues`, `markets`; empty settings watch nothing. `remembered` None: a fresh desk whose
    breakers begin CLOSED; else the session goes on from these, and what was closed begins HALF_OPEN.
    `drawdowns` are losses of earlier sessions that nobody took for granted: they go on too."""

    def __init__(
        self,
        settings: BreakerSettings,
        markets: Sequence[Watched],
        changes: Sequence[ThresholdChange] = (),
        remembered: Sequence[BreakerRecord] | None = None,
        drawdowns: Sequence[DrawdownBefore] = (),
    ) -> None:
        self.board = Board(settings, markets, changes)
        self.on = bool(settings.rules)
        self.remembered = remembered
        self._begin_in_doubt()
        self._begin_reducing(drawdowns)
        names = dict.fromkeys(one.venue for one in markets)
        self.venues = {name: VenueWatch(name, self.board) for name in names}
        self.markets = {one.key: MarketWatch(one, self.venues[one.venue], self.board) for one in markets}
        self.results: dict[Scope, Drawdown] = {}
        self._below_before_bps = {one.scope: one.below_bps for one in drawdowns}
        self.capital_quote = _ZERO
        self.know_capital(settings.capital_quote)
        self.engine: EngineMeasured | None = None
        self.loop_lag_ms: float | None = None
        """The worst beat since the last evaluation; None: no beat was told."""
        self.next_evaluation_ns = 0
        self.next_health_ns = 0
        self.verifying: dict[tuple[BreakerKind, Scope], Verification] = {}
        self.undo: list[tuple[ThresholdChange, ...]] = []

    def _begin_in_doubt(self) -> None:
        """States of an earlier session hold before the first event tells what time it is."""
        if self.remembered is None:
            return
        known = {(one.kind, one.scope): one.state for one in self.remembered}
        for key, breaker in self.board.breakers.items():
            state = known.get(key, BreakerState.CLOSED)
            breaker.resume(state, since_ns=0, history=[], reopens_ns=0, cooldown_ns=0)
            self.board.changed(breaker)

    def _begin_reducing(self, drawdowns: Sequence[DrawdownBefore]) -> None:
        """After such a loss only what reduces leaves, from the first order on and not from the first look."""
        for one in drawdowns:
            breaker = self.board.get(BreakerKind.DRAWDOWN, one.scope)
            if breaker is not None and 0.0 < breaker.rule.reduce_at <= one.below_bps:
                breaker.grade = BreakerMove.REDUCING
                self.board.changed(breaker)

    def result(self, scope: Scope) -> Drawdown:
        """The result of a strategy, or of all."""
        found = self.results.get(scope)
        if found is None:
            found = self.results[scope] = Drawdown()
        return found

    def know_capital(self, capital_quote: Decimal) -> None:
        """What drawdown is measured against (0: not known yet); losses of earlier sessions are worth money
        only now."""
        self.capital_quote = capital_quote
        if not capital_quote:
            return
        for scope, below_bps in self._below_before_bps.items():
            self.result(scope).fell_before(Decimal(below_bps) * capital_quote / 10_000)
        self._below_before_bps.clear()

    def take_loss_for_granted(self, scope: Scope) -> None:
        """A person did: drawdown counts from here."""
        self._below_before_bps.pop(scope, None)
        self.result(scope).rebase()

    def set_strategy(self, key: str, strategy: str) -> None:
        """A market is quoted by another strategy from now on."""
        market = self.markets[key]
        if strategy != market.watched.strategy:
            market.watched = market.watched._replace(strategy=strategy)
            self.board.watch(market.watched)

    def set_changes(self, changes: tuple[ThresholdChange, ...]) -> None:
        """Other thresholds from now on."""
        self.board.set_changes(changes)
        for venue in self.venues.values():
            venue.set_windows(self.board)
        for market in self.markets.values():
            market.set_windows(self.board)


def _window_s(board: Board, kind: BreakerKind, scope: Scope) -> float:
    return board.rule(kind, scope).window_s if kind in board.settings.rules else 1.0
