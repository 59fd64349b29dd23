"""A store on a fresh folder, and a way to look at all of its tables."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mmdesk.storage import tables
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.store import Store, open_store

Opener = Callable[..., Store]
Dump = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def open_here(data_dir: Path) -> Iterator[Opener]:
    """Opens the store of `data_dir` with its writer running; closed at the end at the latest."""
    opened: list[Store] = []

    def call(folder: Path | None = None) -> Store:
        store = open_store(folder or data_dir)
        store.writer.start()
        opened.append(store)
        return store

    yield call
    for store in opened:
        store.close()


def dump(folder: Path) -> Dump:
    """Every row of every table, in the order of their keys."""
    engine = connect(database_url(folder, None), read_only=True)
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables.metadata.sorted_tables
        }
