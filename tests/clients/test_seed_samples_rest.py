"""The published curl samples of Vidu's API and of `/v1/video/generations`, sent to one `laterna serve` as they stand.

Only base URL and key differ. The pictures of `example.com` that the samples name come from a stand-in for that host,
over TLS, as a real one would be reached.
"""

import asyncio
import json
import os
import re
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import trustme
from aiohttp import web

from laterna.media.probe import Probe, probe
from tests.pictures import made

HOST = "example.com"
SAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "samples" / "curl_bodies.json").read_text(encoding="utf-8")
)
PICTURES = {
    "source.png": made.png(made.FIRST),
    "head.png": made.png(made.FIRST),
    "tail.png": made.png(made.LAST),
    "ref-1.png": made.disc(),
    "ref-2.png": made.png(made.LAST),
}

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pictures(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, str]]:
    """A TLS server that stands in for the samples' host; gives the settings that lead there."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(context)
    certificate = tmp_path_factory.mktemp("authority") / "authority.pem"
    authority.cert_pem.write_to_path(str(certificate))

    async def answer(request: web.Request) -> web.Response:
        body = PICTURES.get(request.match_info["name"])
        return web.Response(status=404) if body is None else web.Response(body=body, content_type="image/png")

    application = web.Application()
    application.router.add_get("/{name}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    listener = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, listener, ssl_context=context).start()
    yield {
        "LATERNA_OUTBOUND_CONNECT": f"{HOST}:443=127.0.0.1:{listener.getsockname()[1]}",
        "LATERNA_OUTBOUND_ALLOW": "127.0.0.0/8",
        "SSL_CERT_FILE": str(certificate),
    }
    await runner.cleanup()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def base(pictures: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """`laterna serve` as a user starts it, in an empty data directory; gives its base URL."""
    folder = tmp_path_factory.mktemp("serve")
    with (folder / "log").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("laterna")),
            *("serve", "--port", "0"),
            env={**os.environ, **pictures, "LATERNA_DATA": str(folder / "data")},
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        line = (await process.stdout.readline()).decode()
    found = re.search(r"http://\S+", line)
    assert found, f"{line}{(folder / 'log').read_text()}"
    yield found[0]
    process.terminate()
    assert await process.wait() == 0, (folder / "log").read_text()


async def ended(http: aiohttp.ClientSession, url: str, headers: dict[str, str], word: str) -> dict[str, Any]:
    """The body at a query path once its `word` says that the task has ended."""
    async with asyncio.timeout(120):
        while True:
            async with http.get(url, headers=headers) as answer:
                assert answer.status == 200, await answer.text()
                body: dict[str, Any] = await answer.json()
            if body[word] in ("success", "completed", "failed"):
                return body
            await asyncio.sleep(0.1)


async def downloaded(http: aiohttp.ClientSession, url: str, folder: Path) -> tuple[bytes, Probe]:
    """The clip behind a link that needs no key, and what is in it."""
    path = folder / "clip.mp4"
    async with http.get(url) as answer:
        assert (answer.status, answer.content_type) == (200, "video/mp4")
        content = await answer.read()
    path.write_bytes(content)
    return content, probe(path)


async def test_the_sample_of_vidus_own_api(base: str, tmp_path: Path) -> None:
    body, headers = SAMPLES["vidu"], {"Authorization": "Token your_api_key"}
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{base}/ent/v2/text2video", json=body, headers=headers) as answer:
            assert answer.status == 200
            created = await answer.json()
        published = {name: value for name, value in body.items() if name not in ("duration", "seed")}
        assert created.items() >= {**published, "state": "created", "duration": 5, "bgm": False}.items()
        assert created["seed"] > 0
        assert "code" not in created
        url = f"{base}/ent/v2/tasks/{created['task_id']}/creations"
        done = await ended(http, url, headers, "state")
        assert done["state"] == "success", done
        _, clip = await downloaded(http, done["creations"][0]["url"], tmp_path)
    assert (clip.width, clip.height, clip.frames, clip.video_codec) == (1920, 1080, 120, "h264")


@pytest.mark.parametrize(
    ("name", "size", "frames", "sound"),
    [
        ("text", (1280, 720), 120, False),
        # The picture of the stand-in is 16:9, and it decides; sound is on unless a sample says otherwise.
        ("image", (960, 540), 120, True),
        ("frames", (1920, 1080), 144, True),
        ("reference", (1280, 720), 120, False),
    ],
)
async def test_the_samples_of_the_gateway(
    base: str, tmp_path: Path, name: str, size: tuple[int, int], frames: int, sound: bool
) -> None:
    body, headers = SAMPLES[name], {"Authorization": "Bearer sk-***"}
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{base}/v1/video/generations", json=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            created = await answer.json()
        assert list(created) == ["id", "task_id", "object", "model", "status", "progress", "created_at"]
        assert (created["model"], created["status"], created["progress"]) == (body["model"], "queued", 0)
        assert (created["id"], created["object"]) == (created["task_id"], "video.generation.job")
        job = await ended(http, f"{base}/v1/video/generations/{created['id']}", headers, "status")
        assert job["status"] == "completed", job
        video = await ended(http, f"{base}/v1/videos/{created['id']}", headers, "status")
        assert (video["object"], video["status"], video["seconds"]) == ("video", "completed", job["seconds"])
        content, clip = await downloaded(http, job["video_url"], tmp_path)
        async with http.get(f"{base}/v1/videos/{created['id']}/content", headers=headers) as answer:
            assert await answer.read() == content
    assert ((clip.width, clip.height), clip.frames, clip.has_audio) == (size, frames, sound)
    assert job["metadata"]["seed"] == body.get("extra_body", {}).get("seed", job["metadata"]["seed"])
