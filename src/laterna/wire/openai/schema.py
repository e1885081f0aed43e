"""The shapes of `/v1/videos`. Sections are those of the contract `openai-videos`.

Request (`POST /v1/videos`, JSON, multipart or url-encoded form):

| field | our name | source |
|---|---|---|
| `model` | the card's name; absent means `sora-2` | 3.1 |
| `prompt`, `negative_prompt`, `aspect_ratio`, `fps`, `resolution`, `style`, `bgm`, … | the same | 3.1, 3.3 |
| `seconds`, else `duration`, else `num_frames` / `fps` | `duration`; number or string | 3.1, 3.3 |
| `size`, else `width` and `height` | `size`; a tier such as `720p` is `resolution` | 3.1, 3.4 |
| `seed` | the same; 0 is random | 3.3 |
| `audio`, else `generate_sound` | `audio` | 3.3 |
| `input_reference` (file, URL, data URL, `{image_url}`), `image`, `reference_url` | `image` | 3.1, 3.4 |
| `last_image`, or the second of two `images` | `last_image` | 3.4 |
| `reference_image_urls`, `input_references`, more than two `images` | `reference_images` | 3.4 |
| `extra_body`, `extra_params`, `extra_json`, `metadata`, `video_params` | merged; the top level wins | 3.3 |
| `watermark`, `wm_position` | `watermark`, `watermark_position` | 3.4 |
| `callback_url`, `payload`, as `metadata` may hold them | kept in the task's echo | 7 |
| any other key | ignored | 10 |

Answers: the video object of section 4 with all its thirteen keys; times are Unix seconds, `seconds` is a string.
`url`, `video_url`, `task_id` and `metadata.url` are added for clients of gateways.
"""

from msgspec import UNSET, Struct, UnsetType

from laterna.jsontypes import JSON
from laterna.tasks.task import TaskState

WIRE = "openai"
ID_PREFIX = "video_"
DEFAULT_MODEL = "sora-2"
POLL_AFTER_MS = 2_000

STATUS_OF: dict[TaskState, str] = {
    TaskState.QUEUED: "queued",
    TaskState.RUNNING: "in_progress",
    TaskState.SUCCEEDED: "completed",
    TaskState.FAILED: "failed",
    TaskState.CANCELED: "failed",
}

PATHS: dict[str, str] = {
    "duration": "seconds",
    "image": "input_reference",
    "reference_images": "reference_image_urls",
}


class VideoError(Struct, frozen=True):
    """Why a video failed (4)."""

    code: str
    message: str


class Video(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The video object (4). The keys after `quality` are additions."""

    id: str
    object: str
    model: str
    status: str
    progress: int
    created_at: int
    completed_at: int | None
    expires_at: int | None
    prompt: str | None
    size: str
    seconds: str
    remixed_from_video_id: str | None
    error: VideoError | None
    quality: str | UnsetType = UNSET
    task_id: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    video_url: str | UnsetType = UNSET
    metadata: dict[str, str] | UnsetType = UNSET


class VideoList(Struct, frozen=True):
    """A page of videos (5.2); all five keys are required."""

    object: str
    data: list[Video]
    first_id: str | None
    last_id: str | None
    has_more: bool


class Deleted(Struct, frozen=True):
    """The answer to a delete (5.3)."""

    id: str
    object: str
    deleted: bool


class ErrorDetail(Struct, frozen=True):
    """The inside of an error (8)."""

    message: str
    type: str
    param: str | None
    code: str


class ErrorBody(Struct, frozen=True):
    """Every error (8)."""

    error: ErrorDetail


class Create(Struct, frozen=True, kw_only=True):
    """A decoded create: `parameters` under our names, `echo` for what must be said back later."""

    model: str
    parameters: dict[str, JSON]
    echo: dict[str, JSON]
