"""How many webhooks a second are delivered, and what a dead receiver costs the others.

The receiver is a process of its own on the other core and does as little as a receiver can. The rate counts from
the start of a notifier that finds a backlog to the last arrival: deriving, signing (v1 and v1a), sending, and
writing down what came of it, on disk. Beside it stands the same HTTP client in a bare loop, which keeps nothing.
The lag counts from a task's commit to the arrival of its event, at 100 tasks a second, alone and then beside 20
receivers that take connections and never answer.
"""

import asyncio
import contextlib
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import uvloop

from bench import machine
from laterna.assets.store import AssetStore
from laterna.catalog.request import VideoRequest
from laterna.clock import SystemClock
from laterna.notify.endpoints import EndpointBook
from laterna.notify.lanes import AT_ONCE
from laterna.notify.notifier import Notifier
from laterna.notify.seal import Seal
from laterna.notify.sender import open_sender
from laterna.settings import Settings
from laterna.tasks.store import TaskStore
from laterna.tasks.task import NewTask

BACKLOG = 5_000
PER_SECOND = 100
SECONDS = 6
DEAD = 20
GOAL_RATE = 500
GOAL_DELAY_MS = 100

_REQUEST = VideoRequest(
    model="viduq1", family="vidu", prompt="A fox", width=1280, height=720, duration=5, fps=24, seed=7
)
_RECEIVER = """
import asyncio, json, sys, time
times = {}
class Receiver(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""
    def data_received(self, data):
        self.buffer += data
        while True:
            end = self.buffer.find(b"\\r\\n\\r\\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            at = head.index(b"content-length:") + 15
            size = end + 4 + int(head[at:].split(b"\\r\\n", 1)[0])
            if len(self.buffer) < size:
                return
            body, self.buffer = self.buffer[end + 4:size], self.buffer[size:]
            if head.startswith(b"get"):
                answer = json.dumps(times).encode()
                times.clear()
            else:
                answer = b""
                times[json.loads(body)["data"]["id"]] = time.time()
            self.transport.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: %d\\r\\n\\r\\n" % len(answer) + answer)
async def main():
    server = await asyncio.get_running_loop().create_server(Receiver, "127.0.0.1", int(sys.argv[1]))
    print("ready", flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


class House:
    """A store with an endpoint, and a notifier that can be started."""

    def __init__(self, store: TaskStore, book: EndpointBook, notifier: Notifier) -> None:
        self.store = store
        self.book = book
        self.notifier = notifier

    async def create(self) -> tuple[str, float]:
        """A new task: its id, and when it was on disk."""
        task = await self.store.create(
            NewTask(
                tenant="default",
                key_id="key_bench",
                wire="vidu",
                request=_REQUEST,
                echo={"origin": "http://127.0.0.1"},
                request_id="",
                price=1,
                currency="CNY",
            )
        )
        return str(task.id), time.time()


@contextlib.asynccontextmanager
async def _house(folder: Path) -> AsyncIterator[House]:
    clock = SystemClock()
    store = await TaskStore.open(f"sqlite:///{folder / 'laterna.db'}", clock)
    seal = Seal.of(folder)
    book = await EndpointBook.load(store, clock, seal)
    settings = Settings(data=str(folder), outbound_allow=("127.0.0.0/8",))
    assets = AssetStore(folder / "files", b"0" * 32, clock)
    async with open_sender(store, book, seal, assets, clock, settings) as sender:
        yield House(store, book, Notifier(store, book, sender, clock, "bench"))
    await store.close()


@contextlib.contextmanager
def _receiver() -> Iterator[str]:
    port = machine.free_port()
    command = machine.pinned(1, [sys.executable, "-c", _RECEIVER, str(port)])
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield f"http://127.0.0.1:{port}/hooks"
        finally:
            process.terminate()


async def _arrivals(url: str, session: aiohttp.ClientSession, number: int) -> dict[str, float]:
    """When each task's event arrived, once there are so many, or after a minute without."""
    found: dict[str, float] = {}
    end = time.monotonic() + 60
    while len(found) < number and time.monotonic() < end:
        await asyncio.sleep(0.2)
        async with session.get(url, headers={"Content-Length": "0"}) as response:
            found.update(json.loads(await response.read()))
    return found


async def _rate(url: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        async with _house(Path(folder)) as house, aiohttp.ClientSession() as session:
            await house.book.create("default", url, ("task.created",))
            await asyncio.gather(*(house.create() for _ in range(BACKLOG)))
            begun = time.time()
            running = asyncio.create_task(house.notifier.run())
            arrived = await _arrivals(url, session, BACKLOG)
            house.notifier.stop()
            await running
    return len(arrived) / (max(arrived.values()) - begun)


async def _bare_rate(url: str) -> float:
    """The same client, the same number of connections and bodies of the same size, and nothing kept."""
    left = iter(range(BACKLOG))
    body = json.dumps({"type": "task.created", "data": {"id": "0", "padding": "x" * 300}}).encode()
    async with aiohttp.ClientSession() as session:

        async def one() -> None:
            for _ in left:
                async with session.post(url, data=body) as response:
                    assert response.status == 200

        begun = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(AT_ONCE)))
        return BACKLOG / (time.perf_counter() - begun)


async def _lags(url: str, dead: list[str]) -> list[float]:
    """Milliseconds from commit to arrival."""
    with tempfile.TemporaryDirectory() as folder:
        async with _house(Path(folder)) as house, aiohttp.ClientSession() as session:
            for each in (*dead, url):
                await house.book.create("default", each, ("task.created",))
            running = asyncio.create_task(house.notifier.run())
            made: dict[str, float] = {}
            begin = time.perf_counter()
            for turn in range(PER_SECOND * SECONDS):
                await asyncio.sleep(max(0.0, begin + turn / PER_SECOND - time.perf_counter()))
                task, at = await house.create()
                made[task] = at
            arrived = await _arrivals(url, session, len(made))
            house.notifier.stop()
            await running
    # The first second holds imports and first connections.
    return sorted((arrived[task] - at) * 1_000 for task, at in list(made.items())[PER_SECOND:])


@contextlib.contextmanager
def _dead_receivers() -> Iterator[list[str]]:
    with contextlib.ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=512)) for _ in range(DEAD)
        ]
        yield [f"http://127.0.0.1:{each.getsockname()[1]}/" for each in sockets]


async def _measure() -> None:
    with _receiver() as url:
        bare = await _bare_rate(url)
        rates = [await _rate(url) for _ in range(3)]
        alone = await _lags(url, [])
        with _dead_receivers() as dead:
            beside = await _lags(url, dead)
    rate = statistics.median(rates)
    print("| figure | measured | beside | goal |\n|---|---|---|---|")
    print(
        f"| webhooks a second, one receiver | {rate:,.0f} | bare client loop {bare:,.0f}: ratio {rate / bare:.2f} "
        f"| ≥ {GOAL_RATE} |"
    )
    for name, part in (("p50", 0.5), ("p99", 0.99)):
        first, second = (each[int(len(each) * part)] for each in (alone, beside))
        print(
            f"| lag {name} in ms, commit to arrival, beside {DEAD} dead receivers | {second:.1f} "
            f"| alone {first:.1f}: {second - first:+.1f} | ≤ +{GOAL_DELAY_MS} |"
        )


def main() -> None:
    """Prints the table."""
    uvloop.run(_measure())


if __name__ == "__main__":
    main()
