"""The drawing processes as a whole: a fixed number of slots, each with a process that is started when first needed.

Clips share the processes fairly (`schedule`), one clip alone uses all of them. A process that dies fails only
the clip that it was working on; its slot starts another one for the next piece of work.
"""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Sequence
from types import TracebackType

import structlog

from laterna.engines.animatic.drawing.messages import Draw, Setup, Work
from laterna.engines.animatic.drawing.process import DrawingProcess, ProcessGone, WorkStopped
from laterna.engines.animatic.drawing.schedule import Candidate, choose_clip, choose_segment
from laterna.errors import EngineError

Drawn = Callable[[int], None]

_STARTS = 3  # processes tried for one piece of work when they die before beginning it

_log = structlog.get_logger(__name__)


class _Assignment:
    """A piece of work, who waits for it, and whom to tell of drawn frames. `segment` is its place, -1 for none."""

    def __init__(self, work: Work, segment: int, drawn: Drawn) -> None:
        self.work = work
        self.segment = segment
        self.drawn = drawn
        self.done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def settle(self, outcome: bytes | EngineError) -> None:
        """Tells whoever waits, unless they have gone."""
        if self.done.done():
            return
        if isinstance(outcome, EngineError):
            self.done.set_exception(outcome)
        else:
            self.done.set_result(outcome)


class _Slot:
    """One place for a process, and what that process worked on last. `task` is who alone may start or use it;
    `failure` says why the last start without work went wrong."""

    def __init__(self) -> None:
        self.process: DrawingProcess | None = None
        self.task: asyncio.Task[None] | None = None
        self.failure: EngineError | None = None
        self.clip: int | None = None
        self.segment: int | None = None
        self.knows: set[int] = set()

    @property
    def warm(self) -> bool:
        """True when a living process waits for work."""
        return self.process is not None and self.process.alive

    async def ready(self, setup: Setup) -> DrawingProcess:
        """The living process of this slot, started if need be. Raises EngineError."""
        if self.process is not None and not self.process.alive:
            await self.drop()
        if self.process is None:
            self.process = await DrawingProcess.spawn(setup)
        return self.process

    async def drop(self) -> None:
        """Ends the process."""
        process, self.process = self.process, None
        self.clip = self.segment = None
        self.knows.clear()
        if process is not None:
            await process.end()


class Desk:
    """One clip's place at the pool, as an async context manager: on leaving, all of its work has ended."""

    def __init__(self, pool: "DrawingPool", clip: int) -> None:
        self._pool = pool
        self.clip = clip
        self.waiting: list[_Assignment] = []
        self.active: dict[_Slot, _Assignment] = {}
        self.closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def __aenter__(self) -> "Desk":
        self._pool.desks[self.clip] = self
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed = True
        self.waiting.clear()
        for slot in self.active:
            if slot.process is not None:
                slot.process.cancel(self.clip)
        try:
            await self._idle.wait()
        finally:
            self._pool.forget(self)

    async def do(self, work: Work) -> bytes:
        """Has one piece of work done and returns its value. Raises EngineError."""
        return (await self.do_all([work]))[0]

    async def do_all(self, works: Sequence[Work], drawn: Drawn = lambda frames: None) -> list[bytes]:
        """Has several pieces of work done, in any order and at once. Raises the first EngineError."""
        segments = itertools.count()
        assignments = [
            _Assignment(work, next(segments) if isinstance(work, Draw) else -1, drawn) for work in works
        ]
        self.waiting.extend(assignments)
        self._pool.assign()
        return list(await asyncio.gather(*(assignment.done for assignment in assignments)))

    def take(self, slot: _Slot) -> _Assignment:
        """Hands the next piece of work to a slot."""
        taken = next((each for each in self.waiting if each.segment < 0), None)
        if taken is None:
            last = slot.segment if slot.clip == self.clip else None
            wanted = choose_segment(sorted(each.segment for each in self.waiting), last)
            taken = next(each for each in self.waiting if each.segment == wanted)
        self.waiting.remove(taken)
        self.active[slot] = taken
        self._idle.clear()
        if slot.clip != self.clip or taken.segment >= 0:
            slot.segment = taken.segment if taken.segment >= 0 else None
        slot.clip = self.clip
        return taken

    def put_down(self, slot: _Slot) -> None:
        """The slot is through with what it took."""
        del self.active[slot]
        if not self.active:
            self._idle.set()


