"""The newest DashScope SDK against a server: nothing changed but base URL and key."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import dashscope
import pytest
from dashscope import VideoSynthesis
from dashscope.aigc.video_synthesis import AioVideoSynthesis
from dashscope.v2.errors import DashScopeError

from laterna.ids import parse_task_id
from tests.api.house import House
from tests.clients.conftest import FAILING

T = TypeVar("T")

PIXVERSE = {"model": "pixverse/pixverse-v5.6-t2v", "prompt": "一只小猫在月光下奔跑", "size": "1280*720"}
WAN = {
    "model": "wan2.5-t2v-preview",
    "prompt": "A fox",
    "size": "832*480",
    "duration": 10,
    "negative_prompt": "",
}


async def blocking(call: Callable[..., T], *args: Any, **how: Any) -> T:
    return await asyncio.to_thread(call, *args, **how)


async def fetched(house: House, url: str) -> bytes:
    async with house.http.get(url) as clip:
        assert clip.status == 200
        return await clip.read()


async def test_call_waits_and_returns_a_link_that_plays(busy_house: House, sdk: str) -> None:
    answer = await blocking(VideoSynthesis.call, **PIXVERSE, duration=10, audio=False, watermark=False)
    assert (answer.status_code, answer.code, answer.message) == (200, None, "")
    assert answer.output.task_status == "SUCCEEDED"
    assert answer.output.orig_prompt == PIXVERSE["prompt"]
    assert (answer.usage.duration, answer.usage.size, answer.usage.fps) == (10, "1280*720", 24)
    assert (answer.usage.SR, answer.usage.audio, answer.usage.video_count) == ("720", False, 1)
    number = parse_task_id(answer.output.task_id)
    assert await fetched(busy_house, answer.output.video_url) == b"clip of " + str(number).encode()


async def test_async_call_then_fetch_then_wait(busy_house: House, sdk: str) -> None:
    created = await blocking(
        VideoSynthesis.async_call, **WAN, prompt_extend=True, watermark=False, seed=12345
    )
    assert (created.status_code, created.code, created.message) == (200, "", "")
    assert created.output.task_status == "PENDING"
    assert created.output.video_url == ""
    fetched_answer = await blocking(VideoSynthesis.fetch, task=created)
    assert fetched_answer.output.task_status in ("PENDING", "RUNNING", "SUCCEEDED")
    done = await blocking(VideoSynthesis.wait, task=created)
    assert done.output.actual_prompt == "A fox, in full."
    assert (done.usage.video_duration, done.usage.video_ratio) == (10, "832*480")


async def test_a_failed_task_is_returned_with_its_code_and_message(busy_house: House, sdk: str) -> None:
    answer = await blocking(VideoSynthesis.call, **{**WAN, "prompt": FAILING})
    assert answer.status_code == 200
    assert answer.output.task_status == "FAILED"
    assert answer.output.code == "InternalError.Algo"
    assert answer.output.message == "Inference internal error. As asked for."


async def test_cancel_and_list(house: House, sdk: str) -> None:
    created = await blocking(VideoSynthesis.async_call, **WAN)
    canceled = await blocking(VideoSynthesis.cancel, created.output.task_id)
    assert canceled.status_code == 200
    assert (await blocking(VideoSynthesis.fetch, created.output.task_id)).output.task_status == "CANCELED"
    again = await blocking(VideoSynthesis.cancel, created.output.task_id)
    assert (again.status_code, again.code) == (400, "UnsupportedOperation")
    listed = await blocking(VideoSynthesis.list, model_name="wan2.5-t2v-preview", status="CANCELED")
    assert listed.status_code == 200
    assert listed.output["total"] == 1
    assert listed.output["data"][0]["task_id"] == created.output.task_id


@pytest.mark.parametrize(
    ("changes", "status", "code", "piece"),
    [
        ({"model": "wan9"}, 400, "InvalidParameter", "Model not exist."),
        ({"prompt": None}, 400, "InvalidParameter", "Field required: input.prompt"),
        ({"duration": 7}, 400, "InvalidParameter", "parameters.duration is 7"),
        ({"size": "16:9"}, 400, "InvalidParameter", "parameters.size"),
    ],
)
async def test_errors_reach_the_caller(
    house: House, sdk: str, changes: dict[str, Any], status: int, code: str, piece: str
) -> None:
    answer = await blocking(VideoSynthesis.async_call, **{**WAN, **changes})
    assert (answer.status_code, answer.code) == (status, code)
    assert piece in answer.message
    assert answer.request_id


async def test_a_wrong_key_is_named_as_such(house: House, sdk: str) -> None:
    await house.services.ring.create("first")
    answer = await blocking(VideoSynthesis.async_call, **WAN)
    assert (answer.status_code, answer.code, answer.message) == (
        401,
        "InvalidApiKey",
        "Invalid API-key provided.",
    )


async def test_an_unknown_task_ends_a_wait_at_once(house: House, sdk: str) -> None:
    answer = await blocking(VideoSynthesis.wait, "0f9b6c1e-52d7-4f0a-8a55-3d1c7e9b2a64")
    assert answer.output.task_status == "UNKNOWN"


async def test_a_workspace_changes_nothing(house: House, sdk: str) -> None:
    answer = await blocking(VideoSynthesis.async_call, **WAN, workspace="ws-1")
    assert answer.status_code == 200


async def test_the_aio_class_calls_fetches_cancels_and_lists(busy_house: House, sdk: str) -> None:
    done = await AioVideoSynthesis.call(**WAN, prompt_extend=True, watermark=False, seed=1)
    assert (done.status_code, done.output.task_status) == (200, "SUCCEEDED")
    assert await fetched(busy_house, done.output.video_url)
    found = await AioVideoSynthesis.fetch(done.output.task_id)
    assert found.output.task_id == done.output.task_id
    waited = await AioVideoSynthesis.wait(done.output.task_id)
    assert waited.output.video_url == done.output.video_url
    refused = await AioVideoSynthesis.cancel(done.output.task_id)
    assert (refused.status_code, refused.code) == (400, "UnsupportedOperation")
    listed = await AioVideoSynthesis.list()
    assert listed.status_code == 200


async def test_the_aio_class_cancels_what_still_waits(house: House, sdk: str) -> None:
    created = await AioVideoSynthesis.async_call(**WAN)
    assert created.output.task_status == "PENDING"
    assert (await AioVideoSynthesis.cancel(created)).status_code == 200
    assert (await AioVideoSynthesis.fetch(created)).output.task_status == "CANCELED"


def videos(base: str) -> Any:
    return dashscope.Client(api_key="sk-test", base_url=base).videos


async def test_the_v2_client_generates(busy_house: House, sdk: str) -> None:
    job = await blocking(
        videos(sdk).generate,
        model="wan2.6-t2v",
        prompt="A fox",
        size="1280*720",
        duration=5,
        poll_interval=0.05,
    )
    assert job.status == "SUCCEEDED"
    assert await fetched(busy_house, job.video_url)


async def test_the_v2_client_raises_for_a_failed_task(busy_house: House, sdk: str) -> None:
    with pytest.raises(DashScopeError) as caught:
        await blocking(videos(sdk).generate, model="wan2.6-t2v", prompt=FAILING, poll_interval=0.05)
    assert "As asked for." in str(caught.value)


async def test_the_v2_client_creates_fetches_and_cancels(house: House, sdk: str) -> None:
    jobs = videos(sdk).jobs
    job = await blocking(jobs.create, model="wan2.6-t2v", prompt="A fox", parameters={"shot_type": "multi"})
    assert (await blocking(jobs.fetch, job.task_id)).status == "PENDING"
    await blocking(jobs.cancel, job.task_id)
    assert (await blocking(jobs.fetch, job.task_id)).status == "CANCELED"
    with pytest.raises(DashScopeError):
        await blocking(jobs.cancel, job.task_id)
    assert (await blocking(jobs.list)).request_id
