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

import itertools
import math
from collections import deque
from typing import Final

_FIRST: Final = 0.5  # seconds, end of the first bin
_RATIO: Final = 1.04
_BINS: Final = 290  # up to 12 hours
_LOG_RATIO: Final = math.log(_RATIO)
_EDGES: Final = [0.0, *(_FIRST * _RATIO**number for number in range(_BINS))]

_MEMORY: Final = 1500.0  # exposures that a bin remembers
_OWN_PRIOR: Final = 1.5  # exposures that the prior is worth
_STALE: Final = 0.02  # share of new observations that makes the table worth computing again
_LEAST_HAZARD: Final = 1e-7  # a second
_FAR_OUT: Final = 20.0  # cumulated hazard beyond which differences of areas have no digits left
_EARLIEST: Final = 0.01  # cumulated hazard from which on an end is plausible

_PRIOR_MEDIAN: Final = 90.0  # seconds; contract dashscope 5.3 has 30 s to 5 minutes
_PRIOR_SHAPE: Final = 2.0

_ENDS: Final = 512  # latest completions that the shape is fitted to, and judged by
_LOOKS: Final = 16_384  # looks that are kept at most, where nothing ends
_NONE: Final = 1e-6  # looks: what adding and taking away leaves of nothing
_JUDGE_FROM: Final = (
    2000.0  # observations before that is asked: the table begins with what it was held to be likely
)
_FEWEST_ENDS: Final = 8
_FIT_STEPS: Final = 4
_START_SHARES: Final = (0.1, 0.3, 0.5, 0.7, 0.9)  # of completions: medians from which the fit may start anew
_START_SPREADS: Final = (0.1, 0.3)
_LEAST_SPREAD: Final = 0.01
_BROAD: Final = 0.02  # share of the broad distribution
_SHAPE_WORTH: Final = 20.0  # exposures that the shape is worth
_TRUSTED_WORTH: Final = 20_000.0  # that it is worth where it says as well as the table what happened
_TRUSTED_SPREAD: Final = (
    5_000.0  # that it is worth there for spreading a completion over what lies between two polls
)
_DOUBT: Final = (
    0.3  # by how much more likely (log, a completion) the table is held to make things, to begin with
)
_TRUSTED: Final = 0.03  # doubt up to which the shape is trusted wholly
_FADING: Final = 0.06  # doubt beyond that, over which trust fades
_SLOWLY: Final = 0.1  # weight of the newest judgement
_MOST_SAID: Final = (-0.2, 0.5)  # of one judgement
_ROOT: Final = math.sqrt(2)


