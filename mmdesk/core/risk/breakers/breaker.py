"""One breaker: readings and time in, its state out. Times are monotonic ns, as the events carry them."""

from enum import Enum
from math import isfinite

from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerMove,
    BreakerRule,
    BreakerSettings,
    BreakerState,
    Permission,
    Scope,
)
from mmdesk.core.risk.breakers.table import Signal, advance

_S = 1_000_000_000
HOUR_NS = 3_600 * _S
# A re-opening this soon after the breaker was last open doubles the cooldown.
# Clocks drift: a ban that is told again a little later is the same one.
_NEWS_NS = _S
REOPENED_SOON_NS = 600 * _S
# Data that stops coming counts like a reading above the threshold, but never less often than this.
MISSING_VIOLATIONS = 3


class Absent(Enum):
    """Readings without a number. MISSING: it should be there, a violation. NOT_YET: nobody could know it (the
    session just began, nothing was sent): neither a violation nor a pass."""

    MISSING = "no data"
    NOT_YET = "not measured yet"


Reading = float | Absent


class Breaker:
    """`state`, `value` (None: no data), `violations` in a row, and when things happened.

    Methods return the move they made, or None. `history` holds the openings of the last hour. What only time
    or a person may change never changes by a reading, and the other way round.
    """

    __slots__ = (
        "_calm_since_ns",
        "_left_open_ns",
        "_probation_ends_ns",
        "blocked",
        "cooldown_ns",
        "grade",
        "history",
        "kind",
        "probes_passed",
        "reason",
        "reopens_ns",
        "rule",
        "scope",
        "settings",
        "since_ns",
        "state",
        "value",
        "violations",
        "who",
    )

    def __init__(self, kind: BreakerKind, scope: Scope, rule: BreakerRule, settings: BreakerSettings) -> None:
        self.kind = kind
        self.scope = scope
        self.rule = rule
        self.settings = settings
        self.state = BreakerState.CLOSED
        self.grade = BreakerMove.CALMED
        """What a closed one says: CALMED, WARNED or REDUCING."""
        self.value: float | None = None
        self.violations = 0
        self.reason = ""
        self.who = ""
        self.since_ns = 0
        self.reopens_ns = 0
        self.history: list[int] = []
        self.blocked = False
        """While the orders of its scope are not proved gone it does not leave OPEN."""
        self.probes_passed = 0
        self.cooldown_ns = 0
        """How long the last opening lasts at least."""
        self._left_open_ns: int | None = None
        self._calm_since_ns: int | None = None
        self._probation_ends_ns: int | None = None

    # -- reading ---------------------------------------------------------------------------------

    @property
    def permission(self) -> Permission:
        """What it lets pass by itself."""
        if self.state not in (BreakerState.CLOSED, BreakerState.HALF_OPEN):
            return Permission.HALTED
        return Permission.REDUCING if self.grade is BreakerMove.REDUCING else Permission.ACTIVE

    @property
    def probing(self) -> bool:
        """Whether orders leave one by one: HALF_OPEN, and the probes are not all answered yet."""
        return self.state is BreakerState.HALF_OPEN and self._probation_ends_ns is None

    @property
    def size_share(self) -> float:
        """Which share of its size an order may have."""
        return self.settings.half_open_size if self.state is BreakerState.HALF_OPEN else 1.0

    # -- readings --------------------------------------------------------------------------------

    def evaluate(self, reading: Reading, now_ns: int) -> BreakerMove | None:
        """The reading of this second: violations in a row open, calm for long enough half-opens, and closes
        once the probation is passed too."""
        if reading is Absent.NOT_YET:
            self.value = None
            return self._on_time(now_ns)
        wrong = self._fault(reading)
        if wrong:
            self._calm_since_ns = None
            self.violations += 1
            if self.violations >= self._needed(reading):
                return self._open(wrong, now_ns)
            return None
        assert not isinstance(reading, Absent)
        self.violations = 0
        if reading > self.rule.open_above * self.settings.close_at:
            self._calm_since_ns = None
        elif self._calm_since_ns is None:
            self._calm_since_ns = now_ns
        return self._on_time(now_ns) or self._regrade(reading)

    def notice(self, value: float, now_ns: int) -> BreakerMove | None:
        """One reading between two evaluations; opens if this alone is enough, else changes nothing."""
        rule = self.rule
        in_doubt = self.state is BreakerState.HALF_OPEN
        limit = rule.open_above if in_doubt or rule.violations == 0 else rule.at_once_at or float("inf")
        above_only = in_doubt and rule.violations > 0
        # NaN fails every comparison: it is not below the limit either.
        if 0.0 <= value < limit or (above_only and value == limit):
            return None
        wrong = self._fault(value) or f"{value:g} {self.kind.unit} reached {limit:g}"
        self._calm_since_ns = None
        return self._open(wrong, now_ns)

    def trip(self, reason: str, now_ns: int, until_ns: int = 0) -> BreakerMove | None:
        """Open at once for what is no number: an invalid book, silence, a ban that ends at `until_ns`.

        EXTENDED where it is open already and now stays so for longer.
        """
        self._calm_since_ns = None
        move = self._open(reason, now_ns)
        if self.state is not BreakerState.OPEN:
            return move
        told_ns, self.reopens_ns = self.reopens_ns, max(self.reopens_ns, until_ns)
        if move is None and self.reopens_ns > told_ns + _NEWS_NS:
            self.reason = reason
            return BreakerMove.EXTENDED
        return move

    # -- half-open -------------------------------------------------------------------------------

    def probe_passed(self, now_ns: int) -> None:
        """An order that was sent while probing was answered in time."""
        if self.probing:
            self.probes_passed += 1
            if self.probes_passed >= self.settings.probes:
                self._probation_ends_ns = now_ns + round(self.settings.half_open_s * _S)

    # -- people ----------------------------------------------------------------------------------

    def force(self, who: str, reason: str, now_ns: int) -> BreakerMove | None:
        """Trip now. None when it is forced open already."""
        return self._move(Signal.FORCE, BreakerMove.FORCED, reason or "tripped by hand", now_ns, who)

    def reset(self, who: str, reason: str, now_ns: int) -> BreakerMove | None:
        """Let it be proved again; the openings of the hour are forgotten with it. None when it is closed or
        half-open, or nobody said why."""
        if not reason.strip():
            return None
        move = self._move(Signal.RESET, BreakerMove.RESET, reason, now_ns, who)
        if move:
            self.history.clear()
            self._left_open_ns = None
            self.grade = BreakerMove.CALMED
        return move

    def escalate(self, reason: str, now_ns: int) -> BreakerMove | None:
        """Its orders were not proved gone: a person has to look. None when it is not open."""
        if self.state is not BreakerState.OPEN:
            return None
        return self._move(Signal.LATCH, BreakerMove.ESCALATED, reason, now_ns)

    # -- a restart -------------------------------------------------------------------------------

    def resume(
        self, state: BreakerState, *, since_ns: int, history: list[int], reopens_ns: int, cooldown_ns: int
    ) -> None:
        """Go on where an earlier session was: what stood open does, everything else has to prove itself."""
        stays = (BreakerState.OPEN, BreakerState.LATCHED, BreakerState.FORCED_OPEN)
        if state not in stays:
            self._left_open_ns = since_ns
        self.state = state if state in stays else BreakerState.HALF_OPEN
        self.since_ns = since_ns
        self.history = history
        self.reopens_ns = reopens_ns
        self.cooldown_ns = cooldown_ns

    # -- moving ----------------------------------------------------------------------------------

    def _fault(self, reading: Reading) -> str:
        """What makes a reading a violation, in words; empty when it is none."""
        rule, unit = self.rule, self.kind.unit
        if isinstance(reading, Absent):
            self.value = None
            return reading.value
        self.value = reading if isfinite(reading) else None
        if not isfinite(reading) or reading < 0.0:
            return f"{reading} {unit} is not a measurement"
        if rule.violations == 0 and reading >= rule.open_above:
            return f"{reading:g} {unit} reached {rule.open_above:g}"
        if rule.at_once_at and reading >= rule.at_once_at:
            return f"{reading:g} {unit} reached {rule.at_once_at:g}"
        return f"{reading:g} {unit} above {rule.open_above:g}" if reading > rule.open_above else ""

    def _needed(self, reading: Reading) -> int:
        """How many violations in a row open, this reading being the last."""
        rule = self.rule
        if self.state is BreakerState.HALF_OPEN:
            return 1
        if isinstance(reading, Absent):
            return max(rule.violations, MISSING_VIOLATIONS)
        if not isfinite(reading) or reading < 0.0 or (rule.at_once_at and reading >= rule.at_once_at):
            return 1
        return rule.violations

    def _open(self, reason: str, now_ns: int) -> BreakerMove | None:
        """TRIP or LATCH, whichever the rule and the openings of the last hour say."""
        if self.state not in (BreakerState.CLOSED, BreakerState.HALF_OPEN):
            return None
        self.history = [at for at in self.history if now_ns - at < HOUR_NS]
        often = self.rule.latch_after
        latches = self.rule.latches or (often > 0 and len(self.history) + 1 >= often)
        self.history.append(now_ns)
        if latches:
            return self._move(Signal.LATCH, BreakerMove.LATCHED, reason, now_ns)
        self.cooldown_ns = self._next_cooldown_ns(now_ns)
        move = self._move(Signal.TRIP, BreakerMove.OPENED, reason, now_ns)
        self.reopens_ns = now_ns + self.cooldown_ns
        return move

    def _next_cooldown_ns(self, now_ns: int) -> int:
        first, most = round(self.rule.cooldown_s * _S), round(self.rule.cooldown_max_s * _S)
        left = self._left_open_ns
        again = left is not None and now_ns - left < REOPENED_SOON_NS
        return min(most, max(first, 2 * self.cooldown_ns)) if again else first

    def _on_time(self, now_ns: int) -> BreakerMove | None:
        """What calm and time alone bring."""
        cooled = self.state is BreakerState.OPEN and now_ns >= self.reopens_ns and not self.blocked
        calm = self.value is None or self._is_calm(now_ns)
        if cooled and calm:
            self._left_open_ns = now_ns
            return self._move(Signal.COOL, BreakerMove.HALF_OPENED, "cooled down", now_ns)
        ends_ns = self._probation_ends_ns
        proved = self.state is BreakerState.HALF_OPEN and ends_ns is not None and now_ns >= ends_ns
        if proved and calm:
            return self._move(Signal.PROVE, BreakerMove.CLOSED, "proved", now_ns)
        return None

    def _is_calm(self, now_ns: int) -> bool:
        window_ns = round(self.rule.close_window_s * _S)
        return self._calm_since_ns is not None and now_ns - self._calm_since_ns >= window_ns

    def _regrade(self, reading: float) -> BreakerMove | None:
        """WARNED and REDUCING below the threshold, each left at 80 % of its own."""
        rule, before = self.rule, self.grade
        if self.permission is Permission.HALTED or not (rule.warn_at or rule.reduce_at):
            return None
        share = self.settings.close_at
        reduces, warns = rule.reduce_at or float("inf"), rule.warn_at or float("inf")
        if reading >= reduces or (before is BreakerMove.REDUCING and reading > reduces * share):
            self.grade = BreakerMove.REDUCING
        elif reading >= warns or (before is not BreakerMove.CALMED and reading > warns * share):
            self.grade = BreakerMove.WARNED
        else:
            self.grade = BreakerMove.CALMED
        return self.grade if self.grade is not before else None

    def _move(
        self, signal: Signal, move: BreakerMove, reason: str, now_ns: int, who: str = ""
    ) -> BreakerMove | None:
        after = advance(self.state, signal)
        if after is None:
            return None
        self.state = after
        self.reason, self.who, self.since_ns = reason, who, now_ns
        self.violations = 0
        self.reopens_ns = 0
        self.probes_passed = 0
        self._probation_ends_ns = None
        self._calm_since_ns = None
        return move
