"""A finished clip is brought home whole, whatever breaks on the way, and looked into before anybody relies on it."""

import errno
import io
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from fractions import Fraction
from pathlib import Path

import aiohttp
import av
import numpy as np
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from laterna.engines.engine import Clip
from laterna.engines.guard import Outbound
from laterna.engines.remote import results
from laterna.engines.remote.inspectors import Inspectors, Unusable
from laterna.engines.remote.results import Home, Limits, fetch_clip
from laterna.errors import EngineError
from laterna.settings import Settings
from laterna.tasks.patience import Passing, passes

LOCAL = Outbound.of(Settings(outbound_allow=("127.0.0.0/8",)))
PUBLIC_ONLY = Outbound.of(Settings())
KEY = ("Authorization", "Bearer sk-owner")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def movie(path: Path, *, seconds: float = 2.0, fast_start: bool = True) -> bytes:
    """A small clip whose pictures change."""
    options = {"movflags": "faststart"} if fast_start else {}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        stream.time_base = Fraction(1, 24)
        random = np.random.default_rng(3)
        for index in range(round(24 * seconds)):
            picture = random.integers(0, 255, (96, 128, 3), dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


@pytest.fixture(scope="module")
def clip_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return movie(tmp_path_factory.mktemp("movie") / "movie.mp4")


class Cloud:
    """An upstream with one handler a path; remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.handlers: dict[str, Handler] = {}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Any request."""
        self.asked.append(request)
        handler = self.handlers.get(request.path)
        return web.Response(status=404) if handler is None else await handler(request)


class Bench:
    """What a download needs, with an upstream and a stranger's server on loopback."""

    def __init__(
        self, cloud: Cloud, server: TestServer, session: aiohttp.ClientSession, folder: Path
    ) -> None:
        self.cloud = cloud
        self.server = server
        self.session = session
        self.folder = folder
        self.fresh: list[str | None] = []
        self.refreshed = 0
        self.paused: list[float] = []
        self.inspectors = Inspectors(2)

    def url(self, path: str) -> str:
        """An absolute URL of the upstream."""
        return str(self.server.make_url(path))

    async def fetch(
        self, url: str, *, expected: float = 2.0, outbound: Outbound = LOCAL, root: str = "", **limits: float
    ) -> Clip:
        """The clip."""

        async def refresh() -> str | None:
            self.refreshed += 1
            return self.fresh.pop(0) if self.fresh else ""

        async def pause(seconds: float) -> None:
            self.paused.append(seconds)

        home = Home(root or self.url("/").rstrip("/"), (KEY,), self.session, outbound)
        bounds = Limits(**limits)  # type: ignore[arg-type]
        return await fetch_clip(
            url, self.folder, home, refresh, self.inspectors, expected=expected, pause=pause, limits=bounds
        )


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    cloud = Cloud()
    app = web.Application()
    app.router.add_get("/{anything:.*}", cloud.answer)
    folder = tmp_path / "clip"
    folder.mkdir()
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        bench = Bench(cloud, server, session, folder)
        yield bench
        await bench.inspectors.close()


def whole(body: bytes) -> Handler:
    """Sends everything."""

    async def handler(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers={"ETag": '"v1"'})

    return handler


def breaking(body: bytes, piece: int, *, ranges: bool = True, stamp: str = '"v1"') -> Handler:
    """Breaks off after `piece` bytes each time; without ranges, a little later each time."""
    tries = iter(range(1, 1_000))

    async def handler(request: web.Request) -> web.StreamResponse:
        start = 0
        headers = {"Content-Length": str(len(body))} | ({"ETag": stamp} if stamp else {})
        wanted = request.headers.get("Range", "")
        if ranges and wanted and request.headers.get("If-Range") == stamp:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            headers |= {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            headers["Content-Length"] = str(len(body) - start)
        number = next(tries)
        response = web.StreamResponse(status=206 if start else 200, headers=headers)
        await response.prepare(request)
        end = min(len(body), start + piece if ranges else piece * number)
        await response.write(body[start:end])
        if end < len(body) and request.transport is not None:
            request.transport.close()
        return response

    return handler


async def test_a_clip_comes_home_with_its_pictures(bench: Bench, clip_bytes: bytes) -> None:
    bench.cloud.handlers["/a.mp4"] = whole(clip_bytes)
    clip = await bench.fetch(bench.url("/a.mp4"))
    assert clip.video.read_bytes() == clip_bytes
    assert (clip.width, clip.height, clip.fps, clip.has_audio) == (128, 96, 24, False)
    assert clip.duration == pytest.approx(2.0, abs=0.05)
    assert clip.cover.read_bytes()[:2] == b"\xff\xd8"
    assert clip.last_frame is not None
    assert clip.last_frame.stat().st_size > 500
    assert {path.parent for path in bench.folder.iterdir()} == {bench.folder}


async def test_a_download_that_breaks_is_taken_up_where_it_was(bench: Bench, clip_bytes: bytes) -> None:
    bench.cloud.handlers["/a.mp4"] = breaking(clip_bytes, 40_000)
    clip = await bench.fetch(bench.url("/a.mp4"))
    assert clip.video.read_bytes() == clip_bytes
    starts = [request.headers.get("Range", "") for request in bench.cloud.asked]
    assert starts[0] == ""
    assert all(start.startswith("bytes=") for start in starts[1:])
    assert len(starts) <= len(clip_bytes) // 40_000 + 3


@pytest.mark.parametrize(("ranges", "stamp"), [(False, '"v1"'), (True, "")])
async def test_without_ranges_a_download_begins_again(
    bench: Bench, clip_bytes: bytes, ranges: bool, stamp: str
) -> None:
    handler = breaking(clip_bytes, len(clip_bytes) // 3 + 1, ranges=False, stamp=stamp)
    bench.cloud.handlers["/a.mp4"] = handler
    clip = await bench.fetch(bench.url("/a.mp4"))
    assert clip.video.read_bytes() == clip_bytes


async def test_breaks_are_no_refusals_even_where_each_try_begins_again(
    bench: Bench, clip_bytes: bytes
) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        if len(bench.cloud.asked) > 2 * Limits().tries:
            return web.Response(body=clip_bytes)
        response = web.StreamResponse(headers={"Content-Length": str(len(clip_bytes))})
        await response.prepare(request)
        await response.write(clip_bytes[:20_000])
        assert request.transport is not None
        request.transport.close()
        return response

    bench.cloud.handlers["/a.mp4"] = handler
    assert (await bench.fetch(bench.url("/a.mp4"))).video.read_bytes() == clip_bytes


async def test_a_file_that_changed_meanwhile_is_not_mixed_with_the_old_one(
    bench: Bench, clip_bytes: bytes, tmp_path: Path
) -> None:
    other = movie(tmp_path / "other.mp4", seconds=1.9)
    first = breaking(clip_bytes, 30_000)
    second = whole(other)

    async def handler(request: web.Request) -> web.StreamResponse:
        return await (first if len(bench.cloud.asked) == 1 else second)(request)

    bench.cloud.handlers["/a.mp4"] = handler
    assert (await bench.fetch(bench.url("/a.mp4"))).video.read_bytes() == other


async def test_the_wrong_part_is_thrown_away(bench: Bench, clip_bytes: bytes) -> None:
    first = breaking(clip_bytes, 30_000)

    async def handler(request: web.Request) -> web.StreamResponse:
        match len(bench.cloud.asked):
            case 1:
                return await first(request)
            case 2:
                span = f"bytes 0-{len(clip_bytes) - 1}/{len(clip_bytes)}"
                return web.Response(status=206, body=clip_bytes, headers={"Content-Range": span})
            case _:
                return web.Response(body=clip_bytes)

    bench.cloud.handlers["/a.mp4"] = handler
    assert (await bench.fetch(bench.url("/a.mp4"))).video.read_bytes() == clip_bytes


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_an_expired_url_is_asked_for_again(bench: Bench, clip_bytes: bytes, status: int) -> None:
    async def expired(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    bench.cloud.handlers |= {"/old.mp4": expired, "/new.mp4": whole(clip_bytes)}
    bench.fresh = [bench.url("/new.mp4")]
    assert (await bench.fetch(bench.url("/old.mp4"))).video.read_bytes() == clip_bytes
    assert bench.refreshed == 1


async def test_without_a_url_one_is_asked_for(bench: Bench, clip_bytes: bytes) -> None:
    bench.cloud.handlers["/new.mp4"] = whole(clip_bytes)
    bench.fresh = ["", "", bench.url("/new.mp4")]
    assert (await bench.fetch("")).video.read_bytes() == clip_bytes


async def test_a_busy_server_is_tried_again_after_growing_pauses(bench: Bench, clip_bytes: bytes) -> None:
    async def busy(request: web.Request) -> web.StreamResponse:
        if len(bench.cloud.asked) < 5:
            retry = {"Retry-After": "7"} if len(bench.cloud.asked) == 4 else {}
            return web.Response(status=503, headers=retry)
        return web.Response(body=clip_bytes)

    bench.cloud.handlers["/a.mp4"] = busy
    await bench.fetch(bench.url("/a.mp4"))
    assert bench.paused == [0.5, 1.0, 2.0, 7.0]


@pytest.mark.parametrize("status", [0, 429, 500, 503])
async def test_whoever_cannot_be_reached_for_long_still_has_the_clip(
    bench: Bench, clip_bytes: bytes, status: int
) -> None:
    async def away(request: web.Request) -> web.StreamResponse:
        if len(bench.cloud.asked) > 40:
            return web.Response(body=clip_bytes)
        if status:
            return web.Response(status=status)
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    bench.cloud.handlers["/a.mp4"] = away
    assert (await bench.fetch(bench.url("/a.mp4"), every_try=20)).video.read_bytes() == clip_bytes
    assert max(bench.paused) == 30


async def test_a_link_that_has_expired_is_waited_for_while_nobody_can_be_asked(
    bench: Bench, clip_bytes: bytes
) -> None:
    async def expired(request: web.Request) -> web.StreamResponse:
        return web.Response(status=403)

    bench.cloud.handlers |= {"/old.mp4": expired, "/new.mp4": whole(clip_bytes)}
    bench.fresh = [*[None] * 50, bench.url("/new.mp4")]
    assert (await bench.fetch(bench.url("/old.mp4"))).video.read_bytes() == clip_bytes


async def test_a_server_that_breaks_off_again_and_again_is_given_up(bench: Bench, clip_bytes: bytes) -> None:
    async def broken(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(clip_bytes))})
        await response.prepare(request)
        await response.write(clip_bytes[:20_000])
        assert request.transport is not None
        request.transport.close()
        return response

    bench.cloud.handlers["/a.mp4"] = broken
    with pytest.raises(EngineError, match="could not be fetched: the connection broke"):
        await bench.fetch(bench.url("/a.mp4"), every_try=20)
    assert len(bench.cloud.asked) == 20


async def test_a_server_that_never_sends_it_is_given_up(bench: Bench) -> None:
    with pytest.raises(EngineError, match="could not be fetched: the other server answered 404") as caught:
        await bench.fetch(bench.url("/nothing.mp4"))
    assert caught.value.code == "result_unusable"
    assert len(bench.cloud.asked) == Limits().tries


@pytest.mark.parametrize(
    ("spoiled", "words"),
    [
        (lambda body: b"<html>sorry</html>", "neither MP4 nor WebM"),
        (lambda body: b"", "empty"),
        (lambda body: b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "neither MP4 nor WebM"),
        (lambda body: body[:40] + bytes(len(body) - 40), "cannot be read|decoded|no picture"),
        (lambda body: body[: len(body) // 2], "cut off|decoded|missing"),
    ],
)
async def test_what_cannot_be_played_is_never_handed_on(
    bench: Bench, clip_bytes: bytes, spoiled: Callable[[bytes], bytes], words: str
) -> None:
    bench.cloud.handlers["/a.mp4"] = whole(spoiled(clip_bytes))
    with pytest.raises(EngineError, match=words) as caught:
        await bench.fetch(bench.url("/a.mp4"), downloads=2)
    assert caught.value.code == "result_unusable"
    assert len(bench.cloud.asked) == 2


async def test_a_spoiled_download_is_followed_by_a_good_one(bench: Bench, clip_bytes: bytes) -> None:
    async def once_spoiled(request: web.Request) -> web.StreamResponse:
        good = len(bench.cloud.asked) > 1
        return web.Response(body=clip_bytes if good else clip_bytes[: len(clip_bytes) // 2])

    bench.cloud.handlers["/a.mp4"] = once_spoiled
    assert (await bench.fetch(bench.url("/a.mp4"))).video.read_bytes() == clip_bytes


async def test_a_clip_of_another_length_is_an_error(bench: Bench, clip_bytes: bytes) -> None:
    bench.cloud.handlers["/a.mp4"] = whole(clip_bytes)
    assert (await bench.fetch(bench.url("/a.mp4"), expected=2.4)).duration == pytest.approx(2.0, abs=0.05)
    with pytest.raises(EngineError, match=r"lasts 2\.0 s, where 5 s were ordered"):
        await bench.fetch(bench.url("/a.mp4"), expected=5)


async def test_a_path_is_fetched_with_the_key_and_a_url_without(bench: Bench, clip_bytes: bytes) -> None:
    bench.cloud.handlers |= {"/v1/videos/7/content": whole(clip_bytes), "/free.mp4": whole(clip_bytes)}
    await bench.fetch("/v1/videos/7/content", outbound=PUBLIC_ONLY)
    await bench.fetch(bench.url("/free.mp4"), outbound=PUBLIC_ONLY)
    assert [request.headers.get("Authorization") for request in bench.cloud.asked] == [KEY[1], None]


async def test_the_key_stays_at_home_when_a_redirect_leaves(bench: Bench, clip_bytes: bytes) -> None:
    stranger = Cloud()
    stranger.handlers["/blob.mp4"] = whole(clip_bytes)
    app = web.Application()
    app.router.add_get("/{anything:.*}", stranger.answer)
    async with TestServer(app) as server:

        async def leave(request: web.Request) -> web.StreamResponse:
            return web.Response(status=302, headers={"Location": str(server.make_url("/blob.mp4"))})

        bench.cloud.handlers["/v1/videos/7/content"] = leave
        await bench.fetch("/v1/videos/7/content")
        assert "Authorization" in bench.cloud.asked[0].headers
        assert "Authorization" not in stranger.asked[0].headers
        with pytest.raises(EngineError, match="no public address"):
            await bench.fetch("/v1/videos/7/content", outbound=PUBLIC_ONLY)
        assert len(stranger.asked) == 1


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/a.mp4", "file:///etc/passwd", "http://[::1]/a.mp4", "http://169.254.169.254/x"],
)
async def test_a_url_that_points_inside_is_not_followed(bench: Bench, url: str) -> None:
    with pytest.raises(EngineError, match="could not be fetched") as caught:
        await bench.fetch(url, outbound=PUBLIC_ONLY)
    assert caught.value.code == "result_unusable"
    assert bench.cloud.asked == []


async def test_a_clip_that_never_ends_is_cut_off(bench: Bench) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(1_000):
            await response.write(bytes(10_000))
        return response

    bench.cloud.handlers["/a.mp4"] = endless
    with pytest.raises(EngineError, match="larger than"):
        await bench.fetch(bench.url("/a.mp4"), most=1_000_000)


async def test_a_server_that_falls_silent_is_left(bench: Bench, clip_bytes: bytes) -> None:
    first = breaking(clip_bytes, 30_000)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]

        async def wander(request: web.Request) -> web.StreamResponse:
            if len(bench.cloud.asked) == 1:
                return await first(request)
            if len(bench.cloud.asked) == 2:
                return web.Response(status=307, headers={"Location": f"http://127.0.0.1:{port}/a.mp4"})
            return web.Response(body=clip_bytes)

        bench.cloud.handlers["/a.mp4"] = wander
        clip = await bench.fetch(bench.url("/a.mp4"), silence=0.3)
        assert clip.video.read_bytes() == clip_bytes


@pytest.mark.parametrize(
    ("number", "words", "code"),
    [(errno.ENOSPC, "the disk is full", "storage_full"), (errno.EIO, "Input/output", "database_unavailable")],
)
@pytest.mark.parametrize("place", ["write", "close"])
async def test_what_the_disk_refuses_is_said_and_is_worth_another_try(
    bench: Bench,
    clip_bytes: bytes,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    words: str,
    code: str,
    place: str,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    def opened(path: Path, at: int) -> object:
        return type("File", (io.BytesIO,), {place: refuse})()

    monkeypatch.setattr(results, "_open", opened)
    bench.cloud.handlers["/a.mp4"] = whole(clip_bytes)
    with pytest.raises(Passing, match=f"could not be kept: {words}") as caught:
        await bench.fetch(bench.url("/a.mp4"))
    assert caught.value.code == code
    assert passes(caught.value)


async def test_pictures_that_the_disk_refuses_are_no_fault_of_the_clip(
    bench: Bench, clip_bytes: bytes
) -> None:
    bench.cloud.handlers["/a.mp4"] = whole(clip_bytes)
    (bench.folder / "cover.jpg").mkdir()
    with pytest.raises(Passing, match="pictures could not be kept: Is a directory"):
        await bench.fetch(bench.url("/a.mp4"))
    assert len(bench.cloud.asked) == 1
    (bench.folder / "cover.jpg").rmdir()
    assert (await bench.fetch(bench.url("/a.mp4"))).cover.is_file()


async def test_a_process_that_the_system_kills_says_nothing_about_the_clip(
    tmp_path: Path, clip_bytes: bytes
) -> None:
    inspectors = Inspectors(1)
    (tmp_path / "clip.mp4").write_bytes(clip_bytes)
    await inspectors.look_into(tmp_path / "clip.mp4")
    os.kill(inspectors._free[0]._process.pid, signal.SIGKILL)
    with pytest.raises(Passing, match="enough memory") as caught:
        await inspectors.look_into(tmp_path / "clip.mp4")
    assert passes(caught.value)
    assert (await inspectors.look_into(tmp_path / "clip.mp4")).has_sheet
    await inspectors.close()


async def test_a_machine_with_too_much_to_do_is_no_fault_of_the_clip(
    tmp_path: Path, clip_bytes: bytes
) -> None:
    inspectors = Inspectors(1, seconds=1.0)
    (tmp_path / "clip.mp4").write_bytes(clip_bytes)
    await inspectors.look_into(tmp_path / "clip.mp4")
    os.kill(inspectors._free[0]._process.pid, signal.SIGSTOP)  # it gets no time at all
    assert (await inspectors.look_into(tmp_path / "clip.mp4")).has_sheet
    await inspectors.close()


async def test_one_process_looks_into_many_clips_and_a_dead_one_is_replaced(
    tmp_path: Path, clip_bytes: bytes
) -> None:
    inspectors = Inspectors(1, idle=0.05)
    (tmp_path / "clip.mp4").write_bytes(clip_bytes)
    found = [await inspectors.look_into(tmp_path / "clip.mp4") for _ in range(2)]
    assert [(each.width, each.height, each.fps) for each in found] == [(128, 96, 24)] * 2
    with pytest.raises(Unusable, match="cannot be read"):
        await inspectors.look_into(tmp_path / "nothing.mp4")
    assert (await inspectors.look_into(tmp_path / "clip.mp4")).duration == pytest.approx(2.0, abs=0.05)
    hasty = Inspectors(1, seconds=0.001)
    with pytest.raises(Unusable, match="took longer"):
        await hasty.look_into(tmp_path / "clip.mp4")
    assert (await inspectors.look_into(tmp_path / "clip.mp4")).has_sheet
    await inspectors.close()
