"""Aftercare: tasks that are over for their caller while nobody knows yet what the upstream will charge.

They timed out, were canceled, or their answer was lost for good. Each is attended to until the upstream's last word is
in the books; what no upstream ever answers stays open until the owner decides (`laterna tasks settle`).
"""

import asyncio
from functools import partial

import structlog
from structlog.contextvars import bind_contextvars

from laterna.engines.remote.attend import Attendant
from laterna.engines.remote.upstream import RemoteUpstream
from laterna.errors import StorageError
from laterna.tasks.store import TaskStore
from laterna.tasks.submission import Submission, SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.tasks.task import Task, TaskState

_EVERY = 30.0  # seconds between two looks
_SOON = 0.5  # seconds after a hint, so that the hint's own transaction is through

_log = structlog.get_logger(__name__)


class Aftercare:
    """Looks for forsaken submissions and attends to them. `hint` makes it look soon."""

    def __init__(
        self,
        store: TaskStore,
        book: SubmissionBook,
        attendant: Attendant,
        upstreams: dict[str, RemoteUpstream],
    ) -> None:
        self._store = store
        self._book = book
        self._attendant = attendant
        self._upstreams = upstreams
        self._hinted = asyncio.Event()
        self._cared: dict[tuple[int, int], asyncio.Task[None]] = {}
        self._strangers: set[str] = set()

    def hint(self) -> None:
        """A task may just have been forsaken."""
        self._hinted.set()

    async def run(self) -> None:
        """Works until it is cancelled."""
        try:
            while True:
                await self._look()
                await self._wait()
        finally:
            for work in self._cared.values():
                work.cancel()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(_EVERY):
                await self._hinted.wait()
        except TimeoutError:
            return
        self._hinted.clear()
        await asyncio.sleep(_SOON)

    async def _look(self) -> None:
        try:
            forsaken = await self._book.forsaken()
        except StorageError as error:
            _log.warning("what upstreams still owe could not be read", reason=error.message)
            return
        for submission in forsaken:
            upstream = self._upstreams.get(submission.upstream)
            if upstream is None or upstream.key_of(submission.account) is None:
                self._tell_stranger(submission)
                continue
            name = (submission.task_id, submission.number)
            if name not in self._cared:
                work = asyncio.create_task(self._settle(upstream, submission), name=f"aftercare-{name[0]}")
                self._cared[name] = work
                work.add_done_callback(partial(self._done, name))

    def _tell_stranger(self, submission: Submission) -> None:
        if submission.upstream not in self._strangers:
            self._strangers.add(submission.upstream)
            _log.warning(
                "tasks are open at an upstream that the settings no longer have, or not with that key",
                upstream=submission.upstream,
                task=submission.task_id,
            )

    def _done(self, name: tuple[int, int], ended: asyncio.Task[None]) -> None:
        del self._cared[name]
        if ended.cancelled() or (error := ended.exception()) is None:
            return
        # It is looked at again in the next round.
        if isinstance(error, StorageError):
            _log.warning("what an upstream has said could not be noted", task=name[0], reason=error.message)
        else:
            _log.error("aftercare broke off", task=name[0], exc_info=error)

    async def _settle(self, upstream: RemoteUpstream, submission: Submission) -> None:
        bind_contextvars(task=submission.task_id)
        task = await self._store.get(submission.task_id, None)
        request = None if task is None else task.request
        with upstream.holding():
            submission = await self._attendant.certain(upstream, submission, request)
            if not submission.state.open or await self._canceled(upstream, submission, task):
                return
            submission, _ = await self._attendant.end(upstream, submission, request, lambda sight: None)
        _log.info(
            "an upstream's last word came after the task was over",
            task=submission.task_id,
            upstream=upstream.name,
            state=submission.state.value,
        )

    async def _canceled(self, upstream: RemoteUpstream, submission: Submission, task: Task | None) -> bool:
        """Stops a canceled task at its upstream, where that is possible. True when it will never be charged."""
        key = upstream.key_of(submission.account)
        wanted = task is None or task.state is TaskState.CANCELED
        if not wanted or not upstream.face.cancels or key is None:
            return False
        answer = await upstream.ask(upstream.face.cancel(submission.upstream_id), key, "cancel")
        if answer is None or not upstream.face.canceled(answer):
            return False
        await self._book.note(submission, SubmissionState.CANCELED, message="canceled by its caller")
        return True
