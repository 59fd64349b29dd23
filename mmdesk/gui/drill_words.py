"""Fire drills in words: what each causes, how far one is, and what came of it."""

from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.gui import format as fmt
from mmdesk.gui.breaker_words import kind_title, scope_word
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
    """All of it in one sentence."""
    if done.outcome is not DrillOutcome.PASSED or done.breaker is None or done.scope is None:
        return said(done.why)
    name = f"{kind_title(done.breaker)} · {scope_word(done.scope)}"
    if not done.orders_cancelled:
        return tr("{breaker} opened after {time}; no order rested then.").format(
            breaker=name, time=seconds(done.opened_ms)
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
