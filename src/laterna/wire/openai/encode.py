"""From our tasks to `/v1/videos` answers. Every function gives the bytes of a body, ready to send."""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, Struct

from laterna.ids import hex_form
from laterna.tasks.task import Task, TaskState
from laterna.wire.openai.schema import ID_PREFIX, STATUS_OF, Deleted, Video, VideoError, VideoList

_encode = msgspec.json.Encoder().encode
_SECOND = 1_000_000


class Shown(Struct, frozen=True):
    """A task with what only the doors know: the clip's signed URL ("" until there is one) and when the clip
    stops being downloadable (Unix seconds, None for never or not yet)."""

    task: Task
    url: str = ""
    expires_at: int | None = None


def encode_video(shown: Shown) -> bytes:
    """The answer to a create, a retrieve or a remix."""
    return _encode(_video(shown))


def encode_list(page: Sequence[Shown], has_more: bool) -> bytes:
    """A page of a list."""
    data = [_video(shown) for shown in page]
    first, last = (data[0].id, data[-1].id) if data else (None, None)
    return _encode(VideoList("list", data, first, last, has_more))


def encode_deleted(task: Task) -> bytes:
    """The answer to a delete."""
    return _encode(Deleted(video_id(task), "video.deleted", True))


def video_id(task: Task) -> str:
    """The task's id as this wire writes it."""
    return hex_form(task.id, ID_PREFIX)


def _video(shown: Shown) -> Video:
    task = shown.task
    remixed = task.echo.get("remixed_from")
    done = task.state is TaskState.SUCCEEDED
    return Video(
        id=video_id(task),
        object="video",
        model=task.request.model,
        status=STATUS_OF[task.state],
        progress=100 if done else min(task.progress, 99),
        created_at=task.created_at // _SECOND,
        completed_at=task.finished_at // _SECOND if done and task.finished_at is not None else None,
        expires_at=shown.expires_at if done else None,
        prompt=_prompt(task),
        size="{}x{}".format(*task.pixels),
        seconds=str(task.request.duration),
        remixed_from_video_id=remixed if isinstance(remixed, str) and remixed else None,
        error=_error(task),
        quality="standard",
        task_id=video_id(task),
        url=shown.url or UNSET,
        video_url=shown.url or UNSET,
        metadata={"url": shown.url} if shown.url else UNSET,
    )


def _error(task: Task) -> VideoError | None:
    if task.state is TaskState.CANCELED:
        return VideoError("cancelled", "The task was canceled.")
    if task.failure is not None:
        return VideoError(task.failure.code, task.failure.message)
    return None


def _prompt(task: Task) -> str:
    prompt = task.echo.get("prompt")
    return prompt if isinstance(prompt, str) and prompt else task.request.prompt
