"""The three-way table of the start: our journal, the venue and the last session on each order left."""

from decimal import Decimal

from PySide6.QtCore import QObject, Qt

from mmdesk.core.model.leftover import LeftoverDecision
from mmdesk.core.model.order import OrderState, VenueStatus
from mmdesk.core.model.values import Side
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts, base_of
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.gui.said import said
from mmdesk.gui.words import UNKNOWN_STATES, order_state_word, side_word, venue_status_word
from mmdesk.ports.views import LeftoverView

LIMIT = 1_000


class LeftoversModel(FilteredTable[LeftoverView]):
    """Orders of earlier sessions by client id, undecided ones first."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        self._facts = facts
        columns = [*self._about(), *self._witnesses(), *_identity()]
        super().__init__(
            columns,
            lambda row: row.client_id,
            limit=LIMIT,
            order=Qt.SortOrder.DescendingOrder,
            parent=parent,
        )

    def undecided(self) -> list[LeftoverView]:
        return [row for row in self.rows() if row.decision is LeftoverDecision.UNDECIDED]

    def _about(self) -> list[Column[LeftoverView]]:
        facts = self._facts
        return [
            Column(
                tr("Decision"),
                lambda r: decision_word(r.decision),
                lambda r: r.decision.value,
                marked=lambda r: r.decision is LeftoverDecision.UNDECIDED,
                width=112,
            ),
            Column(tr("Market"), lambda r: r.instrument, lambda r: r.instrument, width=152),
            Column(
                tr("Side"),
                lambda r: side_word(r.side),
                lambda r: r.side.value,
                colour=lambda r: theme.BID if r.side is Side.BUY else theme.ASK,
                width=84,
            ),
            Column(
                tr("Price"),
                lambda r: facts.price(r.instrument, r.price),
                lambda r: r.price,
                right=True,
                width=92,
            ),
            Column(
                tr("Quantity"),
                lambda r: facts.quantity(r.instrument, r.quantity),
                lambda r: r.quantity,
                right=True,
                width=80,
            ),
        ]

    def _witnesses(self) -> list[Column[LeftoverView]]:
        return [
            Column(
                tr("Our journal"),
                self._journal_word,
                lambda r: r.journal_state.value,
                colour=lambda r: theme.WARNING if r.journal_state in UNKNOWN_STATES else None,
                marked=lambda r: r.journal_state in UNKNOWN_STATES,
                tip=lambda r: said(r.journal_reason),
                width=186,
            ),
            Column(
                tr("The venue"),
                self._venue_word,
                lambda r: r.venue_status.value if r.venue_status else "",
                colour=lambda r: theme.WARNING if r.listed and r.venue_status is None else None,
                width=186,
            ),
            Column(
                tr("Last known"),
                self._last_word,
                lambda r: r.last_state.value if r.last_state else "",
                width=186,
            ),
            Column(
                tr("If it fills"),
                lambda r: (
                    self._facts.quantity(r.instrument, r.inventory_effect, signed=True)
                    + " "
                    + base_of(r.instrument)
                ),
                lambda r: r.inventory_effect,
                right=True,
                hint=tr("What the rest of the order would add to the inventory"),
                width=126,
            ),
        ]

    def _state(self, row: LeftoverView, word: str, filled: Decimal | None, *, partly: bool) -> str:
        if not filled:
            return word
        quantity = self._facts.quantity(row.instrument, filled)
        if partly:
            return tr("{quantity} filled").format(quantity=quantity)
        return tr("{state}: {quantity}").format(state=word, quantity=quantity)

    def _journal_word(self, row: LeftoverView) -> str:
        return self._ours(row, row.journal_state, row.journal_filled)

    def _ours(self, row: LeftoverView, state: OrderState, filled: Decimal | None) -> str:
        partly = state is OrderState.PARTIALLY_FILLED
        return self._state(row, order_state_word(state), filled, partly=partly)

    def _venue_word(self, row: LeftoverView) -> str:
        if row.venue_status is not None:
            partly = row.venue_status is VenueStatus.PARTIALLY_FILLED
            return self._state(row, venue_status_word(row.venue_status), row.venue_filled, partly=partly)
        return tr("does not list it") if row.listed else tr("not asked yet")

    def _last_word(self, row: LeftoverView) -> str:
        if row.last_state is None:
            return tr("known at the venue only")
        return self._ours(row, row.last_state, row.last_filled)


def _identity() -> list[Column[LeftoverView]]:
    return [
        Column(
            tr("Last known UTC"),
            lambda r: fmt.day_and_clock(r.last_known_ns),
            lambda r: r.last_known_ns,
            plain=lambda r: fmt.timestamp(r.last_known_ns),
            width=150,
        ),
        Column(tr("Client id"), lambda r: r.client_id, lambda r: r.client_id, width=150),
        Column(tr("Venue id"), lambda r: r.venue_id or fmt.UNKNOWN, lambda r: r.venue_id, width=100),
    ]


def decision_word(decision: LeftoverDecision) -> str:
    return {
        LeftoverDecision.UNDECIDED: tr("? undecided"),
        LeftoverDecision.ADOPT: tr("adopt"),
        LeftoverDecision.CANCEL: tr("cancel"),
        LeftoverDecision.IGNORE: tr("ignore"),
    }[decision]
