"""Inputs on their way to an upstream: what it is given leads nowhere that Laterna would not go itself."""

import base64
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from laterna.assets.store import AssetStore
from laterna.catalog.request import Inputs
from laterna.clock import ManualClock
from laterna.engines.guard import Outbound
from laterna.engines.remote.forward import Forwarder
from laterna.errors import EngineError
from laterna.settings import Settings
from laterna.wire.client import Untranslatable

HOUSE, CLOUD = "http://10.0.0.5:8091", "https://93.184.216.34"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)
DATA_URL = "data:image/png;base64," + base64.b64encode(PICTURE).decode()


async def answer(request: web.Request) -> web.Response:
    match request.path:
        case "/picture.png":
            return web.Response(body=PICTURE)
        case "/inside":
            return web.Response(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})
        case "/large.png":
            return web.Response(body=PICTURE + bytes(11 * 2**20))
        case _:
            return web.Response(status=404)


@pytest.fixture
async def stranger() -> AsyncIterator[TestServer]:
    app = web.Application()
    app.router.add_get("/{anything:.*}", answer)
    async with TestServer(app) as server:
        yield server


@pytest.fixture
def forwarder(tmp_path: Path) -> Forwarder:
    outbound = Outbound.of(Settings(outbound_allow=("127.0.0.0/8",)))
    return Forwarder(AssetStore(tmp_path, b"k" * 16, ManualClock()), outbound, "")


async def test_a_cloud_is_given_the_url(stranger: TestServer, forwarder: Forwarder) -> None:
    inputs = Inputs(first_frame=str(stranger.make_url("/picture.png")))
    assert await forwarder.reachable(inputs, CLOUD, True) == inputs


async def test_a_server_inside_is_given_what_the_url_brought(
    stranger: TestServer, forwarder: Forwarder
) -> None:
    url = str(stranger.make_url("/picture.png"))
    given = await forwarder.reachable(Inputs(first_frame=url, references=(DATA_URL, url)), HOUSE, True)
    assert given == Inputs(first_frame=DATA_URL, references=(DATA_URL, DATA_URL))


async def test_a_redirect_cannot_send_a_server_inside_anywhere(
    stranger: TestServer, forwarder: Forwarder
) -> None:
    inputs = Inputs(last_frame=str(stranger.make_url("/inside")))
    with pytest.raises(EngineError, match="no public address") as caught:
        await forwarder.reachable(inputs, HOUSE, True)
    assert caught.value.field == "last_image"


@pytest.mark.parametrize("root", [HOUSE, CLOUD])
@pytest.mark.parametrize("takes", [True, False])
async def test_an_address_that_is_not_public_is_given_to_nobody(
    forwarder: Forwarder, root: str, takes: bool
) -> None:
    with pytest.raises(EngineError, match="no public address"):
        await forwarder.reachable(Inputs(audio="http://10.1.2.3/a.wav"), root, takes)


async def test_what_is_too_large_to_go_along_is_left_to_the_next_route(
    stranger: TestServer, forwarder: Forwarder
) -> None:
    inputs = Inputs(first_frame=str(stranger.make_url("/large.png")))
    with pytest.raises(Untranslatable, match="10 MB") as caught:
        await forwarder.reachable(inputs, HOUSE, True)
    assert caught.value.field == "image"


@pytest.mark.parametrize(
    ("root", "inside"),
    [
        ("http://[::1]:8091", True),
        ("http://[fd12:3456::5]:8091", True),
        ("http://[fe80::1]", True),
        ("http://[::ffff:10.0.0.5]", True),
        ("http://[64:ff9b::a00:5]", True),
        ("https://[2606:4700::1111]", False),
        ("https://[2606:4700::1111]:8443/base", False),
    ],
)
async def test_addresses_of_the_sixth_version_are_inside_or_outside_as_those_of_the_fourth(
    stranger: TestServer, forwarder: Forwarder, root: str, inside: bool
) -> None:
    url = str(stranger.make_url("/picture.png"))
    given = await forwarder.reachable(Inputs(first_frame=url), root, True)
    assert given.first_frame == (DATA_URL if inside else url)


Addresses = list[str] | OSError


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> dict[str, Addresses]:
    """What DNS says, by the name."""
    known: dict[str, Addresses] = {}
    ask = socket.getaddrinfo

    def answer(host: str, *given: Any, **named: Any) -> list[Any]:
        found = known.get(host, [host])
        if isinstance(found, OSError):
            raise found
        return [each for address in found for each in ask(address, *given, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return known


@pytest.mark.parametrize(
    ("found", "inside"),
    [
        (["93.184.216.34", "2606:4700::1111"], False),
        (["93.184.216.34", "fd00::5"], True),
        (["10.0.0.5", "2606:4700::1111"], True),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), True),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), True),
        (TimeoutError(), True),
    ],
)
async def test_whoever_may_stand_inside_is_given_no_url_also_while_dns_says_nothing(
    stranger: TestServer,
    forwarder: Forwarder,
    named: dict[str, Addresses],
    found: Addresses,
    inside: bool,
) -> None:
    named["cloud.example"] = found
    url = str(stranger.make_url("/picture.png"))
    given = await forwarder.reachable(Inputs(first_frame=url), "https://cloud.example", True)
    assert given.first_frame == (DATA_URL if inside else url)


async def test_a_picture_whose_host_cannot_be_found_just_now_is_said_to_be_out_of_reach(
    forwarder: Forwarder, named: dict[str, Addresses]
) -> None:
    named["pictures.example"] = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    for root in (HOUSE, CLOUD):
        with pytest.raises(EngineError) as caught:
            await forwarder.reachable(Inputs(last_frame="https://pictures.example/a.png"), root, True)
        assert (caught.value.code, caught.value.field) == ("input_unreachable", "last_image")
