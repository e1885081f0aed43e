"""From our tasks to Vidu's answers. Every function gives the bytes of a body, ready to send."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import UNSET

from laterna.catalog.shape import PICTURE_DECIDES
from laterna.tasks.records import Balance
from laterna.tasks.task import Task, TaskState
from laterna.wire.vidu.errors import reason_of
from laterna.wire.vidu.schema import (
    CNY_MICRO_PER_CREDIT,
    PACKAGE_CREDITS,
    PACKAGE_FROM,
    PACKAGE_TO,
    STATE_OF,
    USD_MICRO_PER_CREDIT,
    Callback,
    Created,
    Creation,
    Creations,
    Credits,
    Listed,
    ListedCreation,
    ListedTask,
    Package,
    Remains,
    Resolution,
    Video,
)

_encode = msgspec.json.Encoder().encode

Link = Callable[[str], str]
"""From an asset's key to a signed URL."""


def encode_created(task: Task) -> bytes:
    """The answer to a create; it always says `created`, whatever has happened to the task since."""
    request = task.request
    images = _strings(task, "images")
    return _encode(
        Created(
            task_id=str(task.id),
            state="created",
            model=request.model,
            style=_text(task, "style") or request.style or UNSET,
            prompt=_prompt(task),
            images=images or UNSET,
            duration=request.duration,
            seed=request.seed,
            aspect_ratio=ratio_of(task),
            resolution=resolution_of(task),
            bgm=_bgm_asked(task),
            audio=request.audio,
            audio_type=_text(task, "audio_type") or "all",
            movement_amplitude=_text(task, "movement_amplitude") or request.movement_amplitude,
            payload=_text(task, "payload"),
            off_peak=request.off_peak,
            credits=credits_of(task),
            watermark=request.watermark is not None,
            created_at=instant(task.created_at),
        )
    )


def encode_creations(task: Task, link: Link) -> bytes:
    """The answer to a query."""
    return _encode(_creations(task, link))


def encode_callback(task: Task, link: Link, name: str = "") -> bytes:
    """The body of a callback for the state that the task has in this snapshot.

    `name` is the task's id as its maker knows it, where that is not Vidu's own form.
    """
    answer = _creations(task, link)
    fields = {field: getattr(answer, field) for field in answer.__struct_fields__}
    fields["id"] = name or answer.id
    return _encode(Callback(task_id=fields["id"], status=answer.state, **fields))


def encode_list(tasks: Sequence[Task], next_page: int | None, link: Link) -> bytes:
    """The answer to a list; `next_page` is None on the last page."""
    token = "" if next_page is None else str(next_page)
    return _encode(Listed(token, [_listed(task, link) for task in tasks]))


def encode_credits(
    balances: Sequence[Balance], concurrency: int, *, running: int, queued: int, detail: bool
) -> bytes:
    """The answer to a credits query (5.4). Laterna sells nothing, so what remains is what a large package holds
    less what has been spent or is reserved."""
    used = sum((balance.spent + balance.reserved) // _per_credit(balance.currency) for balance in balances)
    left = max(0, PACKAGE_CREDITS - used)
    remains = [Remains("metered", left, concurrency, running, queued)]
    package = Package(
        id="local",
        name="local",
        type="metered",
        concurrency=concurrency,
        credit_amount=PACKAGE_CREDITS,
        credit_remain=left,
        created_at=PACKAGE_FROM,
        purchase_at=PACKAGE_FROM,
        valid_from=PACKAGE_FROM,
        valid_to=PACKAGE_TO,
    )
    packages = [package] if detail else UNSET
    return _encode(Credits(remains, packages))


def ratio_of(task: Task) -> str:
    """The aspect ratio; empty where the picture decides, as captured answers have it (4)."""
    ratio = task.request.aspect_ratio
    return "" if ratio == PICTURE_DECIDES else ratio


def resolution_of(task: Task) -> str:
    """The tier in Vidu's spelling, such as `720p`."""
    return task.request.tier.lower() or f"{min(task.request.width, task.request.height)}p"


def credits_of(task: Task) -> int:
    """The price in credits; a task that failed or was canceled costs none."""
    if task.state in (TaskState.FAILED, TaskState.CANCELED):
        return 0
    return -(-task.price // _per_credit(task.currency))


def _per_credit(currency: str) -> int:
    return USD_MICRO_PER_CREDIT if currency == "USD" else CNY_MICRO_PER_CREDIT


def instant(microseconds: int) -> str:
    """A time as Vidu writes it: `2025-01-01T15:41:31.968916Z`."""
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{microseconds % 1_000_000:06d}Z"


def _creations(task: Task, link: Link) -> Creations:
    return Creations(
        id=str(task.id),
        state=STATE_OF[task.state],
        err_code=_err_code(task),
        credits=credits_of(task),
        payload=_text(task, "payload"),
        bgm=_bgm_asked(task),
        off_peak=task.request.off_peak,
        creations=_results(task, link),
    )


def _results(task: Task, link: Link) -> list[Creation]:
    if task.result is None:
        return []
    url = link(task.result.clip)
    marked = url if task.request.watermark is not None else ""
    return [Creation(creation_id(task), url, link(task.result.cover), marked)]


def creation_id(task: Task) -> str:
    """The id of a task's only result: digits like a task's, and never equal to one."""
    return f"{task.id}1"


def _listed(task: Task, link: Link) -> ListedTask:
    return ListedTask(
        id=str(task.id),
        key_id=task.key_id,
        template="",
        model=task.request.model,
        prompt=_prompt(task),
        images=_strings(task, "images"),
        duration=task.request.duration,
        resolution=resolution_of(task),
        aspect_ratio=ratio_of(task),
        state=STATE_OF[task.state],
        payload=_text(task, "payload"),
        created_at=instant(task.created_at),
        creations=_listed_results(task, link),
    )


def _listed_results(task: Task, link: Link) -> list[ListedCreation]:
    if task.result is None:
        return []
    size = Resolution(task.result.width, task.result.height)
    video = Video(task.result.duration, task.result.fps, size)
    return [ListedCreation(creation_id(task), link(task.result.clip), link(task.result.cover), video)]


def _err_code(task: Task) -> str:
    if task.state is TaskState.CANCELED:
        return "UserCancelled"
    return reason_of(task.failure.code, task.failure.field) if task.failure is not None else ""


def _prompt(task: Task) -> str:
    return _text(task, "prompt") or task.request.prompt


def _text(task: Task, name: str) -> str:
    value = task.echo.get(name)
    return value if isinstance(value, str) else ""


def _bgm_asked(task: Task) -> bool:
    """The setting as it was sent: where music has no effect, it is said back all the same (3.7)."""
    return task.request.bgm or task.echo.get("bgm") is True


def _strings(task: Task, name: str) -> list[str]:
    value = task.echo.get(name)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
