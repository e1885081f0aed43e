"""What happens to a task at its upstream, from the hand-over to the upstream's last word, written down on the way."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from laterna.catalog.request import VideoRequest
from laterna.engines.remote.pacing import Pacer, Watched
from laterna.engines.remote.reconcile import Reconciler
from laterna.engines.remote.upstream import RemoteUpstream
from laterna.tasks.patience import Pause, insist
from laterna.tasks.submission import Submission, SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.wire.client import Sight, Stage

_ENDS: Mapping[Stage, SubmissionState] = {
    "succeeded": SubmissionState.SUCCEEDED,
    "failed": SubmissionState.FAILED,
    "canceled": SubmissionState.CANCELED,
    "gone": SubmissionState.GONE,
}


class Attendant:
    """Attends to submissions until their end is known. Methods raise StorageError when the database cannot be read.

    What an upstream has said is written down as soon as the database takes it: an upstream that is asked again later
    may have forgotten its task. `pause` waits so many seconds.
    """

    def __init__(
        self,
        book: SubmissionBook,
        pacers: Mapping[str, Pacer],
        reconciler: Reconciler,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._book = book
        self._pacers = pacers
        self._reconciler = reconciler
        self._pause = pause

    async def certain(
        self, upstream: RemoteUpstream, submission: Submission, request: VideoRequest | None
    ) -> Submission:
        """The submission once it is known whether the upstream took it: `accepted`, `absent`, or ended long ago."""
        while submission.state is SubmissionState.INTENDED:
            submission = await self._answered(upstream, submission, request)
        while submission.state is SubmissionState.UNCLEAR:
            found = await self._reconciler.find(upstream, submission, request)
            if found is None:
                after = None
            elif found:
                after = await self._accepted(submission, found)
            else:
                message = "the upstream's list shows no such task"
                after = await self._note(submission, SubmissionState.ABSENT, "absent", message)
            # None: another submission was quicker to claim that task, or somebody else has decided.
            submission = after or await self._again(submission)
        return submission

    async def _answered(
        self, upstream: RemoteUpstream, submission: Submission, request: VideoRequest | None
    ) -> Submission:
        """The submission once its create is answered, seen in the list, or can no longer be under way.

        Whoever sent it may still be alive: what it hears it writes down, and until then nothing can be told.
        """
        found = await self._reconciler.catch(upstream, submission, request)
        if found is None:
            after = None
        elif found:
            after = await self._accepted(submission, found)
        else:
            message = "the server ended before the answer was there"
            after = await self._note(submission, SubmissionState.UNCLEAR, "unclear", message)
        # None: the answer came at this very moment.
        return after or await self._again(submission)

    async def end(
        self,
        upstream: RemoteUpstream,
        submission: Submission,
        request: VideoRequest | None,
        seen: Callable[[Sight], None],
    ) -> tuple[Submission, Sight]:
        """Waits for the last word on an accepted submission and writes it down."""
        task = Watched(
            upstream_id=submission.upstream_id,
            key=submission.account,
            model=submission.model,
            created_at=submission.intended_at,
            detail="" if request is None else f"{request.duration}s {request.tier}",
            submission=submission.marker,
        )
        sight = await self._pacers[upstream.name].final(task, seen)
        ended = _ENDS.get(sight.stage, SubmissionState.FAILED)
        after = await self._note(submission, ended, sight.code, sight.message)
        return after or await self._again(submission), sight

    async def _accepted(self, submission: Submission, upstream_id: str) -> Submission | None:
        write = partial(self._book.accepted, submission, upstream_id)
        return await insist(write, self._pause, task=submission.task_id)

    async def _note(
        self, submission: Submission, state: SubmissionState, code: str, message: str
    ) -> Submission | None:
        write = partial(self._book.note, submission, state, code, message)
        return await insist(write, self._pause, task=submission.task_id)

    async def _again(self, submission: Submission) -> Submission:
        now = await self._book.of_task(submission.task_id)
        return next(each for each in now if each.number == submission.number)
