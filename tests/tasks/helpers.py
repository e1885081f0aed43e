"""What the tests of the store share: a request, and short ways to create and finish tasks."""

from pathlib import Path

from laterna.catalog.request import VideoRequest
from laterna.clock import SECOND
from laterna.tasks.task import NewTask, TaskFailure, TaskResult

LEASE = 30 * SECOND
REQUEST = VideoRequest(
    model="vidu/viduq3-turbo_text2video",
    family="vidu",
    prompt="一只小猫在月光下奔跑",
    width=1280,
    height=720,
    duration=5,
    fps=24,
    seed=7,
)
RESULT = TaskResult(
    clip="tasks/clip.mp4",
    cover="tasks/cover.jpg",
    width=1280,
    height=720,
    duration=5.0,
    fps=24,
    has_audio=False,
    size_bytes=1_000,
)
FAILURE = TaskFailure("engine_failed", "The engine could not make the clip.")
REFUSAL = TaskFailure("invalid_parameter", "`duration` is 99; allowed: 1 to 16.", "duration")


def spec(
    *,
    tenant: str = "default",
    key_id: str = "key_1",
    wire: str = "dashscope",
    model: str = REQUEST.model,
    price: int = 100,
    currency: str = "CNY",
    refusal: TaskFailure | None = None,
    idempotency_key: str = "",
    body_hash: str = "",
    not_before: int = 0,
) -> NewTask:
    """A request for one clip."""
    request = REQUEST if model == REQUEST.model else VideoRequest(**{**_fields(), "model": model})
    return NewTask(
        tenant=tenant,
        key_id=key_id,
        wire=wire,
        request=request,
        echo={"prompt": request.prompt, "callback_url": ""},
        request_id="0b4bd6de-6b3c-4b0c-9b3b-6a2f1d9e8c77",
        price=price,
        currency=currency,
        refusal=refusal,
        idempotency_key=idempotency_key,
        body_hash=body_hash,
        not_before=not_before,
    )


def _fields() -> dict[str, object]:
    return {name: getattr(REQUEST, name) for name in REQUEST.__struct_fields__}


def url_in(folder: Path) -> str:
    """A SQLite database in a folder."""
    return f"sqlite:///{folder / 'laterna.db'}"
