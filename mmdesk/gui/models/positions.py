"""The table of positions, one row per market."""

from PySide6.QtCore import QObject, Qt

from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.ports.views import PositionView

LIMIT = 1_000


def limit_use_percent(position: PositionView) -> float | None:
    """How much of the inventory limit is used, in percent; None without a limit."""
    if not position.limit_quantity:
        return None
    return float(abs(position.quantity - position.target_quantity) / position.limit_quantity * 100)


class PositionsModel(FilteredTable[PositionView]):
    """Positions by market."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        columns: list[Column[PositionView]] = [
            Column(tr("Market"), lambda p: p.instrument, lambda p: p.instrument, width=160),
            Column(
                tr("Quantity"),
                lambda p: facts.quantity(p.instrument, p.quantity, signed=True),
                lambda p: p.quantity,
                right=True,
                width=100,
            ),
            Column(
                tr("Target"),
                lambda p: facts.quantity(p.instrument, p.target_quantity, signed=True),
                lambda p: p.target_quantity,
                right=True,
            ),
            Column(
                tr("Limit"),
                lambda p: "± " + facts.quantity(p.instrument, p.limit_quantity),
                lambda p: p.limit_quantity,
                right=True,
                width=100,
            ),
            Column(
                tr("Limit use %"),
                lambda p: fmt.number(limit_use_percent(p), 0),
                limit_use_percent,
                right=True,
                width=112,
            ),
            Column(
                tr("Average price"),
                lambda p: facts.price(p.instrument, p.average_price if p.quantity else None),
                lambda p: p.average_price,
                right=True,
                width=110,
            ),
            Column(
                tr("Mark"),
                lambda p: facts.price(p.instrument, p.mark),
                lambda p: p.mark,
                right=True,
                width=100,
            ),
            _money(tr("Unrealised (quote)"), "unrealised_quote"),
            _money(tr("Realised (quote)"), "realised_quote"),
            Column(
                tr("Fees (quote)"),
                lambda p: fmt.number(p.fees_quote, 2),
                lambda p: p.fees_quote,
                right=True,
                width=120,
            ),
        ]
        super().__init__(
            columns, lambda p: p.instrument, limit=LIMIT, order=Qt.SortOrder.AscendingOrder, parent=parent
        )


def _money(title: str, field: str) -> Column[PositionView]:
    return Column(
        title,
        lambda p: fmt.money(getattr(p, field)),
        lambda p: getattr(p, field),
        right=True,
        colour=lambda p: theme.sign_colour(getattr(p, field)),
        width=164,
    )
