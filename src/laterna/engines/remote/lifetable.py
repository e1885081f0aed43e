"""From what was seen of one kind of tasks to its table of run times: pure functions, which any thread may run.

The table leans on the lognormal distribution that makes the latest looks likeliest: see `durations`.
"""

import itertools
import math
import time
from typing import Final

from msgspec import Struct

_FIRST: Final = 0.5  # seconds, end of the first bin
_RATIO: Final = 1.04
BINS: Final = 290
"""How many bins of age there are: up to 12 hours."""
_LOG_RATIO: Final = math.log(_RATIO)
EDGES: Final = [0.0, *(_FIRST * _RATIO**number for number in range(BINS))]
"""The ages (seconds) between which the bins lie."""

_OWN_PRIOR: Final = 1.5  # exposures that the prior is worth
_LEAST_HAZARD: Final = 1e-7  # a second
_EARLIEST: Final = 0.01  # cumulated hazard from which on an end is plausible
_PRIOR_MEDIAN: Final = 90.0  # seconds; contract dashscope 5.3 has 30 s to 5 minutes
_PRIOR_SHAPE: Final = 2.0

_JUDGE_FROM: Final = (
    2000.0  # observations before that is asked: the table begins with what it was held to be likely
)
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
DOUBT: Final = 0.3
"""By how much more likely (log, a completion) the table is held to make things, to begin with."""
_TRUSTED: Final = 0.03  # doubt up to which the shape is trusted wholly
_FADING: Final = 0.06  # doubt beyond that, over which trust fades
_SLOWLY: Final = 0.1  # weight of the newest judgement
_MOST_SAID: Final = (-0.2, 0.5)  # of one judgement
_ROOT: Final = math.sqrt(2)


class Lognormal(Struct, frozen=True):
    """A distribution of run times: the logarithm of its median (seconds), and its spread."""

    middle: float = math.log(_PRIOR_MEDIAN)
    spread: float = 0.5


class Evidence(Struct, frozen=True):
    """What is known of one kind of tasks.

    `deaths` and `exposure` are counted by the bin. Of the latest looks: between which ages tasks ended, and how often
    more tasks were seen to live up to an edge than from it on, by the edge's number. `shape` is the one of the table
    before, None while there are too few completions for one; then `prior` counts: the hazards of the wider kind, or
    None. `doubt` is how much more likely the table has lately made what happened than the shape.
    """

    deaths: list[float]
    exposure: list[float]
    observed: float
    ends: list[tuple[float, float]]
    survivors: list[tuple[int, float]]
    shape: Lognormal | None
    prior: list[float] | None
    doubt: float


class Table(Struct, frozen=True):
    """Chances a second to finish, by the bin, smoothed (`hazard`) and as seen (`rough`).

    By the edge: the hazard cumulated up to it, the share that survives it, and the area under that. `earliest` is the
    age before which hardly any task finishes; `trusted` how far the shape tells the hazards, 0 to 1.
    """

    hazard: list[float]
    rough: list[float]
    cumulated: list[float]
    survival: list[float]
    area: list[float]
    earliest: float
    shape: Lognormal | None
    doubt: float
    trusted: float


def bin_of(age: float) -> int:
    """The bin that an age (seconds) lies in."""
    if age <= _FIRST:
        return 0
    return min(int(math.log(age / _FIRST) / _LOG_RATIO) + 1, BINS - 1)


def table_of(known: Evidence) -> Table:
    """The table that follows from what is known. Takes up to some 20 ms, and lets other threads go first."""
    if known.shape is None:
        prior = [_guess(index) for index in range(BINS)] if known.prior is None else known.prior
        return _integrated(known, prior, _OWN_PRIOR, _OWN_PRIOR, None, known.doubt, 0.0)
    shape = _fitted(known, known.shape)
    prior = _hazards_of(shape)
    doubt, trust = _trust(known, prior)
    worth = _SHAPE_WORTH + (_TRUSTED_WORTH - _SHAPE_WORTH) * trust
    return _integrated(known, prior, worth, max(_TRUSTED_SPREAD * trust, _SHAPE_WORTH), shape, doubt, trust)


def _integrated(
    known: Evidence,
    prior: list[float],
    worth: float,
    spread_worth: float,
    shape: Lognormal | None,
    doubt: float,
    trust: float,
) -> Table:
    """The table; `prior` is what is held likely where nothing was seen, and worth so many exposures: for the hazards,
    and for spreading completions."""
    hazards = _hazards(known, 1, prior, worth)
    cumulated, survival, area = [0.0], [1.0], [0.0]
    earliest = EDGES[-1]
    for index, hazard in enumerate(hazards):
        width = EDGES[index + 1] - EDGES[index]
        cumulated.append(cumulated[-1] + hazard * width)
        survival.append(math.exp(-cumulated[-1]))
        area.append(area[-1] - survival[index] * math.expm1(-hazard * width) / hazard)
        if cumulated[-1] >= _EARLIEST and earliest == EDGES[-1]:
            earliest = EDGES[index]
    return Table(
        hazard=hazards,
        rough=_hazards(known, 0, prior, spread_worth),
        cumulated=cumulated,
        survival=survival,
        area=area,
        earliest=earliest,
        shape=shape,
        doubt=doubt,
        trusted=trust,
    )


