"""Tasks and times for the tests of the wires."""

from typing import Any

from laterna.catalog import Catalog, VideoRequest, resolve
from laterna.clock import HOUR, SECOND
from laterna.tasks.task import Task, TaskFailure, TaskResult, TaskState

CATALOG = Catalog.load()

# 2026-03-20 10:59:01.993 on the clock of UTC+8.
SUBMITTED = (1_773_975_541 * 1_000 + 993) * 1_000
SCHEDULED = SUBMITTED + 35_000
ENDED = SUBMITTED + 64 * SECOND + 329_000
TASK_ID = 205_642_613_741_234_567


def request_for(model: str, **parameters: Any) -> VideoRequest:
    """What the catalogue makes of `parameters`, with seed 7 and a short prompt where none is given."""
    return resolve(CATALOG.card(model), {"prompt": "A lighthouse in a storm", **parameters}, lambda: 7)


def task_for(request: VideoRequest, state: TaskState, **changes: Any) -> Task:
    """A task in a state, with the times that it has by then."""
    started = state in (TaskState.RUNNING, TaskState.SUCCEEDED, TaskState.FAILED)
    facts: dict[str, Any] = {
        "id": TASK_ID,
        "tenant": "default",
        "key_id": "1",
        "wire": "dashscope",
        "state": state,
        "request": request,
        "echo": {"prompt": "A lighthouse in a storm"},
        "request_id": "c31d5a70-8e24-9b16-a7f3-6d0e2b4c9185",
        "created_at": SUBMITTED,
        "started_at": SCHEDULED if started else None,
        "finished_at": ENDED if state.final else None,
        "result": result_for(request) if state is TaskState.SUCCEEDED else None,
        "failure": TaskFailure("engine_failed", "x") if state is TaskState.FAILED else None,
    }
    return Task(**{**facts, **changes})


def result_for(request: VideoRequest, *, actual_prompt: str = "A lighthouse, waves, spray.") -> TaskResult:
    """The result of a clip made as asked for."""
    return TaskResult(
        clip="tasks/2026/03/1/clip.mp4",
        cover="tasks/2026/03/1/cover.jpg",
        width=request.width,
        height=request.height,
        duration=float(request.duration),
        fps=request.fps,
        has_audio=request.audio,
        size_bytes=1,
        actual_prompt=actual_prompt,
    )


DAY_AFTER = SUBMITTED + 24 * HOUR
