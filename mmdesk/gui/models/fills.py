"""The table of our fills, newest first."""

from PySide6.QtCore import QObject

from mmdesk.core.model.values import Side
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.table import Column, RowTable
from mmdesk.ports.views import FillView

LIMIT = 2_000


class FillsModel(RowTable[FillView]):
    """Fills by (market, trade id): one told twice is shown once."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        columns: list[Column[FillView]] = [
            Column(tr("Time UTC"), lambda f: fmt.clock_ms(f.wall_ns), lambda f: f.wall_ns, width=104),
            Column(tr("Market"), lambda f: f.instrument, lambda f: f.instrument, width=150),
            Column(tr("Side"), _side_word, lambda f: f.side.value, colour=_side_colour, width=104),
            Column(
                tr("Role"),
                lambda f: tr("maker") if f.is_maker else tr("taker"),
                lambda f: f.is_maker,
                width=76,
            ),
            Column(
                tr("Price"),
                lambda f: facts.price(f.instrument, f.price),
                lambda f: f.price,
                right=True,
                width=100,
            ),
            Column(
                tr("Quantity"),
                lambda f: facts.quantity(f.instrument, f.quantity),
                lambda f: f.quantity,
                right=True,
            ),
            Column(
                tr("Value (quote)"),
                lambda f: fmt.number(f.price * f.quantity, 2),
                lambda f: f.price * f.quantity,
                right=True,
                width=104,
            ),
            Column(
                tr("Edge bps"),
                lambda f: fmt.number(f.edge_bps, 1, signed=True),
                lambda f: f.edge_bps,
                right=True,
                colour=lambda f: theme.sign_colour(f.edge_bps),
                hint=tr("Distance of the price from fair value at the fill; plus is in our favour"),
            ),
            Column(tr("Fee"), _fee, lambda f: f.fee, right=True, width=140),
            Column(tr("Client id"), lambda f: f.client_id, lambda f: f.client_id, width=180),
            Column(tr("Trade id"), lambda f: f.trade_id, lambda f: f.trade_id, width=110),
        ]
        super().__init__(columns, lambda f: (f.instrument, f.trade_id), limit=LIMIT, parent=parent)


def _side_word(fill: FillView) -> str:
    return "▲ " + tr("bought") if fill.side is Side.BUY else "▼ " + tr("sold")


def _side_colour(fill: FillView) -> str:
    return theme.BID if fill.side is Side.BUY else theme.ASK


def _fee(fill: FillView) -> str:
    digits = max(2, min(8, fmt.decimals_of(fill.fee))) if fill.fee else 2
    return f"{fmt.number(fill.fee, digits)} {fill.fee_asset}"
