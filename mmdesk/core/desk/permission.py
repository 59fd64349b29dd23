"""Whether a venue lets us trade at all: a market halts, a key loses its permission, and both come back."""

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.telling import alert
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import InstrumentStatusReported, TradingPermissionReported
from mmdesk.core.model.instrument import InstrumentStatus


def on_status(desk: Desk, event: InstrumentStatusReported, out: list[AnyEffect]) -> None:
    """A market began or ceased to trade: told once, quotes follow it by themselves."""
    market = desk.markets.get(event.instrument)
    if market is None or market.status is event.status:
        return
    market.status = event.status
    trades = event.status is InstrumentStatus.TRADING
    alert(
        out,
        "info" if trades else "warning",
        f"status-{event.instrument}",
        f"{event.instrument} is {event.status} now.",
        "The venue says so.",
        "Nothing now: quotes follow the venue's word.",
    )


def on_permission(desk: Desk, event: TradingPermissionReported, out: list[AnyEffect]) -> None:
    """The account may trade no more, or again."""
    venue = desk.venues[event.venue]
    if venue.may_trade is event.may_trade:
        return
    venue.may_trade = event.may_trade
    if not event.may_trade:
        alert(
            out,
            "critical",
            f"permission-{event.venue}",
            f"{event.venue}: this account may not trade.",
            "The venue says so: the key lost its permission, or the account is restricted.",
            "Enable spot trading on the venue's own page; quoting resumes by itself.",
        )
