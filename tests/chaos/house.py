"""A house under test: the server, sometimes a worker, and two lying upstreams, each a process of its own."""

import asyncio
import contextlib
import signal
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.chaos.clients import MODELS, Callers
from tests.chaos.disk import Disk, small_disk
from tests.chaos.nursery import Child, Nursery
from tests.chaos.receiver import HOOK, Receiver, open_receiver
from tests.chaos.skew import Skew

KEY = "sk-chaos"
UPSTREAM_KEYS = ("sk-one", "sk-two")
SIDES = ("east", "west")
WIRES = ("dashscope", "vidu", "generations", "openai")
AFTERMATH = 10.0  # seconds in which a process may still end of a fault that is over
STOPS = 30.0  # seconds within which a process must end when it is asked to
STARTS = 60.0  # seconds within which a process must be ready
_ROUTES = {
    "vidu/viduq3-turbo_text2video": (("east", "dashscope"), ("west", "dashscope")),
    "viduq3-turbo": (("west", "vidu"), ("east", "openai")),
    "viduq3t-540p": (("east", "generations"), ("west", "generations")),
    "viduq3-pro": (("west", "openai"), ("east", "vidu")),
}
"""The upstreams of each model, in order; all of them charge the same for it."""
PRICES = {
    ("vidu/viduq3-turbo_text2video", "west-dashscope"): "0.9",
    ("viduq3-turbo", "west-vidu"): "0.01",
    ("viduq3-turbo", "east-openai"): "0.5",
    ("viduq3-pro", "east-vidu"): "0.02",
}
"""What a second costs the house's own callers by that route; elsewhere as much as the upstream charges."""


class Broken(Exception):
    """Something of the house ended that should not have."""


class Process:
    """One process of the house: `name` for messages, its output in a log file."""

    def __init__(self, name: str, start: Callable[[], Child], log: Path) -> None:
        self.name = name
        self.log = log
        self.wanted = False
        self._start = start
        self._child: Child | None = None

    def start(self) -> None:
        """Starts it, if it does not run."""
        self.wanted = True
        if not self.running:
            self._child = self._start()

    @property
    def running(self) -> bool:
        """True while the process lives."""
        return self._child is not None and self._child.running

    @property
    def pid(self) -> int:
        """Its number; 0 when there is none."""
        return self._child.pid if self._child is not None and self.running else 0

    @property
    def ended_with(self) -> int | None:
        """Its exit code, once that is known."""
        return None if self._child is None else self._child.code

    def kill(self) -> None:
        """Ends it as a power cut would; its children go on, as they would."""
        if self._child is not None:
            self._child.signal(signal.SIGKILL)
            self._child.ended_within(5)

    async def stop(self) -> None:
        """Ends it as an owner would."""
        self.wanted = False
        if self._child is None:
            return
        self._child.signal(signal.SIGTERM)
        if not await asyncio.to_thread(self._child.ended_within, STOPS):
            self.kill()
            raise Broken(f"{self.name} did not end within {STOPS:g} s of SIGTERM")


