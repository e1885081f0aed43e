"""Who sends: a courier that is called in with the first delivery.

The HTTP client takes a third of a second to import and 7 MB to hold (measured), and many servers tell nobody.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import Protocol

from laterna.assets.store import AssetStore
from laterna.clock import Clock
from laterna.notify.delivery import Delivery
from laterna.notify.endpoints import EndpointBook
from laterna.notify.outbox import Outcome
from laterna.notify.seal import Seal
from laterna.settings import Settings
from laterna.tasks.store import TaskStore


class Sender(Protocol):
    """Makes tries."""

    async def attempt(self, delivery: Delivery) -> Outcome:
        """Tries once and says what came of it."""
        ...


class LateSender:
    """Opens the real sender when it is first needed."""

    def __init__(
        self, opened: Callable[[], AbstractAsyncContextManager[Sender]], stack: AsyncExitStack
    ) -> None:
        """`stack` closes at the end what `opened` has opened."""
        self._opened = opened
        self._stack = stack
        self._lock = asyncio.Lock()
        self._sender: Sender | None = None

    async def attempt(self, delivery: Delivery) -> Outcome:
        """Tries once and says what came of it."""
        if self._sender is None:
            async with self._lock:
                if self._sender is None:
                    # In a thread, so that requests are answered meanwhile.
                    await asyncio.to_thread(import_module, "laterna.notify.courier")
                    self._sender = await self._stack.enter_async_context(self._opened())
        return await self._sender.attempt(delivery)


@asynccontextmanager
async def open_sender(
    store: TaskStore, book: EndpointBook, seal: Seal, assets: AssetStore, clock: Clock, settings: Settings
) -> AsyncIterator[Sender]:
    """A sender for the time of the context."""

    def opened() -> AbstractAsyncContextManager[Sender]:
        from laterna.notify.courier import open_courier

        return open_courier(store, book, seal, assets, clock, settings)

    async with AsyncExitStack() as stack:
        yield LateSender(opened, stack)