class DrawingPool:
    """Runs `size` drawing processes that are set up as `setup` says."""

    def __init__(self, size: int, setup: Setup) -> None:
        self.desks: dict[int, Desk] = {}
        self._setup = setup
        self._slots = [_Slot() for _ in range(size)]
        self._numbers = itertools.count(1)

    @property
    def pids(self) -> list[int]:
        """The process numbers of the living processes."""
        return [slot.process.pid for slot in self._slots if slot.process is not None and slot.process.alive]

    def prewarm(self) -> None:
        """Starts all processes that do not live, in the background."""
        for slot in self._slots:
            if slot.task is None and not slot.warm:
                self._occupy(slot, self._warm(slot))

    async def start(self) -> None:
        """Starts all processes and waits until one has its libraries loaded. Raises EngineError."""
        cold = [slot for slot in self._slots if slot.task is None and not slot.warm]
        self.prewarm()
        if len(cold) < len(self._slots) or cold[0].task is None:
            return  # some live already
        await asyncio.wait((cold[0].task,))
        if cold[0].failure is not None:
            raise cold[0].failure

    async def stop(self) -> None:
        """Ends all processes; whoever still waits for work gets an EngineError."""
        for desk in self.desks.values():
            desk.closed = True
            for assignment in (*desk.waiting, *desk.active.values()):
                assignment.settle(
                    EngineError("The drawing processes were stopped.", code="engine_unavailable")
                )
            desk.waiting.clear()
            for slot in desk.active:
                if slot.process is not None:
                    slot.process.cancel(desk.clip)
        tasks = [slot.task for slot in self._slots if slot.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(slot.drop() for slot in self._slots))

    def open(self) -> Desk:
        """A place for one clip."""
        return Desk(self, next(self._numbers))

    def forget(self, desk: Desk) -> None:
        """The clip is through: processes free what they keep for it."""
        self.desks.pop(desk.clip, None)
        for slot in self._slots:
            if desk.clip in slot.knows:
                slot.knows.discard(desk.clip)
                if slot.process is not None:
                    slot.process.forget(desk.clip)

    def assign(self) -> None:
        """Gives waiting work to free slots, those with a living process first."""
        free = sorted((slot for slot in self._slots if slot.task is None), key=lambda slot: not slot.warm)
        for slot in free:
            candidates = [
                Candidate(desk.clip, len(desk.active)) for desk in self.desks.values() if desk.waiting
            ]
            if not candidates:
                return
            desk = self.desks[choose_clip(candidates, slot.clip)]
            self._occupy(slot, self._perform(slot, desk, desk.take(slot)))

    def _occupy(self, slot: _Slot, work: Coroutine[object, object, None]) -> None:
        slot.task = asyncio.create_task(work)
        slot.task.add_done_callback(lambda task: self._vacate(slot))

    def _vacate(self, slot: _Slot) -> None:
        slot.task = None
        self.assign()

    async def _warm(self, slot: _Slot) -> None:
        slot.failure = None
        try:
            await slot.ready(self._setup)
        except EngineError as error:
            slot.failure = error
            _log.info("a drawing process did not start", reason=error.message)

    async def _do(self, slot: _Slot, desk: Desk, assignment: _Assignment) -> bytes:
        for _ in range(_STARTS):
            process = await slot.ready(self._setup)
            if desk.closed:
                raise WorkStopped
            slot.knows.add(desk.clip)
            try:
                return await process.do(desk.clip, assignment.work, assignment.drawn)
            except ProcessGone:
                await slot.drop()
        raise EngineError(
            "Drawing processes die before they begin; `laterna doctor` may say why.", code="engine_crashed"
        )

    async def _perform(self, slot: _Slot, desk: Desk, assignment: _Assignment) -> None:
        try:
            assignment.settle(await self._do(slot, desk, assignment))
        except EngineError as error:
            assignment.settle(error)
        except WorkStopped:
            assignment.done.cancel()
        finally:
            desk.put_down(slot)
