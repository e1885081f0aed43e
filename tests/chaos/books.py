"""What the house has written down, read from its database beside it, and what the upstreams have."""

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from laterna.upstream import InvoiceLine

Row = dict[str, Any]
FINAL = frozenset({"succeeded", "failed", "canceled"})
SUMS = ("held", "settled", "voided")


class TaskBooks(Struct, frozen=True, kw_only=True):
    """All that is written down about one task, in order."""

    task: Row
    events: tuple[Row, ...]
    ledger: tuple[Row, ...]
    submissions: tuple[Row, ...]
    deliveries: tuple[Row, ...]

    @property
    def request(self) -> Row:
        """What was asked for."""
        found: Row = msgspec.json.decode(self.task["request"])
        return found

    @property
    def prompt(self) -> str:
        """What the task was about."""
        return str(self.request["prompt"])

    @property
    def made_by(self) -> str:
        """The upstream that made the clip; empty when none did."""
        return next((str(each["upstream"]) for each in self.submissions if each["state"] == "succeeded"), "")

    @property
    def settled(self) -> bool:
        """True when its hold has ended in a payment."""
        return any(entry["kind"] == "settle" for entry in self.ledger)

    @property
    def open_submissions(self) -> list[Row]:
        """Those of which nobody knows the end."""
        return [each for each in self.submissions if each["closed_at"] is None]

    @property
    def waiting_deliveries(self) -> list[Row]:
        """What is still to be told."""
        return [each for each in self.deliveries if each["state"] == "waiting"]


class Books:
    """The database of a house, read only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of_prompts(self, prefix: str) -> list[TaskBooks]:
        """The books of all tasks whose prompt begins so, oldest first."""
        with self._opened() as connection:
            # The prompt is written as JSON inside the request; no prompt of the run needs escaping.
            wanted = f'%"prompt":"{prefix}%'
            tasks = _rows(connection, "SELECT * FROM tasks WHERE request LIKE ? ORDER BY id", [wanted])
            ids = [task["id"] for task in tasks]
            events, ledger, submissions, deliveries = (
                _by_task(connection, table, order, ids)
                for table, order in (
                    ("events", "sequence"),
                    ("ledger", "step"),
                    ("submissions", "number"),
                    ("deliveries", "event_id"),
                )
            )
        return [
            TaskBooks(
                task=task,
                events=events[task["id"]],
                ledger=ledger[task["id"]],
                submissions=submissions[task["id"]],
                deliveries=deliveries[task["id"]],
            )
            for task in tasks
        ]

    def sums(self) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
        """Held, settled and voided by currency: as the usage says, and as the ledger adds up."""
        with self._opened() as connection:
            usage = _rows(
                connection,
                "SELECT currency, sum(held) held, sum(settled) settled, sum(voided) voided"
                " FROM usage GROUP BY currency",
            )
            ledger = _rows(
                connection,
                "SELECT currency, sum(amount * (kind = 'hold')) held, sum(amount * (kind = 'settle')) settled,"
                " sum(amount * (kind = 'void')) voided FROM ledger GROUP BY currency",
            )
        return _by_currency(usage), _by_currency(ledger)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=10)) as found:
            found.row_factory = sqlite3.Row
            found.execute("BEGIN")
            yield found


def _rows(connection: sqlite3.Connection, statement: str, values: Sequence[object] = ()) -> list[Row]:
    return [dict(row) for row in connection.execute(statement, values)]


def _by_task(
    connection: sqlite3.Connection, table: str, order: str, ids: Sequence[int]
) -> dict[int, tuple[Row, ...]]:
    marks = ",".join("?" * len(ids))
    found: dict[int, list[Row]] = defaultdict(list)
    for row in _rows(connection, f"SELECT * FROM {table} WHERE task_id IN ({marks}) ORDER BY {order}", ids):
        found[row["task_id"]].append(row)
    return defaultdict(tuple, {task_id: tuple(rows) for task_id, rows in found.items()})


def _by_currency(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    return {row["currency"]: {name: int(row[name] or 0) for name in SUMS} for row in rows}


def lines_of(answer: Any, prefix: str) -> list[InvoiceLine]:
    """The lines of an invoice about prompts that begin so."""
    lines = msgspec.convert(answer["lines"], list[InvoiceLine])
    return [line for line in lines if line.prompt.startswith(prefix)]
