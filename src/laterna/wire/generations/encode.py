"""From our tasks to `/v1/video/generations` answers. Every function gives the bytes of a body, ready to send."""

import msgspec
from msgspec import Struct

from laterna.ids import hex_form
from laterna.jsontypes import JSON
from laterna.tasks.task import Task, TaskState
from laterna.wire.generations.schema import (
    ACTION_OF,
    ENVELOPE_PROGRESS_OF,
    ENVELOPE_STATUS_OF,
    ID_PREFIX,
    JOB,
    STATUS_OF,
    Created,
    Job,
    JobError,
    JobResult,
    QueryShape,
)

_encode = msgspec.json.Encoder().encode
_SECOND = 1_000_000


class Shown(Struct, frozen=True):
    """A task with what only the doors know: signed URLs of clip and cover ("" until there are some) and when
    they end (Unix seconds, None for never or not yet)."""

    task: Task
    url: str = ""
    cover_url: str = ""
    expires_at: int | None = None


def encode_created(task: Task) -> bytes:
    """The answer to a create; it always says `queued`, whatever has happened to the task since."""
    name = job_id(task)
    return _encode(Created(name, name, JOB, task.request.model, "queued", 0, task.created_at // _SECOND))


def encode_query(shown: Shown, shape: QueryShape) -> bytes:
    """The answer to a query in the shape that the settings ask for."""
    if shape == "flat":
        return _encode(_job(shown))
    envelope = _envelope(shown)
    if shape == "envelope":
        return _encode(envelope)
    return _encode({**msgspec.to_builtins(_job(shown)), **envelope})


def job_id(task: Task) -> str:
    """The task's id as this wire writes it."""
    return hex_form(task.id, ID_PREFIX)


def _job(shown: Shown) -> Job:
    task, request = shown.task, shown.task.request
    name, url = job_id(task), shown.url or None
    return Job(
        id=name,
        task_id=name,
        object=JOB,
        model=request.model,
        status=STATUS_OF[task.state],
        progress=_progress(task),
        created_at=task.created_at // _SECOND,
        completed_at=_seconds(task.finished_at),
        expires_at=shown.expires_at if url else None,
        prompt=_prompt(task),
        duration=request.duration,
        seconds=str(request.duration),
        size="{}x{}".format(*shown.task.pixels),
        video_url=url,
        url=url,
        thumbnail_url=shown.cover_url or None,
        result=JobResult([url], url) if url else None,
        format="mp4" if url else None,
        metadata=_metadata(shown),
        error=_error(task),
    )


def _metadata(shown: Shown) -> dict[str, str | int]:
    result, request = shown.task.result, shown.task.request
    if result is None:
        return {}
    return {
        "url": shown.url,
        "duration": request.duration,
        "fps": result.fps,
        "width": result.width,
        "height": result.height,
        "seed": request.seed,
    }


def _envelope(shown: Shown) -> dict[str, JSON]:
    task = shown.task
    error = _error(task)
    data: dict[str, JSON] = {
        "id": task.id % 2_147_483_647,
        "created_at": task.created_at // _SECOND,
        "updated_at": (task.finished_at or task.started_at or task.created_at) // _SECOND,
        "task_id": job_id(task),
        "platform": "laterna",
        "user_id": 1,
        "group": task.tenant,
        "channel_id": 1,
        "quota": task.price,
        "action": ACTION_OF[task.request.mode],
        "status": ENVELOPE_STATUS_OF[task.state],
        "fail_reason": error.message if error is not None else "",
        "submit_time": task.created_at // _SECOND,
        "start_time": _seconds(task.started_at) or 0,
        "finish_time": _seconds(task.finished_at) or 0,
        "progress": ENVELOPE_PROGRESS_OF[task.state],
        "properties": {"input": _prompt(task), "origin_model_name": task.request.model},
        "data": msgspec.to_builtins(_job(shown)),
    }
    if shown.url:
        data["result_url"] = shown.url
    return {"code": "success", "message": "", "data": data}


def _progress(task: Task) -> int:
    if task.state.final:
        return 100
    return 0 if task.state is TaskState.QUEUED else max(10, min(task.progress, 99))


def _error(task: Task) -> JobError | None:
    if task.state is TaskState.CANCELED:
        return JobError("canceled", "The task was canceled.")
    return JobError(task.failure.code, task.failure.message) if task.failure is not None else None


def _seconds(microseconds: int | None) -> int | None:
    return None if microseconds is None else microseconds // _SECOND


def _prompt(task: Task) -> str:
    prompt = task.echo.get("prompt")
    return prompt if isinstance(prompt, str) and prompt else task.request.prompt
