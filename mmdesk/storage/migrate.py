"""Brings the database's tables to this version's shape, from any earlier one."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from mmdesk.core.model.errors import ConfigurationError

HEAD: Final = "0004"
"""The revision this version writes; equal to the newest file in migrations/versions (a test holds that)."""
FOLDER: Final = Path(__file__).parent / "migrations"


def migrate(connection: Connection, name: str) -> None:
    """Upgrade inside the caller's transaction. Raises ConfigurationError for a newer version's database."""
    found = revision_of(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise ConfigurationError(
            f"The database {name} was written by a newer mmdesk.\n"
            f"Its tables are at revision {found}, this version knows {HEAD}.\n"
            "Update mmdesk, or set storage.data_dir to another folder."
        )
    # Half a second of imports that a start without a migration does not pay.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def revision_of(connection: Connection) -> str | None:
    """The database's revision; None for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision
