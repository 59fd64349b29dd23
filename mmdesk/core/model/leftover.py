"""Orders of earlier sessions found at a start: what three witnesses say of each, and what was decided."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from mmdesk.core.model.order import Order, OrderIntent, VenueOrder
from mmdesk.core.model.values import Side


class LeftoverDecision(StrEnum):
    """What becomes of an order that an earlier session left.

    ADOPT: it rests on as an order of ours; its fills are booked, disarm and stop cancel it. IGNORE: it rests
    on and counts in exposure, and nothing but STOP cancels it. UNDECIDED: as IGNORE, and nothing is armed.
    """

    UNDECIDED = "undecided"
    ADOPT = "adopt"
    CANCEL = "cancel"
    IGNORE = "ignore"


class LeftoverPolicy(msgspec.Struct, frozen=True):
    """What is decided without a person. UNDECIDED asks one, and cancels what is undecided after
    `within_ns`."""

    decision: LeftoverDecision = LeftoverDecision.CANCEL
    within_ns: int = 60_000_000_000


CANCEL_LEFTOVERS = LeftoverPolicy()


class Leftover(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the three-way table.

    `journal`: our record as it is now; `remembered`: as the last session left it in the database, None when
    only the venue knew the order; `venue`: the venue's last word, None when it does not list the order
    (`listed`: it was asked for all its open orders). `decide_by_ns`: UTC time after which an undecided order
    is cancelled, 0 = none. `open`: it may still trade.
    """

    journal: Order
    remembered: Order | None
    venue: VenueOrder | None
    listed: bool
    decision: LeftoverDecision
    decide_by_ns: int
    open: bool

    @property
    def intent(self) -> OrderIntent:
        return self.journal.intent

    @property
    def remaining_quantity(self) -> Decimal:
        """What may still fill: by the venue's word where it gave one, else by ours."""
        if not self.open:
            return Decimal(0)
        if self.venue is not None:
            return self.venue.quantity - self.venue.filled_quantity
        return self.journal.remaining_quantity

    @property
    def inventory_effect(self) -> Decimal:
        """How the position in base changes if the rest fills; signed."""
        return self.remaining_quantity * (1 if self.intent.side is Side.BUY else -1)
