"""Subscriptions to changed tasks: bounded, and never in the way of whoever makes the change."""

import asyncio
from collections import OrderedDict
from types import TracebackType
from typing import Self

from laterna.tasks.task import Task

_CAPACITY = 10_000


class Subscription:
    """An asynchronous iterator of task snapshots; use it in a `with` block, which ends it.

    A slow reader gets the newest snapshot of each task rather than every one in between. When more than
    `capacity` tasks wait to be read, the oldest is dropped and `missed` counts it; a reader that must not
    miss anything then looks into the store.
    """

    def __init__(
        self, hub: "Hub", tenant: str | None, task_id: int | None, capacity: int = _CAPACITY
    ) -> None:
        self.missed = 0
        self._hub = hub
        self._tenant = tenant
        self._task_id = task_id
        self._capacity = capacity
        self._waiting: OrderedDict[int, Task] = OrderedDict()
        self._news = asyncio.Event()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Task:
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._waiting.popitem(last=False)[1]

    def take(self) -> list[Task]:
        """What waits to be read, at once and without waiting."""
        found = list(self._waiting.values())
        self._waiting.clear()
        return found

    def offer(self, task: Task) -> None:
        """Hands over a changed task, if it is one that was subscribed to."""
        if self._task_id not in (None, task.id) or self._tenant not in (None, task.tenant):
            return
        self._waiting[task.id] = task
        if len(self._waiting) > self._capacity:
            self._waiting.popitem(last=False)
            self.missed += 1
        self._news.set()

    def close(self) -> None:
        """Ends it: the iterator stops after what already waits."""
        self._closed = True
        self._news.set()
        self._hub.forget(self)


class Hub:
    """All subscriptions of one store."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []

    def subscribe(self, tenant: str | None, task_id: int | None) -> Subscription:
        """A new subscription; None stands for all."""
        subscription = Subscription(self, tenant, task_id)
        self._subscriptions.append(subscription)
        return subscription

    def publish(self, task: Task) -> None:
        """Tells every subscription."""
        for subscription in self._subscriptions:
            subscription.offer(task)

    def forget(self, subscription: Subscription) -> None:
        """Tells it no more."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    def close(self) -> None:
        """Ends all subscriptions."""
        for subscription in tuple(self._subscriptions):
            subscription.close()
