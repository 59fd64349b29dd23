"""The table of working orders, ours and foreign, and of the latest refused; what is uncertain is marked."""

from collections.abc import Iterable

from PySide6.QtCore import QObject

from mmdesk.core.model.order import OrderState
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.gui.models.trade_columns import (
    acknowledgement_column,
    age_column,
    market_column,
    price_column,
    quantity_column,
    side_column,
    source_column,
    time_column,
)
from mmdesk.gui.said import said
from mmdesk.gui.words import (
    UNKNOWN_STATES,
    order_state_hint,
    order_state_word,
    side_word,
)
from mmdesk.ports.views import OrderView

LIMIT = 1_000
PRICE_COLUMN = 5


class OrdersModel(FilteredTable[OrderView]):
    """Working orders by key, and the latest refusals by control; a finished order leaves."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        self._facts = facts
        self._denied: set[str] = set()
        when = [age_column(facts, _when_ns), acknowledgement_column(), self._to_mid()]
        columns = [*_what(), *_how_much(facts), *when, *_identity()]
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

    def _to_mid(self) -> Column[OrderView]:
        return Column(
            tr("To mid bps"),
            lambda o: fmt.bps(self._distance_bps(o)),
            self._distance_bps,
            right=True,
            width=96,
            hint=tr("Distance from the middle of the market, in basis points"),
            ages=True,
        )


def _when_ns(order: OrderView) -> int:
    return order.created_ns


def _what() -> list[Column[OrderView]]:
    return [
        time_column(_when_ns),
        market_column(),
        side_column(side_word, width=90),
        Column(
            tr("State"),
            _state_text,
            lambda o: o.state.value,
            colour=_state_colour,
            marked=is_doubtful,
            tip=lambda o: "\n".join(t for t in (order_state_hint(o.state), said(o.reason)) if t),
            width=176,
        ),
        source_column(),
    ]


def _how_much(facts: Facts) -> list[Column[OrderView]]:
    return [
        price_column(facts),
        quantity_column(facts),
        Column(
            tr("Filled"),
            lambda o: facts.quantity(o.instrument, o.filled_quantity),
            lambda o: o.filled_quantity,
            right=True,
            width=84,
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
