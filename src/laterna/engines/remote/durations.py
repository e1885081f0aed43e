"""How long an upstream's models take: learned while polling, from nothing, one curve for each kind of task.

A curve is a life table over bins of age that grow by 4 %: deaths and exposures, both with fractions. What polling
sees is that a task was unfinished at one age and finished at a later one; such a completion is spread over the bins
between as the curve itself holds likely, which is the EM step for interval-censored data (Turnbull 1976) done online.
Tasks that still run count as exposure, so the first completions of a fresh start do not make everything look fast.
"""

import math
from typing import Final

_FIRST: Final = 0.5  # seconds, end of the first bin
_RATIO: Final = 1.04
_BINS: Final = 290  # up to 12 hours
_LOG_RATIO: Final = math.log(_RATIO)
_EDGES: Final = [0.0, *(_FIRST * _RATIO**number for number in range(_BINS))]

_MEMORY: Final = 800.0  # exposures that a bin remembers
_OWN_PRIOR: Final = 3.0  # exposures that the prior is worth
_STALE: Final = 0.02  # share of new observations that makes the table worth computing again
_LEAST_HAZARD: Final = 1e-7  # a second
_FAR_OUT: Final = 20.0  # cumulated hazard beyond which differences of areas have no digits left
_EARLIEST: Final = 0.003  # cumulated hazard from which on an end is plausible

_PRIOR_MEDIAN: Final = 90.0  # seconds; contract dashscope 5.3 has 30 s to 5 minutes
_PRIOR_SHAPE: Final = 2.0


class Risk:
    """What may have happened to a task since it was last seen unfinished.

    `finished`: the probability that it has finished; `piled`: the expected seconds for which that has gone unseen;
    `hazard`: the chance a second that it finishes now if it has not.
    """

    __slots__ = ("finished", "hazard", "piled")

    def __init__(self, finished: float, piled: float, hazard: float) -> None:
        self.finished = finished
        self.piled = piled
        self.hazard = hazard


class Curve:
    """The distribution of one kind's run times. Ages in seconds."""

    def __init__(self, prior: "Curve | None" = None) -> None:
        self._prior = prior
        self._deaths = [0.0] * _BINS
        self._exposure = [0.0] * _BINS
        self._observed = 0.0
        self._fresh = 0.0
        self._hazard: list[float] = []
        self._cumulated: list[float] = []
        self._survival: list[float] = []
        self._area: list[float] = []
        self._earliest = 0.0
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

    def risk(self, seen: float, age: float) -> Risk:
        """What may have happened between age `seen`, when it was unfinished, and `age`."""
        start, begin, _ = self._at(seen)
        end, area, hazard = self._at(age)
        if age <= seen:
            return Risk(0.0, 0.0, hazard)
        alive = math.exp(end - start)
        if start < -_FAR_OUT:
            piled = (age - seen) + math.expm1(-hazard * (age - seen)) / hazard
        else:
            piled = (age - seen) - (area - begin) / math.exp(start)
        return Risk(1.0 - alive, max(0.0, piled), hazard)

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
        first, last = _bin(seen), _bin(age)
        alive = 1.0
        parts: list[tuple[int, float, float]] = []
        for index in range(first, last + 1):
            low, high = _EDGES[index], _EDGES[index + 1]
            width = min(age, high) - max(seen, low)
            dies = alive * -math.expm1(-self._hazard[index] * width)
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

    def _at(self, age: float) -> tuple[float, float, float]:
        """Log of the survival, area under the survival up to here, hazard."""
        index = _bin(age)
        hazard = self._hazard[index]
        inside = hazard * (age - _EDGES[index])
        cumulated = self._cumulated[index] + inside
        survival = self._survival[index]
        return -cumulated, self._area[index] - survival * math.expm1(-inside) / hazard, hazard

    def _compute(self) -> None:
        self._fresh = 0.0
        self._hazard = self._hazards()
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

    def _hazards(self) -> list[float]:
        """Chances a second of each bin: neighbours help, the prior fills what nothing is known of."""
        deaths, exposure = self._deaths, self._exposure
        hazards = []
        for index in range(_BINS):
            width = _EDGES[index + 1] - _EDGES[index]
            prior = _guess(index) if self._prior is None else self._prior._hazard[index]
            low, high = max(index - 1, 0), min(index + 1, _BINS - 1)
            died = deaths[low] + 2 * deaths[index] + deaths[high] + 4 * _OWN_PRIOR * prior * width
            lived = exposure[low] + 2 * exposure[index] + exposure[high] + 4 * _OWN_PRIOR
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


def _guess(index: int) -> float:
    """Hazard of a log-logistic distribution, which falls for stragglers as theirs does."""
    middle = (_EDGES[index] + _EDGES[index + 1]) / 2 / _PRIOR_MEDIAN
    power = math.pow(middle, _PRIOR_SHAPE)
    return _PRIOR_SHAPE / _PRIOR_MEDIAN * power / middle / (1 + power)
