"""LiteLLM's proxy as published, with Laterna as its upstream: what its users send comes back as a clip."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import openai
import pytest
from bench import rivals

from tests.api.house import House

KEY = "sk-proxy"
CONFIG = """
model_list:
  - model_name: {name}
    litellm_params:
      model: openai/{model}
      api_base: {base}/v1
      api_key: sk-upstream
general_settings:
  master_key: {key}
"""
NAME, MODEL = "our-video-model", "viduq3-pro"
_PATIENCE = 90


@pytest.fixture(scope="session")
def litellm() -> Path:
    """The proxy's program; installed into the checkout's cache where it is not there yet."""
    try:
        return rivals.environment("litellm") / "litellm"
    except (rivals.Unavailable, OSError) as error:
        pytest.skip(f"LiteLLM could not be installed; check the package index: {error}")


@pytest.fixture
async def proxy(busy_house: House, litellm: Path, tmp_path: Path) -> AsyncIterator[str]:
    """The base URL of a running proxy."""
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG.format(name=NAME, model=MODEL, base=busy_house.url, key=KEY))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    log = (tmp_path / "proxy.log").open("wb")
    run = await asyncio.create_subprocess_exec(
        *(str(litellm), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)),
        env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
        cwd=tmp_path,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        await _until_alive(busy_house, base, tmp_path / "proxy.log")
        yield base
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGTERM)
        await run.wait()
        log.close()


async def _until_alive(house: House, base: str, log: Path) -> None:
    for _ in range(_PATIENCE * 10):
        with contextlib.suppress(OSError):
            async with house.http.get(f"{base}/health/liveliness") as answer:
                if answer.status == 200:
                    return
        # The proxy is another program: there is nothing to wait on but its port.
        await asyncio.sleep(0.1)
    said = await asyncio.to_thread(log.read_text, errors="replace")
    pytest.fail(f"the proxy did not start in {_PATIENCE} s:\n{said[-2_000:]}")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_create_status_content_list_and_errors_through_the_proxy(busy_house: House, proxy: str) -> None:
    sdk = openai.AsyncOpenAI(base_url=f"{proxy}/v1", api_key=KEY, max_retries=0)
    video = await sdk.videos.create(model=NAME, prompt="A cat on a windowsill.", seconds="8", size="1280x720")
    assert video.object == "video" and video.id.startswith("video_")
    done = await sdk.videos.poll(video.id, poll_interval_ms=20)
    assert (done.status, done.progress, done.seconds, done.size) == ("completed", 100, "8", "1280x720")
    content = await sdk.videos.download_content(video.id)
    assert (await content.aread()).startswith(b"clip of ")
    (task,), _ = await busy_house.services.store.list_tasks("default", limit=10)
    assert (task.request.model, task.request.duration, task.wire) == (MODEL, 8, "openai")
    with pytest.raises(openai.APIStatusError) as refused:
        await sdk.videos.create(model=NAME, prompt="A cat.", seconds="99")  # type: ignore[arg-type]
    assert "seconds" in str(refused.value)
    await sdk.close()
