"""The columns that the tables of orders and of fills have in common."""

from collections.abc import Callable
from typing import TypeVar

from mmdesk.core.model.values import Side
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.table import Column
from mmdesk.gui.words import source_hint, source_legend, source_word
from mmdesk.ports.views import FillView, OrderSource, OrderView

Row = TypeVar("Row", OrderView, FillView)


def time_column(wall_ns: Callable[[Row], int]) -> Column[Row]:
    return Column(
        tr("Time UTC"),
        lambda row: fmt.clock_ms(wall_ns(row)),
        wall_ns,
        plain=lambda row: fmt.timestamp(wall_ns(row)),
        width=106,
    )


def market_column() -> Column[Row]:
    return Column(tr("Market"), lambda row: row.instrument, lambda row: row.instrument, width=158)


def side_column(word: Callable[[Side], str], width: int) -> Column[Row]:
    return Column(
        tr("Side"), lambda row: word(row.side), lambda row: row.side.value, colour=_side_colour, width=width
    )


def source_column() -> Column[Row]:
    return Column(
        tr("Source"),
        lambda row: source_word(row.source),
        lambda row: row.source.value,
        colour=lambda row: theme.MUTED if row.source is OrderSource.FOREIGN else None,
        tip=lambda row: source_hint(row.source),
        hint=source_legend(),
        width=116,
    )


def price_column(facts: Facts) -> Column[Row]:
    return Column(
        tr("Price"),
        lambda row: facts.price(row.instrument, row.price),
        lambda row: row.price,
        right=True,
        width=92,
    )


def quantity_column(facts: Facts) -> Column[Row]:
    return Column(
        tr("Quantity"),
        lambda row: facts.quantity(row.instrument, row.quantity),
        lambda row: row.quantity,
        right=True,
        width=78,
    )


def age_column(facts: Facts, wall_ns: Callable[[Row], int]) -> Column[Row]:
    """Seconds by the engine's clock; 0 while the time is not known."""

    def age_s(row: Row) -> float:
        begun_ns = wall_ns(row)
        return max(0.0, (facts.now_ns - begun_ns) / 1e9) if begun_ns else 0.0

    return Column(tr("Age"), lambda row: fmt.duration(age_s(row)), age_s, right=True, width=76, ages=True)


def acknowledgement_column() -> Column[Row]:
    return Column(
        tr("Ack ms"),
        lambda row: fmt.milliseconds(row.ack_latency_ms),
        lambda row: row.ack_latency_ms,
        right=True,
        hint=tr("From the order's bytes on the socket to the venue's answer"),
        width=74,
    )


def _side_colour(row: Row) -> str:
    return theme.BID if row.side is Side.BUY else theme.ASK