class _Shape:
    """The lognormal distribution, with a broad one mixed in, that makes the latest looks likeliest.

    Ends are kept one by one. Of the looks that found a task unfinished only a sum is needed: what is known of the
    survival at their later age, less that at their earlier one, shared by the edges of the bin that an age lies in.
    """

    def __init__(self) -> None:
        self._looks: deque[tuple[float, float, bool]] = deque()
        self._ends = 0
        self._passed = [0.0] * (_BINS + 1)
        self._begun = False
        self._middle = math.log(_PRIOR_MEDIAN)
        self._spread = 0.5

    @property
    def known(self) -> bool:
        """True once there are completions enough."""
        return self._begun

    def add(self, low: float, high: float, ended: bool) -> None:
        """A task that was unfinished at one age was looked at again."""
        self._looks.append((low, high, ended))
        self._count(low, high, ended, 1)
        while self._ends > _ENDS or len(self._looks) > _LOOKS:
            self._count(*self._looks.popleft(), -1)
        if not self._begun and self._ends >= _FEWEST_ENDS:
            self._begun = True
            self._middle = sum(math.log((low + high) / 2) for low, high in self.ends()) / self._ends

    def ends(self) -> list[tuple[float, float]]:
        """Between which ages the latest tasks ended."""
        return [(low, high) for low, high, ended in self._looks if ended]

    def survivors(self) -> list[tuple[int, float]]:
        """How often more tasks were seen to live up to an edge than from it on, by the number of the edge."""
        return [(index, many) for index, many in enumerate(self._passed) if abs(many) > _NONE]

    def _count(self, low: float, high: float, ended: bool, sign: int) -> None:
        if ended:
            self._ends += sign
            return
        for age, many in ((high, sign), (low, -sign)):
            index = _bin(age)
            share = min((age - _EDGES[index]) / (_EDGES[index + 1] - _EDGES[index]), 1.0)
            self._passed[index] += many * (1 - share)
            self._passed[index + 1] += many * share

    def fit(self) -> None:
        """Moves a little towards what is likeliest."""
        seen = self._seen()
        starts = [(self._middle, self._spread), *self._starts()]
        best, (self._middle, self._spread) = max((_fits(seen, *each), each) for each in starts)
        step = 0.4
        for _ in range(_FIT_STEPS):
            tries = (
                (self._middle + step * self._spread, self._spread),
                (self._middle - step * self._spread, self._spread),
                (self._middle, self._spread * (1 + step)),
                (self._middle, max(self._spread / (1 + step), _LEAST_SPREAD)),
            )
            likelihood, found = max((_fits(seen, *each), each) for each in tries)
            if likelihood > best:
                best, (self._middle, self._spread) = likelihood, found
            else:
                step /= 2

    def _seen(self) -> "_Seen":
        ends = [
            (_log(low), _log(high), _BROAD * _broad_left(low), _BROAD * _broad_left(high))
            for low, high in self.ends()
        ]
        survivors = [
            (_log(_EDGES[index]), _BROAD * _broad_left(_EDGES[index]), many)
            for index, many in self.survivors()
        ]
        return ends, survivors

    def _starts(self) -> list[tuple[float, float]]:
        """Where the climb may begin as well, should it be on the wrong hill."""
        ends = sorted(_log(high) for _, high in self.ends())
        places = [ends[int(share * len(ends))] for share in _START_SHARES] if ends else []
        return list(itertools.product(places, _START_SPREADS))

    def hazards(self) -> list[float]:
        """Chances a second of each bin."""
        left = [
            (1 - _BROAD) * 0.5 * math.erfc((math.log(max(edge, 0.01)) - self._middle) / self._spread / _ROOT)
            + _BROAD * _broad_left(edge)
            for edge in _EDGES
        ]
        return [
            math.log(left[index] / left[index + 1]) / (_EDGES[index + 1] - _EDGES[index])
            for index in range(_BINS)
        ]


_Seen = tuple[list[tuple[float, float, float, float]], list[tuple[float, float, float]]]
"""Ends: logarithms of the two ages, what the broad distribution leaves at each. Survivors: the same of one edge, and
how many."""


