"""Whatever moment the process is killed at: everything due arrives, in order per task, under the same id."""

import asyncio
import random
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from laterna.clock import SystemClock
from laterna.notify.outbox import DeliveryLog
from tests.notify.office import open_office
from tests.notify.receiver import Received, Receiver

_ROUNDS = 4
_HERE = Path(__file__).parents[2]
_ORDER = {
    "/hook": ("task.created", "task.started", "task.end"),
    "/callback": ("processing", "end"),
}
_ENDS = {"task.succeeded": "task.end", "task.failed": "task.end", "success": "end", "failed": "end"}


@pytest.mark.slow
async def test_a_killed_notifier_forgets_nothing_and_keeps_the_order(
    tmp_path: Path, receiver: Receiver
) -> None:
    chance = random.Random(20261122)
    receiver.on = lambda request: 503 if chance.random() < 0.02 and request.target == "/hook" else 200
    for _ in range(_ROUNDS):
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.notify.teller",
            str(tmp_path),
            receiver.url,
            cwd=_HERE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert child.stdout is not None
        assert await child.stdout.readline() == b"working\n"
        await asyncio.sleep(chance.uniform(0.2, 0.8))
        child.kill()
        await child.wait()
    receiver.on = None
    async with open_office(tmp_path, SystemClock()) as office:
        for task in (await office.store.list_tasks(None, limit=10_000))[0]:
            if task.state == "running":
                await office.succeed(task)
            elif task.state == "queued":
                await office.store.cancel(task.id, "default", running_too=False)
        await office.notifier.settle()
        while any(each.state == "waiting" for each in await office.deliveries(limit=100_000)):
            await asyncio.sleep(0.5)
            await office.notifier.settle()
        tasks = (await office.store.list_tasks("default", limit=10_000))[0]
        told = await DeliveryLog(office.store.database, office.clock).page("default", limit=100_000)
    assert len(tasks) > 20
    assert {each.state for each in told} == {"delivered"}
    _all_in_order(receiver.received, {str(task.id) for task in tasks if task.state != "canceled"})


def _all_in_order(received: list[Received], ids: set[str]) -> None:
    firsts: dict[tuple[str, str], list[str]] = defaultdict(list)
    names: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for each in received:
        body = each.json
        task, kind = (body["data"]["id"], body["type"]) if "data" in body else (body["id"], body["state"])
        kind = _ENDS.get(kind, kind)
        if kind not in firsts[(each.target, task)]:
            firsts[(each.target, task)].append(kind)
        names[(each.target, task, kind)].add(each.headers.get("webhook-id", ""))
    for target, order in _ORDER.items():
        for task in ids:
            assert tuple(firsts[(target, task)]) == order, (target, task)
    assert all(len(found) == 1 for found in names.values())
