"""How fast a start catches up: frames a second from a journal into the database, and what an ORM would take.

    python benchmarks/journal_catch_up.py [frames, default 200000] [--orm 4000]

Orders live as a quoting desk makes them: of ten, eight are sent, acknowledged and cancelled, two are filled.
Three mixes: every frame about an order; half of them (the rest market-clock facts no table remembers); none.
Prints the pure scan with CRC, then the rebuild from zero as `open_store` does it, then the same rows through
SQLAlchemy's ORM (`session.merge` for orders, `add` for the rest, in transactions). Goal: 100,000 frames/s.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.orm import Session, registry

sys.path.insert(0, str(Path(__file__).parent.parent))

from mmdesk.core.model.effects import OrderChanged, SendCancel
from mmdesk.core.model.events import CancelAcknowledged, TimePassed
from mmdesk.core.model.order import Order, OrderState
from mmdesk.ports.journal import Fact
from mmdesk.storage import tables
from mmdesk.storage.batches import REBUILD_ROWS, batches
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.frames import RawFrame
from mmdesk.storage.journal import FileJournal
from mmdesk.storage.projection import Place
from mmdesk.storage.segments import scan, segment_paths
from mmdesk.storage.store import open_store
from tests.storage.facts import MARKET, WALL_NS, intent, life, opened


def cancelled(number: int) -> list[Sequence[Fact]]:
    """Five appends: sent, acknowledged, cancel sent, cancel acknowledged with the order's end."""
    wall, (sent, acknowledged, _) = WALL_NS + number, life(number)
    one = intent(number)
    cancelling = Order(one, OrderState.CANCELLING, str(number), created_ns=wall, changed_ns=wall + 3)
    gone = Order(one, OrderState.CANCELED, str(number), created_ns=wall, changed_ns=wall + 4)
    cancel = SendCancel(instrument=MARKET, client_id=one.client_id, venue_id=str(number), reason="refresh")
    done = CancelAcknowledged(wall_ns=wall, mono_ns=number, client_id=one.client_id)
    return [sent, acknowledged, [OrderChanged(order=cancelling), cancel], [done, OrderChanged(order=gone)]]


def appends(share: float) -> Iterator[Sequence[Fact]]:
    """Endless frames, `share` of them about orders."""
    number, owed = 0, 0.0
    while True:
        number += 1
        for facts in life(number) if number % 5 == 0 else cancelled(number):
            while owed >= 1 or share == 0:
                yield [TimePassed(wall_ns=WALL_NS + number, mono_ns=number)]
                owed -= 1
            yield facts
            owed += (1 - share) / share


def journal_of(folder: Path, frames: int, share: float) -> None:
    (folder / "journal").mkdir(parents=True)
    journal = FileJournal(folder / "journal", 1, 1)
    journal.append([opened()], 1)
    for number, facts in zip(range(1, frames), appends(share), strict=False):
        journal.append(facts, WALL_NS + number)
    journal.close()


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


def measure(base: Path, name: str, frames: int, share: float) -> float:
    folder = base / name.replace(" ", "_")
    journal_of(folder, frames, share)
    size = sum(path.stat().st_size for path in segment_paths(folder / "journal"))
    start, cpu = time.perf_counter(), time.process_time()
    assert scanned(folder) == frames
    pure, pure_cpu = frames / (time.perf_counter() - start), frames / (time.process_time() - cpu)
    start, cpu = time.perf_counter(), time.process_time()
    rebuilt(folder)
    taken, taken_cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"{name}: {frames:,} frames, {size / 1e6:,.0f} MB")
    print(f"  scan and CRC     {pure:12,.0f} frames/s   {pure_cpu:12,.0f} /s of CPU")
    path, *_ = segment_paths(folder / "journal")
    rows = sum(batch.rows.stored for batch in batches(path, Place(), most_rows=REBUILD_ROWS))
    print(
        f"  rebuild          {frames / taken:12,.0f} frames/s   {frames / taken_cpu:12,.0f} /s of CPU", end=""
    )
    print(f"   {rows / taken:,.0f} rows/s")
    return frames / taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("frames", type=int, nargs="?", default=200_000)
    parser.add_argument("--orm", type=int, default=4_000, help="frames put through the ORM")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        ours = measure(base, "orders only", chosen.frames, 1.0)
        measure(base, "half orders", chosen.frames, 0.5)
        measure(base, "no orders", chosen.frames, 0.0)
        (base / "orm").mkdir()
        start = time.perf_counter()
        seen, rows = orm_rebuilt(base / "orders_only", base / "orm", chosen.orm)
        taken = time.perf_counter() - start
    print(f"ORM, orders only   {seen / taken:12,.0f} frames/s, {rows / taken:,.0f} rows/s")
    print(f"ours / ORM         {ours / (seen / taken):12.1f}")


if __name__ == "__main__":
    main()
