"""A process to be killed: creates, claims and finishes tasks and says on its output what was acknowledged."""

import asyncio
import os
import sys

from laterna.clock import SECOND, SystemClock
from laterna.tasks.store import TaskStore

from .helpers import RESULT, spec


def _say(word: str, task_id: int) -> None:
    os.write(1, f"{word} {task_id}\n".encode())


async def _create(store: TaskStore, number: int) -> None:
    count = 0
    while True:
        task = await store.create(spec(idempotency_key=f"{number}-{count}-{os.getpid()}", body_hash="a"))
        _say("created", task.id)
        count += 1


async def _work(store: TaskStore) -> None:
    name = f"worker-{os.getpid()}"
    while True:
        for task in await store.claim(name, 3, 30 * SECOND):
            if await store.succeed(task.id, name, task.attempt, RESULT) is not None:
                _say("finished", task.id)


async def _main(url: str) -> None:
    store = await TaskStore.open(url, SystemClock())
    os.write(1, b"ready 0\n")
    await asyncio.gather(*(_create(store, number) for number in range(8)), _work(store))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
