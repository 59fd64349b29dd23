"""The book: gaps, crossings, the buffering rule, and values that must never get in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.core.market.book import MAX_BUFFERED_DELTAS, Book
from mmdesk.core.model.events import TimePassed
from mmdesk.core.model.market import BookDelta, BookSnapshot, FeedFault, TopOfBook
from tests.core.dialogue import KEY, Dialogue, said, snapshot, top

NAN, INF = float("nan"), float("inf")


def snap(update_id: int, bid: float = 100.0, ask: float = 101.0) -> BookSnapshot:
    return BookSnapshot(
        wall_ns=1, mono_ns=1, instrument=KEY, bids=((bid, 1.0),), asks=((ask, 1.0),), update_id=update_id
    )


def delta(first_id: int, last_id: int, bids: Any = (), asks: Any = ()) -> BookDelta:
    return BookDelta(
        wall_ns=1, mono_ns=1, instrument=KEY, bids=bids, asks=asks, first_id=first_id, last_id=last_id
    )


def tops(bid: float, ask: float, update_id: int) -> TopOfBook:
    return TopOfBook(
        wall_ns=1,
        mono_ns=1,
        instrument=KEY,
        bid=bid,
        bid_quantity=1.0,
        ask=ask,
        ask_quantity=1.0,
        update_id=update_id,
    )


def test_deltas_before_the_snapshot_are_replayed_onto_it() -> None:
    book = Book()
    assert book.on_delta(delta(1, 3, bids=((99.0, 5.0),))) is None
    assert book.on_delta(delta(4, 6, bids=((100.5, 2.0),))) is None
    assert book.fault == "no snapshot yet"
    assert book.on_snapshot(snap(4)) is None
    assert book.trusted
    assert (book.bid, book.bid_quantity, book.update_id) == (100.5, 2.0, 6)


def test_a_snapshot_older_than_the_buffer_is_a_gap() -> None:
    book = Book()
    book.on_delta(delta(10, 12))
    doubt = book.on_snapshot(snap(4))
    assert doubt is not None
    assert doubt.fault is FeedFault.GAP
    assert not book.trusted
    assert book.on_snapshot(snap(11)) is None
    assert book.trusted


def test_a_missing_update_is_a_gap_until_the_next_snapshot() -> None:
    book = Book()
    book.on_snapshot(snap(5))
    assert book.on_delta(delta(6, 7)) is None
    doubt = book.on_delta(delta(9, 10, bids=((100.2, 1.0),)))
    assert doubt is not None
    assert doubt.fault is FeedFault.GAP
    assert "7" in doubt.detail
    assert book.bid == 100.0
    book.on_delta(delta(11, 12))
    assert not book.trusted
    assert book.on_snapshot(snap(9)) is None
    assert (book.trusted, book.bid, book.update_id) == (True, 100.2, 12)


def test_duplicated_and_old_deltas_are_ignored() -> None:
    book = Book()
    book.on_snapshot(snap(5))
    change = delta(6, 7, bids=((100.5, 2.0),))
    book.on_delta(change)
    book.on_delta(delta(8, 8, bids=((100.5, 0.0),)))
    assert book.on_delta(change) is None
    assert book.bid == 100.0


def test_a_zero_quantity_removes_the_level() -> None:
    book = Book()
    book.on_snapshot(snap(1))
    book.on_delta(delta(2, 2, bids=((100.0, 0.0), (99.5, 4.0)), asks=((101.0, 0.0),)))
    assert (book.bid, book.bid_quantity, book.ask) == (99.5, 4.0, 0.0)


def test_a_crossed_book_is_not_believed() -> None:
    book = Book()
    book.on_snapshot(snap(1))
    doubt = book.on_delta(delta(2, 2, bids=((101.0, 1.0),)))
    assert doubt is not None
    assert doubt.fault is FeedFault.CROSSED
    assert not book.trusted


def test_a_top_older_than_what_is_known_is_dropped() -> None:
    book = Book()
    book.on_snapshot(snap(10))
    book.on_top(tops(100.2, 100.3, 12))
    book.on_top(tops(99.0, 99.1, 11))
    assert (book.bid, book.update_id) == (100.2, 12)


def test_an_older_snapshot_does_not_move_a_newer_top() -> None:
    book = Book()
    book.on_snapshot(snap(10))
    book.on_top(tops(100.2, 100.3, 15))
    book.on_snapshot(snap(14, bid=99.0))
    assert (book.bid, book.ask) == (100.2, 100.3)
    book.on_snapshot(snap(16, bid=99.5))
    assert book.bid == 99.5


def test_after_a_silence_a_venue_may_count_anew() -> None:
    desk = (
        Dialogue().armed().sees(top(60_010.0, 60_010.01, update_id=500), snapshot(60_010.0, 60_010.01, 500))
    )
    desk.sees(snapshot(60_020.0, 60_020.01, 3))
    assert desk.desk.markets[KEY].book.bid == 60_010.0
    desk.after(3_001).sees(snapshot(60_020.0, 60_020.01, 4))
    assert desk.desk.markets[KEY].book.bid == 60_020.0


def test_the_buffer_is_bounded_and_says_when_it_was_too_small() -> None:
    book = Book()
    for update in range(1, MAX_BUFFERED_DELTAS + 10):
        book.on_delta(delta(update, update))
    doubt = book.on_snapshot(snap(3))
    assert doubt is not None
    assert doubt.fault is FeedFault.GAP


@pytest.mark.parametrize("bad", [NAN, INF, -INF, -1.0, 0.0, 1e13])
@pytest.mark.parametrize("field", ["bid", "ask", "bid_quantity", "ask_quantity"])
def test_an_unbelievable_top_never_reaches_state(field: str, bad: float) -> None:
    desk = Dialogue().armed()
    book = desk.desk.markets[KEY].book
    known = (book.bid, book.ask, book.bid_quantity, book.ask_quantity)
    fields = {"bid": 60_001.0, "ask": 60_002.0, "bid_quantity": 1.0, "ask_quantity": 1.0, field: bad}
    if field.endswith("quantity") and bad == 1e13:
        fields[field] = 1e16
    desk.sees(said(TopOfBook, instrument=KEY, update_id=9, **fields))
    assert (book.bid, book.ask, book.bid_quantity, book.ask_quantity) == known
    assert not book.trusted
    assert desk.desk.counters.malformed + desk.desk.counters.crossed_books == 1


@pytest.mark.parametrize("level", [(NAN, 1.0), (60_000.0, NAN), (-5.0, 1.0), (60_000.0, -1.0), (INF, 1.0)])
def test_an_unbelievable_level_never_reaches_state(level: tuple[float, float]) -> None:
    for kind, ids in ((BookDelta, {"first_id": 2, "last_id": 2}), (BookSnapshot, {"update_id": 2})):
        desk = Dialogue().armed()
        desk.sees(said(kind, instrument=KEY, bids=(level,), asks=(), **ids))
        assert desk.desk.counters.malformed == 1
        assert desk.desk.markets[KEY].book.bid == 60_000.0
        assert not desk.desk.markets[KEY].trusted


def test_a_snapshot_out_of_order_is_not_believed() -> None:
    desk = Dialogue().armed()
    bids = ((59_000.0, 1.0), (59_001.0, 1.0))
    desk.sees(said(BookSnapshot, instrument=KEY, bids=bids, asks=(), update_id=7))
    assert not desk.desk.markets[KEY].trusted


floats = st.floats(allow_nan=True, allow_infinity=True)
levels = st.lists(st.tuples(floats, floats), max_size=3).map(tuple)


@given(
    st.lists(
        st.one_of(
            st.builds(lambda b, a, q, u: tops(b, a, u), floats, floats, floats, st.integers(0, 9)),
            st.builds(lambda b, a, u: delta(u, u, b, a), levels, levels, st.integers(0, 9)),
            st.builds(
                lambda b, a, u: BookSnapshot(
                    wall_ns=1, mono_ns=1, instrument=KEY, bids=b, asks=a, update_id=u
                ),
                levels,
                levels,
                st.integers(0, 9),
            ),
        ),
        max_size=12,
    )
)
def test_whatever_the_market_sends_the_state_stays_believable(events: list[Any]) -> None:
    desk = Dialogue().armed()
    market = desk.desk.markets[KEY]
    for event in events:
        fields = {name: getattr(event, name) for name in event.__struct_fields__[2:]}
        desk.sees(said(type(event), **fields), said(TimePassed))
        book = market.book
        for value in (book.bid, book.ask, book.bid_quantity, book.ask_quantity, market.features.mid):
            assert 0.0 <= value < 1e16
        if book.trusted and book.bid and book.ask:
            assert book.bid < book.ask


@given(st.data())
def test_every_gap_is_seen_before_the_next_quote(data: st.DataObject) -> None:
    stream = [delta(update, update, bids=((90.0 + update, 1.0),)) for update in range(2, 9)]
    kept = [one for one in stream if data.draw(st.booleans(), label=f"keep {one.first_id}")]
    doubled = [one for one in kept for _ in range(data.draw(st.integers(1, 2)))]
    book = Book()
    book.on_snapshot(snap(1))
    expected = 2
    for one in doubled:
        if not book.trusted:
            break
        book.on_delta(one)
        if one.first_id > expected:
            assert not book.trusted
        elif one.last_id >= expected:
            expected = one.last_id + 1
            assert book.trusted
