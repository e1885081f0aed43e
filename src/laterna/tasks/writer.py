"""Group commit: whatever arrives while one transaction is being written goes into the next one together.

There is no delay to wait for company: an idle store commits a lone change at once, a busy one commits many
with one flush of the disk.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from sqlalchemy import Connection

from laterna.clock import Clock
from laterna.errors import LaternaError, StorageError
from laterna.tasks.database import Database
from laterna.tasks.rows import DamagedRow
from laterna.tasks.task import Task
from laterna.tasks.unit import Unit

T = TypeVar("T")
Move = Callable[[Unit], T]
Outcome = object
_GROUP = 256

_log = logging.getLogger(__name__)


class _Job(Generic[T]):
    __slots__ = ("answer", "move")

    def __init__(self, move: Move[T], answer: "asyncio.Future[T]") -> None:
        self.move = move
        self.answer = answer


class _Spoiled(Exception):
    """The move at `index` has come upon a damaged row, which the exception's cause names."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


class Committed:
    """What one transaction has changed and removed, and the event numbers before and after it."""

    __slots__ = ("changed", "head", "head_before", "moves", "removed")

    def __init__(self, unit: Unit) -> None:
        self.changed: tuple[Task, ...] = tuple(unit.changed.values())
        self.removed = frozenset(unit.removed)
        self.moves = tuple(unit.moves)
        self.head_before = unit.head_before
        self.head = unit.head


class Writer:
    """The one task that writes. `after_commit` is called in the order of the commits, before anybody is answered."""

    def __init__(self, database: Database, clock: Clock, after_commit: Callable[[Committed], None]) -> None:
        self._database = database
        self._clock = clock
        self._after_commit = after_commit
        self._jobs: list[_Job[object]] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._task = asyncio.create_task(self._work(), name="laterna-writer")

    async def run(self, move: Move[T]) -> T:
        """Runs a move in the next transaction and answers after the commit.

        Raises what the move raised, or StorageError when nothing was committed. The move goes on when the
        caller is canceled meanwhile.
        """
        if self._closing:
            raise StorageError("The store is closed.")
        job: _Job[T] = _Job(move, asyncio.get_running_loop().create_future())
        self._jobs.append(cast("_Job[object]", job))
        self._wake.set()
        return await job.answer

    async def close(self) -> None:
        """Commits what still waits, then ends."""
        self._closing = True
        self._wake.set()
        await self._task

    async def _work(self) -> None:
        while self._jobs or not self._closing:
            if not self._jobs:
                self._wake.clear()
                await self._wake.wait()
                continue
            group, self._jobs = self._jobs[:_GROUP], self._jobs[_GROUP:]
            await self._commit(group)

    async def _commit(self, group: list[_Job[object]]) -> None:
        moves = [job.move for job in group]
        now = self._clock.now()
        attempt = asyncio.ensure_future(self._database.write(lambda connection: _run(connection, now, moves)))
        await asyncio.wait((attempt,))
        error = attempt.exception()
        if error is None:
            outcomes, committed = attempt.result()
            self._after_commit(committed)
            for job, outcome in zip(group, outcomes, strict=True):
                _answer(job, outcome)
        elif isinstance(error, _Spoiled) and isinstance(cause := error.__cause__, DamagedRow):
            # What that move may have written is rolled back with it; all others are written without it.
            _log.error("%s", cause.message)
            _answer(group[error.index], cause)
            if rest := group[: error.index] + group[error.index + 1 :]:
                await self._commit(rest)
        elif isinstance(error, StorageError) or len(group) == 1:
            for job in group:
                _answer(job, _again(error))
        else:
            # One of them cannot be written at all; alone, each of the others can.
            for job in group:
                await self._commit([job])


def _run(connection: Connection, now: int, moves: list[Move[object]]) -> tuple[list[Outcome], Committed]:
    unit = Unit(connection, now)
    outcomes: list[Outcome] = []
    for index, move in enumerate(moves):
        try:
            outcomes.append(move(unit))
        except DamagedRow as error:
            raise _Spoiled(index) from error
        except StorageError:
            raise
        except LaternaError as refusal:
            outcomes.append(refusal)
    unit.flush()
    return outcomes, Committed(unit)


def _answer(job: _Job[object], outcome: Outcome) -> None:
    if job.answer.done():
        return
    if isinstance(outcome, BaseException):
        job.answer.set_exception(outcome)
    else:
        job.answer.set_result(outcome)


def _again(error: BaseException) -> BaseException:
    """An error of its own for each who is told, since a raised error grows a traceback."""
    if isinstance(error, StorageError):
        told = StorageError(error.message, code=error.code, field=error.field, value=error.value)
        told.__cause__ = error
        return told
    return error
