"""Files that go along inside a request are read when their task's turn is near, and few at a time."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from laterna.catalog.request import Inputs
from laterna.engines.remote import submit
from laterna.engines.remote.forward import Forwarder
from laterna.engines.remote.upstream import RemoteUpstream
from laterna.media.stills import encode_still
from laterna.routing import Route
from laterna.upstream import CreateFaults, Scenario, running_upstream

from .front import MODEL, TENANT, Front, running_front
from .test_engine import at

MANY = 20


class Held:
    """How many tasks hold the files that they are handed over with, counted on the real way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read = self.now = self.most = 0
        reachable, create = Forwarder.reachable, RemoteUpstream.create

        async def read(*given: Any) -> Inputs:
            found = await reachable(*given)
            assert found.first_frame.startswith("data:image/png")
            self.read += 1
            self.now += 1
            self.most = max(self.most, self.now)
            return found

        async def sent(*given: Any) -> Any:
            try:
                return await create(*given)
            finally:
                self.now -= 1

        monkeypatch.setattr(Forwarder, "reachable", read)
        monkeypatch.setattr(RemoteUpstream, "create", sent)


async def _uploaded(front: Front, folder: Path) -> str:
    picture = np.full((360, 640, 3), 90, np.uint8)
    await asyncio.to_thread((folder / "picture.png").write_bytes, encode_still(picture, ".png"))
    return await front.services.assets.keep(1, TENANT, folder / "picture.png", "picture.png")


@pytest.mark.parametrize("limits", [{}, {"creates_per_second": 40}])
async def test_many_tasks_with_a_picture_hold_few_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]
) -> None:
    held = Held(monkeypatch)
    slow = Scenario(queue=0.0, work=60.0, create=CreateFaults(delayed=1.0, delay=0.05))
    route = Route(models=MODEL, upstream="cloud")
    async with (
        running_upstream(slow, seed=1) as cloud,
        running_front(tmp_path / "front", (at(cloud, **limits),), (route,)) as front,
    ):
        image = f"asset:{await _uploaded(front, tmp_path)}"
        tasks = [await front.order("a red kite", image=image) for _ in range(MANY)]
        for task in tasks:
            await front.until(task, "submitted")
        assert held.read == len(await cloud.invoice()) == MANY
        assert held.now == 0
        assert 1 < held.most <= submit._FILES_AT_ONCE
        for task in tasks:
            await front.services.store.cancel(task.id, TENANT, running_too=True)


async def test_tasks_without_files_go_past_those_that_wait_with_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submit, "_FILES_AT_ONCE", 1)
    slow = Scenario(queue=0.0, work=60.0, create=CreateFaults(delayed=1.0, delay=2.0))
    route = Route(models=MODEL, upstream="cloud")
    async with (
        running_upstream(slow, seed=1) as cloud,
        running_front(tmp_path / "front", (at(cloud),), (route,)) as front,
    ):
        image = f"asset:{await _uploaded(front, tmp_path)}"
        first = await front.order("a red kite", image=image)
        await front.handed_over(first)
        second = await front.order("a blue kite", image=image)
        third = await front.order("a green kite")
        await front.handed_over(third)
        assert await front.submissions(second) == []
        for task in (first, second, third):
            await front.services.store.cancel(task.id, TENANT, running_too=True)