def _hazards(known: Evidence, reach: int, prior: list[float], worth: float) -> list[float]:
    """Chances a second of each bin; `reach` neighbours on each side help, the prior fills what is not known.

    What completions are spread by takes no help from neighbours: where hardly anything is seen, the same mass would be
    spread again and again, and flattened each time.
    """
    deaths, exposure = known.deaths, known.exposure
    hazards = []
    for index in range(BINS):
        width = EDGES[index + 1] - EDGES[index]
        low, high = max(index - reach, 0), min(index + reach, BINS - 1)
        died = deaths[low] + 2 * deaths[index] + deaths[high] + 4 * worth * prior[index] * width
        lived = exposure[low] + 2 * exposure[index] + exposure[high] + 4 * worth
        hazards.append(max(died / lived / width, _LEAST_HAZARD))
    return hazards


# --- the shape


def _fitted(known: Evidence, before: Lognormal) -> Lognormal:
    """The shape, moved a little towards what is likeliest."""
    seen = _seen(known)
    starts = [before, *_starts(known)]
    best, shape = max(((_fits(seen, each), each) for each in starts), key=lambda found: found[0])
    step = 0.4
    for _ in range(_FIT_STEPS):
        middle, spread = shape.middle, shape.spread
        tries = (
            Lognormal(middle + step * spread, spread),
            Lognormal(middle - step * spread, spread),
            Lognormal(middle, spread * (1 + step)),
            Lognormal(middle, max(spread / (1 + step), _LEAST_SPREAD)),
        )
        likelihood, found = max(((_fits(seen, each), each) for each in tries), key=lambda found: found[0])
        if likelihood > best:
            best, shape = likelihood, found
        else:
            step /= 2
    return shape


_Seen = tuple[list[tuple[float, float, float, float]], list[tuple[float, float, float]]]
"""Ends: logarithms of the two ages, what the broad distribution leaves at each. Survivors: the same of one edge, and
how many."""


def _seen(known: Evidence) -> _Seen:
    ends = [
        (_log(low), _log(high), _BROAD * _broad_left(low), _BROAD * _broad_left(high))
        for low, high in known.ends
    ]
    survivors = [
        (_log(EDGES[index]), _BROAD * _broad_left(EDGES[index]), many) for index, many in known.survivors
    ]
    return ends, survivors


def _starts(known: Evidence) -> list[Lognormal]:
    """Where the climb may begin as well, should it be on the wrong hill."""
    ends = sorted(_log(high) for _, high in known.ends)
    places = [ends[int(share * len(ends))] for share in _START_SHARES] if ends else []
    return [Lognormal(*each) for each in itertools.product(places, _START_SPREADS)]


def _fits(seen: _Seen, shape: Lognormal) -> float:
    """The logarithm of how likely it is to see this, by the lognormal distribution."""
    time.sleep(0)  # in a thread of its own, this must not keep the event loop waiting
    ends, survivors = seen
    erfc, log, share = math.erfc, math.log, (1 - _BROAD) * 0.5
    middle, scale = shape.middle, 1 / shape.spread / _ROOT
    total = 0.0
    for low, high, left, then in ends:
        before = left + share * erfc((low - middle) * scale)
        after = then + share * erfc((high - middle) * scale)
        total += log((before - after) / before + 1e-12)
    for edge, left, many in survivors:
        total += many * log(left + share * erfc((edge - middle) * scale))
    return total


def _hazards_of(shape: Lognormal) -> list[float]:
    """Chances a second of each bin, by the shape."""
    left = [
        (1 - _BROAD) * 0.5 * math.erfc((math.log(max(edge, 0.01)) - shape.middle) / shape.spread / _ROOT)
        + _BROAD * _broad_left(edge)
        for edge in EDGES
    ]
    return [
        math.log(left[index] / left[index + 1]) / (EDGES[index + 1] - EDGES[index]) for index in range(BINS)
    ]


def _trust(known: Evidence, prior: list[float]) -> tuple[float, float]:
    """The new doubt, and how far the shape, whose hazards these are, can be trusted: 0 to 1."""
    if known.observed < _JUDGE_FROM:
        return known.doubt, 0.0
    table = _likelihood(known, _hazards(known, 0, prior, _SHAPE_WORTH))
    least, most = _MOST_SAID
    said = min(max(table - _likelihood(known, prior), least), most)
    doubt = known.doubt + (said - known.doubt) * _SLOWLY
    return doubt, min(max((_TRUSTED + _FADING - doubt) / _FADING, 0.0), 1.0)


def _likelihood(known: Evidence, hazards: list[float]) -> float:
    """The mean logarithm, an end, of how likely the latest looks are, by the hazards of the bins."""
    cumulated = [0.0]
    for index, hazard in enumerate(hazards):
        cumulated.append(cumulated[-1] + hazard * (EDGES[index + 1] - EDGES[index]))

    def passed(age: float) -> float:
        index = bin_of(age)
        return cumulated[index] + hazards[index] * (age - EDGES[index])

    total = -sum(many * cumulated[index] for index, many in known.survivors)
    for low, high in known.ends:
        total += math.log(max(-math.expm1(passed(low) - passed(high)), 0.0) + 1e-12)
    return total / max(len(known.ends), 1)


def _log(age: float) -> float:
    return math.log(max(age, 0.01))


def _guess(index: int) -> float:
    """Hazard of a log-logistic distribution, which falls for stragglers as theirs does."""
    middle = (EDGES[index] + EDGES[index + 1]) / 2 / _PRIOR_MEDIAN
    power = math.pow(middle, _PRIOR_SHAPE)
    return _PRIOR_SHAPE / _PRIOR_MEDIAN * power / middle / (1 + power)


def _broad_left(age: float) -> float:
    """The share that has not finished by this age if nothing is known: log-logistic."""
    return 1 / (1 + math.pow(age / _PRIOR_MEDIAN, _PRIOR_SHAPE))
