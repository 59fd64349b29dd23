"""Book deltas lost, doubled, reordered and cut at random, from the wire through ccxt and gateway to the desk.

A long run: python -m tests.gateways.mutated_deltas --count 1000000 --seed S
"""

import argparse
import asyncio
import copy
import json
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from mmdesk.core.model.effects import SendCancel, SendOrder
from mmdesk.core.model.events import ArmRequested, TimePassed, VenueConnected
from mmdesk.core.model.market import BookSnapshot, Event, FeedLost
from mmdesk.gateways.ccxt_gateway import _Parts
from mmdesk.gateways.connection import GatewayTimings, VenueConnection
from mmdesk.gateways.dialect import BINANCE
from tests.core.dialogue import BTC, KEY, Dialogue, reconciled, said
from tests.gateways.delta_source import RECORDINGS, SHOWN, Levels, Message, Step, made_up, recorded
from tests.gateways.delta_wire import LoopClock, Socket, Wire, run_in_no_time
from tests.gateways.mutated_messages import RECORDED

SESSION = 1_000
"""Deltas that one gateway and one desk live through."""
DEPTH = 100
"""Levels of a snapshot: far fewer than the market has."""
_DELTA_S = 0.1
_REMEMBERED = 600
_FAULTS = ("lost", "doubled", "late", "cut", "side lost", "level cut", "connection lost")
_FAULT_SHARE = 0.06
_SNAPSHOT_FAULT_SHARE = 0.2
_SPOT = {"type": "spot", "spot": True, "option": False, "contract": False, "lowercaseId": "btcusdt"}
_TIMINGS = GatewayTimings(keep_alive_ms=10**10)
_CONNECTION = VenueConnection(exchange_id="binance", symbols=("BTC/USDT",), timings=_TIMINGS)


class Venue:
    """Sends deltas through a wire that damages them; remembers the truth, and what ccxt was handed."""

    def __init__(self, rng: random.Random, tally: Counter[str]) -> None:
        self._rng = rng
        self._tally = tally
        self._sockets: dict[str, Socket] = {}
        self._held: list[tuple[int, str]] = []
        self.best: dict[int, tuple[Levels, Levels]] = {}
        self.deltas: dict[int, Message] = {}
        self.step: Step | None = None
        self.handed = 0
        """The newest update of the stream that ccxt got whole since it last subscribed."""
        self.is_broken = False
        """Whether it got one since that says nothing sensible."""

    def subscribed(self, socket: Socket, streams: list[str]) -> None:
        self._sockets.update({stream.partition("@")[2]: socket for stream in streams})

    def note(self, delta: Message) -> None:
        """ccxt is about to read this."""
        if self.deltas.get(delta.get("u", 0)) == delta:
            self.handed = max(self.handed, delta["u"])
        else:
            self.is_broken = True

    def note_subscription(self) -> None:
        self.handed, self.is_broken = 0, False

    def publish(self, step: Step, wall_ms: int) -> None:
        """One more update of the truth, and what the wire makes of it."""
        delta = {**step.delta, "E": wall_ms}
        self.step = step
        self.best[delta["u"]] = step.best
        self.deltas[delta["u"]] = delta
        if len(self.deltas) > _REMEMBERED:
            oldest = next(iter(self.deltas))
            del self.deltas[oldest], self.best[oldest]
        texts = [json.dumps(delta)]
        if self._rng.random() < _FAULT_SHARE:
            texts = self._damaged(delta, texts[0])
        self._held = [(wait - 1, text) for wait, text in self._held]
        texts += [text for wait, text in self._held if wait < 0]
        self._held = [(wait, text) for wait, text in self._held if wait >= 0]
        self._send("depth@100ms", texts)
        self._tell_top(delta["u"], step)

    def _damaged(self, delta: Message, text: str) -> list[str]:
        rng = self._rng
        fault = rng.choice(_FAULTS)
        self._tally[fault] += 1
        if fault == "doubled":
            self._held += [(rng.randint(0, 3), text) for _ in range(rng.randint(0, 2))]
            return [text, text]
        if fault == "late":
            self._held.append((rng.randint(0, 3), text))
        elif fault == "cut":
            return [text[: rng.randrange(len(text))]]
        elif fault in ("side lost", "level cut"):
            return [json.dumps(_cut(rng, delta, fault))]
        elif fault == "connection lost" and "depth@100ms" in self._sockets:
            self._sockets["depth@100ms"].cut()
        return []

    def _tell_top(self, number: int, step: Step) -> None:
        bids, asks = step.best
        if bids and asks and self._rng.random() < 0.7:
            (bid, bid_quantity), (ask, ask_quantity) = bids[0], asks[0]
            top = {"u": number, "s": "BTCUSDT", "b": bid, "B": bid_quantity, "a": ask, "A": ask_quantity}
            self._send("bookTicker", [json.dumps({k: str(v) if k in "bBaA" else v for k, v in top.items()})])

    def _send(self, stream: str, texts: list[str]) -> None:
        socket = self._sockets.get(stream)
        if socket is not None and not socket.closed:
            for text in texts:
                socket.deliver(text)

    async def answer(self, url: str) -> tuple[int, str]:
        """The depth over REST: at once or late, of now or of a while ago, and at times no answer at all."""
        assert "/depth?" in url, url
        assert self.step is not None
        rng, damage = self._rng, self._rng.random() < _SNAPSHOT_FAULT_SHARE
        fault = rng.choice(("of before", "refused", "junk", "cut")) if damage else ""
        self._tally[f"snapshot {fault or 'good'}"] += 1
        await asyncio.sleep(rng.random() * 0.3)
        text = self._depth(int(parse_qs(urlsplit(url).query)["limit"][0]))
        await asyncio.sleep(rng.random() * (2.0 if fault == "of before" else 0.3))
        if fault == "refused":
            return 503, '{"code": -1000, "msg": "busy"}'
        if fault == "junk":
            return 200, "<html>"
        return 200, text[: rng.randrange(len(text))] if fault == "cut" else text

    def _depth(self, limit: int) -> str:
        assert self.step is not None
        book = self.step.book
        if book.update_id not in self.best:
            self.best[book.update_id] = book.best(SHOWN)
        bids, asks = book.best(limit)
        sides = {"bids": bids, "asks": asks}
        levels = {side: [[repr(p), repr(q)] for p, q in best] for side, best in sides.items()}
        return json.dumps({"lastUpdateId": book.update_id, **levels})


