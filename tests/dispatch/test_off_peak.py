"""Off-peak tasks wait for a quiet queue or the window, and no longer than 48 hours."""

import asyncio
from datetime import datetime

import msgspec
import pytest

from laterna.clock import HOUR, SECOND, ManualClock
from laterna.dispatch.off_peak import OffPeak
from laterna.errors import StorageError
from laterna.tasks.task import OFF_PEAK_LIFE, TaskState
from tests.dispatch.conftest import Plant


async def test_an_off_peak_task_is_made_at_once_when_all_is_quiet(plant: Plant) -> None:
    task = await plant.order("a square", off_peak=True)
    plant.dispatch()
    await plant.until(task, "succeeded")


async def test_it_waits_while_others_wait_or_run(plant: Plant) -> None:
    cheap = await plant.order("a square", off_peak=True)
    busy = await plant.order("slow", duration=20)
    plant.dispatch()
    await plant.until(busy, "progress")
    later = await plant.order("a square")
    await plant.until(later, "succeeded")
    waiting = await plant.store.get(cheap.id, "t")
    assert waiting is not None and waiting.state is TaskState.QUEUED
    await plant.store.cancel(busy.id, "t", running_too=True)
    await plant.until(cheap, "succeeded")


async def test_in_the_window_it_need_not_wait(plant: Plant) -> None:
    moment = datetime.fromtimestamp(plant.clock.now() / SECOND)
    window = f"{moment:%H:%M}-{(moment.hour + 2) % 24:02d}:00"
    plant.settings = msgspec.structs.replace(plant.settings, off_peak_window=window)
    busy = await plant.order("slow", duration=20)
    plant.dispatch()
    await plant.until(busy, "progress")
    await plant.until(await plant.order("a square", off_peak=True), "succeeded")


async def test_after_48_hours_it_fails_and_its_hold_is_given_back(plant: Plant) -> None:
    task = await plant.order("a square", off_peak=True)
    plant.clock.advance(OFF_PEAK_LIFE + SECOND)
    plant.dispatch()
    failed = await plant.until(task, "failed")
    assert failed.failure is not None and failed.failure.code == "timed_out"
    assert [entry.kind for entry in await plant.store.ledger(task.id)] == ["hold", "void"]


async def test_a_database_that_refuses_just_then_does_not_end_the_dispatcher(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = asyncio.Event()

    async def fail(*_: object) -> None:
        refused.set()
        raise StorageError("The database is locked.")

    await plant.order("a square", off_peak=True)
    plant.clock.advance(OFF_PEAK_LIFE + SECOND)
    monkeypatch.setattr(plant.store, "fail", fail)
    plant.dispatch()
    await refused.wait()
    await plant.until(await plant.order("a square"), "succeeded")


async def test_it_can_be_canceled_while_it_waits(plant: Plant) -> None:
    task = await plant.order("a square", off_peak=True)
    canceled = await plant.store.cancel(task.id, "t", running_too=False)
    assert canceled.state is TaskState.CANCELED


@pytest.mark.parametrize(
    ("window", "hour", "is_open"),
    [("22:00-06:00", 23, True), ("22:00-06:00", 5, True), ("22:00-06:00", 12, False), ("01:00-05:30", 5, True),
     ("01:00-05:30", 6, False), ("", 3, False)],
)  # fmt: skip
def test_the_window_may_go_over_midnight(window: str, hour: int, is_open: bool) -> None:
    clock = ManualClock(int(datetime(2026, 5, 4).timestamp()) * SECOND + hour * HOUR)
    assert OffPeak(window, clock).window_open() is is_open
