"""A slow window: latest per key, order kept, and a snapshot instead of a backlog."""

from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.model.drill import DrillKind
from mmdesk.core.model.values import Side
from mmdesk.link.outbox import Outbox
from mmdesk.ports.control import Ticket, TicketState
from mmdesk.ports.drill import DrillView
from mmdesk.ports.history import OrderHistory
from mmdesk.ports.views import AnyView, FillView, HistoryView, MarketView


def market(bid: float, instrument: str = "BTC/USDT@venue") -> MarketView:
    return MarketView(
        instrument=instrument,
        wall_ns=1,
        trusted=True,
        bid=bid,
        ask=bid + 1,
        bid_quantity=1.0,
        ask_quantity=1.0,
        fair_value=None,
        own_bid=None,
        own_ask=None,
        volatility_bps=None,
        imbalance=None,
        quoting="off",
        quoting_reason="disarmed",
        data_age_ms=None,
    )


def fill(number: int) -> FillView:
    return FillView(
        instrument="BTC/USDT@venue",
        trade_id=str(number),
        client_id="c",
        venue_id="v",
        wall_ns=number,
        side=Side.BUY,
        price=Decimal(1),
        quantity=Decimal(1),
        fee=Decimal(0),
        fee_asset="BTC",
        is_maker=True,
        edge_bps=None,
    )


def filled_outbox(max_waiting: int = 100) -> Outbox:
    outbox = Outbox(max_waiting)
    assert outbox.take_snapshot(()).sequence == 0
    return outbox


def test_only_the_latest_market_view_of_an_instrument_waits() -> None:
    outbox = filled_outbox()
    outbox.put([market(1.0), market(5.0, "ETH/USDT@venue"), market(2.0)])
    frame = outbox.take()
    assert frame is not None
    assert frame.views == (market(2.0), market(5.0, "ETH/USDT@venue"))
    assert frame.sequence == 1
    assert outbox.take() is None


def test_only_the_newest_word_on_a_drill_waits() -> None:
    outbox = filled_outbox()
    begun = DrillView(kind=DrillKind.JUMP, instrument="BTC/USDT@venue", amount=7.5, begun_ns=1)
    opened = replace(begun, opened_ms=5.2)
    outbox.put([begun, fill(1)])
    outbox.put([opened])
    frame = outbox.take()
    assert frame is not None
    assert [view for view in frame.views if isinstance(view, DrillView)] == [opened]


def test_every_fill_is_told() -> None:
    outbox = filled_outbox()
    outbox.put([fill(n) for n in range(50)])
    frame = outbox.take()
    assert frame is not None
    assert frame.views == tuple(fill(n) for n in range(50))


def test_over_the_bound_a_snapshot_replaces_the_backlog_and_tickets_stay() -> None:
    outbox = filled_outbox(max_waiting=10)
    done = Ticket(ticket="t", state=TicketState.DONE)
    outbox.put([done, *(fill(n) for n in range(20))])
    assert outbox.needs_snapshot
    assert len(outbox) == 1
    outbox.put([fill(21)])
    assert outbox.take_snapshot([market(3.0)]).views == (market(3.0), done)
    assert not outbox.needs_snapshot


def test_the_history_somebody_asked_for_stays_with_its_ticket() -> None:
    outbox = filled_outbox(max_waiting=10)
    history = OrderHistory(client_id="c", order=None, explanation=None, events=(), fills=())
    answer = HistoryView(ticket="t", history=history)
    done = Ticket(ticket="t", state=TicketState.DONE)
    outbox.put([answer, done, *(fill(n) for n in range(20))])
    assert outbox.take_snapshot([]).views == (answer, done)


def test_every_frame_holds_one_history_at_most_with_its_ticket_behind_it() -> None:
    outbox = filled_outbox(max_waiting=50)
    told: list[AnyView] = []
    for name in "abc":
        history = OrderHistory(client_id=name, order=None, explanation=None, events=(), fills=())
        told += [HistoryView(ticket=name, history=history), Ticket(ticket=name, state=TicketState.DONE)]
    outbox.put([market(1.0), *told])
    frames = []
    while len(outbox):
        frames.append(outbox.take())
    views = [frame.views for frame in frames if frame]
    assert views == [(market(1.0), *told[:2]), tuple(told[2:4]), tuple(told[4:])]
    outbox.put(told)
    outbox.put(fill(n) for n in range(60))
    assert outbox.take_snapshot([market(2.0)]).views == (market(2.0), *told[:2])
    assert len(outbox) == 4


def test_an_outcome_is_not_replaced_by_the_word_that_its_command_was_taken() -> None:
    outbox = Outbox()
    outbox.take_snapshot(())
    done = Ticket(ticket="t1", state=TicketState.DONE)
    outbox.put((done,))
    outbox.put((Ticket(ticket="t1", state=TicketState.ACCEPTED),))
    frame = outbox.take()
    assert frame is not None
    assert frame.views == (done,)
