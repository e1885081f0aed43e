"""The files door over real HTTP: whole files, parts, conditions, links that ended, clients that leave."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from email.utils import formatdate
from pathlib import Path

import aiohttp
import pytest
import uvicorn
from litestar import Litestar
from yarl import URL

from laterna.api.files import PIECE, files_router
from laterna.assets import storage
from laterna.assets.store import AssetStore
from laterna.clock import SECOND, ManualClock

CONTENT = bytes(range(256)) * 4_000  # about a megabyte: several pieces


class House:
    """A running server, its store and a client."""

    def __init__(
        self, assets: AssetStore, clock: ManualClock, client: aiohttp.ClientSession, base: str
    ) -> None:
        self.assets, self.clock, self.client, self.base = assets, clock, client, base

    def url(self, key: str, life: int | None = 600, name: str = "") -> URL:
        return URL(self.assets.url(key, base_url=self.base, life=life, name=name), encoded=True)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = ManualClock()
    assets = AssetStore(tmp_path / "files", b"k" * 32, clock)
    app = Litestar([files_router(assets)], openapi_config=None)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    async with aiohttp.ClientSession(auto_decompress=False) as client:
        yield House(assets, clock, client, f"http://127.0.0.1:{listener.getsockname()[1]}")
    server.should_exit = True
    await serving


@pytest.fixture
async def key(house: House, tmp_path: Path) -> str:
    path = tmp_path / "work.mp4"
    path.write_bytes(CONTENT)
    return await house.assets.keep(7, "t", path, "clip.mp4")


async def fetch(
    house: House, url: URL, method: str = "GET", **headers: str
) -> tuple[int, bytes, aiohttp.ClientResponse]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with house.client.request(method, url, headers=sent) as response:
        return response.status, await response.read(), response


async def test_a_whole_file_with_all_that_a_player_wants_to_know(house: House, key: str) -> None:
    status, body, response = await fetch(house, house.url(key))
    assert (status, body) == (200, CONTENT)
    told = response.headers
    assert told["Content-Type"] == "video/mp4"
    assert told["Content-Length"] == str(len(CONTENT))
    assert told["Accept-Ranges"] == "bytes"
    assert told["ETag"].startswith('"')
    assert told["Last-Modified"] == formatdate(house.clock.now() // SECOND, usegmt=True)
    assert told["Content-Disposition"] == 'inline; filename="clip.mp4"'
    assert told["Cache-Control"] == "private, max-age=600"
    assert told["Access-Control-Allow-Origin"] == "*"
    assert "Content-Range" in told["Access-Control-Expose-Headers"]
    assert told["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        (f"bytes={PIECE - 1}-{PIECE}", PIECE - 1, PIECE),
        ("bytes=-7", len(CONTENT) - 7, len(CONTENT) - 1),
        ("bytes=900000-", 900_000, len(CONTENT) - 1),
        ("bytes=0-", 0, len(CONTENT) - 1),
        ("bytes=1000000-99999999", 1_000_000, len(CONTENT) - 1),
    ],
)
async def test_a_part_of_a_file(wanted: str, start: int, end: int, house: House, key: str) -> None:
    status, body, response = await fetch(house, house.url(key), Range=wanted)
    assert status == 206
    assert body == CONTENT[start : end + 1]
    assert response.headers["Content-Range"] == f"bytes {start}-{end}/{len(CONTENT)}"


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "bytes=9-1", "lines=1-2", "bytes=x-"])
async def test_a_range_that_is_not_served_gets_the_whole(wanted: str, house: House, key: str) -> None:
    status, body, response = await fetch(house, house.url(key), Range=wanted)
    assert (status, len(body)) == (200, len(CONTENT))
    assert "Content-Range" not in response.headers


async def test_a_range_beyond_the_end_is_told_the_size(house: House, key: str) -> None:
    status, body, response = await fetch(house, house.url(key), Range=f"bytes={len(CONTENT)}-")
    assert (status, body) == (416, b"")
    assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


async def test_head_tells_all_and_sends_nothing(house: House, key: str) -> None:
    status, body, response = await fetch(house, house.url(key), "HEAD", Range="bytes=0-9")
    assert (status, body) == (200, b"")
    assert response.headers["Content-Length"] == str(len(CONTENT))


async def test_a_download_goes_on_only_while_the_file_is_the_same(house: House, key: str) -> None:
    _, _, first = await fetch(house, house.url(key), "HEAD")
    etag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for validator, status in [
        (etag, 206),
        (date, 206),
        (f"W/{etag}", 200),
        ('"other"', 200),
        (formatdate(0, usegmt=True), 200),
        ("nonsense", 200),
    ]:
        answer = await fetch(house, house.url(key), Range="bytes=0-9", If_Range=validator)
        assert answer[0] == status, validator


async def test_what_the_client_has_is_not_sent_again(house: House, key: str) -> None:
    _, _, first = await fetch(house, house.url(key), "HEAD")
    etag, date = first.headers["ETag"], first.headers["Last-Modified"]
    earlier = formatdate(house.clock.now() // SECOND - 1, usegmt=True)
    for headers, status in [
        ({"If_None_Match": etag}, 304),
        ({"If_None_Match": f'"x", W/{etag}'}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"x"'}, 200),
        ({"If_Modified_Since": date}, 304),
        ({"If_Modified_Since": earlier}, 200),
        ({"If_Modified_Since": "yesterday"}, 200),
        ({"If_None_Match": '"x"', "If_Modified_Since": date}, 200),
        ({"If_Match": etag}, 200),
        ({"If_Match": '"x"'}, 412),
        ({"If_Unmodified_Since": earlier}, 412),
        ({"If_Unmodified_Since": date}, 200),
    ]:
        found, body, response = await fetch(house, house.url(key), **headers)
        assert found == status, headers
        assert response.headers["ETag"] == etag
        assert body == (CONTENT if status == 200 else b"")


async def test_a_link_that_ended_says_so(house: House, key: str) -> None:
    url = house.url(key, life=60)
    house.clock.advance(60 * SECOND)
    status, body, response = await fetch(house, url)
    assert status == 403
    assert b'"code":"link_expired"' in body
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    # Without a valid signature nobody learns which files exist.
    for path in (f"/files/{key}", "/files/tasks/2026/11/8/clip.mp4", "/files/", "/files"):
        assert (await fetch(house, URL(house.base + path)))[0] == 403


async def test_a_file_that_was_swept_is_not_found(house: House, key: str) -> None:
    await house.assets.delete(key)
    status, body, _ = await fetch(house, house.url(key))
    assert status == 404
    assert b'"code":"not_found"' in body


async def test_a_name_in_any_script_for_saving(house: House, key: str) -> None:
    _, _, response = await fetch(house, house.url(key, name='小猫 "1"\r\nX: y.mp4'))
    told = response.headers["Content-Disposition"]
    assert told.startswith("inline; filename=\"__ _1___X: y.mp4\"; filename*=UTF-8''%E5%B0%8F%E7%8C%AB")
    assert "X" not in response.headers


@pytest.mark.parametrize("path", ["/files/../files", "/files/%2e%2e/%2e%2e/etc/passwd", "/files//etc/passwd"])
async def test_no_path_leads_out(path: str, house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", URL(house.base).port)
    writer.write(f"GET {path}?sig=x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.split()[1] in (b"403", b"404")
    assert b"root:" not in answer


async def test_browsers_may_ask_and_others_may_not_write(house: House, key: str) -> None:
    status, _, response = await fetch(house, house.url(key), "OPTIONS", Origin="https://page.example")
    assert status == 204
    assert "Range" in response.headers["Access-Control-Allow-Headers"]
    for method in ("POST", "PUT", "DELETE"):
        status, _, response = await fetch(house, house.url(key), method)
        assert (status, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_an_empty_file(house: House, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    key = await house.assets.keep(8, "t", tmp_path / "empty", "empty.bin")
    assert (await fetch(house, house.url(key)))[:2] == (200, b"")
    assert (await fetch(house, house.url(key), Range="bytes=-5"))[:2] == (200, b"")
    assert (await fetch(house, house.url(key), Range="bytes=0-"))[0] == 416


async def test_a_system_without_cached_reads_serves_the_same(
    house: House, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(storage.os, "RWF_NOWAIT", raising=False)
    assert (await fetch(house, house.url(key)))[1] == CONTENT


async def test_a_file_cut_short_while_it_is_sent_breaks_the_answer(
    house: House, key: str, tmp_path: Path
) -> None:
    url = house.url(key)
    kept = next((tmp_path / "files").rglob("clip.mp4"))
    os.truncate(kept, 8 * len(CONTENT))
    async with house.client.get(url) as response:
        assert response.status == 200
        await response.content.readexactly(10)
        os.truncate(kept, 10)
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


async def test_who_leaves_early_frees_the_file(house: House, tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(64_000_000)
    key = await house.assets.keep(9, "t", tmp_path / "big", "big.mp4")
    response = await house.client.get(house.url(key))
    assert _open_descriptors("big.mp4") == 1
    response.close()
    for _ in range(1_000):
        if not _open_descriptors("big.mp4"):
            break
        await asyncio.sleep(0.002)
    assert _open_descriptors("big.mp4") == 0


def _open_descriptors(name: str) -> int:
    found = 0
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found += entry.readlink().name == name
        except FileNotFoundError:
            continue
    return found


async def test_a_slow_reader_does_not_hold_up_another(house: House, tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(64_000_000)
    key = await house.assets.keep(9, "t", tmp_path / "big", "big.mp4")
    slow = [await house.client.get(house.url(key)) for _ in range(4)]
    async with asyncio.timeout(10):
        _, body, _ = await fetch(house, house.url(key), Range="bytes=0-9")
    assert body == bytes(10)
    for response in slow:
        response.close()
