"""Words and figures for breakers: state with its symbol, value against limit with unit, what comes next."""

from math import ceil
from typing import NamedTuple

from mmdesk.core.model.breakers import BreakerKind, BreakerMove, BreakerState, Permission, Scope, ScopeLevel
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.said import said
from mmdesk.ports.breaker_views import BreakerView

HELD = frozenset({BreakerState.OPEN, BreakerState.LATCHED, BreakerState.FORCED_OPEN})
"""States in which nothing but cancels leaves; a person may reset them."""
GOOD, CAREFUL, BAD = "good", "careful", "bad"


class Standing(NamedTuple):
    """How a breaker stands: symbol and word, and how bad it is (`GOOD`, `CAREFUL`, `BAD`)."""

    symbol: str
    word: str
    tone: str

    @property
    def text(self) -> str:
        return f"{self.symbol} {self.word}"


COLOURS = {GOOD: theme.GOOD, CAREFUL: theme.WARNING, BAD: theme.DANGER_TEXT}
GROUNDS = {CAREFUL: theme.BANNERS["warning"][0], BAD: theme.BANNERS["critical"][0]}


def kind_title(kind: BreakerKind) -> str:
    """Its name with a capital, as columns and headings carry it."""
    name = said(kind.words)
    return name[:1].upper() + name[1:]


def scope_word(scope: Scope) -> str:
    return tr("Whole desk") if scope.level is ScopeLevel.GLOBAL else scope.name


def place_word(scope: Scope) -> str:
    """How far a threshold that is said there reaches."""
    match scope.level:
        case ScopeLevel.GLOBAL:
            return tr("Everywhere: the default")
        case ScopeLevel.EXCHANGE:
            return tr("All of {venue}").format(venue=scope.name)
        case ScopeLevel.SYMBOL:
            return tr("{symbol} on every exchange").format(symbol=scope.name)
        case ScopeLevel.STRATEGY:
            return tr("Strategy {name}").format(name=scope.name)
    return tr("{market} only").format(market=scope.name)


def standing(view: BreakerView) -> Standing:
    """State and grade in one word."""
    match view.state:
        case BreakerState.OPEN:
            return Standing("■", tr("OPEN"), BAD)
        case BreakerState.LATCHED:
            return Standing("■", tr("LATCHED"), BAD)
        case BreakerState.FORCED_OPEN:
            return Standing("■", tr("TRIPPED"), BAD)
        case BreakerState.HALF_OPEN:
            return Standing("◧", tr("half-open"), CAREFUL)
    if view.permission is Permission.REDUCING:
        return Standing("▼", tr("REDUCING"), CAREFUL)
    if view.violations or (view.warn_at and view.value is not None and view.value >= view.warn_at):
        return Standing("▲", tr("warns"), CAREFUL)
    return Standing("✓", tr("closed"), GOOD)


def state_word(state: BreakerState) -> str:
    """The state alone, in lower case for lists."""
    return said(state.value.replace("_", " "))


def move_word(move: BreakerMove) -> str:
    """What happened, as a line of the list of events begins."""
    return {
        BreakerMove.OPENED: "■ " + tr("opened"),
        BreakerMove.HALF_OPENED: "◧ " + tr("half-open"),
        BreakerMove.CLOSED: "✓ " + tr("closed"),
        BreakerMove.LATCHED: "■ " + tr("latched"),
        BreakerMove.FORCED: "■ " + tr("tripped by hand"),
        BreakerMove.RESET: "↺ " + tr("reset"),
        BreakerMove.EXTENDED: "■ " + tr("open for longer"),
        BreakerMove.WARNED: "▲ " + tr("warned"),
        BreakerMove.REDUCING: "▼ " + tr("reducing"),
        BreakerMove.CALMED: "✓ " + tr("calm again"),
        BreakerMove.VERIFIED: "✓ " + tr("orders proved gone"),
        BreakerMove.ESCALATED: "■ " + tr("orders not proved gone"),
    }[move]


def badness(view: BreakerView) -> tuple[int, float]:
    """Sorts breakers: the greater, the more a person has to look at it."""
    ranks = {
        BreakerState.LATCHED: 6,
        BreakerState.FORCED_OPEN: 5,
        BreakerState.OPEN: 4,
        BreakerState.HALF_OPEN: 3,
        BreakerState.CLOSED: {CAREFUL: 1}.get(standing(view).tone, 0),
    }
    return ranks[view.state], use(view) or 0.0


def use(view: BreakerView) -> float | None:
    """The share of the threshold that is reached; None while nothing is measured."""
    return None if view.value is None or view.threshold <= 0 else view.value / view.threshold


def unit_word(kind: BreakerKind) -> str:
    return {
        "pct": "%",
        "assets": tr("assets"),
        "orders": tr("orders"),
        "unprotected": tr("unprotected"),
        "faults": tr("faults"),
    }.get(kind.unit, kind.unit)


def figure(value: float | None) -> str:
    """A reading: whole numbers as they are, others with three or more digits that matter."""
    if value is None:
        return fmt.UNKNOWN
    if value == round(value):
        return fmt.number(value, 0)
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.01 else 4
    return fmt.number(value, decimals)


def against(view: BreakerView) -> str:
    """`18 / 500 ms`."""
    return f"{figure(view.value)} / {figure(view.threshold)} {unit_word(view.kind)}"


def note(view: BreakerView) -> str:
    """What comes next, or what is on its way; empty while all is well."""
    if view.state in (BreakerState.LATCHED, BreakerState.FORCED_OPEN):
        return tr("needs a reset")
    if view.state is BreakerState.OPEN:
        if view.reopens_in_ms:
            return tr("re-opens in {time}").format(time=countdown(view.reopens_in_ms))
        return tr("waits for calm")
    if view.state is BreakerState.HALF_OPEN:
        if view.probing:
            return tr("one by one")
        return tr("{percent} % of the size").format(percent=fmt.number(view.size_share * 100, 0))
    if view.violations:
        return tr("{count} of {needed} violations").format(
            count=view.violations, needed=max(view.violations_needed, view.violations)
        )
    return tr("no data") if view.value is None else ""


def countdown(left_ms: int) -> str:
    """`00:42`; a started second counts."""
    seconds = ceil(left_ms / 1_000)
    return f"{seconds // 60:02}:{seconds % 60:02}"


def in_full(view: BreakerView) -> str:
    """All of it in lines: what a tool tip says."""
    lines = [f"{kind_title(view.kind)} · {scope_word(view.scope)}: {standing(view).text}", against(view)]
    lines += [text for text in (note(view), said(view.reason)) if text]
    if view.since_ns:
        lines.append(tr("since {time} UTC").format(time=fmt.day_and_clock(view.since_ns)))
    if view.opens_last_hour and view.latch_after:
        lines.append(
            tr("opened {count} times in this hour; opening {latch} latches").format(
                count=view.opens_last_hour, latch=view.latch_after
            )
        )
    return "\n".join(lines)
