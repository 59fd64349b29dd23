"""Creates and cancels: sent exactly once, timed at the socket, and never declared more than was proved."""

import asyncio

from mmdesk.core.model.effects import SendCancel
from mmdesk.core.model.events import CancelAcknowledged, OrderAcknowledged, SendAbandoned
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import OrderIntent
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
from mmdesk.gateways.outbound import Outbound, Outgoing
from mmdesk.gateways.rate_limit import LimiterRefusedError, Priority, WeightLimiter
from mmdesk.gateways.watch_loop import undisturbed
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import CancelOutcome, SendOutcome

_PLACE, _CANCEL = "order.place", "order.cancel"


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
    ) -> None:
        self._exchange = exchange
        self._dialect = dialect
        self._clock = clock
        self._limiter = limiter
        self._outbound = outbound
        self._failed = CreateFailed(dialect)
        self._websocket = connection.order_transport is OrderTransport.WEBSOCKET
        self._timeout_s = connection.timings.order_timeout_ms / 1000
        self._limiter_wait_s = connection.timings.limiter_wait_ms / 1000

    async def place(self, intent: OrderIntent, instrument: Instrument) -> SendOutcome:
        """Send a create exactly once."""
        client_id = intent.client_id
        try:
            await self._limiter.acquire(
                self._dialect.place_weight, Priority.CREATE, wait_s=self._limiter_wait_s
            )
        except LimiterRefusedError as error:
            return self._abandoned(client_id, error)
        with self._outbound.track(_PLACE, client_id) as outgoing:
            try:
                async with asyncio.timeout(self._timeout_s):
                    answer = await undisturbed(self._create(intent, instrument))
                venue_id, exchange_ns = parse.placed_order(answer)
            except VENUE_ERRORS as error:
                return self._create_failed(error, client_id, outgoing)
            return OrderAcknowledged(
                wall_ns=self._clock.wall_ns(),
                mono_ns=self._clock.mono_ns(),
                client_id=client_id,
                venue_id=venue_id,
                exchange_ns=exchange_ns,
                sent_mono_ns=outgoing.written_mono_ns,
            )

    async def cancel(self, request: SendCancel, instrument: Instrument) -> CancelOutcome:
        """Cancel one order: by the venue's id where known, else by ours."""
        now = self._clock
        key = request.venue_id or request.client_id
        try:
            await self._limiter.acquire(self._dialect.cancel_weight, Priority.CANCEL, wait_s=self._timeout_s)
            with self._outbound.track(_CANCEL, key):
                async with asyncio.timeout(self._timeout_s):
                    await undisturbed(self._cancel(request, instrument))
        except VENUE_ERRORS as error:
            return cancel_outcome(error, self._dialect, request.client_id, now.wall_ns(), now.mono_ns())
        return CancelAcknowledged(wall_ns=now.wall_ns(), mono_ns=now.mono_ns(), client_id=request.client_id)

    async def _create(self, intent: OrderIntent, instrument: Instrument) -> Structure:
        kind, extra = self._dialect.order_words[intent.time_in_force]
        call = self._exchange.create_order_ws if self._websocket else self._exchange.create_order
        # Text, not float: ccxt formats what it gets, and every digit is already on the venue's grid.
        return await call(
            instrument.symbol,
            kind,
            intent.side.value,
            format(intent.quantity, "f"),
            format(intent.price, "f"),
            {self._dialect.client_id_parameter: intent.client_id, **extra},
        )

    async def _cancel(self, request: SendCancel, instrument: Instrument) -> Structure:
        call = self._exchange.cancel_order_ws if self._websocket else self._exchange.cancel_order
        parameters = {} if request.venue_id else {self._dialect.cancel_id_parameter: request.client_id}
        return await call(request.venue_id, instrument.symbol, parameters)

    def _create_failed(self, error: BaseException, client_id: str, outgoing: Outgoing) -> SendOutcome:
        now = self._clock
        if self._failed.is_refusal(error) or never_left(error):
            return self._failed.outcome(error, client_id, now.wall_ns(), now.mono_ns())
        # Over WebSocket the hook saw whether a byte was written, and a revoked request never leaves.
        if self._websocket and outgoing.revoke():
            return self._abandoned(client_id, error)
        return self._failed.outcome(error, client_id, now.wall_ns(), now.mono_ns())

    def _abandoned(self, client_id: str, error: BaseException) -> SendAbandoned:
        return SendAbandoned(
            wall_ns=self._clock.wall_ns(),
            mono_ns=self._clock.mono_ns(),
            client_id=client_id,
            reason=describe(error),
        )
