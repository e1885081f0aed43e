"""How things stand, by the database: what waits, what is under way, what is owed."""

from msgspec import Struct
from sqlalchemy import Connection

from laterna.ids import edge_of_millisecond
from laterna.tasks import condition_statements as sql


class AtUpstream(Struct, frozen=True):
    """Submissions of one state at one upstream: how many, and the oldest one's age in microseconds."""

    upstream: str
    state: str
    number: int
    age: int


class Sums(Struct, frozen=True):
    """The ledger of one currency in micro-units, and how its tasks have ended."""

    currency: str
    succeeded: int
    failed: int
    canceled: int
    held: int
    settled: int
    voided: int

    @property
    def reserved(self) -> int:
        """What is held and neither settled nor given back."""
        return self.held - self.settled - self.voided


class Condition(Struct, frozen=True, kw_only=True):
    """`live` counts tasks by state and model; ages are in microseconds, 0 where nothing waits."""

    live: dict[tuple[str, str], int]
    queue_age: int
    upstreams: list[AtUpstream]
    due: int
    lag: int
    sums: list[Sums]


def condition(connection: Connection, now: int) -> Condition:
    """Reads how things stand at `now`."""
    rows = connection.execute(sql.live_by_model)
    oldest = connection.execute(sql.oldest_waiting, {"now": now}).scalar()
    number, since = connection.execute(sql.due_deliveries, {"now": now}).one()
    return Condition(
        live={(str(state), str(model)): int(count) for state, model, count in rows},
        queue_age=0 if oldest is None else max(now - edge_of_millisecond(int(oldest), late=False), 0),
        upstreams=[
            AtUpstream(str(upstream), str(state), int(count), max(now - int(first), 0))
            for upstream, state, count, first in connection.execute(sql.open_submissions)
        ],
        due=int(number),
        lag=0 if since is None else max(now - int(since), 0),
        sums=[
            Sums(str(row[0]), *(int(amount or 0) for amount in row[1:]))
            for row in connection.execute(sql.sums)
        ],
    )
