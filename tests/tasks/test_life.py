"""A task's life: who may move it, when, and what everybody sees of it."""

import asyncio
from pathlib import Path

import pytest

from laterna.clock import HOUR, SECOND, ManualClock
from laterna.errors import ParameterError, TaskError
from laterna.tasks.store import TaskStore
from laterna.tasks.task import TaskState

from .helpers import FAILURE, LEASE, REFUSAL, RESULT, spec, url_in


async def test_a_created_task_is_queued_and_at_hand_at_once(store: TaskStore, clock: ManualClock) -> None:
    task = await store.create(spec())
    assert task.state is TaskState.QUEUED
    assert task.created_at == clock.now()
    assert store.peek(task.id, "default") == task
    assert [event.kind for event in await store.events(task.id, "default")] == ["created"]
    assert [(entry.kind, entry.amount) for entry in await store.ledger(task.id)] == [("hold", 100)]


async def test_another_tenant_sees_nothing_of_it(store: TaskStore) -> None:
    task = await store.create(spec())
    assert store.peek(task.id, "other") is None
    assert await store.get(task.id, "other") is None
    assert await store.events(task.id, "other") == []
    assert await store.list_tasks("other") == ([], 0)
    with pytest.raises(TaskError) as told:
        await store.cancel(task.id, "other", running_too=True)
    assert told.value.code == "task_not_found"


async def test_a_refused_task_has_failed_and_holds_nothing(store: TaskStore) -> None:
    task = await store.create(spec(refusal=REFUSAL))
    assert (task.state, task.failure) == (TaskState.FAILED, REFUSAL)
    assert await store.ledger(task.id) == []
    assert [event.kind for event in await store.events(task.id, "default")] == ["created", "failed"]
    assert await store.claim("w", 1, LEASE) == []


async def test_success_settles_and_failure_costs_nothing(store: TaskStore) -> None:
    good, bad = await store.create(spec(price=100)), await store.create(spec(price=70))
    await store.claim("w", 2, LEASE)
    done = await store.succeed(good.id, "w", 1, RESULT)
    broken = await store.fail(bad.id, "w", 1, FAILURE)
    assert done is not None
    assert (done.state, done.progress, done.result) == (TaskState.SUCCEEDED, 100, RESULT)
    assert broken is not None
    assert (broken.state, broken.failure) == (TaskState.FAILED, FAILURE)
    (balance,) = await store.balance("default")
    assert (balance.reserved, balance.spent) == (0, 100)


async def test_claims_go_to_the_oldest_first_and_to_one_worker_each(store: TaskStore) -> None:
    made = [(await store.create(spec())).id for _ in range(5)]
    first, second, third = await asyncio.gather(*(store.claim(name, 2, LEASE) for name in "abc"))
    assert [task.id for task in first + second + third] == made
    assert {task.state for task in first} == {TaskState.RUNNING}


async def test_of_many_finishes_at_once_one_counts(store: TaskStore) -> None:
    task = await store.create(spec())
    await store.claim("w", 1, LEASE)
    outcomes = await asyncio.gather(
        *(store.succeed(task.id, "w", 1, RESULT) for _ in range(10)),
        *(store.fail(task.id, "w", 1, FAILURE) for _ in range(10)),
    )
    assert sum(outcome is not None for outcome in outcomes) == 1
    assert [entry.kind for entry in await store.ledger(task.id)] == ["hold", "settle"]


async def test_a_worker_that_lost_its_lease_cannot_finish(store: TaskStore, clock: ManualClock) -> None:
    task = await store.create(spec())
    await store.claim("slow", 1, LEASE)
    clock.advance(LEASE - 1)
    assert await store.claim("fast", 1, LEASE) == []
    clock.advance(1)
    (taken,) = await store.claim("fast", 1, LEASE)
    assert (taken.attempt, taken.takeovers, taken.started_at) == (2, 1, task.created_at)
    assert await store.renew("slow", [task.id]) == set()
    assert await store.succeed(task.id, "slow", 1, RESULT) is None
    assert await store.fail(task.id, "slow", 1, FAILURE) is None
    assert await store.succeed(task.id, "fast", 2, RESULT) is not None


async def test_a_renewed_lease_holds(store: TaskStore, clock: ManualClock) -> None:
    task = await store.create(spec())
    await store.claim("w", 1, LEASE)
    for _ in range(3):
        clock.advance(LEASE - 1)
        assert await store.renew("w", [task.id]) == {task.id}
    assert await store.claim("other", 1, LEASE) == []
    assert await store.next_due() == clock.now() + LEASE


async def test_the_same_worker_cannot_finish_an_earlier_attempt(store: TaskStore, clock: ManualClock) -> None:
    task = await store.create(spec())
    await store.claim("w", 1, LEASE)
    clock.advance(LEASE)
    await store.claim("w", 1, LEASE)
    assert await store.succeed(task.id, "w", 1, RESULT) is None
    assert await store.succeed(task.id, "w", 2, RESULT) is not None