class House:
    """What a run asks of it. `dealt` counts what was done to it."""

    def __init__(
        self, folder: Path, disk: Disk, receiver: Receiver, http: aiohttp.ClientSession, nursery: Nursery
    ) -> None:
        self.folder = folder
        self.disk = disk
        self.receiver = receiver
        self.http = http
        self._nursery = nursery
        self.data = disk.folder / "data"
        self.skew = Skew(folder / "skew")
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.callers = Callers(http, self.url, KEY)
        self.upstreams = {side: f"http://127.0.0.1:{_free_port()}" for side in SIDES}
        self.dealt: Counter[str] = Counter()
        self._troubles = 0
        self._troubled_until = 0.0
        self._processes: dict[str, Process] = {}
        self._unplanned: list[str] = []
        self._commands = 0

    @contextlib.contextmanager
    def trouble(self) -> Iterator[None]:
        """While the disk is full or the database locked."""
        self._troubles += 1
        try:
            yield
        finally:
            self._troubles -= 1
            self._troubled_until = time.monotonic() + AFTERMATH

    @property
    def troubled(self) -> bool:
        """True while a start may fail, and for a while after."""
        return self._troubles > 0 or time.monotonic() < self._troubled_until

    # --- processes

    async def open(self, seed: int) -> None:
        """Starts upstreams and server, and makes the webhook."""
        for number, side in enumerate(SIDES):
            self._add(side, self._upstream_arguments(side, seed + number)).start()
        for side in SIDES:
            await self._until(f"{self.upstreams[side]}/upstream/faults", side)
        self._add("server", ("serve",)).start()
        self._add("worker", ("worker",))
        await self.ready()
        _, made = await self.callers.ask(
            "POST", "/v1/laterna/webhooks", json={"url": self.receiver.url + HOOK, "events": []}
        )
        self.receiver.secret = made["secret"]
        _, keys = await self.callers.ask("GET", "/.well-known/jwks.json")
        self.receiver.public = Ed25519PublicKey.from_public_bytes(_unpadded(keys["keys"][0]["x"]))

    async def close(self) -> None:
        """Ends everything as an owner would."""
        for name in ("worker", "server", *SIDES):
            if (process := self._processes.get(name)) is not None and process.running:
                await process.stop()

    def kill_all(self) -> None:
        """Ends everything at once."""
        for process in self._processes.values():
            process.kill()

    def process(self, name: str) -> Process:
        """The server, the worker, or one of the upstreams."""
        return self._processes[name]

    @property
    def pids(self) -> list[int]:
        """The processes that write to the data directory."""
        return [pid for name in ("server", "worker") if (pid := self._processes[name].pid)]

    def kill(self, name: str) -> None:
        """Kills a process and starts it again at once."""
        process = self._processes[name]
        if process.running:
            process.kill()
            self.dealt[f"kill -9 of the {name}"] += 1
            process.start()
            self.disk.born(process.pid)

    async def keep_up(self) -> None:
        """Starts again what could not start, as a supervisor does, until it is cancelled."""
        while True:
            for name in ("server", "worker"):
                process = self._processes[name]
                if not process.wanted or process.running:
                    continue
                if not self.troubled:
                    self._unplanned.append(f"the {name} ended by itself with {process.ended_with}")
                self.dealt[f"start of the {name} that failed in a fault"] += 1
                process.start()
                self.disk.born(process.pid)
            await asyncio.sleep(0.3)

    def unplanned(self) -> list[str]:
        """Ends of processes that nobody meant, since the last time this was asked."""
        found, self._unplanned = self._unplanned, []
        for side in SIDES:
            if not self._processes[side].running:
                found.append(f"the upstream {side} has ended")
        return found

    async def ready(self) -> None:
        """Waits until the server answers."""
        await self._until(f"{self.url}/readyz", "server")

    async def command(self, *arguments: str) -> str:
        """Runs `laterna` in the house, as its owner would; answers what it prints. Raises Broken."""
        self._commands += 1
        log = self.folder / f"command-{self._commands}.log"
        child = self._nursery.bear((*arguments, "--data", str(self.data)), self._environ(), log)
        code = await asyncio.to_thread(child.final_code, STARTS)
        said = await asyncio.to_thread(log.read_text)
        if code != 0:
            raise Broken(f"laterna {' '.join(arguments)}: {code}: {said}")
        return said

    # --- upstreams

    async def scenario(self, side: str, scenario: object) -> None:
        """Gives an upstream another scenario."""
        body = msgspec.json.encode(scenario)
        async with self.http.post(f"{self.upstreams[side]}/upstream/scenario", data=body) as answer:
            if answer.status != 200:
                raise Broken(f"{side} does not take the scenario: {await answer.text()}")

    async def asked(self, side: str, door: str, method: str = "GET") -> Any:
        """What a control door of an upstream says."""
        async with self.http.request(method, f"{self.upstreams[side]}/upstream/{door}") as answer:
            return await answer.json()

    # --- setting up

    def _add(self, name: str, arguments: Sequence[str]) -> Process:
        log = self.folder / f"{name}.log"
        # Upstreams have clocks of their own, which are right.
        environ = {"CHAOS_SKEW": str(self.folder / "right")} if name in SIDES else self._environ()
        process = Process(name, lambda: self._nursery.bear(arguments, environ, log), log)
        self._processes[name] = process
        return process

    def _upstream_arguments(self, side: str, seed: int) -> tuple[str, ...]:
        port, data = self.upstreams[side].rpartition(":")[2], str(self.folder / side)
        return ("upstream", "--port", port, "--data", data, "--scenario", "calm", "--seed", str(seed))

    def _environ(self) -> dict[str, str]:
        """The settings of the house; waits are short, so that a round is."""
        upstreams = [
            {
                "name": f"{side}-{wire}",
                "wire": wire,
                "url": self.upstreams[side],
                "server": "laterna" if wire in ("generations", "openai") and side == "east" else "",
                "keys": list(UPSTREAM_KEYS),
                "queries_per_second": 40,
                "timeout": 2.0,
                "certain_after": 1.0,
            }
            for side in SIDES
            for wire in WIRES
        ]
        routes = [
            {
                "models": model,
                "upstream": f"{side}-{wire}",
                "price_per_second": PRICES.get((model, f"{side}-{wire}"), ""),
            }
            for model in MODELS
            for side, wire in _ROUTES[model]
        ]
        return {
            "CHAOS_SKEW": str(self.skew.path),
            "LATERNA_DATA": str(self.data),
            "LATERNA_PORT": str(self.port),
            "LATERNA_PUBLIC_URL": self.url,
            "LATERNA_WORKERS": "1",
            "LATERNA_LEASE": "3",
            "LATERNA_MAX_ATTEMPTS": "20",
            "LATERNA_OUTBOUND_ALLOW": "127.0.0.0/8",
            "LATERNA_UPSTREAMS": msgspec.json.encode(upstreams).decode(),
            "LATERNA_ROUTES": msgspec.json.encode(routes).decode(),
        }

    async def _until(self, url: str, name: str) -> None:
        process = self._processes[name]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STARTS):
                while True:
                    with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
                        async with self.http.get(url, timeout=aiohttp.ClientTimeout(total=5)) as answer:
                            if answer.status == 200:
                                return
                    await asyncio.sleep(0.05)
        ending = process.log.read_text(errors="replace")[-2_000:]
        raise Broken(f"{name} was not ready within {STARTS:g} s; its log ends with:\n{ending}")


@asynccontextmanager
async def open_house(folder: Path, seed: int) -> AsyncIterator[House]:
    """A house in `folder`, which is made, for the time of the context."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    async with AsyncExitStack() as stack:
        disk = stack.enter_context(small_disk(folder / "disk"))
        receiver = await stack.enter_async_context(open_receiver(KEY))
        connector = aiohttp.TCPConnector(force_close=True, limit=0)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        nursery = stack.enter_context(contextlib.closing(Nursery(folder)))
        house = House(folder, disk, receiver, http, nursery)
        stack.callback(house.kill_all)
        await house.open(seed)
        yield house


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _unpadded(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
