"""The doors under `/v1/laterna`: webhooks, deliveries and event streams, over real HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from laterna.server import notifying
from tests.api.house import TASKS, House, open_house, wan
from tests.notify.office import LOOPBACK
from tests.notify.receiver import Receiver

WEBHOOKS = "/v1/laterna/webhooks"
EVENTS = "/v1/laterna/events"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with (
        open_house(tmp_path / "data", outbound_allow=LOOPBACK) as opened,
        notifying(opened.services),
    ):
        yield opened
        opened.services.closing.set()


class Stream:
    """A server-sent event stream, read one event at a time."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def event(self) -> dict[str, Any]:
        """The next event's fields; empty at the end of the stream."""
        fields: dict[str, Any] = {}
        async for line in self.response.content:
            text = line.decode().rstrip("\n")
            if not text and "data" in fields:
                fields["data"] = msgspec.json.decode(fields["data"])
                return fields
            name, _, value = text.partition(": ")
            if name in ("id", "event", "data"):
                fields[name] = value
        return {}

    async def events(self, number: int) -> list[dict[str, Any]]:
        """The next so many events."""
        return [await self.event() for _ in range(number)]


@contextlib.asynccontextmanager
async def stream(house: House, path: str, last: str = "", key: str = "sk-test") -> AsyncIterator[Stream]:
    headers = {"Authorization": f"Bearer {key}"}
    if last:
        headers["Last-Event-ID"] = last
    async with house.http.get(house.url + path, headers=headers) as response:
        yield Stream(response)


async def test_an_endpoint_is_made_shown_told_rotated_replayed_and_removed(
    house: House, receiver: Receiver
) -> None:
    made = await house.ask("POST", WEBHOOKS, json={"url": receiver.url, "note": "orders"})
    assert made.status == 200
    secret, endpoint = made.body.pop("secret"), made.body["id"]
    assert secret.startswith("whsec_")
    shown = await house.ask("GET", f"{WEBHOOKS}/{endpoint}")
    assert shown.body == made.body
    assert (await house.ask("GET", WEBHOOKS)).body == {"data": [made.body]}
    await house.created()
    await receiver.arrived.wait()
    receiver.arrived.clear()
    log = await _log_of_one(house, endpoint)
    assert (log["state"], log["event"], log["attempts"][0]["status"]) == ("delivered", "task.created", 200)
    assert log["id"] == receiver.received[0].headers["webhook-id"]
    rotated = await house.ask("POST", f"{WEBHOOKS}/{endpoint}/rotate")
    assert rotated.body["secret"] not in ("", secret)
    again = await house.ask("POST", f"/v1/laterna/deliveries/{log['id']}/replay")
    assert again.body["state"] == "waiting"
    await receiver.arrived.wait()
    receiver.arrived.clear()
    assert len(receiver.received[1].headers["webhook-signature"].split()) == 3
    await _log_of_one(house, endpoint)
    replayed = await house.ask(
        "POST", f"{WEBHOOKS}/{endpoint}/replay", json={"since": "2026-01-01T00:00:00Z"}
    )
    assert replayed.body == {"id": endpoint, "deliveries": 1}
    await receiver.arrived.wait()
    assert {each.headers["webhook-id"] for each in receiver.received} == {log["id"]}
    assert (await house.ask("DELETE", f"{WEBHOOKS}/{endpoint}")).body == {"id": endpoint, "deleted": True}
    assert (await house.ask("GET", WEBHOOKS)).body == {"data": []}


async def _log_of_one(house: House, endpoint: str) -> dict[str, Any]:
    """The endpoint's only delivery, once what came of it is written down."""
    while True:
        page = await house.ask("GET", f"/v1/laterna/deliveries?webhook={endpoint}")
        (found,) = page.body["data"]
        if found["state"] != "waiting":
            return dict(found)


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({}, "invalid_parameter", "url"),
        ({"url": 5}, "invalid_parameter", "url"),
        ({"url": "http://10.0.0.1/x"}, "input_unreachable", "no public address"),
        ({"url": "http://169.254.169.254/"}, "input_unreachable", "no public address"),
        ({"url": "file:///etc/passwd"}, "input_invalid", "http and https"),
        ({"url": "https://me:word@example.com/"}, "input_invalid", "user name"),
        ({"url": "https://example.com/", "events": ["task.sneezed"]}, "invalid_parameter", "task.created"),
        ({"url": "https://example.com/" + "x" * 3_000}, "invalid_parameter", "2048"),
    ],
)
async def test_endpoints_that_cannot_be_are_refused_by_name(
    house: House, body: dict[str, Any], code: str, words: str
) -> None:
    reply = await house.ask("POST", WEBHOOKS, json=body)
    assert (reply.status, reply.body["code"]) == (400, code)
    assert words in reply.body["message"]


