"""Brings a database to the newest schema when it is opened.

An empty database gets all tables at once, an older one is migrated by Alembic, and a current one costs one
query: Alembic is imported only where it has work to do, since it would cost every start time and memory.
"""

from sqlalchemy import Connection, inspect

from laterna.errors import StorageError
from laterna.tasks.statements import schema_version, write_version, write_version_table
from laterna.tasks.tables import SCHEMA_VERSION, metadata

_VERSION_TABLE = "alembic_version"


def bring_up_to_date(connection: Connection) -> None:
    """Makes or migrates the tables. Raises StorageError when the database is newer than this program."""
    names = inspect(connection).get_table_names()
    if _VERSION_TABLE not in names:
        if names:
            raise StorageError(
                f"The database holds tables that are not Laterna's ({', '.join(names[:3])}); choose another.",
                field="database_url",
            )
        metadata.create_all(connection)
        connection.execute(write_version_table)
        connection.execute(write_version, {"version": SCHEMA_VERSION})
        return
    found = connection.execute(schema_version).scalar_one_or_none()
    if found != SCHEMA_VERSION:
        _migrate(connection, found)


def _migrate(connection: Connection, found: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "laterna.tasks:migrations")
    config.attributes["connection"] = connection
    try:
        ScriptDirectory.from_config(config).get_revision(found or "base")
    except CommandError as error:
        raise StorageError(
            f"The database has schema {found}, this Laterna knows schemas up to {SCHEMA_VERSION}; "
            "install the newer Laterna that wrote it, or restore a back-up."
        ) from error
    command.upgrade(config, "head")
