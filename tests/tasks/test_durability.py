"""What was acknowledged is there after `kill -9`, at whatever instruction it fell."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from laterna.clock import SystemClock
from laterna.tasks.store import TaskStore
from laterna.tasks.task import TaskState

from .helpers import url_in

_ROUNDS = 10


def _run_and_kill(url: str, after: int) -> list[tuple[str, int]]:
    """Starts the process, kills it once it has said `after` lines, and answers what it had acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.tasks.creator", url],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(after)]
    child.kill()
    said += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    pairs = [line.split() for line in said if line.endswith(b"\n")]
    return [(word.decode(), int(number)) for word, number in pairs if word != b"ready"]


@pytest.mark.slow
async def test_nothing_acknowledged_is_lost_however_often_the_process_is_killed(tmp_path: Path) -> None:
    rng = random.Random(2026)
    acknowledged: dict[int, str] = {}
    for _ in range(_ROUNDS):
        for word, task_id in _run_and_kill(url_in(tmp_path), rng.randint(1, 400)):
            acknowledged[task_id] = word if word == "finished" else acknowledged.get(task_id, word)
    store = await TaskStore.open(url_in(tmp_path), SystemClock(), follow_every=0)
    assert len(acknowledged) > 100
    spent = 0
    for task_id, word in acknowledged.items():
        task = await store.get(task_id, "default")
        assert task is not None, f"task {task_id} was acknowledged and is gone"
        assert word == "created" or task.state is TaskState.SUCCEEDED
    tasks, total = await store.list_tasks("default", limit=100_000)
    assert total == len(tasks) >= len(acknowledged)
    for task in tasks:
        kinds = [entry.kind for entry in await store.ledger(task.id)]
        assert kinds == (["hold", "settle"] if task.state is TaskState.SUCCEEDED else ["hold"])
        assert len(await store.events(task.id, "default")) == task.version
        spent += task.price if task.state is TaskState.SUCCEEDED else 0
    (balance,) = await store.balance("default")
    assert (balance.spent, balance.reserved) == (spent, sum(task.price for task in tasks) - spent)
    await store.close()
