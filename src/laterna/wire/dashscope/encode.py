"""From our tasks to DashScope's answers. Every function gives the bytes of a body, ready to send."""

import os
from collections.abc import Sequence
from functools import lru_cache

import msgspec
from msgspec import UNSET, UnsetType

from laterna.catalog import ModelCard
from laterna.ids import uuid_form
from laterna.tasks.task import Task, TaskState
from laterna.wire.dashscope.decode import ListQuery
from laterna.wire.dashscope.errors import render_failure
from laterna.wire.dashscope.schema import (
    API_KEY_PREFIX,
    LIFE,
    STATUS_OF,
    UNKNOWN,
    Canceled,
    Created,
    CreatedOutput,
    ErrorBody,
    Listed,
    ListedTask,
    PixVerseUsage,
    Query,
    QueryOutput,
    Usage,
    ViduUsage,
    Wan25Usage,
    Wan26Usage,
)
from laterna.wire.dashscope.times import wall_time

_encode = msgspec.json.Encoder().encode
_shown_id = lru_cache(4_096)(uuid_form)


def new_request_id() -> str:
    """A request id: shaped as a UUID whose third group begins with 9 (contract 4.1)."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-9{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def encode_created(task: Task, request_id: str) -> bytes:
    """The answer to a create; it always says PENDING, whatever has happened to the task since."""
    return _encode(Created(CreatedOutput(STATUS_OF[TaskState.QUEUED], _shown_id(task.id)), request_id))


def encode_canceled(request_id: str) -> bytes:
    """The answer to a cancel that took hold."""
    return _encode(Canceled(request_id))


def encode_error(body: ErrorBody) -> bytes:
    """An error body."""
    return _encode(body)


def encode_unknown(task_id: str, request_id: str) -> bytes:
    """The answer to a query for a task that does not exist, is too old, or is not the caller's. Echoes the id."""
    return _encode(Query(request_id, QueryOutput(task_id, UNKNOWN)))


def expired(task: Task, now: int) -> bool:
    """True when the task is too old to be asked for."""
    return now - task.created_at >= LIFE


def encode_query(task: Task, card: ModelCard | None, video_url: str, request_id: str) -> bytes:
    """The answer to a query. `card` is the model's, None when the catalogue no longer has it; `video_url` is
    used only when the task has succeeded."""
    return _ENCODERS[task.state](task, card, video_url, request_id)


def encode_list(tasks: Sequence[Task], total: int, query: ListQuery, region: str, request_id: str) -> bytes:
    """The answer to a list: `tasks` is the page, `total` counts all pages."""
    pages = -(-total // query.page_size)
    data = [_listed(task, region) for task in tasks]
    return _encode(Listed(total, pages, query.page_no, query.page_size, request_id, data))


def _pending(task: Task, card: ModelCard | None, video_url: str, request_id: str) -> bytes:
    output = QueryOutput(_shown_id(task.id), "PENDING", submit_time=wall_time(task.created_at))
    return _encode(Query(request_id, output))


def _running(task: Task, card: ModelCard | None, video_url: str, request_id: str) -> bytes:
    output = QueryOutput(
        _shown_id(task.id),
        "RUNNING",
        submit_time=wall_time(task.created_at),
        scheduled_time=_moment(task.started_at),
    )
    return _encode(Query(request_id, output))


def _succeeded(task: Task, card: ModelCard | None, video_url: str, request_id: str) -> bytes:
    output = QueryOutput(
        _shown_id(task.id),
        "SUCCEEDED",
        submit_time=wall_time(task.created_at),
        scheduled_time=_moment(task.started_at),
        end_time=_moment(task.finished_at),
        orig_prompt=_prompt_as_received(task),
        actual_prompt=_actual_prompt(task, card),
        video_url=video_url,
    )
    return _encode(Query(request_id, output, _usage(task, card)))


def _failed(task: Task, card: ModelCard | None, video_url: str, request_id: str) -> bytes:
    assert task.failure is not None
    code, message = render_failure(task.failure)
    output = QueryOutput(
        _shown_id(task.id),
        "FAILED",
        submit_time=wall_time(task.created_at),
        # A task that failed without ever being taken up was scheduled, so to speak, at the moment it failed.
        scheduled_time=_moment(task.started_at or task.finished_at),
        end_time=_moment(task.finished_at),
        code=code,
        message=message,
    )
    return _encode(Query(request_id, output))


def _canceled(task: Task, card: ModelCard | None, video_url: str, request_id: str) -> bytes:
    output = QueryOutput(
        _shown_id(task.id),
        "CANCELED",
        submit_time=wall_time(task.created_at),
        end_time=_moment(task.finished_at),
    )
    return _encode(Query(request_id, output))


_ENCODERS = {
    TaskState.QUEUED: _pending,
    TaskState.RUNNING: _running,
    TaskState.SUCCEEDED: _succeeded,
    TaskState.FAILED: _failed,
    TaskState.CANCELED: _canceled,
}


def _moment(microseconds: int | None) -> str | UnsetType:
    return UNSET if microseconds is None else wall_time(microseconds)


def _prompt_as_received(task: Task) -> str:
    prompt = task.echo.get("prompt")
    return prompt if isinstance(prompt, str) else task.request.prompt


def _actual_prompt(task: Task, card: ModelCard | None) -> str | UnsetType:
    wanted = card is not None and card.usage == "wan25" and task.request.prompt_extend
    if not wanted or task.result is None or not task.result.actual_prompt:
        return UNSET
    return task.result.actual_prompt


def _usage(task: Task, card: ModelCard | None) -> Usage:
    assert task.result is not None
    request, result = task.request, task.result
    size = f"{result.width}*{result.height}"
    shape = card.usage if card is not None else request.family
    if shape == "wan25":
        return Wan25Usage(request.duration, size, 1)
    if shape in ("wan26", "wan"):
        return Wan26Usage(request.duration, size, 0, request.duration, 1, int(_tier(task)))
    if shape == "pixverse":
        return PixVerseUsage(request.duration, size, result.fps, 1, request.audio, _tier(task))
    return ViduUsage(request.duration, size, request.duration, result.fps, 1, request.audio, _tier(task))


def _tier(task: Task) -> str:
    digits = task.request.tier.rstrip("pP")
    return digits if digits.isdigit() else str(min(task.request.width, task.request.height))


def _listed(task: Task, region: str) -> ListedTask:
    return ListedTask(
        task_id=_shown_id(task.id),
        status=STATUS_OF[task.state],
        model_name=task.request.model,
        gmt_create=task.created_at // 1_000,
        region=region,
        request_id=task.request_id,
        api_key_id=task.key_id,
        caller_uid=task.tenant,
        caller_parent_id=task.tenant,
        user_api_unique_key=API_KEY_PREFIX + task.request.model,
        start_time=UNSET if task.started_at is None else task.started_at // 1_000,
        end_time=UNSET if task.finished_at is None else task.finished_at // 1_000,
    )
