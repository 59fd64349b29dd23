"""Creates and cancels: sent exactly once, timed at the socket, and never declared more than was proved."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping
from typing import Any

from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.events import (
    CancelAcknowledged,
    CancelUnresolved,
    OrderAcknowledged,
    SendAbandoned,
)
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import OrderIntent
from mmdesk.core.orders.identity import CANCEL_MARK
from mmdesk.gateways import ccxt_parse as parse
from mmdesk.gateways.ccxt_errors import (
    VENUE_ERRORS,
    CreateFailed,
    cancel_outcome,
    describe,
    never_left,
)
from mmdesk.gateways.ccxt_protocol import CcxtExchange, Structure
from mmdesk.gateways.connection import OrderTransport, VenueConnection
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.direct_send import DirectSend
from mmdesk.gateways.learned_request import LearnedRequests
from mmdesk.gateways.outbound import Outbound, Outgoing
from mmdesk.gateways.rate_limit import LimiterRefusedError, Priority, WeightLimiter
from mmdesk.gateways.watch_loop import undisturbed
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import CancelOutcome, SendOutcome

_PLACE, _CANCEL = "order.place", "order.cancel"
_MUTE_NS = 30 * 10**9
"""So long cancels go by REST after one over WebSocket had no answer: a socket can be up and mute."""


class OrderCalls:
    """Both transports, one set of rules."""

    def __init__(
        self,
        exchange: CcxtExchange,
        dialect: Dialect,
        connection: VenueConnection,
        clock: Clock,
        limiter: WeightLimiter,
        outbound: Outbound,
        on_acknowledged: Callable[[str, int], None],
    ) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._clock = clock
        self._limiter = limiter
        self._outbound = outbound
        self._on_acknowledged = on_acknowledged
        self._direct = DirectSend(exchange)
        self._learned = LearnedRequests(exchange)
        self._failed = CreateFailed(dialect)
        self._websocket = connection.order_transport is OrderTransport.WEBSOCKET
        self._timeout_s = connection.timings.order_timeout_ms / 1000
        self._limiter_wait_s = connection.timings.limiter_wait_ms / 1000
        self._cancel_id_prefix = connection.cancel_id_prefix
        self._cancels = 0
        self._mute_until_ns = 0

    def place(self, intent: OrderIntent, instrument: Instrument) -> Coroutine[Any, Any, SendOutcome]:
        """Send a create exactly once: before this returns if nothing stands in the way, else when awaited."""
        if not (self._websocket and self._limiter.try_acquire(self._dialect.place_weight, Priority.CREATE)):
            return self._place_later(intent, instrument)
        outgoing = self._outbound.begin(_PLACE, intent.client_id)
        return self._placed(intent, outgoing, self._create(intent, instrument))

    def cancel(self, request: SendCancel, instrument: Instrument) -> Coroutine[Any, Any, CancelOutcome]:
        """Cancel one order, by the venue's id where known, else by ours; sent as `place` sends."""
        websocket = self._websocket and self._clock.mono_ns() >= self._mute_until_ns
        if not (websocket and self._limiter.try_acquire(self._dialect.cancel_weight, Priority.CANCEL)):
            return self._cancel_later(request, instrument, websocket=websocket)
        outgoing = self._outbound.begin(_CANCEL, request.venue_id or request.client_id)
        answer = self._cancel(request, instrument, websocket=True)
        return self._cancelled(request, outgoing, answer, websocket=True)

    async def _place_later(self, intent: OrderIntent, instrument: Instrument) -> SendOutcome:
        try:
            await self._limiter.acquire(
                self._dialect.place_weight, Priority.CREATE, wait_s=self._limiter_wait_s
            )
        except LimiterRefusedError as error:
            return self._abandoned(intent.client_id, error)
        outgoing = self._outbound.begin(_PLACE, intent.client_id)
        return await self._placed(intent, outgoing, self._create(intent, instrument))

    async def _placed(
        self, intent: OrderIntent, outgoing: Outgoing, answer: Awaitable[Structure]
    ) -> SendOutcome:
        client_id = intent.client_id
        try:
            async with asyncio.timeout(self._timeout_s):
                placed = await undisturbed(answer)
            venue_id, exchange_ns = parse.placed_order(placed)
        except VENUE_ERRORS as error:
            return self._create_failed(error, client_id, outgoing)
        finally:
            self._outbound.end(outgoing)
        acknowledged = OrderAcknowledged(
            wall_ns=self._clock.wall_ns(),
            mono_ns=self._clock.mono_ns(),
            client_id=client_id,
            venue_id=venue_id,
            exchange_ns=exchange_ns,
            sent_mono_ns=outgoing.written_mono_ns,
        )
        self._on_acknowledged(client_id, acknowledged.mono_ns)
        return acknowledged

    async def _cancel_later(
        self, request: SendCancel, instrument: Instrument, *, websocket: bool
    ) -> CancelOutcome:
        try:
            await self._limiter.acquire(self._dialect.cancel_weight, Priority.CANCEL, wait_s=self._timeout_s)
        except LimiterRefusedError as error:
            return self._cancel_failed(error, request)
        outgoing = self._outbound.begin(_CANCEL, request.venue_id or request.client_id)
        answer = self._cancel(request, instrument, websocket=websocket)
        return await self._cancelled(request, outgoing, answer, websocket=websocket)

    async def _cancelled(
        self, request: SendCancel, outgoing: Outgoing, answer: Awaitable[Structure], *, websocket: bool
    ) -> CancelOutcome:
        try:
            async with asyncio.timeout(self._timeout_s):
                filled = parse.canceled_filled(await undisturbed(answer))
        except VENUE_ERRORS as error:
            outcome = self._cancel_failed(error, request)
            if isinstance(outcome, CancelUnresolved):
                self._mute_until_ns = self._clock.mono_ns() + _MUTE_NS if websocket else 0
            return outcome
        finally:
            self._outbound.end(outgoing)
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        return CancelAcknowledged(
            wall_ns=wall_ns, mono_ns=mono_ns, client_id=request.client_id, filled_quantity=filled
        )

    def _create(self, intent: OrderIntent, instrument: Instrument) -> Awaitable[Structure]:
        kind, extra = self._dialect.order_words[intent.time_in_force]
        call = self._exchange.create_order_ws if self._websocket else self._exchange.create_order
        symbol, side = instrument.symbol, intent.side.value
        # Text, not float: ccxt formats what it gets, and every digit is already on the venue's grid.
        given = {
            "quantity": format(intent.quantity, "f"),
            "price": format(intent.price, "f"),
            "client_id": intent.client_id,
        }

        def asked() -> Coroutine[Any, Any, Structure]:
            parameters = {self._dialect.client_id_parameter: intent.client_id, **extra}
            return call(symbol, kind, side, given["quantity"], given["price"], parameters)

        kind_of_request = (symbol, side, intent.time_in_force)
        return self._sent(kind_of_request, given, asked) if self._websocket else asked()

    def _cancel(
        self, request: SendCancel, instrument: Instrument, *, websocket: bool
    ) -> Awaitable[Structure]:
        call = self._exchange.cancel_order_ws if websocket else self._exchange.cancel_order
        symbol, venue_id = instrument.symbol, request.venue_id
        given = {"id": venue_id or request.client_id}
        if self._cancel_id_prefix:
            self._cancels += 1
            given["cancel_id"] = f"{self._cancel_id_prefix}{self._cancels}{CANCEL_MARK}"

        def asked() -> Coroutine[Any, Any, Structure]:
            parameters = {} if venue_id else {self._dialect.cancel_id_parameter: request.client_id}
            if "cancel_id" in given:
                parameters[self._dialect.client_id_parameter] = given["cancel_id"]
            return call(venue_id, symbol, parameters)

        return self._sent((symbol, bool(venue_id)), given, asked) if websocket else asked()

    def _sent(
        self, kind: Hashable, given: Mapping[str, str], asked: Callable[[], Coroutine[Any, Any, Structure]]
    ) -> Awaitable[Structure]:
        """The answer to wait for; a request that could not be built answers with its error."""
        try:
            request = self._learned.make(kind, given)
            if request is None:
                request = self._direct.build(asked())
                self._learned.learn(kind, given, request)
            return self._direct.send(request)
        except VENUE_ERRORS as error:
            unbuilt: asyncio.Future[Structure] = asyncio.get_running_loop().create_future()
            unbuilt.set_exception(error)
            return unbuilt

    def _create_failed(self, error: BaseException, client_id: str, outgoing: Outgoing) -> SendOutcome:
        now = self._clock
        if self._failed.is_refusal(error) or never_left(error):
            return self._failed.outcome(error, client_id, now.wall_ns(), now.mono_ns())
        # Over WebSocket the hook saw whether a byte was written, and a revoked request never leaves.
        if self._websocket and outgoing.revoke():
            return self._abandoned(client_id, error)
        return self._failed.outcome(error, client_id, now.wall_ns(), now.mono_ns())

    def _cancel_failed(self, error: BaseException, request: SendCancel) -> CancelOutcome:
        wall_ns, mono_ns = self._clock.wall_ns(), self._clock.mono_ns()
        return cancel_outcome(error, self._dialect, request.client_id, wall_ns, mono_ns)

    def _abandoned(self, client_id: str, error: BaseException) -> SendAbandoned:
        return SendAbandoned(
            wall_ns=self._clock.wall_ns(),
            mono_ns=self._clock.mono_ns(),
            client_id=client_id,
            reason=describe(error),
        )
