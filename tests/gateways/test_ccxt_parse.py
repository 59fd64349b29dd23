"""Recorded messages become exact records; mutated ones a MalformedError, never a crash or a silly number."""

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.core.model.account import Balance
from mmdesk.core.model.market import BookSnapshot, TopOfBook, TradePrint
from mmdesk.core.model.order import VenueOrder, VenueStatus
from mmdesk.core.model.values import Side
from mmdesk.gateways import ccxt_parse as parse
from mmdesk.gateways.dialect import BINANCE

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "binance_messages.json").read_text(encoding="utf-8")
)
KEY = "BTC/USDT@binance"
NEW, FILLED, CANCELED = RECORDED["streamed_orders"]


def test_a_book_ticker_becomes_a_top_of_book() -> None:
    assert parse.top_of_book(RECORDED["top"], KEY, 1, 2) == TopOfBook(
        wall_ns=1,
        mono_ns=2,
        instrument=KEY,
        bid=59998.2,
        bid_quantity=0.12585,
        ask=60001.6,
        ask_quantity=0.07076,
        update_id=1000806,
    )


def test_an_empty_side_is_no_top_of_book_and_no_error() -> None:
    one_sided = copy.deepcopy(RECORDED["top"])
    one_sided["info"] |= {"b": "0.00000000", "B": "0.00000000"}
    assert parse.top_of_book(one_sided, KEY, 1, 2) is None


def test_a_book_is_copied_cut_and_stamped() -> None:
    book = copy.deepcopy(RECORDED["book"])
    event = parse.book_snapshot(book, KEY, 2, 1, 2)
    book["bids"][0][1] = 99.0
    assert event == BookSnapshot(
        wall_ns=1,
        mono_ns=2,
        instrument=KEY,
        bids=((59998.13, 0.05745), (59998.01, 0.04249)),
        asks=((60001.6, 0.11791), (60001.64, 0.01318)),
        update_id=1000810,
        exchange_ns=1795356815799_000_000,
    )


@pytest.mark.parametrize("level", [[float("nan"), 1.0], [1.0, float("inf")], [-1.0, 1.0], [1.0, 0.0]])
def test_a_damaged_level_condemns_the_book(level: list[float]) -> None:
    book = copy.deepcopy(RECORDED["book"])
    book["asks"][1] = level
    with pytest.raises(parse.MalformedError, match="book level"):
        parse.book_snapshot(book, KEY, 20, 1, 2)


def test_a_trade_names_the_side_that_crossed() -> None:
    trade = parse.trade_print(RECORDED["trade"], KEY, 1, 2)
    assert trade == TradePrint(
        wall_ns=1,
        mono_ns=2,
        instrument=KEY,
        price=59998.01,
        quantity=0.04249,
        taker_side=Side.SELL,
        trade_id="1000008",
        exchange_ns=1795356815841_000_000,
    )


def test_streamed_orders_keep_our_id_through_a_cancel() -> None:
    read = [parse.streamed_order(o, KEY, BINANCE) for o in (NEW, FILLED, CANCELED)]
    assert [(o.client_id, o.status) for o in read] == [
        ("mm-rec-1", VenueStatus.OPEN),
        ("mm-rec-2", VenueStatus.FILLED),
        ("mm-rec-1", VenueStatus.CANCELED),
    ]
    assert read[0] == VenueOrder(
        KEY, "mm-rec-1", "1000001", Side.BUY, Decimal("59498.13"), Decimal("0.002"), Decimal(0),
        VenueStatus.OPEN, 1795356815861_000_000,
    )  # fmt: skip


def test_stream_and_query_tell_the_same_order() -> None:
    assert parse.fetched_order(RECORDED["fetched_order"], KEY, BINANCE) == parse.streamed_order(
        NEW, KEY, BINANCE
    )


def test_stream_and_history_tell_the_same_fill_but_for_our_id() -> None:
    streamed = parse.streamed_fill(RECORDED["streamed_fill"], KEY)
    fetched = parse.fetched_fill(RECORDED["fetched_fill"], KEY)
    assert (streamed.client_id, fetched.client_id) == ("mm-rec-2", "")
    assert streamed.key == fetched.key == (KEY, "1000010")
    for field in ("venue_id", "side", "price", "quantity", "fee", "fee_asset", "is_maker", "exchange_ns"):
        assert getattr(streamed, field) == getattr(fetched, field)
    assert (streamed.fee, streamed.fee_asset) == (Decimal("0.00000050"), "BTC")


def test_the_answer_to_a_create_must_carry_an_id() -> None:
    assert parse.placed_order(RECORDED["placed"]) == ("1000001", 1795356815861_000_000)
    empty: list[dict[str, Any]] = [{}, {"info": {}}, {"info": None}, {"info": {"orderId": None}}, {"id": "7"}]
    for nothing in empty:
        with pytest.raises(parse.MalformedError):
            parse.placed_order(nothing)


def test_balances_are_exact_and_say_what_they_cover() -> None:
    assert parse.streamed_balances(RECORDED["streamed_balance"]) == (
        Balance("USDT", Decimal("299939.99840000"), Decimal(0)),
    )
    fetched = parse.fetched_balances(RECORDED["fetched_balance"])
    assert {b.asset for b in fetched.balances} == {"BTC", "ETH", "USDT"}
    assert fetched.exchange_ns > 0
    assert parse.streamed_balances({"info": {"e": "balanceUpdate", "a": "BTC", "d": "1"}}) == ()
    with pytest.raises(parse.MalformedError):
        parse.fetched_balances({"info": {}})


