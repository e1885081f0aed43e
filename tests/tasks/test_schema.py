"""The schema: what migrations make, and when they run."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from laterna.clock import ManualClock
from laterna.errors import StorageError
from laterna.tasks.store import TaskStore
from laterna.tasks.tables import SCHEMA_VERSION, metadata

from .helpers import spec, url_in


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "laterna.tasks:migrations")
    config.attributes["connection"] = connection
    return config


def test_the_migrations_make_the_tables_that_the_program_uses_and_can_be_undone() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        config = _config(connection)
        assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_VERSION]
        command.upgrade(config, "head")
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        made = _shape(connection)
        command.downgrade(config, "base")
        connection.exec_driver_sql("DROP TABLE alembic_version")
        assert _shape(connection) == {}
        metadata.create_all(connection)
        made.pop("alembic_version")
        assert _shape(connection) == made


def _shape(connection: sa.Connection) -> dict[str, object]:
    """Every table with its columns, types and keys, and every index with its columns and condition."""
    shape: dict[str, object] = {}
    for name, kind, words in connection.exec_driver_sql(
        "SELECT name, type, sql FROM sqlite_master"
    ).fetchall():
        if kind == "table":
            columns = connection.exec_driver_sql(f"PRAGMA table_info({name})").fetchall()
            shape[name] = (sorted(tuple(column)[1:] for column in columns), "WITHOUT ROWID" in words)
        elif words:
            shape[name] = (
                connection.exec_driver_sql(f"PRAGMA index_xinfo({name})").fetchall(),
                " WHERE " in words,
            )
    return shape


async def test_an_older_database_is_migrated_when_it_is_opened(tmp_path: Path) -> None:
    older = sqlite3.connect(tmp_path / "laterna.db")
    older.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    older.close()
    for _ in range(2):
        store = await TaskStore.open(url_in(tmp_path), ManualClock())
        task = await store.create(spec())
        assert store.peek(task.id, "default") == task
        await store.close()


async def test_a_database_of_a_newer_laterna_is_left_alone(tmp_path: Path) -> None:
    store = await TaskStore.open(url_in(tmp_path), ManualClock())
    await store.close()
    database = sqlite3.connect(tmp_path / "laterna.db")
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    with pytest.raises(StorageError, match=r"schema 9999.*install the newer Laterna"):
        await TaskStore.open(url_in(tmp_path), ManualClock())


def test_opening_a_new_or_a_current_database_does_not_load_alembic(tmp_path: Path) -> None:
    words = (
        "import asyncio, sys\n"
        "from laterna.clock import SystemClock\n"
        "from laterna.tasks.store import TaskStore\n"
        "async def main():\n"
        "    store = await TaskStore.open(sys.argv[1], SystemClock())\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
        "assert not {'alembic', 'sqlalchemy.orm', 'sqlalchemy.ext.asyncio', 'asyncpg'} & set(sys.modules)\n"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", words, url_in(tmp_path)], check=True)


async def test_two_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    words = (
        "import asyncio, sys\n"
        "from laterna.clock import SystemClock\n"
        "from laterna.tasks.store import TaskStore\n"
        "from tests.tasks.helpers import spec\n"
        "async def main():\n"
        "    store = await TaskStore.open(sys.argv[1], SystemClock())\n"
        "    await store.create(spec())\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
    )
    here = Path(__file__).parents[2]
    children = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", words, url_in(tmp_path), cwd=here)
        for _ in range(3)
    ]
    assert [await child.wait() for child in children] == [0, 0, 0]
    store = await TaskStore.open(url_in(tmp_path), ManualClock())
    assert (await store.list_tasks("default"))[1] == 3
    assert (await store.create(spec())).id
    await store.close()
