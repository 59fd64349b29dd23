"""What a data folder in which nothing runs tells of its last session; nothing is changed by looking."""

from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from mmdesk.storage import tables
from mmdesk.storage.batches import Batch, batches
from mmdesk.storage.damage import read_lost
from mmdesk.storage.database import connect, database_url, sqlite_file
from mmdesk.storage.projection import Place, read_place
from mmdesk.storage.remember import FINISHED
from mmdesk.storage.segments import segment_paths
from mmdesk.storage.store import JOURNAL_FOLDER

_FINISHED: Final = frozenset(state.value for state in FINISHED)


class LastSession(msgspec.Struct):
    """`closed_ns` 0: it did not end in order. `unfinished`: client id -> (market, state) of every order of
    ours that is not known to have ended, of whichever session. `damaged`: facts are lost, there may be more.
    """

    session: str = ""
    opened_ns: int = 0
    closed_ns: int = 0
    last_wall_ns: int = 0
    unfinished: dict[str, tuple[str, str]] = {}
    damaged: bool = False


def last_session(data_dir: Path, url_text: str | None = None) -> LastSession | None:
    """From the database and what the journals hold behind it; None when no session was ever written down.

    A database that cannot be read counts as damage. Raises OSError, ConfigurationError.
    """
    journals, url = data_dir / JOURNAL_FOLDER, database_url(data_dir, url_text)
    told, place = LastSession(), Place()
    path = sqlite_file(url)
    if path is None or (path.is_file() and path.stat().st_size):
        try:
            with connect(url, read_only=True).begin() as connection:
                place = read_place(connection)
                _from_database(connection, told)
        except SQLAlchemyError:
            return LastSession(session="of before", damaged=True)
    for segment in segment_paths(journals):
        if segment.name >= place.segment:
            for batch in batches(segment, place):
                place = batch.place
                _from_journal(batch, told)
    told.last_wall_ns = place.wall_ns
    told.damaged = told.damaged or read_lost(journals) is not None
    return told if told.session else None


def _from_database(connection: Connection, told: LastSession) -> None:
    sessions, orders = tables.sessions, tables.orders.c
    newest = select(sessions).order_by(sessions.c.sequence.desc()).limit(1)
    for row in connection.execute(newest):
        told.session, told.opened_ns = row._mapping["session"], row._mapping["opened_ns"]
        told.closed_ns = row._mapping["closed_ns"]
    unfinished = select(orders.client_id, orders.instrument, orders.state)
    for client_id, instrument, state in connection.execute(unfinished.where(orders.state.not_in(_FINISHED))):
        told.unfinished[client_id] = (instrument, state)


def _from_journal(batch: Batch, told: LastSession) -> None:
    told.damaged = told.damaged or bool(batch.gaps) or not all(one.tail for one in batch.damages)
    for row in batch.rows.by_table["sessions"]:
        told.session, told.opened_ns, told.closed_ns = row[0], row[7], 0
    for wall_ns, _reason, session in batch.rows.closed:
        if session == told.session:
            told.closed_ns = wall_ns
    for client_id, (_sequence, order) in batch.rows.orders.items():
        _keep(told, client_id, order)


def _keep(told: LastSession, client_id: str, order: Any) -> None:
    """`order` is the model's or its lean twin."""
    if str(order.state) in _FINISHED:
        told.unfinished.pop(client_id, None)
    else:
        told.unfinished[client_id] = (order.intent.instrument, str(order.state))
