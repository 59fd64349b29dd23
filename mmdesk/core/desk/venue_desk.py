"""What the desk knows of one venue's connection: quoting waits for both a private stream and a reconciliation."""


class VenueDesk:
    """`reconciling` is true from the loss of the private stream until `AccountReconciled`."""

    __slots__ = ("connected", "foreign_orders", "name", "reconcile_asked_ns", "reconciling")

    def __init__(self, name: str) -> None:
        self.name = name
        self.connected = False
        self.reconciling = True
        self.reconcile_asked_ns = 0
        self.foreign_orders = 0
