"""How long an upstream's models take: learned while polling, from nothing, one curve for each kind of task.

A curve is a life table over bins of age that grow by 4 %: deaths and exposures, both with fractions. What polling
sees is that a task was unfinished at one age and finished at a later one; such a completion is spread over the bins
between as the curve itself holds likely, which is the EM step for interval-censored data (Turnbull 1976) done online.
Few polls a task say little about the shape between two of them; there the curve leans on the lognormal distribution
that makes the latest completions likeliest.
Tasks that still run count as exposure, so the first completions of a fresh start do not make everything look fast.

Where tasks are first polled late, nothing tells the table how those that had ended by then are spread, and it keeps for
ever what it once held likely. So the curve leans on the lognormal distribution the more, the better that says what
happened: as long as it makes the latest completions about as likely as the table does.
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

_SPANS: Final = 512  # latest completions that the shape is fitted to
_JUDGED: Final = 256  # of these, that tell whether the shape or the table says better what happened
_JUDGE_FROM: Final = (
    2000.0  # observations before that is asked: the table begins with what it was held to be likely
)
_FEWEST_SPANS: Final = 8
_FIT_STEPS: Final = 4
_LEAST_SPREAD: Final = 0.01
_BROAD: Final = 0.02  # share of the broad distribution
_SHAPE_WORTH: Final = 20.0  # exposures that the shape is worth
_TRUSTED_WORTH: Final = 300.0  # that it is worth where it says as well as the table what happened
_TRUSTED_SPREAD: Final = (
    500.0  # that it is worth there for spreading a completion over what lies between two polls
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
    """The lognormal distribution, with a broad one mixed in, that makes the latest completions likeliest."""

    def __init__(self) -> None:
        self._spans: deque[tuple[float, float, float]] = deque(maxlen=_SPANS)
        self._middle = math.log(_PRIOR_MEDIAN)
        self._spread = 0.5

    @property
    def known(self) -> bool:
        """True once there are completions enough."""
        return len(self._spans) >= _FEWEST_SPANS

    def add(self, low: float, high: float) -> None:
        """A task ended between these ages."""
        if len(self._spans) == _FEWEST_SPANS - 1:
            middles = [(math.exp(first) + math.exp(last)) / 2 for first, last, _ in self._spans]
            self._middle = sum(math.log(each) for each in middles) / len(middles)
        first, last = max(low, 0.01), max(high, 0.02)
        self._spans.append((math.log(first), math.log(last), _broad(high) - _broad(low)))

    def fit(self) -> None:
        """Moves a little towards what is likeliest."""
        best = self._likelihood(self._middle, self._spread)
        step = 0.4
        for _ in range(_FIT_STEPS):
            tries = (
                (self._middle + step * self._spread, self._spread),
                (self._middle - step * self._spread, self._spread),
                (self._middle, self._spread * (1 + step)),
                (self._middle, max(self._spread / (1 + step), _LEAST_SPREAD)),
            )
            likelihood, found = max((self._likelihood(*each), each) for each in tries)
            if likelihood > best:
                best, (self._middle, self._spread) = likelihood, found
            else:
                step /= 2

    def latest(self, count: int) -> list[tuple[float, float]]:
        """Between which ages the latest tasks ended."""
        spans = itertools.islice(reversed(self._spans), count)
        return [(math.exp(low), math.exp(high)) for low, high, _ in spans]

    def hazards(self) -> list[float]:
        """Chances a second of each bin."""
        left = [
            (1 - _BROAD) * 0.5 * math.erfc((math.log(max(edge, 0.01)) - self._middle) / self._spread / _ROOT)
            + _BROAD * (1 - _broad(edge))
            for edge in _EDGES
        ]
        return [
            math.log(left[index] / left[index + 1]) / (_EDGES[index + 1] - _EDGES[index])
            for index in range(_BINS)
        ]

    def _likelihood(self, middle: float, spread: float) -> float:
        scale = 1 / spread / _ROOT
        total = 0.0
        for low, high, broad in self._spans:
            inside = 0.5 * (math.erf((high - middle) * scale) - math.erf((low - middle) * scale))
            total += math.log((1 - _BROAD) * inside + _BROAD * broad + 1e-12)
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

    def piled(self, age: float) -> tuple[float, float]:
        """For how many seconds, by expectation, it has been finished unseen at `age`, and the probability that it
        has not finished."""
        if age <= self._seen:
            return 0.0, 1.0
        curve = self._curve
        if self._version != curve.version:
            self.move(self._seen)
        index = self._bin
        while age >= _EDGES[index + 1] and index < _BINS - 1:
            index += 1
        cumulated, area = curve.at(age, index)
        alive = math.exp(self._cumulated - cumulated)
        passed = age - self._seen
        if self._cumulated > _FAR_OUT:
            hazard = curve.hazard(index)
            return passed + math.expm1(-hazard * passed) / hazard, alive
        return passed - (area - self._area) * math.exp(self._cumulated), alive


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
        first, last = _bin(seen), _bin(age)
        for index in range(first, last + 1):
            low, high = _EDGES[index], _EDGES[index + 1]
            self._expose(index, (min(age, high) - max(seen, low)) / (high - low), 0.0)
        self._note(0.2)

    def finished(self, seen: float, age: float) -> None:
        """A task that was unfinished at age `seen` had finished at `age`."""
        age = max(age, seen + 0.001)
        self._shape.add(seen, age)
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
            trust = self._trust(prior)
            worth = _SHAPE_WORTH + (_TRUSTED_WORTH - _SHAPE_WORTH) * trust
            return prior, worth, max(_TRUSTED_SPREAD * trust, _SHAPE_WORTH)
        prior = [_guess(index) for index in range(_BINS)] if self._prior is None else self._prior._hazard
        return prior, _OWN_PRIOR, _OWN_PRIOR

    def _trust(self, prior: list[float]) -> float:
        """How far the shape, whose hazards these are, can be trusted: 0 to 1."""
        if self._observed < _JUDGE_FROM:
            return 0.0
        spans = self._shape.latest(_JUDGED)
        table = _likelihood(spans, self._hazards(0, prior, _SHAPE_WORTH))
        least, most = _MOST_SAID
        said = min(max(table - _likelihood(spans, prior), least), most)
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


def _likelihood(spans: list[tuple[float, float]], hazards: list[float]) -> float:
    """The mean logarithm of how likely it is to end within each of these ages, by the hazards of the bins."""
    cumulated = [0.0]
    for index, hazard in enumerate(hazards):
        cumulated.append(cumulated[-1] + hazard * (_EDGES[index + 1] - _EDGES[index]))

    def alive(age: float) -> float:
        index = _bin(age)
        return math.exp(-cumulated[index] - hazards[index] * (age - _EDGES[index]))

    return sum(math.log(max(alive(low) - alive(high), 0.0) + 1e-12) for low, high in spans) / len(spans)


def _guess(index: int) -> float:
    """Hazard of a log-logistic distribution, which falls for stragglers as theirs does."""
    middle = (_EDGES[index] + _EDGES[index + 1]) / 2 / _PRIOR_MEDIAN
    power = math.pow(middle, _PRIOR_SHAPE)
    return _PRIOR_SHAPE / _PRIOR_MEDIAN * power / middle / (1 + power)


def _broad(age: float) -> float:
    """The share that has finished by this age if nothing is known: log-logistic."""
    power = math.pow(age / _PRIOR_MEDIAN, _PRIOR_SHAPE)
    return power / (1 + power)
