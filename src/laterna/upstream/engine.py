"""The emulated engine: waits as long as a task's fate says, then hands out a clip from the shelf."""

import asyncio
from pathlib import Path

from laterna.engines.engine import Clip, Job, Progress
from laterna.errors import EngineError
from laterna.upstream.emulation import Emulation
from laterna.upstream.shelf import Shape, Shelf

CAPACITY = 10_000
"""How many tasks are worked on at once where the scenario sets no limit."""

_STEPS = 4
_STEP = 5.0
"""Seconds between two reports of progress at least: each is a write to the database."""


class Slots:
    """So many at once, where the number may change while some wait."""

    def __init__(self, emulation: Emulation) -> None:
        self._emulation = emulation
        self._taken = 0
        self._changed = asyncio.Condition()

    async def __aenter__(self) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._taken < slots_of(self._emulation))
            self._taken += 1

    async def __aexit__(self, *_: object) -> None:
        self._taken -= 1
        await self.look_again()

    async def look_again(self) -> None:
        """Lets those who wait see that there may be room."""
        async with self._changed:
            self._changed.notify_all()


class EmulatedEngine:
    """Keeps tasks waiting, and then fails, forgets or finishes them."""

    name = "emulated"
    takes_files = False
    resumes = True

    def __init__(self, emulation: Emulation, folder: Path) -> None:
        """`folder` is where clips are kept between tasks."""
        self.capacity = slots_of(emulation)
        self._emulation = emulation
        self._shelf = Shelf(folder)
        self._slots = Slots(emulation)

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def look_again(self) -> None:
        """Heeds a scenario that has been replaced."""
        await self._slots.look_again()

    async def make(self, job: Job, progress: Progress) -> Clip:
        """See `Engine.make`. Raises EngineError for tasks whose fate is to fail or to be lost."""
        fate = self._emulation.fate_of(job.task_id, job.request.model)
        async with self._slots:
            if fate.ending == "stuck":
                await asyncio.Event().wait()
            await _work(fate.work, progress)
        if fate.ending == "lost":
            self._emulation.gone.add(job.task_id)
            raise EngineError("The job store has forgotten this task.")
        if fate.failed_code:
            self._emulation.forget_fate(job.task_id)
            raise EngineError("The scenario has this task fail.", code=fate.failed_code)
        clip = await self._clip(job, short=fate.short)
        self._emulation.forget_fate(job.task_id)
        return clip

    async def _clip(self, job: Job, *, short: bool) -> Clip:
        request = job.request
        duration = max(1, request.duration // 2) if short else request.duration
        shape = Shape(request.width, request.height, duration, request.fps, request.audio or request.bgm)
        video, cover = job.folder / "clip.mp4", job.folder / "cover.jpg"
        await self._shelf.put(shape, video, cover, f"task {job.task_id}")
        return Clip(
            video=video,
            cover=cover,
            width=request.width,
            height=request.height,
            duration=float(duration),
            fps=request.fps,
            has_audio=shape.sound,
        )


def slots_of(emulation: Emulation) -> int:
    """How many tasks may be worked on at once now."""
    return emulation.scenario.at_once or CAPACITY


async def _work(seconds: float, progress: Progress) -> None:
    steps = max(1, min(_STEPS, int(seconds / _STEP)))
    for step in range(steps):
        if step:
            progress(100 * step // steps)
        await asyncio.sleep(seconds / steps)
