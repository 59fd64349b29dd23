"""A desk that is ready to quote, for the benchmarks of the core: connected, reconciled, with books, armed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from mmdesk.core.model.account import Balance
from mmdesk.core.model.effects import AnyEffect, SendCancel, SendOrder
from mmdesk.core.model.events import (
    AccountReconciled,
    AnyEvent,
    ArmRequested,
    CancelAcknowledged,
    ClockMeasured,
    OrderAcknowledged,
    TimePassed,
    VenueConnected,
)
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import BookSnapshot
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.state import TradingState
from mmdesk.core.pipeline import Desk, step
from tests.fakes.instruments import BTC_USDT

BTC = BTC_USDT
RICH = (Balance("USDT", Decimal(10**8), Decimal(0)), Balance("BTC", Decimal(10**4), Decimal(0)))


def armed_desk(
    instruments: Mapping[str, Instrument],
    parameters: QuoteParameters,
    limits: RiskLimits,
    book: BookSnapshot,
    **more: Any,
) -> Desk:
    """Every market begins with the levels of `book`, at its time; the venue answered what was sent at once.

    `more` goes to the desk. Raises SystemExit when it cannot be armed.
    """
    keys = list(instruments)
    desk = Desk(
        list(instruments.values()),
        dict.fromkeys(keys, parameters),
        dict.fromkeys(keys, limits),
        "mmbench0001x",
        **more,
    )
    at = {"wall_ns": book.wall_ns, "mono_ns": book.mono_ns}
    before = {"wall_ns": book.wall_ns - 1_000, "mono_ns": book.mono_ns - 1_000}
    listing = {"venue": "binance", "open_orders": (), "fills": (), "balances": RICH, "since_ns": 0}
    sides = {"bids": book.bids, "asks": book.asks, "update_id": book.update_id}
    for event in (
        VenueConnected(venue="binance", **before),
        ClockMeasured(venue="binance", offset_ns=0, **at),
        AccountReconciled(**listing, **at),
        AccountReconciled(**listing, **at),
        *(BookSnapshot(instrument=key, **sides, **at) for key in keys),
        TimePassed(**at),
        ArmRequested(ticket="t", **at),
    ):
        answer(desk, step(desk, event), event)
    if desk.state is not TradingState.ARMED:
        raise SystemExit(f"the desk could not be armed: {desk.arm_blockers()}")
    return desk


def answer(desk: Desk, effects: Iterable[AnyEffect], event: AnyEvent) -> int:
    """An instant venue: acknowledge what was sent. Returns how many orders and cancels there were."""
    sent = 0
    at = {"wall_ns": event.wall_ns, "mono_ns": event.mono_ns}
    for effect in effects:
        if isinstance(effect, SendOrder):
            client_id = effect.order.intent.client_id
            reply: AnyEvent = OrderAcknowledged(client_id=client_id, venue_id=client_id, **at)
        elif isinstance(effect, SendCancel):
            reply = CancelAcknowledged(client_id=effect.client_id, **at)
        else:
            continue
        sent += 1 + answer(desk, step(desk, reply), event)
    return sent
