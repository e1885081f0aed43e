"""Handing a task to an upstream, at most once: the intent is on disk before the call, the answer after it.

Only a clear refusal, or a connection that never came about, lets the next key or the next route have a try. An answer
that was lost leaves the submission `unclear`, and nothing is ever sent again for it.
"""

import asyncio
import math
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial

import structlog
from msgspec import Struct
from msgspec.structs import replace

from laterna.catalog.request import Inputs, VideoRequest
from laterna.engines.engine import Job
from laterna.engines.remote.upstream import SEND_WITHIN, Lost, NotSent, Pause, RemoteUpstream, Ticks
from laterna.errors import EngineError, StorageError
from laterna.routing import Key, Route
from laterna.tasks.patience import insist
from laterna.tasks.submission import Submission, SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.wire.client import Accepted, Call, Order, Refused, Unclear, Untranslatable

Reachable = Callable[[Inputs, str, bool], Awaitable[Inputs]]
"""Makes inputs reachable for the upstream with this root; the flag says whether it takes data URLs.

Raises Untranslatable.
"""

Cost = Callable[[VideoRequest, int | None], int | None]
"""What a clip costs in millionths, at a price of a second or its card's own; None stands for what is held."""

_PATIENCE = 120.0
"""Seconds that a task waits for an upstream that cannot be reached, where no other route takes it or is busy."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds between two rounds over all routes
_FILES_AT_ONCE = 4
"""Hand-overs to one upstream that carry files: each holds them in memory, several times over, until it is answered."""
_REST = 2.0  # seconds that an upstream is left alone which is busy and does not say how long
_BUSY = "it has as much as it takes"
_TOO_SLOW = "the database took too long to note that it would be sent"
_ENDED = "the work on the task ended before it was sent"
_GRACE = 5.0  # seconds that a create may still take when the server stops

_log = structlog.get_logger(__name__)


class Handed(Struct, frozen=True):
    """What came of trying one upstream.

    `submission` is there when the task is, or may be, with the upstream. `busy` and `unreachable` say that it may take
    the task later; else the refusal holds.
    """

    submission: Submission | None = None
    message: str = ""
    busy: bool = False
    unreachable: bool = False


class Submitter:
    """Hands tasks over. `called_back` gives the callback URL for a marker, or ""; `cost` is `Catalog.cost`."""

    def __init__(
        self,
        upstreams: Mapping[str, RemoteUpstream],
        book: SubmissionBook,
        reachable: Reachable,
        called_back: Callable[[str], str],
        cost: Cost,
        pause: Pause = asyncio.sleep,
        ticks: Ticks = time.monotonic,
    ) -> None:
        self._upstreams = upstreams
        self._book = book
        self._ticks = ticks
        self._reachable = reachable
        self._called_back = called_back
        self._cost = cost
        self._pause = pause
        self._places = {name: asyncio.Semaphore(_FILES_AT_ONCE) for name in upstreams}
        self._unreachable: dict[str, str] = {}  # upstreams whose last create did not reach them, and why
        self._late: set[asyncio.Task[tuple[Handed, bool]] | asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Gives up on the answers that nobody waits for any more; their tasks are then looked for in the lists."""
        late = [*self._late]
        for sending in late:
            sending.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def submit(self, job: Job, routes: Sequence[Route]) -> Submission:
        """Hands the task to the first route that takes it; waits while all are busy.

        Answers a submission that is `accepted` or `unclear`. Raises EngineError `upstream_refused` when every route
        refuses for good or cannot say what the task asks for.
        """
        since, wait, told = math.inf, _FIRST_PAUSE, False
        while True:
            outcomes = []
            for route in routes:
                outcome = await self._try(job, route, tell=not told)
                if outcome.submission is not None:
                    return outcome.submission
                outcomes.append((route.upstream, outcome))
            told = True
            now, busy = self._ticks(), any(each.busy for _, each in outcomes)
            # Patience is with being unreachable: a route that is only busy begins it anew.
            since = math.inf if busy else min(since, now)
            patient = any(each.unreachable for _, each in outcomes) and now - since < _PATIENCE
            if not busy and not patient:
                reasons = "; ".join(f"{name}: {each.message.rstrip('.')}" for name, each in outcomes)
                raise EngineError(f"No upstream takes the task. {reasons}.", code="upstream_refused")
            await self._upstreams[routes[0].upstream].room(wait)
            wait = min(wait * 2, _LONGEST_PAUSE)

    async def _try(self, job: Job, route: Route, *, tell: bool) -> Handed:
        upstream = self._upstreams[route.upstream]
        if upstream.full:
            return Handed(message=_BUSY, busy=True)
        if upstream.resting:
            return self._rests(upstream)
        with upstream.holding():
            return await self._try_keys(job, route, upstream, tell=tell)

    async def _try_keys(self, job: Job, route: Route, upstream: RemoteUpstream, *, tell: bool) -> Handed:
        marker = f"laterna-{secrets.token_hex(12)}"
        try:
            async with AsyncExitStack() as place:
                if job.request.inputs != Inputs():
                    await place.enter_async_context(self._places[upstream.name])
                call, carries_files = await self._call(job, route, upstream, marker)
                if not carries_files:
                    await place.aclose()
                return await self._in_turn(job, route, upstream, marker, call)
        except Untranslatable as error:
            if tell:
                await self._book.skipped(job.task_id, route.upstream, error.field or "", error.message)
            return Handed(message=error.message)

    async def _in_turn(
        self, job: Job, route: Route, upstream: RemoteUpstream, marker: str, call: Call
    ) -> Handed:
        """Tries the upstream's keys, each when it is the task's turn."""
        outcome = Handed(message="it has no key")
        for key in upstream.keys_in_turn():
            await upstream.turn_to_create()
            if upstream.resting:
                # It has asked for that while this task waited for its turn.
                return self._rests(upstream)
            outcome, next_key = await self._hand_over(_Attempt(job, route, upstream, key, marker, call))
            if not next_key:
                break
        return outcome

    def _rests(self, upstream: RemoteUpstream) -> Handed:
        """Why it is left alone: it has asked for that, or nobody could reach it a moment ago."""
        unreachable = self._unreachable.get(upstream.name, "")
        return Handed(message=unreachable or _BUSY, busy=not unreachable, unreachable=bool(unreachable))

    async def _call(self, job: Job, route: Route, upstream: RemoteUpstream, marker: str) -> tuple[Call, bool]:
        """The call that hands the task over, and whether files go along in it. Raises Untranslatable."""
        request = job.request
        if request.inputs != Inputs():
            inputs = await self._reachable(request.inputs, upstream.root, upstream.face.takes_data_urls)
            request = replace(request, inputs=inputs)
        callback = self._called_back(marker) if upstream.face.calls_back else ""
        order = Order(
            request=request, model=route.model or request.model, marker=marker, callback_url=callback
        )
        return upstream.face.create(order), _carries_files(request.inputs)

    async def _hand_over(self, attempt: "_Attempt") -> tuple[Handed, bool]:
        """Tries one key; also answers whether another key may do better."""
        began = self._ticks()
        submission = await self._intended(attempt)
        if submission is None:
            raise asyncio.CancelledError  # the claim was lost: whoever has it now goes on
        slow = self._ticks() - began > SEND_WITHIN
        # Others reckon from the intent on how long this create can be under way.
        work = self._not_sent(submission, _TOO_SLOW) if slow else self._send(attempt, submission)
        sending = asyncio.create_task(work, name=f"create-{attempt.job.task_id}")
        try:
            return await asyncio.shield(sending)
        except asyncio.CancelledError:
            # Without the answer that is on its way the task would be unclear: it is written down whenever it comes.
            await self._outlive(sending)
            raise

    async def _intended(self, attempt: "_Attempt") -> Submission | None:
        """Notes that the task will be handed over. See `SubmissionBook.intend`."""
        job = attempt.job
        write = self._book.intend(
            job.task_id,
            job.worker,
            job.attempt,
            upstream=attempt.upstream.name,
            account=attempt.key.fingerprint,
            model=attempt.route.model or job.request.model,
            marker=attempt.marker,
            charge=self._cost(job.request, attempt.route.price_micro),
        )
        noting = asyncio.create_task(write, name=f"intent-{job.task_id}")
        try:
            return await asyncio.shield(noting)
        except asyncio.CancelledError:
            # The intent is committed all the same, and only here is it known that nothing was sent for it.
            await self._outlive(asyncio.create_task(self._withdraw(noting), name=f"withdraw-{job.task_id}"))
            raise

    async def _withdraw(self, noting: "asyncio.Task[Submission | None]") -> None:
        try:
            submission = await noting
        except StorageError:
            return  # there is no intent
        if submission is not None:
            await self._not_sent(submission, _ENDED)

    async def _outlive(self, work: "asyncio.Task[tuple[Handed, bool]] | asyncio.Task[None]") -> None:
        """Has `work` go on though whoever wanted it was cancelled; waits a little for it, as the server may stop."""
        self._late.add(work)
        work.add_done_callback(self._late.discard)
        await asyncio.wait((work,), timeout=_GRACE)

    async def _not_sent(self, submission: Submission, message: str) -> tuple[Handed, bool]:
        """Notes that nothing was sent. No fault of the upstream's, so the task may go there later."""
        await self._note(submission, SubmissionState.REFUSED, "not_sent", message)
        return Handed(message=message, busy=True), False

    async def _send(self, attempt: "_Attempt", submission: Submission) -> tuple[Handed, bool]:
        upstream = attempt.upstream
        try:
            answer = await upstream.create(attempt.call, attempt.key)
        except NotSent as error:
            message = f"{error}"
            await self._note(submission, SubmissionState.REFUSED, "unreachable", message)
            self._unreachable[upstream.name] = message
            upstream.rest(_REST)
            return Handed(message=message, unreachable=True), False
        except Lost as error:
            self._unreachable.pop(upstream.name, None)
            return await self._unclear(submission, str(error)), False
        self._unreachable.pop(upstream.name, None)
        reception = upstream.face.received(answer)
        match reception:
            case Accepted(upstream_id):
                accepted = await self._accepted(submission, upstream_id)
                if accepted is None:
                    _log.error(
                        "the upstream took the task under an id that cannot be booked for it",
                        task=submission.task_id,
                        upstream=submission.upstream,
                        upstream_id=upstream_id,
                    )
                    return await self._unclear(
                        submission, "the upstream named a task that is another's"
                    ), False
                return Handed(submission=accepted), False
            case Refused(kind, code, message):
                await self._note(submission, SubmissionState.REFUSED, code, message)
                if kind == "account":
                    upstream.key_refused(attempt.key)
                elif kind == "busy":
                    upstream.rest(answer.retry_after or _REST)
                return Handed(message=message or code, busy=kind == "busy"), kind == "account"
            case Unclear(message):
                return await self._unclear(submission, message), False

    async def _accepted(self, submission: Submission, upstream_id: str) -> Submission | None:
        write = partial(self._book.accepted, submission, upstream_id)
        try:
            return await insist(write, self._pause, task=submission.task_id)
        except (asyncio.CancelledError, StorageError):
            _log.error(
                "an upstream took the task, and the database did not take the upstream's id in time",
                task=submission.task_id,
                upstream=submission.upstream,
                upstream_id=upstream_id,
            )
            raise

    async def _note(
        self, submission: Submission, state: SubmissionState, code: str, message: str
    ) -> Submission | None:
        """Writes down what the upstream has said, as soon as the database takes it: it is not said again."""
        write = partial(self._book.note, submission, state, code, message)
        return await insist(write, self._pause, task=submission.task_id)

    async def _unclear(self, submission: Submission, message: str) -> Handed:
        _log.warning(
            "nobody knows whether the upstream took the task; it is not sent again",
            task=submission.task_id,
            upstream=submission.upstream,
            reason=message,
        )
        after = await self._note(submission, SubmissionState.UNCLEAR, "unclear", message)
        return Handed(submission=after or submission)


def _carries_files(inputs: Inputs) -> bool:
    every = (inputs.first_frame, inputs.last_frame, *inputs.references, inputs.audio)
    return any(each.startswith("data:") for each in every)


class _Attempt(Struct, frozen=True):
    """One call about to be made."""

    job: Job
    route: Route
    upstream: RemoteUpstream
    key: Key
    marker: str
    call: Call
