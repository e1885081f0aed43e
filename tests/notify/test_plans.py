"""No statement of the outbox's daily round reads a whole table. SQLite's own words."""

import re

import pytest
from sqlalchemy import Connection
from sqlalchemy.sql.expression import ClauseElement

from laterna.tasks import outbox_statements as sql
from tests.notify.office import Office

_DAILY = {
    "heads_since": sql.heads_since,
    "heads_of_tenant": sql.heads_of_tenant,
    "heads_of_task": sql.heads_of_task,
    "waiting_chains": sql.waiting_chains,
    "next_in_lane": sql.next_in_lane,
    "end_attempt": sql.end_attempt,
    "next_in_chain": sql.next_in_chain,
    "set_next_at": sql.set_next_at,
    "drop_waiting": sql.drop_waiting,
    "forget_deliveries": sql.forget_deliveries,
    "ended_since": sql.ended_since,
    "log of an endpoint": sql.log_of("t", endpoint="e", state=None, task_id=None),
    "log of a task": sql.log_of("t", endpoint=None, state=None, task_id=5),
}


def _plan(connection: Connection, statement: ClauseElement) -> str:
    words = re.sub(r"\(__\[POSTCOMPILE_\w+\]\)", "(?)", str(statement.compile(dialect=connection.dialect)))
    words = re.sub(r":\w+", "?", words)
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", (None,) * words.count("?"))
    return "; ".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("name", _DAILY)
async def test_the_daily_round_uses_indexes(office: Office, database: str, name: str) -> None:
    if database != "sqlite":
        return
    plan = await office.store.database.read(lambda connection: _plan(connection, _DAILY[name]))
    assert "SCAN deliveries" not in plan and "SCAN events" not in plan, plan


async def test_the_lanes_are_read_from_the_index_of_what_is_due(office: Office, database: str) -> None:
    if database != "sqlite":
        return
    plan = await office.store.database.read(lambda connection: _plan(connection, sql.due_lanes))
    assert "USING COVERING INDEX deliveries_due" in plan, plan
