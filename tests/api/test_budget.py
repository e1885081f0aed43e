"""Many large bodies at once: what cannot be held is refused in words that say to come back; memory stays bounded."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from laterna.api.budget import BodyBudget
from laterna.server import create_app
from tests.api.asgi import Told, asked
from tests.api.house import CREATE, House, open_house

MB = 1024 * 1024
JSON = (b"content-type", b"application/json")
HEADERS = ((b"authorization", b"Bearer sk"), (b"x-dashscope-async", b"enable"))
FORM = (b"content-type", b"multipart/form-data; boundary=b")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A server that may hold 8 MB of bodies."""
    async with open_house(tmp_path / "data") as opened:
        opened.services = msgspec.structs.replace(opened.services, bodies=BodyBudget(8 * MB))
        yield opened


def body(model: str) -> bytes:
    """A create of two megabytes, most of them in a key that nobody reads."""
    inner = {"prompt": "A fox"}
    return msgspec.json.encode(
        {"model": model, **inner, "input": inner, "parameters": {}, "more": "x" * 2 * MB}
    )


DOORS = {
    CREATE: "wan2.5-t2v-preview",
    "/ent/v2/text2video": "viduq1",
    "/v1/video/generations": "viduq3p-720p",
    "/v1/videos": "sora-2",
}
CODES = {CREATE: "Throttling", "/ent/v2/text2video": "TooManyRequests", "/v1/video/generations": "rate_limit_exceeded",
         "/v1/videos": "rate_limit_exceeded"}  # fmt: skip


@pytest.mark.parametrize("path", DOORS)
async def test_of_many_large_bodies_those_that_fit_are_taken(house: House, path: str) -> None:
    app, whole = create_app(house.services), body(DOORS[path])

    async def create() -> Told:
        pieces = [whole[at : at + 64_000] for at in range(0, len(whole), 64_000)]
        return await asked(app, "POST", path, headers=(*HEADERS, JSON), parts=pieces, slowly=True)

    told = await asyncio.gather(*(create() for _ in range(20)))
    statuses = [status for status, _, _ in told]
    assert set(statuses) == {200, 429} and statuses.count(200) <= 4, statuses
    refused = next(each for each in told if each[0] == 429)
    assert CODES[path].encode() in refused[2]
    # DashScope says when in no header; its clients wait by themselves.
    assert path == CREATE or refused[1][b"retry-after"] == b"1"
    assert house.services.bodies.held == 0
    assert (await create())[0] == 200


async def test_a_body_that_is_declared_and_has_no_place_is_not_read(house: House) -> None:
    app = create_app(house.services)
    with house.services.bodies.account() as other:
        other.hold(7 * MB)
        length = (b"content-length", str(2 * MB).encode())
        status, _, _ = await asked(
            app, "POST", "/v1/videos", headers=(*HEADERS, JSON, length), parts=(b"",), cut=True
        )
        assert status == 429
    assert house.services.bodies.held == 0


async def test_fields_of_forms_count_and_their_files_do_not(house: House) -> None:
    app = create_app(house.services)

    def form(head: bytes, size: int) -> list[bytes]:
        part = b"--b\r\nContent-Disposition: form-data; "
        start = part + b'name="prompt"\r\n\r\nA fox\r\n' + part
        return [start + head + b"\r\n\r\n", *([b"x" * 65_536] * (size // 65_536)), b"\r\n--b--\r\n"]

    for head, status in ((b'name="more"', 429), (b'name="input_reference"; filename="a.png"', 200)):
        told = await asked(app, "POST", "/v1/videos", headers=(*HEADERS, FORM), parts=form(head, 9 * MB))
        assert told[0] == status, told
    assert house.services.bodies.held == 0


async def test_a_client_that_leaves_gives_its_place_back(house: House) -> None:
    app = create_app(house.services)
    await asked(app, "POST", "/v1/videos", headers=(*HEADERS, JSON), parts=(b"x" * MB, b""), cut=True)
    assert house.services.bodies.held == 0
