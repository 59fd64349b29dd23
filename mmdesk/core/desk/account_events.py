"""What the account side of a venue tells, sorted to where it belongs; returns the markets to quote anew."""

from collections.abc import Sequence

from mmdesk.core.desk.booking import book_fill
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.order_events import on_order_event, see_order
from mmdesk.core.desk.venue_events import on_balances, on_connected, on_lost, on_protection, on_reconciled
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import (
    AccountEvent,
    AccountReconciled,
    BalanceReported,
    FillReported,
    OrderReported,
    ProtectionChanged,
    VenueConnected,
    VenueLost,
)


def on_account(desk: Desk, event: AccountEvent, out: list[AnyEffect]) -> Sequence[MarketDesk]:
    """Apply what the venue told of our account."""
    if isinstance(event, FillReported):
        book_fill(desk, event.fill, event, out)
        return _market(desk, event.fill.instrument)
    if isinstance(event, OrderReported):
        see_order(desk, event.order, event, out)
        return _market(desk, event.order.instrument)
    if isinstance(
        event, VenueConnected | VenueLost | AccountReconciled | BalanceReported | ProtectionChanged
    ):
        if event.venue not in desk.venues:
            return ()
        if isinstance(event, VenueConnected):
            on_connected(desk, event, out)
        elif isinstance(event, VenueLost):
            on_lost(desk, event, out)
        elif isinstance(event, AccountReconciled):
            on_reconciled(desk, event, out)
        elif isinstance(event, ProtectionChanged):
            on_protection(desk, event)
        else:
            on_balances(desk, event, out)
        return desk.markets_of(event.venue)
    return _market(desk, on_order_event(desk, event.client_id, event, out))


def _market(desk: Desk, key: str) -> Sequence[MarketDesk]:
    market = desk.markets.get(key)
    return () if market is None else (market,)
