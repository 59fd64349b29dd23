"""Makes a long catch-up cheap: secondary indexes are built once at its end instead of with every row."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Index

from mmdesk.storage import tables

WORTH_IT_BYTES: Final = 8 << 20
_INDEXES: Final[tuple[Index, ...]] = tuple(
    sorted((index for table in tables.metadata.tables.values() for index in table.indexes), key=str)
)


@contextmanager
def bulk(connection: Connection, *, worth_it: bool) -> Iterator[None]:
    """Around the transactions of a rebuild from zero (`worth_it`).

    A rebuild that died in between left the database without indexes: the next start makes them.
    """
    if worth_it:
        with connection.begin():
            for index in _INDEXES:
                index.drop(connection, checkfirst=True)
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA cache_size=-65536")
    collecting = gc.isenabled()
    # Rows by the ten thousand make no cycles, yet each collection would walk over all of them.
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
    with connection.begin():
        for index in _INDEXES:
            index.create(connection, checkfirst=True)
