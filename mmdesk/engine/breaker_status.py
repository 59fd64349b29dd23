"""The breakers as surfaces see them: cells when they change or once a second, rules when they change."""

from collections.abc import Iterator

from msgspec.structs import replace

from mmdesk.core.model.breakers import BreakerState, ScopeLevel
from mmdesk.core.model.effects import BreakerChanged, BreakerSettingsChanged
from mmdesk.core.pipeline import Desk
from mmdesk.core.risk.breakers.breaker import Breaker
from mmdesk.ports.breaker_views import BreakerEventView, BreakerRuleView, BreakerSettingsView, BreakerView
from mmdesk.ports.views import AnyView

_MS = 1_000_000
# What only time changes (the rest of a cooldown) is told this often.
EVERY_NS = 1_000_000_000
HOUR_NS = 3_600_000_000_000


class BreakerStatus:
    """Reads the desk's board; changes nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cells: dict[tuple[str, str], BreakerView] = {}
        self._rules: dict[tuple[str, str], BreakerRuleView] = {}
        self._told_ns = 0

    def changes(self, wall_ns: int, mono_ns: int) -> list[AnyView]:
        """Views that say something new since the last call."""
        due = mono_ns - self._told_ns >= EVERY_NS
        if due:
            self._told_ns = mono_ns
        return [*self._changed_rules(), *self._changed_cells(wall_ns, mono_ns, due=due)]

    def _changed_cells(self, wall_ns: int, mono_ns: int, *, due: bool) -> Iterator[BreakerView]:
        for breaker in self._desk.breakers.board.breakers.values():
            view = breaker_view(breaker, wall_ns, mono_ns)
            known = self._cells.get(view.key)
            if known is None or _is_news(known, view, due=due):
                self._cells[view.key] = view
                yield view

    def _changed_rules(self) -> Iterator[BreakerRuleView]:
        for breaker in self._desk.breakers.board.breakers.values():
            key = (breaker.kind.value, f"{breaker.scope.level.value}:{breaker.scope.name}")
            known = self._rules.get(key)
            if known is None or known.rule is not breaker.rule:
                market = self._desk.breakers.board.markets.get(breaker.scope.name)
                alone = breaker.scope.level is ScopeLevel.INSTRUMENT
                strategy = market.strategy if market and alone else ""
                view = BreakerRuleView(
                    kind=breaker.kind, scope=breaker.scope, rule=breaker.rule, strategy=strategy
                )
                self._rules[key] = view
                yield view


def breaker_view(breaker: Breaker, wall_ns: int, mono_ns: int) -> BreakerView:
    """One cell of the matrix at this moment."""
    rule, waits = breaker.rule, breaker.state is BreakerState.OPEN
    return BreakerView(
        kind=breaker.kind,
        scope=breaker.scope,
        wall_ns=wall_ns,
        state=breaker.state,
        permission=breaker.permission,
        value=breaker.value,
        threshold=rule.open_above,
        warn_at=rule.warn_at,
        unit=breaker.kind.unit,
        violations=breaker.violations,
        violations_needed=rule.violations,
        reopens_in_ms=max(0, breaker.reopens_ns - mono_ns) // _MS if waits else None,
        opens_last_hour=sum(mono_ns - at < HOUR_NS for at in breaker.history),
        latch_after=rule.latch_after,
        since_ns=breaker.since_ns + wall_ns - mono_ns if breaker.since_ns else 0,
        reason=breaker.reason,
        who=breaker.who,
        size_share=breaker.size_share,
        probing=breaker.probing,
    )


def event_view(effect: BreakerChanged, wall_ns: int) -> BreakerEventView:
    """One line of the breaker log."""
    record = effect.record
    return BreakerEventView(
        wall_ns=wall_ns,
        kind=record.kind,
        scope=record.scope,
        what=effect.what,
        state=record.state,
        value=record.value,
        threshold=record.threshold,
        reason=record.reason,
        who=record.who,
        orders_cancelled=effect.orders_cancelled,
        verify_ms=effect.verify_ms,
    )


def settings_view(desk: Desk, wall_ns: int) -> BreakerSettingsView:
    """All thresholds as a session begins with them."""
    board = desk.breakers.board
    return BreakerSettingsView(
        wall_ns=wall_ns, who="", in_force=board.changes, can_undo=False, settings=board.settings
    )


def changed_settings(before: BreakerSettingsView, effect: BreakerSettingsChanged) -> BreakerSettingsView:
    """The same after somebody changed some."""
    return replace(
        before,
        wall_ns=effect.wall_ns,
        who=effect.who,
        in_force=effect.in_force,
        can_undo=effect.can_undo,
    )


def _is_news(known: BreakerView, view: BreakerView, *, due: bool) -> bool:
    """Times alone are no news, except where a cooldown runs."""
    times = {"wall_ns": view.wall_ns, "since_ns": view.since_ns, "reopens_in_ms": view.reopens_in_ms}
    same = replace(known, value=view.value, **times)
    if same != view:
        return True
    return due and (known.value != view.value or known.reopens_in_ms != view.reopens_in_ms)
