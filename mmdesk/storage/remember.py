"""What earlier sessions left behind, read from the database once it is caught up."""

import time
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, func, select

from mmdesk.core.model.breakers import BreakerRecord, ThresholdChange
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import OrderState
from mmdesk.ports.journal import Remembered
from mmdesk.storage import tables
from mmdesk.storage.damage import Books, Lost
from mmdesk.storage.drawdowns import drawdowns_left
from mmdesk.storage.latches import latches_left, profit_marks_left, stop_for_loss, stop_left
from mmdesk.storage.loss import Ours, books_at, lost_facts, without
from mmdesk.storage.past_fills import past_fills
from mmdesk.storage.projection import Place
from mmdesk.storage.records import breaker_of, changes_of, fill_of, order_of

HORIZON_NS: Final = 3_600 * 10**9
"""Fills up to this long before the last fact are remembered: a reconciliation asks the venue that far, and
before the oldest unfinished order where that is longer ago."""

FINISHED: Final = (
    OrderState.DENIED,
    OrderState.FILLED,
    OrderState.REJECTED,
    OrderState.CANCELED,
    OrderState.EXPIRED,
)


def remembered(
    connection: Connection,
    place: Place,
    epoch: int,
    accounts: Mapping[str, str] | None = None,
    lost: Lost | None = None,
) -> Remembered:
    """`epoch` is the highest used before this session. `accounts` (venue -> fingerprint) leaves out what
    belongs to other accounts: a new demo starts flat, whatever the last one held. None keeps everything.

    After a loss the books are those before it: what came later is told again by the venues, all of it.
    """
    books = lost.before if lost is not None and lost.before is not None else books_at(connection, place)
    ours = _ours(connection, accounts)
    orders = tables.orders
    unfinished = select(orders).where(orders.c.state.not_in([state.value for state in FINISHED]))
    found = [
        (row._mapping["sequence"], order_of(row))
        for row in connection.execute(unfinished.order_by(orders.c.created_ns))
    ]
    begun_ns = min((order.created_ns for _, order in found if order.created_ns), default=books.wall_ns)
    fills, later = _fills(connection, books, ours, min(books.wall_ns, begun_ns) - HORIZON_NS)
    return Remembered(
        epoch=epoch,
        orders=tuple(
            without(order, later)
            for sequence, order in found
            if ours(_venue(order.intent.instrument), sequence)
        ),
        positions=tuple(one for sequence, one in books.positions if ours(_venue(one.instrument), sequence)),
        fills=fills,
        last_wall_ns=books.wall_ns,
        breakers=_breakers(connection),
        breaker_changes=threshold_changes(connection),
        latches=latches_left(connection, ours, accounts or ()),
        profit=profit_marks_left(connection, ours, accounts or ()),
        drawdowns=drawdowns_left(connection, ours, accounts or ()),
        stopped=stop_left(connection) or stop_for_loss(lost, books.wall_ns),
        past_fills=past_fills(connection, books.sequence, ours),
        lost=None if lost is None else lost_facts(lost, books, later, ours, time.time_ns()),
    )


def last_of_each_breaker() -> Select[Any]:
    """The newest row of every breaker that ever moved: its record now."""
    events = tables.circuit_breaker_events
    scope = (events.c.kind, events.c.scope_level, events.c.scope_name)
    newest = select(func.max(events.c.sequence)).group_by(*scope)
    return select(events).where(events.c.sequence.in_(newest)).order_by(events.c.sequence)


def _breakers(connection: Connection) -> tuple[BreakerRecord, ...]:
    """Whatever the account: as with a stop, what stands open is closed by time and proof, or by a person, and
    not by another key or a demo that starts anew."""
    return tuple(breaker_of(row) for row in connection.execute(last_of_each_breaker()))


def threshold_changes(connection: Connection) -> tuple[ThresholdChange, ...]:
    """A person's, whatever the account."""
    versions = tables.threshold_versions
    newest = select(versions.c.in_force).order_by(versions.c.sequence.desc()).limit(1)
    text: str | None = connection.execute(newest).scalar()
    return changes_of(text) if text else ()


def highest_epoch(connection: Connection) -> int:
    found: int | None = connection.execute(select(func.max(tables.sessions.c.epoch))).scalar()
    return found or 0


def _fills(
    connection: Connection, books: Books, ours: Ours, since_ns: int
) -> tuple[tuple[Fill, ...], tuple[Fill, ...]]:
    """Booked fills since then: those that the books hold, and those that came later."""
    trades = tables.trades
    recent = select(trades).where((trades.c.exchange_ns >= since_ns) | (trades.c.wall_ns >= since_ns))
    found = [
        (row._mapping["sequence"], fill_of(row))
        for row in connection.execute(recent.order_by(trades.c.sequence))
    ]
    known = [(sequence, fill) for sequence, fill in found if ours(_venue(fill.instrument), sequence)]
    return (
        tuple(fill for sequence, fill in known if sequence <= books.sequence),
        tuple(fill for sequence, fill in known if sequence > books.sequence),
    )


def _venue(instrument: str) -> str:
    return instrument.rpartition("@")[2]


def _ours(connection: Connection, accounts: Mapping[str, str] | None) -> Ours:
    if accounts is None:
        return lambda venue, sequence: True
    first = _first_sequences(connection, accounts)
    return lambda venue, sequence: venue in first and sequence > first[venue]


def _first_sequences(connection: Connection, accounts: Mapping[str, str]) -> dict[str, int]:
    """Venue -> sequence of the session since which it has been this account without a break."""
    first: dict[str, int] = {}
    ended: set[str] = set()
    newest_first = select(tables.sessions).order_by(tables.sessions.c.sequence.desc())
    for row in connection.execute(newest_first):
        used = msgspec.json.decode(row._mapping["accounts"], type=dict[str, str])
        for venue in used.keys() & accounts.keys() - ended:
            if used[venue] == accounts[venue]:
                first[venue] = row._mapping["sequence"]
            else:
                ended.add(venue)
        if len(ended) == len(accounts):
            break
    return first