def _fits(seen: _Seen, middle: float, spread: float) -> float:
    """The logarithm of how likely it is to see this, by the lognormal distribution."""
    ends, survivors = seen
    erfc, log, share = math.erfc, math.log, (1 - _BROAD) * 0.5
    scale = 1 / spread / _ROOT
    total = 0.0
    for low, high, left, then in ends:
        before = left + share * erfc((low - middle) * scale)
        after = then + share * erfc((high - middle) * scale)
        total += log((before - after) / before + 1e-12)
    for edge, left, many in survivors:
        total += many * log(left + share * erfc((edge - middle) * scale))
    return total


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
        self._bin = _bin(seen)
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
        while age >= _EDGES[index + 1] and index < _BINS - 1:
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

    def __init__(self, prior: "Curve | None" = None) -> None:
        self._prior = prior
        self._deaths = [0.0] * _BINS
        self._exposure = [0.0] * _BINS
        self._shape = _Shape()
        self._observed = 0.0
        self._fresh = 0.0
        self._doubt = _DOUBT
        self._trusted = 0.0
        self._hazard: list[float] = []
        self._rough: list[float] = []
        self._cumulated: list[float] = []
        self._survival: list[float] = []
        self._area: list[float] = []
        self._earliest = 0.0
        self.version = 0
        self._compute()

    @property
    def earliest(self) -> float:
        """The age before which hardly any task finishes."""
        return self._earliest

    @property
    def smooth(self) -> float:
        """How far its hazards can be relied on at a single age, because a distribution tells them: 0 to 1."""
        return self._trusted

    def quantile(self, share: float) -> float:
        """The age by which so large a share of tasks has finished."""
        wanted = -math.log(1 - share)
        for index in range(_BINS):
            if self._cumulated[index + 1] >= wanted:
                return _EDGES[index] + (wanted - self._cumulated[index]) / self._hazard[index]
        return _EDGES[-1]

    def at(self, age: float, index: int) -> tuple[float, float]:
        """Cumulated hazard, and area under the survival, up to `age`, which lies in the bin `index`."""
        hazard = self._hazard[index]
        inside = hazard * (age - _EDGES[index])
        return self._cumulated[index] + inside, self._area[index] - self._survival[index] * math.expm1(
            -inside
        ) / hazard

    def hazard(self, index: int) -> float:
        """The chance a second to finish, in the bin `index`."""
        return self._hazard[index]

    def survived(self, seen: float, age: float) -> None:
        """A task that was unfinished at age `seen` was so at `age` as well."""
        if age <= seen:
            return
        self._shape.add(seen, age, False)
        first, last = _bin(seen), _bin(age)
        for index in range(first, last + 1):
            low, high = _EDGES[index], _EDGES[index + 1]
            self._expose(index, (min(age, high) - max(seen, low)) / (high - low), 0.0)
        self._note(0.2)

    def finished(self, seen: float, age: float) -> None:
        """A task that was unfinished at age `seen` had finished at `age`."""
        age = max(age, seen + 0.001)
        self._shape.add(seen, age, True)
        first, last = _bin(seen), _bin(age)
        alive = 1.0
        parts: list[tuple[int, float, float]] = []
        for index in range(first, last + 1):
            low, high = _EDGES[index], _EDGES[index + 1]
            width = min(age, high) - max(seen, low)
            dies = alive * -math.expm1(-self._rough[index] * width)
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
        if self._fresh >= min(50.0, 1 + _STALE * self._observed):
            self._compute()

    def _compute(self) -> None:
        self._fresh = 0.0
        self.version += 1
        prior, worth, spread_worth = self._before()
        self._rough = self._hazards(0, prior, spread_worth)
        self._hazard = self._hazards(1, prior, worth)
        cumulated, survival, area = [0.0], [1.0], [0.0]
        self._earliest = _EDGES[-1]
        for index, hazard in enumerate(self._hazard):
            width = _EDGES[index + 1] - _EDGES[index]
            cumulated.append(cumulated[-1] + hazard * width)
            survival.append(math.exp(-cumulated[-1]))
            area.append(area[-1] - survival[index] * math.expm1(-hazard * width) / hazard)
            if cumulated[-1] >= _EARLIEST and self._earliest == _EDGES[-1]:
                self._earliest = _EDGES[index]
        self._cumulated, self._survival, self._area = cumulated, survival, area

    def _before(self) -> tuple[list[float], float, float]:
        """What is held likely where nothing was seen, and how many exposures that is worth: for the curve, and for
        spreading completions."""
        if self._shape.known:
            self._shape.fit()
            prior = self._shape.hazards()
            trust = self._trusted = self._trust(prior)
            worth = _SHAPE_WORTH + (_TRUSTED_WORTH - _SHAPE_WORTH) * trust
            return prior, worth, max(_TRUSTED_SPREAD * trust, _SHAPE_WORTH)
        prior = [_guess(index) for index in range(_BINS)] if self._prior is None else self._prior._hazard
        return prior, _OWN_PRIOR, _OWN_PRIOR

    def _trust(self, prior: list[float]) -> float:
        """How far the shape, whose hazards these are, can be trusted: 0 to 1."""
        if self._observed < _JUDGE_FROM:
            return 0.0
        table = _likelihood(self._shape, self._hazards(0, prior, _SHAPE_WORTH))
        least, most = _MOST_SAID
        said = min(max(table - _likelihood(self._shape, prior), least), most)
        self._doubt += (said - self._doubt) * _SLOWLY
        return min(max((_TRUSTED + _FADING - self._doubt) / _FADING, 0.0), 1.0)

    def _hazards(self, reach: int, prior: list[float], worth: float) -> list[float]:
        """Chances a second of each bin; `reach` neighbours on each side help, the prior fills what is not known.

        What completions are spread by takes no help from neighbours: where hardly anything is seen, the same mass
        would be spread again and again, and flattened each time.
        """
        deaths, exposure = self._deaths, self._exposure
        hazards = []
        for index in range(_BINS):
            width = _EDGES[index + 1] - _EDGES[index]
            low, high = max(index - reach, 0), min(index + reach, _BINS - 1)
            died = deaths[low] + 2 * deaths[index] + deaths[high] + 4 * worth * prior[index] * width
            lived = exposure[low] + 2 * exposure[index] + exposure[high] + 4 * worth
            hazards.append(max(died / lived / width, _LEAST_HAZARD))
        return hazards


