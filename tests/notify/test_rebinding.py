"""Names that change their mind, and redirects that lead inside: nothing that may not be reached is ever asked.

`127.0.0.2` plays the public address, by leave of `outbound_allow`; `127.0.0.1`, on the same port, is the inside.
What is looked up is decided here, in place of a name server; every connection is real.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from laterna.catalog.request import Inputs
from laterna.engines.guard import Outbound
from laterna.engines.inputs import fetch_inputs
from laterna.engines.remote.inspectors import Inspectors
from laterna.engines.remote.results import Home, Limits, fetch_clip
from laterna.errors import EngineError
from laterna.settings import Settings
from tests.notify.office import open_office
from tests.notify.receiver import Receiver, open_receiver

PUBLIC, PRIVATE = "127.0.0.2", "127.0.0.1"
ALLOWED = (f"{PUBLIC}/32",)
OUTBOUND = Outbound.of(Settings(outbound_allow=ALLOWED))
NAME = "rebind.example.com"


def _has_both() -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((PUBLIC, 0))
        except OSError:
            return False
    return True


pytestmark = pytest.mark.skipif(
    not _has_both(), reason=f"{PUBLIC} is no address here; on macOS, `sudo ifconfig lo0 alias {PUBLIC}`"
)


class World:
    """A server outside, one inside, and a name server that answers what `answers` says, the last for ever."""

    def __init__(self, outside: Receiver, inside: Receiver) -> None:
        self.outside = outside
        self.inside = inside
        self.answers: list[Sequence[str]] = [[PUBLIC]]
        self.lookups = 0

    @property
    def url(self) -> str:
        """The place that the name stands for."""
        return f"http://{NAME}:{URL(self.outside.url).port}/there"

    def look_up(self, host: Any, port: Any, *given: Any, **named: Any) -> list[Any]:
        """In place of `socket.getaddrinfo`."""
        if host != NAME:
            return REAL(host, port, *given, **named)
        self.lookups += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]


REAL = socket.getaddrinfo


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        inside = await stack.enter_async_context(open_receiver(PRIVATE))
        outside = await stack.enter_async_context(open_receiver(PUBLIC, URL(inside.url).port or 0))
        built = World(outside, inside)
        # Without this a connection would be kept, and no second lookup made.
        outside.headers = {"Connection": "close"}
        monkeypatch.setattr(socket, "getaddrinfo", built.look_up)
        yield built


@pytest.mark.parametrize("kind", ["webhook", "callback"])
@pytest.mark.parametrize("good", [0, 1, 2])
async def test_a_name_that_turns_inward_between_two_tries_is_refused_there(
    world: World, tmp_path: Path, kind: str, good: int
) -> None:
    world.outside.status = 503
    world.answers = [*[[PUBLIC]] * good, [PRIVATE]]
    async with open_office(tmp_path, outbound_allow=ALLOWED) as office:
        if kind == "webhook":
            await office.book.create("default", world.url, ("task.succeeded",))
        await office.live(await office.task("" if kind == "webhook" else world.url))
        for _ in range(4):
            await office.notifier.settle()
            await office.after(3_600)
        errors = [tried.error for told in await office.deliveries() for tried in told.log]
    assert world.inside.received == []
    assert len(world.outside.received) == good
    assert "no public address" in errors[-1]
    assert world.lookups > good


@pytest.mark.parametrize("kind", ["webhook", "callback"])
async def test_one_lookup_serves_both_the_check_and_the_connection(
    world: World, tmp_path: Path, kind: str
) -> None:
    world.answers = [[PUBLIC], [PRIVATE]]
    async with open_office(tmp_path, outbound_allow=ALLOWED) as office:
        if kind == "webhook":
            await office.book.create("default", world.url, ("task.succeeded",))
        await office.task("" if kind == "webhook" else world.url)
        (task,) = await office.start()
        if kind == "webhook":
            await office.succeed(task)
        await office.notifier.settle()
    assert len(world.outside.received) == 1
    assert (world.lookups, world.inside.received) == (1, [])


async def test_of_a_name_with_addresses_on_both_sides_only_the_public_one_is_used(
    world: World, tmp_path: Path
) -> None:
    world.answers = [[PRIVATE, PUBLIC, PRIVATE]]
    async with open_office(tmp_path, outbound_allow=ALLOWED) as office:
        await office.task(world.url)
        await office.start()
        await office.notifier.settle()
    assert (len(world.outside.received), world.inside.received) == (1, [])


@pytest.mark.parametrize("kind", ["webhook", "callback"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_of_a_receiver_leads_nowhere(
    world: World, tmp_path: Path, kind: str, status: int
) -> None:
    world.outside.status = status
    world.outside.headers = {"Location": world.inside.url + "/latest/meta-data"}
    async with open_office(tmp_path, outbound_allow=ALLOWED) as office:
        if kind == "webhook":
            await office.book.create("default", world.url, ("task.succeeded",))
        await office.live(await office.task("" if kind == "webhook" else world.url))
        await office.notifier.settle()
        (told, *_) = await office.deliveries()
    assert world.inside.received == []
    assert "redirect" in told.log[-1].error


def _inputs(field: str, url: str) -> Inputs:
    match field:
        case "audio_url":
            return Inputs(audio=url)
        case "image":
            return Inputs(first_frame=url)
        case "last_image":
            return Inputs(last_frame=url)
        case _:
            return Inputs(references=(url,))


@pytest.mark.parametrize("field", ["audio_url", "image", "last_image", "reference_images"])
@pytest.mark.parametrize("way", ["name", "redirect", "redirect by name", "both"])
async def test_an_input_that_turns_inward_is_refused(
    world: World, tmp_path: Path, field: str, way: str
) -> None:
    if way == "name":
        world.answers = [[PRIVATE]]
    else:
        world.outside.status = 302
        where = world.inside.url if way == "redirect" else world.url
        world.outside.headers = {"Connection": "close", "Location": where + "/again"}
        world.answers = [[PUBLIC], [PRIVATE]]
    with pytest.raises(EngineError, match="no public address") as caught:
        await fetch_inputs(_inputs(field, world.url), tmp_path, OUTBOUND, seconds=5)
    assert caught.value.field == field
    assert world.inside.received == []


@pytest.mark.parametrize("way", ["name", "redirect"])
async def test_a_clip_whose_url_turns_inward_is_not_fetched(world: World, tmp_path: Path, way: str) -> None:
    world.outside.status = 302
    world.outside.headers = {"Connection": "close", "Location": world.inside.url + "/secret.mp4"}
    world.answers = [[PRIVATE]] if way == "name" else [[PUBLIC]]

    async def again() -> str:
        return world.url

    async def pause(seconds: float) -> None:
        await asyncio.sleep(0)

    async with aiohttp.ClientSession() as session:
        home = Home("http://cloud.example.com", (), session, OUTBOUND)
        with pytest.raises(EngineError, match="no public address"):
            await fetch_clip(
                world.url,
                tmp_path,
                home,
                again,
                Inspectors(1),
                expected=2,
                pause=pause,
                limits=Limits(tries=2),
            )
    assert world.inside.received == []
