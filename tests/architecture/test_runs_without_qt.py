"""Everything outside the window imports on a machine that has no Qt."""

import subprocess
import sys
from pathlib import Path

IMPORT_ALL = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph", "qasync"}:
            raise ModuleNotFoundError(f"{name} is hidden in this test", name=name)

sys.meta_path.insert(0, NoQt())
import mmdesk

count = 0
for found in pkgutil.walk_packages(mmdesk.__path__, "mmdesk."):
    if found.name.startswith(("mmdesk.gui", "mmdesk.app.desktop", "mmdesk.__main__")):
        continue
    importlib.import_module(found.name)
    count += 1
print(count)
"""


def test_everything_outside_the_window_imports_without_qt(project_root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL],
        cwd=project_root,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
