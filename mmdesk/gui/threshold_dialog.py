"""The dialog "Breaker thresholds": staged edits, what they would do now; applied and undone together."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.core.model.breakers import ScopeLevel
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.breaker_words import against, figure, kind_title, scope_word, unit_word
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.panels.threshold_field import ThresholdField, field_texts
from mmdesk.gui.said import said
from mmdesk.gui.staged_thresholds import Outcome, StagedThresholds
from mmdesk.ports.breaker_views import BreakerSettingsView, BreakerView
from mmdesk.ports.control import AnyCommand, ChangeBreakers, Ticket, TicketState, UndoBreakerChange

Submit = Callable[[AnyCommand, Callable[[Ticket], None]], object]
SIZE = (720, 600)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ThresholdDialog(QDialog):
    """Never modal. Esc takes the edits back, and closes when there are none."""

    def __init__(self, facts: Facts, submit: Submit, parent: QWidget) -> None:
        super().__init__(parent)
        self._facts = facts
        self._submit = submit
        self.staged = StagedThresholds(facts.breaker_rules)
        self.setWindowTitle(tr("Breaker thresholds"))
        self.setModal(False)
        self.resize(*SIZE)
        self.which = QComboBox()
        self.which.setAccessibleName(tr("Which breaker"))
        grid = QGridLayout()
        self.fields = {text.name: ThresholdField(text, grid, row) for row, text in enumerate(field_texts())}
        self.reach = plain_label(name="Muted")
        self.preview = plain_label(bold=True)
        self.count = plain_label()
        self.message = plain_label()
        self.sure = plain_label()
        self.sure_bar = QFrame()
        self.apply = QPushButton(tr("Apply  Ctrl+Enter"))
        self.revert = QPushButton(tr("Revert  Esc"))
        self.undo = QPushButton(tr("Undo the last change"))
        self.really = QPushButton(tr("Apply all the same"))
        self.back = QPushButton(tr("Back to the edits"))
        self._lay_out(grid)
        self._wire()

    def open_at(self, view: BreakerView | None) -> None:
        """Show it, with this breaker chosen."""
        self.take_rules()
        if view is not None:
            keys = [tuple(self.which.itemData(at)) for at in range(self.which.count())]
            self.which.setCurrentIndex(keys.index(view.key) if view.key in keys else 0)
        self.show()
        self.raise_()
        self.activateWindow()
        self.fields["open_above"].box.setFocus()
        self.fields["open_above"].box.selectAll()

    def take_rules(self) -> None:
        """Rules came or changed."""
        known = {tuple(self.which.itemData(at)) for at in range(self.which.count())}
        for key, view in self._facts.breaker_rules.items():
            if key not in known:
                self.which.addItem(f"{kind_title(view.kind)} · {scope_word(view.scope)}", key)
        self.refresh()

    def begin(self) -> None:
        """Another session: its rules are told anew."""
        self.staged.clear()
        self.which.clear()
        self.sure_bar.hide()

    def take_settings(self, views: tuple[BreakerSettingsView, ...]) -> None:
        """Who changed what last."""
        last = views[-1]
        self.undo.setEnabled(last.can_undo)
        self.undo.setToolTip(
            tr("Last change: {who}, {time} UTC").format(
                who=said(last.who), time=fmt.day_and_clock(last.wall_ns)
            )
        )

    def refresh(self) -> None:
        """Fields, marks and preview as they are now."""
        key, staged = self.which.currentData(), self.staged
        rule = self._facts.breaker_rules.get(tuple(key)) if key else None
        changes = staged.changes()
        self.count.setText(tr("Changed fields: {count}").format(count=len(changes)))
        self.apply.setEnabled(bool(changes))
        self.revert.setEnabled(bool(changes))
        if rule is None:
            return
        for name, field in self.fields.items():
            value, was = staged.value(rule.key, name), staged.in_force(rule.key, name)
            changed = staged.is_changed(rule.key, name)
            field.show_value(value, was, unit_word(rule.kind), changed=changed)
        everywhere = rule.scope.level is ScopeLevel.GLOBAL
        self.reach.setText(
            tr("Holds for every breaker of this kind without a threshold of its own.") if everywhere else ""
        )
        self._show_preview(rule.key)

    def refresh_preview(self) -> None:
        """The value moved on."""
        key = self.which.currentData()
        if key and tuple(key) in self._facts.breaker_rules:
            self._show_preview(tuple(key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._apply()
        elif event.key() not in _ENTER:
            super().keyPressEvent(event)

    def _show_preview(self, key: tuple[str, str]) -> None:
        view = self._facts.breakers.get(key)
        if view is None:
            put(self.preview, tr("Now: nothing measured yet"), theme.MUTED)
            return
        outcome = self.staged.outcome(view)
        text, colour = _outcome_text(outcome)
        now = tr("Now {now}; with this threshold {limit} {unit}: {outcome}").format(
            now=against(view), limit=figure(outcome.limit), unit=unit_word(view.kind), outcome=text
        )
        put(self.preview, now, colour)

    def _edit(self, field: str, value: float) -> None:
        key = self.which.currentData()
        if key:
            self.staged.stage(tuple(key), field, value)
            self.sure_bar.hide()
            self.message.clear()
            self.refresh()

    def _apply(self) -> None:
        large = self.staged.large()
        if not self.staged.changes():
            return
        if large:
            lines = (
                f"{kind_title(kind)}, {self.fields[field].text.title}: "
                f"{figure(old)} → {figure(new)} {unit_word(kind)}"
                for kind, field, old, new in large
            )
            self.sure.setText(tr("More than double, or less than half:") + "\n" + "\n".join(lines))
            self.sure_bar.show()
            self.back.setFocus()
        else:
            self._send(confirmed=False)

    def _send(self, *, confirmed: bool) -> None:
        self.sure_bar.hide()
        put(self.message, tr("Sent…"), theme.MUTED)
        self._submit(ChangeBreakers(changes=self.staged.changes(), confirmed=confirmed), self._applied)

    def _applied(self, ticket: Ticket) -> None:
        if ticket.state is TicketState.DONE:
            self.staged.clear()
            put(self.message, "✓ " + said(ticket.message), theme.GOOD)
            self.refresh()
            return
        self.refresh()
        do = tr("Nothing was changed. Correct the field and apply again.")
        put(self.message, "\n".join((tr("Not applied"), said(ticket.message), do)), theme.DANGER_TEXT)
        words = ticket.message.replace(",", " ").split()
        wrong = next((word for word in words if word in self.fields), None)
        if wrong:
            self.fields[wrong].show_problem(tr("see below"))
            self.fields[wrong].box.setFocus()

    def _undo(self) -> None:
        self._submit(UndoBreakerChange(), self._applied)

    def _leave(self) -> None:
        if self.sure_bar.isVisible():
            self.sure_bar.hide()
        elif self.staged.changes():
            self.staged.clear()
            self.message.clear()
            self.refresh()
        else:
            self.hide()

    def _wire(self) -> None:
        self.which.currentIndexChanged.connect(self.refresh)
        for field in self.fields.values():
            field.edited.connect(self._edit)
        self.apply.clicked.connect(self._apply)
        self.revert.clicked.connect(self._leave)
        self.undo.clicked.connect(self._undo)
        self.really.clicked.connect(lambda: self._send(confirmed=True))
        self.back.clicked.connect(self.sure_bar.hide)
        self.undo.setEnabled(False)
        for button in (self.apply, self.revert, self.undo, self.really, self.back):
            button.setAutoDefault(False)

    def _lay_out(self, grid: QGridLayout) -> None:
        grid.setColumnStretch(3, 1)
        grid.setVerticalSpacing(4)
        self.message.setWordWrap(True)
        self.sure.setWordWrap(True)
        background, colour = theme.BANNERS["warning"]
        self.sure_bar.setObjectName("Banner")
        self.sure_bar.setStyleSheet(
            f"QFrame#Banner {{ background: {background}; border-left: 4px solid {colour}; }}"
        )
        asked = QHBoxLayout(self.sure_bar)
        asked.addWidget(self.sure, 1)
        asked.addWidget(self.really)
        asked.addWidget(self.back)
        self.sure_bar.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.undo)
        buttons.addWidget(self.count, 1, Qt.AlignmentFlag.AlignRight)
        buttons.addWidget(self.revert)
        buttons.addWidget(self.apply)
        box = QVBoxLayout(self)
        box.addWidget(self.which)
        box.addWidget(self.reach)
        box.addLayout(grid)
        box.addWidget(self.preview)
        box.addWidget(self.message)
        box.addStretch()
        box.addWidget(self.sure_bar)
        box.addLayout(buttons)


def _outcome_text(outcome: Outcome) -> tuple[str, str]:
    return {
        "open": ("■ " + tr("would open"), theme.DANGER_TEXT),
        "reduce": ("▼ " + tr("would only reduce"), theme.WARNING),
        "warn": ("▲ " + tr("would warn"), theme.WARNING),
        "ok": ("✓ " + tr("ok"), theme.GOOD),
        "unknown": ("— " + tr("nothing measured yet"), theme.MUTED),
    }[outcome.word]
