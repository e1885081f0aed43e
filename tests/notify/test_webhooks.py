"""Webhooks under the Standard Webhooks specification: what is told to whom, and how receivers can check it."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from laterna.clock import DAY, HOUR, SECOND, ManualClock
from laterna.notify.rules import WEBHOOK
from laterna.notify.standard import Signer
from laterna.tasks.submission import SubmissionState
from laterna.tasks.submissions import SubmissionBook
from tests.notify.office import Office, open_office
from tests.notify.receiver import Received, Receiver, open_receiver


@pytest.fixture
def clock() -> ManualClock:
    """The library compares timestamps with the machine's clock."""
    return ManualClock(time.time_ns() // 1_000)


@pytest.fixture
async def office(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Office]:
    async with open_office(tmp_path, clock) as opened:
        yield opened


async def test_each_event_of_a_task_is_told_and_the_official_library_accepts_it(
    office: Office, receiver: Receiver
) -> None:
    _, secret = await office.book.create("default", receiver.url + "/hooks")
    task = await office.live(await office.task(wire="dashscope"))
    await office.notifier.settle()
    assert receiver.states == ["task.created", "task.started", "task.succeeded"]
    for each in receiver.received:
        Webhook(secret).verify(each.body, each.headers)
    created, started, done = (each.json["data"] for each in receiver.received)
    assert (created["state"], started["state"], done["state"]) == ("queued", "running", "succeeded")
    assert "video" not in created and "video" not in started
    assert done["video"]["url"].startswith("https://video.example.com/files/")
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 3
    assert created["id"].count("-") == 4 and created["wire"] == "dashscope"
    assert task.state == "succeeded"


async def test_an_answer_that_turns_out_lost_after_a_cancel_is_told_as_well(
    office: Office, receiver: Receiver
) -> None:
    await office.book.create("default", receiver.url)
    await office.task()
    (task,) = await office.start()
    book = SubmissionBook(office.store)
    handed = await book.intend(task.id, "w", 1, upstream="u", account="k", model="m", marker="x")
    assert handed is not None
    await office.store.cancel(task.id, "default", running_too=True)
    await book.note(handed, SubmissionState.UNCLEAR)
    await office.notifier.settle()
    assert receiver.states == ["task.created", "task.started", "task.canceled", "task.unclear"]


async def test_who_has_been_told_of_an_end_sees_it_at_the_doors_though_a_worker_has_ended_it(
    office: Office, receiver: Receiver, tmp_path: Path, clock: ManualClock
) -> None:
    await office.book.create("default", receiver.url, kinds=("task.succeeded",))
    task = await office.task()
    async with open_office(tmp_path, clock, holder="elsewhere") as worker:
        (claimed,) = await worker.start()
        await worker.succeed(claimed)
    await office.notifier.settle()
    assert receiver.states == ["task.succeeded"]
    seen = office.store.peek(task.id, "default")
    assert seen is not None
    assert seen.state == "succeeded"


async def test_an_altered_body_or_another_secret_is_refused(office: Office, receiver: Receiver) -> None:
    _, secret = await office.book.create("default", receiver.url)
    _, other = await office.book.create("default", receiver.url + "/other", kinds=("task.canceled",))
    await office.task()
    await office.notifier.settle()
    (each,) = receiver.received
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(each.body + b" ", each.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(each.body, each.headers)


async def test_the_public_key_verifies_v1a(office: Office, receiver: Receiver) -> None:
    await office.book.create("default", receiver.url)
    await office.task()
    await office.notifier.settle()
    (key,) = Signer(office.seal).jwks()["keys"]
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "="))
    (each,) = receiver.received
    signature = _signatures(each)["v1a"]
    content = f"{each.headers['webhook-id']}.{each.headers['webhook-timestamp']}.".encode() + each.body
    public.verify(base64.b64decode(signature), content)
    with pytest.raises(InvalidSignature):
        public.verify(base64.b64decode(signature), content + b" ")


def _signatures(each: Received) -> dict[str, str]:
    return dict(part.split(",", 1) for part in each.headers["webhook-signature"].split(" "))


async def test_failed_and_canceled_tasks_are_told(office: Office, receiver: Receiver) -> None:
    await office.book.create("default", receiver.url, ("task.failed", "task.canceled"))
    await office.task()
    (claimed,) = await office.start()
    await office.fail(claimed)
    canceled = await office.task()
    await office.store.cancel(canceled.id, "default", running_too=False)
    await office.notifier.settle()
    assert sorted(receiver.states) == ["task.canceled", "task.failed"]
    failed = next(each.json["data"] for each in receiver.received if each.json["type"] == "task.failed")
    assert failed["error"] == {
        "code": "engine_failed",
        "message": "The engine could not make the clip.",
    }


async def test_endpoints_hear_of_their_own_tenant_and_their_own_time_only(
    office: Office, receiver: Receiver
) -> None:
    await office.task()
    await office.book.create("default", receiver.url)
    await office.book.create("other", receiver.url)
    await office.task(tenant="third")
    await office.notifier.settle()
    assert receiver.received == []


