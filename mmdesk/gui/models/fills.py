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
from mmdesk.gui.words import source_hint, source_legend, source_word
from mmdesk.ports.views import FillView

LIMIT = 2_000


class FillsModel(FilteredTable[FillView]):
    """Fills by (market, trade id): one told twice is shown once."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        self._facts = facts
        columns = [*_what(), *self._how_much(), *self._when(), *_identity()]
        super().__init__(columns, lambda f: (f.instrument, f.trade_id), limit=LIMIT, parent=parent)

    def _how_much(self) -> list[Column[FillView]]:
        facts = self._facts
        return [
            Column(
                tr("Price"),
                lambda f: facts.price(f.instrument, f.price),
                lambda f: f.price,
                right=True,
                width=92,
            ),
            Column(
                tr("Quantity"),
                lambda f: facts.quantity(f.instrument, f.quantity),
                lambda f: f.quantity,
                right=True,
                width=78,
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
                width=92,
            ),
            Column(tr("Fee"), fee_text, lambda f: f.fee, right=True, width=146),
        ]

    def _when(self) -> list[Column[FillView]]:
        return [
            Column(
                tr("Age"),
                lambda f: fmt.duration(self._age_s(f)),
                self._age_s,
                right=True,
                width=76,
                ages=True,
            ),
            Column(
                tr("Ack ms"),
                lambda f: fmt.milliseconds(f.ack_latency_ms),
                lambda f: f.ack_latency_ms,
                right=True,
                hint=tr("From the order's bytes on the socket to the venue's answer"),
                width=74,
            ),
        ]

    def _age_s(self, fill: FillView) -> float:
        return max(0.0, (self._facts.now_ns - fill.wall_ns) / 1e9)


def _what() -> list[Column[FillView]]:
    return [
        Column(
            tr("Time UTC"),
            lambda f: fmt.clock_ms(f.wall_ns),
            lambda f: f.wall_ns,
            plain=lambda f: fmt.timestamp(f.wall_ns),
            width=106,
        ),
        Column(tr("Market"), lambda f: f.instrument, lambda f: f.instrument, width=158),
        Column(tr("Side"), _side_word, lambda f: f.side.value, colour=_side_colour, width=108),
        Column(
            tr("Role"),
            lambda f: tr("maker") if f.is_maker else tr("taker"),
            lambda f: f.is_maker,
            plain=lambda f: "maker" if f.is_maker else "taker",
            width=64,
        ),
        Column(
            tr("Source"),
            lambda f: source_word(f.source),
            lambda f: f.source.value,
            tip=lambda f: source_hint(f.source),
            hint=source_legend(),
            width=116,
        ),
    ]


def _identity() -> list[Column[FillView]]:
    return [
        Column(tr("Client id"), lambda f: f.client_id, lambda f: f.client_id, width=150),
        Column(tr("Venue id"), lambda f: f.venue_id or fmt.UNKNOWN, lambda f: f.venue_id, width=100),
        Column(tr("Trade id"), lambda f: f.trade_id, lambda f: f.trade_id, width=100),
        Column(tr("Fee asset"), lambda f: f.fee_asset or fmt.UNKNOWN, lambda f: f.fee_asset, width=90),
    ]


def _side_word(fill: FillView) -> str:
    return "▲ " + tr("bought") if fill.side is Side.BUY else "▼ " + tr("sold")


def _side_colour(fill: FillView) -> str:
    return theme.BID if fill.side is Side.BUY else theme.ASK


def fee_text(fill: FillView) -> str:
    return fee_text_of(fill.fee, fill.fee_asset)


def fee_text_of(fee: Decimal, asset: str) -> str:
    """A fee with the decimals it has, at least 2 and at most 8."""
    digits = max(2, min(8, fmt.decimals_of(fee))) if fee else 2
    return f"{fmt.number(fee, digits)} {asset}"
