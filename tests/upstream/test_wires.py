"""With a scenario in which nothing goes wrong, every wire is served like the real thing."""

import asyncio
import io

import av
import pytest

from laterna.upstream import LogNormal, ModelPace, Scenario, Uniform, running_upstream
from tests.upstream.customer import PROMPT, WAYS, at, customer_of, until


async def test_every_wire_makes_a_clip_of_the_size_and_length_asked_for() -> None:
    async with running_upstream() as upstream, customer_of(upstream.url) as customer:
        urls = await asyncio.gather(*(customer.clip(wire) for wire in WAYS))
        shapes = {}
        for wire, url in zip(WAYS, urls, strict=True):
            answer = await customer.ask("GET", url)
            assert answer.status == 200
            with av.open(io.BytesIO(answer.body)) as clip:
                video = clip.streams.video[0]
                frames = sum(1 for _ in clip.decode(video))
                shapes[wire] = (video.width, video.height, frames / float(video.average_rate or 1))
        assert shapes["dashscope"] == (832, 480, 5.0)
        assert shapes["openai"] == (720, 1280, 2.0)
        assert {shape[2] for wire, shape in shapes.items() if wire != "dashscope"} == {2.0}
        lines = {line.wire: line for line in await upstream.invoice()}
        assert set(lines) == set(WAYS)
        assert all(line.state == "succeeded" and line.prompt == PROMPT for line in lines.values())
        assert lines["dashscope"].charged == 5 * 300_000
        assert lines["vidu"].marker == "mark-1"


async def test_two_clips_of_one_shape_are_different_files() -> None:
    async with running_upstream() as upstream, customer_of(upstream.url) as customer:
        first, second = [(await customer.ask("GET", await customer.clip())).body for _ in range(2)]
        assert first != second
        assert len(first) == len(second)


async def test_a_task_waits_in_the_queue_and_can_be_canceled_there() -> None:
    async with running_upstream(Scenario(queue=60)) as upstream, customer_of(upstream.url) as customer:
        task_id = await customer.created("dashscope")
        assert at((await customer.query(task_id, "dashscope")).json, WAYS["dashscope"].status_at) == "PENDING"
        await customer.ask("POST", f"/api/v1/tasks/{task_id}/cancel")
        assert (
            at((await customer.query(task_id, "dashscope")).json, WAYS["dashscope"].status_at) == "CANCELED"
        )
        (line,) = await upstream.invoice()
        assert (line.state, line.charged) == ("canceled", 0)


async def test_only_so_many_tasks_are_worked_on_at_once() -> None:
    async with (
        running_upstream(Scenario(at_once=1, work=60)) as upstream,
        customer_of(upstream.url) as customer,
    ):
        await customer.created()

        async def working() -> bool:
            return (await upstream.invoice())[0].state == "running"

        await until(working)
        await customer.created()
        assert [line.state for line in await upstream.invoice()] == ["running", "queued"]


@pytest.mark.parametrize("latency", [0.05, Uniform(0.01, 0.05), LogNormal(0.03, 0.5)])
async def test_a_model_may_have_a_pace_of_its_own(latency: object) -> None:
    pace = {"viduq3t*": ModelPace(queue=latency, work=latency)}  # type: ignore[arg-type]
    async with (
        running_upstream(Scenario(work=60, models=pace)) as upstream,
        customer_of(upstream.url) as customer,
    ):
        await customer.clip("generations")
        await customer.created("openai")
        assert [line.state for line in await upstream.invoice()] != ["succeeded", "succeeded"]
