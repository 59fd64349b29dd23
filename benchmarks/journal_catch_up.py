"""How fast a start catches up: frames a second from a journal into the database, and what an ORM would take.

    python benchmarks/journal_catch_up.py [frames, default 200000] [--gb 1] [--orm 4000]

Two mixes. "Recorded session": what our engine writes with `record_market`, made by the real core quoting on
a random walk: every market event, every decision with its explanation, acknowledgements, cancels, fills.
"Orders only": every frame is about an order (of ten, eight are sent, acknowledged and cancelled, two are
filled), the worst case for the database. Both are written as the journal writes them, in files of 64 MB;
`--gb` makes each mix that big instead. Prints the pure scan with CRC, the rebuild from zero by `open_store`
(the desk is usable when it returns), an open after that (nothing to catch up), then some of the same rows
through SQLAlchemy's ORM (`session.merge` for orders, `add` for the rest). Goal: 100,000 frames/s.
"""

import argparse
import random
import struct
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from zlib import crc32

from sqlalchemy import Table
from sqlalchemy.orm import Session, registry

sys.path.insert(0, str(Path(__file__).parent.parent))

from mmdesk.core.model.effects import OrderChanged, SendCancel, SendOrder
from mmdesk.core.model.events import CancelAcknowledged
from mmdesk.core.model.order import Order, OrderState
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.ports.journal import Fact
from mmdesk.storage import tables
from mmdesk.storage.batches import batches
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.frames import HEADER, MARKER, RawFrame, encode_into
from mmdesk.storage.journal import SEGMENT_BYTES
from mmdesk.storage.projection import Place
from mmdesk.storage.segments import head_bytes, scan, segment_path, segment_paths
from mmdesk.storage.store import open_store
from tests.core.dialogue import Dialogue, Said, top
from tests.storage.facts import MARKET, WALL_NS, intent, life, opened

SAMPLE = 20_000
"""Frames of a recorded session that the core makes; more are these with other ids and numbers."""
EPOCH = b"0001x"
FACT_NS = 10_000_000
"""A hundred facts a second: only the last hour is remembered at a start."""


def cancelled(number: int) -> list[Sequence[Fact]]:
    """Five appends: sent, acknowledged, cancel sent, cancel acknowledged with the order's end."""
    wall, (sent, acknowledged, _) = WALL_NS + number, life(number)
    one = intent(number)
    cancelling = Order(one, OrderState.CANCELLING, str(number), created_ns=wall, changed_ns=wall + 3)
    gone = Order(one, OrderState.CANCELED, str(number), created_ns=wall, changed_ns=wall + 4)
    cancel = SendCancel(instrument=MARKET, client_id=one.client_id, venue_id=str(number), reason="refresh")
    done = CancelAcknowledged(wall_ns=wall, mono_ns=number, client_id=one.client_id)
    return [sent, acknowledged, [OrderChanged(order=cancelling), cancel], [done, OrderChanged(order=gone)]]


def orders_only() -> Iterator[Sequence[Fact]]:
    number = 100_000
    while True:
        number += 1
        yield from life(number) if number % 5 == 0 else cancelled(number)


class Quoting(Dialogue):
    """A desk at work whose venue says yes to all; `frames` has the facts of each step, as the recorder keeps
    them."""

    def __init__(self) -> None:
        parameters = QuoteParameters(bid_spread_bps=5.0, ask_spread_bps=5.0, order_levels=3)
        super().__init__(parameters, RiskLimits(max_messages_per_s=10_000), id_prefix="mm" + EPOCH.decode())
        self.frames: list[Sequence[Fact]] = []
        self.asked: deque[SendOrder | SendCancel] = deque()

    def sees(self, *events: Said) -> "Quoting":
        for one in events:
            super().sees(one)
            self.frames.append([self.history.pop(), *self.effects])
            self.asked.extend(effect for effect in self.effects if isinstance(effect, SendOrder | SendCancel))
        return self

    def answered(self, draw: random.Random) -> None:
        """Every cancel and order is acknowledged; of fifty orders one is filled."""
        while self.asked:
            asked = self.asked.popleft()
            if isinstance(asked, SendCancel):
                self.sees(self.canceled(asked.client_id))
                continue
            intent = asked.order.intent
            self.sees(self.accepted(intent.client_id))
            if draw.random() < 0.02:
                self.sees(self.filled(intent.client_id, str(intent.quantity), f"t{intent.client_id}"))


def recorded_session() -> Iterator[Sequence[Fact]]:
    desk, draw, mid = Quoting(), random.Random(7), 60_000.0
    desk.armed()
    while True:
        mid *= 1 + draw.gauss(0, 4e-5)
        desk.waits(10).sees(top(round(mid, 2), round(mid, 2) + 0.01, quantity=draw.random()))
        if draw.random() < 0.1:
            desk.after(0.1)
        desk.answered(draw)
        yield from desk.frames
        desk.frames.clear()


def encoded(mix: Iterator[Sequence[Fact]]) -> Iterator[tuple[bytes, int]]:
    """Endless (payload, facts)."""
    buffer = bytearray()
    for facts in mix:
        encode_into(buffer, facts, 1, 1)
        yield bytes(buffer[HEADER.size :]), len(facts)


