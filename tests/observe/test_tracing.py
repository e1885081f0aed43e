"""Traces: one for the whole life of a task, and none of it where tracing is off."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from aiohttp import web
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from laterna.api.context import Services
from laterna.clock import SystemClock
from laterna.dispatch.build import build_dispatcher
from laterna.routing import Route, Upstream
from laterna.server import create_app, notifying, open_services
from laterna.settings import Settings
from laterna.tracing import UNTRACED, OpenTelemetry, open_tracer
from laterna.upstream.film import write_film
from laterna.upstream.shelf import Shape
from tests.api.house import _listener as listener

MODEL = "viduq3-turbo"
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01"


@dataclass
class Outside:
    """A stand-in for a cloud and for a webhook receiver; keeps what headers came where."""

    url: str = ""
    headers: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    told: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    def note(self, name: str, request: web.Request) -> None:
        lower = {key.lower(): value for key, value in request.headers.items()}
        self.headers.setdefault(name, []).append(lower)


@contextlib.asynccontextmanager
async def outside(folder: Path) -> AsyncIterator[Outside]:
    shape = Shape(1280, 720, 4, 24, True)
    await asyncio.to_thread(write_film, shape, folder / "clip.mp4", folder / "cover.jpg")
    there = Outside()

    async def create(request: web.Request) -> web.Response:
        there.note("create", request)
        return web.json_response({"task_id": "871234567890123456", "state": "created", "model": MODEL})

    async def query(request: web.Request) -> web.Response:
        there.note("query", request)
        creation = {"id": "1", "url": f"{there.url}/clip.mp4", "cover_url": ""}
        return web.json_response({"id": "871234567890123456", "state": "success", "creations": [creation]})

    async def clip(request: web.Request) -> web.FileResponse:
        return web.FileResponse(folder / "clip.mp4")

    async def hook(request: web.Request) -> web.Response:
        there.note("hook", request)
        there.told.put_nowait(await request.json())
        return web.Response()

    application = web.Application()
    application.router.add_post("/ent/v2/text2video", create)
    application.router.add_get("/ent/v2/tasks/{id}/creations", query)
    application.router.add_get("/clip.mp4", clip)
    application.router.add_post("/hook", hook)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield there
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def whole(folder: Path, there: Outside, exporter: InMemorySpanExporter | None) -> AsyncIterator[str]:
    """A server with doors, dispatcher and notifier, before the stand-in; its URL."""
    settings = Settings(
        data=str(folder / "data"),
        outbound_allow=("127.0.0.0/8",),
        workers=1,
        upstreams=(Upstream(name="cloud", wire="vidu", url=there.url, keys=("k",), queries_per_second=50),),
        routes=(Route(models=MODEL, upstream="cloud"),),
    )
    async with open_services(settings, SystemClock()) as services:
        if exporter is not None:
            services.store.tracer = OpenTelemetry(SimpleSpanProcessor(exporter))
        async with notifying(services), dispatching(services), answering(services) as url:
            yield url


@contextlib.asynccontextmanager
async def dispatching(services: Services) -> AsyncIterator[None]:
    dispatcher = build_dispatcher(
        services.settings, services.store, services.catalog, services.assets, services.clock
    )
    running = asyncio.create_task(dispatcher.run())
    try:
        yield
    finally:
        await dispatcher.stop()
        await running


@contextlib.asynccontextmanager
async def answering(services: Services) -> AsyncIterator[str]:
    socket = listener()
    server = uvicorn.Server(uvicorn.Config(create_app(services), lifespan="off", log_config=None, ws="none"))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
    serving = asyncio.create_task(server.serve(sockets=[socket]))
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def carried_out(url: str, there: Outside, headers: dict[str, str]) -> tuple[str, bytes]:
    """A task from its create to its last webhook; its id, and what its query says."""
    headers = {"Authorization": "Bearer sk-mine", **headers}
    async with aiohttp.ClientSession(headers=headers) as http:
        async with http.post(f"{url}/v1/laterna/webhooks", json={"url": f"{there.url}/hook"}) as answer:
            assert answer.status < 300, await answer.text()
        body = {"model": MODEL, "prompt": "a red kite", "duration": 4, "resolution": "720p"}
        async with http.post(f"{url}/ent/v2/text2video", json=body) as answer:
            task_id = str((await answer.json())["task_id"])
        async with asyncio.timeout(180):
            while (news := await there.told.get())["type"] not in ("task.succeeded", "task.failed"):
                pass
        assert news["type"] == "task.succeeded", news
        async with http.get(f"{url}/ent/v2/tasks/{task_id}/creations") as answer:
            return task_id, await answer.read()


def span_id(span: ReadableSpan) -> str:
    assert span.context is not None
    return f"{span.context.span_id:016x}"


@pytest.mark.slow
async def test_one_trace_goes_from_the_callers_span_to_the_last_webhook(tmp_path: Path) -> None:
    exporter = InMemorySpanExporter()
    async with outside(tmp_path) as there, whole(tmp_path, there, exporter) as url:
        task_id, shown = await carried_out(url, there, {"traceparent": PARENT})
    ours = [
        span
        for span in exporter.get_finished_spans()
        if span.context and span.context.trace_id == int(TRACE, 16)
    ]
    by_name = {span.name: span for span in ours}
    assert {
        "POST vidu",
        "create task",
        "run task",
        "create at upstream",
        "download",
        "deliver webhook",
    } <= by_name.keys()

    def parent_of(name: str) -> str:
        parent = by_name[name].parent
        return "" if parent is None else f"{parent.span_id:016x}"

    assert parent_of("POST vidu") == SPAN
    assert parent_of("create task") == span_id(by_name["POST vidu"])
    assert parent_of("run task") == span_id(by_name["create task"])
    assert parent_of("create at upstream") == parent_of("download") == span_id(by_name["run task"])
    assert parent_of("deliver webhook") == span_id(by_name["create task"])
    facts = by_name["run task"].attributes or {}
    assert (facts["laterna.task"], facts["laterna.end"]) == (task_id, "succeeded")
    (sent,) = there.headers["create"]
    assert sent["traceparent"] == f"00-{TRACE}-{span_id(by_name['create at upstream'])}-01"
    assert all(re.match(f"00-{TRACE}-", each["traceparent"]) for each in there.headers["hook"])
    assert all("traceparent" not in each for each in there.headers["query"]), "a poll belongs to no task"
    assert TRACE.encode() not in shown


@pytest.mark.slow
async def test_without_tracing_no_header_goes_out(tmp_path: Path) -> None:
    async with outside(tmp_path) as there, whole(tmp_path, there, None) as url:
        await carried_out(url, there, {"traceparent": PARENT})
    assert not any("traceparent" in each for sent in there.headers.values() for each in sent)


def test_tracing_is_off_unless_an_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    assert open_tracer("") is UNTRACED
    for endpoint, variable in (("http://127.0.0.1:9", ""), ("", "http://127.0.0.1:9")):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", variable)
        tracer = open_tracer(endpoint)
        assert tracer.on
        tracer.close()


def test_a_span_that_is_none_costs_next_to_nothing() -> None:
    began = time.process_time()
    for _ in range(10_000):
        with UNTRACED.span("x", "client", within=True):
            pass
    assert time.process_time() - began < 0.1
