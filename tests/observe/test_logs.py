"""The log of a server that has upstreams and webhooks: every line is JSON and has its ids, none has a secret."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from laterna.ids import parse_task_id
from laterna.upstream import Scenario, TaskFaults, Upstream, running_upstream

SERVE = [sys.executable, "-c", "from laterna.cli import main; main()"]
OWNER_KEY = "owner-key-of-the-upstream"
METRICS_KEY = "key-of-the-scraper"
GOOD, BAD = "viduq3-turbo", "viduq2"


@contextlib.asynccontextmanager
async def receiver() -> AsyncIterator[tuple[str, asyncio.Queue[dict[str, Any]]]]:
    """A webhook receiver on the loopback, and what it was told."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        told.put_nowait(await request.json())
        return web.Response()

    application = web.Application()
    application.router.add_post("/hook", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/hook", told
    finally:
        await runner.cleanup()


class Serving:
    """A running `laterna serve`, asked with a key."""

    def __init__(self, url: str, key: str, http: aiohttp.ClientSession) -> None:
        self.url, self.key, self._http = url, key, http

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key}"}
        async with self._http.post(self.url + path, json=body, headers=headers) as answer:
            assert answer.status in (200, 201), await answer.text()
            found: dict[str, Any] = await answer.json()
            return found

    async def scraped(self) -> str:
        headers = {"Authorization": f"Bearer {METRICS_KEY}"}
        async with self._http.get(self.url + "/metrics", headers=headers) as answer:
            assert answer.status == 200
            return await answer.text()


def environment(folder: Path, *clouds: Upstream) -> dict[str, str]:
    names = ["good", "bad"][: len(clouds)]
    upstreams = [
        {"name": name, "wire": "vidu", "url": cloud.url, "keys": [OWNER_KEY], "queries_per_second": 50}
        for name, cloud in zip(names, clouds, strict=True)
    ]
    routes = [{"models": model, "upstream": name} for name, model in zip(names, (GOOD, BAD), strict=False)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LATERNA_", "OTEL_"))}
    return {
        **kept,
        "LATERNA_DATA": str(folder / "data"),
        "LATERNA_PORT": "0",
        "LATERNA_LOG_FORMAT": "json",
        "LATERNA_LOG_LEVEL": "debug",
        "LATERNA_METRICS_KEY": METRICS_KEY,
        "LATERNA_OUTBOUND_ALLOW": "127.0.0.0/8",
        "LATERNA_UPSTREAMS": json.dumps(upstreams),
        "LATERNA_ROUTES": json.dumps(routes),
    }


async def ran(folder: Path, environ: dict[str, str], *arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *SERVE, *arguments, env=environ, cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()


@contextlib.asynccontextmanager
async def serving(folder: Path, environ: dict[str, str]) -> AsyncIterator[Serving]:
    key = json.loads(await ran(folder, environ, "keys", "create", "mine", "--json"))["key"]
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *SERVE, "serve", env=environ, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(180):
            line = (await process.stdout.readline()).decode()
        async with aiohttp.ClientSession() as http:
            yield Serving(line.split()[-1], key, http)
    finally:
        if process.returncode is None:
            process.terminate()
        assert await asyncio.wait_for(process.wait(), 60) == 0


@pytest.mark.slow
async def test_lines_are_json_with_ids_and_without_secrets_and_the_metrics_tell_the_same(
    tmp_path: Path,
) -> None:
    quick = Scenario(queue=0.0, work=0.1)
    doomed = Scenario(queue=0.0, work=0.1, task=TaskFaults(failed=1.0))
    async with contextlib.AsyncExitStack() as stack:
        good = await stack.enter_async_context(running_upstream(quick, seed=1))
        bad = await stack.enter_async_context(running_upstream(doomed, seed=1))
        hook, told = await stack.enter_async_context(receiver())
        server = await stack.enter_async_context(serving(tmp_path, environment(tmp_path, good, bad)))
        secret = (await server.post("/v1/laterna/webhooks", {"url": hook}))["secret"]
        ids = []
        for model in (GOOD, BAD):
            body = {"model": model, "prompt": "a red kite", "duration": 5, "resolution": "720p"}
            ids.append((await server.post("/ent/v2/text2video", body))["task_id"])
        ended = set()
        async with asyncio.timeout(180):
            while len(ended) < 2:
                news = await told.get()
                if news["type"] in ("task.succeeded", "task.failed"):
                    ended.add(news["type"])
            metrics = ""
            while 'laterna_deliveries_total{kind="webhook",outcome="delivered"}' not in metrics:
                await asyncio.sleep(0.05)
                metrics = await server.scraped()
        key = server.key
    text = (tmp_path / "log").read_text("utf-8")
    for hidden in (key, secret, OWNER_KEY, METRICS_KEY):
        assert hidden not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines
    for task_id in map(parse_task_id, ids):
        about = [line for line in lines if line.get("task") == task_id]
        assert {line["event"] for line in about} & {"task succeeded", "task failed"}
        assert len({line["request"] for line in about if "request" in line}) == 1
        accepted = next(line for line in about if line["event"] == "task accepted")
        assert accepted["request"]
    assert 'laterna_upstream_calls_total{kind="create",outcome="ok",upstream="good"} 1.0' in metrics
    assert 'laterna_upstream_handovers_total{outcome="submitted",upstream="bad"} 1.0' in metrics
    assert 'laterna_tasks_ended{state="succeeded"} 1.0' in metrics
    assert 'laterna_tasks_failed_total{code="upstream_failed",family="vidu",wire="vidu"} 1.0' in metrics
