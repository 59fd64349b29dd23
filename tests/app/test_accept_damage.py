"""`mmdesk doctor --accept-damage`: a person says that positions are compared; nothing less allows arming."""

from pathlib import Path

import pytest

from mmdesk.app.doctor import accept
from mmdesk.app.options import BadInputError
from mmdesk.app.paths import paths_of
from mmdesk.storage.damage import read_lost, remember_lost
from mmdesk.storage.store import open_store


def damaged(folder: Path) -> None:
    open_store(folder).close()
    segment = next((folder / "journal").glob("*"))
    remember_lost(folder / "journal", segment, [(3, 5)])


def test_accepted_damage_no_longer_forbids_arming(tmp_path: Path) -> None:
    damaged(tmp_path)
    assert accept(paths_of(tmp_path)).startswith("Accepted")
    assert read_lost(tmp_path / "journal") is None
    assert accept(paths_of(tmp_path)).startswith("There is no damage")


def test_nothing_is_accepted_while_a_desk_runs(tmp_path: Path) -> None:
    damaged(tmp_path)
    store = open_store(tmp_path)
    with pytest.raises(BadInputError, match="Another mmdesk"):
        accept(paths_of(tmp_path))
    assert store.read_only_reason
    store.close()
