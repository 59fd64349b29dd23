"""`mmdesk doctor`: versions and places, to copy into a report. It changes nothing and reaches nobody."""

import importlib.metadata
import platform
import sys

from mmdesk import __version__
from mmdesk.app.paths import Paths

PACKAGES = ("ccxt", "aiohttp", "uvloop", "msgspec", "sqlalchemy", "PySide6_Essentials", "qasync", "pyqtgraph")


def report(paths: Paths) -> list[str]:
    """Lines of `name  value`."""
    lines = [
        f"mmdesk      {__version__}",
        f"Python      {platform.python_version()} ({sys.executable})",
        f"system      {platform.platform()}",
        f"data        {paths.data_dir}",
        f"database    {paths.database} ({_size(paths)})",
        f"journal     {paths.journal_dir}",
        f"logs        {paths.logs_dir}",
        f"engine      {'runs, or did not end cleanly' if paths.control_file.exists() else 'not running'}",
    ]
    return lines + [f"{name:<11} {_version(name)}" for name in PACKAGES]


def _size(paths: Paths) -> str:
    return f"{paths.database.stat().st_size:,} bytes" if paths.database.exists() else "not made yet"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
