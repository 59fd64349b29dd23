"""The door for `mmdesk stop`: a desk that cannot leave it says why and does not start."""

from pathlib import Path

import pytest

from mmdesk.app.control_file import ControlDoor, find_door, write_door
from mmdesk.app.options import BadInputError

DOOR = ControlDoor(1, "token", 2)


def test_a_door_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "control.json"
    path.mkdir()
    with pytest.raises(BadInputError, match=r"control\.json cannot be written: .* Make the folder writable"):
        write_door(path, DOOR)
    assert list(tmp_path.iterdir()) == [path], "no half of it is left behind"


def test_a_door_is_found_as_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "control.json"
    write_door(path, DOOR)
    assert find_door(path) == DOOR
    assert path.stat().st_mode & 0o077 == 0
