"""The same seed deals the same faults to the same requests."""

import math
import statistics

import pytest

from laterna.upstream import (
    CreateFaults,
    LogNormal,
    QueryFaults,
    Scenario,
    TaskFaults,
    Uniform,
    running_upstream,
)
from laterna.upstream.chance import Dice
from tests.upstream.customer import Customer, customer_of

SCENARIO = Scenario(
    create=CreateFaults(busy=0.2, error_before=0.1, error_after=0.1, truncated=0.2),
    query=QueryFaults(busy=0.3, truncated=0.2),
    task=TaskFaults(failed=0.3, stuck=0.1, lost=0.1),
)


async def _run(seed: int) -> tuple[list[tuple[int, bytes]], dict[str, int], list[str]]:
    async with running_upstream(SCENARIO, seed=seed) as upstream, customer_of(upstream.url) as customer:
        creates = [await customer.create() for _ in range(15)]
        queries = [await customer.ask("GET", "/v1/videos/video_0") for _ in range(15)]
        endings = [line.answer for line in await upstream.invoice()]
        seen = [
            (answer.status, answer.headers.get("Retry-After", "").encode()) for answer in creates + queries
        ]
        return seen, upstream.faults().dealt, endings


async def test_runs_with_one_seed_are_alike_and_runs_with_two_are_not() -> None:
    first, again, other = await _run(3), await _run(3), await _run(4)
    assert first == again
    assert first != other


async def test_more_queries_change_nothing_about_the_creates() -> None:
    async def statuses(customer: Customer, queries: int) -> list[int]:
        seen = []
        for _ in range(10):
            seen.append((await customer.create()).status)
            for _ in range(queries):
                await customer.ask("GET", "/v1/videos/video_0")
        return seen

    runs = []
    for queries in (0, 3):
        async with running_upstream(SCENARIO, seed=5) as upstream, customer_of(upstream.url) as customer:
            runs.append(await statuses(customer, queries))
    assert runs[0] == runs[1]


def test_latencies_are_drawn_as_the_scenario_says() -> None:
    dice = Dice(1)
    evenly = [dice.seconds("a", Uniform(2, 4)) for _ in range(2_000)]
    assert (min(evenly) >= 2, max(evenly) <= 4) == (True, True)
    assert statistics.mean(evenly) == pytest.approx(3, abs=0.05)
    skewed = [dice.seconds("b", LogNormal(5, 0.5)) for _ in range(4_000)]
    assert statistics.mean(skewed) == pytest.approx(5, rel=0.05)
    assert statistics.stdev([math.log(value) for value in skewed]) == pytest.approx(0.5, rel=0.05)
    assert dice.seconds("c", 1.5) == 1.5


def test_rates_are_kept_to() -> None:
    dice = Dice(2)
    assert sum(dice.hit("x", 0.1) for _ in range(10_000)) == pytest.approx(1_000, rel=0.1)
    assert not any(dice.hit("y", 0.0) for _ in range(1_000))
    assert all(dice.hit("z", 1.0) for _ in range(1_000))
