"""The shapes of Vidu's API under `/ent/v2`. Sections are those of the contract `vidu`.

Requests (`POST /ent/v2/text2video`, `img2video`, `start-end2video`, `reference2video`):

| Vidu's field | our name | source |
|---|---|---|
| `model` | the card's name | 3.1 |
| `prompt` | `prompt` | 3.1 |
| `style`, `movement_amplitude`, `resolution`, `aspect_ratio` | the same | 3.1 |
| `duration`, `seed` | the same; a decimal integer may come inside a string | 3.1 |
| `bgm`, `audio`, `off_peak`, `watermark` | the same | 3.1, 3.2 |
| `wm_position` | `watermark_position` | 3.2 |
| `images[0]` of `img2video` | `image` | 3.4 |
| `images[0]`, `images[1]` of `start-end2video` | `image`, `last_image` | 3.5 |
| `images`, or the pictures of `subjects`, of `reference2video` | `reference_images` | 3.6 |
| `payload`, `callback_url`, `audio_type`, subjects' names | kept in the task's echo | 3.1, 3.2, 3.6 |
| any other key | ignored | 3.7 |

`null`, a missing key and, for optional strings, `""` are the same: absent (3.7).

Answers:

| Vidu's field | ours | source |
|---|---|---|
| `task_id`, `id` | `Task.id` as 18 digits | 4, 5.1 |
| `state` | `STATE_OF[Task.state]`; a create always says `created` | 4, 6 |
| `err_code` | `REASON_OF` the failure's code | 5.1, 8 |
| `credits` | `Task.price` in credits; 0 when it failed | 5.1, 10.2 |
| `creations[0].url`, `.cover_url` | signed URLs of clip and cover | 5.1 |
| `created_at` | `Task.created_at` in UTC with microseconds | 4 |

No body of a 2xx answer has a top-level `code`: one client takes it for a failure (4).
"""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from laterna.catalog.request import Mode
from laterna.clock import DAY
from laterna.jsontypes import JSON
from laterna.tasks.task import TaskState

WIRE = "vidu"

Endpoint = Literal["text2video", "img2video", "start-end2video", "reference2video"]

MODE_OF: dict[Endpoint, Mode] = {
    "text2video": "text",
    "img2video": "image",
    "start-end2video": "frames",
    "reference2video": "reference",
}

STATE_OF: dict[TaskState, str] = {
    TaskState.QUEUED: "queueing",
    TaskState.RUNNING: "processing",
    TaskState.SUCCEEDED: "success",
    TaskState.FAILED: "failed",
    TaskState.CANCELED: "failed",
}

STATES_OF_WORD: dict[str, frozenset[TaskState]] = {
    "created": frozenset({TaskState.QUEUED}),
    "queueing": frozenset({TaskState.QUEUED}),
    "processing": frozenset({TaskState.RUNNING}),
    "success": frozenset({TaskState.SUCCEEDED}),
    "failed": frozenset({TaskState.FAILED, TaskState.CANCELED}),
}
"""Which of our states a word of the list's `states` filter asks for (6)."""

PATHS: dict[str, str] = {
    "image": "images",
    "last_image": "images",
    "reference_images": "images",
    "watermark_position": "wm_position",
    "size": "resolution",
}
"""Our names of parameters that Vidu calls otherwise."""

LONGEST_PAYLOAD = 1_048_576
"""Characters of `payload` (3.2)."""

PACKAGE_CREDITS = 1_000_000_000
"""What `/credits` counts down from: nothing is sold here, but clients look for a number."""

PACKAGE_FROM, PACKAGE_TO = "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
"""Between which times that package is said to be valid: always."""

LIST_WINDOW = 7 * DAY
LARGEST_PAGE = 100
USD_MICRO_PER_CREDIT = 5_000
CNY_MICRO_PER_CREDIT = 35_000
"""What a credit costs: 0.005 USD by the price list (10.2); by DashScope's prices of the same models, 0.035 CNY."""


class Created(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A create answer (4)."""

    task_id: str
    state: str
    model: str
    style: str | UnsetType = UNSET
    prompt: str
    images: list[str] | UnsetType = UNSET
    duration: int
    seed: int
    aspect_ratio: str
    resolution: str
    bgm: bool
    audio: bool | UnsetType = UNSET
    audio_type: str | UnsetType = UNSET
    movement_amplitude: str
    payload: str
    off_peak: bool
    credits: int
    watermark: bool
    created_at: str


class Creation(Struct, frozen=True):
    """One result (5.1). `watermarked_url` is the same clip when the mark was asked for."""

    id: str
    url: str
    cover_url: str
    watermarked_url: str


class Creations(Struct, frozen=True, kw_only=True):
    """The answer to a query (5.1)."""

    id: str
    state: str
    err_code: str
    credits: int
    payload: str
    bgm: bool
    off_peak: bool
    creations: list[Creation]


class Callback(Creations, frozen=True, kw_only=True):
    """What is posted to `callback_url` (7): the query's answer, and each of its two names for id and state."""

    task_id: str
    status: str


class Resolution(Struct, frozen=True):
    """Pixels."""

    width: int
    height: int


class Video(Struct, frozen=True):
    """Facts of a finished clip in a list (5.2)."""

    duration: float
    fps: int
    resolution: Resolution


class ListedCreation(Struct, frozen=True):
    """One result in a list (5.2)."""

    id: str
    url: str
    cover_url: str
    video: Video


class ListedTask(Struct, frozen=True, kw_only=True):
    """One task in a list (5.2)."""

    id: str
    key_id: str
    template: str
    model: str
    prompt: str
    images: list[str]
    duration: int
    resolution: str
    aspect_ratio: str
    state: str
    payload: str
    created_at: str
    creations: list[ListedCreation]


class Listed(Struct, frozen=True):
    """The answer to a list (5.2). An empty token means that there is no further page."""

    next_page_token: str
    tasks: list[ListedTask]


class Remains(Struct, frozen=True):
    """What is left of one kind of credits (5.4)."""

    type: str
    credit_remain: int
    concurrency_limit: int
    current_concurrency: int
    queue_count: int


class Package(Struct, frozen=True):
    """One package of credits (5.4)."""

    id: str
    name: str
    type: str
    concurrency: int
    credit_amount: int
    credit_remain: int
    created_at: str
    purchase_at: str
    valid_from: str
    valid_to: str


class Credits(Struct, frozen=True, omit_defaults=True):
    """The answer to a credits query (5.4)."""

    remains: list[Remains]
    packages: list[Package] | UnsetType = UNSET


class Trace(Struct, frozen=True):
    """`metadata` of an error (8): 32 hexadecimal digits."""

    trace_id: str


class ErrorBody(Struct, frozen=True):
    """Every error (8). `code` is the HTTP status."""

    code: int
    reason: str
    message: str
    metadata: Trace


class Create(Struct, frozen=True, kw_only=True):
    """A decoded create: `parameters` under our names, `echo` for what must be said back later."""

    model: str
    mode: Mode
    parameters: dict[str, JSON]
    echo: dict[str, JSON]
