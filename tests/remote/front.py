"""A Laterna whose models go to upstreams: real store, real dispatcher, real HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from laterna.api.context import Services
from laterna.catalog import adapted, resolve
from laterna.clock import Clock, SystemClock
from laterna.dispatch.dispatcher import Dispatcher
from laterna.engines.remote.engine import RemoteEngine
from laterna.engines.remote.upstream import Ticks
from laterna.ids import parse_task_id
from laterna.routing import Route, Upstream
from laterna.server import open_services
from laterna.settings import Settings
from laterna.tasks.patience import Pause
from laterna.tasks.submission import Submission
from laterna.tasks.submissions import SubmissionBook
from laterna.tasks.task import NewTask, Task, TaskState

MODEL = "viduq3-turbo"
TENANT = "default"


class Front:
    """What a test asks of it."""

    def __init__(self, services: Services, engine: RemoteEngine) -> None:
        self.services = services
        self.engine = engine
        self.book = SubmissionBook(services.store)

    async def order(self, prompt: str, model: str = MODEL, **parameters: object) -> Task:
        """A new task, resolved and priced as a door would; of a second, where nothing else is said."""
        card = self.services.catalog.card(model)
        wanted = adapted(card, {"prompt": prompt, "duration": 1, **parameters}, card.wire)  # type: ignore[arg-type]
        request = resolve(card, wanted, lambda: 7)
        price = card.price_of(request)
        return await self.services.store.create(
            NewTask(
                tenant=TENANT,
                key_id="k",
                wire="openai" if card.wire == "any" else card.wire,
                request=request,
                echo={},
                request_id="r",
                price=price.amount_micro,
                currency=price.currency,
            )
        )

    async def ended(self, task: Task, seconds: float = 30) -> Task:
        """The task once it is final."""
        async with asyncio.timeout(seconds):
            with self.services.store.watch(task_id=task.id) as changes:
                now = await self.services.store.get(task.id, None)
                while now is None or not now.state.final:
                    now = await anext(changes)
        return now

    async def until(self, task: Task, kind: str, seconds: float = 30) -> None:
        """Waits for an event of this kind."""
        async with asyncio.timeout(seconds):
            with self.services.store.watch(task_id=task.id) as changes:
                while kind not in await self.events(task):
                    await anext(changes)

    async def events(self, task: Task) -> list[str]:
        """The kinds of the task's events."""
        return [event.kind for event in await self.services.store.events(task.id, TENANT)]

    async def bookings(self, task: Task) -> list[str]:
        """The kinds of the task's bookings."""
        return [entry.kind for entry in await self.services.store.ledger(task.id)]

    async def settled(self, task: Task, seconds: float = 30) -> list[str]:
        """The bookings once the hold has ended."""
        async with asyncio.timeout(seconds):
            with self.services.store.watch(task_id=task.id) as changes:
                while len(found := await self.bookings(task)) < 2:
                    await anext(changes)
        return found

    async def handed_over(self, task: Task, seconds: float = 20) -> None:
        """Waits until the task is being handed to an upstream."""
        async with asyncio.timeout(seconds):
            while not await self.submissions(task):  # noqa: ASYNC110 - no event tells of an intent
                await asyncio.sleep(0.01)

    async def submissions(self, task: Task) -> list[Submission]:
        """What was handed to upstreams."""
        return await self.book.of_task(task.id)


@asynccontextmanager
async def running_front(
    folder: Path,
    upstreams: tuple[Upstream, ...],
    routes: tuple[Route, ...],
    clock: Clock | None = None,
    pause: Pause = asyncio.sleep,
    ticks: Ticks = time.monotonic,
    **more: object,
) -> AsyncIterator[Front]:
    """Dispatches to the upstreams while the context is open."""
    settings = Settings(
        data=str(folder),
        upstreams=upstreams,
        routes=routes,
        outbound_allow=("127.0.0.0/8",),
        **more,  # type: ignore[arg-type]
    )
    async with open_services(settings, clock or SystemClock()) as services:
        parts = (services.store, services.catalog, services.assets, services.clock)
        engine = RemoteEngine(settings, *parts, pause=pause, ticks=ticks)
        names = [
            card.name for card in services.catalog.cards if settings.routing.plan_of(card.name).upstreams
        ]
        dispatcher = Dispatcher(
            services.store,
            {"remote": engine},
            services.assets,
            services.clock,
            settings,
            routes=settings.routing,
            remote_models=names,
            pause=pause,
        )
        running = asyncio.create_task(dispatcher.run())
        try:
            yield Front(services, engine)
        finally:
            await dispatcher.stop()
            await running


__all__ = ["MODEL", "Front", "TaskState", "parse_task_id", "running_front"]
