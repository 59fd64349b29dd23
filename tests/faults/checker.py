"""The one judge of every fault scenario: compares journal, database and the venue's ledger.

Pure: records in, violations out. `check` is what a scenario calls at its end; an empty list is the proof.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from tests.faults.records import Booked, DatabaseRecord, JournalRecord, LedgerRecord


class Violation(msgspec.Struct, frozen=True):
    """`rule` is one of RULES."""

    rule: str
    what: str


RULES = (
    "lost fill",
    "double fill",
    "invented fill",
    "orphan",
    "sent twice",
    "left open",
    "position",
    "exposure",
)


def check(
    journal: JournalRecord,
    database: DatabaseRecord,
    ledger: LedgerRecord,
    *,
    limit: Decimal,
    may_be_open: int = 0,
    clock_ahead_ns: int = 0,
) -> list[Violation]:
    """All that is wrong. `limit` is of the position with all open orders filled.

    `clock_ahead_ns`: how far the scenario set our clock ahead of the venue's.
    """
    return [
        *fills_booked_once("journal", journal.booked, ledger),
        *fills_booked_once("database", database.trades, ledger),
        *no_orphans(journal, ledger, clock_ahead_ns),
        *no_id_twice(journal, ledger),
        *nothing_left_open(ledger, may_be_open),
        *positions_agree(journal, database, ledger),
        *exposure_kept(ledger, limit),
    ]


def fills_booked_once(record: str, booked: Sequence[Booked], ledger: LedgerRecord) -> Iterator[Violation]:
    """Every fill of the venue exactly once, with its order and quantity; nothing else."""
    counts = Counter(one.trade_id for one in booked)
    ours = {one.trade_id: one for one in booked}
    for fill in ledger.fills:
        here = ours.get(fill.trade_id)
        if here is None:
            yield Violation("lost fill", f"{record}: trade {fill.trade_id} of {fill.client_id}")
        elif (here.client_id, here.quantity) != (fill.client_id, fill.quantity):
            yield Violation("invented fill", f"{record}: trade {fill.trade_id} differs: {here} is not {fill}")
        elif counts[fill.trade_id] > 1:
            yield Violation("double fill", f"{record}: trade {fill.trade_id}, {counts[fill.trade_id]} times")
    known = {fill.trade_id for fill in ledger.fills}
    for trade_id in sorted(set(counts) - known):
        yield Violation("invented fill", f"{record}: trade {trade_id} is not in the venue's ledger")


def no_orphans(journal: JournalRecord, ledger: LedgerRecord, clock_ahead_ns: int) -> Iterator[Violation]:
    """Every order at the venue, and every create that came there, was in the journal before."""
    written = {intent.client_id: intent.wall_ns for intent in journal.intents}
    for client_id in {**ledger.received, **{order.client_id: 1 for order in ledger.orders}}:
        if client_id not in written:
            yield Violation("orphan", f"{client_id} came to the venue and is in no journal")
    for order in ledger.orders:
        late_ns = written.get(order.client_id, 0) - order.placed_ns - clock_ahead_ns
        if late_ns > 0:
            late_us = late_ns // 1_000
            yield Violation("orphan", f"{order.client_id} was written {late_us} us after the venue had it")


def no_id_twice(journal: JournalRecord, ledger: LedgerRecord) -> Iterator[Violation]:
    """One id, one intent, one create: counted in our journal, on arrival at the venue, and in its books."""
    for place, ids in (
        ("the journal", [intent.client_id for intent in journal.intents]),
        ("the venue", [order.client_id for order in ledger.orders]),
    ):
        for client_id, times in Counter(ids).items():
            if times > 1:
                yield Violation("sent twice", f"{client_id}: {times} times in {place}")
    for client_id, times in ledger.received.items():
        if times > 1:
            yield Violation("sent twice", f"{client_id}: received {times} times by the venue")
    for client_id in {order.client_id for order in ledger.orders} - set(ledger.received):
        yield Violation(
            "sent twice", f"{client_id}: booked and not counted on arrival: the count is no proof"
        )


def nothing_left_open(ledger: LedgerRecord, may_be_open: int) -> Iterator[Violation]:
    """No more orders of ours rest than the policy of the scenario allows."""
    left = [order.client_id for order in ledger.orders if order.ended_ns is None]
    if len(left) > may_be_open:
        yield Violation("left open", f"{len(left)} orders, {may_be_open} allowed: {', '.join(left[:5])}")


def positions_agree(
    journal: JournalRecord, database: DatabaseRecord, ledger: LedgerRecord
) -> Iterator[Violation]:
    """Position = sum of the venue's fills, in both of our records."""
    truth = sum((fill.quantity for fill in ledger.fills), Decimal(0))
    in_journal = sum((one.quantity for one in journal.booked), Decimal(0))
    for record, position in (("journal", in_journal), ("database", database.position)):
        if position != truth:
            yield Violation("position", f"{record}: {position}, at the venue {truth}")


def exposure_kept(ledger: LedgerRecord, limit: Decimal) -> Iterator[Violation]:
    """At every moment: position plus all open buys, and minus all open sells, within the limit."""
    position, buys, sells = Decimal(0), Decimal(0), Decimal(0)
    worst, worst_ns = Decimal(0), 0
    for time_ns, _, is_buy, moved, resting in _moments(ledger):
        position += moved
        if is_buy:
            buys += resting
        else:
            sells += resting
        exposure = max(position + buys, sells - position)
        if exposure > worst:
            worst, worst_ns = exposure, time_ns
    if worst > limit:
        yield Violation("exposure", f"{worst} at {worst_ns} ns, the limit is {limit}")


def _moments(ledger: LedgerRecord) -> list[tuple[int, int, bool, Decimal, Decimal]]:
    """(time_ns, rank, buy side, change of position, change of what rests), in time order.

    At one instant a placement comes before its own fills, an end after them.
    """
    moments: list[tuple[int, int, bool, Decimal, Decimal]] = []
    filled: dict[str, Decimal] = {}
    for fill in ledger.fills:
        quantity = abs(fill.quantity)
        filled[fill.client_id] = filled.get(fill.client_id, Decimal(0)) + quantity
        moments.append((fill.time_ns, 1, fill.quantity > 0, fill.quantity, -quantity))
    for order in ledger.orders:
        moments.append((order.placed_ns, 0, order.is_buy, Decimal(0), order.quantity))
        if order.ended_ns is not None:
            rest = order.quantity - filled.get(order.client_id, Decimal(0))
            moments.append((order.ended_ns, 2, order.is_buy, Decimal(0), -rest))
    return sorted(moments)
