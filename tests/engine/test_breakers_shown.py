"""The engine tells surfaces of its breakers: cells, rules, events; commands trip, reset and change them."""

from msgspec.structs import replace

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerMove,
    BreakerRecord,
    BreakerState,
    Permission,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.effects import BreakerChanged, MetricsSampled
from mmdesk.core.model.events import EngineMeasured
from mmdesk.ports.breaker_views import BreakerEventView, BreakerRuleView, BreakerSettingsView, BreakerView
from mmdesk.ports.control import (
    ChangeBreakers,
    ResetBreaker,
    TicketState,
    TripBreaker,
    UndoBreakerChange,
)
from mmdesk.ports.journal import Remembered
from tests.engine.conftest import Rig, until
from tests.fakes.fake_gateway import BTC

SPREAD = BreakerKind.SPREAD
MARKET = Scope(ScopeLevel.INSTRUMENT, BTC.key)


def cell(rig: Rig) -> BreakerView | None:
    """The newest view of the spread breaker."""
    cells = [one for one in rig.told if isinstance(one, BreakerView)]
    found = [one for one in cells if (one.kind, one.scope) == (SPREAD, MARKET)]
    return found[-1] if found else None


def events(rig: Rig) -> list[BreakerMove]:
    """What was told to have happened."""
    return [one.what for one in rig.told if isinstance(one, BreakerEventView)]


def states(rig: Rig, ticket: str) -> list[TicketState]:
    """What became of a command."""
    return [one.state for one in rig.tickets(ticket)]


async def watched(rig: Rig) -> Rig:
    """A rig whose engine watches, with nothing that a busy test machine would open."""
    rules = {kind: DEFAULT_RULES[kind] for kind in (SPREAD, BreakerKind.DRAWDOWN)}
    rig.engine = rig.make_engine(breakers=replace(DEFAULT_BREAKERS, rules=rules))
    await rig.armed()
    return rig


async def test_every_breaker_is_a_cell_and_a_fresh_session_is_half_open(rig: Rig) -> None:
    await watched(rig)
    await until(lambda: cell(rig))
    first = next(one for one in rig.told if isinstance(one, BreakerView) and one.kind is SPREAD)
    assert (first.state, first.size_share, first.probing) == (BreakerState.HALF_OPEN, 0.25, True)
    assert (first.threshold, first.unit, first.violations_needed) == (20.0, "bps", 3)
    rules = {(one.kind, one.scope): one.rule for one in rig.told if isinstance(one, BreakerRuleView)}
    assert rules[SPREAD, MARKET] == DEFAULT_RULES[SPREAD]


async def test_trip_and_reset_are_shown_journaled_and_answered(rig: Rig) -> None:
    await watched(rig)
    rig.submit(TripBreaker(kind=SPREAD, scope=MARKET, who="ana"), "trip")
    await until(lambda: (view := cell(rig)) and view.state is BreakerState.FORCED_OPEN)
    await until(lambda: not rig.gateway.open)
    await until(lambda: BreakerMove.VERIFIED in events(rig))
    view = cell(rig)
    assert view
    assert (view.permission, view.who, view.reopens_in_ms) == (Permission.HALTED, "ana", None)
    rig.submit(ResetBreaker(kind=SPREAD, scope=MARKET, reason=" "), "no")
    await until(lambda: TicketState.FAILED in states(rig, "no"))
    rig.submit(ResetBreaker(kind=SPREAD, scope=MARKET, reason="drill is over", who="ben"), "yes")
    await until(lambda: TicketState.DONE in states(rig, "yes"))
    facts = [one for one in rig.journal.facts if isinstance(one, BreakerChanged)]
    assert [one.record.who for one in facts[:3]] == ["ana", "ana", "ben"]
    kept = [one.what for one in facts]
    assert kept[:3] == [BreakerMove.FORCED, BreakerMove.VERIFIED, BreakerMove.RESET]
    snapshot = [one.what for one in rig.engine.snapshot() if isinstance(one, BreakerEventView)]
    assert snapshot[:3] == kept[:3], "a window that comes later sees the same"


async def test_changed_thresholds_are_shown_and_undone(rig: Rig) -> None:
    await watched(rig)
    change = ThresholdChange(ScopeLevel.GLOBAL, "", SPREAD, "open_above", 30.0)
    rig.submit(ChangeBreakers(changes=(change,), who="ana"), "change")
    await until(lambda: (view := cell(rig)) and view.threshold == 30.0)
    shown = [one for one in rig.told if isinstance(one, BreakerSettingsView)]
    assert [(one.who, one.in_force, one.can_undo) for one in shown] == [
        ("", (), False),
        ("ana", (change,), True),
    ]
    assert shown[0].settings == shown[1].settings, "a window works out with them what is inherited"
    rig.submit(UndoBreakerChange(who="ben"), "undo")
    await until(lambda: (view := cell(rig)) and view.threshold == 20.0)


async def test_metrics_are_kept_once_a_second_and_what_was_measured_is_not(rig: Rig) -> None:
    await watched(rig)
    await until(lambda: sum(isinstance(one, MetricsSampled) for one in rig.journal.facts) >= 2)
    assert not any(isinstance(one, EngineMeasured) for one in rig.journal.facts)


async def test_what_an_earlier_session_left_open_is_open(rig: Rig) -> None:
    record = BreakerRecord(kind=SPREAD, scope=MARKET, state=BreakerState.LATCHED, since_ns=1, reason="seen")
    remembered = Remembered(4, (), (), (), 0, breakers=(record,))
    rig.engine = rig.make_engine(breakers=DEFAULT_BREAKERS, remembered=remembered)
    await rig.engine.start()
    await until(lambda: (view := cell(rig)) and view.state is BreakerState.LATCHED)
