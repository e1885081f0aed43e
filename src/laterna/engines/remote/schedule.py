"""When to ask an upstream about which task, inside its budget of calls. Pure: whoever calls brings the time.

Every task has a worth of being asked now, in seconds of delay (`Case.weigh`), and a call goes where it buys most. One
query buys one task. Where the wire lists, one page buys a hundred tasks that were created one after the other; what
a list leaves out of a finished task (its URL, why it failed) is asked for at once.
"""

import heapq
from collections import deque
from typing import Final

from msgspec import Struct

from laterna.clock import SECOND
from laterna.engines.remote.durations import Curve, Durations, Since
from laterna.engines.remote.windows import Shelf, Window
from laterna.wire.client import FINAL_STAGES, Listing, Sight

__all__ = ["Durations", "Move", "Page", "Planner", "Query", "Watched"]

_WEIGH_EVERY: Final = 0.25  # seconds
_WEIGH_SELDOM: Final = 0.75
_LEAST_GAP: Final = 0.5  # seconds between two queries of one task
_GAP_SHARE: Final = 0.01  # of the time for which it is watched
_LONGEST_GAP: Final = 60.0
_LEAST_WORTH: Final = 1e-5  # seconds
_LEAST_ALIVE: Final = 1e-3
_SILENCE: Final = 60.0  # seconds after which a task is asked whatever its curve says
_SILENCE_SHARE: Final = 0.1  # of its age
_GUARD_EVERY: Final = 5  # calls, of which one may go to tasks that were left out
_CHECK_FROM: Final = 5.0  # seconds after submission, for tasks that fail at once
_CHECK_UNTIL: Final = 15.0
_GONE_AFTER: Final = 5.0  # seconds between two answers that know no such task, until that is believed
_SLOW: Final = 0.02  # weight of the newest in running means
_TOLD_AGAIN: Final = 1.15  # growth of a task's age between two entries into its curve
_REST: Final = 10.0  # seconds that the rest of a list is of use
_LOST_PAGES: Final = 3  # pages in a row that brought nothing
_LISTS_AGAIN: Final = 60.0  # seconds until lists are tried again


class Watched(Struct, frozen=True, kw_only=True):
    """A task at an upstream whose end somebody waits for.

    `upstream_id` is unique at one upstream. `key` names the key that made it: only that one asks. `model` is the
    upstream's name of the model, `detail` whatever else makes its tasks longer, for instance `5s 720p`.
    `created_at` in microseconds, by this machine's clock. `submission` is the caller's own.
    """

    upstream_id: str
    key: str
    model: str
    created_at: int
    detail: str = ""
    submission: str = ""


class Query(Struct, frozen=True):
    """Ask for this one task."""

    task: Watched

    @property
    def key(self) -> str:
        """The name of the key to ask with."""
        return self.task.key


class Page(Struct, frozen=True):
    """Ask for the tasks of one key that were created between two times (microseconds); `after` is `Listing.next`."""

    key: str
    since: int
    until: int
    after: str = ""


Move = Query | Page


class Case:
    """One task on watch. Times in seconds, by the planner's clock; ages in seconds."""

    __slots__ = (
        "asked_at",
        "asking",
        "begun",
        "born",
        "checked",
        "counted",
        "curve",
        "due",
        "gone_at",
        "listed",
        "piled",
        "seen",
        "since",
        "task",
        "unlisted",
        "urgent",
        "worth",
    )

    def __init__(self, task: Watched, born: float, begun: float, curve: Curve) -> None:
        self.task = task
        self.curve = curve
        self.born = born
        self.begun = begun  # when its watch began, which no clock that is put forward makes longer ago
        self.seen = 0.0  # age at which it was last seen unfinished
        self.since = Since(curve)
        self.counted = 0.0  # age up to which its curve has heard of it
        self.asked_at = born
        self.asking = False
        self.checked = False
        self.urgent = False
        self.gone_at: float | None = None
        self.listed: int | None = None
        self.unlisted = 0
        self.worth = 0.0  # of a query of its own
        self.piled = 0.0  # its part of what a page is worth
        self.due = born  # when to weigh it again

    def weigh(self, now: float, early: float, price: float) -> None:
        """Finds what asking now is worth, in seconds of delay.

        `early` is the share of tasks that fail at once; `price` is what calls have been worth lately: what is far
        below it is weighed less often.
        """
        self.worth = self.piled = 0.0
        self.due = now
        age = now - self.born
        if self.asking:
            return
        if age < self.curve.earliest:
            self._weigh_fresh(now, age, early)
            return
        piled, alive, hazard = self.since.piled(age)
        self.piled = piled
        if now - self.asked_at >= min(max(_LEAST_GAP, _GAP_SHARE * (now - self.begun)), _LONGEST_GAP):
            self.worth = _query_worth(piled, max(alive, _LEAST_ALIVE), hazard, self.curve.smooth)
        if self.worth < price / 4:
            self.due = now + _WEIGH_SELDOM

    def _weigh_fresh(self, now: float, age: float, early: float) -> None:
        if self.checked or age > _CHECK_UNTIL:
            self.due = now + min(self.curve.earliest - age, 1.0)
        elif age >= _CHECK_FROM:
            self.worth = self.piled = early * (self.curve.earliest - age)

    def deadline(self) -> float:
        """When it should be asked at the latest."""
        return self.asked_at + max(_SILENCE, _SILENCE_SHARE * (self.asked_at - self.born))


