"""A delivery: one event that one receiver is told, with every try so far."""

import enum
import hashlib
from collections.abc import Mapping
from typing import cast

import msgspec
from msgspec import Struct

from laterna.notify.rules import CALLBACK, PASSING, WEBHOOK, Rules, longest_wait
from laterna.tasks.rows import Cell, Row


class DeliveryState(enum.StrEnum):
    """`waiting → delivered / failed / dropped`: failed after the last try, dropped when nobody wants it any more."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


class Attempt(Struct, frozen=True, omit_defaults=True):
    """One try: when it began (microseconds), how long it took, the HTTP status or what went wrong instead."""

    at: int
    milliseconds: int
    status: int | None = None
    error: str = ""

    @property
    def accepted(self) -> bool:
        """True for a 2xx answer."""
        return self.status is not None and 200 <= self.status < 300


class Delivery(Struct, frozen=True, kw_only=True):
    """`endpoint` is empty for a callback that the task itself names. `kind` is the state or event that is told.

    `created_at` is the time of the event. `next_at` is None when it has ended, or waits for an earlier event of
    the same task to be told to the same receiver. Deliveries of one `lane` share its connections.
    """

    id: str
    event_id: int
    task_id: int
    tenant: str
    endpoint: str
    kind: str
    url: str
    lane: str
    state: DeliveryState
    attempts: int
    next_at: int | None
    log: tuple[Attempt, ...]
    created_at: int
    finished_at: int | None

    @property
    def rules(self) -> Rules:
        """When it is tried again."""
        if self.endpoint:
            return WEBHOOK
        return PASSING if self.kind == "processing" else CALLBACK

    def due(self, now: int) -> bool:
        """True when it is to be sent by now, also where the clock was put back since it was planned."""
        if self.next_at is None:
            return False
        return not 0 < self.next_at - now <= longest_wait(self.rules, self.attempts)

    @property
    def of_end(self) -> bool:
        """True when it tells how the task has ended. Word of a lost answer may still follow."""
        return self.kind.removeprefix("task.") in _LAST


_LAST = frozenset({"success", "succeeded", "failed", "canceled"})
_log = msgspec.json.Decoder(tuple[Attempt, ...]).decode


def delivery_id(task_id: int, sequence: int, receiver: str) -> str:
    """The same for every try, and after a restart: it depends on event and receiver only."""
    digest = hashlib.blake2b(f"{task_id}/{sequence}/{receiver}".encode(), digest_size=14)
    return f"msg_{digest.hexdigest()}"


def kind_of(delivery: Delivery) -> str:
    """What tries of it are counted as."""
    return "webhook" if delivery.endpoint else "callback"


def row_of(delivery: Delivery) -> Row:
    """Its row."""
    row = msgspec.structs.asdict(delivery)
    row.update(state=delivery.state.value, log=log_text(delivery.log))
    return row


def log_text(log: tuple[Attempt, ...]) -> str:
    """The tries as JSON text."""
    return msgspec.json.encode(log).decode()


def delivery_of(row: Mapping[str, Cell]) -> Delivery:
    """The delivery behind a row."""
    cells = dict(row)
    state, log = DeliveryState(str(cells.pop("state"))), _log(str(cells.pop("log")))
    text = cast("Mapping[str, str]", cells)
    number = cast("Mapping[str, int]", cells)
    return Delivery(
        id=text["id"],
        event_id=number["event_id"],
        task_id=number["task_id"],
        tenant=text["tenant"],
        endpoint=text["endpoint"],
        kind=text["kind"],
        url=text["url"],
        lane=text["lane"],
        state=state,
        attempts=number["attempts"],
        next_at=cast("int | None", cells["next_at"]),
        log=log,
        created_at=number["created_at"],
        finished_at=cast("int | None", cells["finished_at"]),
    )
