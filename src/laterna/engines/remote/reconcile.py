"""Finding out whether a create whose answer was lost was taken: by the upstream's own list of tasks.

A task of the upstream is ours when it carries the marker, or, where the wire's list has no such place, when it was
made at that time for that model with that prompt. DashScope's list shows no prompt, and its query only once a task
has succeeded: candidates are then asked until they show it. Another program on the same account may have made a task
in the same second, so a guess is never enough.

Lists go by the upstream's clock. This machine's may be wrong, and may have been put right since the create was sent; so
the times to look at are reckoned back from the upstream's own `Date`, and patience is measured on a clock that no one
puts back.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from msgspec import Struct

from laterna.clock import DAY, SECOND, Clock
from laterna.engines.remote.upstream import Pause, RemoteUpstream, Ticks
from laterna.errors import StorageError
from laterna.routing import Key
from laterna.tasks.submission import Submission
from laterna.tasks.submissions import SubmissionBook
from laterna.wire.client import Sight

_SLACK = 120 * SECOND  # clocks differ, and are only told to the second
_AFTER = 600 * SECOND  # an upstream may take its time until it writes a task down
_WIDEST = DAY  # that lists may be asked for at once (contract dashscope 5.6)
_PAGES = 50
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0  # seconds between two looks
_LONGEST_CATCH = 8.0  # of them while the answer may come any moment

Ask = Callable[[Submission, str], Awaitable[Sight | None]]
"""Asks the upstream for one of its tasks, with the submission's key."""

_log = structlog.get_logger(__name__)


class Lookup(Struct, frozen=True):
    """What one look at the list has shown. `waiting`: a task that may be ours does not show its prompt yet."""

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

    async def find(self, upstream: RemoteUpstream, submission: Submission, prompt: str | None) -> str | None:
        """The upstream's id of the task, or "" when its list shows that it never took it.

        None when there is nothing to find any more: the answer has come to another process, or the owner has decided.

        Waits as long as neither is certain: for ever, where the wire cannot list. `prompt` is what the task asked for,
        None where nobody knows any more.
        """
        begun, wait = self._ticks(), _FIRST_PAUSE
        while True:
            asked_at = self._ticks()
            look = await self._look(upstream, submission, prompt)
            if look.found:
                return look.found
            if look.complete and not look.waiting and asked_at - begun >= upstream.settings.certain_after:
                return ""
            if not await self._sought(submission):
                return None
            await self._pause(wait)
            wait = min(wait * 2, _LONGEST_PAUSE)

    async def catch(self, upstream: RemoteUpstream, submission: Submission, prompt: str | None) -> str | None:
        """As `find`, for a create that somebody else may still be sending, or whose answer may still come to them.

        "" when that can no longer be, which says nothing about whether the upstream took the task.
        """
        until, wait = self._ticks() + upstream.longest_create, _FIRST_PAUSE
        while True:
            look = await self._look(upstream, submission, prompt)
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

    async def _look(self, upstream: RemoteUpstream, submission: Submission, prompt: str | None) -> Lookup:
        key = upstream.key_of(submission.account)
        if key is None or not upstream.face.lists:
            return Lookup()
        sights = await self._listed(upstream, key, submission)
        if sights is None:
            return Lookup()
        taken = await self._book.known(upstream.name, [sight.upstream_id for sight in sights])
        waiting = False
        for sight in sights:
            if sight.upstream_id in taken:
                continue
            match await self._ours(submission, sight, prompt):
                case True:
                    return Lookup(found=sight.upstream_id)
                case None:
                    waiting = True
                case False:
                    continue
        return Lookup(waiting=waiting, complete=True)

    async def _ours(self, submission: Submission, sight: Sight, prompt: str | None) -> bool | None:
        """Whether an upstream's task is this submission's; None while that cannot be seen."""
        if sight.marker:
            return sight.marker == submission.marker
        if sight.model and sight.model != submission.model:
            return False
        if sight.prompt is None and prompt is not None:
            sight = await self._ask(submission, sight.upstream_id) or sight
        if sight.prompt is not None and prompt is not None:
            return sight.prompt == prompt
        # Without a prompt to compare, what has ended without a charge does no harm; anything else may be ours.
        return False if sight.stage in ("failed", "canceled", "gone") else None

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
