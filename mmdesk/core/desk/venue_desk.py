"""What the desk knows of one venue's connection: quoting waits for a private stream and a reconciliation."""

from decimal import Decimal

from mmdesk.core.orders.foreign import ForeignOrders
from mmdesk.core.portfolio.balance_check import BalanceCheck
from mmdesk.core.risk.state_controls import RECEIVE_WINDOW_NS

# At the start nothing is known: one listing without a difference may be luck, a second one is not.
CLEAN_AT_START = 2
CLEAN_AFTER_LOSS = 1


class VenueDesk:
    """`reconciling` is true from the start, and from a loss of the private stream, until listings of the
    account that were asked for on the new stream hold no difference and a market frame came after it.
    `protected` is true until told otherwise: tests and backtests have no guardian.
    """

    __slots__ = (
        "balance",
        "balance_drift",
        "balance_mismatch",
        "balance_suspect",
        "clean_listings",
        "clock_offset_ns",
        "connected",
        "connected_mono_ns",
        "foreign",
        "may_trade",
        "name",
        "protected",
        "protected_by",
        "reconcile_asked_ns",
        "reconciling",
        "relisted",
        "was_listed",
        "was_reconciled",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.connected = False
        self.connected_mono_ns = 0
        """When this generation of the private stream began; what was asked for before it is old news."""
        self.reconciling = True
        self.was_reconciled = False
        self.was_listed = False
        """Whether a full listing came in this session: what was open before us is known."""
        self.clean_listings = 0
        self.relisted = False
        """Whether a difference was followed by another listing at once already, on this stream."""
        self.may_trade = True
        """The venue's word; true until it says otherwise."""
        self.protected = True
        self.protected_by = ""
        self.reconcile_asked_ns = 0
        """When a reconciliation was last asked for (monotonic), 0 = it was answered."""
        self.clock_offset_ns = 0
        """The venue's clock less ours, as last measured."""
        self.foreign = ForeignOrders()
        self.balance = BalanceCheck()
        self.balance_drift: dict[str, Decimal] | None = None
        """Told less explained, by asset, at the last comparison; None before the first."""
        self.balance_suspect: dict[str, Decimal] = {}
        self.balance_mismatch = ""
        """What our fills do not explain, seen twice: latched until a person accepts the balances."""

    @property
    def hold(self) -> str:
        """Why nothing may be quoted at this venue (empty = it may)."""
        if not self.connected:
            return "venue lost"
        if self.reconciling:
            return "reconciling"
        if self.balance_mismatch:
            return "reconciliation mismatch"
        if self.is_clock_off:
            return "clock skew"
        if not self.may_trade:
            return "no permission"
        return "" if self.protected else "not protected"

    @property
    def is_clock_off(self) -> bool:
        """Whether the clocks differ by more than a receive window: stamps of ours prove nothing then."""
        return abs(self.clock_offset_ns) > RECEIVE_WINDOW_NS

    @property
    def agrees(self) -> bool:
        """Whether enough listings without a difference came on this stream."""
        needed = CLEAN_AFTER_LOSS if self.was_reconciled else CLEAN_AT_START
        return self.clean_listings >= needed

    def doubt(self) -> None:
        """What happens now may not be told to us: everything is asked for again."""
        self.reconciling = True
        self.clean_listings = 0
        self.relisted = False
        self.reconcile_asked_ns = 0

    def listed(self, begun_mono_ns: int, *, clean: bool) -> None:
        """A full listing was compared; one that was asked for on an earlier stream does not count."""
        if begun_mono_ns >= self.connected_mono_ns:
            self.was_listed = True
            self.clean_listings = self.clean_listings + 1 if clean else 0

    def try_open(self, frame_mono_ns: int) -> None:
        """Let quoting go on if all agrees; `frame_mono_ns` is the newest market data of the venue."""
        if self.connected and self.agrees and frame_mono_ns > self.connected_mono_ns:
            self.reconciling = False
            self.was_reconciled = True