def _cut(rng: random.Random, delta: Message, fault: str) -> Message:
    """A delta that is still JSON: without a side, or with a level that ends too early."""
    broken = copy.deepcopy(delta)
    sides = [side for side in ("b", "a") if broken[side]]
    if fault == "side lost" or not sides:
        broken[rng.choice("ba")] = rng.choice((None, "", {}))
        return broken
    side = rng.choice(sides)
    broken[side][-1] = rng.choice((broken[side][-1][:1], [], [broken[side][-1][0], None], None))
    return broken


class Play:
    """One gateway and one desk at the end of such a wire. Every event is judged."""

    def __init__(self, seed: int, tally: Counter[str], faults: list[str]) -> None:
        self._rng = random.Random(seed)
        self._seed = seed
        self._tally = tally
        self._faults = faults
        self._venue = Venue(self._rng, tally)
        self._clock = LoopClock()
        self._desk = Dialogue().sees(said(VenueConnected, venue="binance"), reconciled(), reconciled())
        self._market = self._desk.desk.markets[KEY]

    async def run(self, steps: Iterator[Step]) -> None:
        wire = Wire(self._venue.answer, self._venue.subscribed)
        with patch("mmdesk.gateways.ccxt_gateway.open_session", lambda *_: wire):
            parts = _Parts(_CONNECTION, self._clock)
        exchange: Any = parts.exchange
        # What ccxt's own load_markets would make of the recorded market.
        exchange.set_markets([{**copy.deepcopy(RECORDED["market"]), **_SPOT}])
        self._observe(exchange)
        book, top, _ = parts.market.open((BTC,), self._see)
        tasks = [asyncio.ensure_future(one.run()) for one in (book, top, parts.watchdog)]
        for step in steps:
            self._venue.publish(step, self._clock.wall_ns() // 1_000_000)
            await asyncio.sleep(_DELTA_S)
            self._tell(TimePassed)
            if self._market.trusted and self._market.hold == "disarmed":
                self._tell(ArmRequested, ticket="arm")
            self._judge("a while later", settled=True)
            self._tally["deltas"] += 1
            self._tally["trusted after a delta"] += self._market.trusted
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tally["malformed counted"] += parts.market.malformed
        await parts.close()

    def _observe(self, exchange: Any) -> None:
        handle, subscribed = exchange.handle_order_book, exchange.handle_order_book_subscription

        def handed(client: Any, message: Any) -> None:
            self._venue.note(message)
            handle(client, message)

        def anew(*given: Any) -> None:
            self._venue.note_subscription()
            subscribed(*given)

        exchange.handle_order_book = handed
        exchange.handle_order_book_subscription = anew

    def _see(self, event: Event) -> None:
        fields = {name: getattr(event, name) for name in event.__struct_fields__}
        self._tell(type(event), **{k: v for k, v in fields.items() if k not in ("wall_ns", "mono_ns")})
        self._tally[type(event).__name__] += 1
        if isinstance(event, FeedLost):
            self._tally[f"told {event.fault}"] += 1
        self._judge(type(event).__name__, settled=isinstance(event, BookSnapshot))

    def _tell(self, kind: type, **fields: Any) -> None:
        desk = self._desk
        desk.now_ns = max(desk.now_ns, self._clock.mono_ns())
        desk.sees(said(kind, **fields))
        if sent := desk.told(SendOrder):
            self._tally["quotes"] += len(sent)
            if not self._market.trusted:
                self._fault("a quote on a book that is in doubt")
        answers = [desk.accepted(one.order.intent.client_id) for one in sent]
        answers += [desk.canceled(one.client_id) for one in desk.told(SendCancel)]
        if answers:
            desk.sees(*answers)

    def _judge(self, when: str, *, settled: bool) -> None:
        """The book is the truth of its update, and holds all that ccxt was handed; or it is in doubt."""
        book, venue = self._market.book, self._venue
        if not book.trusted:
            return
        number = book._depth_id
        true = venue.best.get(number)
        told = book.levels(SHOWN)
        if true is None:
            self._fault(f"{when}: a book of {number}, which never was")
        elif any(ours != side[: len(ours)] or not ours for ours, side in zip(told, true, strict=True)):
            self._fault(f"{when}: book of {number} is {told}, not {true}")
        elif (top := venue.best.get(book.update_id)) is None or (
            (book.bid, book.bid_quantity),
            (book.ask, book.ask_quantity),
        ) != (top[0][0], top[1][0]):
            self._fault(f"{when}: top of {book.update_id} is {book.bid} / {book.ask}, not {top}")
        elif settled and number < venue.handed:
            self._fault(f"{when}: still on {number} when {venue.handed} had been told")
        elif settled and venue.is_broken:
            self._fault(f"{when}: still on {number} after a delta that said nothing sensible")

    def _fault(self, what: str) -> None:
        self._tally["faults"] += 1
        self._faults.append(f"seed {self._seed}, delta {self._tally['deltas']}: {what}")


def play_many(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """(what happened how often, what was wrong). One session in ten plays the recording, where there is
    one.
    """
    rng = random.Random(seed)
    tally: Counter[str] = Counter()
    faults: list[str] = []
    real = recorded()
    # A book of a few levels, so that the market leaves what its snapshot told.
    with patch.dict(BINANCE.options, watchOrderBookLimit=DEPTH):
        while (left := count - tally["deltas"]) > 0:
            is_real = RECORDINGS[0].exists() and rng.random() < 0.1
            steps = islice(real if is_real else made_up(rng), min(SESSION, left))
            run_in_no_time(Play(rng.randrange(2**32), tally, faults).run(steps))
            if is_real and count - tally["deltas"] > left - min(SESSION, left):
                real = recorded()  # it ended, and begins again with the next session
    return tally, faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gateways.mutated_deltas")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    # Each session warns of its first broken frame.
    logging.disable()
    started = time.monotonic()
    tally, faults = play_many(given.count, given.seed)
    lines = [f"{what:<30} {number:>9,}" for what, number in sorted(tally.items())]
    seconds = time.monotonic() - started
    lines.append(f"{tally['deltas']:,} deltas, seed {given.seed}: {len(faults)} faults, {seconds:.0f} s")
    sys.stdout.write("\n".join([*lines, *(fault[:1_000] for fault in faults[:10]), ""]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
