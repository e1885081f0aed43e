"""How long an upstream's models take: learned while polling, from nothing, one curve for each kind of task.

A curve is a life table over bins of age that grow by 4 %: deaths and exposures, both with fractions. What polling
sees is that a task was unfinished at one age and finished at a later one; such a completion is spread over the bins
between as the curve itself holds likely, which is the EM step for interval-censored data (Turnbull 1976) done online.
Few polls a task say little about the shape between two of them; there the curve leans on the lognormal distribution
that makes the latest looks likeliest. Each look counts as what it is: a task unfinished at one age, finished or not at
the next. Completions alone would be a wrong sample whenever the schedule has just changed: the early ones come first.
Tasks that still run count as exposure, so the first completions of a fresh start do not make everything look fast.

Where tasks are first polled late, nothing tells the table how those that had ended by then are spread, and it keeps for
ever what it once held likely. So the curve leans on the lognormal distribution the more, the better that says what
happened: as long as it makes the latest looks about as likely as the table does, it is believed rather than the table.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog

from laterna.engines.remote.lifetable import (
    BINS,
    DOUBT,
    EDGES,
    Evidence,
    Lognormal,
    Table,
    bin_of,
    table_of,
)

_MEMORY: Final = 1500.0  # exposures that a bin remembers
_STALE: Final = 0.02  # share of new observations that makes the table worth computing again
_FAR_OUT: Final = 20.0  # cumulated hazard beyond which differences of areas have no digits left
_ENDS: Final = 512  # latest completions that the shape is fitted to, and judged by
_LOOKS: Final = 16_384  # looks that are kept at most, where nothing ends
_NONE: Final = 1e-6  # looks: what adding and taking away leaves of nothing
_FEWEST_ENDS: Final = 8

_log = structlog.get_logger(__name__)

Compute = Callable[[Evidence, Callable[[Table | None], None]], None]
"""Has the table computed, and hands it over, now or later; None when that failed."""


def at_once(known: Evidence, take: Callable[[Table | None], None]) -> None:
    """Computes the table before it returns."""
    take(table_of(known))


def in_a_thread(known: Evidence, take: Callable[[Table | None], None]) -> None:
    """Computes the table in a thread; the event loop, from which this is called, goes on and takes it later."""

    def end(work: asyncio.Future[Table]) -> None:
        if work.cancelled() or (error := work.exception()) is not None:
            if not work.cancelled():
                _log.error("run times could not be fitted", exc_info=error)
            take(None)
        else:
            take(work.result())

    asyncio.get_running_loop().run_in_executor(None, table_of, known).add_done_callback(end)


class _Looks:
    """The latest looks at one kind of tasks.

    Ends are kept one by one. Of the looks that found a task unfinished only a sum is needed: what is known of the
    survival at their later age, less that at their earlier one, shared by the edges of the bin that an age lies in.
    """

    def __init__(self) -> None:
        self.ends: deque[tuple[float, float]] = deque()
        """Between which ages the latest tasks ended."""
        self._looks: deque[tuple[float, float, bool]] = deque()
        self._passed = [0.0] * (BINS + 1)

    def add(self, low: float, high: float, ended: bool) -> None:
        """A task that was unfinished at one age was looked at again."""
        self._looks.append((low, high, ended))
        if ended:
            self.ends.append((low, high))
        else:
            self._count(low, high, 1)
        while len(self.ends) > _ENDS or len(self._looks) > _LOOKS:
            low, high, ended = self._looks.popleft()
            if ended:
                self.ends.popleft()
            else:
                self._count(low, high, -1)

    def survivors(self) -> list[tuple[int, float]]:
        """How often more tasks were seen to live up to an edge than from it on, by the number of the edge."""
        return [(index, many) for index, many in enumerate(self._passed) if abs(many) > _NONE]

    def _count(self, low: float, high: float, sign: int) -> None:
        for age, many in ((high, sign), (low, -sign)):
            index = bin_of(age)
            share = min((age - EDGES[index]) / (EDGES[index + 1] - EDGES[index]), 1.0)
            self._passed[index] += many * (1 - share)
            self._passed[index + 1] += many * share


class Since:
    """What may have happened to a task since it was seen unfinished at one age.

    Kept with the task, because it is asked for several times a second for thousands of them.
    """

    __slots__ = ("_area", "_bin", "_cumulated", "_curve", "_seen", "_version")

    def __init__(self, curve: "Curve", seen: float = 0.0) -> None:
        """`seen` is the age, in seconds."""
        self._curve = curve
        self.move(seen)

    def move(self, seen: float) -> None:
        """It was seen unfinished at this age."""
        self._seen = seen
        self._bin = bin_of(seen)
        self._cumulated, self._area = self._curve.at(seen, self._bin)
        self._version = self._curve.version

    def piled(self, age: float) -> tuple[float, float, float]:
        """What waiting until `age` has come to.

        For how many seconds, by expectation, it has been finished unseen; the probability that it has not finished;
        and its hazard, the chance a second to finish now: where that has fallen, the mean one since it was seen, as
        the tasks that remain are not safe for long.
        """
        if age <= self._seen:
            return 0.0, 1.0, 1.0
        curve = self._curve
        if self._version != curve.version:
            self.move(self._seen)
        index = self._bin
        while age >= EDGES[index + 1] and index < BINS - 1:
            index += 1
        cumulated, area = curve.at(age, index)
        alive = math.exp(self._cumulated - cumulated)
        passed = age - self._seen
        hazard = max(curve.hazard(index), (cumulated - self._cumulated) / passed)
        if self._cumulated > _FAR_OUT:
            return passed + math.expm1(-hazard * passed) / hazard, alive, hazard
        return passed - (area - self._area) * math.exp(self._cumulated), alive, hazard


class Curve:
    """The distribution of one kind's run times. Ages in seconds."""

    def __init__(self, prior: "Curve | None" = None, compute: Compute = at_once) -> None:
        """`prior` is the curve of the wider kind; `compute` has tables computed from what was seen."""
        self._prior = prior
        self._compute = compute
        self._deaths = [0.0] * BINS
        self._exposure = [0.0] * BINS
        self._looks = _Looks()
        self._observed = 0.0
        self._fresh = 0.0
        self._computing = False
        self._shape: Lognormal | None = None
        self._table = table_of(self._evidence(DOUBT))
        self.version = 1

    @property
    def earliest(self) -> float:
        """The age before which hardly any task finishes."""
        return self._table.earliest

    @property
    def smooth(self) -> float:
        """How far its hazards can be relied on at a single age, because a distribution tells them: 0 to 1."""
        return self._table.trusted

    def quantile(self, share: float) -> float:
        """The age by which so large a share of tasks has finished."""
        wanted, table = -math.log(1 - share), self._table
        for index in range(BINS):
            if table.cumulated[index + 1] >= wanted:
                return EDGES[index] + (wanted - table.cumulated[index]) / table.hazard[index]
        return EDGES[-1]

    def at(self, age: float, index: int) -> tuple[float, float]:
        """Cumulated hazard, and area under the survival, up to `age`, which lies in the bin `index`."""
        table = self._table
        hazard = table.hazard[index]
        inside = hazard * (age - EDGES[index])
        return table.cumulated[index] + inside, table.area[index] - table.survival[index] * math.expm1(
            -inside
        ) / hazard

    def hazard(self, index: int) -> float:
        """The chance a second to finish, in the bin `index`."""
        return self._table.hazard[index]

    def survived(self, seen: float, age: float) -> None:
        """A task that was unfinished at age `seen` was so at `age` as well."""
        if age <= seen:
            return
        self._looks.add(seen, age, False)
        first, last = bin_of(seen), bin_of(age)
        for index in range(first, last + 1):
            low, high = EDGES[index], EDGES[index + 1]
            self._expose(index, (min(age, high) - max(seen, low)) / (high - low), 0.0)
        self._note(0.2)

    def finished(self, seen: float, age: float) -> None:
        """A task that was unfinished at age `seen` had finished at `age`."""
        age = max(age, seen + 0.001)
        self._looks.add(seen, age, True)
        first, last = bin_of(seen), bin_of(age)
        alive = 1.0
        parts: list[tuple[int, float, float]] = []
        for index in range(first, last + 1):
            low, high = EDGES[index], EDGES[index + 1]
            width = min(age, high) - max(seen, low)
            dies = alive * -math.expm1(-self._table.rough[index] * width)
            parts.append((index, width / (high - low), dies))
            alive -= dies
        total = sum(dies for _, _, dies in parts)
        left = 1.0
        for index, share, dies in parts:
            weight = dies / total if total > 0 else 1 / len(parts)
            self._expose(index, share * (left - weight / 2), weight)
            left -= weight
        self._note(1.0)

    def _expose(self, index: int, exposure: float, deaths: float) -> None:
        known = self._exposure[index] + max(exposure, 0.0)
        died = self._deaths[index] + deaths
        if known > _MEMORY:
            died *= _MEMORY / known
            known = _MEMORY
        self._exposure[index], self._deaths[index] = known, died

    def _note(self, weight: float) -> None:
        self._observed += weight
        self._fresh += weight
        if self._fresh >= min(50.0, 1 + _STALE * self._observed) and not self._computing:
            self._fresh, self._computing = 0.0, True
            self._compute(self._evidence(self._table.doubt), self._take)

    def _evidence(self, doubt: float) -> Evidence:
        if self._shape is None and len(self._looks.ends) >= _FEWEST_ENDS:
            ends = self._looks.ends
            self._shape = Lognormal(sum(math.log((low + high) / 2) for low, high in ends) / len(ends))
        return Evidence(
            deaths=[*self._deaths],
            exposure=[*self._exposure],
            observed=self._observed,
            ends=[*self._looks.ends],
            survivors=self._looks.survivors(),
            shape=self._shape,
            prior=None if self._prior is None else self._prior._table.hazard,
            doubt=doubt,
        )

    def _take(self, table: Table | None) -> None:
        self._computing = False
        if table is not None:
            self._table, self._shape = table, table.shape
            self.version += 1


