"""Idempotency keys: one key and body, one task."""

import asyncio
from pathlib import Path

import pytest

from laterna.clock import DAY, ManualClock
from laterna.errors import TaskError
from laterna.tasks.store import TaskStore

from .helpers import spec, url_in


async def test_twins_sent_together_make_one_task(store: TaskStore) -> None:
    twin = spec(idempotency_key="k", body_hash="a")
    made = await asyncio.gather(*(store.create(twin) for _ in range(20)), store.create(spec()))
    assert len({task.id for task in made}) == 2
    assert (await store.list_tasks("default"))[1] == 2
    (balance,) = await store.balance("default")
    assert balance.reserved == 200


async def test_the_same_key_gives_the_same_task_later_and_after_a_restart(
    tmp_path: Path, clock: ManualClock
) -> None:
    store = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    first = await store.create(spec(idempotency_key="k", body_hash="a"))
    canceled = await store.cancel(first.id, "default", running_too=False)
    await store.close()
    store = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    clock.advance(DAY - 1)
    assert await store.create(spec(idempotency_key="k", body_hash="a")) == canceled
    await store.close()


async def test_another_body_under_the_same_key_is_an_error_for_that_one_alone(store: TaskStore) -> None:
    first, second, other = await asyncio.gather(
        store.create(spec(idempotency_key="k", body_hash="a")),
        store.create(spec(idempotency_key="k", body_hash="b")),
        store.create(spec(idempotency_key="l", body_hash="b")),
        return_exceptions=True,
    )
    assert not isinstance(first, BaseException)
    assert not isinstance(other, BaseException)
    assert isinstance(second, TaskError)
    assert second.code == "idempotency_conflict"
    with pytest.raises(TaskError):
        await store.create(spec(idempotency_key="k", body_hash="b"))


@pytest.mark.parametrize("difference", [{"tenant": "other"}, {"wire": "vidu"}, {"idempotency_key": "l"}])
async def test_keys_of_other_tenants_and_wires_are_other_keys(
    store: TaskStore, difference: dict[str, str]
) -> None:
    first = await store.create(spec(idempotency_key="k", body_hash="a"))
    second = await store.create(spec(**{"idempotency_key": "k", "body_hash": "b", **difference}))
    assert first.id != second.id


async def test_a_key_lives_for_a_day(store: TaskStore, clock: ManualClock) -> None:
    first = await store.create(spec(idempotency_key="k", body_hash="a"))
    clock.advance(DAY)
    second = await store.create(spec(idempotency_key="k", body_hash="b"))
    assert first.id != second.id
    assert (await store.create(spec(idempotency_key="k", body_hash="b"))).id == second.id
    clock.advance(DAY)
    await store.refresh()
    assert (await store.create(spec(idempotency_key="k", body_hash="c"))).id != second.id
