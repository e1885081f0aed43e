"""The outbox: what must be told, kept in the database beside the events that it comes from.

Events are written with each change of a task, in the same transaction. From them this module derives deliveries,
a batch at a time, and in the transaction that adds them it notes how far it has come; so nothing is forgotten
and nothing is derived twice, whatever dies when. One process at a time does this, by a lease.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Executable, RowMapping

from laterna.clock import DAY, SECOND, Clock
from laterna.notify import endpoints
from laterna.notify.delivery import Delivery, DeliveryState, delivery_of, log_text, row_of
from laterna.tasks import outbox_statements as sql
from laterna.tasks.database import Database
from laterna.tasks.rows import Cell

LEASE = 15 * SECOND
KEPT = 30 * DAY
"""How long deliveries that have ended can be looked at and replayed, in microseconds."""

BATCH = 1_000
"""How many events are looked at in one turn."""
_CURSOR_EVERY = 5_000
_ASK_AGAIN = SECOND


class Head(Struct, frozen=True):
    """An event without its details."""

    id: int
    task_id: int
    sequence: int
    tenant: str
    kind: str
    at: int


class Outcome(Struct, frozen=True):
    """A delivery after a try. `gone`: its endpoint wants nothing more, ever."""

    delivery: Delivery
    gone: bool = False


class Outbox:
    """The database's side of telling, for one holder of the lease. Methods raise StorageError."""

    def __init__(self, database: Database, clock: Clock, holder: str) -> None:
        """`holder` names this process; a restarted one under the same name goes on at once."""
        self._database = database
        self._clock = clock
        self._holder = holder
        self._held_until = 0
        self._cursor = -1
        self._denied_at = -_ASK_AGAIN
        self._kept_cursor = -1

    @property
    def held(self) -> bool:
        """True while the lease is certainly ours."""
        return self._clock.now() < self._held_until <= self._clock.now() + 2 * LEASE

    async def hold(self) -> bool:
        """Takes the lease, or prolongs it when a third of it is over. False when somebody else has it."""
        now = self._clock.now()
        if self.held and self._held_until - now > LEASE * 2 // 3:
            return True
        until = now + LEASE
        if abs(now - self._denied_at) < _ASK_AGAIN:
            return False
        cursor = await self._database.write(partial(_hold, holder=self._holder, now=now, until=until))
        if cursor is None:
            self._held_until, self._cursor, self._denied_at = 0, -1, now
            return False
        if self._cursor < 0:
            self._cursor = self._kept_cursor = cursor
        self._held_until = until
        return True

    async def release(self) -> None:
        """Gives the lease back, so that another process takes over at once."""
        if self._cursor < 0:
            return
        self._held_until = 0
        await self._database.write(partial(_release, holder=self._holder, cursor=self._cursor))
        self._cursor = -1

    async def news(self) -> list[Head]:
        """The next events that have not been looked at."""
        return await self._database.read(partial(_heads, since=self._cursor))

    async def take(self, upto: int, found: Sequence[Delivery]) -> list[Delivery]:
        """Adds the deliveries of all events up to `upto`; answers them as they now wait.

        Nothing is added, and the lease is let go of, when somebody else has taken it meanwhile.
        """
        if not found and upto - self._kept_cursor < _CURSOR_EVERY:
            self._cursor = upto
            return []
        taken = await self._database.write(partial(_take, holder=self._holder, upto=upto, found=found))
        if taken is None:
            self._held_until, self._cursor = 0, -1
            return []
        self._cursor = self._kept_cursor = upto
        return taken

    async def note(self, outcomes: Sequence[Outcome]) -> list[Delivery]:
        """Writes down what came of tries; answers the deliveries that were waiting for these."""
        return await self._database.write(partial(_note, outcomes=outcomes, now=self._clock.now()))

    async def lanes(self) -> list[str]:
        """Every lane in which something is to be sent, now or later."""
        return await self._database.read(_lanes)

    async def due(self, lane: str, limit: int) -> list[Delivery]:
        """What is to be sent next in a lane, in order."""
        return await self._database.read(partial(_due, lane=lane, limit=limit))

    async def forget(self) -> None:
        """Forgets what has ended long ago."""
        until = self._clock.now() - KEPT
        await self._database.write(partial(_forget, until=until))


