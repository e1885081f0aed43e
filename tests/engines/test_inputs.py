"""Input files come through the guarded client: only from where the owner allows, only as large as allowed."""

import asyncio
import base64
import io
import socket
import ssl
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer

from laterna.assets.store import AssetStore
from laterna.catalog.request import Inputs
from laterna.clock import ManualClock
from laterna.engines.guard import Outbound, OutboundRefused, checked_url
from laterna.engines.inputs import fetch_inputs
from laterna.errors import EngineError, LaternaError
from laterna.media.kinds import sound_kind
from laterna.settings import Settings

LOCAL = Outbound.of(Settings(outbound_allow=("127.0.0.0/8",)))


def wav(seconds: float) -> bytes:
    """A silent WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\0\0" * int(8_000 * seconds))
    return buffer.getvalue()


async def answer(request: web.Request) -> web.StreamResponse:
    """A web server of a stranger."""
    match request.path:
        case "/voice.wav":
            return web.Response(body=wav(3), content_type="text/plain")
        case "/page.wav":
            return web.Response(text="<html>")
        case "/empty.wav":
            return web.Response(body=b"")
        case "/large.wav":
            return web.Response(body=wav(3) + bytes(100_000))
        case "/endless.wav":
            response = web.StreamResponse()
            response.enable_chunked_encoding()
            await response.prepare(request)
            for _ in range(1_000):
                await response.write(bytes(10_000))
            return response
        case "/loop":
            return web.Response(status=302, headers={"Location": "/loop"})
        case "/inside":
            return web.Response(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})
        case "/elsewhere":
            return web.Response(status=307, headers={"Location": "/voice.wav"})
        case "/file":
            return web.Response(status=302, headers={"Location": "file:///etc/passwd"})
        case _:
            return web.Response(status=404)


@pytest.fixture
async def stranger() -> AsyncIterator[TestServer]:
    app = web.Application()
    app.router.add_get("/{anything:.*}", answer)
    async with TestServer(app) as server:
        yield server


async def fetch(url: str, folder: Path, outbound: Outbound = LOCAL) -> Path:
    """The fetched audio."""
    files = await fetch_inputs(Inputs(audio=url), folder, outbound, seconds=5, audio_bytes=80_000)
    assert files.audio is not None
    return files.audio


@pytest.mark.parametrize("path", ["/voice.wav", "/elsewhere"])
async def test_audio_is_fetched_also_through_a_redirect(
    stranger: TestServer, tmp_path: Path, path: str
) -> None:
    assert (await fetch(str(stranger.make_url(path)), tmp_path)).read_bytes() == wav(3)


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/missing.wav", "input_unreachable", "404"),
        ("/page.wav", "input_invalid", "WAV nor MP3"),
        ("/empty.wav", "input_invalid", "empty"),
        ("/large.wav", "input_invalid", "larger than"),
        ("/endless.wav", "input_invalid", "larger than"),
        ("/loop", "input_unreachable", "redirected more than 5 times"),
        ("/inside", "input_unreachable", "no public address"),
        ("/file", "input_invalid", "http and https"),
    ],
)
async def test_what_cannot_be_used_is_named(
    stranger: TestServer, tmp_path: Path, path: str, code: str, words: str
) -> None:
    with pytest.raises(EngineError, match=words) as caught:
        await fetch(str(stranger.make_url(path)), tmp_path)
    assert (caught.value.code, caught.value.field) == (code, "audio_url")


def _has_localhost() -> bool:
    try:
        socket.getaddrinfo("localhost", None)
    except OSError:
        return False
    return True


needs_localhost = pytest.mark.skipif(
    not _has_localhost(), reason="localhost has no address here; add `127.0.0.1 localhost` to /etc/hosts"
)


@needs_localhost
async def test_without_leave_a_private_server_is_not_even_asked(stranger: TestServer, tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(EngineError, match="outbound_allow") as caught:
            await fetch(f"http://{host}:{stranger.port}/voice.wav", tmp_path, Outbound())
        assert caught.value.code == "input_unreachable"


async def test_a_name_can_be_sent_elsewhere_by_the_owner(stranger: TestServer, tmp_path: Path) -> None:
    settings = Settings(outbound_connect=(f"voices.example:80=127.0.0.1:{stranger.port}",))
    assert await fetch("http://voices.example/voice.wav", tmp_path, Outbound.of(settings))


@needs_localhost
async def test_a_bad_certificate_is_refused(tmp_path: Path) -> None:
    app = web.Application()
    app.router.add_get("/{anything:.*}", answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    secure = TestServer(app, scheme="https")
    await secure.start_server(ssl=context)
    try:
        with pytest.raises(EngineError, match="certificate"):
            await fetch(f"https://localhost:{secure.port}/voice.wav", tmp_path)
    finally:
        await secure.close()


async def test_nobody_there_says_so(tmp_path: Path, unused_tcp_port: int) -> None:
    with pytest.raises(EngineError, match="refused"):
        await fetch(f"http://127.0.0.1:{unused_tcp_port}/voice.wav", tmp_path)
    with pytest.raises(EngineError, match="cannot be found"):
        await fetch("http://no-such-host.invalid/voice.wav", tmp_path)


async def test_a_data_url_is_decoded(tmp_path: Path) -> None:
    encoded = base64.b64encode(wav(3)).decode()
    assert (await fetch(f"data:audio/wav;base64,{encoded}", tmp_path)).read_bytes() == wav(3)
    with pytest.raises(EngineError, match="base64"):
        await fetch("data:audio/wav;base64,@@@@", tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a",
        "http://127.1/a",
        "http://10.1.2.3/a",
        "http://172.16.0.1/a",
        "http://192.168.1.1/a",
        "http://100.64.0.1/a",
        "http://169.254.169.254/a",
        "http://168.63.129.16/a",
        "http://0.0.0.0/a",
        "http://255.255.255.255/a",
        "http://224.0.0.1/a",
        "http://198.18.0.1/a",
        "http://[::1]/a",
        "http://[::]/a",
        "http://[fe80::1]/a",
        "http://[fe80::1%25eth0]/a",
        "http://[fc00::1]/a",
        "http://[fec0::1]/a",
        "http://[ff02::1]/a",
        "http://[::ffff:127.0.0.1]/a",
        "http://[::ffff:7f00:1]/a",
        "http://[::127.0.0.1]/a",
        "http://[64:ff9b::7f00:1]/a",
        "http://[2002:7f00:1::]/a",
        "http://[2001:db8::1]/a",
        "http://2130706433/a",
        "http://0x7f000001/a",
        "http://0177.0.0.1/a",
        "http://localhost/a",
        "http://LOCALHOST./a",
        "http://user:word@example.com/a",
        "ftp://example.com/a",
        "file:///etc/passwd",
        "gopher://127.0.0.1/a",
        "http:///a",
        "//example.com/a",
        "http://[::1",
        "http://example.com:99999/a",
        "oss://bucket/key",
        "",
    ],
)
async def test_strangers_cannot_point_the_server_at_its_own_network(tmp_path: Path, url: str) -> None:
    with pytest.raises(LaternaError) as caught:
        await fetch(url, tmp_path, Outbound()) if url else checked_url(url, Outbound())
    assert caught.value.code in ("input_unreachable", "input_invalid")
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "url", ["http://93.184.216.34/a", "https://[2606:4700::1111]:8443/a", "http://example.com/a"]
)
def test_public_addresses_may_be_tried(url: str) -> None:
    assert str(checked_url(url, Outbound())) == url


def test_networks_that_the_owner_allows_may_be_tried() -> None:
    outbound = Outbound.of(Settings(outbound_allow=("10.0.0.0/8", "fd00::/8")))
    assert checked_url("http://10.1.2.3/a", outbound)
    assert checked_url("http://[fd00::1]/a", outbound)
    assert checked_url("http://[::ffff:10.1.2.3]/a", outbound)
    with pytest.raises(OutboundRefused):
        checked_url("http://192.168.0.1/a", outbound)


@pytest.mark.parametrize("pair", ["nonsense", "host=1.2.3.4:80", "host:80=", "host:eighty=1.2.3.4:80"])
def test_a_replacement_that_cannot_be_read_names_the_setting(pair: str) -> None:
    with pytest.raises(LaternaError, match="outbound_connect"):
        Outbound.of(Settings(outbound_connect=(pair,)))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"RIFF\x24\x00\x00\x00WAVE", "WAV"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00", "MP3"),
        (b"\xff\xfb\x90\x44", "MP3"),
        (b"\xff\xf1\x50\x80", None),
        (b"OggS", None),
        (b"\x00\x00\x00\x18ftypmp42", None),
        (b"", None),
    ],
)
def test_sound_is_known_by_how_it_begins(head: bytes, kind: str | None) -> None:
    assert sound_kind(head) == kind


PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
async def uploads(tmp_path: Path) -> AssetStore:
    """An asset store with one picture in it, at `uploads/a/b/source`."""
    store = AssetStore(tmp_path / "files", b"0123456789abcdef", ManualClock())
    path = tmp_path / "sent"
    path.write_bytes(PNG)
    await store.keep_upload(path, "uploads/a/b/source")
    return store


async def test_uploads_are_copied_out_of_the_store(tmp_path: Path, uploads: AssetStore) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    inputs = Inputs(first_frame="asset:uploads/a/b/source", references=("asset:uploads/a/b/source",) * 2)
    files = await fetch_inputs(inputs, folder, Outbound(), uploads)
    assert files.first_frame is not None
    assert files.first_frame.read_bytes() == PNG
    assert [path.read_bytes() for path in files.references] == [PNG, PNG]
    assert len({files.first_frame, *files.references}) == 3
    assert await uploads.open("uploads/a/b/source") is not None


@pytest.mark.parametrize(
    ("inputs", "code", "field", "words"),
    [
        (Inputs(last_frame="asset:uploads/a/c/source"), "input_unreachable", "last_image", "no longer there"),
        (Inputs(first_frame="asset:../../etc/passwd"), "input_unreachable", "image", "no longer there"),
        (Inputs(audio="asset:uploads/a/b/source"), "input_invalid", "audio_url", "neither WAV nor MP3"),
        (
            Inputs(references=("data:image/png;base64,AAAA",)),
            "input_invalid",
            "reference_images",
            "image 1 is neither",
        ),
    ],
)
async def test_uploads_that_cannot_be_used_are_named(
    tmp_path: Path, uploads: AssetStore, inputs: Inputs, code: str, field: str, words: str
) -> None:
    with pytest.raises(EngineError, match=words) as caught:
        await fetch_inputs(inputs, tmp_path, Outbound(), uploads)
    assert (caught.value.code, caught.value.field) == (code, field)


async def test_an_upload_may_be_too_large(tmp_path: Path, uploads: AssetStore) -> None:
    with pytest.raises(EngineError, match="larger than"):
        await fetch_inputs(
            Inputs(first_frame="asset:uploads/a/b/source"), tmp_path, Outbound(), uploads, picture_bytes=20
        )


async def test_a_server_that_takes_for_ever_is_not_waited_for(tmp_path: Path) -> None:
    async def sleepy(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(PNG)
        await asyncio.Event().wait()
        return response

    app = web.Application()
    app.router.add_get("/{anything:.*}", sleepy)
    async with TestServer(app) as server:
        inputs = Inputs(first_frame=str(server.make_url("/a.png")))
        with pytest.raises(
            EngineError, match=r"first frame could not be fetched: it did not come within 0.3 s"
        ):
            await fetch_inputs(inputs, tmp_path, LOCAL, seconds=0.3)


async def test_one_bad_picture_ends_the_others(stranger: TestServer, tmp_path: Path) -> None:
    urls = [str(stranger.make_url(path)) for path in ("/voice.wav", "/missing.png")]
    with pytest.raises(EngineError) as caught:
        await fetch_inputs(Inputs(references=tuple(urls)), tmp_path, LOCAL, seconds=5)
    assert caught.value.field == "reference_images"
