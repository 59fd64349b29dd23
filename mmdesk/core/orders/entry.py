"""What the register remembers of one order beside its record: the evidence for and against its existence."""

from decimal import Decimal

from mmdesk.core.model.leftover import LeftoverDecision
from mmdesk.core.model.order import Order, VenueOrder
from mmdesk.core.orders.lifecycle import UNKNOWN, Signal
from mmdesk.core.orders.slot import Slot


class Entry:
    """One order's record and its evidence. `*_mono_ns` are monotonic, 0 = not yet.

    `venue_filled` is the venue's cumulative word, a check only; `ending` is how the venue says the order
    ended while fills of it are still missing here (`behind_mono_ns`: since when; `backfill_mono_ns`: when
    they were last asked for). `untold` is what a leftover filled so long ago that no fill of it will be told:
    by so much the sum of fills stays below the venue's word. `leftover` is None for an
    order of this session; else what was decided about it (until `grace_mono_ns` nobody is), with the row
    `remembered` at the start, the venue's last listed word and whether it was `listed` at all.
    `counted` is the record in the sums of open orders.
    """

    __slots__ = (
        "absent_from_account",
        "asked_mono_ns",
        "backfill_mono_ns",
        "behind_mono_ns",
        "cancel_mono_ns",
        "changed_mono_ns",
        "counted",
        "created_mono_ns",
        "ending",
        "filled_value",
        "first_absent_mono_ns",
        "grace_mono_ns",
        "last_absent_mono_ns",
        "leftover",
        "listed",
        "lots",
        "order",
        "probes",
        "remembered",
        "slot",
        "ticks",
        "unknown_mono_ns",
        "untold",
        "venue_filled",
        "venue_word",
    )

    def __init__(self, order: Order, ticks: int, lots: int, slot: Slot | None, mono_ns: int) -> None:
        self.order = order
        self.counted: Order | None = None
        self.ticks = ticks
        self.lots = lots
        self.slot = slot
        self.created_mono_ns = mono_ns
        self.changed_mono_ns = mono_ns
        self.cancel_mono_ns = 0
        self.asked_mono_ns = 0
        self.filled_value = order.average_price * order.filled_quantity
        self.venue_filled = Decimal(0)
        self.ending: Signal | None = None
        self.behind_mono_ns = 0
        self.backfill_mono_ns = 0
        self.untold = Decimal(0)
        self.unknown_mono_ns = 0
        self.probes = 0
        self.first_absent_mono_ns = 0
        self.last_absent_mono_ns = 0
        self.absent_from_account = False
        self.leftover: LeftoverDecision | None = None
        self.grace_mono_ns = 0
        self.remembered: Order | None = None
        self.venue_word: VenueOrder | None = None
        self.listed = False

    @property
    def is_kept(self) -> bool:
        """Whether it rests by a person's word (or until there is one): not cancelled to tidy up."""
        return self.leftover is not None and self.leftover is not LeftoverDecision.CANCEL

    @property
    def is_unknown(self) -> bool:
        return self.order.state in UNKNOWN

    @property
    def is_behind(self) -> bool:
        """Whether the venue filled more of it than we booked."""
        return self.accounted < self.venue_filled

    @property
    def accounted(self) -> Decimal:
        """What of the venue's cumulative word is explained."""
        return self.order.filled_quantity + self.untold

    def forget_absence(self) -> None:
        """It was seen: what spoke against it is void."""
        self.first_absent_mono_ns = 0
        self.last_absent_mono_ns = 0
        self.absent_from_account = False
        self.probes = 0
