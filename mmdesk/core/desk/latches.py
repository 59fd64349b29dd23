"""Controls that shut and stay shut: latching, telling, and a person's release."""

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.telling import alert
from mmdesk.core.model.control import Control
from mmdesk.core.model.effects import AnyEffect, CommandDone, LatchChanged, ProfitMarked
from mmdesk.core.model.events import LatchReleased
from mmdesk.core.model.latch import Latch
from mmdesk.core.model.market import Event
from mmdesk.core.model.values import Side
from mmdesk.core.risk.exposure_controls import DESK
from mmdesk.core.risk.rate_controls import side_scope

LONGEST_REASON = 500


def shut(desk: Desk, control: Control, scope: str, detail: str, event: Event, out: list[AnyEffect]) -> None:
    """Latch a control; once, however often it is breached."""
    if (control, scope) in desk.latches:
        return
    latch = desk.latches[control, scope] = Latch(control, scope, event.wall_ns, detail)
    out.append(LatchChanged(latch=latch, latched=True, reason=detail))
    name = _names[control]
    what = f"{scope}: {name} latched, only what reduces the position leaves."
    if control is Control.REPEATED_EXECUTION:
        what = f"{scope}: {name} latched, no order leaves."
    alert(
        out,
        "critical",
        f"latch-{control.value}-{scope}",
        what,
        detail,
        "Look at what happened, then release it in the Limits table with a reason.",
    )


def shut_side(
    desk: Desk, instrument: str, side: Side, detail: str, event: Event, out: list[AnyEffect]
) -> None:
    """Latch one side of a market after repeated executions."""
    shut(desk, Control.REPEATED_EXECUTION, side_scope(instrument, side), detail, event, out)


def is_side_shut(desk: Desk, instrument: str, side: Side) -> bool:
    return (Control.REPEATED_EXECUTION, side_scope(instrument, side)) in desk.latches


def why_reducing_only(desk: Desk) -> str:
    """The loss beyond which every market may only reduce its position; empty when there is none."""
    if (Control.DAILY_LOSS, DESK) in desk.latches:
        return "daily loss"
    return "drawdown" if (Control.DRAWDOWN, DESK) in desk.latches else ""


def detail_of(desk: Desk, control: Control, scope: str) -> str:
    """What shut it; empty while it is open."""
    latch = desk.latches.get((control, scope))
    return latch.detail if latch is not None else ""


def open_again(desk: Desk, control: Control, scope: str, reason: str, out: list[AnyEffect]) -> None:
    """Release a latch if there is one."""
    latch = desk.latches.pop((control, scope), None)
    if latch is not None:
        out.append(LatchChanged(latch=latch, latched=False, reason=reason))


def release(desk: Desk, event: LatchReleased, out: list[AnyEffect]) -> None:
    """A person looked and goes on. What is still beyond its limit stays shut."""
    key = (event.control, event.scope)
    reason = event.reason.strip()[:LONGEST_REASON]
    if key not in desk.latches:
        why = f"{event.scope}: nothing is latched there."
    elif not reason:
        why = "A release needs a reason: it is kept in the journal."
    else:
        why = _still_beyond(desk, event.control)
    if why:
        out.append(CommandDone(ticket=event.ticket, ok=False, message=why))
        return
    open_again(desk, *key, reason, out)
    _start_anew(desk, event.control, event.scope, out)
    message = f"{event.scope}: {_names[event.control]} released."
    out.append(CommandDone(ticket=event.ticket, ok=True, message=message))


def _still_beyond(desk: Desk, control: Control) -> str:
    """A loss does not go away by a word; the limit may be raised, or the day ends."""
    profit, limit = desk.profit.day_profit, desk.limits.max_daily_loss_quote
    if control is not Control.DAILY_LOSS or (profit is not None and -profit <= limit):
        return ""
    lost = "unknown" if profit is None else f"{-profit:.2f}"
    return f"The loss of the day is {lost}, beyond {limit}: raise the limit, or wait for the next UTC day."


def _start_anew(desk: Desk, control: Control, scope: str, out: list[AnyEffect]) -> None:
    """Forget what shut it, else the next tick would shut it again."""
    if control is Control.DRAWDOWN:
        marks = desk.profit.restart_peak()
        if marks is not None:
            out.append(ProfitMarked(marks=marks))
    elif control is Control.REPEATED_EXECUTION:
        for key, market in desk.markets.items():
            for side in Side:
                if side_scope(key, side) == scope:
                    market.executions.forget(side)


_names = {
    Control.REPEATED_EXECUTION: "repeated executions",
    Control.DAILY_LOSS: "daily loss",
    Control.DRAWDOWN: "drawdown",
}
