"""What was handed to upstreams: written down before it happens, and paid for exactly when the upstream charges."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from laterna.clock import ManualClock
from laterna.errors import StorageError, TaskError
from laterna.tasks.records import Models
from laterna.tasks.store import TaskStore
from laterna.tasks.submission import Submission, SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.tasks.task import Task

from .helpers import FAILURE, LEASE, RESULT, spec, url_in

T = TypeVar("T")
ACCEPTED, UNCLEAR, SUCCEEDED = SubmissionState.ACCEPTED, SubmissionState.UNCLEAR, SubmissionState.SUCCEEDED


async def _claimed(store: TaskStore) -> Task:
    await store.create(spec())
    return (await store.claim("ada", 1, LEASE))[0]


async def _intended(store: TaskStore, task: Task) -> Submission:
    made = await SubmissionBook(store).intend(
        task.id, "ada", task.attempt, upstream="cloud", account="k1", model="m", marker=f"mark-{task.id}"
    )
    assert made is not None
    return made


async def _kinds(store: TaskStore, task: Task) -> list[str]:
    return [entry.kind for entry in await store.ledger(task.id)]


async def _booked(store: TaskStore, task: Task) -> list[tuple[str, int]]:
    return [(entry.kind, entry.amount) for entry in await store.ledger(task.id)]


async def test_a_second_hand_over_is_refused_while_the_first_is_open(file: TaskStore) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    first = await _intended(file, task)
    again = await book.intend(task.id, "ada", 1, upstream="b", account="k", model="m", marker="x")
    assert again is None
    assert await book.note(first, SubmissionState.REFUSED, "Throttling", "later") is not None
    second = await book.intend(task.id, "ada", 1, upstream="b", account="k", model="m", marker="y")
    assert second is not None
    assert second.number == 2


@pytest.mark.parametrize(
    "state", [SUCCEEDED, SubmissionState.FAILED, SubmissionState.ABSENT, SubmissionState.GONE]
)
async def test_what_an_upstream_took_or_may_have_taken_is_never_handed_on_again(
    file: TaskStore, state: SubmissionState
) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    assert await book.note(await _intended(file, task), state) is not None
    again = await book.intend(task.id, "ada", 1, upstream="b", account="k", model="m", marker="x")
    assert again is None


def _by_hand(folder: Path, statement: str, task: Task) -> None:
    with sqlite3.connect(folder / "laterna.db") as hand:
        hand.execute(statement, (task.id,))


async def test_the_upstreams_id_is_kept_though_the_tasks_row_is_damaged(
    file: TaskStore, tmp_path: Path
) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    handed = await _intended(file, task)
    _by_hand(tmp_path, "UPDATE tasks SET request = '{' WHERE id = ?", task)
    accepted = await book.accepted(handed, "up-1")
    assert accepted is not None
    # Its end waits for whoever mends the database; nothing of it is half written.
    with pytest.raises(StorageError, match=str(task.id)):
        await book.note(accepted, SUCCEEDED)
    assert await book.of_task(task.id) == [accepted]
    _by_hand(tmp_path, "DELETE FROM tasks WHERE id = ?", task)
    assert await book.forsaken() == [accepted]
    assert await book.note(accepted, SUCCEEDED) is not None
    assert await _kinds(file, task) == ["hold", "settle"]


async def test_the_upstreams_id_is_kept_though_an_earlier_hand_over_is_damaged(
    file: TaskStore, tmp_path: Path
) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    await book.note(await _intended(file, task), SubmissionState.REFUSED, "Throttling", "later")
    handed = await _intended(file, task)
    _by_hand(tmp_path, "UPDATE submissions SET state = 'lost' WHERE number = 1 AND task_id = ?", task)
    accepted = await book.accepted(handed, "up-1")
    assert accepted is not None
    assert accepted.upstream_id == "up-1"
    # Whoever heard the same from the list is told that it is noted.
    assert await book.accepted(handed, "up-1") == accepted


async def test_a_damaged_hand_over_hides_no_other_and_is_never_handed_on(
    file: TaskStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    book, bad, good = SubmissionBook(file), await _claimed(file), await _claimed(file)
    await _intended(file, bad)
    sound = await _intended(file, good)
    _by_hand(tmp_path, "UPDATE submissions SET account_of_task = '{' WHERE task_id = ?", bad)
    assert await book.open_ones() == [sound]
    assert str(bad.id) in caplog.text
    with pytest.raises(StorageError, match=f"Hand-over of task {bad.id}"):
        await book.intend(bad.id, "ada", 1, upstream="b", account="k", model="m", marker="x")


async def test_an_answer_counts_though_somebody_has_taken_it_for_lost(file: TaskStore) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    handed = await _intended(file, task)
    assert await book.note(handed, UNCLEAR) is not None
    accepted = await book.accepted(handed, "up-1")
    assert accepted is not None
    assert accepted.state is ACCEPTED
    assert await book.accepted(handed, "up-1") == accepted
    assert await book.accepted(handed, "up-2") is None


async def test_a_refusal_counts_though_somebody_has_taken_it_for_lost(file: TaskStore) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    handed = await _intended(file, task)
    assert await book.note(handed, UNCLEAR) is not None
    refused = await book.note(handed, SubmissionState.REFUSED, "busy", "Come back later.")
    assert refused is not None
    assert refused.state is SubmissionState.REFUSED
    again = await book.intend(task.id, "ada", 1, upstream="b", account="k", model="m", marker="x")
    assert again is not None


async def test_only_the_worker_that_holds_the_claim_may_hand_a_task_on(file: TaskStore) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    for worker, attempt in (("bob", 1), ("ada", 2)):
        made = await book.intend(task.id, worker, attempt, upstream="u", account="k", model="m", marker="x")
        assert made is None


@pytest.mark.parametrize("state", [SubmissionState.INTENDED, UNCLEAR, ACCEPTED])
@pytest.mark.parametrize("end", ["failed", "canceled"])
async def test_the_hold_stays_while_an_upstream_may_charge(
    file: TaskStore, state: SubmissionState, end: str
) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    handed = await _intended(file, task)
    if state is ACCEPTED:
        handed = await book.accepted(handed, "up-1") or handed
    elif state is UNCLEAR:
        handed = await book.note(handed, UNCLEAR, message="the answer was lost") or handed
    if end == "failed":
        await file.fail(task.id, "ada", 1, FAILURE)
    else:
        await file.cancel(task.id, "default", running_too=True)
    assert await _kinds(file, task) == ["hold"]
    assert [each.task_id for each in await book.forsaken()] == [task.id]
    assert (await file.balance())[0].reserved == task.price
    await book.note(handed, SUCCEEDED)
    assert await _kinds(file, task) == ["hold", "settle"]
    assert ((await file.balance())[0].reserved, (await file.balance())[0].spent) == (0, task.price)
    assert await book.forsaken() == []


async def test_the_hold_is_given_back_when_the_upstream_says_that_it_made_nothing(file: TaskStore) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    handed = await book.accepted(await _intended(file, task), "up-1")
    assert handed is not None
    await file.fail(task.id, "ada", 1, FAILURE)
    await book.note(handed, SubmissionState.FAILED, "x", "y")
    assert await _kinds(file, task) == ["hold", "void"]


async def test_a_clip_that_was_charged_but_cannot_be_had_is_paid_for(file: TaskStore) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    handed = await book.accepted(await _intended(file, task), "up-1")
    assert handed is not None
    await book.note(handed, SUCCEEDED)
    await file.fail(task.id, "ada", 1, FAILURE)
    assert await _kinds(file, task) == ["hold", "settle"]


async def test_what_the_upstream_that_made_the_clip_costs_is_paid_and_the_rest_given_back(
    file: TaskStore,
) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    first = await book.intend(
        task.id, "ada", 1, upstream="dear", account="k", model="m", marker="x", charge=90
    )
    assert first is not None
    await book.note(first, SubmissionState.REFUSED, "Throttling", "later")
    second = await book.intend(
        task.id, "ada", 1, upstream="cheap", account="k", model="m", marker="y", charge=30
    )
    assert second is not None
    await book.note(await book.accepted(second, "up-1") or second, SUCCEEDED)
    done = await file.succeed(task.id, "ada", 1, RESULT)
    assert done is not None
    assert await _booked(file, task) == [("hold", 100), ("settle", 30), ("void", 70)]
    ((balance,), (usage,)) = (await file.balance(), await file.usage("default"))
    assert (done.price, balance.spent, balance.reserved) == (30, 30, 0)
    assert (usage.held, usage.settled, usage.voided) == (100, 30, 70)
    assert (await file.list_tasks("default"))[0][0].price == 30


async def test_a_late_success_costs_what_that_upstream_costs_and_never_more_than_is_held(
    file: TaskStore,
) -> None:
    book = SubmissionBook(file)
    ends = {30: [("settle", 30), ("void", 70)], 0: [("settle", 0), ("void", 100)], 400: [("settle", 100)]}
    for charge, paid in ends.items():
        task = await _claimed(file)
        handed = await book.intend(
            task.id, "ada", 1, upstream="u", account="k", model="m", marker=f"{charge}", charge=charge
        )
        assert handed is not None
        accepted = await book.accepted(handed, f"up-{charge}")
        assert accepted is not None
        await file.fail(task.id, "ada", 1, FAILURE)
        await book.note(accepted, SUCCEEDED)
        assert await _booked(file, task) == [("hold", 100), *paid]
    assert (await file.balance())[0].reserved == 0


async def test_an_engine_of_this_machine_is_paid_by_its_own_price(file: TaskStore) -> None:
    task = await _claimed(file)
    done = await file.succeed(task.id, "ada", 1, RESULT, charge=20)
    assert done is not None
    assert await _booked(file, task) == [("hold", 100), ("settle", 20), ("void", 80)]


async def test_the_books_are_closed_for_a_task_that_was_removed_meanwhile(file: TaskStore) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    handed = await book.accepted(await _intended(file, task), "up-1")
    assert handed is not None
    await file.cancel(task.id, "default", running_too=True)
    await file.remove(task.id, "default")
    await book.note(handed, SUCCEEDED)
    assert await _kinds(file, task) == ["hold", "settle"]
    assert [event.kind for event in await file.events(task.id, "default")][-2:] == ["removed", "resolved"]


async def test_one_task_of_the_upstream_belongs_to_one_task_of_ours(file: TaskStore) -> None:
    book = SubmissionBook(file)
    first, second = await _claimed(file), await _claimed(file)
    assert await book.accepted(await _intended(file, first), "up-1") is not None
    assert await book.accepted(await _intended(file, second), "up-1") is None
    assert await book.known("cloud", ["up-1", "up-2"]) == {"up-1"}


async def test_what_happens_at_upstreams_can_be_read_from_the_events(file: TaskStore) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    await book.skipped(task.id, "vidu", "seed", "the upstream takes no seed")
    await book.note(await _intended(file, task), UNCLEAR, message="the answer was lost")
    events = await file.events(task.id, "default")
    assert [event.kind for event in events] == ["created", "started", "skipped", "unclear"]
    assert events[-1].data == {
        "upstream": "cloud",
        "state": "unclear",
        "code": "",
        "message": "the answer was lost",
    }


async def test_the_owner_decides_what_no_upstream_answers(file: TaskStore) -> None:
    book, task = SubmissionBook(file), await _claimed(file)
    await book.note(await _intended(file, task), UNCLEAR)
    with pytest.raises(TaskError):
        await book.decide(task.id, charged=True)
    await file.fail(task.id, "ada", 1, FAILURE)
    assert await book.decide(task.id, charged=False) == 1
    assert await _kinds(file, task) == ["hold", "void"]
    with pytest.raises(TaskError):
        await book.decide(task.id, charged=True)


async def test_work_is_claimed_by_model(file: TaskStore) -> None:
    mine = await file.create(spec(model="wan2.5-t2v-preview"))
    other = await file.create(spec())
    remote = Models(("wan2.5-t2v-preview",), others=False)
    assert [task.id for task in await file.claim("ada", 9, LEASE, remote)] == [mine.id]
    assert await file.claim("ada", 9, LEASE, remote) == []
    everything_else = Models(("wan2.5-t2v-preview",))
    assert [task.id for task in await file.claim("ada", 9, LEASE, everything_else)] == [other.id]


class Submissions(RuleBasedStateMachine):
    """Random hand-overs, ends and restarts: money follows what the upstream says, once."""

    made: Bundle[int] = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ManualClock()
        self.store = self.run(TaskStore.open(url_in(self.folder), self.clock, follow_every=0))
        self.ids: list[int] = []
        self.count = 0

    def run(self, work: Coroutine[object, object, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.run(self.store.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    @property
    def book(self) -> SubmissionBook:
        return SubmissionBook(self.store)

    @rule(target=made)
    def create(self) -> int:
        task = self.run(self.store.create(spec()))
        self.run(self.store.claim("ada", 9, LEASE))
        self.ids.append(task.id)
        return task.id

    @rule(task_id=made, charge=st.sampled_from((None, 0, 30, 400)))
    def intend(self, task_id: int, charge: int | None) -> None:
        self.count += 1
        marker = f"mark-{self.count}"
        handed = {"upstream": "cloud", "account": "k", "model": "m", "marker": marker, "charge": charge}
        self.run(self.book.intend(task_id, "ada", 1, **handed))  # type: ignore[arg-type]

    @rule(task_id=made, state=st.sampled_from(SubmissionState))
    def hear(self, task_id: int, state: SubmissionState) -> None:
        open_ones = [each for each in self.run(self.book.of_task(task_id)) if each.state.open]
        for each in open_ones:
            if state is ACCEPTED:
                self.count += 1
                self.run(self.book.accepted(each, f"up-{self.count}"))
            elif state is not SubmissionState.INTENDED:
                assert self.run(self.book.note(each, state)) is not None
                assert self.run(self.book.note(each, state)) is None or state is each.state

    @invariant()
    def nothing_is_handed_on_after_more_than_a_refusal(self) -> None:
        for task_id in self.ids:
            *earlier, _ = [each.state for each in self.run(self.book.of_task(task_id))] or [SUCCEEDED]
            assert set(earlier) <= {SubmissionState.REFUSED}

    @rule(task_id=made, well=st.booleans())
    def finish(self, task_id: int, well: bool) -> None:
        task = self.run(self.store.get(task_id, None))
        assert task is not None
        states = [each.state for each in self.run(self.book.of_task(task_id))]
        if well and SUCCEEDED in states:
            self.run(self.store.succeed(task_id, "ada", 1, RESULT))
        elif not well:
            self.run(self.store.fail(task_id, "ada", 1, FAILURE))

    @rule(task_id=made)
    def cancel(self, task_id: int) -> None:
        task = self.run(self.store.get(task_id, None))
        assert task is not None
        if not task.state.final:
            self.run(self.store.cancel(task_id, "default", running_too=True))

    @rule()
    def restart(self) -> None:
        self.run(self.store.close())
        self.store = self.run(TaskStore.open(url_in(self.folder), self.clock, follow_every=0))

    @invariant()
    def money_follows_the_upstream(self) -> None:
        for task_id in self.ids:
            task = self.run(self.store.get(task_id, None))
            assert task is not None
            handed = self.run(self.book.of_task(task_id))
            booked = self.run(_booked(self.store, task))
            if not task.state.final or any(each.state.open for each in handed):
                assert booked == [("hold", 100)]
            elif charges := [each.books.charge for each in handed if each.state is SUCCEEDED]:
                paid = 100 if charges[0] is None else min(charges[0], 100)
                rest = [("void", 100 - paid)] if paid < 100 else []
                assert booked == [("hold", 100), ("settle", paid), *rest]
            else:
                assert booked == [("hold", 100), ("void", 100)]
            assert sum(amount for _, amount in booked[1:]) in (0, 100)
            events = self.run(self.store.events(task_id, "default"))
            assert [event.sequence for event in events] == list(range(1, task.version + 1))


TestSubmissions = Submissions.TestCase
TestSubmissions.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