def test_a_transfer_is_signed_and_exact() -> None:
    moved = {"e": "balanceUpdate", "a": "BTC", "d": "-0.10000001", "T": 1_700_000_000_123}
    assert parse.transfer(moved) == ("BTC", Decimal("-0.10000001"), 1_700_000_000_123_000_000)
    with pytest.raises(parse.MalformedError):
        parse.transfer(moved | {"d": "NaN"})


def test_a_market_becomes_an_exact_grid() -> None:
    fees = parse.fee_rates(RECORDED["trading_fee"])
    market = parse.instrument_of(RECORDED["market"], "binance", fees, BINANCE)
    assert market.key == KEY
    assert (str(market.tick_size), str(market.lot_size)) == ("0.01", "0.00001")
    assert (str(market.min_quantity), str(market.max_quantity)) == ("0.00001", "9000")
    assert str(market.min_notional_quote) == "5"
    assert (market.maker_fee_rate, market.taker_fee_rate) == (Decimal("0.0001"), Decimal("0.0005"))


@pytest.mark.parametrize(
    ("word", "status"),
    [("TRADING", "trading"), ("BREAK", "halted"), ("HALT", "halted"), ("NEW WORD", "status unknown")],
)
def test_a_market_trades_only_by_the_word_for_it(word: str, status: str) -> None:
    market = copy.deepcopy(RECORDED["market"])
    market["info"]["status"] = word
    free = (Decimal(0), Decimal(0))
    assert parse.instrument_of(market, "binance", free, BINANCE).status.value == status
    del market["info"]["status"]
    assert parse.instrument_of(market, "binance", free, BINANCE).status.value == "status unknown"


def test_a_market_without_a_tick_is_malformed() -> None:
    market = copy.deepcopy(RECORDED["market"])
    market["info"]["filters"] = []
    with pytest.raises(parse.MalformedError, match="tickSize"):
        parse.instrument_of(market, "binance", (Decimal(0), Decimal(0)), BINANCE)


@pytest.mark.parametrize(
    ("field", "value"),
    [("time", 2**63 // 10**6 + 1), ("time", -(2**70)), ("id", 2**63), ("qty", "1e60"), ("qty", "1e-60")],
)
def test_a_number_that_nothing_of_ours_can_hold_is_malformed(field: str, value: object) -> None:
    message = copy.deepcopy(RECORDED["fetched_fill"])
    message["info"][field] = value
    with pytest.raises(parse.MalformedError):
        parse.fetched_fill(message, KEY)


def test_half_a_character_in_a_name_is_replaced() -> None:
    message = copy.deepcopy(RECORDED["fetched_fill"])
    message["info"]["commissionAsset"] = "B\ud800"
    assert parse.fetched_fill(message, KEY).fee_asset == "B?"


READERS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "top": (RECORDED["top"], lambda m: parse.top_of_book(m, KEY, 1, 2)),
    "trade": (RECORDED["trade"], lambda m: parse.trade_print(m, KEY, 1, 2)),
    "streamed order": (NEW, lambda m: parse.streamed_order(m, KEY, BINANCE)),
    "fetched order": (
        RECORDED["fetched_order"],
        lambda m: parse.fetched_order(m, KEY, BINANCE),
    ),
    "streamed fill": (RECORDED["streamed_fill"], lambda m: parse.streamed_fill(m, KEY)),
    "fetched fill": (RECORDED["fetched_fill"], lambda m: parse.fetched_fill(m, KEY)),
    "placed": (RECORDED["placed"], parse.placed_order),
    "streamed balance": (RECORDED["streamed_balance"], parse.streamed_balances),
}
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    # Milliseconds whose nanoseconds are beyond 63 or 64 bits.
    st.integers(2**63 // 10**6 - 1, 2**64 // 10**6 + 1),
    st.floats(),
    st.sampled_from(
        [
            "",
            "NaN",
            "-1",
            "1e999",
            "Infinity",
            "-0.1",
            "0x10",
            "١٢",
            "NEW",
            "SIDEWAYS",
            "\x00",
            "\ud800",
            "1e5000",
        ]
    ),
    st.text(max_size=6),
    st.lists(st.integers(), max_size=2),
)


def _numbers(record: object) -> list[float | Decimal]:
    fields = getattr(record, "__struct_fields__", ())
    values = [getattr(record, name) for name in fields]
    return [v for v in values if isinstance(v, float | Decimal)]


def _integers(record: object) -> list[int]:
    values = [getattr(record, name) for name in getattr(record, "__struct_fields__", ())]
    return [value for value in values if isinstance(value, int)]


@pytest.mark.parametrize("name", list(READERS))
@given(data=st.data())
def test_a_mutated_message_is_read_soundly_or_refused(name: str, data: st.DataObject) -> None:
    message, read = READERS[name]
    mutated = copy.deepcopy(message)
    fields = sorted(mutated["info"])
    for field in data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=3)):
        if data.draw(st.booleans()):
            mutated["info"][field] = data.draw(JUNK)
        else:
            mutated["info"].pop(field, None)
    try:
        record = read(mutated)
    except parse.MalformedError:
        return
    assert msgspec.msgpack.encode(record), "the journal can hold it"
    assert all(abs(n) < 2**63 for n in _integers(record))
    for number in _numbers(record):
        assert isfinite(number)
        assert len(f"{number:f}") < 400
        assert number >= 0 or number == getattr(record, "fee", None)
