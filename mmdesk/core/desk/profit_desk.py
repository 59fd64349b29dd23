"""The desk's profit against its limits: looked at with every fill and ten times a second."""

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.latches import open_again, shut
from mmdesk.core.desk.valuation import total_profit
from mmdesk.core.model.control import Control
from mmdesk.core.model.effects import AnyEffect, ProfitMarked
from mmdesk.core.model.market import Event
from mmdesk.core.risk.exposure_controls import DESK
from mmdesk.core.risk.profit_watch import DAY_NS


def watch_profit(desk: Desk, event: Event, out: list[AnyEffect]) -> None:
    """Take the total of now; latch what is beyond its limit, and open the day's latch on a new day."""
    watch, limits = desk.profit, desk.limits
    latch = desk.latches.get((Control.DAILY_LOSS, DESK))
    if latch is not None and event.wall_ns // DAY_NS > latch.since_ns // DAY_NS:
        open_again(desk, Control.DAILY_LOSS, DESK, "a new UTC day began", out)
    marks = watch.see(total_profit(desk), event.wall_ns)
    if marks is not None:
        out.append(ProfitMarked(marks=marks))
    profit, down = watch.day_profit, watch.drawdown
    if profit is not None and -profit > limits.max_daily_loss_quote:
        detail = f"{-profit:.2f} {limits.currency} lost today, the limit is {limits.max_daily_loss_quote}"
        shut(desk, Control.DAILY_LOSS, DESK, detail, event, out)
    if down is not None and down > limits.max_drawdown_quote:
        limit = limits.max_drawdown_quote
        detail = f"{down:.2f} {limits.currency} below the highest profit, the limit is {limit}"
        shut(desk, Control.DRAWDOWN, DESK, detail, event, out)
