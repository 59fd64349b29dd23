"""Banners: what happened, why, what to do, never in a modal dialog; repeats of one key collapse."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, plain_tip

MAX_BANNERS = 4
TOAST_MS = 6_000
MAX_LINES = 16
MAX_LINE = 300
_SYMBOLS = {"info": "ℹ", "warning": "▲", "critical": "■"}

Choice = tuple[str, Callable[[], None]]


class Banner(QFrame):
    """One message in three parts. The first choice is the default one."""

    def __init__(
        self, key: str, level: str, choices: Sequence[Choice], dismiss: Callable[[str], None] | None
    ) -> None:
        super().__init__()
        self.setObjectName("Banner")
        self.key = key
        self.level = level
        self.repeats = 1
        background, colour = theme.BANNERS[level]
        self.setStyleSheet(
            f"QFrame#Banner {{ background: {background}; border-left: 4px solid {colour}; }}"
            f"QLabel {{ background: transparent; color: {theme.TEXT}; }}"
        )
        self._what = plain_label(bold=True)
        self._detail = plain_label()
        self._detail.setWordWrap(True)
        self._detail.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        symbol = plain_label()
        symbol.setText(_SYMBOLS[level])
        symbol.setStyleSheet(f"color: {colour};")
        row.addWidget(symbol)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._what)
        texts.addWidget(self._detail)
        row.addLayout(texts, 1)
        self.buttons = [self._button(row, text, act) for text, act in choices]
        if dismiss:
            self._button(row, tr("Dismiss"), lambda: dismiss(key))

    def tell(self, what: str, why: str, do: str) -> None:
        """Outside text is shown as it is, never as markup."""
        count = f"  (×{self.repeats})" if self.repeats > 1 else ""
        self._what.setText(what + count)
        self._detail.setText("\n".join(part for part in (brief(why), do) if part))
        self._detail.setToolTip(plain_tip(why if brief(why) != why else ""))
        self._detail.setVisible(bool(why or do))
        self.setAccessibleName(f"{what}. {why}. {do}")

    @property
    def text(self) -> str:
        return f"{self._what.text()}\n{self._detail.text()}"

    def _button(self, row: QHBoxLayout, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: act())
        row.addWidget(button)
        return button


def brief(text: str) -> str:
    """At most a few lines; of a traceback its last one, the reason. All of it is in the tool tip."""
    lines = [line for line in text.splitlines() if line.strip()]
    if any(line.startswith("Traceback") for line in lines):
        lines = lines[-1:]
    return "\n".join(line[:MAX_LINE] for line in lines[:MAX_LINES])


class BannerStack(QWidget):
    """All banners under the safety bar, the latest on top."""

    def __init__(self) -> None:
        super().__init__()
        self._banners: dict[str, Banner] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(1)
        self.hide()

    def tell(
        self,
        key: str,
        level: str,
        what: str,
        why: str = "",
        do: str = "",
        choices: Sequence[Choice] = (),
        *,
        sticky: bool = False,
        again: bool = True,
    ) -> Banner:
        """Show a banner or renew it. `again` counts a repeat; without it only the text is renewed."""
        banner = self._banners.get(key)
        if banner is not None and (banner.level != level or len(banner.buttons) != len(choices)):
            self.drop(key)
            banner = None
        if banner is None:
            banner = Banner(key, level, choices, None if sticky else self.drop)
            self._banners[key] = banner
            self._box.insertWidget(0, banner)
            self._bound()
            if banner.buttons:
                banner.buttons[0].setFocus()
        elif again:
            banner.repeats += 1
        banner.tell(what, why, do)
        self.show()
        return banner

    def drop(self, key: str) -> None:
        banner = self._banners.pop(key, None)
        if banner is not None:
            self._box.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._banners))

    def get(self, key: str) -> Banner | None:
        return self._banners.get(key)

    def _bound(self) -> None:
        for key, banner in list(self._banners.items()):
            if len(self._banners) <= MAX_BANNERS:
                return
            if banner.level != "critical":
                self.drop(key)


class Toast(QLabel):
    """A short word at the bottom that goes by itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet(
            f"background: {theme.RAISED}; color: {theme.TEXT}; border: 1px solid {theme.LINE};"
            "border-radius: 4px; padding: 8px 14px;"
        )
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def tell(self, text: str) -> None:
        self.setText(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        parent = self._window
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 44)
