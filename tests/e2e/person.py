"""A person at the real window: goes on with the next step when what the last one waits for came true."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QTimer

from mmdesk.app import desktop

Ready = Callable[[], Any]


class Person(desktop.Desktop):
    """`work` acts between its yields, each of which says what it waits for; a program brings its own."""

    work: Callable[[], Iterator[Ready]]

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.steps = self.work()
        self.ready = next(self.steps)
        self.timer = QTimer(self._window, interval=50)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        if self.ready():
            self.ready = next(self.steps)
