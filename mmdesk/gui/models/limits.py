"""The table of limits: every pre-trade control in every scope, how much of it is used, what it refused."""

from decimal import Decimal

from PySide6.QtCore import QObject, Qt

from mmdesk.core.model.control import Control
from mmdesk.core.model.values import Side
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts, base_of
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.gui.said import said
from mmdesk.gui.words import side_word
from mmdesk.ports.views import ControlView

LIMIT = 2_000
USED_COLUMN = 4
NEAR_PERCENT = 80.0
"""From here on a limit is shown as nearly reached."""
_WHOLE = frozenset({"orders", "fills", "/s", "ms"})


def used_percent(view: ControlView) -> float | None:
    """How much of the limit is used, in percent; None where that is not known, or no number."""
    if view.limit is None or view.use is None:
        return None
    return float(view.use / view.limit * 100) if view.limit > 0 else 100.0 if view.use > 0 else 0.0


def is_near(view: ControlView) -> bool:
    used = used_percent(view)
    return used is not None and used >= NEAR_PERCENT


def is_beyond(view: ControlView) -> bool:
    """More is in use than a new order could ask for: the market or the limit moved since."""
    return view.headroom is not None and view.headroom < 0


class LimitsModel(FilteredTable[ControlView]):
    """Controls by number, then scope."""

    def __init__(self, facts: Facts, parent: QObject | None = None) -> None:
        self._facts = facts
        super().__init__(
            [*self._names(), *self._numbers(), *self._refusals()],
            lambda view: view.key,
            limit=LIMIT,
            order=Qt.SortOrder.AscendingOrder,
            parent=parent,
        )

    def refusing(self) -> int:
        """How many rows keep every order of their scope away; a desk that is not armed is not one."""
        return sum(view.blocks and view.control is not Control.KILL for view in self.rows())

    def amount(self, view: ControlView, value: Decimal | None, *, unit: bool = False) -> str:
        """A figure of this row with the decimals that suit its unit."""
        text = fmt.number(value, self._decimals(view))
        return f"{text} {unit_word(view.unit)}" if unit and value is not None else text

    def _decimals(self, view: ControlView) -> int:
        if view.unit in _WHOLE:
            return 0
        sizes = self._facts.session.lot_sizes if self._facts.session else {}
        lots = [size for key, size in sizes.items() if base_of(key) == view.unit]
        if lots:
            return max(map(fmt.decimals_of, lots))
        return 1 if view.unit == "bps" else 2

    def _names(self) -> list[Column[ControlView]]:
        return [
            Column("#", lambda v: str(int(v.control)), lambda v: v.key, right=True, width=30),
            Column(
                tr("Control"),
                lambda v: control_word(v.control),
                lambda v: control_word(v.control),
                tip=lambda v: control_hint(v.control),
                width=156,
            ),
            Column(tr("Where"), lambda v: scope_word(v.scope), lambda v: v.scope, width=190),
            Column(
                tr("State"),
                state_text,
                _severity,
                colour=_state_colour,
                marked=lambda v: v.latched,
                tip=_state_tip,
                width=122,
            ),
        ]

    def _numbers(self) -> list[Column[ControlView]]:
        return [
            Column(
                tr("Used"),
                lambda v: "" if used_percent(v) is None else fmt.number(used_percent(v), 0) + " %",
                used_percent,
                right=True,
                hint=tr("How much of the limit is used now, open orders at their worst included"),
                width=76,
            ),
            Column(
                tr("Use"),
                lambda v: self.amount(v, v.use) if v.limit is not None else said(v.now),
                lambda v: v.use,
                right=True,
                plain=lambda v: v.use if v.limit is not None else v.now,
                tip=lambda v: said(v.now),
                width=112,
            ),
            Column(
                tr("Limit"),
                lambda v: self.amount(v, v.limit, unit=True) if v.limit is not None else said(v.needs),
                lambda v: v.limit,
                right=True,
                plain=lambda v: v.limit if v.limit is not None else v.needs,
                tip=lambda v: said(v.needs),
                width=136,
            ),
            Column(
                tr("Headroom"),
                lambda v: self.amount(v, v.headroom) if v.limit is not None else "",
                lambda v: v.headroom,
                right=True,
                colour=lambda v: theme.WARNING if is_near(v) else None,
                width=92,
            ),
        ]

    def _refusals(self) -> list[Column[ControlView]]:
        return [
            Column(
                tr("Refused"),
                lambda v: str(v.refusals) if v.refusals else "",
                lambda v: v.refusals,
                right=True,
                hint=tr("Orders this control kept back since the start of the session"),
                width=64,
            ),
            Column(
                tr("Last refusal UTC"),
                lambda v: fmt.clock(v.last_refusal_ns) if v.last_refusal_ns else "",
                lambda v: v.last_refusal_ns,
                plain=lambda v: fmt.timestamp(v.last_refusal_ns),
                width=112,
            ),
            Column(
                tr("Why"),
                lambda v: said(v.last_refusal),
                lambda v: v.last_refusal,
                tip=lambda v: said(v.last_refusal),
                width=320,
            ),
        ]


