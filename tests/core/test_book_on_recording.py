"""The book on a real recording: no gap, never crossed, and its top equal to the venue's own bookTicker."""

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from mmdesk.core.market.book import Book
from mmdesk.core.model.market import BookDelta, BookSnapshot, Level
from tests.core.dialogue import KEY

LINES = 20_000


def levels(told: list[list[str]]) -> tuple[Level, ...]:
    return tuple((float(price), float(quantity)) for price, quantity in told)


def messages(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt") as lines:
        for line in islice(lines, LINES):
            message = json.loads(line.split(" ", 1)[1])
            yield message if "lastUpdateId" in message else message["data"]


def test_the_top_equals_the_venues_own_at_every_shared_update(shared_data: Path) -> None:
    book = Book()
    tickers: dict[int, tuple[float, float, float, float]] = {}
    ours: dict[int, tuple[float, float, float, float]] = {}
    doubts = []
    for message in messages(shared_data / "binance" / "spot_btcusdt_20240808.gz"):
        if message.get("e") == "depthUpdate":
            doubt = book.on_delta(
                BookDelta(
                    wall_ns=1,
                    mono_ns=1,
                    instrument=KEY,
                    bids=levels(message["b"]),
                    asks=levels(message["a"]),
                    first_id=message["U"],
                    last_id=message["u"],
                )
            )
        elif "lastUpdateId" in message:
            doubt = book.on_snapshot(
                BookSnapshot(
                    wall_ns=1,
                    mono_ns=1,
                    instrument=KEY,
                    bids=levels(message["bids"]),
                    asks=levels(message["asks"]),
                    update_id=message["lastUpdateId"],
                )
            )
        else:
            if "B" in message:
                values = (message["b"], message["B"], message["a"], message["A"])
                tickers[message["u"]] = tuple(map(float, values))  # type: ignore[assignment] # four of them
            continue
        if doubt is not None:
            doubts.append(doubt)
        if book.trusted:
            ours[book.update_id] = (book.bid, book.bid_quantity, book.ask, book.ask_quantity)
    shared = ours.keys() & tickers.keys()
    assert doubts == []
    assert len(shared) > 300
    assert [update for update in shared if ours[update] != tickers[update]] == []
