"""Lists, counts, usage: what operators and doors ask, and that a million tasks do not slow the answers."""

import pytest

from laterna.clock import DAY, SECOND, ManualClock
from laterna.errors import TaskError
from laterna.tasks.records import TaskFilter
from laterna.tasks.store import TaskStore
from laterna.tasks.task import Task, TaskState

from .helpers import FAILURE, LEASE, RESULT, spec


@pytest.fixture
async def made(store: TaskStore, clock: ManualClock) -> list[Task]:
    """Six tasks a minute apart: of two models and two wires; the first succeeded, the second failed."""
    tasks = []
    for number in range(6):
        wanted = spec(
            model="wan2.6-t2v" if number % 2 else "viduq1", wire="vidu" if number > 3 else "dashscope"
        )
        tasks.append(await store.create(wanted))
        clock.advance(60 * SECOND)
    await store.claim("w", 2, LEASE)
    await store.succeed(tasks[0].id, "w", 1, RESULT)
    await store.fail(tasks[1].id, "w", 1, FAILURE)
    return tasks


async def _places(
    store: TaskStore, made: list[Task], wanted: TaskFilter, **page: int
) -> tuple[list[int], int]:
    numbers = {task.id: number for number, task in enumerate(made)}
    tasks, total = await store.list_tasks("default", wanted, **page)
    return [numbers[task.id] for task in tasks], total


async def test_lists_are_newest_first_and_know_their_whole_length(store: TaskStore, made: list[Task]) -> None:
    assert await _places(store, made, TaskFilter()) == ([5, 4, 3, 2, 1, 0], 6)
    assert await _places(store, made, TaskFilter(), offset=1, limit=2) == ([4, 3], 6)
    assert await _places(store, made, TaskFilter(oldest_first=True), limit=2) == ([0, 1], 6)


async def test_pages_can_begin_behind_a_task(store: TaskStore, made: list[Task]) -> None:
    assert await _places(store, made, TaskFilter(after=made[3].id), limit=2) == ([2, 1], 6)
    assert await _places(store, made, TaskFilter(after=made[3].id, oldest_first=True)) == ([4, 5], 6)


async def test_pages_can_begin_behind_a_task_that_is_gone(store: TaskStore, made: list[Task]) -> None:
    await store.cancel(made[3].id, made[3].tenant, running_too=True)
    await store.remove(made[3].id, made[3].tenant)
    assert await _places(store, made, TaskFilter(after=made[3].id), limit=2) == ([2, 1], 5)
    assert await _places(store, made, TaskFilter(after=made[3].id, oldest_first=True)) == ([4, 5], 5)


async def test_a_page_behind_a_task_of_somebody_else_has_ones_own_alone(
    store: TaskStore, made: list[Task]
) -> None:
    assert await store.list_tasks("other", TaskFilter(after=made[0].id, oldest_first=True)) == ([], 0)


async def test_filters_narrow_by_state_model_wire_and_time(store: TaskStore, made: list[Task]) -> None:
    assert await _places(store, made, TaskFilter(states=(TaskState.QUEUED,))) == ([5, 4, 3, 2], 4)
    assert await _places(store, made, TaskFilter(states=(TaskState.SUCCEEDED, TaskState.FAILED))) == (
        [1, 0],
        2,
    )
    assert await _places(store, made, TaskFilter(models=("viduq1",))) == ([4, 2, 0], 3)
    assert await _places(store, made, TaskFilter(wires=("vidu",), models=("viduq1",))) == ([4], 1)
    window = TaskFilter(created_from=made[1].created_at, created_to=made[3].created_at)
    assert await _places(store, made, window) == ([2, 1], 2)


async def test_a_list_shows_tasks_as_they_are_now(store: TaskStore, made: list[Task]) -> None:
    (running,) = await store.claim("w", 1, LEASE)
    store.report_progress(running.id, "w", 33)
    (shown,), _ = await store.list_tasks("default", TaskFilter(states=(TaskState.RUNNING,)))
    assert shown.progress == 33


async def test_the_operator_lists_all_tenants(store: TaskStore, made: list[Task]) -> None:
    await store.create(spec(tenant="other"))
    assert (await store.list_tasks(None))[1] == 7
    assert (await store.list_tasks("default"))[1] == 6


async def test_counts_by_state(store: TaskStore, made: list[Task]) -> None:
    assert await store.counts() == {
        TaskState.QUEUED: 4,
        TaskState.RUNNING: 0,
        TaskState.SUCCEEDED: 1,
        TaskState.FAILED: 1,
        TaskState.CANCELED: 0,
    }


async def test_usage_by_day_tenant_key_and_model(
    store: TaskStore, clock: ManualClock, made: list[Task]
) -> None:
    clock.advance(DAY)
    await store.create(spec(tenant="other", key_id="key_2", currency="USD", price=5))
    rows = await store.usage(None)
    assert [(row.day, row.tenant, row.model, row.tasks) for row in rows] == [
        ("2023-11-15", "other", spec().request.model, 1),
        ("2023-11-14", "default", "viduq1", 3),
        ("2023-11-14", "default", "wan2.6-t2v", 3),
    ]
    vidu = rows[1]
    assert (vidu.succeeded, vidu.seconds, vidu.held, vidu.settled, vidu.voided) == (1, 5, 300, 100, 0)
    assert [row.voided for row in await store.usage("default", last_day="2023-11-14")] == [0, 100]
    assert [row.tenant for row in await store.usage(None, first_day="2023-11-15")] == ["other"]
    assert [(sums.currency, sums.reserved) for sums in await store.balance("other")] == [("USD", 5)]
    assert await store.balance(key_id="key_2") == await store.balance("other")
    with pytest.raises(TaskError, match="YYYY-MM-DD"):
        await store.usage(None, first_day="yesterday")
