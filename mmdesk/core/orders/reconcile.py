"""How an unknown order is proved one way or the other (ORDERS 3): when to ask, and what counts as proof."""

from enum import StrEnum

from mmdesk.core.model.order import OrderState
from mmdesk.core.orders.entry import Entry

_S = 1_000_000_000
# A venue with a receive window of 2 s must refuse a create that arrives later.
HORIZON_NS = 2 * _S
SIGHTINGS_APART_NS = 5 * _S
QUARANTINE_AFTER_NS = 60 * _S
# Fills are asked for from this long before the order was made: clocks differ.
FILLS_OVERLAP_NS = 60 * _S
# A request without an outcome by then is asked about every so often, and has lost it in the end.
IN_FLIGHT_NS = 5 * _S
IN_FLIGHT_EVERY_NS = 2 * _S
IN_FLIGHT_LOST_NS = 10 * _S
_PROBES_NS = (_S // 2, _S, 2 * _S, 5 * _S, 10 * _S, 20 * _S, 40 * _S)
_PROBE_EVERY_NS = 30 * _S


class Verdict(StrEnum):
    """What is to be done about an unknown order now."""

    WAIT = "wait"
    PROBE = "probe"
    ABSENT = "absent"
    QUARANTINE = "quarantine"


def sighted_absent(entry: Entry, mono_ns: int) -> None:
    """A query by id was answered "no such order". Before the horizon that says nothing: it may still
    arrive."""
    if mono_ns - entry.created_mono_ns < HORIZON_NS:
        return
    if entry.first_absent_mono_ns == 0:
        entry.first_absent_mono_ns = mono_ns
    entry.last_absent_mono_ns = mono_ns


def listed_absent(entry: Entry, since_wall_ns: int, begun_mono_ns: int, *, balance_is_steady: bool) -> None:
    """A complete account listing, asked for at `begun_mono_ns`, does not name the order: not among the open
    ones, not among the ended ones nor the fills since `since_wall_ns`. It is evidence only if the balances
    hold nothing that our fills do not explain, and only after the horizon."""
    late_enough = begun_mono_ns - entry.created_mono_ns >= HORIZON_NS
    reaches_back = since_wall_ns <= needed_since_ns(entry)
    entry.absent_from_account = late_enough and reaches_back and balance_is_steady


def needed_since_ns(entry: Entry) -> int:
    """From when on (UTC) fills and ended orders have to be asked for, to say anything about an order."""
    return entry.order.created_ns - FILLS_OVERLAP_NS


def may_never_have_been(entry: Entry) -> bool:
    """Whether nothing at all shows that the venue ever had it: what is absent then was never booked."""
    order = entry.order
    return not order.acknowledged_ns and not order.venue_id and order.filled_quantity == 0


def is_proved_absent(entry: Entry) -> bool:
    """All of it: past the horizon, two negative queries by id at least 5 s apart, and a complete listing
    (open and ended orders, fills, balances) without it; one alone proves nothing."""
    if entry.is_behind or not entry.absent_from_account or entry.first_absent_mono_ns == 0:
        return False
    return entry.last_absent_mono_ns - entry.first_absent_mono_ns >= SIGHTINGS_APART_NS


def verdict(entry: Entry, mono_ns: int) -> Verdict:
    """What to do about an order in an UNKNOWN or QUARANTINED state."""
    if is_proved_absent(entry):
        return Verdict.ABSENT
    age_ns = mono_ns - entry.unknown_mono_ns
    if entry.order.state is not OrderState.QUARANTINED and age_ns >= QUARANTINE_AFTER_NS:
        return Verdict.QUARANTINE
    return Verdict.PROBE if age_ns >= _probe_due_ns(entry.probes) else Verdict.WAIT


def is_overdue(entry: Entry, mono_ns: int) -> bool:
    """Whether a create or cancel has been under way for so long that its outcome is lost."""
    under_way = entry.order.state in (OrderState.SENDING, OrderState.CANCELLING, OrderState.AMENDING)
    return under_way and mono_ns - entry.changed_mono_ns >= IN_FLIGHT_LOST_NS


def is_due_in_flight(entry: Entry, mono_ns: int) -> bool:
    """Whether a create or cancel has been under way for so long that the venue is asked about it, again."""
    under_way = entry.order.state in (OrderState.SENDING, OrderState.CANCELLING, OrderState.AMENDING)
    if not under_way or mono_ns - entry.changed_mono_ns < IN_FLIGHT_NS:
        return False
    return mono_ns - entry.asked_mono_ns >= IN_FLIGHT_EVERY_NS


def _probe_due_ns(probes: int) -> int:
    if probes < len(_PROBES_NS):
        return _PROBES_NS[probes]
    return _PROBES_NS[-1] + (probes - len(_PROBES_NS) + 1) * _PROBE_EVERY_NS
