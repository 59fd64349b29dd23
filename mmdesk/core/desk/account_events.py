"""What the account side of a venue tells, sorted to where it belongs; returns the markets to quote anew."""

from collections.abc import Callable, Sequence
from typing import Any

from mmdesk.core.desk.balance_desk import on_transfer
from mmdesk.core.desk.booking import book_fill
from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.desk.order_events import on_order_event, see_order
from mmdesk.core.desk.permission import on_permission, on_status
from mmdesk.core.desk.venue_events import (
    on_balances,
    on_clock,
    on_connected,
    on_fills,
    on_lost,
    on_open_orders,
    on_protection,
    on_reconciled,
)
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import (
    AccountEvent,
    AccountReconciled,
    BalanceReported,
    ClockMeasured,
    FillReported,
    FillsListed,
    InstrumentStatusReported,
    OpenOrdersListed,
    OrderReported,
    ProtectionChanged,
    TradingPermissionReported,
    TransferReported,
    VenueConnected,
    VenueEvent,
    VenueLost,
)
from mmdesk.core.model.market import Event

_OF_A_VENUE: dict[type[Event], Callable[[Desk, Any, list[AnyEffect]], None]] = {
    VenueConnected: on_connected,
    VenueLost: on_lost,
    AccountReconciled: on_reconciled,
    OpenOrdersListed: on_open_orders,
    FillsListed: on_fills,
    BalanceReported: on_balances,
    TransferReported: lambda desk, event, _: on_transfer(desk, event),
    ProtectionChanged: lambda desk, event, _: on_protection(desk, event),
    ClockMeasured: on_clock,
    InstrumentStatusReported: on_status,
    TradingPermissionReported: on_permission,
}


def on_account(desk: Desk, event: AccountEvent, out: list[AnyEffect]) -> Sequence[MarketDesk]:
    """Apply what the venue told of our account."""
    if isinstance(event, FillReported):
        book_fill(desk, event.fill, event, out)
        return _market(desk, event.fill.instrument)
    if isinstance(event, OrderReported):
        see_order(desk, event.order, event, out)
        return _market(desk, event.order.instrument)
    if isinstance(event, VenueEvent):
        if event.venue not in desk.venues:
            return ()
        _OF_A_VENUE[type(event)](desk, event, out)
        return desk.markets_of(event.venue)
    return _market(desk, on_order_event(desk, event.client_id, event, out))


def _market(desk: Desk, key: str) -> Sequence[MarketDesk]:
    market = desk.markets.get(key)
    return () if market is None else (market,)
