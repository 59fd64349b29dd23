"""The books before a loss: what a rebuild from the venues starts from, instead of the newest rows."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import Connection, func, select

from mmdesk.core.model.account import Balance
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.loss import BalancesBefore, FactsLost
from mmdesk.core.model.order import Order, OrderState
from mmdesk.storage import tables
from mmdesk.storage.damage import Books, Lost
from mmdesk.storage.projection import Place
from mmdesk.storage.records import position_of

FOR_A_VENUE_TO_TELL_NS: Final = 30 * 86_400 * 10**9
"""Further back no venue is asked by itself: that is minutes of its rate limit, and for a person to decide."""

Ours = Callable[[str, int], bool]
"""Whether rows about this venue from this sequence on are of the account in use."""


def books_at(connection: Connection, place: Place) -> Books:
    """What the tables know at `place`. Raises DBAPIError."""
    rows = list(connection.execute(select(tables.positions).order_by(tables.positions.c.instrument)))
    positions = tuple((row._mapping["sequence"], position_of(row)) for row in rows)
    return Books(place.sequence, place.wall_ns, positions, tuple(_balances(connection)))


def books_before(connection: Connection, place: Place) -> Books | None:
    """The books of before a loss behind `place`; None when the tables know later ones already: rows that were
    kept when files went may be younger than the loss."""
    books = books_at(connection, place)
    known = [sequence for sequence, _ in (*books.positions, *books.balances)]
    return None if any(sequence > place.sequence for sequence in known) else books


def lost_facts(lost: Lost, before: Books, later: Sequence[Fill], ours: Ours, now_ns: int) -> FactsLost:
    """For the core; `later` are the known fills behind `before`."""
    is_unknown = not lost.readable or (lost.before is None and bool(lost.ranges))
    if is_unknown or before.wall_ns <= now_ns - FOR_A_VENUE_TO_TELL_NS:
        return FactsLost()
    named = {position.instrument for _, position in before.positions} | {fill.instrument for fill in later}
    return FactsLost(
        since_ns=before.wall_ns,
        known_fills=tuple(later),
        instruments=tuple(sorted(named)),
        balances=tuple(one for sequence, one in before.balances if ours(one.venue, sequence)),
    )


def without(order: Order, fills: Iterable[Fill]) -> Order:
    """The order as it was before these fills, which are going to be told and booked again."""
    again = [fill for fill in fills if fill.client_id == order.client_id]
    if not again:
        return order
    left = order.filled_quantity - sum((fill.quantity for fill in again), Decimal(0))
    if left <= 0:
        state = OrderState.OPEN if order.state is OrderState.PARTIALLY_FILLED else order.state
        return replace(order, state=state, filled_quantity=Decimal(0), average_price=Decimal(0))
    value = order.filled_quantity * order.average_price
    value -= sum((fill.value_quote for fill in again), Decimal(0))
    return replace(order, filled_quantity=left, average_price=value / left)


def _balances(connection: Connection) -> Iterable[tuple[int, BalancesBefore]]:
    told = tables.balance_snapshots
    newest = select(told.c.venue, func.max(told.c.sequence)).group_by(told.c.venue).order_by(told.c.venue)
    for venue, sequence in list(connection.execute(newest)):
        rows: list[Any] = list(connection.execute(select(told).where(told.c.sequence == sequence)))
        balances = tuple(
            Balance(row._mapping["asset"], row._mapping["free"], row._mapping["used"]) for row in rows
        )
        yield sequence, BalancesBefore(venue, rows[0]._mapping["wall_ns"], balances)
