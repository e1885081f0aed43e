"""Servers for scenarios, and what their `given:` and `when:` lines mean there.

Every scenario gets a tenant and a key of its own, so that one server serves them all and lists show nothing strange.
"""

import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from laterna.access.keys import Limits
from laterna.clock import DAY, HOUR, MINUTE, SECOND
from laterna.dispatch.run import Bench, Run
from laterna.engines.engine import Clip, Job, Progress
from laterna.errors import EngineError
from laterna.ids import parse_task_id
from laterna.notify.notifier import Notifier
from laterna.notify.sender import open_sender
from laterna.tasks.task import Task, TaskFailure
from tests.api.house import WORKER, House, open_house
from tests.scenarios.player import Player
from tests.scenarios.scenario import Scenario

_SETTING = re.compile(r"setting (\w+) = (.+)")
_TENANT = re.compile(r"a key of another tenant as \{(\w+)\}")
_TWIN = re.compile(r"another key of the same tenant as \{(\w+)\}")
_NARROW = re.compile(r"a key for the models? (.+) as \{(\w+)\}")
_LIMITED = re.compile(r"a key with (requests_per_second|tasks_at_once|spending_cap) (\d+) as \{(\w+)\}")
_OPEN = "no key exists yet"
_ALONE = "a tenant without tasks"
_SPANS = {"second": SECOND, "minute": MINUTE, "hour": HOUR, "day": DAY}
_LEASE = HOUR


