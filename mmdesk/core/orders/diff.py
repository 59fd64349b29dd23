"""From what the ladder wants and what rests to the fewest actions: keep, cancel or place, slot by slot."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from mmdesk.core.orders.slot import Slot

# A partly filled order keeps its place in the queue until less than this share of the wanted size is left.
_LEAST_LEFT = 0.5
# A size that should shrink a little (inventory skew) is not worth losing the queue for.
_MOST_OVER = 1.25


class Target(Protocol):
    """What the ladder wants in a slot; `blocked_by` is empty when an order is wanted."""

    @property
    def ticks(self) -> int: ...
    @property
    def lots(self) -> int: ...
    @property
    def most_lots(self) -> int: ...
    @property
    def blocked_by(self) -> str: ...


class Policy(NamedTuple):
    """When an order that is not where it should be is moved."""

    refresh_ns: int
    tolerance: float
    """Share of the price: an order this near to where it should be keeps its place in the queue."""
    max_age_ns: int


class Place(NamedTuple):
    """Fill the free slot with what its target wants. `place` counts in the lists given."""

    place: int


class Cancel(NamedTuple):
    """Take the slot's order away. `forced`: it must not rest there; else it is only not where it should
    be."""

    place: int
    reason: str
    forced: bool


Action = Place | Cancel


def plan(slots: Sequence[Slot], targets: Sequence[Target], policy: Policy, now_ns: int) -> list[Action]:
    """The actions for slots and targets of equal position; `now_ns` is monotonic.

    A slot with an order under way, being cancelled or of unknown fate is left alone: what replaces it is
    placed after the venue confirmed its end, so exposure is never doubled.
    """
    actions: list[Action] = []
    for place, slot in enumerate(slots):
        if slot.busy:
            continue
        target = targets[place]
        if slot.ticks == 0:
            if not target.blocked_by and now_ns >= slot.free_at_ns:
                actions.append(Place(place))
        elif target.blocked_by:
            actions.append(Cancel(place, target.blocked_by, forced=True))
        else:
            reason = _why_move(slot, target, policy, now_ns)
            if reason:
                actions.append(Cancel(place, reason, forced=False))
    return actions


def _why_move(slot: Slot, target: Target, policy: Policy, now_ns: int) -> str:
    age_ns = now_ns - slot.placed_ns
    if age_ns < policy.refresh_ns:
        return ""
    if age_ns >= policy.max_age_ns:
        return "order age"
    wanted = target.ticks
    if abs(slot.ticks - wanted) > policy.tolerance * wanted:
        return "price moved"
    lots = slot.lots
    if lots > target.lots and (lots > target.most_lots or lots > _MOST_OVER * target.lots):
        return "size too large"
    return "size too small" if lots < _LEAST_LEFT * target.lots else ""
