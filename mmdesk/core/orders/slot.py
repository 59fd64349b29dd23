"""A slot: one place in a ladder and the order that holds it, in ticks and lots so that a tick is judged
quickly."""

from mmdesk.core.model.order import Order
from mmdesk.core.orders.lifecycle import RESTING


class Slot:
    """`ticks` is the price of the resting order (0 = none), `busy` an order of ours is under way or its
    fate unknown.

    `free_at_ns` (monotonic) holds a new order back; `refused_by` is the last refusal of gate or venue,
    empty after the next order went out.
    """

    __slots__ = (
        "busy",
        "client_id",
        "free_at_ns",
        "held_because",
        "lots",
        "name",
        "placed_ns",
        "refused_by",
        "refused_value",
        "ticks",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.client_id = ""
        self.ticks = 0
        self.lots = 0
        self.busy = False
        self.placed_ns = 0
        self.free_at_ns = 0
        self.held_because = ""
        self.refused_by = ""
        self.refused_value = ""

    @property
    def taken(self) -> bool:
        """Whether an order holds the slot, resting or not."""
        return self.busy or self.ticks != 0

    def hold_until(self, mono_ns: int, why: str) -> None:
        """Place nothing here before `mono_ns`."""
        if mono_ns > self.free_at_ns:
            self.free_at_ns = mono_ns
            self.held_because = why

    def follow(self, order: Order, ticks: int, lots: int, *, settled: bool) -> None:
        """Show this order's newest record. `settled` is false while its fills are behind the venue's word."""
        self.client_id = order.client_id
        resting = order.state in RESTING
        self.busy = not (resting and settled)
        self.ticks = ticks if resting else 0
        self.lots = lots

    def leave(self, client_id: str) -> None:
        """The order ended."""
        if client_id == self.client_id:
            self.client_id = ""
            self.busy = False
            self.ticks = 0
            self.lots = 0