def state_text(view: ControlView) -> str:
    """The verdict in a word, with a symbol."""
    if view.latched:
        return "■ " + tr("latched")
    if view.blocks:
        return "■ " + tr("refuses all")
    if view.use is None and view.limit is not None:
        return "? " + tr("not known")
    if is_beyond(view):
        return "▲ " + tr("beyond it")
    return "▲ " + tr("nearly full") if is_near(view) else "● " + tr("passes")


def control_word(control: Control) -> str:
    return {
        Control.ORDER_VALUE: tr("Order value"),
        Control.ORDER_QUANTITY: tr("Order quantity"),
        Control.PRICE_COLLAR: tr("Price collar"),
        Control.POSITION: tr("Position, worst case"),
        Control.OPEN_ORDERS: tr("Orders open"),
        Control.MESSAGE_RATE: tr("Messages per second"),
        Control.REPEATED_EXECUTION: tr("Repeated executions"),
        Control.DUPLICATE_ORDER: tr("Duplicate order"),
        Control.FREE_BALANCE: tr("Free balance"),
        Control.DAILY_LOSS: tr("Daily loss"),
        Control.DRAWDOWN: tr("Drawdown from the top"),
        Control.SELF_MATCH: tr("Self-match"),
        Control.POST_ONLY: tr("Post-only"),
        Control.INSTRUMENT: tr("Instrument"),
        Control.DATA: tr("Data and account"),
        Control.KILL: tr("Kill switch"),
        Control.BREAKER: tr("Circuit breakers"),
    }[control]


def control_hint(control: Control) -> str:
    """What is counted, in a sentence or two."""
    return {
        Control.ORDER_VALUE: tr("Price times quantity of one order. In use: the largest one open."),
        Control.ORDER_QUANTITY: tr("Quantity of one order. In use: the largest one open."),
        Control.PRICE_COLLAR: tr(
            "How far a price may be from the mid of now and of a moment ago. In use: the farthest one open."
        ),
        Control.POSITION: tr(
            "The position if every open order of the worse side fills, foreign and unknown orders included."
        ),
        Control.OPEN_ORDERS: tr("Orders of ours that may still trade, unknown ones included."),
        Control.MESSAGE_RATE: tr("Orders and cancels of the last second. Cancels are counted, never held."),
        Control.REPEATED_EXECUTION: tr(
            "Fills of one side within its window. At the limit the side is taken off and stays off until a "
            "person releases it with a reason. Cancels always pass."
        ),
        Control.DUPLICATE_ORDER: tr("The same side, price and quantity again before the first was answered."),
        Control.FREE_BALANCE: tr("What the account owns, and how much of it open orders hold."),
        Control.DAILY_LOSS: tr(
            "Lost since 00:00 UTC, fees and open positions included. It stays latched until the next day, or "
            "until a person releases it after the loss went back."
        ),
        Control.DRAWDOWN: tr("How far the profit is below its highest. Latched until a person releases it."),
        Control.SELF_MATCH: tr("No order of ours meets another one of ours."),
        Control.POST_ONLY: tr("A post-only order stays behind the other side's best price."),
        Control.INSTRUMENT: tr("The market trades, the account may, and the order fits the venue's grid."),
        Control.DATA: tr("Fresh prices, a book to believe, a reconciled account, clocks that agree."),
        Control.KILL: tr("Nothing leaves a desk that is not armed."),
        Control.BREAKER: tr("What the circuit breakers of the market allow."),
    }[control]


def scope_word(scope: str) -> str:
    """A scope as a person reads it: one side of a market gets the word for the side."""
    name, _, side = scope.rpartition(" ")
    if name and side in (Side.BUY, Side.SELL):
        return f"{side_word(Side(side))}  {name}"
    return tr("all markets") if scope == "desk" else scope


def unit_word(unit: str) -> str:
    return {"orders": tr("orders"), "fills": tr("fills")}.get(unit, unit)


def _severity(view: ControlView) -> int:
    return 3 if view.latched else 2 if view.blocks else 1 if is_near(view) else 0


def _state_colour(view: ControlView) -> str | None:
    return (None, theme.WARNING, theme.DANGER_TEXT, theme.DANGER_TEXT)[_severity(view)]


def _state_tip(view: ControlView) -> str:
    if view.latched:
        return tr("Latched until a person releases it: Enter or a double click asks for the reason.")
    return said(view.now)
