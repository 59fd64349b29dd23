"""The number of a session: part of every client order id, so durable before use and never used twice."""

from pathlib import Path
from typing import Final

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.storage.segments import epoch_of, segment_paths
from mmdesk.storage.sync import write_durably

FILE_NAME: Final = "epoch"


def take_epoch(data_dir: Path, journals: Path, known: int) -> int:
    """One more than every epoch known here: the file's, the journals', the database's (`known`).

    Raises OSError, ConfigurationError when the file holds something else.
    """
    path = data_dir / FILE_NAME
    highest = max([known, _read(path), *map(epoch_of, journals.glob("*.journal*"))])
    write_durably(path, f"{highest + 1}\n".encode())
    return highest + 1


def highest_in(journals: Path) -> int:
    """The highest epoch among the journal files; 0 without any."""
    return max(map(epoch_of, segment_paths(journals)), default=0)


def _read(path: Path) -> int:
    try:
        text = path.read_text("ascii", "replace").strip()
    except FileNotFoundError:
        return 0
    if not text.isdecimal():
        raise ConfigurationError(
            f"The file {path} does not hold a session number.\n"
            f"It reads {text[:40]!r}; order ids must never repeat, so it is not guessed.\n"
            "Write the highest epoch of your order ids into it; delete it if you have sent no order yet."
        )
    return int(text)
