"""Vidu's callbacks (contract vidu 7): what is told, in which order, how often, and under whose signature."""

import re
from pathlib import Path

import pytest

from laterna.clock import SECOND
from laterna.wire.vidu.signature import signed_headers
from tests.api.house import open_house
from tests.notify.office import KEY, LOOPBACK, Office, open_office
from tests.notify.receiver import Receiver, open_receiver
from tests.notify.vidu_verifier import Refused, Verifier

EXAMPLE = "http://127.0.0.1:8080/vidu/callback?name=james&age=36"
EXAMPLE_DATE = "Tue, 06 May 2025 12:09:42 GMT"
EXAMPLE_NONCE = "123e4567-e89b-12d3-a456-426614174000"


@pytest.mark.parametrize(
    ("key", "signature"),
    [
        ("your-api-key", "QEZTZVUxnH38gf8X37JkTA/GKr69z4qgIGoJfVUU6Ok="),
        ("vda_example_key", "bMu8qg6+pgxEDz2kHLoL8kNpxicSYutsedNzxRmPFbc="),
    ],
)
def test_the_worked_example_comes_out_and_is_accepted(key: str, signature: str) -> None:
    headers = signed_headers(key, EXAMPLE, EXAMPLE_DATE, EXAMPLE_NONCE)
    assert headers["X-HMAC-SIGNATURE"] == signature
    lower = {name.lower(): value for name, value in headers.items()}
    Verifier(key).check("POST", "/vidu/callback?name=james&age=36", lower)
    with pytest.raises(Refused):
        Verifier(key + "x").check("POST", "/vidu/callback?name=james&age=36", lower)


async def test_processing_and_success_are_told_in_order_with_the_body_of_a_query(
    office: Office, receiver: Receiver
) -> None:
    task = await office.task(receiver.url + "/cb?order=17")
    await office.notifier.settle()
    assert receiver.received == []
    await office.start()
    await office.notifier.settle()
    await office.succeed(task)
    await office.notifier.settle()
    assert receiver.states == ["processing", "success"]
    first, last = (each.json for each in receiver.received)
    for body in (first, last):
        assert body["id"] == body["task_id"] == str(task.id)
        assert body["state"] == body["status"]
        assert body["payload"] == "order-17"
        assert "code" not in body
    assert first["creations"] == []
    assert last["creations"][0]["url"].startswith("https://video.example.com/files/tasks/clip.mp4?expires=")
    verifier = Verifier(KEY)
    for each in receiver.received:
        assert each.headers["content-type"] == "application/json"
        verifier.check(each.method, each.target, each.headers)


@pytest.mark.parametrize(
    ("wire", "form"), [("generations", "task_[0-9a-f]{32}"), ("openai", "video_[0-9a-f]{32}")]
)
async def test_the_id_has_the_form_in_which_its_maker_got_it(
    office: Office, receiver: Receiver, wire: str, form: str
) -> None:
    await office.live(await office.task(receiver.url, wire=wire))
    await office.notifier.settle()
    for each in receiver.received:
        assert re.fullmatch(form, each.json["id"]) and each.json["id"] == each.json["task_id"]


async def test_a_late_processing_never_carries_the_success(office: Office, receiver: Receiver) -> None:
    await office.live(await office.task(receiver.url))
    await office.notifier.settle()
    assert receiver.states == ["processing", "success"]
    assert receiver.received[0].json["creations"] == []
    assert receiver.received[0].json["credits"] > 0


async def test_failures_and_cancels_are_told_as_failed(office: Office, receiver: Receiver) -> None:
    await office.task(receiver.url)
    (claimed,) = await office.start()
    await office.fail(claimed)
    canceled = await office.task(receiver.url)
    await office.store.cancel(canceled.id, "default", running_too=False)
    await office.notifier.settle()
    assert sorted(receiver.states) == ["failed", "failed", "processing"]
    codes = {
        each.json["id"]: each.json["err_code"] for each in receiver.received if each.json["state"] == "failed"
    }
    assert codes[str(canceled.id)] == "UserCancelled"
    assert codes[str(claimed.id)]


async def test_success_is_tried_four_times_after_5_15_and_45_seconds_then_given_up(
    office: Office, receiver: Receiver
) -> None:
    receiver.on = lambda request: 200 if request.json["state"] == "processing" else 500
    await office.live(await office.task(receiver.url))
    await office.notifier.settle()
    waits = [0.0]
    for step in (4.9, 0.1, 14.9, 0.1, 44.9, 0.1, 1_000):
        before = len(receiver.received)
        await office.after(step)
        waits.append(step if len(receiver.received) > before else 0.0)
    assert waits == [0.0, 0.0, 0.1, 0.0, 0.1, 0.0, 0.1, 0.0]
    assert receiver.states == ["processing", "success", "success", "success", "success"]
    (_, given_up) = await office.deliveries()
    assert given_up.state == "failed"
    assert [attempt.status for attempt in given_up.log] == [500, 500, 500, 500]


async def test_every_try_has_a_date_and_nonce_of_its_own(office: Office, receiver: Receiver) -> None:
    receiver.status = 500
    await office.live(await office.task(receiver.url))
    await office.notifier.settle()
    for step in (5, 15, 45):
        await office.after(step)
    tries = [each.headers for each in receiver.received if each.json["state"] == "success"]
    assert len(tries) == 4
    assert len({headers["date"] for headers in tries}) == 4
    verifier = Verifier(KEY)
    for each in receiver.received:
        verifier.check(each.method, each.target, each.headers)


