"""Ten thousand book deltas over a damaging wire: every gap is seen before the next quote."""

from collections import Counter
from itertools import islice
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from mmdesk.core.model.market import BookSnapshot, FeedFault
from mmdesk.gateways import book_watch
from mmdesk.gateways.book_watch import BookWatch, last_update
from mmdesk.gateways.ccxt_parse import MalformedError
from mmdesk.gateways.watch_loop import BookGapError
from tests.core.dialogue import KEY
from tests.gateways.delta_source import made_up
from tests.gateways.delta_wire import run_in_no_time
from tests.gateways.mutated_deltas import Play, play_many

COUNT = 10_000
DELTA = {"e": "depthUpdate", "s": "BTCUSDT", "U": 5, "u": 7, "b": [["60000.00", "0"]], "a": []}


@pytest.mark.expects_log("malformed message")
def test_damaged_deltas_never_lead_to_a_quote_on_a_book_that_is_not_the_venues() -> None:
    tally, faults = play_many(COUNT, seed=8)
    assert faults == []
    assert tally["deltas"] == COUNT
    # The damage reaches every part, and the desk quotes between.
    for what in ("lost", "doubled", "late", "cut", "side lost", "level cut", "connection lost"):
        assert tally[what] > 50, what
    for fault in (FeedFault.GAP, FeedFault.MALFORMED, FeedFault.DISCONNECTED):
        assert tally[f"told {fault}"] > 50, fault
    assert tally["quotes"] > 300
    assert tally["trusted after a delta"] > COUNT // 2


def _read_anything(delta: dict[str, Any]) -> int:
    return delta["u"] if isinstance(delta.get("u"), int) else 0


def _forget(self: BookWatch, *_: object) -> tuple[float, float]:
    return 0.0, float("inf")


@pytest.mark.expects_log("malformed message")
@pytest.mark.parametrize(
    ("owner", "name", "blind"),
    [(book_watch, "last_update", _read_anything), (BookWatch, "_reached", _forget)],
)
def test_the_judge_sees_a_book_that_ccxt_got_wrong(
    owner: Any, name: str, blind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, blind)
    monkeypatch.setattr("tests.gateways.mutated_deltas.DEPTH", 25)
    _, faults = play_many(1_000, seed=3)
    assert any("book of" in fault for fault in faults)


def test_an_undamaged_stream_is_told_whole_and_without_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.gateways.mutated_deltas._FAULT_SHARE", 0.0)
    monkeypatch.setattr("tests.gateways.mutated_deltas._SNAPSHOT_FAULT_SHARE", 0.0)
    tally: Counter[str] = Counter()
    faults: list[str] = []
    run_in_no_time(Play(1, tally, faults).run(islice(made_up(Random(1)), 200)))
    assert faults == []
    assert tally["FeedLost"] == 0
    assert tally["trusted after a delta"] > 190


async def test_a_page_in_place_of_a_snapshot_never_empties_the_book() -> None:
    async def page(*_: object) -> dict[str, Any]:
        return {"bids": [], "asks": [], "nonce": None}

    exchange: Any = SimpleNamespace(
        options={"watchOrderBookLimit": 100},
        handle_order_book=None,
        handle_order_book_subscription=None,
        fetch_rest_order_book_safe=page,
    )
    BookWatch(exchange)
    with pytest.raises(MalformedError):
        await exchange.fetch_rest_order_book_safe("BTC/USDT")


async def test_a_side_that_the_market_traded_away_is_not_empty_but_unknown() -> None:
    levels = [[100.0 + n, 1.0] for n in range(100)]

    async def snapshot(*_: object) -> dict[str, Any]:
        return {"bids": levels[::-1], "asks": [], "nonce": 7}

    exchange: Any = SimpleNamespace(
        options={"watchOrderBookLimit": 100},
        handle_order_book=None,
        handle_order_book_subscription=None,
        fetch_rest_order_book_safe=snapshot,
    )
    books = BookWatch(exchange)
    book = await exchange.fetch_rest_order_book_safe("BTC/USDT")
    told = BookSnapshot(wall_ns=1, mono_ns=1, instrument=KEY, bids=((199.0, 1.0),), asks=(), update_id=7)
    # The whole of the asks is known, and there are none.
    assert books.checked("BTC/USDT", book, told) is told
    with pytest.raises(BookGapError):
        books.checked("BTC/USDT", {"bids": [], "asks": []}, replace(told, bids=()))


@pytest.mark.parametrize(
    "broken",
    [
        {"U": None},
        {"u": "7"},
        {"U": 8},
        {"U": 0},
        {"u": True},
        {"b": None},
        {"a": {}},
        {"a": "[]"},
        {"b": [["60000.00"]]},
        {"b": [["60000.00", None]]},
        {"b": [["60000.00", "NaN"]]},
        {"b": [["60000.00", "-1"]]},
        {"a": [["0", "1"]]},
        {"a": [["Infinity", "1"]]},
        {"a": ["61"]},
        {"a": [None]},
    ],
)
def test_a_delta_that_ccxt_would_read_as_another_is_refused(broken: dict[str, Any]) -> None:
    assert last_update(DELTA) == 7
    with pytest.raises(MalformedError):
        last_update({**DELTA, **broken})
