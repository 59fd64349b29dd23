"""Fire drills for the window's tests and pictures: under way, passed, and each way not to pass."""

from typing import Any

from msgspec.structs import replace

from mmdesk.core.model.breakers import BreakerKind
from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.ports.drill import DrillView
from mmdesk.ports.history import DrillHistory
from tests.gui.breaker_feed import MARKET, SECOND_NS, VENUE
from tests.gui.feed import BTC, START_NS


def passed(**changes: Any) -> DrillDone:
    """A latency drill as it should go."""
    base = DrillDone(
        kind=DrillKind.LATENCY,
        instrument=BTC,
        amount=750.0,
        begun_ns=START_NS,
        outcome=DrillOutcome.PASSED,
        breaker=BreakerKind.ORDER_LATENCY,
        scope=VENUE,
        reason="751 ms above 500",
        opened_ms=3_104.2,
        orders_cancelled=6,
        sent_ms=3_105.0,
        confirmed_ms=3_412.6,
        proved_ms=3_980.1,
    )
    return replace(base, **changes)


def unopened(**changes: Any) -> DrillDone:
    """Nothing noticed what was caused."""
    base = DrillDone(
        kind=DrillKind.SPREAD,
        instrument=BTC,
        amount=30.0,
        begun_ns=START_NS - 600 * SECOND_NS,
        outcome=DrillOutcome.NOT_OPENED,
        why="no breaker opened within 60 s",
    )
    return replace(base, **changes)


def under_way(**changes: Any) -> DrillView:
    """A latency drill that was just begun."""
    base = DrillView(
        kind=DrillKind.LATENCY,
        instrument=BTC,
        amount=750.0,
        begun_ns=START_NS,
    )
    return replace(base, **changes)


def ended(done: DrillDone) -> DrillView:
    """The last word on a drill."""
    return under_way(
        kind=done.kind,
        amount=done.amount,
        begun_ns=done.begun_ns,
        opened_ms=done.opened_ms,
        orders_cancelled=done.orders_cancelled,
        done=done,
    )


def history() -> DrillHistory:
    """One of each outcome, newest first."""
    ago = [START_NS - minutes * 60 * SECOND_NS for minutes in (20, 30, 40)]
    other = passed(
        kind=DrillKind.JUMP,
        amount=1.5,
        begun_ns=ago[0],
        outcome=DrillOutcome.OTHER_BREAKER,
        breaker=BreakerKind.SPREAD,
        scope=MARKET,
        why=f"another breaker opened first: spread of {BTC}",
    )
    unproved = passed(
        kind=DrillKind.ERRORS,
        amount=100.0,
        begun_ns=ago[1],
        outcome=DrillOutcome.NOT_PROVED,
        breaker=BreakerKind.ERROR_RATE,
        confirmed_ms=None,
        proved_ms=None,
        why="2 orders are not proved gone after 5 s",
    )
    cut = unopened(
        kind=DrillKind.LOSS,
        amount=1_200.0,
        begun_ns=ago[2],
        outcome=DrillOutcome.CUT_SHORT,
        why="the desk is stopped now",
    )
    return DrillHistory((passed(), unopened(), other, unproved, cut))
