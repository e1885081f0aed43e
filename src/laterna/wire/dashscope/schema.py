"""The shapes of DashScope's video synthesis. Sections are those of the contract `dashscope`.

Request (`POST /services/aigc/video-generation/video-synthesis`):

| DashScope's field | our name | source |
|---|---|---|
| `model` | the card's name | 3 |
| `input.prompt` | `prompt`; kept whole in the task's echo | 3, 11 (20, 21) |
| `input.negative_prompt` | `negative_prompt` | 3, 6.3.3 |
| `input.audio_url` | `audio_url` | 6.3.4 |
| `parameters.size` | `size`, written `width*height` | 6 |
| `parameters.resolution` | `resolution` | 6.1 |
| `parameters.duration` | `duration`, whole seconds | 6 |
| `parameters.audio` | `audio` | 6.1, 6.2, 6.3.4 |
| `parameters.watermark` | `watermark` | 6 |
| `parameters.prompt_extend` | `prompt_extend` | 6.3.3 |
| `parameters.shot_type` | `shot_type` | 6.3.3 |
| `parameters.seed` | `seed` | 6 |
| any other key | ignored, as the service does | 3 |

Answers:

| DashScope's field | ours | source |
|---|---|---|
| `request_id` | new for every HTTP request | 4.1, 5.2 |
| `output.task_id` | `Task.id` as a UUID | 4.1 |
| `output.task_status` | `STATUS_OF[Task.state]`, or `UNKNOWN` | 5.1 |
| `output.submit_time`, `scheduled_time`, `end_time` | `created_at`, `started_at`, `finished_at`; UTC+8 | 5.2 |
| `output.orig_prompt` | the prompt as received | 5.2 |
| `output.actual_prompt` | `TaskResult.actual_prompt`; Wan 2.5 and older with `prompt_extend` | 5.2 |
| `output.video_url` | signed URL of the clip | 5.4 |
| `output.code`, `output.message` | `Task.failure` | 5.2, 7.1 |
| `usage` | one of four shapes, named by the card; only on `SUCCEEDED` | 5.4 |
"""

from msgspec import UNSET, Struct, UnsetType

from laterna.clock import HOUR
from laterna.tasks.task import TaskState

WIRE = "dashscope"

LIFE = 24 * HOUR
"""A task can be asked for this long after it was created; afterwards its status is `UNKNOWN` (5.5)."""

UNKNOWN = "UNKNOWN"

STATUS_OF: dict[TaskState, str] = {
    TaskState.QUEUED: "PENDING",
    TaskState.RUNNING: "RUNNING",
    TaskState.SUCCEEDED: "SUCCEEDED",
    TaskState.FAILED: "FAILED",
    TaskState.CANCELED: "CANCELED",
}

STATE_OF: dict[str, TaskState] = {status: state for state, status in STATUS_OF.items()}

PATHS: dict[str, str] = {
    "model": "model",
    "input": "input",
    "parameters": "parameters",
    "prompt": "input.prompt",
    "negative_prompt": "input.negative_prompt",
    "audio_url": "input.audio_url",
    "size": "parameters.size",
    "resolution": "parameters.resolution",
    "duration": "parameters.duration",
    "audio": "parameters.audio",
    "watermark": "parameters.watermark",
    "prompt_extend": "parameters.prompt_extend",
    "shot_type": "parameters.shot_type",
    "seed": "parameters.seed",
}
"""Our name of a parameter and where DashScope's body has it."""

PICTURE_KEYS: tuple[tuple[str, str], ...] = (
    ("image", "img_url"),
    ("image", "first_frame_url"),
    ("last_image", "last_frame_url"),
    ("reference_images", "reference_urls"),
)
"""Our name of a picture and what `input` calls it, as DashScope's SDKs send it to models that take pictures."""

API_KEY_PREFIX = "apikey:v1:aigc:video-generation:video-synthesis:"
"""What `user_api_unique_key` begins with for text-to-video; the model name follows (5.6)."""


class CreatedOutput(Struct, frozen=True):
    """`output` of a create answer (4.1)."""

    task_status: str
    task_id: str


class Created(Struct, frozen=True):
    """A create answer (4.1): no `code`, no `message`, no `usage`."""

    output: CreatedOutput
    request_id: str


class ErrorBody(Struct, frozen=True):
    """Every error of HTTP (4.2): flat, three strings, none of them null."""

    code: str
    message: str
    request_id: str


class Canceled(Struct, frozen=True):
    """A cancel answer (5.7)."""

    request_id: str


class QueryOutput(Struct, frozen=True):
    """`output` of a query answer (5.2); which fields are there depends on the status."""

    task_id: str
    task_status: str
    submit_time: str | UnsetType = UNSET
    scheduled_time: str | UnsetType = UNSET
    end_time: str | UnsetType = UNSET
    orig_prompt: str | UnsetType = UNSET
    actual_prompt: str | UnsetType = UNSET
    video_url: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    message: str | UnsetType = UNSET


class PixVerseUsage(Struct, frozen=True):
    """`usage` of PixVerse (5.4). `SR` is the tier as a bare string."""

    duration: int
    size: str
    fps: int
    video_count: int
    audio: bool
    SR: str


class ViduUsage(Struct, frozen=True):
    """`usage` of Vidu (5.4)."""

    duration: int
    size: str
    output_video_duration: int
    fps: int
    video_count: int
    audio: bool
    SR: str


class Wan25Usage(Struct, frozen=True):
    """`usage` of Wan 2.5 and older (5.4). `video_ratio` is width*height."""

    video_duration: int
    video_ratio: str
    video_count: int


class Wan26Usage(Struct, frozen=True):
    """`usage` of Wan 2.6 (5.4). `SR` is a number here."""

    duration: int
    size: str
    input_video_duration: int
    output_video_duration: int
    video_count: int
    SR: int


Usage = PixVerseUsage | ViduUsage | Wan25Usage | Wan26Usage


class Query(Struct, frozen=True):
    """A query answer (5.2): the top level holds nothing but these three (8.4)."""

    request_id: str
    output: QueryOutput
    usage: Usage | UnsetType = UNSET


class ListedTask(Struct, frozen=True):
    """One element of a list answer (5.6). Times are milliseconds since 1970."""

    task_id: str
    status: str
    model_name: str
    gmt_create: int
    region: str
    request_id: str
    api_key_id: str
    caller_uid: str
    caller_parent_id: str
    user_api_unique_key: str
    start_time: int | UnsetType = UNSET
    end_time: int | UnsetType = UNSET


class Listed(Struct, frozen=True):
    """A list answer (5.6): flat, no `output`."""

    total: int
    total_page: int
    page_no: int
    page_size: int
    request_id: str
    data: list[ListedTask]
