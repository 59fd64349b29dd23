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
# An account listing may have been fetched this long before it arrived.
LISTING_AGE_NS = 5 * _S
# A request that has no outcome by now has lost it.
IN_FLIGHT_NS = 10 * _S
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


def listed_absent(entry: Entry, since_wall_ns: int, mono_ns: int) -> None:
    """A complete account listing (open orders, fills since `since_wall_ns`) does not name the order."""
    old_enough = mono_ns - entry.created_mono_ns >= HORIZON_NS + LISTING_AGE_NS
    if old_enough and since_wall_ns <= entry.order.created_ns - FILLS_OVERLAP_NS:
        entry.absent_from_account = True


def is_proved_absent(entry: Entry) -> bool:
    """Two negative queries by id at least 5 s apart, and a complete listing without it; one alone
    proves nothing."""
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
    return under_way and mono_ns - entry.changed_mono_ns >= IN_FLIGHT_NS


def _probe_due_ns(probes: int) -> int:
    if probes < len(_PROBES_NS):
        return _PROBES_NS[probes]
    return _PROBES_NS[-1] + (probes - len(_PROBES_NS) + 1) * _PROBE_EVERY_NS
