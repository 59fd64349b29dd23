"""What stays shut until a person opens it: the kill switch, controls, and where losses are counted from."""

from collections.abc import Callable, Iterable
from typing import Final

from sqlalchemy import Connection, func, select

from mmdesk.core.model.latch import Latch, ProfitMarks
from mmdesk.core.model.state import KeptStop, TradingState
from mmdesk.storage import tables
from mmdesk.storage.damage import Lost
from mmdesk.storage.records import latch_of, profit_of

LOST_LATCHES: Final = "facts of the journal are lost, and a stop or a latch may be among them"

Ours = Callable[[str, int], bool]
"""Whether a fact of a venue with this sequence number belongs to the account of today."""


def latches_left(connection: Connection, ours: Ours, venues: Iterable[str]) -> tuple[Latch, ...]:
    """The newest word on each control and scope, where it is "latched"."""
    told = tables.control_latches
    newest = select(func.max(told.c.sequence)).group_by(told.c.control, told.c.scope)
    query = select(told).where(told.c.sequence.in_(newest), told.c.latched == 1).order_by(told.c.sequence)
    found = [(row._mapping["sequence"], latch_of(row)) for row in connection.execute(query)]
    return tuple(one for sequence, one in found if _is_ours(one.scope, sequence, ours, venues))


def profit_marks_left(connection: Connection, ours: Ours, venues: Iterable[str]) -> ProfitMarks | None:
    """The last marks, None when there are none or an account changed since: its profit is not in today's."""
    marks = tables.profit_marks
    row = connection.execute(select(marks).order_by(marks.c.sequence.desc()).limit(1)).one_or_none()
    if row is None or not all(ours(venue, row._mapping["sequence"]) for venue in venues):
        return None
    return profit_of(row)


def stop_left(connection: Connection) -> KeptStop | None:
    """The stop that the last session did not leave, whoever's account it was."""
    states = tables.trading_states
    row = connection.execute(select(states).order_by(states.c.sequence.desc()).limit(1)).one_or_none()
    if row is None or row._mapping["state"] != TradingState.STOPPED:
        return None
    return KeptStop(row._mapping["wall_ns"], row._mapping["reason"])


def stop_for_loss(lost: Lost | None, known_until_ns: int) -> KeptStop | None:
    """Facts that neither journal nor database have may have been a stop, a latch or a breaker's opening: no
    venue can tell those again, so a person has to look. A loss of facts that the database has is none."""
    if lost is None or not (lost.ranges or not lost.readable):
        return None
    return KeptStop(known_until_ns, LOST_LATCHES)


def _is_ours(scope: str, sequence: int, ours: Ours, venues: Iterable[str]) -> bool:
    """A scope names a market (`BTC/USDT@binance buy`), or stands for all venues."""
    _, at, rest = scope.partition("@")
    named = (rest.split(" ")[0],) if at else tuple(venues)
    return all(ours(venue, sequence) for venue in named)