async def test_tenants_see_and_change_only_what_is_theirs(house: House, receiver: Receiver) -> None:
    _, mine = await house.services.ring.create("mine", "acme")
    _, theirs = await house.services.ring.create("theirs", "rival")
    made = await house.ask("POST", WEBHOOKS, json={"url": receiver.url}, key=mine)
    task = await house.created(key=mine)
    await receiver.arrived.wait()
    delivery = receiver.received[0].headers["webhook-id"]
    path = f"{WEBHOOKS}/{made.body['id']}"
    for method, there in (
        ("GET", path),
        ("DELETE", path),
        ("POST", f"{path}/rotate"),
        ("POST", f"{path}/disable"),
        ("POST", f"{path}/enable"),
        ("POST", f"/v1/laterna/deliveries/{delivery}/replay"),
        ("GET", f"/v1/laterna/tasks/{task}/events"),
    ):
        assert (await house.ask(method, there, key=theirs)).status == 404, there
    reply = await house.ask("POST", f"{path}/replay", json={"since": "2026-01-01T00:00:00Z"}, key=theirs)
    assert reply.status == 404
    assert (await house.ask("GET", "/v1/laterna/deliveries", key=theirs)).body["data"] == []
    assert (await house.ask("GET", WEBHOOKS, key=None)).status == 401
    await house.created(key=theirs)
    async with stream(house, f"{EVENTS}?last_event_id=0", key=theirs) as heard:
        first = await heard.event()
        assert first["data"]["data"]["id"] != task


async def test_the_public_key_is_there_for_everybody(house: House) -> None:
    reply = await house.ask("GET", "/.well-known/jwks.json", key=None)
    (key,) = reply.body["keys"]
    assert (reply.status, key["kty"], key["crv"], key["alg"]) == (200, "OKP", "Ed25519", "EdDSA")
    assert "d" not in key


async def test_a_stream_tells_a_task_from_its_beginning_to_its_end(house: House, tmp_path: Path) -> None:
    task_id = await house.created()
    async with stream(house, f"/v1/laterna/tasks/{task_id}/events") as heard:
        assert heard.response.headers["Content-Type"].startswith("text/event-stream")
        assert (await heard.event())["event"] == "task.created"
        task = await house.start(task_id)
        assert (await heard.event())["event"] == "task.started"
        house.services.store.report_progress(task.id, "test", 40)
        progress = await heard.event()
        assert (progress["event"], progress["data"]["data"]["progress"]) == ("task.progress", 40)
        assert "id" not in progress
        await house.succeed(task, tmp_path)
        done = await heard.event()
        assert done["event"] == "task.succeeded"
        url = done["data"]["data"]["video"]["url"]
        assert (await house.ask("GET", url.removeprefix(house.url), key=None)).status == 200
        assert await heard.event() == {}
    async with stream(house, f"/v1/laterna/tasks/{task_id}/events", last=done["id"]) as over:
        assert over.response.status == 204


async def test_a_stream_goes_on_behind_the_last_event_that_was_seen(house: House, tmp_path: Path) -> None:
    async with stream(house, EVENTS) as heard:
        first = await house.created()
        seen = await heard.event()
    await house.finish(first, tmp_path)
    second = await house.created()
    async with stream(house, EVENTS, last=seen["id"]) as heard:
        missed = await heard.events(3)
        assert [(each["event"], each["data"]["data"]["id"]) for each in missed] == [
            ("task.started", first),
            ("task.succeeded", first),
            ("task.created", second),
        ]
        assert int(seen["id"]) < int(missed[0]["id"]) < int(missed[1]["id"]) < int(missed[2]["id"])
        await house.ask("POST", f"{TASKS}/{second}/cancel")
        assert (await heard.event())["event"] == "task.canceled"


async def test_a_stream_begins_with_what_is_new(house: House) -> None:
    await house.created()
    async with stream(house, EVENTS) as heard:
        later = await house.created(wan(input={"prompt": "A crane"}))
        assert (await heard.event())["data"]["data"]["id"] == later


async def test_streams_end_when_the_server_stops(house: House) -> None:
    async with stream(house, EVENTS) as heard:
        house.services.closing.set()
        assert await asyncio.wait_for(heard.event(), 5) == {}


async def test_bad_paths_methods_and_ids_are_refused(house: House) -> None:
    for method, path, status in (
        ("GET", "/v1/laterna/nowhere", 404),
        ("GET", "/v1/laterna", 404),
        ("PUT", WEBHOOKS, 405),
        ("POST", EVENTS, 405),
        ("GET", "/v1/laterna/tasks/123/events", 404),
        ("GET", "/v1/laterna/deliveries?state=lost", 400),
        ("GET", "/v1/laterna/deliveries?limit=-1", 400),
        ("GET", f"{EVENTS}?last_event_id=x", 400),
    ):
        reply = await house.ask(method, path)
        assert reply.status == status, path
        assert reply.body["code"]


async def test_a_replay_needs_a_time_with_a_zone(house: House, receiver: Receiver) -> None:
    made = await house.ask("POST", WEBHOOKS, json={"url": receiver.url})
    path = f"{WEBHOOKS}/{made.body['id']}/replay"
    for since in ("yesterday", "2026-01-01T00:00:00"):
        reply = await house.ask("POST", path, json={"since": since})
        assert (reply.status, reply.body["code"]) == (400, "invalid_parameter")
