"""The door for `mmdesk stop`: port and token of the running engine, in a file only its owner can read."""

import contextlib
import os
from pathlib import Path

import msgspec

from mmdesk.app.options import BadInputError


class ControlDoor(msgspec.Struct, frozen=True):
    """Where the running engine's link listens. The token opens it."""

    port: int
    token: str
    pid: int


def write_door(path: Path, door: ControlDoor) -> None:
    """Write it for the owner's eyes only, all at once. Raises BadInputError: no desk without its door."""
    passing = path.with_suffix(f".{os.getpid()}.part")
    try:
        file = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "wb") as out:
            out.write(msgspec.json.encode(door))
        passing.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            passing.unlink()
        raise BadInputError(
            f"{path} cannot be written: {error}. Without it 'mmdesk stop' would not find this desk. Make the "
            "folder writable, or free space on its disk"
        ) from error


def find_door(path: Path) -> ControlDoor | None:
    """None when no engine left its door here. Raises BadInputError when it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=ControlDoor)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise BadInputError(f"{path} cannot be read: {error}. Stop the engine in its own window") from error


def read_door(path: Path) -> ControlDoor:
    """Raises BadInputError when no engine left its door here."""
    if (door := find_door(path)) is None:
        raise BadInputError(
            f"no engine runs in {path.parent}. If it runs with another data folder, name it with --data-dir"
        )
    return door


def remove_door(path: Path) -> None:
    """Take it away, if it is still ours."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        if msgspec.json.decode(path.read_bytes(), type=ControlDoor).pid == os.getpid():
            path.unlink()
