"""The bar that is always there: mode, state, arm, pause, a few figures, and STOP at a fixed place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QToolButton

from mmdesk.core.model.state import Mode, TradingState
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.breaker_words import GOOD, HELD, in_full, standing
from mmdesk.gui.chips import Chip
from mmdesk.gui.facts import Facts, base_of, quote_of
from mmdesk.gui.hold_button import HoldButton
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_tip
from mmdesk.gui.metrics import Metric, MetricStrip
from mmdesk.gui.models.positions import limit_use_percent
from mmdesk.gui.said import said, said_all
from mmdesk.gui.words import mode_hint, mode_word, state_word

HEIGHT = 56
STOP_WIDTH = 214
ARM_WIDTH = 168
PAUSE_WIDTH = 96


class SafetyBar(QFrame):
    """A QFrame, never a QToolBar: a tool bar would hide STOP in its overflow."""

    arm_held = Signal()
    disarm_clicked = Signal()

    def __init__(self, facts: Facts, stop: QAction, pause: QAction, menu: QMenu) -> None:
        super().__init__()
        self.setObjectName("SafetyBar")
        self._facts = facts
        self._pause = pause
        self.setFixedHeight(HEIGHT)
        self.menu_button = self._menu_button(menu)
        self.mode = Chip(tr("Mode"), tuple(mode_word(m) for m in Mode))
        self.state = Chip(tr("State"), (*(state_word(s) for s in TradingState), tr("OFFLINE")))
        self.arm = HoldButton(tr("Hold to arm"))
        self.disarm = QPushButton(tr("Disarm"))
        self.pause = QPushButton(tr("Pause"))
        self.stop = QPushButton(tr("STOP and cancel all  F12"))
        self.stop.setObjectName("Stop")
        self._arm_or_disarm = QStackedWidget()
        self._wire(stop)
        self.pnl = Metric(tr("Net P&L"), 104)
        self.inventory = Metric(tr("Inventory"), 126, bar=True)
        self.quoting = Metric(tr("Quoting"), 66)
        self.orders = Metric(tr("Open orders"), 66)
        self.spreads = Metric(tr("Spread bps"), 96)
        self.age = Metric(tr("Data age ms"), 66)
        self.breakers = Metric(tr("Breakers open"), 76)
        self.strip = MetricStrip(
            (self.pnl, self.inventory, self.quoting, self.orders, self.spreads, self.breakers, self.age)
        )
        self._lay_out()
        self.refresh()

    def refresh(self) -> None:
        """Show the facts as they are now."""
        facts, desk = self._facts, self._facts.desk
        mode = facts.session.mode if facts.session else Mode.DEMO
        self.mode.show_word(mode_word(mode), theme.MODE_CHIPS[mode.value], mode_hint(mode))
        state = desk.state if desk and facts.live else None
        if desk is None or state is None:
            self.state.show_word(tr("OFFLINE"), theme.STATE_CHIPS["offline"], tr("No engine answers"))
        else:
            self.state.show_word(state_word(state), theme.STATE_CHIPS[state.value], said(desk.reason))
        self._show_buttons(state)
        self._show_figures()

    def _show_buttons(self, state: TradingState | None) -> None:
        quoting = state in (TradingState.ARMED, TradingState.PAUSED)
        self._arm_or_disarm.setCurrentWidget(
            self.disarm if quoting or state is TradingState.STOPPED else self.arm
        )
        self.arm.setEnabled(state is TradingState.DISARMED)
        blockers = self._facts.desk.arm_blockers if self._facts.desk else ()
        self.arm.setToolTip(
            plain_tip(tr("Not ready to arm: {reasons}").format(reasons=said_all(blockers)))
            if blockers
            else tr("Hold the mouse or Space for 1.2 seconds to start quoting")
        )
        self.disarm.setText(tr("Reset stop") if state is TradingState.STOPPED else tr("Disarm"))
        paused = state is TradingState.PAUSED
        self.pause.setText(tr("Resume") if paused else tr("Pause"))
        self.pause.setEnabled(quoting)

    def _show_figures(self) -> None:
        facts, desk = self._facts, self._facts.desk
        past = not facts.current
        instrument = facts.session.instruments[0] if facts.session and facts.session.instruments else ""
        if desk is None:
            for metric in self.strip.metrics:
                metric.show_value(fmt.UNKNOWN, dimmed=True)
            return
        self.pnl.show_value(
            fmt.money(desk.pnl_total_quote),
            colour=theme.sign_colour(desk.pnl_total_quote),
            tip=self._pnl_tip(),
            dimmed=past,
        )
        self.quoting.show_value(f"{desk.markets_quoting}/{desk.markets_total}", dimmed=past)
        unknown = desk.unknown_orders
        self.orders.show_value(
            f"{desk.open_orders}" + (f" (? {unknown})" if unknown else ""),
            colour=theme.WARNING if unknown else None,
            tip=tr("Orders of unknown state count in full until the venue has answered") if unknown else "",
            dimmed=past,
        )
        self._show_breakers(past)
        self._show_market(instrument, past)

    def _show_breakers(self, past: bool) -> None:
        known = self._facts.breakers.values()
        if not known:
            self.breakers.show_value(fmt.UNKNOWN, dimmed=True)
            return
        held = [view for view in known if standing(view).tone != GOOD]
        opened = sum(view.state in HELD for view in known)
        self.breakers.show_value(
            tr("{count} of {total}").format(count=opened, total=len(known)),
            colour=theme.DANGER_TEXT if opened else theme.WARNING if held else None,
            tip="\n\n".join(in_full(view) for view in held) or tr("All closed: none holds an order back"),
            dimmed=past,
        )

    def _show_market(self, instrument: str, past: bool) -> None:
        facts = self._facts
        position = facts.positions.get(instrument)
        if position is None:
            self.inventory.show_value(fmt.UNKNOWN, dimmed=True)
        else:
            percent = limit_use_percent(position)
            sign = -1 if position.quantity < position.target_quantity else 1
            self.inventory.show_value(
                facts.quantity(instrument, position.quantity, signed=True) + " " + base_of(instrument),
                tip=tr("{percent} % of the limit of {limit}").format(
                    percent=fmt.number(percent, 0), limit=facts.quantity(instrument, position.limit_quantity)
                ),
                use=None if percent is None else sign * percent / 100,
                dimmed=past,
            )
        market = facts.markets.get(instrument)
        mid = facts.mid(instrument)
        ours = theirs = None
        if market and mid and market.ask is not None and market.bid is not None:
            theirs = (market.ask - market.bid) / mid * 10_000
            if market.own_ask is not None and market.own_bid is not None:
                ours = float(market.own_ask - market.own_bid) / mid * 10_000
        self.spreads.show_value(
            f"{fmt.bps(ours)} / {fmt.number(theirs, 2)}",
            tip=tr("Our spread / the market's spread, in basis points"),
            dimmed=past,
        )
        age = market.data_age_ms if market else None
        stale = age is not None and age > 1_000
        self.age.show_value(fmt.milliseconds(age), colour=theme.WARNING if stale else None, dimmed=past)

    def _pnl_tip(self) -> str:
        desk, session = self._facts.desk, self._facts.session
        if desk is None:
            return ""
        quote = quote_of(session.instruments[0]) if session and session.instruments else ""
        return tr(
            "Since the start of the session, in {quote}\nRealised {realised}\nUnrealised {unrealised}\n"
            "Fees paid {fees}\nNot explained {residual}"
        ).format(
            quote=quote,
            realised=fmt.money(desk.pnl_realised_quote),
            unrealised=fmt.money(desk.pnl_unrealised_quote),
            fees=fmt.number(desk.fees_quote, 2),
            residual=fmt.number(desk.pnl_residual_quote, 2),
        )

    def _wire(self, stop: QAction) -> None:
        self.arm.setFixedSize(ARM_WIDTH, 34)
        self.disarm.setFixedSize(ARM_WIDTH, 34)
        self.pause.setFixedSize(PAUSE_WIDTH, 34)
        self.stop.setFixedSize(STOP_WIDTH, 40)
        self.stop.setToolTip(tr("Stop quoting and cancel every order, at once (F12)"))
        self.disarm.setToolTip(tr("Cancel all quotes and stop quoting"))
        self.pause.setToolTip(tr("Pull quotes and keep the state (Ctrl+.)"))
        self._arm_or_disarm.setFixedSize(ARM_WIDTH, 34)
        self._arm_or_disarm.addWidget(self.arm)
        self._arm_or_disarm.addWidget(self.disarm)
        self.arm.held.connect(self.arm_held)
        self.disarm.clicked.connect(self.disarm_clicked)
        self.pause.clicked.connect(self._pause.trigger)
        self.stop.clicked.connect(stop.trigger)

    def _menu_button(self, menu: QMenu) -> QToolButton:
        button = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setObjectName("Quiet")
        button.setText("☰")
        button.setMenu(menu)
        button.setAutoRaise(True)
        button.setFixedSize(34, 34)
        button.setAccessibleName(tr("Menu"))
        button.setToolTip(tr("Menu"))
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 10, 0)
        row.setSpacing(8)
        for widget in (self.menu_button, self.mode, self.state, self._arm_or_disarm, self.pause):
            row.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.strip, 1)
        row.addWidget(self.stop, alignment=Qt.AlignmentFlag.AlignVCenter)
