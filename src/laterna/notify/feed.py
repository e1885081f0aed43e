"""A feed: what is told of one tenant's tasks, or of one task, from an event on; what event streams are made of."""

import logging
from functools import partial

from msgspec import Struct
from sqlalchemy import Connection

from laterna.errors import StorageError
from laterna.notify.outbox import Head
from laterna.notify.telling import webhook_kind
from laterna.tasks import outbox_statements as sql
from laterna.tasks import queries, statements
from laterna.tasks.store import TaskStore
from laterna.tasks.task import Task, TaskState

_log = logging.getLogger(__name__)

SPAN = 1_000
"""How many event numbers one turn looks at."""


class Told(Struct, frozen=True):
    """An event that is told, and its task as it is now; `telling.as_of` shows it as it was then."""

    head: Head
    kind: str
    task: Task


class Feed:
    """Reads on from where it stopped. Events of tasks that were removed since are left out."""

    def __init__(self, store: TaskStore, tenant: str, task_id: int | None, since: int) -> None:
        """`since` is the last event that is known already."""
        self._store = store
        self._tenant = tenant
        self._task_id = task_id
        self.since = since
        self.ended = False
        """True when the one task that is followed will not change again."""
        self.more = True
        """True when there may be more to read at once."""

    async def read(self) -> list[Told]:
        """What is new, in order. Raises StorageError."""
        if self._task_id is None:
            heads, upto = await self._store.database.read(
                partial(_of_tenant, tenant=self._tenant, since=self.since)
            )
        else:
            heads, upto = await self._store.database.read(
                partial(_of_task, task_id=self._task_id, tenant=self._tenant, since=self.since)
            )
        self.more = upto - self.since >= SPAN and self._task_id is None
        self.since = upto
        return [told for head in heads if (told := await self._told(head)) is not None]

    async def _told(self, head: Head) -> Told | None:
        if self._task_id is not None and (head.kind == "removed" or head.kind in _FINAL):
            self.ended = True
        kind = webhook_kind(head.kind, head.sequence)
        if kind is None:
            return None
        task = await task_now(self._store, head.task_id, head.tenant, final=head.kind in _FINAL)
        return None if task is None else Told(head, kind, task)


_FINAL = frozenset(state.value for state in TaskState if state.final)


async def task_now(store: TaskStore, task_id: int, tenant: str, *, final: bool) -> Task | None:
    """The task; with `final` at its end, even where another process has ended it a moment ago.

    None when it was removed, or when its row is damaged, so that one such row stops nothing else. Raises
    StorageError when the database cannot be read.
    """
    task = store.peek(task_id, tenant)
    if task is not None and (task.state.final or not final):
        return task
    try:
        found = await store.database.read(partial(queries.task, task_id=task_id))
    except StorageError as error:
        if error.field != "id":
            raise
        _log.error("%s", error.message)
        return None
    if found is not None:
        # Whoever is told of an end may look at a door right away.
        store.learn(found)
    return found


async def newest_event(store: TaskStore) -> int:
    """The number of the newest event. Raises StorageError."""
    return await store.database.read(_newest)


def _newest(connection: Connection) -> int:
    return int(connection.execute(statements.newest_event_id).scalar() or 0)


def _of_tenant(connection: Connection, tenant: str, since: int) -> tuple[list[Head], int]:
    upto = min(_newest(connection), since + SPAN)
    span = {"since": since, "until": upto, "of_tenant": tenant}
    return [Head(*row) for row in connection.execute(sql.heads_of_tenant, span)], max(upto, since)


def _of_task(connection: Connection, task_id: int, tenant: str, since: int) -> tuple[list[Head], int]:
    wanted = {"of_id": task_id, "of_tenant": tenant, "since": since}
    heads = [Head(*row) for row in connection.execute(sql.heads_of_task, wanted)]
    return heads, max((head.id for head in heads), default=since)
