"""The history of one order, from intent to its end: read from the database for a person who asks."""

from typing import Protocol

import msgspec

from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order


class OrderEvent(msgspec.Struct, frozen=True):
    """One thing that happened to an order; `detail` is the journal's fact as JSON text.

    `kind`: a state of the order (`open`, `canceled`, ...), or `sent`, `denied`, `acknowledged`, `reported`,
    `fill`, `cancel_sent`, `cancel_acknowledged`, `cancel_rejected`, `cancel_unresolved`, `rejected_by_venue`,
    `send_unresolved`, `send_abandoned`, `absent`.
    """

    sequence: int
    wall_ns: int
    kind: str
    detail: str


class BookedFill(msgspec.Struct, frozen=True):
    """A fill when it was booked; `mid` is the market then, None = unknown."""

    fill: Fill
    wall_ns: int
    mid: float | None


class OrderHistory(msgspec.Struct, frozen=True):
    """All that is known of one order, oldest first. `order` is None for one that the gate denied.

    `cut`: there is more than is told here.
    """

    client_id: str
    order: Order | None
    explanation: QuoteExplanation | None
    events: tuple[OrderEvent, ...]
    fills: tuple[BookedFill, ...]
    cut: bool = False


class Histories(Protocol):
    """Blocks while it reads: called from a thread."""

    def order_history(self, client_id: str) -> OrderHistory | None:
        """None when no session knew such an order. Raises OSError when the database cannot be read."""
        ...
