"""A store, endpoints and a notifier that tests drive turn by turn, over a clock that they move."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from laterna.assets.store import AssetStore
from laterna.clock import SECOND, ManualClock
from laterna.notify.delivery import Delivery
from laterna.notify.endpoints import EndpointBook
from laterna.notify.notifier import Notifier
from laterna.notify.outbox import DeliveryLog
from laterna.notify.seal import SIGNING, Seal
from laterna.notify.sender import open_sender
from laterna.settings import Settings
from laterna.tasks.store import TaskStore
from laterna.tasks.task import NewTask, Task, TaskFailure
from tests.tasks.helpers import LEASE, REQUEST, RESULT, url_in

KEY = "vda_example_key"
LOOPBACK = ("127.0.0.0/8",)
DATABASE_NAMED = "database-url"
"""A file in an office's folder that names another database than SQLite there."""
FAILURE = TaskFailure("engine_failed", "The engine could not make the clip.")


@dataclass
class Office:
    """Everything that tells, and short ways to give it something to tell."""

    store: TaskStore
    clock: ManualClock
    seal: Seal
    book: EndpointBook
    notifier: Notifier
    log: DeliveryLog

    async def task(self, callback: str = "", *, tenant: str = "default", wire: str = "vidu") -> Task:
        """A new task, with a callback where one is named."""
        return await self.store.create(
            NewTask(
                tenant=tenant,
                key_id="",
                wire=wire,
                request=REQUEST,
                echo={
                    "callback_url": callback,
                    "payload": "order-17",
                    "origin": "https://video.example.com",
                    "signing_key": self.seal.close(KEY, SIGNING),
                },
                request_id="r",
                price=100,
                currency="CNY",
            )
        )

    async def start(self) -> list[Task]:
        """Has a worker claim whatever waits."""
        return await self.store.claim("w", 1_000, LEASE)

    async def succeed(self, task: Task) -> Task:
        """Ends a claimed task well."""
        done = await self.store.succeed(task.id, "w", 1, RESULT)
        assert done is not None
        return done

    async def fail(self, task: Task) -> Task:
        """Ends a claimed task badly."""
        done = await self.store.fail(task.id, "w", 1, FAILURE)
        assert done is not None
        return done

    async def live(self, task: Task) -> Task:
        """Takes a new task through its life."""
        (claimed,) = await self.start()
        return await self.succeed(claimed)

    async def after(self, seconds: float) -> None:
        """Moves the clock and does what is due then."""
        self.clock.advance(int(seconds * SECOND))
        await self.notifier.settle()

    async def deliveries(self, tenant: str = "default", **wanted: Any) -> list[Delivery]:
        """The delivery log, oldest first."""
        return (await self.log.page(tenant, **wanted))[::-1]


@contextlib.asynccontextmanager
async def open_office(
    folder: Path, clock: ManualClock | None = None, *, holder: str = "here", **settings: Any
) -> AsyncIterator[Office]:
    """An office on a database in `folder`, which may have been used before."""
    clock = clock or ManualClock()
    named = folder / DATABASE_NAMED
    url = named.read_text() if named.exists() else url_in(folder)
    store = await TaskStore.open(url, clock, follow_every=0)
    seal = Seal.of(folder)
    book = await EndpointBook.load(store, clock, seal)
    assets = AssetStore(folder / "files", b"0" * 32, clock)
    told = Settings(**{"data": str(folder), "outbound_allow": LOOPBACK, **settings})
    async with open_sender(store, book, seal, assets, clock, told) as sender:
        notifier = Notifier(store, book, sender, clock, holder)
        yield Office(store, clock, seal, book, notifier, DeliveryLog(store.database, clock))
    await store.close()
