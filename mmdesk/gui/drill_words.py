"""Fire drills in words: what each causes, how far one is, and what came of it."""

from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.core.model.state import TradingState
from mmdesk.gui import format as fmt
from mmdesk.gui.breaker_words import BAD, CAREFUL, GOOD, kind_title, scope_word
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.said import said
from mmdesk.ports.drill import DrillView


def drill_title(kind: DrillKind) -> str:
    """Its name, as menu and table carry it."""
    return {
        DrillKind.LATENCY: tr("Latency"),
        DrillKind.SPREAD: tr("Wide spread"),
        DrillKind.JUMP: tr("Price jump"),
        DrillKind.ERRORS: tr("Errors"),
        DrillKind.LOSS: tr("Loss"),
    }[kind]


def what_happens(kind: DrillKind) -> str:
    """What it does to the simulated exchange, and to the quotes."""
    return {
        DrillKind.LATENCY: tr("Answers and market data come late until the latency breaker opens."),
        DrillKind.SPREAD: tr("The others step back from the price until the spread breaker opens."),
        DrillKind.JUMP: tr("The price jumps beyond the threshold of the volatility breaker."),
        DrillKind.ERRORS: tr("Orders are answered with errors though they are booked."),
        DrillKind.LOSS: tr(
            "A fill is charged far too much; the next one gives it back. The drawdown breaker latches: reset "
            "it with a reason afterwards, and release the losses under Limits."
        ),
    }[kind]


def why_not(facts: Facts) -> str:
    """What keeps a drill from being made now; empty when nothing does."""
    session, desk, drill = facts.session, facts.desk, facts.drill
    if not facts.live or session is None or desk is None:
        return tr("No engine answers: there is nothing to try")
    if not session.drills:
        return tr("Drills are made at mmdesk's own simulated exchange only")
    if drill is not None and drill.done is None:
        return tr("A fire drill is under way: wait until it is over")
    if desk.state is not TradingState.ARMED:
        return tr("Needs the simulated exchange, armed and quoting: a drill pulls quotes")
    return ""


def drill_line(view: DrillView) -> tuple[str, str]:
    """How the newest drill stands, in one line, and how bad that is."""
    name = tr("{kind} drill on {market}").format(kind=drill_title(view.kind), market=view.instrument)
    done = view.done
    if done is None:
        return f"▶ {name}: {progress(view)}", CAREFUL
    if done.outcome is DrillOutcome.PASSED:
        return f"✓ {name}: {how_far(done)}", GOOD
    parts = (outcome_word(done.outcome), said(done.why), how_far(done))
    return f"{name}: {'; '.join(part for part in parts if part)}", BAD


def seconds(ms: float | None) -> str:
    """`3.1 s`; under a second in ms."""
    if ms is None:
        return fmt.UNKNOWN
    return f"{fmt.number(ms, 0)} ms" if ms < 1_000 else f"{fmt.number(ms / 1_000, 1)} s"


def progress(view: DrillView) -> str:
    """What is waited for now."""
    if view.opened_ms is None:
        return tr("Waiting for the breaker to open…")
    return tr("Opened after {time}; waiting for the proof that its orders are gone…").format(
        time=seconds(view.opened_ms)
    )


def result(done: DrillDone) -> str:
    """What it showed, or what kept it from passing."""
    return how_far(done) if done.outcome is DrillOutcome.PASSED else said(done.why)


def how_far(done: DrillDone) -> str:
    """From the cause to the last confirmed cancel in one sentence; empty when nothing opened."""
    if done.breaker is None or done.scope is None:
        return ""
    name = f"{kind_title(done.breaker)} · {scope_word(done.scope)}"
    if not done.orders_cancelled:
        return tr("{breaker} opened after {time}; no order rested then.").format(
            breaker=name, time=seconds(done.opened_ms)
        )
    if done.confirmed_ms is None:
        return tr("{breaker} opened after {time}; not all of {count} cancels were confirmed.").format(
            breaker=name, time=seconds(done.opened_ms), count=done.orders_cancelled
        )
    return tr(
        "{breaker} opened after {time}; {count} orders cancelled, the last confirmed after {end}."
    ).format(
        breaker=name,
        time=seconds(done.opened_ms),
        count=done.orders_cancelled,
        end=seconds(done.confirmed_ms),
    )


def outcome_word(outcome: DrillOutcome) -> str:
    """With a symbol, for colour alone says nothing."""
    return {
        DrillOutcome.PASSED: "✓ " + tr("passed"),
        DrillOutcome.OTHER_BREAKER: "■ " + tr("another breaker"),
        DrillOutcome.NOT_OPENED: "■ " + tr("did not open"),
        DrillOutcome.NOT_PROVED: "■ " + tr("not proved"),
        DrillOutcome.CUT_SHORT: "◧ " + tr("cut short"),
    }[outcome]
