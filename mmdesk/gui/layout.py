"""The arrangement of the window, kept between sessions with a version; no other version is tried."""

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QFrame, QWidget

VERSION = 2
FRAME_PX = 32
"""What a title bar takes of a window's height."""


class Arranged(Protocol):
    """A splitter or a header: anything that can say and take back how it is arranged."""

    def saveState(self) -> QByteArray: ...
    def restoreState(self, state: QByteArray, /) -> bool: ...


def save_layout(settings: QSettings, geometry: QByteArray, parts: Mapping[str, Arranged]) -> None:
    """Remember the window's geometry and the state of each part."""
    settings.setValue("layout/version", VERSION)
    settings.setValue("layout/geometry", geometry)
    for name, part in parts.items():
        settings.setValue(f"layout/{name}", part.saveState())


def saved_geometry(settings: QSettings) -> QByteArray | None:
    """The window's geometry, None when there is none of this version."""
    value = settings.value("layout/geometry") if _is_ours(settings) else None
    return value if isinstance(value, QByteArray) else None


def restore_layout(settings: QSettings, parts: Mapping[str, Arranged]) -> bool:
    """Arrange the parts as they were. False when something was saved that cannot be used."""
    if not settings.contains("layout/version"):
        return True
    if not _is_ours(settings):
        return False
    states = {name: settings.value(f"layout/{name}") for name in parts}
    return all(
        isinstance(state, QByteArray) and parts[name].restoreState(state)
        for name, state in states.items()
        if state is not None
    )


def forget_layout(settings: QSettings) -> None:
    settings.remove("layout")


def _is_ours(settings: QSettings) -> bool:
    return str(settings.value("layout/version")) == str(VERSION)


def place_below_bar(dialog: QWidget, window: QWidget) -> None:
    """Put a window of its own where STOP stays in sight: below the safety bar, no taller than the screen."""
    bar = window.findChild(QFrame, "SafetyBar")
    screen = window.screen().availableGeometry()
    top = bar.mapToGlobal(bar.rect().bottomLeft()).y() + 1 if bar else screen.top()
    left = window.mapToGlobal(window.rect().topLeft()).x() + (window.width() - dialog.width()) // 2
    dialog.resize(dialog.width(), min(dialog.height(), screen.bottom() - top - FRAME_PX))
    dialog.move(max(screen.left(), min(left, screen.right() - dialog.width())), top)