async def test_a_processing_that_cannot_be_told_is_dropped_and_success_still_comes(
    office: Office, receiver: Receiver
) -> None:
    receiver.on = lambda request: 503 if request.json["state"] == "processing" else 204
    task = await office.task(receiver.url)
    await office.start()
    await office.notifier.settle()
    await office.after(3_600)
    await office.succeed(task)
    await office.notifier.settle()
    assert receiver.states == ["processing", "success"]
    assert [each.state for each in await office.deliveries()] == ["dropped", "delivered"]


async def test_success_waits_until_processing_has_had_its_try(office: Office, receiver: Receiver) -> None:
    receiver.on = lambda request: None if request.json["state"] == "processing" else 200
    await office.live(await office.task(receiver.url))
    assert await office.notifier.round()
    await receiver.arrived.wait()
    for _ in range(5):
        await office.notifier.round()
    assert receiver.states == ["processing"]
    receiver.let_go.set()
    await office.notifier.settle()
    assert receiver.states == ["processing", "success"]


async def test_tries_go_on_after_a_restart(tmp_path: Path, receiver: Receiver) -> None:
    receiver.on = lambda request: 200 if request.json["state"] == "processing" else 500
    async with open_office(tmp_path) as office:
        await office.live(await office.task(receiver.url))
        await office.notifier.settle()
        clock = office.clock
    clock.advance(5 * SECOND)
    async with open_office(tmp_path, clock) as office:
        await office.notifier.settle()
        assert receiver.states == ["processing", "success", "success"]
        clock.advance(15 * SECOND)
    receiver.status, receiver.on = 200, None
    async with open_office(tmp_path, clock) as office:
        await office.notifier.settle()
        await office.after(3_600)
        assert receiver.states == ["processing", "success", "success", "success"]
        assert [each.state for each in await office.deliveries()] == ["delivered", "delivered"]


async def test_what_happened_while_nobody_told_is_told_later(tmp_path: Path, receiver: Receiver) -> None:
    async with open_office(tmp_path) as office:
        for _ in range(3):
            await office.task(receiver.url)
        for claimed in await office.start():
            await office.succeed(claimed)
    assert receiver.received == []
    async with open_office(tmp_path) as office:
        await office.notifier.settle()
    assert sorted(receiver.states) == ["processing"] * 3 + ["success"] * 3


async def test_a_task_that_a_second_worker_takes_up_is_told_as_processing_once(
    office: Office, receiver: Receiver
) -> None:
    task = await office.task(receiver.url)
    await office.start()
    await office.store.release(task.id, "w", 1)
    await office.start()
    await office.notifier.settle()
    assert receiver.states == ["processing"]


async def test_a_redirect_is_not_followed(office: Office, receiver: Receiver) -> None:
    async with open_receiver() as elsewhere:
        receiver.status = 307
        receiver.headers = {"Location": elsewhere.url + "/there"}
        await office.live(await office.task(receiver.url))
        await office.notifier.settle()
        for step in (5, 15, 45):
            await office.after(step)
        assert elsewhere.received == []
    assert (await office.deliveries())[-1].state == "failed"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "http://10.0.0.1/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/x",
        "http://[::1]/x",
        "http://[::ffff:127.0.0.1]/x",
        "http://[64:ff9b::7f00:1]/x",
        "http://168.63.129.16/x",
        "http://user:word@93.184.216.34/x",
        "http://2130706433/x",
        "http://0x7f.1/x",
        "http://localhost/x",
        "ftp://93.184.216.34/x",
        "http://[half/x",
    ],
)
async def test_addresses_that_are_not_public_are_never_asked(tmp_path: Path, url: str) -> None:
    async with open_office(tmp_path, outbound_allow=()) as office:
        await office.live(await office.task(url))
        await office.notifier.settle()
        for step in (5, 15, 45):
            await office.after(step)
        told = await office.deliveries()
        assert {each.state for each in told} <= {"dropped", "failed"}
        assert all(attempt.status is None and attempt.error for each in told for attempt in each.log)


async def test_the_doors_keep_what_callbacks_need_with_and_without_keys(
    tmp_path: Path, receiver: Receiver
) -> None:
    from laterna.server import notifying

    body = {"model": "viduq1", "prompt": "A fox", "callback_url": receiver.url + "/cb?a=%20b"}
    async with open_house(tmp_path / "data", outbound_allow=LOOPBACK) as house, notifying(house.services):
        secrets = ["sk-anything"]
        reply = await house.ask("POST", "/ent/v2/text2video", json=body, key=secrets[0])
        assert reply.status == 200, reply.body
        ids = [reply.body["task_id"]]
        _, secret = await house.services.ring.create("first")
        secrets.append(secret)
        reply = await house.ask("POST", "/ent/v2/text2video", json=body, key=secret)
        ids.append(reply.body["task_id"])
        reply = await house.ask(
            "POST",
            "/v1/video/generations",
            json={"model": "viduq3t-720p", "prompt": "A fox", "extra_body": {"callback_url": receiver.url}},
            key=secret,
        )
        assert reply.status == 200, reply.body
        kept = await house.services.store.get(int(ids[1]), "default")
        assert kept is not None and "signing_key" not in kept.echo
        await house.services.ring.revoke("first")
        await house.start(ids[0])
        while len(receiver.received) < 3:
            receiver.arrived.clear()
            await receiver.arrived.wait()
    verifiers = dict(zip(ids, map(Verifier, secrets), strict=True))
    for each in receiver.received:
        verifier = verifiers.get(each.json["id"], Verifier(secrets[1]))
        verifier.check(each.method, each.target, each.headers)