async def test_a_task_given_back_waits_again_and_is_not_counted_as_lost(store: TaskStore) -> None:
    task = await store.create(spec())
    await store.claim("w", 1, LEASE)
    store.arrivals.clear()
    await store.release(task.id, "w", 1)
    assert store.arrivals.is_set()
    (again,) = await store.claim("v", 1, LEASE)
    assert (again.id, again.attempt, again.takeovers) == (task.id, 2, 0)


async def test_tasks_of_a_worker_known_to_be_gone_are_taken_over_at_once(store: TaskStore) -> None:
    task = await store.create(spec())
    await store.claim("dead", 1, LEASE)
    assert await store.recover("dead") == 1
    (taken,) = await store.claim("new", 1, LEASE)
    assert (taken.id, taken.takeovers) == (task.id, 1)


async def test_a_task_that_must_wait_is_not_claimed_before_its_time(
    store: TaskStore, clock: ManualClock
) -> None:
    due = clock.now() + HOUR
    late = await store.create(spec(not_before=due))
    soon = await store.create(spec())
    assert [task.id for task in await store.claim("w", 5, LEASE)] == [soon.id]
    await store.succeed(soon.id, "w", 1, RESULT)
    assert await store.next_due() == due
    clock.advance(HOUR)
    assert [task.id for task in await store.claim("w", 5, LEASE)] == [late.id]


async def test_only_waiting_tasks_are_canceled_unless_running_ones_are_meant(store: TaskStore) -> None:
    running, waiting = await store.create(spec()), await store.create(spec())
    await store.claim("w", 1, LEASE)
    assert (await store.cancel(waiting.id, "default", running_too=False)).state is TaskState.CANCELED
    with pytest.raises(TaskError) as told:
        await store.cancel(running.id, "default", running_too=False)
    assert told.value.code == "not_cancelable"
    assert (await store.cancel(running.id, "default", running_too=True)).state is TaskState.CANCELED
    assert await store.succeed(running.id, "w", 1, RESULT) is None
    with pytest.raises(TaskError):
        await store.cancel(running.id, "default", running_too=True)
    (balance,) = await store.balance("default")
    assert (balance.reserved, balance.spent) == (0, 0)


async def test_a_task_that_still_waits_can_fail(store: TaskStore) -> None:
    task = await store.create(spec())
    failed = await store.fail(task.id, "", 0, FAILURE)
    assert failed is not None
    assert failed.started_at is None
    assert [entry.kind for entry in await store.ledger(task.id)] == ["hold", "void"]


async def test_progress_shows_at_once_never_falls_and_outlives_the_process(tmp_path: Path) -> None:
    clock = ManualClock()
    store = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    task = await store.create(spec())
    await store.claim("w", 1, LEASE)
    store.report_progress(task.id, "w", 40)
    store.report_progress(task.id, "w", 30)
    store.report_progress(task.id, "stranger", 90)
    assert store.peek(task.id, "default").progress == 40  # type: ignore[union-attr]
    await store.close()
    store = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    assert store.peek(task.id, "default").progress == 40  # type: ignore[union-attr]
    clock.advance(LEASE)
    (taken,) = await store.claim("v", 1, LEASE)
    store.report_progress(task.id, "v", 10)
    assert store.peek(task.id, "default").progress == 40  # type: ignore[union-attr]
    assert taken.progress == 40
    await store.close()


async def test_nothing_ends_before_it_began_when_the_clock_is_put_back(
    store: TaskStore, clock: ManualClock
) -> None:
    first = await store.create(spec())
    clock.advance(-HOUR)
    second = await store.create(spec())
    assert second.id > first.id
    tasks = await store.claim("w", 2, LEASE)
    assert [task.id for task in tasks] == [first.id, second.id]
    clock.advance(-HOUR)
    for task in tasks:
        done = await store.succeed(task.id, "w", 1, RESULT)
        assert done is not None
        assert done.created_at <= (done.started_at or 0) <= (done.finished_at or 0)


async def test_a_lease_from_a_clock_that_ran_ahead_does_not_block_its_task(
    store: TaskStore, clock: ManualClock
) -> None:
    task = await store.create(spec())
    await store.claim("dead", 1, LEASE)
    clock.advance(-HOUR)
    (taken,) = await store.claim("w", 1, LEASE)
    assert taken.id == task.id


async def test_ids_go_on_rising_after_a_restart_with_an_earlier_clock(tmp_path: Path) -> None:
    clock = ManualClock()
    store = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    first = await store.create(spec())
    await store.close()
    clock.advance(-24 * HOUR)
    store = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    assert (await store.create(spec())).id > first.id
    await store.close()


async def test_after_a_restart_everything_is_as_it_was(tmp_path: Path, clock: ManualClock) -> None:
    store = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    made = [await store.create(spec()) for _ in range(4)]
    await store.claim("w", 2, LEASE)
    await store.succeed(made[0].id, "w", 1, RESULT)
    before = [await store.get(task.id, "default") for task in made]
    await store.close()
    store = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    assert store.peek(made[0].id, "default") is None
    assert [await store.get(task.id, "default") for task in made] == before
    assert store.live_count("default", "key_1") == 3
    clock.advance(60 * SECOND)
    assert [task.id for task in await store.claim("v", 9, LEASE)] == [made[1].id, made[2].id, made[3].id]
    await store.close()


