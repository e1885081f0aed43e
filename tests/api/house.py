"""A running server for tests: real store, real catalogue, real files, real HTTP, and a clock that tests move."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn

from laterna.api.context import Services
from laterna.clock import SECOND, ManualClock
from laterna.ids import parse_task_id
from laterna.server import create_app, open_services
from laterna.settings import Settings
from laterna.tasks.task import Task, TaskFailure, TaskResult

CREATE = "/api/v1/services/aigc/video-generation/video-synthesis"
TASKS = "/api/v1/tasks"
START = 1_773_975_541_993_000  # 2026-03-20 10:59:01.993 on the clock of UTC+8
WORKER = "test"

_LEASE = 30 * SECOND


@dataclass
class Reply:
    """What came back over HTTP."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class House:
    """The server, its parts, and a client with a key."""

    services: Services
    clock: ManualClock
    url: str
    http: aiohttp.ClientSession

    async def ask(self, method: str, path: str, *, key: str | None = "sk-test", **how: Any) -> Reply:
        """One request; `json`, `data`, `headers` as aiohttp takes them."""
        headers = dict(how.pop("headers", {}))
        if key is not None:
            headers.setdefault("Authorization", f"Bearer {key}")
        async with self.http.request(method, self.url + path, headers=headers, **how) as response:
            is_json = response.content_type == "application/json"
            body = await response.json() if is_json else await response.read()
            return Reply(
                response.status, {name.lower(): value for name, value in response.headers.items()}, body
            )

    async def create(self, body: dict[str, Any] | None = None, **how: Any) -> Reply:
        """A create request, by default of a small Wan clip."""
        headers = {"X-DashScope-Async": "enable", **how.pop("headers", {})}
        return await self.ask("POST", CREATE, json=body or wan(), headers=headers, **how)

    async def created(self, body: dict[str, Any] | None = None, **how: Any) -> str:
        """The id of a newly created task."""
        reply = await self.create(body, **how)
        assert reply.status == 200, reply.body
        task_id: str = reply.body["output"]["task_id"]
        return task_id

    async def query(self, task_id: str, **how: Any) -> dict[str, Any]:
        """The body of a query, which is always answered with 200."""
        reply = await self.ask("GET", f"{TASKS}/{task_id}", **how)
        assert reply.status == 200, reply.body
        body: dict[str, Any] = reply.body
        return body

    async def start(self, task_id: str) -> Task:
        """Has a worker claim the task."""
        tasks = await self.services.store.claim(WORKER, 100, _LEASE)
        return next(task for task in tasks if task.id == parse_task_id(task_id))

    async def finish(self, task_id: str, folder: Path, **result: Any) -> Task:
        """Has a worker claim the task and finish it 65 seconds later."""
        task = await self.start(task_id)
        self.clock.advance(65 * SECOND)
        return await self.succeed(task, folder, **result)

    async def succeed(self, task: Task, folder: Path, *, worker: str = WORKER, **result: Any) -> Task:
        """Finishes a task that `worker` has claimed, with a small file in place of a clip."""
        path = folder / f"{task.id}.mp4"
        path.write_bytes(b"clip of " + str(task.id).encode())
        facts: dict[str, Any] = {
            "clip": await self.services.assets.keep(task.id, task.tenant, path, "clip.mp4"),
            "cover": "",
            "width": task.request.width,
            "height": task.request.height,
            "duration": float(task.request.duration),
            "fps": task.request.fps,
            "has_audio": task.request.audio,
            "size_bytes": 30,
            "actual_prompt": "A fox, in full.",
        }
        done = await self.services.store.succeed(
            task.id, worker, task.attempt, TaskResult(**{**facts, **result})
        )
        assert done is not None
        return done

    async def fail(self, task_id: str, failure: TaskFailure) -> Task:
        """Has a worker claim the task and fail it."""
        task = await self.start(task_id)
        failed = await self.services.store.fail(task.id, WORKER, task.attempt, failure)
        assert failed is not None
        return failed


def wan(**changes: Any) -> dict[str, Any]:
    """A create body for a Wan clip."""
    body: dict[str, Any] = {
        "model": "wan2.5-t2v-preview",
        "input": {"prompt": "A fox"},
        "parameters": {"size": "832*480", "duration": 5},
    }
    return {**body, **changes}


@contextlib.asynccontextmanager
async def open_house(folder: Path, **settings: Any) -> AsyncIterator[House]:
    """Starts a server on a free port of the loopback and stops it at the end."""
    clock = ManualClock(START)
    async with open_services(Settings(data=str(folder), **settings), clock) as services:
        listener = _listener()
        server = uvicorn.Server(
            uvicorn.Config(create_app(services), lifespan="off", log_config=None, ws="none")
        )
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with aiohttp.ClientSession() as http:
            yield House(services, clock, url, http)
        server.should_exit = True
        await serving


def _listener() -> socket.socket:
    # asyncio switches Nagle's algorithm off only for sockets that name their protocol; with it on, every answer
    # of two writes waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener
