"""The dispatcher: bytes leave inside `dispatch`, and a venue that was never reached got nothing."""

import asyncio
from collections.abc import Coroutine
from decimal import Decimal
from typing import Any

from mmdesk.core.model.effects import SendCancel, SendOrder
from mmdesk.core.model.errors import ExchangeConnectionError
from mmdesk.core.model.events import AnyEvent, CancelUnresolved, OrderAcknowledged, SendAbandoned
from mmdesk.core.model.order import ApprovedOrder, OrderIntent, TimeInForce
from mmdesk.core.model.values import Side
from mmdesk.engine.clock import SystemClock
from mmdesk.engine.dispatcher import Dispatcher
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.gateway import CancelOutcome, SendOutcome
from tests.fakes.fake_gateway import BTC, FakeGateway


class AtOnce(FakeGateway):
    """Writes in the call, as a connected gateway does."""

    def place(self, order: ApprovedOrder) -> Coroutine[Any, Any, SendOutcome]:
        self.placed.append(order.intent)
        return self._acknowledged(order.intent.client_id)

    async def _acknowledged(self, client_id: str) -> SendOutcome:
        return OrderAcknowledged(
            wall_ns=1, mono_ns=1, client_id=client_id, venue_id="v", exchange_ns=1, sent_mono_ns=1
        )


class Unreached(FakeGateway):
    """Not connected."""

    def place(self, order: ApprovedOrder) -> Coroutine[Any, Any, SendOutcome]:
        raise ExchangeConnectionError("binance is not connected: connect first", retryable=True)

    def cancel(self, request: SendCancel) -> Coroutine[Any, Any, CancelOutcome]:
        raise ExchangeConnectionError("binance is not connected: connect first", retryable=True)


class Desk:
    """A dispatcher on one gateway, and what it told."""

    def __init__(self, gateway: FakeGateway) -> None:
        self.told: list[AnyEvent] = []
        self.crashes: list[str] = []
        self.tasks = Tasks(lambda name, _error: self.crashes.append(name))
        self.dispatcher = Dispatcher({gateway.venue: gateway}, self.told.append, self.tasks, SystemClock())


def send(client_id: str) -> SendOrder:
    intent = OrderIntent(
        client_id, BTC.key, Side.BUY, Decimal("50000"), Decimal("0.01"), TimeInForce.POST_ONLY, "b0"
    )
    return SendOrder(order=ApprovedOrder(intent), explanation=None, caused_mono_ns=1)


async def test_an_order_is_written_before_dispatch_returns() -> None:
    gateway = AtOnce()
    desk = Desk(gateway)
    desk.dispatcher.dispatch([send("a"), send("b")], journaled=True)
    assert [intent.client_id for intent in gateway.placed] == ["a", "b"]
    await asyncio.wait_for(desk.dispatcher.idle(), 30)
    assert [type(event) for event in desk.told] == [OrderAcknowledged, OrderAcknowledged]


async def test_an_order_that_is_not_in_the_journal_is_never_given_to_the_gateway() -> None:
    gateway = AtOnce()
    desk = Desk(gateway)
    desk.dispatcher.dispatch([send("a")], journaled=False)
    assert not gateway.placed
    assert [type(event) for event in desk.told] == [SendAbandoned]


async def test_a_gateway_that_is_not_connected_leaves_nothing_in_flight() -> None:
    desk = Desk(Unreached())
    cancel = SendCancel(instrument=BTC.key, client_id="b", venue_id="", reason="test")
    desk.dispatcher.dispatch([send("a"), cancel], journaled=True)
    assert [type(event) for event in desk.told] == [CancelUnresolved, SendAbandoned]
    assert desk.dispatcher.in_flight == 0
    assert not desk.crashes
