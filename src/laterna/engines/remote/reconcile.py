"""Finding out whether a create whose answer was lost was taken: by the upstream's own list of tasks.

A task of the upstream is ours when it carries the marker, or, where the wire's list has no such place, when it was
made at that time for that model with that prompt, of that length and size as far as they are shown, and no other
task with these is still without its answer. DashScope's list shows no prompt, and its query only once a task
has succeeded: candidates are then asked until they show it. Another program on the same account may have made a task
in the same second, so a guess is never enough.

Lists go by the upstream's clock. This machine's may be wrong, and may have been put right since the create was sent; so
the times to look at are reckoned back from the upstream's own `Date`, and patience is measured on a clock that no one
puts back.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog
from msgspec import Struct
from msgspec.structs import replace

from laterna.catalog.request import Inputs, VideoRequest
from laterna.clock import DAY, SECOND, Clock
from laterna.engines.remote.upstream import Pause, RemoteUpstream, Ticks
from laterna.errors import StorageError
from laterna.routing import Key
from laterna.tasks.submission import Rival, Submission
from laterna.tasks.submissions import SubmissionBook
from laterna.wire.client import Sight

_SLACK = 120 * SECOND  # clocks differ, and are only told to the second
_AFTER = 600 * SECOND  # an upstream may take its time until it writes a task down
_WIDEST = DAY  # that lists may be asked for at once (contract dashscope 5.6)
_PAGES = 50
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0  # seconds between two looks
_LONGEST_CATCH = 8.0  # of them while the answer may come any moment
_ROUNDED_SECONDS = 1.0
_ROUNDED_SIZE = 0.15  # of a side

Ask = Callable[[Submission, str], Awaitable[Sight | None]]
"""Asks the upstream for one of its tasks, with the submission's key."""

_log = structlog.get_logger(__name__)


class Lookup(Struct, frozen=True):
    """What one look at the list has shown.

    `waiting`: a task may be ours, but does not show its prompt yet, or may as well be another's.
    """

    found: str = ""
    waiting: bool = False
    complete: bool = False


class Reconciler:
    """Looks for lost submissions. `ask` asks for one task; `pause` waits so many seconds."""

    def __init__(
        self,
        book: SubmissionBook,
        clock: Clock,
        ask: Ask,
        pause: Pause = asyncio.sleep,
        ticks: Ticks = time.monotonic,
    ) -> None:
        self._book = book
        self._clock = clock
        self._ask = ask
        self._pause = pause
        self._ticks = ticks

    async def find(
        self, upstream: RemoteUpstream, submission: Submission, request: VideoRequest | None
    ) -> str | None:
        """The upstream's id of the task, or "" when its list shows that it never took it.

        None when there is nothing to find any more: the answer has come to another process, or the owner has decided.

        Waits as long as neither is certain: for ever, where the wire cannot list. `request` is what the task asked for,
        None where nobody knows any more.
        """
        begun, wait, seen = self._ticks(), _FIRST_PAUSE, _Seen()
        while True:
            asked_at = self._ticks()
            look = await self._look(upstream, submission, request, seen)
            if look.found:
                return look.found
            if look.complete and not look.waiting and asked_at - begun >= upstream.settings.certain_after:
                return ""
            if not await self._sought(submission):
                return None
            await self._pause(wait)
            wait = min(wait * 2, _LONGEST_PAUSE)

    async def catch(
        self, upstream: RemoteUpstream, submission: Submission, request: VideoRequest | None
    ) -> str | None:
        """As `find`, for a create that somebody else may still be sending, or whose answer may still come to them.

        "" when that can no longer be, which says nothing about whether the upstream took the task.
        """
        until, wait, seen = self._ticks() + upstream.longest_create, _FIRST_PAUSE, _Seen()
        while True:
            look = await self._look(upstream, submission, request, seen)
            if look.found:
                return look.found
            if not await self._sought(submission):
                return None
            left = until - self._ticks()
            if left <= 0:
                return ""
            await self._pause(min(wait, left))
            wait = min(wait * 2, _LONGEST_CATCH)

    async def _sought(self, submission: Submission) -> bool:
        try:
            now = await self._book.of_task(submission.task_id)
        except StorageError:
            return True
        return any(each.number == submission.number and each.state is submission.state for each in now)

    async def _look(
        self, upstream: RemoteUpstream, submission: Submission, request: VideoRequest | None, seen: "_Seen"
    ) -> Lookup:
        key = upstream.key_of(submission.account)
        if key is None or not upstream.face.lists:
            return Lookup()
        sights = await self._listed(upstream, key, submission)
        if sights is None:
            return Lookup()
        # In this order: an answer that is booked between the two is seen by the second.
        rivals = await self._book.rivals(submission)
        taken = await self._book.known(upstream.name, [sight.upstream_id for sight in sights])
        free = [sight for sight in sights if sight.upstream_id not in taken]
        seen.note(free, rivals, self._ticks())
        waiting = False
        for listed in free:
            sight = await self._shown(submission, listed, request)
            ours = _ours(submission, sight, request)
            if ours and not seen.contested(sight, rivals, self._ticks() - upstream.longest_create):
                return Lookup(found=sight.upstream_id)
            waiting = waiting or ours is not False
        return Lookup(waiting=waiting, complete=True)

    async def _shown(self, submission: Submission, sight: Sight, request: VideoRequest | None) -> Sight:
        """A task from the list, with its prompt where only asking for that very task shows it."""
        if sight.marker or sight.prompt is not None or request is None:
            return sight
        if sight.model and sight.model != submission.model:
            return sight
        asked = await self._ask(submission, sight.upstream_id)
        return sight if asked is None else replace(asked, model=asked.model or sight.model)

    async def _listed(self, upstream: RemoteUpstream, key: Key, submission: Submission) -> list[Sight] | None:
        """All tasks that may be the submission's; None when a page could not be had."""
        found: list[Sight] = []
        since, until = self._span(upstream, submission)
        for begin in range(since, until, _WIDEST):
            sights = await self._within(upstream, key, begin, min(begin + _WIDEST, until))
            if sights is None:
                return None
            found += sights
        now_since, now_until = self._span(upstream, submission)
        if now_since < since - _SLACK or now_until > until + _SLACK:
            # The answers say that the upstream's clock is another than was thought: this was the wrong place to look.
            return None
        return found

    async def _within(self, upstream: RemoteUpstream, key: Key, since: int, until: int) -> list[Sight] | None:
        found: list[Sight] = []
        after = ""
        for _ in range(_PAGES):
            answer = await upstream.ask(upstream.face.page(since, until, after), key, "list")
            listing = None if answer is None else upstream.face.listed(answer)
            if listing is None:
                return None
            found += [sight for sight in listing.sights if _at_the_time(sight, since, until)]
            after = listing.next
            # Lists begin with the newest; some cannot be told where to end.
            past = any(sight.created_at is not None and sight.created_at < since for sight in listing.sights)
            if not after or past:
                return found
        _log.warning("the upstream's list is too long to look through", upstream=upstream.name)
        return None

    def _span(self, upstream: RemoteUpstream, submission: Submission) -> tuple[int, int]:
        """Between which times of the upstream's clock the task can have been made."""
        now = self._clock.now()
        passed = now - submission.intended_at
        # Below zero: the clock was put back meanwhile, and nobody knows by how much.
        begun = now - (passed if passed >= 0 else DAY) + upstream.ahead
        return begun - _SLACK, max(now + upstream.ahead, begun) + _AFTER