class _Rest(Struct, frozen=True):
    """The rest of a list that was cut off, and until when it is of use."""

    page: Page
    until: float


class Planner:
    """Chooses what to ask next, for one upstream. Times in seconds on a clock that only moves forward.

    `calls_per_second` is the budget: the planner does not hold it, but knows how long a round takes.
    """

    def __init__(self, *, lists: bool, calls_per_second: float, durations: Durations | None = None) -> None:
        self.durations = durations or Durations()
        self._lists = lists
        self._calls_per_second = calls_per_second
        self._cases: dict[str, Case] = {}
        self._shelves: dict[str, Shelf[Case]] = {}
        self._urgent: deque[Case] = deque()
        self._rests: dict[str, _Rest] = {}
        self._windowless: set[str] = set()
        self._singles: list[Case] = []  # the best come last
        self._neglected: Case | None = None
        self._weighed_at = float("-inf")
        self._calls = 0
        self._lost_pages = 0
        self._lists_from = float("-inf")
        self._early = 0.005
        self._price = 0.0
        self._windows: dict[str, list[Window]] = {}
        self._under_way: dict[Page, list[Case]] = {}

    def __len__(self) -> int:
        return len(self._cases)

    def __contains__(self, upstream_id: str) -> bool:
        return upstream_id in self._cases

    def add(self, task: Watched, now: float, age: float = 0.0) -> None:
        """Watches a task that was created `age` seconds ago."""
        self.drop(task.upstream_id)
        case = Case(task, now - max(age, 0.0), now, self.durations.curve(task.model, task.detail))
        if age > _CHECK_UNTIL:
            # Those that ended before are not here to be counted, so its earlier life says nothing of run times.
            case.checked, case.counted = True, age
        self._cases[task.upstream_id] = case
        if self._lists:
            self._shelves.setdefault(task.key, Shelf()).put(case, task.created_at)

    def drop(self, upstream_id: str) -> None:
        """Watches a task no longer."""
        case = self._cases.pop(upstream_id, None)
        if case is not None and self._lists:
            self._shelves[case.task.key].take(case)

    def poke(self, upstream_id: str) -> None:
        """Somebody says that there is news of a task: it is asked next."""
        case = self._cases.get(upstream_id)
        if case is not None and not case.urgent:
            case.urgent = True
            self._urgent.append(case)

    def choose(self, now: float, *, queries: bool = True, lists: bool = True) -> Move | None:
        """The next call, which counts as under way from now on. None: nothing is worth a call now.

        `queries` and `lists` say what may be called, where an upstream counts them apart.
        """
        if now - self._weighed_at >= _WEIGH_EVERY or now < self._weighed_at:
            self._weigh(now)
        if not queries:
            return self._best_page(now, _LEAST_WORTH)
        self._calls += 1
        return self._pressing(now) or self._left_out(now) or self._worthiest(now, lists)

    def missed(self, move: Move, now: float) -> None:
        """The call brought nothing."""
        if isinstance(move, Query):
            case = self._cases.get(move.task.upstream_id)
            if case is not None:
                case.asking = False
            return
        self._release(move)
        self._lost_pages += 1
        if self._lost_pages >= _LOST_PAGES:
            self._lists_from = now + _LISTS_AGAIN
            self._lost_pages = 0

    def answered(self, move: Query, sight: Sight, now: float, asked_at: float) -> Sight | None:
        """Takes what a query that was sent at `asked_at` brought by `now`.

        Returns the sight where there is something to tell: the task is watched, and if it has ended, that can be
        relied on; its watch is over then.
        """
        case = self._cases.get(move.task.upstream_id)
        if case is None:
            return None
        case.asking = False
        return self._take(case, sight, now, asked_at)

    def listed(self, move: Page, listing: Listing, now: float, asked_at: float) -> tuple[Sight, ...]:
        """Takes what a page brought; returns what there is to tell, as `answered` does."""
        self._lost_pages = 0
        window = self._window(move)
        self._release(move)
        self._note_strays(move, listing)
        told = [self._from_list(move.key, sight, now, asked_at) for sight in listing.sights]
        self._note_uncovered(move, listing, window, now)
        return tuple(sight for sight in told if sight is not None)

    def _take(self, case: Case, sight: Sight, now: float, asked_at: float) -> Sight | None:
        case.asked_at = max(case.asked_at, asked_at)
        case.checked = case.checked or asked_at - case.born >= _CHECK_FROM
        self._place(case, sight)
        if sight.stage != "gone":
            case.gone_at = None
        elif case.gone_at is None or asked_at - case.gone_at < _GONE_AFTER:
            case.gone_at = asked_at if case.gone_at is None else case.gone_at
            return None
        if sight.stage not in FINAL_STAGES:
            self._still(case, asked_at - case.born)
            return sight
        self._learn_end(case, sight, now - case.born)
        self.drop(case.task.upstream_id)
        return sight

    def _from_list(self, key: str, sight: Sight, now: float, asked_at: float) -> Sight | None:
        """Lists say less than queries: what is missing is asked for at once."""
        case = self._cases.get(sight.upstream_id)
        if case is None or case.task.key != key:
            return None
        case.unlisted = 0
        bare = (sight.stage == "succeeded" and not sight.url) or (
            sight.stage == "failed" and not (sight.code or sight.message)
        )
        if not bare and sight.stage != "gone":
            return self._take(case, sight, now, asked_at)
        self._place(case, sight)
        if not case.asking:
            self.poke(sight.upstream_id)
        return None

    def _still(self, case: Case, age: float) -> None:
        if age <= case.seen:
            return
        if case.seen < _CHECK_FROM <= age:
            self._early -= self._early * _SLOW
        case.seen = age
        case.since.move(age)
        case.piled = case.worth = 0.0
        if age > case.counted * _TOLD_AGAIN:
            self.durations.survived(case.task.model, case.task.detail, case.counted, age)
            case.counted = age

    def _learn_end(self, case: Case, sight: Sight, age: float) -> None:
        task = case.task
        if case.seen >= case.counted:
            self.durations.survived(task.model, task.detail, case.counted, case.seen)
        if sight.stage == "succeeded":
            self.durations.finished(task.model, task.detail, case.seen, age)
        elif sight.stage == "failed" and age < _CHECK_UNTIL:
            self._early += (1 - self._early) * _SLOW

    def _place(self, case: Case, sight: Sight) -> None:
        """Learns when the upstream made the task, by the clock that its lists go by."""
        if self._lists and sight.created_at is not None and case.listed is None:
            case.listed = sight.created_at
            case.unlisted = 0
            self._shelves[case.task.key].place(case, case.task.created_at, sight.created_at)

    def _weigh(self, now: float) -> None:
        self._weighed_at = now
        early, price = self._early, 0.0 if self._lists else self._price
        latest, neglected = now - _GUARD_EVERY * len(self._cases) / self._calls_per_second, None
        for case in self._cases.values():
            if case.due <= now:
                case.weigh(now, early, price)
            if case.asked_at < latest and not case.asking and (deadline := case.deadline()) < latest:
                latest, neglected = deadline, case
        self._neglected = neglected
        many = 4 + int(2 * _WEIGH_EVERY * self._calls_per_second)
        self._singles = heapq.nlargest(many, self._cases.values(), key=_worth)
        self._singles.reverse()
        for key, shelf in self._shelves.items():
            whole = key in self._windowless
            self._windows[key] = shelf.whole() if whole else shelf.best(many)

    def _pressing(self, now: float) -> Query | None:
        while self._urgent:
            case = self._urgent.popleft()
            case.urgent = False
            if self._cases.get(case.task.upstream_id) is case:
                return self._query(case, now)
        return None

    def _left_out(self, now: float) -> Query | None:
        case = self._neglected
        if case is None or self._calls % _GUARD_EVERY:
            return None
        self._neglected = None
        if case.asking or self._cases.get(case.task.upstream_id) is not case:
            return None
        return self._query(case, now)

    def _worthiest(self, now: float, lists: bool) -> Move | None:
        single = self._single()
        least = max(_LEAST_WORTH, single.worth if single is not None else 0.0)
        page = self._best_page(now, least) if lists else None
        if page is not None:
            return page
        if single is None or single.worth < _LEAST_WORTH:
            return None
        self._singles.pop()
        self._price += (single.worth - self._price) * _SLOW
        return self._query(single, now)

    def _best_page(self, now: float, least: float) -> Page | None:
        page = self._page(now, least) if self._lists and now >= self._lists_from else None
        if page is not None:
            cases = self._window(page)
            for case in cases:
                case.asking = True
            self._under_way.setdefault(page, []).extend(cases)
        return page

    def _release(self, page: Page) -> None:
        """Tasks may have moved since the page was sent: those that it was sent for count, not those it covers now."""
        for case in self._under_way.pop(page, ()):
            case.asking = False

    def _single(self) -> Case | None:
        while self._singles:
            case = self._singles[-1]
            if not case.asking and case.worth > 0 and self._cases.get(case.task.upstream_id) is case:
                return case
            self._singles.pop()
        return None

    def _query(self, case: Case, now: float) -> Query:
        case.asking = True
        case.asked_at = now
        case.worth = case.piled = 0.0
        case.checked = case.checked or now - case.born >= _CHECK_FROM
        return Query(case.task)

    def _page(self, now: float, least: float) -> Page | None:
        """The page that is worth most, if that is more than `least`."""
        found: Page | None = None
        for key in self._shelves:
            rest = self._rests.get(key)
            if rest is not None and rest.until > now:
                worth = sum(case.piled for case in self._window(rest.page) if not case.asking)
                if worth > least:
                    found, least = rest.page, worth
                if key in self._windowless:
                    continue
            windows = self._windows.get(key)
            if windows and windows[-1].worth > least:
                found, least = _page_of(key, windows[-1]), windows[-1].worth
        if found is None:
            return None
        if found.after:
            del self._rests[found.key]
        else:
            self._windows[found.key].pop()
        return found

    def _window(self, page: Page) -> list[Case]:
        shelf = self._shelves.get(page.key)
        return [] if shelf is None else list(shelf.within(page.since // SECOND, page.until // SECOND))

    def _note_strays(self, move: Page, listing: Listing) -> None:
        """Notices wires whose lists do not heed times."""
        times = [sight.created_at for sight in listing.sights if sight.created_at is not None]
        slack = 2 * SECOND
        strays = sum(not move.since - slack <= time <= move.until + slack for time in times)
        if strays * 2 > len(times):
            self._windowless.add(move.key)

    def _note_uncovered(self, move: Page, listing: Listing, window: list[Case], now: float) -> None:
        """Tasks that the page should have shown: they are on the rest of the list, or nowhere."""
        listed = {sight.upstream_id for sight in listing.sights}
        missing = [case for case in window if case.task.upstream_id not in listed]
        if not missing:
            return
        if listing.next:
            rest = Page(move.key, move.since, move.until, listing.next)
            self._rests[move.key] = _Rest(rest, now + _REST)
            return
        if move.after == "":
            for case in missing:
                case.unlisted += 1


def _query_worth(piled: float, alive: float, hazard: float, smooth: float) -> float:
    """Seconds of delay that a query saves: the price of a call at which just now is the best time for it.

    With the rest of a task's life costing V from now on, waiting costs the chance that it is done, (1 - alive), a
    second, and saves hazard x alive x V; at the best time both are equal. V changes slowly, so a call that leads from
    V to alive x V is worth (1 - alive) x V - piled. That needs the hazard at one age. Where only a table of what was
    seen tells it, `piled / alive` is worse but does no harm: asking where the table happens to have a gap would fill
    the table with what it holds already.
    """
    plain = piled / alive
    if not smooth:
        return plain
    return plain + smooth * (max((1 - alive) ** 2 / (hazard * alive) - piled, 0.0) - plain)


def _worth(case: Case) -> float:
    return case.worth


def _page_of(key: str, window: Window) -> Page:
    return Page(key, window.first * SECOND, (window.last + 1) * SECOND - 1)
