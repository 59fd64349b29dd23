"""What the desk knows of one venue's connection: quoting waits for a private stream and a reconciliation."""

from mmdesk.core.orders.foreign import ForeignOrders


class VenueDesk:
    """`reconciling` is true from the start, and from a loss of the private stream, until
    `AccountReconciled`. `protected` is true until told otherwise: tests and backtests have no guardian."""

    __slots__ = (
        "connected",
        "foreign",
        "name",
        "protected",
        "protected_by",
        "reconcile_asked_ns",
        "reconciling",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.connected = False
        self.reconciling = True
        self.protected = True
        self.protected_by = ""
        self.reconcile_asked_ns = 0
        """When a reconciliation was last asked for (monotonic), 0 = it was answered."""
        self.foreign = ForeignOrders()

    @property
    def hold(self) -> str:
        """Why nothing may be quoted at this venue (empty = it may)."""
        if not self.connected:
            return "venue lost"
        if self.reconciling:
            return "reconciling"
        return "" if self.protected else "not protected"