def _at_the_time(sight: Sight, since: int, until: int) -> bool:
    return sight.created_at is None or since <= sight.created_at <= until


class _Seen:
    """When free tasks of the list were seen first, and whose they may have been by then.

    A task in the list was sent by somebody whose intent is older than that look. Where a prompt alone says whose it
    is, one that was unanswered then may name it as its own any moment.
    """

    def __init__(self) -> None:
        self._first: dict[str, tuple[float, tuple[Rival, ...]]] = {}

    def note(self, sights: Sequence[Sight], rivals: Sequence[Rival], now: float) -> None:
        """Remembers what a look has shown at `now`, in seconds."""
        for sight in sights:
            self._first.setdefault(sight.upstream_id, (now, tuple(rivals)))

    def contested(self, sight: Sight, unanswered: Sequence[Rival], since: float) -> bool:
        """Whether another task's create, still unanswered, may have made it; none can that was seen before `since`."""
        seen_at, rivals = self._first[sight.upstream_id]
        if sight.marker or seen_at <= since:
            return False
        now = {(rival.task_id, rival.number) for rival in unanswered}
        return any(
            (rival.task_id, rival.number) in now and _may_be(sight, rival.model, rival.request) is not False
            for rival in rivals
        )


def _ours(submission: Submission, sight: Sight, request: VideoRequest | None) -> bool | None:
    """Whether an upstream's task is this submission's; None while that cannot be seen."""
    if sight.marker:
        return sight.marker == submission.marker
    verdict = _may_be(sight, submission.model, request)
    if verdict is None and sight.stage in ("failed", "canceled", "gone"):
        # Without a prompt to compare, what has ended without a charge does no harm; anything else may be ours.
        return False
    return verdict


def _may_be(sight: Sight, model: str, request: VideoRequest | None) -> bool | None:
    """Whether a task shows all that a request asks for; None without a prompt to compare."""
    if sight.model and sight.model != model:
        return False
    if request is None or sight.prompt is None:
        return None
    return sight.prompt == request.prompt and _measures(sight, request)


def _measures(sight: Sight, request: VideoRequest) -> bool:
    """Whether a task's length and size can be the request's: upstreams round them to what their models make."""
    if sight.seconds is not None and abs(sight.seconds - request.duration) >= _ROUNDED_SECONDS:
        return False
    if sight.size is None or request.inputs != Inputs():
        return True  # a picture may have decided the size
    wanted = (request.width, request.height)
    return all(abs(has - want) <= want * _ROUNDED_SIZE for has, want in zip(sight.size, wanted, strict=True))
