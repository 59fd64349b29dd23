"""Rows a second into SQLite (WAL): ORM `add_all`, ORM bulk insert, and our writer's way, in one run.

    python benchmarks/storage_rows.py [--rows 20000]

The same fills go into the same kind of table, 1,000 a transaction, in rounds that alternate so that a busy
machine slows all three alike. The last lines are the ratios (goal P7: ours / add_all >= 18).
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, insert
from sqlalchemy.orm import Session, registry

sys.path.insert(0, str(Path(__file__).parent.parent))

from mmdesk.core.model.fill import Fill
from mmdesk.storage import tables
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.projection import Place, Projector
from mmdesk.storage.rows import Rows, trade_row
from tests.storage.facts import fill

BATCH = 1_000
ROUNDS = 5


class Trade:
    """The ORM's class for the fills table."""

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)


registry().map_imperatively(Trade, tables.trades)


def values_of(sequence: int, one: Fill) -> dict[str, Any]:
    return {
        "instrument": one.instrument,
        "trade_id": one.trade_id,
        "sequence": sequence,
        "client_id": one.client_id,
        "venue_id": one.venue_id,
        "side": one.side.value,
        "price": one.price,
        "quantity": one.quantity,
        "fee": one.fee,
        "fee_asset": one.fee_asset,
        "is_maker": int(one.is_maker),
        "exchange_ns": one.exchange_ns,
        "wall_ns": one.exchange_ns,
        "mid": None,
    }


def orm_add_all(engine: Engine, fills: list[Fill], first: int) -> None:
    with Session(engine) as session, session.begin():
        session.add_all([Trade(**values_of(first + n, one)) for n, one in enumerate(fills)])


def orm_bulk(engine: Engine, fills: list[Fill], first: int) -> None:
    with Session(engine) as session, session.begin():
        session.execute(insert(Trade), [values_of(first + n, one) for n, one in enumerate(fills)])


def ours(engine: Engine, fills: list[Fill], first: int) -> None:
    rows = Rows()
    for number, one in enumerate(fills, first):
        rows.add("trades", trade_row(number, one, one.exchange_ns, 0.0))
    with engine.begin() as connection:
        PROJECTORS[engine].store(connection, rows, Place(first))


PROJECTORS: dict[Engine, Projector] = {}
WAYS: dict[str, Callable[[Engine, list[Fill], int], None]] = {
    "ORM add_all": orm_add_all,
    "ORM bulk insert": orm_bulk,
    "our writer": ours,
}


def rows_per_s(engine: Engine, way: Callable[[Engine, list[Fill], int], None], fills: list[Fill]) -> float:
    with engine.begin() as connection:
        connection.execute(delete(tables.trades))
    start = time.perf_counter()
    for first in range(0, len(fills), BATCH):
        way(engine, fills[first : first + BATCH], first)
    return len(fills) / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    fills = [fill(number) for number in range(parser.parse_args().rows)]
    results: dict[str, list[float]] = {name: [] for name in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(database_url(Path(folder), None))
        with engine.begin() as connection:
            tables.metadata.create_all(connection)
            PROJECTORS[engine] = Projector(connection)
        # Held open: the last connection to close would checkpoint the file after each batch.
        with engine.connect():
            for _ in range(ROUNDS):
                for name, way in WAYS.items():
                    results[name].append(rows_per_s(engine, way, fills))
    medians = {name: statistics.median(found) for name, found in results.items()}
    for name, median in medians.items():
        print(f"{name:18} {median:12,.0f} rows/s")
    for name in list(medians)[:-1]:
        print(f"our writer / {name:18} {medians['our writer'] / medians[name]:6.1f}")


if __name__ == "__main__":
    main()
