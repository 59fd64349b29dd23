"""Orders as the desk knows them: intent, approval, life-cycle state, and what the venue says of them."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from mmdesk.core.model.values import Side


class OrderState(StrEnum):
    """Every state an order of ours can be in.

    The legal moves between them are a table in `orders/lifecycle.py`.
    """

    INTENT = "intent"
    DENIED = "denied"
    SENDING = "sending"
    OPEN = "open"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    REJECTED = "rejected"
    CANCELLING = "cancelling"
    CANCELED = "canceled"
    EXPIRED = "expired"
    AMENDING = "amending"
    UNKNOWN_NEW = "unknown_new"
    UNKNOWN_CANCEL = "unknown_cancel"
    UNKNOWN_AMEND = "unknown_amend"
    QUARANTINED = "quarantined"


class TimeInForce(StrEnum):
    """How long an order may rest; POST_ONLY rests or is refused."""

    POST_ONLY = "post_only"
    GTC = "gtc"
    IOC = "ioc"
    FOK = "fok"


class OrderIntent(msgspec.Struct, frozen=True):
    """What a strategy wants to send. `slot` names the place in the ladder (`buy0` is the best bid level)."""

    client_id: str
    instrument: str
    side: Side
    price: Decimal
    quantity: Decimal
    time_in_force: TimeInForce
    slot: str

    @property
    def value_quote(self) -> Decimal:
        return self.price * self.quantity


class ApprovedOrder(msgspec.Struct, frozen=True):
    """An intent that passed every pre-trade control.

    Made by `core/risk/gate.py` and nowhere else (a test holds that).
    """

    intent: OrderIntent


class Refusal(msgspec.Struct, frozen=True):
    """Why the gate said no: `control` names the rule, `limit` what it allows, `value` what it would come to.

    `use` is what is used up already and `order` what the order adds, both empty where the rule is not a sum.
    `number` is the control's in ORDERS 6 (0 in journals of older versions), `scope` what it watches.
    """

    client_id: str
    instrument: str
    side: Side
    control: str
    limit: str
    value: str
    use: str = ""
    order: str = ""
    number: int = 0
    scope: str = ""


class Order(msgspec.Struct, frozen=True):
    """One order's record after its latest change; a change makes a new record.

    Times are UTC nanoseconds, 0 = not yet.
    """

    intent: OrderIntent
    state: OrderState
    venue_id: str = ""
    filled_quantity: Decimal = Decimal(0)
    average_price: Decimal = Decimal(0)
    created_ns: int = 0
    acknowledged_ns: int = 0
    changed_ns: int = 0
    ack_latency_ns: int = 0
    reason: str = ""

    @property
    def client_id(self) -> str:
        return self.intent.client_id

    @property
    def remaining_quantity(self) -> Decimal:
        return self.intent.quantity - self.filled_quantity


class VenueStatus(StrEnum):
    """The state a venue reports for an order, in the field's common words."""

    OPEN = "open"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REJECTED = "rejected"


class VenueOrder(msgspec.Struct, frozen=True):
    """An order as the venue tells it, ours or not. `client_id` is empty where the venue gave none; `ended_by`
    is the id its cancel carried, where the venue's stream tells it."""

    instrument: str
    client_id: str
    venue_id: str
    side: Side
    price: Decimal
    quantity: Decimal
    filled_quantity: Decimal
    status: VenueStatus
    exchange_ns: int = 0
    ended_by: str = ""
