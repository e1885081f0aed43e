"""A plain customer of clouds: every wire's calls through aiohttp, a new connection for each."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

PATIENCE = 20.0
KEY = "any-key"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Any
    body: bytes
    json: Any


@dataclass(frozen=True)
class Way:
    """How one wire is spoken: its model, its paths, and where its answers have what."""

    wire: str
    create: str
    body: dict[str, Any]
    query: str
    id_at: tuple[str, ...]
    status_at: tuple[str, ...]
    done: str
    url_at: tuple[str | int, ...]
    scheme: str = "Bearer"


PROMPT = "A fox at dawn"

WAYS = {
    "dashscope": Way(
        "dashscope",
        "/api/v1/services/aigc/video-generation/video-synthesis",
        {
            "model": "wan2.5-t2v-preview",
            "input": {"prompt": PROMPT},
            "parameters": {"size": "832*480", "duration": 5},
        },
        "/api/v1/tasks/{}",
        ("output", "task_id"),
        ("output", "task_status"),
        "SUCCEEDED",
        ("output", "video_url"),
    ),
    "vidu": Way(
        "vidu",
        "/ent/v2/text2video",
        {"model": "viduq3-turbo", "prompt": PROMPT, "duration": 2, "resolution": "540p", "payload": "mark-1"},
        "/ent/v2/tasks/{}/creations",
        ("task_id",),
        ("state",),
        "success",
        ("creations", 0, "url"),
        "Token",
    ),
    "generations": Way(
        "generations",
        "/v1/video/generations",
        {"model": "viduq3t-540p", "prompt": PROMPT, "duration": 2},
        "/v1/video/generations/{}",
        ("id",),
        ("status",),
        "completed",
        ("url",),
    ),
    "openai": Way(
        "openai",
        "/v1/videos",
        {"model": "sora-2", "prompt": PROMPT, "seconds": "2"},
        "/v1/videos/{}",
        ("id",),
        ("status",),
        "completed",
        ("url",),
    ),
}


class Customer:
    """Talks to an upstream at `base`."""

    def __init__(self, http: aiohttp.ClientSession, base: str, key: str = KEY) -> None:
        self.http = http
        self.base = base
        self.key = key

    async def ask(self, method: str, path: str, *, scheme: str = "Bearer", **options: Any) -> Answer:
        """One request; `path` may be a whole URL."""
        url = path if path.startswith("http") else self.base + path
        headers = {
            "Authorization": f"{scheme} {self.key}",
            "X-DashScope-Async": "enable",
            **options.pop("headers", {}),
        }
        async with self.http.request(method, url, headers=headers, **options) as response:
            body = await response.read()
            with contextlib.suppress(ValueError):
                return Answer(response.status, response.headers, body, await response.json(content_type=None))
            return Answer(response.status, response.headers, body, None)

    async def create(self, wire: str = "generations", **options: Any) -> Answer:
        """A create, with other fields in its body or other headers where given."""
        way = WAYS[wire]
        body = {**way.body, **options.pop("body", {})}
        return await self.ask("POST", way.create, scheme=way.scheme, json=body, **options)

    async def query(self, task_id: str, wire: str = "generations") -> Answer:
        """A query."""
        way = WAYS[wire]
        return await self.ask("GET", way.query.format(task_id), scheme=way.scheme)

    async def created(self, wire: str = "generations", **options: Any) -> str:
        """The id of a task that has been accepted."""
        answer = await self.create(wire, **options)
        assert answer.status == 200, answer
        return str(at(answer.json, WAYS[wire].id_at))

    async def finished(self, task_id: str, wire: str = "generations") -> Answer:
        """The answer that says that the task has succeeded."""
        way = WAYS[wire]
        answer = await self.query(task_id, wire)

        async def done() -> bool:
            nonlocal answer
            answer = await self.query(task_id, wire)
            return bool(at(answer.json, way.status_at) == way.done)

        await until(done)
        return answer

    async def clip(self, wire: str = "generations", **options: Any) -> str:
        """The URL of a new task's clip."""
        task_id = await self.created(wire, **options)
        return str(at((await self.finished(task_id, wire)).json, WAYS[wire].url_at))


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Returns as soon as something holds."""
    async with asyncio.timeout(PATIENCE):
        for _ in itertools.count():
            if await holds():
                return
            await asyncio.sleep(0.02)


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """What lies at a path of decoded JSON."""
    for step in path:
        value = value[step]
    return value


@contextlib.asynccontextmanager
async def customer_of(base: str, key: str = KEY, **options: Any) -> AsyncIterator[Customer]:
    """A customer, for the time of the context."""
    connector = aiohttp.TCPConnector(force_close=True, **options)
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=PATIENCE)
    ) as http:
        yield Customer(http, base, key)