class Durations:
    """The curves of all kinds of tasks at one upstream. A new kind begins with what its model is known for."""

    def __init__(self, compute: Compute = at_once) -> None:
        """`compute` has tables computed; a server does that `in_a_thread`."""
        self._compute = compute
        self._all = Curve(compute=compute)
        self._models: dict[str, Curve] = {}
        self._kinds: dict[tuple[str, str], Curve] = {}

    def curve(self, model: str, detail: str) -> Curve:
        """The curve of one kind: the upstream's name of the model, and whatever else makes tasks longer."""
        known = self._kinds.get((model, detail))
        if known is None:
            whole = self._models.setdefault(model, Curve(self._all, self._compute))
            known = self._kinds[model, detail] = Curve(whole, self._compute)
        return known

    def survived(self, model: str, detail: str, seen: float, age: float) -> None:
        """A task of this kind, unfinished at age `seen` (seconds), was so at `age`."""
        for curve in (self.curve(model, detail), self._models[model], self._all):
            curve.survived(seen, age)

    def finished(self, model: str, detail: str, seen: float, age: float) -> None:
        """A task of this kind, unfinished at age `seen` (seconds), had succeeded at `age`."""
        for curve in (self.curve(model, detail), self._models[model], self._all):
            curve.finished(seen, age)