class DeliveryLog:
    """What tenants may look at and ask for again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(
        self,
        tenant: str,
        *,
        endpoint: str | None = None,
        state: str | None = None,
        task_id: int | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> list[Delivery]:
        """A tenant's deliveries, newest event first, of events before the number `before`.

        `endpoint` empty means callbacks; None stands for all.
        """
        return await self._database.read(
            partial(
                _page,
                statement=sql.log_of(tenant, endpoint=endpoint, state=state, task_id=task_id),
                before=before,
                limit=limit,
            )
        )

    async def replay(self, tenant: str, delivery_id: str) -> Delivery | None:
        """Has one delivery sent anew, under the same id. None when the tenant has no such delivery."""
        return await self._database.write(
            partial(_replay, tenant=tenant, delivery_id=delivery_id, now=self._clock.now())
        )

    async def replay_since(self, tenant: str, endpoint: str, since: int) -> int:
        """Has everything sent anew that an endpoint should have been told since a time (microseconds).

        In order per task and under the same ids. Answers how many deliveries that are.
        """
        return await self._database.write(
            partial(_replay_since, tenant=tenant, endpoint=endpoint, since=since, now=self._clock.now())
        )


def _hold(connection: Connection, holder: str, now: int, until: int) -> int | None:
    connection.execute(sql.make_outbox)
    beyond = now + 2 * LEASE
    connection.execute(sql.hold_outbox, {"of_holder": holder, "now": now, "beyond": beyond, "until": until})
    return _cursor(connection, holder)


def _release(connection: Connection, holder: str, cursor: int) -> None:
    if _cursor(connection, holder) is not None:
        connection.execute(sql.move_cursor, {"to": cursor})
        connection.execute(sql.release_outbox, {"of_holder": holder})


def _cursor(connection: Connection, holder: str) -> int | None:
    found = connection.execute(sql.cursor_of_holder, {"of_holder": holder}).first()
    return None if found is None else int(found[0])


def _heads(connection: Connection, since: int) -> list[Head]:
    rows = connection.execute(sql.heads_since, {"since": since, "at_most": BATCH})
    return [Head(*row) for row in rows]


def _take(connection: Connection, holder: str, upto: int, found: Sequence[Delivery]) -> list[Delivery] | None:
    if _cursor(connection, holder) is None:
        return None
    connection.execute(sql.move_cursor, {"to": upto})
    if not found:
        return []
    chains = connection.execute(sql.waiting_chains, {"ids": list({each.task_id for each in found})})
    waiting = {(int(task_id), str(endpoint)) for task_id, endpoint in chains}
    taken = []
    for delivery in found:
        chain = (delivery.task_id, delivery.endpoint)
        taken.append(replace(delivery, next_at=None) if chain in waiting else delivery)
        waiting.add(chain)
    connection.execute(sql.insert_delivery, [row_of(each) for each in taken])
    return taken


def _note(connection: Connection, outcomes: Sequence[Outcome], now: int) -> list[Delivery]:
    connection.execute(sql.end_attempt, [_changes(outcome.delivery) for outcome in outcomes])
    gone = {outcome.delivery.endpoint: outcome.delivery.tenant for outcome in outcomes if outcome.gone}
    for endpoint, tenant in gone.items():
        why = "It answered 410 Gone."
        endpoints.disable(connection, endpoint_id=endpoint, tenant=tenant, why=why, now=now)
    freed = []
    for outcome in outcomes:
        ended = outcome.delivery
        if ended.state is DeliveryState.WAITING:
            continue
        chain = {"of_task": ended.task_id, "of_endpoint": ended.endpoint}
        row = connection.execute(sql.next_in_chain, chain).mappings().first()
        if row is not None and row["next_at"] is None:
            connection.execute(sql.set_next_at, {"of_id": row["id"], "at": now})
            freed.append(replace(_delivery(row), next_at=now))
    return freed


def _changes(delivery: Delivery) -> dict[str, Cell]:
    return {
        "of_id": delivery.id,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "next_at": delivery.next_at,
        "log": log_text(delivery.log),
        "finished_at": delivery.finished_at,
    }


def _lanes(connection: Connection) -> list[str]:
    return [str(row[0]) for row in connection.execute(sql.due_lanes)]


def _due(connection: Connection, lane: str, limit: int) -> list[Delivery]:
    rows = connection.execute(sql.next_in_lane, {"of_lane": lane, "at_most": limit}).mappings()
    return [_delivery(row) for row in rows]


def _forget(connection: Connection, until: int) -> None:
    connection.execute(sql.forget_deliveries, {"until": until})


def _page(connection: Connection, statement: Executable, before: int | None, limit: int) -> list[Delivery]:
    bounds = {"before": (1 << 62) if before is None else before, "at_most": limit}
    return [_delivery(row) for row in connection.execute(statement, bounds).mappings()]


def _replay(connection: Connection, tenant: str, delivery_id: str, now: int) -> Delivery | None:
    wanted = {"of_id": delivery_id, "of_tenant": tenant}
    row = connection.execute(sql.delivery_by_id, wanted).mappings().first()
    if row is None:
        return None
    if row["state"] != DeliveryState.WAITING.value:
        connection.execute(sql.again, {"of_id": delivery_id, "at": now})
    elif row["next_at"] is not None:
        connection.execute(sql.set_next_at, {"of_id": delivery_id, "at": now})
    endpoints.raise_mark(connection)
    found = connection.execute(sql.delivery_by_id, wanted).mappings().one()
    return _delivery(found)


def _replay_since(connection: Connection, tenant: str, endpoint: str, since: int, now: int) -> int:
    wanted = {"of_tenant": tenant, "of_endpoint": endpoint, "since": since}
    rows = connection.execute(sql.ended_since, wanted).mappings().all()
    begun: set[int] = set()
    for row in rows:
        first = row["task_id"] not in begun
        begun.add(row["task_id"])
        connection.execute(sql.again, {"of_id": row["id"], "at": now if first else None})
    endpoints.raise_mark(connection)
    return len(rows)


def _delivery(row: RowMapping) -> Delivery:
    return delivery_of(cast("Mapping[str, Cell]", row))