async def test_ten_tries_over_75_hours_with_the_same_id_then_given_up(
    office: Office, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.status = 500
    await office.book.create("default", receiver.url)
    await office.task()
    begun = clock.now()
    await office.notifier.settle()
    tries = [0]
    while (waiting := (await office.deliveries())[0]).state == "waiting":
        assert waiting.next_at is not None
        clock.advance(waiting.next_at - clock.now())
        tries.append(clock.now() - begun)
        await office.notifier.settle()
    assert waiting.state == "failed"
    assert len(tries) == len(receiver.received) == len(waiting.log) == 10
    assert 75 * HOUR <= tries[-1] <= 84 * HOUR
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1
    assert len({each.headers["webhook-timestamp"] for each in receiver.received}) == 10


async def test_waits_are_spread_by_jitter(office: Office, receiver: Receiver, clock: ManualClock) -> None:
    receiver.status = 500
    await office.book.create("default", receiver.url)
    for _ in range(20):
        await office.task()
    await office.notifier.settle()
    waits = {(each.next_at or 0) - clock.now() for each in await office.deliveries()}
    assert len(waits) == 20
    assert all(WEBHOOK.waits[0] <= wait <= WEBHOOK.waits[0] * 1.1 for wait in waits)


async def test_later_events_of_a_task_wait_for_earlier_ones(office: Office, receiver: Receiver) -> None:
    failing = True
    receiver.on = lambda request: 500 if failing and request.json["type"] == "task.created" else 200
    await office.book.create("default", receiver.url)
    await office.live(await office.task())
    await office.notifier.settle()
    assert receiver.states == ["task.created"]
    failing = False
    await office.after(6)
    assert receiver.states == ["task.created", "task.created", "task.started", "task.succeeded"]


async def test_410_disables_the_endpoint_and_drops_what_waits(office: Office, receiver: Receiver) -> None:
    receiver.status = 410
    endpoint, _ = await office.book.create("default", receiver.url)
    await office.live(await office.task())
    await office.notifier.settle()
    await office.task()
    await office.after(3_600)
    assert receiver.states == ["task.created"]
    assert [each.state for each in await office.deliveries()] == ["failed", "dropped", "dropped"]
    now = office.book.find(endpoint.id, "default")
    assert now.disabled_at is not None and "410" in now.disabled_why
    receiver.status = 200
    await office.book.enable(endpoint.id, "default")
    await office.task()
    await office.notifier.settle()
    assert receiver.states == ["task.created", "task.created"]


async def test_after_a_rotation_both_secrets_verify_for_a_day(
    office: Office, receiver: Receiver, clock: ManualClock
) -> None:
    endpoint, old = await office.book.create("default", receiver.url, ("task.created",))
    new = await office.book.rotate(endpoint.id, "default")
    await office.task()
    await office.notifier.settle()
    for secret in (old, new):
        Webhook(secret).verify(receiver.received[-1].body, receiver.received[-1].headers)
    clock.advance(DAY)
    await office.task()
    await office.notifier.settle()
    assert receiver.received[-1].headers["webhook-signature"].count("v1,") == 1


async def test_one_delivery_or_all_from_a_time_can_be_told_again_under_the_same_ids(
    office: Office, receiver: Receiver, clock: ManualClock
) -> None:
    endpoint, _ = await office.book.create("default", receiver.url)
    await office.live(await office.task())
    await office.notifier.settle()
    clock.advance(HOUR)
    later = clock.now()
    await office.live(await office.task())
    await office.notifier.settle()
    ids = [each.headers["webhook-id"] for each in receiver.received]
    assert len(ids) == 6
    assert await office.log.replay("default", ids[2]) is not None
    assert await office.log.replay("other", ids[2]) is None
    await office.book.refresh()
    await office.notifier.settle()
    assert [each.headers["webhook-id"] for each in receiver.received[6:]] == [ids[2]]
    assert await office.log.replay_since("default", endpoint.id, later) == 3
    await office.book.refresh()
    await office.notifier.settle()
    assert [each.headers["webhook-id"] for each in receiver.received[7:]] == ids[3:]
    assert {each.state for each in await office.deliveries()} == {"delivered"}


async def test_a_deleted_endpoint_is_told_nothing_more(office: Office, receiver: Receiver) -> None:
    receiver.status = 500
    endpoint, _ = await office.book.create("default", receiver.url)
    await office.task()
    await office.notifier.settle()
    await office.book.delete(endpoint.id, "default")
    await office.after(10)
    assert len(receiver.received) == 1
    assert [each.state for each in await office.deliveries()] == ["dropped"]


async def test_a_receiver_that_answers_nothing_delays_no_other(office: Office, receiver: Receiver) -> None:
    async with open_receiver() as dead:
        dead.status = None
        await office.book.create("default", dead.url)
        await office.book.create("default", receiver.url)
        for _ in range(50):
            await office.task()
        while len(receiver.received) < 50:
            await office.notifier.round()
            receiver.arrived.clear()
            if len(receiver.received) < 50:
                await receiver.arrived.wait()
        assert 0 < len(dead.received) <= 2
        dead.let_go.set()
        await office.notifier.settle()


async def test_a_long_backlog_is_told_completely_and_in_order(office: Office, receiver: Receiver) -> None:
    await office.book.create("default", receiver.url, ("task.created", "task.canceled"))
    tasks = [await office.task() for _ in range(1_300)]
    for task in tasks:
        await office.store.cancel(task.id, "default", running_too=False)
    await office.notifier.settle()
    assert len(receiver.received) == 2_600
    seen: dict[str, list[str]] = {}
    for each in receiver.received:
        seen.setdefault(each.json["data"]["id"], []).append(each.json["type"])
    assert all(kinds == ["task.created", "task.canceled"] for kinds in seen.values())
    assert len(seen) == 1_300


async def test_a_backlog_is_told_completely_by_a_notifier_that_runs(
    office: Office, receiver: Receiver
) -> None:
    await office.book.create("default", receiver.url, ("task.created",))
    number = 2_500
    await asyncio.gather(*(office.task() for _ in range(number)))
    running = asyncio.create_task(office.notifier.run())
    async with asyncio.timeout(30):
        while len(receiver.received) < number:
            receiver.arrived.clear()
            await receiver.arrived.wait()
    office.notifier.stop()
    await running
    assert len({each.headers["webhook-id"] for each in receiver.received}) == number
    assert {each.state for each in await office.deliveries(limit=number)} == {"delivered"}


async def test_a_new_receiver_is_told_beside_many_dead_ones_of_its_tenant(
    office: Office, receiver: Receiver
) -> None:
    async with open_receiver() as dead:
        dead.status = None
        for number in range(25):
            await office.book.create("default", f"{dead.url}/{number}")
        await office.book.create("default", receiver.url)
        for _ in range(5):
            await office.task()
        while len(receiver.received) < 5:
            await office.notifier.round()
            receiver.arrived.clear()
            if len(receiver.received) < 5:
                await receiver.arrived.wait()
        assert len(dead.received) <= 50
        dead.let_go.set()
        await office.notifier.settle()


async def test_only_one_notifier_tells_and_another_takes_over(
    office: Office, receiver: Receiver, tmp_path: Path, clock: ManualClock
) -> None:
    await office.book.create("default", receiver.url)
    await office.notifier.settle()
    async with open_office(tmp_path, clock, holder="there") as other:
        await office.task()
        await other.notifier.settle()
        assert receiver.received == []
        await office.notifier.settle()
        assert len(receiver.received) == 1
        clock.advance(16 * SECOND)
        await office.task()
        await other.store.refresh()
        await other.notifier.settle()
        await office.notifier.settle()
        assert len(receiver.received) == 2


async def test_a_clock_that_is_put_back_delays_no_try(
    office: Office, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.status = 500
    await office.book.create("default", receiver.url)
    clock.advance(100 * DAY)
    await office.task()
    await office.notifier.settle()
    clock.advance(-100 * DAY)
    receiver.status = 200
    await office.task()
    await office.notifier.settle()
    await office.after(5.5)
    assert {each.state for each in await office.deliveries()} == {"delivered"}


async def test_a_damaged_task_keeps_nobody_else_from_being_told(
    tmp_path: Path, receiver: Receiver, clock: ManualClock
) -> None:
    async with open_office(tmp_path, clock) as office:
        await office.book.create("default", receiver.url, ("task.succeeded",))
        damaged = await office.live(await office.task(receiver.url + "/callback"))
        await office.live(await office.task())
        words = text("UPDATE tasks SET result = '{' WHERE id = :id")
        await office.store.database.write(lambda connection: connection.execute(words, {"id": damaged.id}))
    async with open_office(tmp_path, clock) as office:
        await office.notifier.settle()
        assert receiver.states == ["task.succeeded"]


async def test_a_task_that_was_removed_is_told_no_more(office: Office, receiver: Receiver) -> None:
    receiver.status = 500
    await office.book.create("default", receiver.url)
    task = await office.live(await office.task())
    await office.notifier.settle()
    await office.store.remove(task.id, "default")
    await office.after(6)
    assert receiver.states == ["task.created"]
    assert {each.state for each in await office.deliveries()} == {"dropped"}


async def test_old_deliveries_are_forgotten(office: Office, receiver: Receiver) -> None:
    await office.book.create("default", receiver.url)
    await office.task()
    await office.notifier.settle()
    await office.after(31 * 86_400)
    assert await office.deliveries() == []


async def test_secrets_and_keys_cannot_be_read_from_the_database_alone(
    office: Office, tmp_path: Path
) -> None:
    from laterna.access.keys import KeyRing

    _, secret = await office.book.create("default", "https://example.com/hook")
    _, key = await (await KeyRing.load(office.store, office.clock, office.seal)).create("first")
    content = _bytes_of_the_database(tmp_path)
    assert secret.removeprefix("whsec_").encode() not in content
    assert key.encode() not in content
    assert (tmp_path / "sealing.key").stat().st_mode & 0o777 == 0o600


def _bytes_of_the_database(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("laterna.db*"))
