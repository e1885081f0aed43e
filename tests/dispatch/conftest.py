"""A store, assets and an engine with the tiny film, and dispatchers that work on them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from laterna.assets.store import AssetStore
from laterna.catalog.request import Inputs
from laterna.clock import ManualClock
from laterna.dispatch.dispatcher import Dispatcher
from laterna.engines.animatic.engine import AnimaticEngine
from laterna.settings import Settings
from laterna.tasks.database import database_url
from laterna.tasks.store import TaskStore
from laterna.tasks.task import OFF_PEAK_LIFE, NewTask, Task
from tests.engines.conftest import FILM, READER, request_for

KEY = b"0123456789abcdef"


class Plant:
    """Everything that dispatching needs, in one temporary data directory."""

    def __init__(self, settings: Settings, store: TaskStore, clock: ManualClock) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock
        self.assets = AssetStore(settings.data_dir / "files", KEY, clock)
        self.engine = AnimaticEngine(2, film=FILM, reader=READER)
        self.pauses: list[float] = []
        self.free = 1 << 40
        self._running: list[tuple[Dispatcher, asyncio.Task[None]]] = []

    async def order(self, prompt: str, **more: object) -> Task:
        """A new task of a tiny clip."""
        inputs = Inputs(audio=str(more.pop("audio_url", "")))
        off_peak = bool(more.get("off_peak"))
        request = request_for(prompt, inputs=inputs, **more)
        return await self.store.create(
            NewTask(
                tenant="t",
                key_id="k",
                wire="dashscope",
                request=request,
                echo={},
                request_id="r",
                price=700,
                currency="CNY",
                not_before=self.clock.now() + OFF_PEAK_LIFE if off_peak else 0,
            )
        )

    def dispatch(self, **more: object) -> Dispatcher:
        """Starts a dispatcher."""

        async def pause(seconds: float) -> None:
            self.pauses.append(seconds)
            await asyncio.sleep(0)

        options = {"pause": pause, "free_bytes": lambda folder: self.free, **more}
        dispatcher = Dispatcher(
            self.store, {"animatic": self.engine}, self.assets, self.clock, self.settings, **options
        )
        self._running.append((dispatcher, asyncio.create_task(dispatcher.run())))
        return dispatcher

    async def until(self, task: Task, condition: str) -> Task:
        """The task once `condition` (a state, or `progress`) holds."""
        async with asyncio.timeout(20):
            with self.store.watch(task_id=task.id) as changes:
                now = await self.store.get(task.id, None)
                while now is None or not (
                    now.state == condition or (condition == "progress" and now.progress > 5)
                ):
                    now = await anext(changes)
        return now

    async def idle(self, dispatcher: Dispatcher) -> None:
        """Waits until nothing is being worked on, as it must be within a second of a cancel."""
        for _ in range(150):
            if not dispatcher.running:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("work went on")

    async def close(self) -> None:
        """Ends all dispatchers."""
        for dispatcher, running in self._running:
            await dispatcher.stop()
            await running
        await self.engine.stop()


@pytest.fixture
async def plant(tmp_path: Path) -> AsyncIterator[Plant]:
    settings = Settings(data=str(tmp_path / "data"), lease=2, outbound_allow=("127.0.0.0/8",))
    settings.data_dir.mkdir()
    clock = ManualClock()
    store = await TaskStore.open(database_url(settings), clock, follow_every=0.05)
    built = Plant(settings, store, clock)
    yield built
    await built.close()
    await store.close()