class Durations:
    """The curves of all kinds of tasks at one upstream. A new kind begins with what its model is known for."""

    def __init__(self) -> None:
        self._all = Curve()
        self._models: dict[str, Curve] = {}
        self._kinds: dict[tuple[str, str], Curve] = {}

    def curve(self, model: str, detail: str) -> Curve:
        """The curve of one kind: the upstream's name of the model, and whatever else makes tasks longer."""
        known = self._kinds.get((model, detail))
        if known is None:
            whole = self._models.setdefault(model, Curve(self._all))
            known = self._kinds[model, detail] = Curve(whole)
        return known

    def survived(self, model: str, detail: str, seen: float, age: float) -> None:
        """A task of this kind, unfinished at age `seen` (seconds), was so at `age`."""
        for curve in (self.curve(model, detail), self._models[model], self._all):
            curve.survived(seen, age)

    def finished(self, model: str, detail: str, seen: float, age: float) -> None:
        """A task of this kind, unfinished at age `seen` (seconds), had succeeded at `age`."""
        for curve in (self.curve(model, detail), self._models[model], self._all):
            curve.finished(seen, age)


def _bin(age: float) -> int:
    if age <= _FIRST:
        return 0
    return min(int(math.log(age / _FIRST) / _LOG_RATIO) + 1, _BINS - 1)


def _likelihood(shape: _Shape, hazards: list[float]) -> float:
    """The mean logarithm, an end, of how likely the latest looks are, by the hazards of the bins."""
    cumulated = [0.0]
    for index, hazard in enumerate(hazards):
        cumulated.append(cumulated[-1] + hazard * (_EDGES[index + 1] - _EDGES[index]))

    def passed(age: float) -> float:
        index = _bin(age)
        return cumulated[index] + hazards[index] * (age - _EDGES[index])

    ends = shape.ends()
    total = -sum(many * cumulated[index] for index, many in shape.survivors())
    for low, high in ends:
        total += math.log(max(-math.expm1(passed(low) - passed(high)), 0.0) + 1e-12)
    return total / max(len(ends), 1)


def _log(age: float) -> float:
    return math.log(max(age, 0.01))


def _guess(index: int) -> float:
    """Hazard of a log-logistic distribution, which falls for stragglers as theirs does."""
    middle = (_EDGES[index] + _EDGES[index + 1]) / 2 / _PRIOR_MEDIAN
    power = math.pow(middle, _PRIOR_SHAPE)
    return _PRIOR_SHAPE / _PRIOR_MEDIAN * power / middle / (1 + power)


def _broad_left(age: float) -> float:
    """The share that has not finished by this age if nothing is known: log-logistic."""
    return 1 / (1 + math.pow(age / _PRIOR_MEDIAN, _PRIOR_SHAPE))
