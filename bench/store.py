"""How many durable creates and how many reads a second the store alone takes.

`python bench/store.py [--seconds S] [--filled N]`: creators call `TaskStore.create` one after another, 1, 16 and
64 of them at once, on a SQLite file in a temporary folder; every create is on disk before it counts. With
`--filled` the store holds N finished tasks first.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from laterna.catalog.request import VideoRequest
from laterna.clock import SECOND, SystemClock
from laterna.tasks.database import open_database
from laterna.tasks.records import TaskFilter
from laterna.tasks.rows import row_of
from laterna.tasks.schema import bring_up_to_date
from laterna.tasks.statements import insert_task
from laterna.tasks.store import TaskStore
from laterna.tasks.task import NewTask, Task, TaskState

_REQUEST = VideoRequest(
    model="vidu/viduq3-turbo_text2video",
    family="vidu",
    prompt="A kitten runs through a moonlit garden. " * 8,
    width=1280,
    height=720,
    duration=5,
    fps=24,
    seed=7,
)
_SPEC = NewTask(
    tenant="default",
    key_id="key_bench",
    wire="dashscope",
    request=_REQUEST,
    echo={"prompt": _REQUEST.prompt},
    request_id="0b4bd6de-6b3c-4b0c-9b3b-6a2f1d9e8c77",
    price=2_000_000,
    currency="CNY",
)


async def _timed(
    count: int, seconds: float, work: Callable[[], Awaitable[object]]
) -> tuple[float, list[float]]:
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def one() -> None:
        while (began := time.perf_counter()) < end:
            await work()
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(count)))
    return len(times) / (time.perf_counter() - began), sorted(times)


def _say(what: str, rate: float, times: list[float]) -> None:
    p50, p99 = (times[int(len(times) * part)] * 1e6 for part in (0.5, 0.99))
    sys.stdout.write(f"{what:<28}{rate:>12,.0f}/s   p50 {p50:>8,.1f} µs   p99 {p99:>8,.1f} µs\n")


async def _fill(url: str, number: int) -> None:
    database = open_database(url)
    await database.write(bring_up_to_date)
    for start in range(1, number + 1, 10_000):
        rows = [
            row_of(
                Task(
                    id=task_id,
                    tenant=f"tenant-{task_id % 7}",
                    key_id="key_bench",
                    wire="dashscope",
                    state=TaskState.SUCCEEDED,
                    request=_REQUEST,
                    echo={},
                    request_id="",
                    created_at=task_id * SECOND,
                ),
                None,
            )
            for task_id in range(start, min(start + 10_000, number + 1))
        ]
        await database.write(lambda connection, rows=rows: connection.execute(insert_task, rows) and None)
    await database.close()


async def _main(folder: Path, seconds: float, filled: int) -> None:
    url = f"sqlite:///{folder / 'laterna.db'}"
    if filled:
        await _fill(url, filled)
        # What the filling left in the page cache must not be written back during the measurement.
        await asyncio.to_thread(os.sync)
    began = time.perf_counter()
    store = await TaskStore.open(url, SystemClock())
    sys.stdout.write(f"{'open':<28}{(time.perf_counter() - began) * 1e3:>10,.1f} ms\n")
    for creators in (1, 16, 64):
        _say(f"create, {creators} at once", *await _timed(creators, seconds, lambda: store.create(_SPEC)))
    _say("claim of 10", *await _timed(1, seconds / 3, lambda: store.claim("bench", 10, 30 * SECOND)))
    _say("list of 20", *await _timed(1, seconds / 3, lambda: store.list_tasks("tenant-1", TaskFilter())))
    task = await store.create(_SPEC)
    times = []
    began = time.perf_counter()
    while time.perf_counter() - began < seconds / 3:
        before = time.perf_counter()
        for _ in range(100):
            store.peek(task.id, "default")
        times.append((time.perf_counter() - before) / 100)
    _say("peek", len(times) * 100 / (time.perf_counter() - began), sorted(times))
    await store.close()


def main() -> None:
    """Reads the arguments and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--filled", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = _main(Path(folder), arguments.seconds, arguments.filled)
        if sys.platform == "win32":
            asyncio.run(work)
        else:
            import uvloop

            uvloop.run(work)


if __name__ == "__main__":
    main()