def repeated(mix: Iterator[Sequence[Fact]]) -> Iterator[tuple[bytes, int]]:
    """The first of a mix, again and again as if other sessions had written it: with other ids."""
    sample = list(islice(encoded(mix), SAMPLE))
    for turn in count(1):
        other = b"%04dx" % turn
        yield from ((payload.replace(EPOCH, other), facts) for payload, facts in sample)


def journal_of(folder: Path, frames: int, size: int, source: Iterator[tuple[bytes, int]]) -> tuple[int, int]:
    """(frames, bytes) written: at least so many of one of them."""
    (folder / "journal").mkdir(parents=True)
    first, written, made, part = 2, 0, 0, 0
    buffer = bytearray()
    encode_into(buffer, [opened()], 1, WALL_NS)
    pending = bytes(buffer)
    while made < frames or written < size:
        part += 1
        path = segment_path(folder / "journal", 1, part)
        with path.open("wb") as file:
            file.write(head_bytes(first if part > 1 else 1, 1, WALL_NS) + (pending if part == 1 else b""))
            made += part == 1
            while file.tell() < SEGMENT_BYTES and (made < frames or written + file.tell() < size):
                payload, facts = next(source)
                head = HEADER.pack(MARKER, 0, len(payload), first, WALL_NS + first * FACT_NS, facts)
                crc = crc32(payload, crc32(head[8:]))
                file.write(head[:4] + struct.pack("<I", crc) + head[8:] + payload)
                first, made = first + facts, made + 1
            written += file.tell()
    return made, written


def scanned(folder: Path) -> int:
    paths = segment_paths(folder / "journal")
    return sum(isinstance(item, RawFrame) for path in paths for item in scan(path, 0))


def rebuilt(folder: Path) -> None:
    store = open_store(folder)
    assert not store.notices, store.notices
    store.close()


def orm_rebuilt(folder: Path, target: Path, frames: int) -> tuple[int, int]:
    """(frames, rows) put through the ORM."""
    mapped: dict[str, type] = {}
    for table in tables.metadata.sorted_tables:
        mapped[table.name] = type(table.name, (), {})
        registry().map_imperatively(mapped[table.name], table)
    engine = connect(database_url(target, None))
    tables.metadata.create_all(engine)
    seen = rows = 0
    for path in segment_paths(folder / "journal"):
        for batch in batches(path, Place(), most_frames=500):
            with Session(engine) as session, session.begin():
                values = iter(batch.rows.event_values())
                for event in zip(*[values] * 5, strict=True):
                    session.add(_object(mapped["order_events"], tables.order_events, event))
                for name, found in batch.rows.by_table.items():
                    for row in found:
                        session.add(_object(mapped[name], tables.metadata.tables[name], row))
                for row in batch.rows.order_rows():
                    session.merge(_object(mapped["orders"], tables.orders, row))
                for row in batch.rows.position_rows():
                    session.merge(_object(mapped["positions"], tables.positions, row))
            seen, rows = seen + batch.frames, rows + batch.rows.stored
            if seen >= frames:
                return seen, rows
    return seen, rows


def _object(kind: type, table: Table, row: tuple[object, ...]) -> object:
    one = kind()
    for column, value in zip(table.columns, row, strict=True):
        money = isinstance(column.type, tables.ExactDecimal) and value is not None
        setattr(one, column.name, tables.Decimal(str(value)) if money else value)
    return one


def measure(folder: Path, name: str, frames: int, size: int, source: Iterator[tuple[bytes, int]]) -> float:
    made, written = journal_of(folder, frames, size, source)
    start, cpu = time.perf_counter(), time.process_time()
    assert scanned(folder) == made
    pure, pure_cpu = made / (time.perf_counter() - start), made / (time.process_time() - cpu)
    print(f"{name}: {made:,} frames, {written / 1e6:,.0f} MB")
    print(f"  scan and CRC     {pure:12,.0f} frames/s   {pure_cpu:12,.0f} /s of CPU")
    start, cpu = time.perf_counter(), time.process_time()
    rebuilt(folder)
    taken, taken_cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"  rebuild          {made / taken:12,.0f} frames/s   {made / taken_cpu:12,.0f} /s of CPU")
    print(f"  usable after     {taken:12.1f} s, of {written / taken / 1e6:,.0f} MB/s", end="")
    start = time.perf_counter()
    rebuilt(folder)
    print(f"; with nothing to catch up {time.perf_counter() - start:.2f} s")
    return made / taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("frames", type=int, nargs="?", default=200_000)
    parser.add_argument("--gb", type=float, default=0.0, help="size of each journal (10^9 bytes)")
    parser.add_argument("--orm", type=int, default=4_000, help="frames put through the ORM")
    chosen = parser.parse_args()
    size = int(chosen.gb * 1e9)
    frames = 0 if size else chosen.frames
    with tempfile.TemporaryDirectory() as recorded:
        measure(Path(recorded), "recorded session", frames, size, repeated(recorded_session()))
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        ours = measure(base / "orders", "orders only", frames, size, encoded(orders_only()))
        (base / "orm").mkdir()
        start = time.perf_counter()
        seen, rows = orm_rebuilt(base / "orders", base / "orm", chosen.orm)
        taken = time.perf_counter() - start
    print(f"ORM, orders only   {seen / taken:12,.0f} frames/s, {rows / taken:,.0f} rows/s")
    print(f"ours / ORM         {ours / (seen / taken):12.1f}")


if __name__ == "__main__":
    main()
