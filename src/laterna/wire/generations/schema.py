"""The shapes of `/v1/video/generations`. Sections are those of the contract `v1-video-generations`.

Request:

| field | our name | source |
|---|---|---|
| `model` | the card's name; it carries resolution, off-peak and mix mode | 3.4 |
| `prompt`, `aspect_ratio` | the same | 3.1 |
| `duration`, else `seconds` | `duration`; number or string | 3.1, 3.5 |
| `image`, else `input_reference`, else `images[0]` | `image` | 3.1, 3.5 |
| `last_image`, else `images[1]` | `last_image`; never without `image` | 3.1, 3.6 |
| `reference_image_urls`, else more than two `images` | `reference_images`; only for `-mix-` names, else ignored | 3.3 |
| `extra_body` (object or JSON text) | its keys as at the top level; it wins | 3.2 |
| `metadata` | its keys as at the top level; the top level wins, `metadata.model` is dropped | 3.5 |
| `size`, else `width` and `height` | `size`, or `resolution` when it is a tier | 3.5 |
| `wm_position`, else by our name | `watermark_position` | 9 |
| `n` | nothing but 1 is taken | 3.5 |
| any other key | ignored | 9 |

Create answer: the seven keys of the seed's sample and no other (4). Query answer: the flat superset of section 5.2,
or new-api's envelope of 5.3, or both, by the setting `generations_query`.
"""

from typing import Literal

from msgspec import Struct

from laterna.jsontypes import JSON
from laterna.tasks.task import TaskState

WIRE = "generations"
ID_PREFIX = "task_"
JOB = "video.generation.job"

QueryShape = Literal["flat", "envelope", "both"]

STATUS_OF: dict[TaskState, str] = {
    TaskState.QUEUED: "queued",
    TaskState.RUNNING: "in_progress",
    TaskState.SUCCEEDED: "completed",
    TaskState.FAILED: "failed",
    TaskState.CANCELED: "failed",
}

ENVELOPE_STATUS_OF: dict[TaskState, str] = {
    TaskState.QUEUED: "QUEUED",
    TaskState.RUNNING: "IN_PROGRESS",
    TaskState.SUCCEEDED: "SUCCESS",
    TaskState.FAILED: "FAILURE",
    TaskState.CANCELED: "FAILURE",
}

ENVELOPE_PROGRESS_OF: dict[TaskState, str] = {
    TaskState.QUEUED: "20%",
    TaskState.RUNNING: "30%",
    TaskState.SUCCEEDED: "100%",
    TaskState.FAILED: "100%",
    TaskState.CANCELED: "100%",
}

ACTION_OF: dict[str, str] = {
    "text": "textGenerate",
    "image": "generate",
    "frames": "firstTailGenerate",
    "reference": "referenceGenerate",
}

PATHS: dict[str, str] = {"reference_images": "reference_image_urls"}


class Created(Struct, frozen=True):
    """A create answer (4)."""

    id: str
    task_id: str
    object: str
    model: str
    status: str
    progress: int
    created_at: int


class JobError(Struct, frozen=True):
    """Why a task failed (5.2)."""

    code: str
    message: str


class JobResult(Struct, frozen=True):
    """Where the clip is (5.2)."""

    outputs: list[str]
    video_url: str


class Job(Struct, frozen=True, kw_only=True):
    """The flat answer to a query (5.2). Times are Unix seconds; `duration` is a number, `seconds` a string."""

    id: str
    task_id: str
    object: str
    model: str
    status: str
    progress: int
    created_at: int
    completed_at: int | None
    expires_at: int | None
    prompt: str
    duration: int
    seconds: str
    size: str
    video_url: str | None
    url: str | None
    thumbnail_url: str | None
    result: JobResult | None
    format: str | None
    metadata: dict[str, str | int]
    error: JobError | None


class ErrorDetail(Struct, frozen=True):
    """The inside of an error, as OpenAI's clients read it (6.4)."""

    message: str
    type: str
    param: str | None
    code: str


class ErrorBody(Struct, frozen=True):
    """Every error (6.4): one body that both kinds of clients can read."""

    error: ErrorDetail
    code: str
    message: str
    data: None = None


class Create(Struct, frozen=True, kw_only=True):
    """A decoded create: `parameters` under our names, `echo` for what must be said back later."""

    model: str
    parameters: dict[str, JSON]
    echo: dict[str, JSON]
