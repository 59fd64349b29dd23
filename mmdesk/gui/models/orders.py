"""The table of working orders, ours and foreign, and of the latest refused; what is uncertain is marked."""

from collections.abc import Iterable

from PySide6.QtCore import QObject

from mmdesk.core.model.order import OrderState
from mmdesk.core.model.values import Side
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.gui.said import said
from mmdesk.gui.words import (
    UNKNOWN_STATES,
    order_state_hint,
    order_state_word,
    side_word,
    source_hint,
    source_legend,
    source_word,
)
from mmdesk.ports.views import OrderSource, OrderView

LIMIT = 1_000
PRICE_COLUMN = 5


class OrdersModel(FilteredTable[OrderView]):
    """Working orders by key, and the latest refusals by control; a finished order leaves."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        self._facts = facts
        self._denied: set[str] = set()
        columns = [*self._what(), *self._how_much(), *self._when(), *_identity()]
        super().__init__(columns, lambda o: o.key, limit=LIMIT, sort_column=PRICE_COLUMN, parent=parent)

    def update(self, orders: Iterable[OrderView]) -> None:
        """Take the newest word on some orders."""
        orders = tuple(orders)
        gone = [o.key for o in orders if not o.is_shown]
        self._denied.difference_update(gone)
        self._denied.update(o.key for o in orders if o.denied_count)
        self.apply((o for o in orders if o.is_shown), gone)

    @property
    def denied(self) -> int:
        """How many rows stand for refusals."""
        return len(self._denied)

    def clear(self) -> None:
        self._denied.clear()
        super().clear()

    def _distance_bps(self, order: OrderView) -> float | None:
        mid = self._facts.mid(order.instrument)
        return None if not mid else abs(float(order.price) - mid) / mid * 10_000

    def _age_s(self, order: OrderView) -> float:
        return max(0.0, (self._facts.now_ns - order.created_ns) / 1e9) if order.created_ns else 0.0

    def _what(self) -> list[Column[OrderView]]:
        return [
            Column(
                tr("Time UTC"),
                lambda o: fmt.clock_ms(o.created_ns),
                lambda o: o.created_ns,
                plain=lambda o: fmt.timestamp(o.created_ns),
                width=106,
            ),
            Column(tr("Market"), lambda o: o.instrument, lambda o: o.instrument, width=158),
            Column(
                tr("Side"), lambda o: side_word(o.side), lambda o: o.side.value, colour=_side_colour, width=90
            ),
            Column(
                tr("State"),
                _state_text,
                lambda o: o.state.value,
                colour=_state_colour,
                marked=is_doubtful,
                tip=lambda o: "\n".join(t for t in (order_state_hint(o.state), said(o.reason)) if t),
                width=176,
            ),
            Column(
                tr("Source"),
                lambda o: source_word(o.source),
                lambda o: o.source.value,
                colour=lambda o: theme.MUTED if o.source is OrderSource.FOREIGN else None,
                tip=lambda o: source_hint(o.source),
                hint=source_legend(),
                width=116,
            ),
        ]

    def _how_much(self) -> list[Column[OrderView]]:
        facts = self._facts
        return [
            Column(
                tr("Price"),
                lambda o: facts.price(o.instrument, o.price),
                lambda o: o.price,
                right=True,
                width=92,
            ),
            Column(
                tr("Quantity"),
                lambda o: facts.quantity(o.instrument, o.quantity),
                lambda o: o.quantity,
                right=True,
                width=76,
            ),
            Column(
                tr("Filled"),
                lambda o: facts.quantity(o.instrument, o.filled_quantity),
                lambda o: o.filled_quantity,
                right=True,
                width=84,
            ),
        ]

    def _when(self) -> list[Column[OrderView]]:
        return [
            Column(
                tr("Age"),
                lambda o: fmt.duration(self._age_s(o)),
                self._age_s,
                right=True,
                width=76,
                ages=True,
            ),
            Column(
                tr("Ack ms"),
                lambda o: fmt.milliseconds(o.ack_latency_ms),
                lambda o: o.ack_latency_ms,
                right=True,
                hint=tr("From the order's bytes on the socket to the venue's answer"),
                width=74,
            ),
            Column(
                tr("To mid bps"),
                lambda o: fmt.bps(self._distance_bps(o)),
                self._distance_bps,
                right=True,
                width=96,
                hint=tr("Distance from the middle of the market, in basis points"),
                ages=True,
            ),
        ]


def is_doubtful(order: OrderView) -> bool:
    """Whether nobody can say now what the venue made of it."""
    return order.state in UNKNOWN_STATES


def _level(order: OrderView) -> str:
    """1 for `buy0` and `sell0`: the side has its own column."""
    number = order.slot.lstrip("abcdefghijklmnopqrstuvwxyz")
    return str(int(number) + 1) if number.isdecimal() else order.slot or fmt.UNKNOWN


def _state_text(order: OrderView) -> str:
    times = f"{order.denied_count} × " if order.denied_count > 1 else ""
    return times + order_state_word(order.state)


def _side_colour(order: OrderView) -> str:
    return theme.BID if order.side is Side.BUY else theme.ASK


def _state_colour(order: OrderView) -> str | None:
    if order.state is OrderState.DENIED:
        return theme.MUTED
    return theme.WARNING if is_doubtful(order) else None


def _identity() -> list[Column[OrderView]]:
    return [
        Column(tr("Client id"), lambda o: o.client_id or fmt.UNKNOWN, lambda o: o.client_id, width=150),
        Column(tr("Venue id"), lambda o: o.venue_id or fmt.UNKNOWN, lambda o: o.venue_id, width=100),
        Column(tr("Level"), _level, lambda o: o.slot, right=True, width=62),
        Column(
            tr("Type"),
            lambda o: tr("post-only") if o.post_only else fmt.UNKNOWN,
            lambda o: "post-only" if o.post_only else "",
            width=84,
        ),
        Column(tr("Reason"), lambda o: said(o.reason), lambda o: o.reason, width=320),
    ]
