"""Clocks that are wrong, or put right at the worst moment: lost answers are still found at the upstream."""

from pathlib import Path

import msgspec
import pytest

from laterna.clock import HOUR, SECOND, SystemClock
from laterna.routing import Route
from laterna.routing import Upstream as UpstreamSettings
from laterna.tasks.task import TaskState
from laterna.upstream import CreateFaults, QueryFaults, Scenario, running_upstream
from tests.remote.front import MODEL, running_front

pytestmark = pytest.mark.slow

NAMES = {"dashscope": "vidu/viduq3-turbo_text2video", "vidu": MODEL, "openai": MODEL}
LOST = Scenario(queue=0.0, work=0.1, create=CreateFaults(dropped_after=1.0))


class WrongClock(SystemClock):
    """The machine's clock, `off` by so many microseconds."""

    off = 0

    def now(self) -> int:
        return super().now() + self.off


def settings(url: str, wire: str) -> tuple[tuple[UpstreamSettings, ...], tuple[Route, ...]]:
    facts = {"name": "cloud", "wire": wire, "url": url, "keys": ["sk-owner"], "certain_after": 1.0}
    upstream = msgspec.convert({**facts, "queries_per_second": 50, "timeout": 5}, UpstreamSettings)
    return (upstream,), (Route(models=MODEL, upstream="cloud", model=NAMES[wire]),)


@pytest.mark.parametrize("wire", NAMES)
@pytest.mark.parametrize("hours", [-5, 5])
async def test_a_lost_create_is_found_by_a_machine_whose_clock_is_hours_wrong(
    tmp_path: Path, wire: str, hours: int
) -> None:
    clock = WrongClock()
    clock.off = hours * HOUR
    async with (
        running_upstream(LOST) as cloud,
        running_front(tmp_path, *settings(cloud.url, wire), clock) as front,
    ):
        task = await front.ended(await front.order("a red kite"))
        assert task.state is TaskState.SUCCEEDED, task.failure
        assert len(await cloud.invoice()) == 1


@pytest.mark.parametrize("seconds", [-2 * 3_600, -300, 300, 30 * 3_600])
async def test_a_lost_create_is_found_when_the_clock_is_put_right_meanwhile(
    tmp_path: Path, seconds: int
) -> None:
    clock = WrongClock()
    deaf = msgspec.structs.replace(LOST, query=QueryFaults(error_before=1.0))
    async with (
        running_upstream(deaf) as cloud,
        running_front(tmp_path, *settings(cloud.url, "dashscope"), clock, task_deadline=10**6) as front,
    ):
        task = await front.order("a red kite")
        await front.until(task, "unclear")
        clock.off = seconds * SECOND
        await cloud.set(LOST)
        task = await front.ended(task)
        assert task.state is TaskState.SUCCEEDED, task.failure
        assert await front.bookings(task) == ["hold", "settle"]


async def test_an_upstream_that_was_busy_is_asked_again_though_the_clock_was_put_back(tmp_path: Path) -> None:
    clock = WrongClock()
    busy = Scenario(queue=0.0, work=0.1, create=CreateFaults(busy=1.0, retry_after=1.0))
    async with (
        running_upstream(busy) as cloud,
        running_front(tmp_path, *settings(cloud.url, "vidu"), clock) as front,
    ):
        task = await front.order("a red kite")
        await front.until(task, "refused")
        clock.off = -2 * HOUR
        await cloud.set(Scenario(queue=0.0, work=0.1))
        assert (await front.ended(task)).state is TaskState.SUCCEEDED
