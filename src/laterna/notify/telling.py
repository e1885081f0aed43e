"""What is told of an event: which events count, how the task looked then, and the message about it."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from laterna.ids import hex_form, uuid_form
from laterna.jsontypes import JSON
from laterna.tasks.task import Task, TaskState

LINK_LIFE = 86_400
"""Seconds that the links of a message live; every try makes fresh ones (contract vidu 11)."""

Link = Callable[[str], str]
"""From an asset's key to a signed URL."""

KINDS = (
    "task.created",
    "task.started",
    "task.unclear",
    "task.succeeded",
    "task.failed",
    "task.canceled",
)
"""What webhooks and event streams are told of, in the order of a task's life."""

_CALLBACK_OF = {"started": "processing", "succeeded": "success", "failed": "failed", "canceled": "failed"}
_FIRST_START = 2
_SHAPES: dict[str, Callable[[int], str]] = {
    "dashscope": uuid_form,
    "generations": lambda task_id: hex_form(task_id, "task_"),
    "openai": lambda task_id: hex_form(task_id, "video_"),
    "vidu": str,
}


def webhook_kind(kind: str, sequence: int) -> str | None:
    """The name of an event for webhooks, or None when it is not told.

    A task that a second worker has to take up is running for its owner all along, so only the first start counts.
    """
    name = f"task.{kind}"
    if name not in KINDS or (kind == "started" and sequence != _FIRST_START):
        return None
    return name


def callback_kind(kind: str, sequence: int) -> str | None:
    """The state that a Vidu callback announces for an event, or None (contract vidu 7)."""
    if kind == "started" and sequence != _FIRST_START:
        return None
    return _CALLBACK_OF.get(kind)


def as_of(task: Task, kind: str) -> Task:
    """The task as it was when it was `created`, `started` or had come to its end; later news is left out."""
    name = kind.removeprefix("task.")
    if name == "created":
        return replace(_unfinished(task), state=TaskState.QUEUED, started_at=None)
    if name in ("started", "unclear", "processing"):
        return replace(_unfinished(task), state=TaskState.RUNNING)
    return task


def _unfinished(task: Task) -> Task:
    return replace(task, finished_at=None, progress=0, result=None, failure=None)


class Clip(Struct, frozen=True):
    """The finished clip; links live a day, `duration` is in seconds."""

    url: str
    cover_url: str
    width: int
    height: int
    duration: float
    fps: int
    has_audio: bool
    size_bytes: int


class Failure(Struct, frozen=True):
    """Why there is no clip."""

    code: str
    message: str


class TaskData(Struct, frozen=True, kw_only=True):
    """A task in a message. `id` has the shape of the door that took it; times are RFC 3339, in UTC."""

    id: str
    wire: str
    model: str
    state: str
    created_at: str
    started_at: str | None
    finished_at: str | None
    seed: int
    payload: str | UnsetType = UNSET
    progress: int | UnsetType = UNSET
    video: Clip | UnsetType = UNSET
    error: Failure | UnsetType = UNSET


class Message(Struct, frozen=True):
    """The body of a webhook, and the data of a server-sent event: `type`, `timestamp` and `data`."""

    type: str
    timestamp: str
    data: TaskData


def message(kind: str, at: int, task: Task, link: Link) -> bytes:
    """The message about one event, as JSON."""
    return msgspec.json.encode(Message(kind, instant(at), task_data(as_of(task, kind), link)))


def task_data(task: Task, link: Link) -> TaskData:
    """A task as messages show it."""
    payload = task.echo.get("payload")
    running = task.state is TaskState.RUNNING
    return TaskData(
        id=shown_id(task),
        wire=task.wire,
        model=task.request.model,
        state=task.state.value,
        created_at=instant(task.created_at),
        started_at=None if task.started_at is None else instant(task.started_at),
        finished_at=None if task.finished_at is None else instant(task.finished_at),
        seed=task.request.seed,
        payload=payload if isinstance(payload, str) and payload else UNSET,
        progress=task.progress if running and task.progress else UNSET,
        video=_clip(task, link),
        error=UNSET if task.failure is None else Failure(task.failure.code, task.failure.message),
    )


def _clip(task: Task, link: Link) -> Clip | UnsetType:
    result = task.result
    if result is None:
        return UNSET
    return Clip(
        url=link(result.clip),
        cover_url=link(result.cover) if result.cover else "",
        width=result.width,
        height=result.height,
        duration=result.duration,
        fps=result.fps,
        has_audio=result.has_audio,
        size_bytes=result.size_bytes,
    )


def shown_id(task: Task) -> str:
    """The task's id in the shape of the door that took it."""
    return _SHAPES.get(task.wire, str)(task.id)


def instant(microseconds: int) -> str:
    """A time as RFC 3339 writes it, in UTC, with microseconds."""
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{microseconds % 1_000_000:06d}Z"


def text_of(echo: dict[str, JSON], name: str) -> str:
    """A text that the door has kept, or an empty one."""
    value = echo.get(name)
    return value if isinstance(value, str) else ""
