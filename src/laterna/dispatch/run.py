"""One claimed task, from claim to end: inputs, clip, files, and the state change that makes it count."""

import asyncio
import errno
import shutil
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import structlog
from msgspec import Struct
from structlog.contextvars import bind_contextvars

from laterna.assets.store import AssetStore
from laterna.catalog.request import Inputs
from laterna.clock import SECOND, Clock
from laterna.engines.engine import Clip, Engine, InputFiles, Job
from laterna.errors import EngineError, LaternaError, StorageError
from laterna.settings import Settings
from laterna.tasks.patience import Pause, disk_trouble, insist
from laterna.tasks.store import TaskStore
from laterna.tasks.submission import SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.tasks.task import OFF_PEAK_LIFE, Task, TaskFailure, TaskResult, TaskState
from laterna.tracing import HEADER, Fact

T = TypeVar("T")
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_FIRST_PAUSE = 2.0  # seconds until storage that refuses is tried again
_LEAST_TIME = 600 * SECOND  # of every attempt at what an upstream may have made, however late it begins

_log = structlog.get_logger(__name__)


class Bench(Struct, frozen=True):
    """What every run needs. `folder` holds the files of clips in the making; `pause` waits so many seconds."""

    store: TaskStore
    assets: AssetStore
    clock: Clock
    settings: Settings
    worker: str
    folder: Path
    pause: Pause = asyncio.sleep


