"""The inbox: order kept, late market data conflated, account events never lost, gaps never hidden."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mmdesk.core.model.events import AnyEvent, CancelAcknowledged, TimePassed
from mmdesk.core.model.market import BookDelta, BookSnapshot, FeedFault, FeedLost, TopOfBook, TradePrint
from mmdesk.core.model.values import Side
from mmdesk.engine.inbox import Inbox

MARKETS = ("A@v", "B@v")


def top(update_id: int, instrument: str = "A@v") -> TopOfBook:
    return TopOfBook(
        wall_ns=update_id,
        mono_ns=update_id,
        instrument=instrument,
        bid=1.0,
        bid_quantity=1.0,
        ask=2.0,
        ask_quantity=1.0,
        update_id=update_id,
    )


def delta(first_id: int, last_id: int, bids: tuple[tuple[float, float], ...] = ()) -> BookDelta:
    return BookDelta(
        wall_ns=1, mono_ns=1, instrument="A@v", bids=bids, asks=(), first_id=first_id, last_id=last_id
    )


def cancelled(number: int) -> CancelAcknowledged:
    return CancelAcknowledged(wall_ns=number, mono_ns=number, client_id=str(number))


def drained(inbox: Inbox) -> list[AnyEvent]:
    events = []
    while (event := inbox.pop()) is not None:
        events.append(event)
    return events


def test_nothing_is_lost_while_the_engine_keeps_up() -> None:
    inbox = Inbox(late_depth=10)
    for number in range(10):
        inbox.put(top(number))
    assert drained(inbox) == [top(number) for number in range(10)]
    assert inbox.conflated == 0


def test_late_quotes_of_a_market_are_replaced_by_the_newest_and_counted() -> None:
    inbox = Inbox(late_depth=1)
    for number in range(100):
        inbox.put(top(number))
        inbox.put(top(number, "B@v"))
    events = drained(inbox)
    assert events[-2:] == [top(99), top(99, "B@v")]
    assert len(events) + inbox.conflated == 200
    assert len(events) <= 4


def test_deltas_that_follow_each_other_become_one_with_the_latest_levels() -> None:
    inbox = Inbox(late_depth=0)
    inbox.put(delta(1, 2, ((10.0, 1.0), (9.0, 1.0))))
    inbox.put(delta(3, 4, ((10.0, 0.0),)))
    (joined,) = drained(inbox)
    assert joined == delta(1, 4, ((10.0, 0.0), (9.0, 1.0)))


def test_a_gap_between_deltas_stays_visible() -> None:
    inbox = Inbox(late_depth=0)
    inbox.put(delta(1, 2))
    inbox.put(delta(4, 5))
    assert drained(inbox) == [delta(1, 2), delta(4, 5)]


def test_a_quote_from_before_a_doubt_does_not_stand_for_one_after_it() -> None:
    inbox = Inbox(late_depth=0)
    lost = FeedLost(wall_ns=1, mono_ns=1, instrument="A@v", fault=FeedFault.GAP)
    for event in (top(1), lost, top(2)):
        inbox.put(event)
    assert drained(inbox) == [top(1), lost, top(2)]


def test_a_delta_after_a_snapshot_is_not_joined_with_one_before_it() -> None:
    inbox = Inbox(late_depth=0)
    snapshot = BookSnapshot(wall_ns=1, mono_ns=1, instrument="A@v", bids=(), asks=(), update_id=2)
    for event in (delta(1, 2), snapshot, delta(3, 4)):
        inbox.put(event)
    assert drained(inbox) == [delta(1, 2), snapshot, delta(3, 4)]


def _print(number: int) -> TradePrint:
    return TradePrint(
        wall_ns=number,
        mono_ns=number,
        instrument="A@v",
        price=1.0,
        quantity=float(Decimal(1)),
        taker_side=Side.BUY,
        trade_id=str(number),
    )


@given(st.lists(st.sampled_from("tTcpx."), max_size=300), st.integers(0, 20))
def test_account_events_and_time_arrive_all_and_in_order(kinds: list[str], late_depth: int) -> None:
    inbox = Inbox(late_depth)
    sent: list[AnyEvent] = []
    got: list[AnyEvent] = []
    for number, kind in enumerate(kinds):
        event: AnyEvent
        match kind:
            case "t":
                event = top(number)
            case "T":
                event = top(number, "B@v")
            case "p":
                event = _print(number)
            case "c":
                event = cancelled(number)
            case "x":
                event = TimePassed(wall_ns=number, mono_ns=number)
            case _:
                popped = inbox.pop()
                got += [popped] if popped is not None else []
                continue
        sent.append(event)
        inbox.put(event)
    got += drained(inbox)
    kept = CancelAcknowledged | TimePassed
    assert [e for e in got if isinstance(e, kept)] == [e for e in sent if isinstance(e, kept)]
    assert len(got) + inbox.conflated == len(sent)
    assert inbox.depth == 0
    for market in MARKETS:
        tops = [e for e in sent if isinstance(e, TopOfBook) and e.instrument == market]
        seen = [e for e in got if isinstance(e, TopOfBook) and e.instrument == market]
        assert seen[-1:] == tops[-1:]
        assert [e.update_id for e in seen] == sorted(e.update_id for e in seen)
