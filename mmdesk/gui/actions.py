"""Every action of the window in one table: name, text, keys. A test holds that no key is given twice."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from mmdesk.gui.i18n import LANGUAGES, tr


def action_table() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Text and keys by name, in the order of the cheat sheet."""
    return {
        "stop": (tr("STOP and cancel all"), ("F12", "Ctrl+Shift+X")),
        "pause": (tr("Pause or resume quoting"), ("Ctrl+.",)),
        "cancel": (tr("Cancel the selected orders"), ("Del",)),
        "filter": (tr("Filter the table shown"), ("Ctrl+F",)),
        "export": (tr("Save the table as CSV"), ("Ctrl+E",)),
        "find_order": (tr("The history of an order by its id"), ("Ctrl+O",)),
        "now": (tr("Charts back to now"), ("End",)),
        "next_panel": (tr("Next panel"), ("F6",)),
        "previous_panel": (tr("Previous panel"), ("Shift+F6",)),
        "orders": (tr("Show orders"), ("Alt+1",)),
        "positions": (tr("Show positions"), ("Alt+2",)),
        "fills": (tr("Show fills"), ("Alt+3",)),
        "log": (tr("Show log"), ("Alt+4", "Ctrl+L")),
        "limits": (tr("Show limits"), ("Alt+5",)),
        "breakers": (tr("Show breakers"), ("Alt+6", "Ctrl+B")),
        "reset_layout": (tr("Reset the layout"), ()),
        "keys": (tr("Keyboard shortcuts"), ("Ctrl+/", "F1")),
        "quit": (tr("Quit"), ("Ctrl+Q",)),
    }


class Actions(QObject):
    """The actions as QActions; `add_to` makes their keys work app-wide."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.by_name: dict[str, QAction] = {}
        for name, (text, keys) in action_table().items():
            action = QAction(text, self)
            action.setObjectName(name)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            self.by_name[name] = action

    def __getitem__(self, name: str) -> QAction:
        return self.by_name[name]

    def bind(self, handlers: dict[str, Callable[[], None]]) -> None:
        """Give each action what it does."""
        for name, handler in handlers.items():
            self.by_name[name].triggered.connect(lambda _=False, act=handler: act())

    def menu(self, language: str, on_language: Callable[[str], None]) -> QMenu:
        """The menu behind the three lines."""
        menu = QMenu()
        for name in ("orders", "positions", "fills", "log", "limits", "breakers"):
            menu.addAction(self.by_name[name])
        menu.addSeparator()
        menu.addAction(self.by_name["now"])
        menu.addAction(self.by_name["reset_layout"])
        languages = menu.addMenu(tr("Language"))
        for key, name in LANGUAGES.items():
            choice = languages.addAction(name)
            choice.setCheckable(True)
            choice.setChecked(key == language)
            choice.triggered.connect(lambda _=False, key=key: on_language(key))
        menu.addSeparator()
        menu.addAction(self.by_name["keys"])
        menu.addAction(self.by_name["quit"])
        return menu

    def cheat_sheet(self) -> str:
        """All keys as plain text."""
        lines = [(a.text(), a.shortcuts()) for a in self.by_name.values() if a.shortcuts()]
        return "\n".join(
            f"{text}:  " + ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
            for text, keys in lines
        )
