"""The `openai` package as published, synchronous and asynchronous: nothing changed but base URL and key."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import openai
import pytest

from laterna.access.keys import Limits
from laterna.tasks.task import Task
from tests.api.house import House
from tests.clients.conftest import FAILING

T = TypeVar("T")

# The package warns that OpenAI's own service ends; the dialect does not.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

CAT: dict[str, Any] = {
    "model": "viduq3-pro",
    "prompt": "A cat on a windowsill.",
    "seconds": "8",
    "size": "1280x720",
}
PICTURE = Path(__file__).parents[1] / "scenarios" / "things" / "picture.png"


async def blocking(call: Callable[..., T], *args: Any, **how: Any) -> T:
    return await asyncio.to_thread(call, *args, **how)


@pytest.fixture
def sdk(house: House) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{house.url}/v1", api_key="sk-test", max_retries=0)


@pytest.fixture
def aio(house: House) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=f"{house.url}/v1", api_key="sk-test", max_retries=0)


async def stored(house: House) -> list[Task]:
    tasks, _ = await house.services.store.list_tasks("default", limit=100)
    return tasks


async def test_create_without_a_file(house: House, sdk: openai.OpenAI) -> None:
    video = await blocking(sdk.videos.create, **CAT)
    assert (video.object, video.status, video.progress) == ("video", "queued", 0)
    assert (video.model, video.seconds, video.size) == ("viduq3-pro", "8", "1280x720")
    assert (video.prompt, video.error, video.completed_at) == (CAT["prompt"], None, None)


async def test_create_with_a_file_keeps_its_bytes_as_the_first_frame(
    house: House, sdk: openai.OpenAI
) -> None:
    with PICTURE.open("rb") as file:
        await blocking(sdk.videos.create, **CAT, input_reference=file)
    (task,) = await stored(house)
    assert task.request.mode == "image"
    kept = await house.services.assets.open(task.request.inputs.first_frame.removeprefix("asset:"))
    assert kept is not None
    with_bytes = kept.read(0, 10_000)
    kept.close()
    assert with_bytes == PICTURE.read_bytes()


async def test_extra_body_reaches_the_model_through_the_form(house: House, sdk: openai.OpenAI) -> None:
    extra = {
        "seed": 7,
        "audio": False,
        "negative_prompt": "blurry",
        "metadata": {"watermark": True, "b": [1, 2]},
    }
    await blocking(sdk.videos.create, **{**CAT, "model": "sora-2", "seconds": "4"}, extra_body=extra)
    (task,) = await stored(house)
    assert (task.request.seed, task.request.audio, task.request.negative_prompt) == (7, False, "blurry")
    assert task.request.watermark is not None


async def test_create_and_poll_then_download(busy_house: House, sdk: openai.OpenAI, tmp_path: Path) -> None:
    video = await blocking(sdk.videos.create_and_poll, **CAT, poll_interval_ms=20)
    assert (video.status, video.progress) == ("completed", 100)
    assert video.completed_at is not None and video.expires_at is not None
    content = await blocking(sdk.videos.download_content, video.id)
    assert (await blocking(content.read)).startswith(b"clip of ")
    await blocking(content.write_to_file, tmp_path / "cat.mp4")
    assert (tmp_path / "cat.mp4").read_bytes().startswith(b"clip of ")


async def test_a_failed_video_ends_the_wait_and_says_why(busy_house: House, sdk: openai.OpenAI) -> None:
    video = await blocking(sdk.videos.create_and_poll, **{**CAT, "prompt": FAILING}, poll_interval_ms=20)
    assert video.status == "failed"
    assert video.error is not None and video.error.message == "As asked for."
    with pytest.raises(openai.BadRequestError) as refused:
        await blocking(sdk.videos.download_content, video.id)
    assert refused.value.code == "video_generation_failed"


async def test_the_server_says_how_long_to_wait_between_two_polls(house: House, sdk: openai.OpenAI) -> None:
    video = await blocking(sdk.videos.create, **CAT)
    raw = await blocking(sdk.videos.with_raw_response.retrieve, video.id)
    assert int(raw.headers["openai-poll-after-ms"]) == 2_000


async def test_a_list_is_walked_page_by_page(house: House, sdk: openai.OpenAI) -> None:
    made = [(await blocking(sdk.videos.create, **CAT)).id for _ in range(5)]
    walked = await blocking(lambda: [video.id for video in sdk.videos.list(limit=2)])
    assert walked == made[::-1]
    rising = await blocking(lambda: [video.id for video in sdk.videos.list(limit=2, order="asc")])
    assert rising == made


async def test_delete_then_retrieve(house: House, sdk: openai.OpenAI) -> None:
    video = await blocking(sdk.videos.create, **CAT)
    gone = await blocking(sdk.videos.delete, video.id)
    assert (gone.id, gone.object, gone.deleted) == (video.id, "video.deleted", True)
    with pytest.raises(openai.NotFoundError):
        await blocking(sdk.videos.retrieve, video.id)


async def test_remix(house: House, sdk: openai.OpenAI) -> None:
    video = await blocking(sdk.videos.create, **CAT)
    remix = await blocking(sdk.videos.remix, video.id, prompt="A dog instead.")
    assert (remix.remixed_from_video_id, remix.prompt, remix.seconds) == (video.id, "A dog instead.", "8")


@pytest.mark.parametrize(
    ("changes", "kind", "code", "param"),
    [
        ({"prompt": ""}, openai.BadRequestError, "missing_required_parameter", "prompt"),
        ({"seconds": "99"}, openai.BadRequestError, "invalid_value", "seconds"),
        ({"size": "wide"}, openai.BadRequestError, "invalid_value", "size"),
        ({"model": "nobody"}, openai.NotFoundError, "model_not_found", "model"),
    ],
)
async def test_what_is_wrong_with_a_create_comes_as_the_right_exception(
    house: House,
    sdk: openai.OpenAI,
    changes: dict[str, Any],
    kind: type[openai.APIStatusError],
    code: str,
    param: str,
) -> None:
    with pytest.raises(kind) as refused:
        await blocking(sdk.videos.create, **{**CAT, **changes})
    assert (refused.value.code, refused.value.param) == (code, param)
    assert refused.value.request_id


async def test_keys_and_limits_come_as_the_right_exceptions(house: House, sdk: openai.OpenAI) -> None:
    ring = house.services.ring
    _, narrow = await ring.create("narrow", limits=Limits(models=("viduq1",)))
    _, slow = await ring.create("slow", limits=Limits(tasks_at_once=1))
    with pytest.raises(openai.AuthenticationError):
        await blocking(sdk.videos.create, **CAT)
    with pytest.raises(openai.PermissionDeniedError):
        await blocking(sdk.with_options(api_key=narrow).videos.create, **CAT)
    await blocking(sdk.with_options(api_key=slow).videos.create, **CAT)
    with pytest.raises(openai.RateLimitError):
        await blocking(sdk.with_options(api_key=slow).videos.create, **CAT)


async def test_content_that_is_not_ready_is_not_asked_for_again(house: House, sdk: openai.OpenAI) -> None:
    video = await blocking(sdk.videos.create, **CAT)
    with pytest.raises(openai.NotFoundError) as early:
        await blocking(sdk.with_options(max_retries=2).videos.download_content, video.id)
    assert early.value.code == "video_not_ready"


async def test_operations_that_do_not_exist_fail_at_once(house: House, sdk: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        await blocking(sdk.videos.get_character, "char_1")
    assert refused.value.code == "unsupported_operation"


async def test_asynchronously(busy_house: House, aio: openai.AsyncOpenAI) -> None:
    with PICTURE.open("rb") as file:
        video = await aio.videos.create_and_poll(**CAT, input_reference=file, poll_interval_ms=20)
    assert video.status == "completed"
    assert (await aio.videos.retrieve(video.id)).id == video.id
    content = await aio.videos.download_content(video.id, variant="video")
    assert (await content.aread()).startswith(b"clip of ")
    other = await aio.videos.create(**CAT)
    assert [one.id async for one in aio.videos.list(limit=1)] == [other.id, video.id]
    assert (await aio.videos.delete(video.id)).deleted
    with pytest.raises(openai.NotFoundError):
        await aio.videos.retrieve(video.id)
    await aio.close()


async def test_asynchronous_errors(house: House, aio: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError):
        await aio.videos.create(**{**CAT, "seconds": "99"})
    with pytest.raises(openai.NotFoundError):
        await aio.videos.download_content("video_1")
    await aio.close()
