"""A picture of the real demo: `python -m tests.gui.live_picture OUT.png [--seconds 90] [--size 1440x900]`.

Venue, engine and window run as a person would start them; `docs/images/window.png` was taken with it.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from mmdesk.app import desktop
from mmdesk.app.options import RunOptions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--language", default="en")
    parser.add_argument("--tab", type=int, default=0)
    options = parser.parse_args()
    width, height = (int(n) for n in options.size.split("x"))

    class Pictured(desktop.Desktop):
        """The desktop, and a photographer."""

        def __init__(self, *parts: Any) -> None:
            super().__init__(*parts)
            self._window.resize(width, height)
            QTimer.singleShot(int(options.seconds * 1000), self._window, self._take)

        def _take(self) -> None:
            self._window.tables.show_tab(options.tab)
            QTimer.singleShot(300, self._window, self._shoot)

        def _shoot(self) -> None:
            self._window.grab().save(options.out)
            self._window.gate.leave_now()

    desktop.Desktop = Pictured  # type: ignore[assignment,misc]  # only this tool watches the desktop from inside
    with tempfile.TemporaryDirectory() as folder:
        run = RunOptions(data_dir=Path(folder), arm=True, lang=options.language)
        sys.exit(desktop.run_desktop(run))


if __name__ == "__main__":
    main()
