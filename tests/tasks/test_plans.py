"""How the database is asked and kept: by indexes, in order, and with every commit on disk. SQLite's own words."""

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, Executable, FromClause
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.expression import ClauseElement

from laterna.tasks import statements, submission_statements
from laterna.tasks.records import ALL_MODELS, Models, TaskFilter
from laterna.tasks.store import TaskStore
from laterna.tasks.task import TaskState

_DAILY = (
    "task_by_id",
    "newest_task_id",
    "newest_event_id",
    "live_tasks",
    "live_counts",
    "lapsed_tasks",
    "waiting_tasks",
    "next_due",
    "renew_leases",
    "held_ids",
    "end_leases",
    "events_of_task",
    "events_since",
    "tasks_touched",
    "removed_tasks",
    "delete_task",
    "entries_of_task",
    "twin_of",
    "forget_twins",
)


_MODELS = (ALL_MODELS, Models(("wan2.5-t2v-preview", "viduq1")), Models(("viduq1",), others=False))


def _plan(connection: Connection, statement: ClauseElement) -> str:
    words = re.sub(r"\(__\[POSTCOMPILE_\w+\]\)", "(?)", str(statement.compile(dialect=connection.dialect)))
    words = re.sub(r"__\[POSTCOMPILE_\w+\]", "?", words)
    words = re.sub(r":\w+", "?", words)
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", (None,) * words.count("?"))
    return "; ".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("name", _DAILY)
async def test_no_statement_of_the_daily_round_reads_a_whole_table(file: TaskStore, name: str) -> None:
    statement = getattr(statements, name)
    for each in [statement] if isinstance(statement, ClauseElement) else map(statement, _MODELS):
        _looks_things_up(
            name, await file.database.read(lambda connection, each=each: _plan(connection, each))
        )


@pytest.mark.parametrize(
    "name",
    [
        "submissions_of_task",
        "states_of_task",
        "owner_of_upstream_id",
        "known_upstream_ids",
        "open_submissions",
        "rival_submissions",
    ],
)
async def test_no_statement_about_submissions_reads_the_whole_table(file: TaskStore, name: str) -> None:
    statement = getattr(submission_statements, name)
    plan = await file.database.read(lambda connection: _plan(connection, statement))
    assert "SCAN submissions" not in plan or "submissions_open" in plan, plan


def _looks_things_up(name: str, plan: str) -> None:
    assert "SCAN tasks" not in plan or "USING COVERING INDEX tasks_claimable" in plan, plan
    for table in ("events", "ledger", "idempotency"):
        assert f"SCAN {table}" not in plan, plan
    assert "TEMP B-TREE" not in plan or name in ("live_tasks", "lapsed_tasks", "tasks_touched"), plan


async def test_a_page_and_its_count_are_read_from_an_index_in_order(file: TaskStore) -> None:
    wanted = TaskFilter(states=(TaskState.FAILED,), created_from=5, created_to=9)
    for tenant, index in (("default", "tasks_of_tenant"), (None, "tasks_by_age")):
        plan = await file.database.read(
            lambda connection, tenant=tenant: _plan(
                connection, statements.page_of_tasks(tenant, wanted, (1, 2))
            )
        )
        assert f"INDEX {index}" in plan
        assert "TEMP B-TREE" not in plan
    plan = await file.database.read(
        lambda connection: _plan(connection, statements.count_of_tasks("default", wanted))
    )
    assert "COVERING INDEX tasks_of_tenant" in plan


def test_every_statement_can_be_said_to_postgresql_too() -> None:
    words = {
        name: value
        for name, value in {**vars(statements), **vars(submission_statements)}.items()
        if isinstance(value, Executable) and not isinstance(value, FromClause)
    }
    for name, statement in words.items():
        assert str(statement.compile(dialect=postgresql.dialect())), name
    assert len(words) > 30


async def test_the_database_is_kept_with_the_promised_care(file: TaskStore, tmp_path: Path) -> None:
    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await file.database.write(pragmas) == ["wal", 2, 1, 5000]
    check = sqlite3.connect(tmp_path / "laterna.db")
    assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    check.close()
