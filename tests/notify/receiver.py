"""A real receiver on the loopback, whose answers tests choose, and which writes down what it was sent."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web


@dataclass
class Received:
    """One request as it came in; `target` is path and query as they stood on the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The decoded body."""
        return msgspec.json.decode(self.body)


@dataclass
class Receiver:
    """`status` answers; None never answers. `on` may decide for each request."""

    url: str = ""
    status: int | None = 200
    headers: dict[str, str] = field(default_factory=dict)
    on: Callable[[Received], int | None] | None = None
    received: list[Received] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.Response:
        """Takes one request."""
        taken = Received(
            request.method,
            request.raw_path,
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
        )
        self.received.append(taken)
        self.arrived.set()
        status = self.on(taken) if self.on else self.status
        if status is None:
            await self.let_go.wait()
            status = 503
        return web.Response(status=status, headers=self.headers)

    @property
    def states(self) -> list[str]:
        """The state, or the type, that each request told of."""
        return [each.json.get("state") or each.json["type"] for each in self.received]


@contextlib.asynccontextmanager
async def open_receiver(host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Receiver]:
    """Listens on an address of the loopback, by default on a free port, until the end of the block."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    receiver.url = f"http://{host}:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        await runner.cleanup()
