"""Where our record and a venue's listing of open orders differ: pure, one row per difference."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from mmdesk.core.model.order import VenueOrder
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.lifecycle import RESTING, TERMINAL


class Gap(StrEnum):
    """What kind of difference."""

    UNKNOWN_HERE = "the venue has it, we did not"
    ENDED_HERE = "the venue has it, we thought it ended"
    DOUBTED_HERE = "the venue has it, we did not know"
    MISSING_THERE = "we thought it rests, the venue does not list it"
    FILLED_MORE = "the venue filled more than we booked"


class Difference(NamedTuple):
    """One order of ours; by its client id."""

    client_id: str
    gap: Gap


def differences(
    entries: Iterable[Entry],
    find: Callable[[VenueOrder], Entry | None],
    ours: Iterable[VenueOrder],
    begun_mono_ns: int,
) -> list[Difference]:
    """Rows for `ours`, all open orders with our names that the venue listed, and for live `entries`.

    An order that moved here after the listing was asked for (`begun_mono_ns`) is no difference: the listing
    is older than what we know. Neither is one under way, which is listed or not by the order of arrival.
    """
    found: list[Difference] = []
    listed: set[str] = set()
    for seen in ours:
        entry = find(seen)
        if entry is None:
            found.append(Difference(seen.client_id, Gap.UNKNOWN_HERE))
            continue
        listed.add(entry.order.client_id)
        gap = _gap(entry, seen, begun_mono_ns)
        if gap is not None:
            found.append(Difference(entry.order.client_id, gap))
    for entry in entries:
        order = entry.order
        if order.state in RESTING and order.client_id not in listed and entry.changed_mono_ns < begun_mono_ns:
            found.append(Difference(order.client_id, Gap.MISSING_THERE))
    return found


def _gap(entry: Entry, seen: VenueOrder, begun_mono_ns: int) -> Gap | None:
    if seen.filled_quantity > entry.accounted:
        return Gap.FILLED_MORE
    if entry.changed_mono_ns >= begun_mono_ns:
        return None
    if entry.order.state in TERMINAL:
        return Gap.ENDED_HERE
    return Gap.DOUBTED_HERE if entry.is_unknown else None
