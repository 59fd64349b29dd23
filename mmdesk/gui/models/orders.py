"""The table of working orders: what rests or is on its way, oldest state changes included."""

from collections.abc import Iterable

from PySide6.QtCore import QObject

from mmdesk.core.model.values import Side
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.table import Column, RowTable
from mmdesk.gui.words import UNKNOWN_STATES, order_state_word, side_word
from mmdesk.ports.views import OrderView

LIMIT = 1_000


class OrdersModel(RowTable[OrderView]):
    """Working orders by client id; a finished order leaves."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        self._facts = facts
        super().__init__(self._columns(), lambda o: o.client_id, limit=LIMIT, sort_column=5, parent=parent)

    def update(self, orders: Iterable[OrderView]) -> None:
        """Take the newest word on some orders."""
        orders = tuple(orders)
        self.apply((o for o in orders if o.open), [o.client_id for o in orders if not o.open])

    def _distance_bps(self, order: OrderView) -> float | None:
        mid = self._facts.mid(order.instrument)
        return None if not mid else abs(float(order.price) - mid) / mid * 10_000

    def _age_s(self, order: OrderView) -> float:
        return max(0.0, (self._facts.now_ns - order.created_ns) / 1e9) if order.created_ns else 0.0

    def _columns(self) -> list[Column[OrderView]]:
        facts = self._facts
        return [
            Column(tr("Time UTC"), lambda o: fmt.clock_ms(o.created_ns), lambda o: o.created_ns, width=104),
            Column(tr("Market"), lambda o: o.instrument, lambda o: o.instrument, width=148),
            Column(
                tr("Side"), lambda o: side_word(o.side), lambda o: o.side.value, colour=_side_colour, width=84
            ),
            Column(
                tr("State"),
                lambda o: order_state_word(o.state),
                lambda o: o.state.value,
                colour=_state_colour,
                width=120,
            ),
            Column(tr("Level"), _level, lambda o: o.slot, right=True, width=58),
            Column(
                tr("Price"),
                lambda o: facts.price(o.instrument, o.price),
                lambda o: o.price,
                right=True,
                width=100,
            ),
            Column(
                tr("Quantity"),
                lambda o: facts.quantity(o.instrument, o.quantity),
                lambda o: o.quantity,
                right=True,
                width=78,
            ),
            Column(
                tr("Filled"),
                lambda o: facts.quantity(o.instrument, o.filled_quantity),
                lambda o: o.filled_quantity,
                right=True,
                width=86,
            ),
            Column(
                tr("To mid bps"),
                lambda o: fmt.bps(self._distance_bps(o)),
                self._distance_bps,
                right=True,
                width=108,
                hint=tr("Distance from the middle of the market, in basis points"),
                ages=True,
            ),
            Column(
                tr("Age"),
                lambda o: fmt.duration(self._age_s(o)),
                self._age_s,
                right=True,
                width=80,
                ages=True,
            ),
            *_identity(),
        ]


def _level(order: OrderView) -> str:
    """1 for `buy0` and `sell0`: the side has its own column."""
    number = order.slot.lstrip("abcdefghijklmnopqrstuvwxyz")
    return str(int(number) + 1) if number.isdecimal() else order.slot or fmt.UNKNOWN


def _side_colour(order: OrderView) -> str:
    return theme.BID if order.side is Side.BUY else theme.ASK


def _state_colour(order: OrderView) -> str | None:
    return theme.WARNING if order.state in UNKNOWN_STATES else None


def _identity() -> list[Column[OrderView]]:
    return [
        Column(
            tr("Ack ms"),
            lambda o: fmt.milliseconds(o.ack_latency_ms),
            lambda o: o.ack_latency_ms,
            right=True,
            hint=tr("From the order's bytes on the socket to the venue's answer"),
            width=76,
        ),
        Column(tr("Client id"), lambda o: o.client_id, lambda o: o.client_id, width=180),
        Column(tr("Venue id"), lambda o: o.venue_id or fmt.UNKNOWN, lambda o: o.venue_id, width=110),
    ]