async def test_tasks_in_flight_are_counted_per_key(store: TaskStore) -> None:
    first = await store.create(spec(key_id="key_a"))
    await store.create(spec(key_id="key_b"))
    assert (store.live_count("default", "key_a"), store.live_count("default", "key_b")) == (1, 1)
    await store.cancel(first.id, "default", running_too=False)
    assert store.live_count("default", "key_a") == 0


async def test_text_that_is_no_unicode_is_given_back_to_its_sender_alone(store: TaskStore) -> None:
    bad = spec(idempotency_key="\ud800", body_hash="x")
    outcomes = await asyncio.gather(
        *(store.create(spec()) for _ in range(3)), store.create(bad), return_exceptions=True
    )
    assert [type(outcome).__name__ for outcome in outcomes[:3]] == ["Task"] * 3
    assert isinstance(outcomes[3], ParameterError)
    assert (await store.list_tasks("default"))[1] == 3


async def test_a_removed_task_is_gone_for_everybody_and_its_money_stays_in_the_books(
    store: TaskStore,
) -> None:
    task = await store.create(spec())
    for state in ("queued", "running"):
        with pytest.raises(TaskError, match=f"is {state}; cancel it") as told:
            await store.remove(task.id, "default")
        assert told.value.code == "unsupported_operation"
        await store.claim("w", 1, LEASE)
    await store.succeed(task.id, "w", 1, RESULT)
    with pytest.raises(TaskError):
        await store.remove(task.id, "other")
    await store.remove(task.id, "default")
    assert store.peek(task.id, "default") is None
    assert await store.get(task.id, "default") is None
    assert await store.list_tasks("default") == ([], 0)
    with pytest.raises(TaskError):
        await store.remove(task.id, "default")
    assert [event.kind for event in await store.events(task.id, "default")][-1] == "removed"
    (balance,) = await store.balance("default")
    assert (balance.reserved, balance.spent) == (0, 100)


async def test_two_processes_that_draw_the_same_id_make_two_tasks(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    second = await TaskStore.open(url_in(tmp_path), clock, follow_every=0)
    monkeypatch.setattr("laterna.tasks.store.new_task_id", lambda now: 222_222_222_222_222_222)
    one = await first.create(spec())
    others = await asyncio.gather(*(second.create(spec()) for _ in range(3)))
    assert len({one.id, *(task.id for task in others)}) == 4
    assert (await second.list_tasks("default"))[1] == 4
    (balance,) = await second.balance()
    assert balance.reserved == 400
    await first.close()
    await second.close()


async def test_a_caller_that_goes_away_disturbs_nobody(store: TaskStore) -> None:
    calls = [asyncio.create_task(store.create(spec())) for _ in range(5)]
    await asyncio.sleep(0)
    for call in calls[:3]:
        call.cancel()
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [isinstance(outcome, asyncio.CancelledError) for outcome in outcomes] == [True] * 3 + [False] * 2
    after = await store.create(spec())
    found, total = await store.list_tasks("default")
    assert total == len(found)
    assert {outcomes[3].id, outcomes[4].id, after.id} <= {task.id for task in found}  # type: ignore[union-attr]


async def test_a_lapsed_claim_that_is_still_worked_on_is_renewed_and_not_begun_anew(
    store: TaskStore, clock: ManualClock
) -> None:
    for _ in range(3):
        await store.create(spec())
    mine, lost, begun = await store.claim("ada", 3, LEASE)
    clock.advance(2 * LEASE)
    again = await store.claim("ada", 10, LEASE, held={mine.id: 1, begun.id: 7})
    # The one that nobody works on, and the one of which another attempt is worked on.
    assert [(task.id, task.attempt) for task in again] == [(lost.id, 2), (begun.id, 2)]
    assert await store.claim("bob", 10, LEASE) == []
    clock.advance(2 * LEASE)
    assert [task.id for task in await store.claim("bob", 1, LEASE, held={mine.id: 1})] == [mine.id]


async def test_lapsed_claims_may_be_left_alone_but_not_those_that_were_ended(
    store: TaskStore, clock: ManualClock
) -> None:
    for worker in ("ada", "bob"):
        await store.create(spec())
        await store.claim(worker, 1, LEASE)
    clock.advance(2 * LEASE)
    new = await store.create(spec())
    assert [task.id for task in await store.claim("eve", 9, LEASE, lapsed=False)] == [new.id]
    await store.recover("bob")
    assert [task.takeovers for task in await store.claim("eve", 9, LEASE, lapsed=False)] == [1]
    clock.advance(-9 * LEASE)
    assert await store.claim("eve", 9, LEASE, lapsed=False) == []
    assert len(await store.claim("eve", 9, LEASE)) == 3
