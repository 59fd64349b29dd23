"""Shows the limits, with a bar of how much is used, and asks for the reason when a latch is released."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mmdesk.gui import theme
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label
from mmdesk.gui.models.limits import (
    USED_COLUMN,
    LimitsModel,
    control_word,
    is_near,
    scope_word,
    used_percent,
)
from mmdesk.gui.panels.table_panel import TablePanel
from mmdesk.gui.said import said
from mmdesk.ports.control import ReleaseLatch, Ticket, TicketState
from mmdesk.ports.views import ControlView, SessionView

BAR_HEIGHT = 3
MARGIN = 6
LONGEST_REASON = 500


class UseBar(QStyledItemDelegate):
    """Paints the share of a limit under its number: length says it, the colour only repeats it."""

    def __init__(self, model: LimitsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        view = self._model.row(index.row())
        used = used_percent(view)
        if used is None:
            return
        area: QRect = option.rect
        groove = QRect(
            area.left() + MARGIN, area.bottom() - BAR_HEIGHT - 1, area.width() - 2 * MARGIN, BAR_HEIGHT
        )
        painter.fillRect(groove, QColor(theme.LINE))
        groove.setWidth(round(groove.width() * min(max(used, 0.0), 100.0) / 100))
        painter.fillRect(groove, QColor(_bar_colour(view)))


class LimitsPanel(QObject):
    """Keeps the table up to date; a latched row opens the question for the reason."""

    def __init__(self, bridge: Bridge, tell: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._tell = tell
        self.dialog: ReleaseDialog | None = None
        self.model = LimitsModel(bridge.facts, self)
        self.table = TablePanel(tr("Limits"), self.model, self._empty)
        self.table.view.setItemDelegateForColumn(USED_COLUMN, UseBar(self.model, self.table))
        self.table.opened.connect(self._open)
        self.table.fill_menu = self._menu
        bridge.session_began.connect(self._begin)
        bridge.controls_changed.connect(self.model.apply)

    def refusing(self) -> int:
        """How many controls keep everything of their scope away."""
        return self.model.refusing()

    def ask(self, view: ControlView) -> None:
        """Ask for the reason of a release; never modal."""
        dialog = self.dialog = ReleaseDialog(view, self._release, self.table.window())
        dialog.show()

    def _release(self, view: ControlView, reason: str) -> None:
        command = ReleaseLatch(control=view.control, scope=view.scope, reason=reason)
        self._bridge.submit(command, self._answered)

    def _answered(self, ticket: Ticket) -> None:
        refused = ticket.state is TicketState.FAILED
        text = said(ticket.message)
        self._tell(tr("Not released: {why}").format(why=text) if refused else text)

    def _open(self, row: int) -> None:
        view = self.model.row(row)
        if view.latched:
            self.ask(view)
        else:
            self._tell(tr("Nothing to release: this control is not latched"))

    def _menu(self, menu: QMenu, rows: list[int]) -> None:
        views = [self.model.row(row) for row in rows]
        release = menu.addAction(tr("Release the latch…  Enter"))
        release.setEnabled(len(views) == 1 and views[0].latched)
        release.triggered.connect(lambda: self.ask(views[0]))
        menu.addSeparator()

    def _begin(self, session: SessionView) -> None:
        self.model.clear()

    def _empty(self) -> str:
        if not self._bridge.facts.live:
            return tr("No limits are known: the engine is not connected.")
        return tr("The limits come with the first second of the session.")


class ReleaseDialog(QDialog):
    """Says what is latched and why; the button waits for a reason."""

    def __init__(
        self, view: ControlView, release: Callable[[ControlView, str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._release = release
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setMinimumWidth(460)
        self.setWindowTitle(tr("Release a latched control"))
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(tr("Why is it safe to go on?"))
        self.reason.setAccessibleName(tr("Reason of the release"))
        buttons = QDialogButtonBox()
        keep = buttons.addButton(tr("Keep it latched"), QDialogButtonBox.ButtonRole.RejectRole)
        keep.setAutoDefault(False)
        self.button = buttons.addButton(tr("Release"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.button.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.button.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)

    def accept(self) -> None:
        """Send the release with its reason."""
        reason = self.reason.text().strip()
        if reason:
            self._release(self._view, reason)
            super().accept()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        view = self._view
        box = QVBoxLayout(self)
        title = f"{control_word(view.control)}: {scope_word(view.scope)}"
        box.addWidget(plain_label(title, bold=True))
        told = plain_label(
            tr(
                "No order of this scope leaves while it is latched. After the release the desk quotes on as "
                "before; the reason is kept in the journal."
            )
        )
        told.setWordWrap(True)
        box.addWidget(told)
        box.addWidget(self.reason)
        box.addWidget(buttons)


def _bar_colour(view: ControlView) -> str:
    if view.blocks:
        return theme.DANGER_TEXT
    return theme.WARNING if is_near(view) else theme.FOCUS
