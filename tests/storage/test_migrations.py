"""The migrations and the tables agree, in SQLite and, as text, in PostgreSQL."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url, select
from sqlalchemy.schema import CreateTable

from mmdesk.storage import tables
from mmdesk.storage.database import connect, database_url
from mmdesk.storage.migrate import FOLDER, HEAD, migrate

ALERT = ("level", "key", "what", "why", "do")


def test_migrating_a_new_database_makes_exactly_the_tables(tmp_path: Path) -> None:
    engine = connect(database_url(tmp_path, None))
    with engine.begin() as connection:
        migrate(connection, "test")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_a_database_of_the_first_version_keeps_its_rows_and_gets_the_new_tables(tmp_path: Path) -> None:
    engine = connect(database_url(tmp_path, None))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(tables.alerts.insert().values(sequence=7, wall_ns=1, **dict.fromkeys(ALERT, "x")))
    with engine.begin() as connection:
        migrate(connection, "test")
        assert connection.execute(select(tables.alerts.c.sequence)).scalars().all() == [7]
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_revision_we_write_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


def test_money_is_numeric_in_postgresql() -> None:
    statement = str(CreateTable(tables.trades).compile(dialect=make_url("postgresql://").get_dialect()()))
    assert "price NUMERIC NOT NULL" in statement
