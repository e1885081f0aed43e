"""A claimed task always comes to an end: well, badly with a reason, or back in the queue. Nothing is lost."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from laterna.assets.store import AssetStore
from laterna.clock import SECOND
from laterna.dispatch.dispatcher import Dispatcher
from laterna.dispatch.identity import take_identity
from laterna.engines.engine import Clip, Job, Progress
from laterna.errors import StorageError
from laterna.media.probe import probe
from laterna.routing import Route, Routes
from laterna.tasks.database import database_url
from laterna.tasks.store import TaskStore
from laterna.tasks.task import TaskState
from tests.dispatch.conftest import KEY, Plant
from tests.engines.test_inputs import wav


def files(plant: Plant) -> list[Path]:
    """Every file that lies in the asset store."""
    return [path for path in (plant.settings.data_dir / "files").rglob("*") if path.is_file()]


async def test_a_task_becomes_a_clip_with_cover_and_last_frame(plant: Plant) -> None:
    task = await plant.order("a square", duration=2)
    plant.dispatch()
    done = await plant.until(task, "succeeded")
    assert done.result is not None
    assert (done.progress, done.attempt, done.result.duration) == (100, 1, 2.0)
    clip = plant.settings.data_dir / "files" / done.result.clip
    assert probe(clip).frames == 48
    assert clip.stat().st_size == done.result.size_bytes
    assert {path.name for path in files(plant)} == {"clip.mp4", "cover.jpg", "last.jpg", "sheet.jpg"}
    assert [entry.kind for entry in await plant.store.ledger(task.id)] == ["hold", "settle"]


async def test_tasks_that_come_later_are_noticed_at_once(plant: Plant) -> None:
    plant.dispatch()
    await plant.until(await plant.order("a square"), "succeeded")
    await plant.until(await plant.order("a square"), "succeeded")


async def test_a_canceled_task_stops_and_leaves_nothing_behind(plant: Plant) -> None:
    task = await plant.order("slow", duration=20)
    dispatcher = plant.dispatch()
    await plant.until(task, "progress")
    await plant.store.cancel(task.id, "t", running_too=True)
    await plant.idle(dispatcher)
    await plant.until(await plant.order("a square"), "succeeded")
    assert len(files(plant)) == 4  # the other task's
    assert [entry.kind for entry in await plant.store.ledger(task.id)] == ["hold", "void"]


async def test_a_cancel_from_another_process_is_heeded(plant: Plant) -> None:
    task = await plant.order("slow", duration=20)
    dispatcher = plant.dispatch()
    await plant.until(task, "progress")
    other = await TaskStore.open(database_url(plant.settings), plant.clock, follow_every=0)
    await other.cancel(task.id, "t", running_too=True)
    await other.close()
    await plant.idle(dispatcher)
    assert files(plant) == []


async def test_a_crash_fails_its_task_with_the_reason_and_the_next_one_works(plant: Plant) -> None:
    bad, good = await plant.order("crash 3"), await plant.order("a square")
    plant.dispatch()
    failed = await plant.until(bad, "failed")
    assert failed.failure is not None
    assert failed.failure.code == "engine_crashed"
    assert "SIGKILL" in failed.failure.message
    await plant.until(good, "succeeded")
    assert [entry.kind for entry in await plant.store.ledger(bad.id)] == ["hold", "void"]


async def test_a_worker_that_lost_its_claim_stops_and_writes_nothing(plant: Plant) -> None:
    task = await plant.order("slow", duration=20)
    dispatcher = plant.dispatch()
    await plant.until(task, "progress")
    plant.clock.advance(plant.settings.lease * SECOND + 1)
    (taken,) = await plant.store.claim("somebody else", 1, plant.settings.lease * SECOND)
    await plant.idle(dispatcher)
    now = await plant.store.get(task.id, "t")
    assert now is not None
    assert (now.state, now.worker, now.attempt) == (TaskState.RUNNING, "somebody else", taken.attempt)


async def test_claims_are_renewed_while_a_clip_takes_longer_than_a_lease(plant: Plant) -> None:
    task = await plant.order("slow", duration=5, fps=24)
    plant.dispatch()
    await plant.until(task, "progress")
    for _ in range(3):
        plant.clock.advance(SECOND)
        await asyncio.sleep(0.75)  # a third of the lease: the renewal is real
        assert await plant.store.claim("somebody else", 1, SECOND) == []


async def test_a_restarted_worker_takes_up_its_own_tasks_at_once(plant: Plant) -> None:
    with take_identity(plant.settings.data_dir) as before:
        task = await plant.order("a square")
        await plant.store.claim(before.name, 1, plant.settings.lease * SECOND)
    plant.dispatch()
    done = await plant.until(task, "succeeded")
    assert (done.attempt, done.takeovers, done.worker) == (2, 1, before.name)


async def test_two_workers_on_one_directory_have_different_names(tmp_path: Path) -> None:
    with take_identity(tmp_path) as first, take_identity(tmp_path) as second:
        assert first.restored
        assert not second.restored
        assert first.name != second.name
    with take_identity(tmp_path) as third:
        assert third.name == first.name


async def test_a_task_whose_worker_is_lost_again_and_again_fails_in_the_end(plant: Plant) -> None:
    task = await plant.order("a square")
    for _ in range(plant.settings.max_attempts + 1):
        assert await plant.store.claim("doomed", 1, SECOND)
        plant.clock.advance(2 * SECOND)
    plant.dispatch()
    failed = await plant.until(task, "failed")
    assert failed.failure is not None
    assert failed.failure.code == "engine_crashed"


async def test_stopping_puts_what_was_begun_back_into_the_queue(plant: Plant) -> None:
    task = await plant.order("slow", duration=20)
    dispatcher = plant.dispatch()
    await plant.until(task, "progress")
    async with asyncio.timeout(2):
        await dispatcher.stop()
    now = await plant.store.get(task.id, "t")
    assert now is not None
    assert (now.state, now.worker, now.takeovers) == (TaskState.QUEUED, "", 0)
    assert plant.engine.pids == []


async def test_a_task_over_its_deadline_fails_as_timed_out(plant: Plant) -> None:
    task = await plant.order("a square")
    await plant.store.claim("gone", 1, SECOND)
    plant.clock.advance((plant.settings.task_deadline + 2) * SECOND)
    plant.dispatch()
    failed = await plant.until(task, "failed")
    assert failed.failure is not None
    assert failed.failure.code == "timed_out"


class Full(AssetStore):
    """An asset store whose disk is full for a while."""

    refusals = 0

    async def keep(self, task_id: int, tenant: str, path: Path, name: str) -> str:
        if self.refusals > 0:
            self.refusals -= 1
            raise StorageError("The disk is full.", code="storage_full")
        return await super().keep(task_id, tenant, path, name)


@pytest.mark.parametrize(("refusals", "state"), [(3, "succeeded"), (99, "failed")])
async def test_a_full_disk_is_waited_for_with_growing_pauses(plant: Plant, refusals: int, state: str) -> None:
    plant.assets = Full(plant.settings.data_dir / "files", KEY, plant.clock)
    plant.assets.refusals = refusals
    task = await plant.order("a square")
    plant.dispatch()
    ended = await plant.until(task, state)
    assert plant.pauses == sorted(plant.pauses)
    assert len(plant.pauses) == plant.settings.max_attempts
    if ended.failure is not None:
        assert ended.failure.code == "storage_full"


async def test_a_clip_whose_file_has_vanished_is_made_again(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = plant.engine.make, []

    async def swept(job: Job, progress: Progress) -> Clip:
        clip = await make(job, progress)
        made.append(clip)
        if len(made) == 1:
            clip.video.unlink()
        return clip

    monkeypatch.setattr(plant.engine, "make", swept)
    task = await plant.order("a square")
    plant.dispatch()
    await plant.until(task, "succeeded")
    assert len(made) == 2


async def test_while_the_disk_is_full_tasks_wait(plant: Plant) -> None:
    plant.free = 1_000
    task = await plant.order("a square")
    plant.dispatch()
    await asyncio.sleep(0.2)
    now = await plant.store.get(task.id, "t")
    assert now is not None
    assert now.state is TaskState.QUEUED
    plant.free = 1 << 40
    plant.store.arrivals.set()
    await plant.until(task, "succeeded")


async def test_a_dispatcher_that_breaks_says_so_instead_of_idling(plant: Plant) -> None:
    def broken(folder: Path) -> int:
        raise RuntimeError("no such thing as free space")

    dispatcher = Dispatcher(
        plant.store, {"animatic": plant.engine}, plant.assets, plant.clock, plant.settings, free_bytes=broken
    )
    with pytest.raises(RuntimeError, match="free space"):
        async with asyncio.timeout(10):
            await dispatcher.run()
    await dispatcher.stop()


async def test_a_model_that_is_routed_to_no_engine_fails_with_its_name(plant: Plant) -> None:
    task = await plant.order("a square")
    plant.dispatch(routes=Routes((Route(models="anim*", engine="diffusers"),)))
    failed = await plant.until(task, "failed")
    assert failed.failure is not None
    assert failed.failure.code == "engine_unavailable"
    assert "diffusers" in failed.failure.message


async def test_input_audio_is_fetched_and_heard(plant: Plant) -> None:
    async def voice(request: web.Request) -> web.Response:
        return web.Response(body=wav(3))

    app = web.Application()
    app.router.add_get("/voice", voice)
    async with TestServer(app) as server:
        good = await plant.order("a square", audio_url=str(server.make_url("/voice")))
        bad = await plant.order("a square", audio_url=str(server.make_url("/nothing")))
        plant.dispatch()
        done = await plant.until(good, "succeeded")
        failed = await plant.until(bad, "failed")
    assert done.result is not None
    assert done.result.has_audio
    assert failed.failure is not None
    assert failed.failure.code == "input_unreachable"
    assert "404" in failed.failure.message


async def test_many_tasks_share_two_processes_and_all_end(plant: Plant) -> None:
    tasks = [await plant.order("a square", seed=number) for number in range(12)]
    plant.dispatch()
    results = [await plant.until(task, "succeeded") for task in tasks]
    assert len({msgspec.json.encode(task.result) for task in results}) == 12


async def test_the_work_folder_is_empty_afterwards(plant: Plant) -> None:
    dispatcher = plant.dispatch()
    await plant.until(await plant.order("a square"), "succeeded")
    await plant.until(await plant.order("fail 2"), "failed")
    await dispatcher.stop()
    assert [*plant.settings.data_dir.glob("work/*")] == []
