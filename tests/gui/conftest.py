"""The window for tests: fed by hand, settings in a folder of the test, every timer stopped at the end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmdesk.gui import facts, theme
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.main_window import MainWindow
from mmdesk.gui.resources import resource
from mmdesk.link.protocol import LinkState
from mmdesk.ports.control import AnyCommand
from mmdesk.ports.views import AnyView, Frame
from tests.gui import feed


class Desk:
    """A window with a hand-fed bridge; `commands` are those it gave."""

    def __init__(self, settings: QSettings, language: str) -> None:
        self.bridge = Bridge()
        self.commands: list[AnyCommand] = []
        self.bridge.attach(self)
        self.window = MainWindow(self.bridge, settings, language)
        self._sequence = 0

    def submit(self, command: AnyCommand) -> str:
        self.commands.append(command)
        return f"t{len(self.commands)}"

    def connect(self, *views: AnyView) -> None:
        self.bridge.on_state(LinkState.CONNECTED, "")
        self.bridge.on_frame(Frame(sequence=0, views=(feed.session(), *views)))
        self.bridge.flush()

    def tell(self, *views: AnyView) -> None:
        self._sequence += 1
        self.bridge.on_frame(Frame(sequence=self._sequence, views=views))
        self.bridge.flush()
        self.window.refresh()


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """`speak("es")`: texts in that language until the end of the test."""
    installed: list[QTranslator] = []

    def choose(language: str) -> None:
        if language != "en":
            translator = QTranslator()
            assert translator.load(str(resource(f"translations/{language}.qm")))
            QCoreApplication.installTranslator(translator)
            installed.append(translator)

    yield choose
    for translator in installed:
        QCoreApplication.removeTranslator(translator)


@pytest.fixture
def make_desk(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    speak: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []
    # A busy machine takes seconds to draw a window; that makes nothing stale that a test said just now.
    monkeypatch.setattr(facts, "STALE_S", 10.0)
    # Once: to style the application again costs a second.
    if not qapp.styleSheet():
        theme.apply(qapp)

    def make(language: str = "en") -> Desk:
        speak(language)
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        made.append(Desk(settings, language))
        return made[-1]

    yield make
    for one in made:
        one.window.shut()
        one.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()
