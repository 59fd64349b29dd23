"""`mmdesk doctor`: versions and places, to copy into a report; `--accept-damage` is all that it changes."""

import importlib.metadata
import platform
import sys

from mmdesk import __version__
from mmdesk.app.instance import held_by
from mmdesk.app.options import BadInputError
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
        f"engine      {_engine(paths)}",
    ]
    return lines + [f"{name:<11} {_version(name)}" for name in PACKAGES]


def accept(paths: Paths) -> str:
    """A person compared positions with the venues: the next start may arm. Raises BadInputError."""
    from mmdesk.core.model.errors import ConfigurationError
    from mmdesk.storage.damage import acknowledge, read_lost
    from mmdesk.storage.lock import FolderLock

    try:
        lock = FolderLock(paths.data_dir)
        try:
            lost = read_lost(paths.journal_dir)
            acknowledge(paths.journal_dir)
        finally:
            lock.release()
    except (ConfigurationError, OSError) as error:
        raise BadInputError(f"the damage cannot be accepted: {error}") from error
    if lost is None:
        return "There is no damage to accept: nothing was changed."
    return (
        "Accepted: the next start reconciles with the venues and may be armed. The damaged files are kept. "
        "Stops, latches and open breakers of the lost facts are not known: look at the Limits and Breakers "
        "tabs before you arm."
    )


def _engine(paths: Paths) -> str:
    from mmdesk.storage.lock import FILE_NAME

    if pid := held_by(paths.data_dir / FILE_NAME):
        return f"runs (process {pid})"
    return "not running, and did not end cleanly" if paths.control_file.exists() else "not running"


def _size(paths: Paths) -> str:
    return f"{paths.database.stat().st_size:,} bytes" if paths.database.exists() else "not made yet"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
