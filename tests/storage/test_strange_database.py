"""A file by our name that is not ours: another program's database, a folder."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.storage.database import APPLICATION_ID, is_strange
from mmdesk.storage.store import open_store
from tests.storage.conftest import Opener


@pytest.fixture(autouse=True)
def folder(data_dir: Path) -> None:
    data_dir.mkdir(exist_ok=True)


def make(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def mark_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        mark: int = connection.execute("PRAGMA application_id").fetchone()[0]
        return mark


@pytest.mark.parametrize("mark", [0, 42])
def test_another_programs_database_is_kept_aside_as_it_was(
    open_here: Opener, data_dir: Path, mark: int
) -> None:
    path = data_dir / "mmdesk.db"
    make(path, "CREATE TABLE photos (name TEXT)", "INSERT INTO photos VALUES ('cat')")
    make(path, f"PRAGMA application_id={mark}")
    before = path.read_bytes()
    store = open_here()
    assert [notice.key for notice in store.notices] == ["storage.database_strange"]
    (kept,) = data_dir.glob("mmdesk.db.not-ours-*")
    assert kept.read_bytes() == before
    assert mark_of(path) == APPLICATION_ID


def test_our_own_database_is_ours_with_and_without_its_mark(open_here: Opener, data_dir: Path) -> None:
    path = data_dir / "mmdesk.db"
    open_here().close()
    assert not is_strange(path)
    # As versions before the mark left it.
    make(path, "PRAGMA application_id=0")
    store = open_here()
    assert store.notices == ()
    assert mark_of(path) == APPLICATION_ID


@pytest.mark.parametrize("content", [b"", b"this is no database\n" * 500])
def test_an_empty_file_and_one_that_is_no_database_are_nobodys(data_dir: Path, content: bytes) -> None:
    path = data_dir / "mmdesk.db"
    path.write_bytes(content)
    assert not is_strange(path)


def test_a_folder_by_that_name_is_refused_with_what_to_do(data_dir: Path) -> None:
    (data_dir / "mmdesk.db").mkdir()
    with pytest.raises(ConfigurationError) as refused:
        open_store(data_dir)
    what, why, do = str(refused.value).splitlines()
    assert "cannot be used" in what
    assert "is a folder" in why
    assert "Move the folder away" in do
    (data_dir / "mmdesk.db").rmdir()
    open_store(data_dir).close()
