"""The documentation's own sample programs against `laterna serve` and the emulator: only base URL and key differ.

The real server, the real engine, the real SDK; for Wan also the voice that its sample names, served by a stand-in
for the host that the sample fetches it from.
"""

import asyncio
import json
import os
import re
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import av
import numpy
import pytest
import trustme
from aiohttp import web

from laterna.media.probe import Probe, probe

SAMPLES = Path(__file__).parent / "samples"
VOICE_HOST = "help-static-aliyun-doc.aliyuncs.com"
VOICE_SECONDS = 6

pytestmark = pytest.mark.slow


@dataclass
class Running:
    """A `laterna serve` of its own: base URL for the SDK, and where it logs."""

    base: str
    log: Path


@pytest.fixture
async def voice(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """A TLS server that stands in for the host of the sample's voice; gives the settings that lead there."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(VOICE_HOST).configure_cert(context)
    certificate = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(certificate))
    path = tmp_path / "voice.mp3"
    _write_voice(path)

    async def answer(_: web.Request) -> web.FileResponse:
        return web.FileResponse(path, headers={"Content-Type": "audio/mpeg"})

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    listener = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, listener, ssl_context=context).start()
    port = listener.getsockname()[1]
    yield {
        "LATERNA_OUTBOUND_CONNECT": f"{VOICE_HOST}:443=127.0.0.1:{port}",
        "LATERNA_OUTBOUND_ALLOW": "127.0.0.0/8",
        "SSL_CERT_FILE": str(certificate),
    }
    await runner.cleanup()


@pytest.fixture
async def running(tmp_path: Path, voice: dict[str, str]) -> AsyncIterator[Running]:
    """`laterna serve` as a user starts it, in an empty data directory."""
    async with _listening("serve", tmp_path, voice) as running:
        yield running


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[Running]:
    """`laterna upstream` as a user starts it."""
    async with _listening("upstream", tmp_path, {}) as running:
        yield running


@asynccontextmanager
async def _listening(command: str, tmp_path: Path, more: dict[str, str]) -> AsyncIterator[Running]:
    log = tmp_path / "log"
    env = {**os.environ, **more, "LATERNA_DATA": str(tmp_path / "data")}
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("laterna")),
            *(command, "--port", "0"),
            env=env,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        line = (await process.stdout.readline()).decode()
    match = re.search(r"http://\S+", line)
    assert match, f"{line}{log.read_text()}"
    yield Running(f"{match[0]}/api/v1", log)
    process.terminate()
    assert await process.wait() == 0, log.read_text()


def _write_voice(path: Path) -> None:
    rate = 44_100
    times = numpy.arange(rate * VOICE_SECONDS) / rate
    wave = (0.3 * numpy.sin(2 * numpy.pi * 220 * times)).astype(numpy.float32)
    with av.open(str(path), "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="fltp", layout="mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)


async def run_sample(name: str, running: Running, tmp_path: Path) -> tuple[dict[str, Any], str]:
    """Runs a sample with the server's base URL; gives the last answer that it printed, and the link below it."""
    text = (SAMPLES / f"{name}.py").read_text(encoding="utf-8")
    changed, count = re.subn(r"https://dashscope[-a-z]*\.aliyuncs\.com/api/v1", running.base, text)
    assert count == 1, "the base URL is the only thing that is changed"
    program = tmp_path / f"{name}.py"
    program.write_text(changed, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(program)),
        env={**os.environ, "DASHSCOPE_API_KEY": "sk-test"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    lines = out.decode().splitlines()
    assert process.returncode == 0, out.decode()
    answer: dict[str, Any] = json.loads(next(line for line in reversed(lines) if line.startswith("{")))
    assert answer["output"]["task_status"] == "SUCCEEDED", f"{answer} {running.log.read_text()}"
    return answer, lines[-1]


async def downloaded(url: str, tmp_path: Path) -> Probe:
    path = tmp_path / "clip.mp4"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 200
        assert response.content_type == "video/mp4"
        path.write_bytes(await response.read())
    return probe(path)


async def test_the_sample_of_vidu(running: Running, tmp_path: Path) -> None:
    answer, url = await run_sample("vidu_sync", running, tmp_path)
    assert answer["output"]["orig_prompt"] == "一只小猫在月光下奔跑"
    assert (answer["usage"]["SR"], answer["usage"]["size"], answer["usage"]["fps"]) == ("540", "960*528", 24)
    clip = await downloaded(url, tmp_path)
    assert (clip.width, clip.height, clip.frames, clip.video_codec) == (960, 528, 120, "h264")
    assert not clip.has_audio


async def test_the_sample_of_pixverse(running: Running, tmp_path: Path) -> None:
    await _runs_the_sample_of_pixverse("pixverse_sync", running, tmp_path)


async def test_the_asynchronous_sample_of_pixverse_at_the_emulator(emulator: Running, tmp_path: Path) -> None:
    await _runs_the_sample_of_pixverse("pixverse_async", emulator, tmp_path)


async def _runs_the_sample_of_pixverse(name: str, running: Running, tmp_path: Path) -> None:
    answer, url = await run_sample(name, running, tmp_path)
    usage = answer["usage"]
    assert (usage["duration"], usage["size"], usage["fps"], usage["audio"]) == (10, "1280*720", 24, False)
    assert usage["SR"] == "720"
    clip = await downloaded(url, tmp_path)
    assert (clip.width, clip.height, clip.frames) == (1280, 720, 240)


async def test_the_sample_of_wan_with_the_voice_that_it_names(running: Running, tmp_path: Path) -> None:
    answer = await _runs_the_sample_of_wan("wan_sync", running, tmp_path)
    assert answer["output"]["actual_prompt"]


async def test_the_asynchronous_sample_of_wan_at_the_emulator(emulator: Running, tmp_path: Path) -> None:
    await _runs_the_sample_of_wan("wan_async", emulator, tmp_path)


async def _runs_the_sample_of_wan(name: str, running: Running, tmp_path: Path) -> dict[str, Any]:
    answer, url = await run_sample(name, running, tmp_path)
    assert answer["usage"]["video_duration"] == 10
    assert answer["usage"]["video_ratio"] == "832*480"
    assert answer["output"]["orig_prompt"].startswith("Shot from a low angle")
    clip = await downloaded(url, tmp_path)
    assert (clip.width, clip.height, clip.duration) == (832, 480, pytest.approx(10, abs=0.1))
    assert clip.has_audio
    return answer
