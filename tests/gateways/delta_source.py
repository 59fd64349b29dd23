"""Where book deltas come from: a recording, or a market made up; and the true book behind each of them."""

import gzip
import heapq
import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

Levels = tuple[tuple[float, float], ...]
Message = dict[str, Any]

SHOWN = 20
"""Levels of each side that a book is judged by."""
RECORDINGS = (
    Path(__file__).parents[3] / "shared" / "data" / "binance" / "spot_btcusdt_20240808.gz",
    Path(__file__).parents[3] / "shared" / "data" / "binance" / "spot_btcusdt_20240809.gz",
)
_TICK = 0.01
_RESTING_TICKS = 500


class TrueBook:
    """The whole book, nothing cut off, after `update_id`."""

    def __init__(self) -> None:
        self.update_id = 0
        self.bids: dict[float, float] = {}
        self.asks: dict[float, float] = {}

    def apply(self, bids: list[list[str]], asks: list[list[str]]) -> None:
        for side, changes in ((self.bids, bids), (self.asks, asks)):
            for price, quantity in changes:
                if float(quantity):
                    side[float(price)] = float(quantity)
                else:
                    side.pop(float(price), None)

    def best(self, count: int) -> tuple[Levels, Levels]:
        bids, asks = heapq.nlargest(count, self.bids), heapq.nsmallest(count, self.asks)
        return tuple((p, self.bids[p]) for p in bids), tuple((p, self.asks[p]) for p in asks)


class Step(NamedTuple):
    """A delta as the venue sends it, the best levels of the true book after it, and the book of right now."""

    delta: Message
    best: tuple[Levels, Levels]
    book: TrueBook


class Market:
    """A made-up market: prices walk and at times run, and orders rest far away that nobody touches."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._mid = 6_000_000
        self._run = 0
        self._changes: tuple[dict[float, float], dict[float, float]] = ({}, {})
        self.book = TrueBook()
        self.book.update_id = rng.randrange(1, 10**10)
        for away in range(1, _RESTING_TICKS):
            if rng.random() < 0.7:
                self._set(0, self._mid - away, rng.randint(1, 900) / 100)
                self._set(1, self._mid + away, rng.randint(1, 900) / 100)

    def steps(self) -> Iterator[Step]:
        first = self.book.update_id + 1
        while True:
            self._update(self._rng.randint(1, 6))
            bids, asks = ([[f"{p:.2f}", f"{q:.8f}"] for p, q in changed.items()] for changed in self._changes)
            last, best = self.book.update_id, self.book.best(SHOWN)
            self._changes = ({}, {})
            # What is fetched now is of the middle of the next delta.
            self._update(self._rng.randint(0, 2))
            yield Step(
                {"e": "depthUpdate", "s": "BTCUSDT", "U": first, "u": last, "b": bids, "a": asks},
                best,
                self.book,
            )
            first = last + 1

    def _update(self, times: int) -> None:
        for _ in range(times):
            self.book.update_id += 1
            self._change()

    def _change(self) -> None:
        rng = self._rng
        if self._run == 0 and rng.random() < 0.0003:
            self._run = rng.choice((-1, 1)) * rng.randint(50, 250)
        if self._run:
            step = max(-4, min(4, self._run))
            self._run -= step
            self._move(step)
        elif rng.random() < 0.1:
            self._move(rng.choice((-1, 1)))
        side = rng.randrange(2)
        far = rng.random() < 0.2
        away = rng.randint(100, _RESTING_TICKS) if far else 1 + int(rng.expovariate(0.1))
        quantity = 0.0 if not far and rng.random() < 0.45 else rng.randint(1, 900) / 100
        self._set(side, self._mid + (away if side else -away), quantity)

    def _move(self, ticks: int) -> None:
        """What the market runs over is traded away; a new order stands where it was."""
        self._mid += ticks
        side, gone = (1, self.book.asks) if ticks > 0 else (0, self.book.bids)
        for away in range(abs(ticks)):
            at = self._mid - away if ticks > 0 else self._mid + away
            if self._price(at) in gone:
                self._set(side, at, 0.0)
        self._set(1 - side, self._mid - 1 if ticks > 0 else self._mid + 1, 1.0)

    def _set(self, side: int, ticks: int, quantity: float) -> None:
        price = self._price(ticks)
        levels = self.book.asks if side else self.book.bids
        if quantity:
            levels[price] = quantity
        elif levels.pop(price, None) is None:
            return
        self._changes[side][price] = quantity

    def _price(self, ticks: int) -> float:
        return round(ticks * _TICK, 2)


def made_up(rng: random.Random) -> Iterator[Step]:
    """Deltas without end."""
    return Market(rng).steps()


@cache
def _read(path: Path) -> tuple[Message, tuple[Message, ...]]:
    snapshot: Message = {}
    deltas = []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if '"depthUpdate"' not in line and "lastUpdateId" not in line:
                continue
            message = json.loads(line.split(" ", 1)[1])
            if "lastUpdateId" in message:
                snapshot = message
            else:
                deltas.append(message["data"])
    return snapshot, tuple(deltas)


def recorded() -> Iterator[Step]:
    """The recorded deltas behind the recorded snapshot, once."""
    book = TrueBook()
    snapshot, first = _read(RECORDINGS[0])
    _, second = _read(RECORDINGS[1])
    book.apply(snapshot["bids"], snapshot["asks"])
    for delta in (*first, *second):
        if delta["u"] > snapshot["lastUpdateId"]:
            book.apply(delta["b"], delta["a"])
            book.update_id = delta["u"]
            yield Step(delta, book.best(SHOWN), book)
