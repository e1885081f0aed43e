"""Being told: subscriptions, arrivals, and what other processes change."""

import asyncio
from pathlib import Path

from laterna.clock import ManualClock
from laterna.tasks.store import TaskStore
from laterna.tasks.task import TaskState

from .helpers import LEASE, RESULT, spec, url_in


async def test_a_subscription_tells_every_change_in_order(store: TaskStore) -> None:
    with store.watch() as changes:
        task = await store.create(spec())
        assert (await anext(changes)).state is TaskState.QUEUED
        await store.claim("w", 1, LEASE)
        assert (await anext(changes)).state is TaskState.RUNNING
        store.report_progress(task.id, "w", 50)
        assert (await anext(changes)).progress == 50
        await store.succeed(task.id, "w", 1, RESULT)
        assert (await anext(changes)).state is TaskState.SUCCEEDED


async def test_subscriptions_of_one_task_or_tenant_hear_of_nothing_else(store: TaskStore) -> None:
    mine = await store.create(spec())
    with store.watch(task_id=mine.id) as of_task, store.watch(tenant="other") as of_tenant:
        await store.create(spec())
        other = await store.create(spec(tenant="other"))
        await store.cancel(mine.id, "default", running_too=False)
        assert [task.id for task in of_task.take()] == [mine.id]
        assert [task.id for task in of_tenant.take()] == [other.id]


async def test_a_slow_reader_gets_the_newest_snapshot_of_each_task(store: TaskStore) -> None:
    with store.watch() as changes:
        task = await store.create(spec())
        await store.cancel(task.id, "default", running_too=False)
        assert [snapshot.state for snapshot in changes.take()] == [TaskState.CANCELED]


async def test_a_subscription_ends_with_its_block_and_with_the_store(tmp_path: Path) -> None:
    store = await TaskStore.open(url_in(tmp_path), ManualClock())
    with store.watch() as ended:
        pass
    changes = store.watch()
    reader = asyncio.create_task(anext(changes, None))
    await asyncio.sleep(0)
    await store.create(spec())
    assert await reader is not None
    assert ended.take() == []
    await store.close()
    assert await anext(changes, None) is None


async def test_arrivals_are_announced(store: TaskStore) -> None:
    assert not store.arrivals.is_set()
    await store.create(spec())
    assert store.arrivals.is_set()


async def test_what_another_process_changes_is_taken_in(tmp_path: Path, clock: ManualClock) -> None:
    server = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    other = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    mine = await server.create(spec())
    theirs = await other.create(spec(tenant="other"))
    server.arrivals.clear()
    with server.watch() as changes:
        await other.refresh()
        await other.cancel(mine.id, "default", running_too=False)
        await server.create(spec())
        await server.refresh()
        assert server.peek(mine.id, "default").state is TaskState.CANCELED  # type: ignore[union-attr]
        assert server.peek(theirs.id, "other") == theirs
        assert {mine.id, theirs.id} <= {task.id for task in changes.take()}
    assert server.arrivals.is_set()
    events = await server.events_since(0)
    assert [event.id for event in events] == [1, 2, 3, 4]
    await other.close()
    await server.close()


async def test_a_task_that_another_process_removes_is_gone_here_too(
    tmp_path: Path, clock: ManualClock
) -> None:
    server = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    other = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    task = await server.create(spec())
    await server.cancel(task.id, "default", running_too=False)
    await other.remove(task.id, "default")
    await server.refresh()
    assert server.peek(task.id, "default") is None
    assert await server.get(task.id, "default") is None
    await other.close()
    await server.close()


async def test_two_processes_never_claim_the_same_task(tmp_path: Path, clock: ManualClock) -> None:
    first = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    second = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    for _ in range(30):
        await first.create(spec())
    claims = await asyncio.gather(
        *(store.claim(name, 1, LEASE) for _ in range(15) for store, name in ((first, "a"), (second, "b")))
    )
    ids = [task.id for claim in claims for task in claim]
    assert len(ids) == len(set(ids)) == 30
    await first.close()
    await second.close()
