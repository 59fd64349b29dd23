"""The migrations and the tables agree, in SQLite and, as text, in PostgreSQL."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url
from sqlalchemy.schema import CreateTable

from mmdesk.storage import tables
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.migrate import FOLDER, HEAD, migrate


def test_migrating_a_new_database_makes_exactly_the_tables(tmp_path: Path) -> None:
    engine = connect(database_url(tmp_path, None))
    with engine.begin() as connection:
        migrate(connection, "test")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_revision_we_write_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


def test_money_is_numeric_in_postgresql() -> None:
    statement = str(CreateTable(tables.trades).compile(dialect=make_url("postgresql://").get_dialect()()))
    assert "price NUMERIC NOT NULL" in statement
