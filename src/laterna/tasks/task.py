"""A task: one accepted request and its life."""

import enum

from msgspec import Struct

from laterna.catalog.request import VideoRequest
from laterna.clock import HOUR
from laterna.jsontypes import JSONObject

OFF_PEAK_LIFE = 48 * HOUR
"""How long an off-peak task waits for its time. It is created with `not_before` so far ahead; see `claim_off_peak`."""


class TaskState(enum.StrEnum):
    """`queued → running → succeeded / failed / canceled`; a queued task may also fail or be canceled."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def final(self) -> bool:
        """True when the task will never change again."""
        return self in _FINAL


_FINAL = frozenset({TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELED})


class TaskResult(Struct, frozen=True, kw_only=True):
    """What came of it. `clip`, `cover` and `last_frame` are asset keys; `duration` is the clip's own, in seconds."""

    clip: str
    cover: str
    last_frame: str = ""
    spritesheet: str = ""
    width: int
    height: int
    duration: float
    fps: int
    has_audio: bool
    size_bytes: int
    actual_prompt: str = ""


class TaskFailure(Struct, frozen=True):
    """Why it failed: a code of `laterna.errors.ERROR_KINDS` and a sentence; `field` where input was at fault."""

    code: str
    message: str
    field: str = ""


class Account(Struct, frozen=True):
    """Whose money a task moves, and under which line of the books it stands.

    `price` is what is held. `charge` is what a hand-over costs if the upstream makes the clip, at most what is held;
    None stands for all of it.
    """

    task_id: int
    tenant: str
    key_id: str
    model: str
    created_at: int
    price: int
    currency: str
    charge: int | None = None

    def costs(self, charge: int | None) -> int:
        """What is paid of what is held, where something costs `charge`."""
        return self.price if charge is None else min(max(charge, 0), self.price)


class Task(Struct, frozen=True, kw_only=True):
    """A snapshot of one task. Times are microseconds since 1970 (UTC), money is in micro-units of `currency`."""

    id: int
    tenant: str
    key_id: str
    wire: str
    state: TaskState
    request: VideoRequest
    echo: JSONObject
    """What the door that took it must say back later: prompt as received, payload, callback URL and the like."""
    request_id: str
    created_at: int
    started_at: int | None = None
    finished_at: int | None = None
    progress: int = 0
    result: TaskResult | None = None
    failure: TaskFailure | None = None
    price: int = 0
    """What is held for it; once it has succeeded, what was paid."""
    currency: str = "CNY"
    attempt: int = 0
    """How often a worker has claimed it; a finish counts only when it names the current attempt."""
    takeovers: int = 0
    """How often a claim ran out because its worker was lost; a worker that gives a claim back is not counted."""
    worker: str = ""
    not_before: int = 0
    """A queued task waits until this time; 0 means that it waits for nothing but a worker."""
    version: int = 0
    """Counts the state changes; equals the sequence number of the task's newest event."""

    @property
    def account(self) -> Account:
        """Whose money it moves."""
        return Account(
            self.id,
            self.tenant,
            self.key_id,
            self.request.model,
            self.created_at,
            self.price,
            self.currency,
        )

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the clip; before there is one, those asked for, which a given picture may change."""
        made = self.result or self.request
        return made.width, made.height


class NewTask(Struct, frozen=True, kw_only=True):
    """What a door hands to the store. `price` is held at create. A task with a `refusal` is accepted only to
    fail (settings `strict = false`): nothing is held for it."""

    tenant: str
    key_id: str
    wire: str
    request: VideoRequest
    echo: JSONObject
    request_id: str
    price: int
    currency: str
    refusal: TaskFailure | None = None
    idempotency_key: str = ""
    body_hash: str = ""
    not_before: int = 0
