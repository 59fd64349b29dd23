"""The dialog "Breaker thresholds": edits staged and rehearsed on any level; applied and undone together."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QTabWidget, QWidget

from mmdesk.core.model.breakers import ThresholdChange
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.breaker_words import figure, kind_title, unit_word
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import put
from mmdesk.gui.layout import place_below_bar
from mmdesk.gui.panels.threshold_form import ThresholdForm
from mmdesk.gui.panels.threshold_versions import ThresholdVersionsPane
from mmdesk.gui.said import said
from mmdesk.gui.staged_thresholds import StagedThresholds
from mmdesk.gui.threshold_buttons import ThresholdButtons
from mmdesk.gui.threshold_words import field_title, problem_lines
from mmdesk.ports.breaker_views import BreakerSettingsView, BreakerView
from mmdesk.ports.control import ChangeBreakers, StopRehearsal, Ticket, TicketState, UndoBreakerChange

if TYPE_CHECKING:
    from mmdesk.gui.panels.rehearsal import RehearsalPane

SIZE = (1264, 700)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ThresholdDialog(QDialog):
    """Never modal. Esc takes the edits back, and closes when there are none."""

    def __init__(self, bridge: Bridge, who: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._who = who
        self._window = parent
        self.staged = StagedThresholds(bridge.facts)
        self.setWindowTitle(tr("Breaker thresholds"))
        self.setModal(False)
        self.resize(*SIZE)
        self.form = ThresholdForm(bridge.facts, self.staged)
        self.pages = QTabWidget()
        self.rehearsal: RehearsalPane | None = None
        self.versions = ThresholdVersionsPane(bridge.ask_breakers)
        self.bar = ThresholdButtons(self.form, self.pages, self)
        self._wire()

    def open_at(self, view: BreakerView | None) -> None:
        """Show it, with this breaker chosen; what its thresholds did lately is rehearsed at once."""
        self._grow()
        self.take_rules()
        if view is not None:
            self.form.choose(view.key)
        self.show()
        self.raise_()
        self.activateWindow()
        self.form.begin_editing()
        self._want_rehearsal()
        self.versions.load()

    def take_rules(self) -> None:
        """Rules came or changed."""
        self.form.take_rules()
        self.refresh()

    def begin(self) -> None:
        """Another session: its rules are told anew."""
        self.staged.clear()
        self.form.clear()
        self.bar.sure_bar.hide()
        if self.rehearsal is not None:
            self.rehearsal.forget()

    def take_settings(self, views: tuple[BreakerSettingsView, ...]) -> None:
        """Thresholds changed, or a session told its own."""
        last = views[-1]
        self.bar.undo.setEnabled(last.can_undo)
        self.bar.undo.setToolTip(
            tr("Last change: {who}, {time} UTC").format(
                who=said(last.who), time=fmt.day_and_clock(last.wall_ns)
            )
            if last.who
            else ""
        )
        self.refresh()
        if self.isVisible():
            self._want_rehearsal()
            self.versions.load()

    def refresh(self) -> None:
        """Fields, marks and preview as they are now."""
        changes = self.staged.changes()
        self.bar.show_count(len(changes))
        self.form.refresh()

    def refresh_preview(self) -> None:
        """The value moved on."""
        self.form.show_preview()
        if self.rehearsal is not None:
            self.rehearsal.tick()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() == Qt.Key.Key_F5 and self.rehearsal is not None:
            self.rehearsal.run_or_stop()
        elif event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._apply()
        elif event.key() not in _ENTER:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is rehearsed."""
        super().hideEvent(event)
        if self.rehearsal is not None:
            self.rehearsal.stop()

    def _grow(self) -> None:
        """At the first look: its place, and the rehearsal, whose chart is imported only then."""
        if self.rehearsal is None:
            place_below_bar(self, self._window)
            from mmdesk.gui.panels.rehearsal import RehearsalPane

            self.rehearsal = RehearsalPane(
                self._bridge.ask_rehearsal,
                lambda: self._bridge.submit(StopRehearsal()),
                self.staged.changes,
            )
            self.pages.insertTab(0, self.rehearsal, tr("Rehearsal"))
            self.pages.setCurrentIndex(0)
            self.form.chosen.connect(self.rehearsal.choose)

    def _edited(self) -> None:
        self.bar.sure_bar.hide()
        self.bar.message.clear()
        self.refresh()
        self._want_rehearsal()

    def _want_rehearsal(self) -> None:
        if self.rehearsal is not None:
            if (key := self.form.key) is not None:
                self.rehearsal.choose(key)
            self.rehearsal.want()

    def _apply(self) -> None:
        if not self.staged.changes():
            return
        large = self.staged.large()
        if large:
            lines = (
                f"{kind_title(place.kind)}, {field_title(field)}: "
                f"{figure(old)} → {figure(new)} {unit_word(place.kind)}"
                for place, field, old, new in large
            )
            self.bar.ask(tr("More than double, or less than half:") + "\n" + "\n".join(lines))
        else:
            self._send(confirmed=False)

    def _send(self, *, confirmed: bool) -> None:
        self.bar.sure_bar.hide()
        put(self.bar.message, tr("Sent…"), theme.MUTED)
        changes = self.staged.changes()
        command = ChangeBreakers(changes=changes, confirmed=confirmed, who=self._who())
        self._bridge.submit(command, self._applied)

    def _applied(self, ticket: Ticket) -> None:
        if ticket.state is TicketState.DONE:
            self.staged.clear()
            put(self.bar.message, "✓ " + said(ticket.message), theme.GOOD)
            self.refresh()
            return
        self.refresh()
        do = tr("Nothing was changed. Correct the field and apply again.")
        why = problem_lines(ticket.message)
        put(self.bar.message, "\n".join((tr("Not applied"), why, do)), theme.DANGER_TEXT)
        self.form.mark_problems(ticket.message)

    def _undo(self) -> None:
        self._bridge.submit(UndoBreakerChange(who=self._who()), self._applied)

    def _put_back(self, changes: tuple[ThresholdChange, ...]) -> None:
        self.staged.put_back(changes)
        self._edited()
        if changes:
            self.form.show_place(changes[0])
        self.pages.setCurrentIndex(0)

    def _leave(self) -> None:
        if self.bar.sure_bar.isVisible():
            self.bar.sure_bar.hide()
        elif self.staged.changes():
            self.staged.clear()
            self._edited()
        else:
            self.hide()

    def _wire(self) -> None:
        bar = self.bar
        self.form.edited.connect(self._edited)
        bar.apply.clicked.connect(self._apply)
        bar.revert.clicked.connect(self._leave)
        bar.undo.clicked.connect(self._undo)
        bar.really.clicked.connect(lambda: self._send(confirmed=True))
        bar.back.clicked.connect(bar.sure_bar.hide)
        self.pages.addTab(self.versions, tr("Earlier changes"))
        self.versions.put_back_wanted.connect(self._put_back)
