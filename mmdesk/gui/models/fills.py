"""The table of our fills, newest first: those of this session and the last ones of earlier sessions."""

from decimal import Decimal

from PySide6.QtCore import QObject

from mmdesk.core.model.values import Side
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
from mmdesk.ports.views import FillView

LIMIT = 2_000


class FillsModel(FilteredTable[FillView]):
    """Fills by (market, trade id): one told twice is shown once."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        columns = [
            *_what(),
            *_how_much(facts),
            age_column(facts, _when_ns),
            acknowledgement_column(),
            *_identity(),
        ]
        super().__init__(columns, lambda f: (f.instrument, f.trade_id), limit=LIMIT, parent=parent)


def _when_ns(fill: FillView) -> int:
    return fill.wall_ns


def _what() -> list[Column[FillView]]:
    return [
        time_column(_when_ns),
        market_column(),
        side_column(_side_word, width=108),
        Column(
            tr("Role"),
            lambda f: tr("maker") if f.is_maker else tr("taker"),
            lambda f: f.is_maker,
            plain=lambda f: "maker" if f.is_maker else "taker",
            width=64,
        ),
        source_column(),
    ]


def _how_much(facts: Facts) -> list[Column[FillView]]:
    return [
        price_column(facts),
        quantity_column(facts),
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
            width=92,
        ),
        Column(tr("Fee"), fee_text, lambda f: f.fee, right=True, width=146),
    ]


def _identity() -> list[Column[FillView]]:
    return [
        Column(tr("Client id"), lambda f: f.client_id, lambda f: f.client_id, width=150),
        Column(tr("Venue id"), lambda f: f.venue_id or fmt.UNKNOWN, lambda f: f.venue_id, width=100),
        Column(tr("Trade id"), lambda f: f.trade_id, lambda f: f.trade_id, width=100),
        Column(tr("Fee asset"), lambda f: f.fee_asset or fmt.UNKNOWN, lambda f: f.fee_asset, width=90),
    ]


def _side_word(side: Side) -> str:
    return "▲ " + tr("bought") if side is Side.BUY else "▼ " + tr("sold")


def fee_text(fill: FillView) -> str:
    return fee_text_of(fill.fee, fill.fee_asset)


def fee_text_of(fee: Decimal, asset: str) -> str:
    """A fee with the decimals it has, at least 2 and at most 8."""
    digits = max(2, min(8, fmt.decimals_of(fee))) if fee else 2
    return f"{fmt.number(fee, digits)} {asset}"