class Run:
    """Brings one claimed task to its end. `go` is run as an asyncio task; cancelling that stops all work."""

    def __init__(
        self,
        bench: Bench,
        task: Task,
        engines: Sequence[tuple[str, Engine | None]],
        charge: int | None = None,
    ) -> None:
        """`engines` are tried in order; the next one only when the one before clearly refuses.

        `charge` is what a clip costs that no upstream has made, see `TaskStore.succeed`.
        """
        self.task = task
        self._bench = bench
        self._engines = engines
        self._charge = charge
        self._kept: list[str] = []
        self._begun = False
        self._folder = bench.folder / f"{task.id}-{task.attempt}"

    async def go(self) -> None:
        """Makes the clip and finishes the task, well or badly. Nothing is written when the claim was lost."""
        task = self.task
        bind_contextvars(task=task.id, request=task.request_id)
        kept = task.echo.get(HEADER)
        facts: dict[str, Fact] = {
            "laterna.task": str(task.id),
            "laterna.model": task.request.model,
            "laterna.attempt": task.attempt,
        }
        with self._bench.store.tracer.span(
            "run task", "consumer", parent=kept if isinstance(kept, str) else "", facts=facts
        ) as span:
            span.note("laterna.end", await self._go())

    async def _go(self) -> str:
        """Brings the task to its end, and says to which: `succeeded`, or the code of its failure."""
        try:
            result = await self._within_deadline()
            return await self._finish_well(result)
        except TimeoutError:
            limit = self._limit // SECOND
            return await self.fail(
                TaskFailure(
                    "timed_out", f"The clip was not finished within {limit} s, this server's deadline."
                )
            )
        except LaternaError as error:
            return await self.fail(TaskFailure(error.code, error.message, error.field or ""))
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with one task must end that task, and only it
            _log.error("a task broke something inside Laterna", task=self.task.id, exc_info=error)
            return await self.fail(
                TaskFailure("internal", "Something broke inside Laterna; its log says what.")
            )
        finally:
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
            await self._drop_what_nobody_wants()

    async def fail(self, failure: TaskFailure) -> str:
        """Ends the task badly, unless its claim was lost. Answers the failure's code."""
        bench, task = self._bench, self.task
        await self._written(lambda: bench.store.fail(task.id, bench.worker, task.attempt, failure))
        _log.info("task failed", task=task.id, code=failure.code, reason=failure.message)
        return failure.code

    async def _within_deadline(self) -> TaskResult:
        task, settings = self.task, self._bench.settings
        if task.takeovers > settings.max_attempts and not self._resumes:
            raise LaternaError(
                f"The clip was begun {task.takeovers} times, and each time its worker was lost before it was finished.",
                code="engine_crashed",
            )
        left = await self._time_left()
        if left <= 0:
            raise TimeoutError
        async with asyncio.timeout(left / SECOND):
            clip, size = await self._patiently(self._measured)
            return await self._keep(clip, size)

    async def _time_left(self) -> int:
        """How long this attempt may take, in microseconds; 0 or less when the deadline has passed.

        Nobody looks after a clip while no server runs, so that time must not cost what an upstream may charge for.
        """
        now = self._bench.clock.now()
        left = (self.task.started_at or now) + self._limit - now
        least = min(_LEAST_TIME, self._limit)
        return least if left < least and self._resumes and await self._is_at_an_upstream() else left

    async def _is_at_an_upstream(self) -> bool:
        """True when an upstream has the clip, or may still bring it."""
        book = SubmissionBook(self._bench.store)
        handed = await self._written(lambda: book.of_task(self.task.id))
        return bool(handed) and (handed[-1].state.open or handed[-1].state is SubmissionState.SUCCEEDED)

    @property
    def _resumes(self) -> bool:
        return any(engine is not None and engine.resumes for _, engine in self._engines)

    @property
    def _limit(self) -> int:
        """How long the task may run, in microseconds: an upstream takes its time with what is off-peak."""
        limit = self._bench.settings.task_deadline * SECOND
        return limit + OFF_PEAK_LIFE if self.task.request.off_peak and self._resumes else limit

    async def _measured(self) -> tuple[Clip, int]:
        """The clip and its size in bytes. They come together, so that a file that has vanished is made once more."""
        clip = await self._make()
        return clip, await asyncio.to_thread(_size, clip.video)

    async def _make(self) -> Clip:
        *others, last = self._engines
        for name, engine in others:
            try:
                return await self._make_with(name, engine)
            except EngineError as error:
                if error.code != "upstream_refused":
                    raise
                _log.info("the next engine takes the task", task=self.task.id, reason=error.message)
        return await self._make_with(*last)

    async def _make_with(self, name: str, engine: Engine | None) -> Clip:
        task, bench = self.task, self._bench
        if engine is None:
            raise EngineError(
                f"Model {task.request.model} is routed to the engine {name!r}, which is not set up here.",
                code="engine_unavailable",
            )
        folders = self._folder / "inputs", self._folder / "clip"
        await asyncio.to_thread(_fresh, *folders)
        files = InputFiles()
        if engine.takes_files and task.request.inputs != Inputs():
            # Loaded when needed: most requests bring no file, and the HTTP client takes memory.
            from laterna.engines.guard import Outbound
            from laterna.engines.inputs import fetch_inputs

            outbound = Outbound.of(bench.settings)
            files = await fetch_inputs(task.request.inputs, folders[0], outbound, bench.assets)
        job = Job(task.id, task.request, folders[1], files, bench.worker, task.attempt, again=self._begun)
        self._begun = True
        return await engine.make(
            job, lambda percent: bench.store.report_progress(task.id, bench.worker, percent)
        )

    async def _keep(self, clip: Clip, size: int) -> TaskResult:
        return TaskResult(
            clip=await self._keep_file(clip.video, "clip"),
            cover=await self._keep_file(clip.cover, "cover"),
            last_frame="" if clip.last_frame is None else await self._keep_file(clip.last_frame, "last"),
            spritesheet="" if clip.spritesheet is None else await self._keep_file(clip.spritesheet, "sheet"),
            width=clip.width,
            height=clip.height,
            duration=clip.duration,
            fps=clip.fps,
            has_audio=clip.has_audio,
            size_bytes=size,
            actual_prompt=clip.actual_prompt,
        )

    async def _keep_file(self, path: Path, name: str) -> str:
        task, assets = self.task, self._bench.assets
        key = await self._patiently(lambda: assets.keep(task.id, task.tenant, path, name + path.suffix))
        self._kept.append(key)
        return key

    async def _finish_well(self, result: TaskResult) -> str:
        bench, task = self._bench, self.task
        done = await self._written(
            lambda: bench.store.succeed(task.id, bench.worker, task.attempt, result, charge=self._charge)
        )
        if done is not None:
            _log.info("task succeeded", task=task.id, size_bytes=result.size_bytes)
        return "succeeded"

    async def _drop_what_nobody_wants(self) -> None:
        """Deletes files that were kept for a task that was canceled meanwhile."""
        now = self._bench.store.peek(self.task.id, self.task.tenant)
        if now is not None and now.state is TaskState.CANCELED:
            for key in self._kept:
                await self._bench.assets.delete(key)

    async def _patiently(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Tries again while storage refuses; the claim is renewed meanwhile.

        What an upstream may be charging for is never given up because of our own storage: the deadline ends it.
        """
        bench = self._bench
        tries = None if self._resumes else bench.settings.max_attempts
        return await insist(attempt, bench.pause, task=self.task.id, tries=tries, first=_FIRST_PAUSE)

    async def _written(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Reads or writes what the task stands or falls with, as soon as the database allows it."""
        return await insist(attempt, self._bench.pause, task=self.task.id, first=_FIRST_PAUSE)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise disk_trouble("A clip could not be kept", error) from error


def _fresh(*folders: Path) -> None:
    try:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
    except OSError as error:
        code = "storage_full" if error.errno in _DISK_FULL else "database_unavailable"
        raise StorageError(f"The data directory cannot be written: {error.strerror}.", code=code) from error