class Houses:
    """The servers of one test run: one for each set of settings that scenarios ask for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = contextlib.AsyncExitStack()
        self._houses: dict[str, House] = {}
        self._played = 0

    async def close(self) -> None:
        """Stops the servers."""
        await self._stack.aclose()

    async def play(self, scenario: Scenario) -> None:
        """Plays a scenario. Raises Failed."""
        house = await self._house(scenario)
        self._played += 1
        tenant = "default" if _OPEN in scenario.given else f"tenant-{self._played}"
        key = "sk-any" if _OPEN in scenario.given else await new_key(house, tenant, "main")
        stage = Stage(house, tenant, self._folder)
        player = Player(house.http, house.url, key, stage.happen)
        await _give(house, scenario, tenant, player.matcher.values)
        stage.spread = lambda until: setattr(player.matcher, "span", (started, until))
        started = house.clock.now() / SECOND
        stage.spread(started)
        await player.play(scenario)

    async def _house(self, scenario: Scenario) -> House:
        asked = {
            found[1]: json.loads(found[2]) for text in scenario.given if (found := _SETTING.fullmatch(text))
        }
        name = json.dumps(asked, sort_keys=True) + (_OPEN if _OPEN in scenario.given else "")
        if name not in self._houses:
            folder = self._folder / f"house-{len(self._houses)}"
            self._houses[name] = await self._stack.enter_async_context(open_house(folder, **asked))
        return self._houses[name]


class Stage:
    """Makes happen what `when:` lines say."""

    def __init__(self, house: House, tenant: str, folder: Path) -> None:
        self._house = house
        self._tenant = tenant
        self._folder = folder
        self._running: dict[int, Task] = {}
        self.spread: Callable[[float], None] = lambda until: None
        self._table: tuple[tuple[str, Callable[..., Awaitable[None]]], ...] = (
            (r"task (\S+) is running", self._run),
            (r"task (\S+) has progressed to (\d+)", self._progress),
            (r"task (\S+) succeeds", self._succeed),
            (r"task (\S+) fails with (\w+): (.+)", self._fail),
            (r"(\d+) (second|minute|hour|day)s? pass(?:es)?", self._wait),
            (r"the clip of task (\S+) is no longer kept", self._lose),
            (r"key (\S+) is revoked", self._revoke),
            (r"a worker fetches the inputs of task (\S+)", self._fetch),
            (r"what is due is told", self._tell),
        )

    async def happen(self, text: str, values: dict[str, str]) -> None:
        """Carries out one line. Raises AssertionError for a line that means nothing."""
        for pattern, act in self._table:
            if found := re.fullmatch(pattern, text):
                await act(*found.groups())
                self.spread(self._house.clock.now() / SECOND)
                return
        raise AssertionError(f"nothing happens when: {text}")

    async def _run(self, text: str) -> None:
        # The claim takes along what earlier scenarios left waiting; nobody asks for that any more.
        for task in await self._house.services.store.claim(WORKER, 10_000, _LEASE):
            self._running[task.id] = task
        assert _number(text) in self._running, f"task {text} cannot be claimed"

    async def _claimed(self, text: str) -> Task:
        if _number(text) not in self._running:
            await self._run(text)
            self._house.clock.advance(65 * SECOND)
        return self._running[_number(text)]

    async def _progress(self, text: str, percent: str) -> None:
        task = await self._claimed(text)
        self._house.services.store.report_progress(task.id, WORKER, int(percent))

    async def _succeed(self, text: str) -> None:
        task = await self._claimed(text)
        assets = self._house.services.assets
        stills: dict[str, Any] = {}
        for name in ("cover", "last_frame", "spritesheet"):
            path = self._folder / f"{task.id}-{name}.jpg"
            path.write_bytes(b"still of " + name.encode())
            stills[name] = await assets.keep(task.id, task.tenant, path, f"{name}.jpg")
        await self._house.succeed(task, self._folder, **stills)

    async def _fail(self, text: str, code: str, message: str) -> None:
        task = await self._claimed(text)
        failure = TaskFailure(code, message)
        assert await self._house.services.store.fail(task.id, WORKER, task.attempt, failure) is not None

    async def _wait(self, count: str, unit: str) -> None:
        self._house.clock.advance(int(count) * _SPANS[unit])

    async def _lose(self, text: str) -> None:
        task = await self._house.services.store.get(_number(text), self._tenant)
        assert task is not None and task.result is not None
        await self._house.services.assets.delete(task.result.clip)

    async def _revoke(self, secret: str) -> None:
        ring = self._house.services.ring
        await ring.revoke(ring.authenticate(secret).key_id)

    async def _fetch(self, text: str) -> None:
        """A worker takes the task up as workers do, and gives up once it has the inputs."""
        services = self._house.services
        if _number(text) not in self._running:
            await self._run(text)
        bench = Bench(
            services.store, services.assets, services.clock, services.settings, WORKER, self._folder / "work"
        )
        await Run(bench, self._running[_number(text)], [("idle", Idle())]).go()

    async def _tell(self) -> None:
        services = self._house.services
        async with open_sender(
            services.store,
            services.endpoints,
            services.seal,
            services.assets,
            services.clock,
            services.settings,
        ) as sender:
            await Notifier(services.store, services.endpoints, sender, services.clock, "scenarios").settle()


class Idle:
    """An engine that wants files and does nothing with them."""

    name = "idle"
    capacity = 1
    takes_files = True
    resumes = False

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def make(self, job: Job, progress: Progress) -> Clip:
        """Always fails: that the inputs came is all that is asked."""
        raise EngineError("The inputs were fetched.")


def _number(text: str) -> int:
    number = parse_task_id(text)
    assert number is not None, f"{text} is no task id"
    return number


async def new_key(house: House, tenant: str, name: str, limits: Limits | None = None) -> str:
    _, secret = await house.services.ring.create(f"{tenant}-{name}", tenant, limits or Limits())
    return secret


async def _give(house: House, scenario: Scenario, tenant: str, values: dict[str, str]) -> None:
    for text in scenario.given:
        if found := _TENANT.fullmatch(text):
            values[found[1]] = await new_key(house, f"{tenant}-{found[1]}", found[1])
        elif found := _TWIN.fullmatch(text):
            values[found[1]] = await new_key(house, tenant, found[1])
        elif found := _NARROW.fullmatch(text):
            models = tuple(name.strip() for name in found[1].split(","))
            values[found[2]] = await new_key(house, tenant, found[2], Limits(models=models))
        elif found := _LIMITED.fullmatch(text):
            limits = Limits(**{found[1]: int(found[2])})
            values[found[3]] = await new_key(house, tenant, found[3], limits)
        else:
            assert text in (_OPEN, _ALONE) or _SETTING.fullmatch(text), f"{scenario.name}: given what? {text}"
