"""The best schedule of polls that a budget of calls allows, for tasks whose run times follow a known distribution.

`N` tasks are kept in flight, `Q` calls a second may be made. A plan is a list of ages at which a task is looked at
until it is seen finished; it costs calls and leaves a delay. The best plan has the least mean delay among those whose
calls fit: looks x (N / cycle) <= Q, where a cycle lasts as long as the mean task and its mean delay. It is found by
dynamic programming over a grid of ages, for a price of a call, and by bisection over that price (the checking problem
of Barlow, Hunter and Proschan, 1963, under a Lagrange multiplier).

Why that is a bound: any schedule that cannot see the future treats the tasks, which are alike, on average by some such
plan, and holding the budget in every second is harder than holding it on average. So no schedule has a smaller mean
delay; the quantiles are those of the plan that reaches it.

With lists, a look costs a hundredth of a call for each of the hundred tasks on a page, finished or not, since the
tasks of a page were made one after the other and have one age; or one call as a query of its own, whichever is less.
Where lists leave out the URL, each task that a page shows finished costs one query more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]

ROWS = 100
_STEPS = 36


@dataclass(frozen=True)
class Bound:
    """Delay in seconds: mean, median and 99th percentile."""

    mean: float
    p50: float
    p99: float


@dataclass(frozen=True)
class _Plan:
    """A plan's mean delay, its calls for one task, and the places on the grid where it looks."""

    delay: float
    calls: float
    looks: NDArray[np.int64]


class _Planning:
    """Plans over a grid of ages `t` with the distribution `f` (cumulated)."""

    def __init__(self, t: Grid, f: Grid, lists: bool, bare: bool) -> None:
        self.t, self.f = t, f
        self.lists, self.bare = lists, bare
        steps = np.diff(t)
        self.area = np.concatenate([[0.0], np.cumsum((f[1:] + f[:-1]) / 2 * steps)])
        self.mean = float(np.sum((1 - (f[1:] + f[:-1]) / 2) * steps))

    def _costs(self, at: int, then: NDArray[np.int64]) -> tuple[Grid, Grid]:
        """Delay and calls of looking at each of the places `then` after having looked at `at`."""
        seen = self.f[at]
        delay = self.area[then] - self.area[at] - seen * (self.t[then] - self.t[at])
        calls = np.full(len(then), 1 - seen)
        if self.lists:
            page = 1 / ROWS + ((self.f[then] - seen) if self.bare else 0.0)
            calls = np.minimum(calls, page)
        return delay, calls

    def best(self, price: float) -> _Plan:
        """The plan with the least delay + price x calls."""
        count = len(self.t)
        rest = np.zeros(count)
        follows = np.zeros(count, np.int64)
        for at in range(count - 2, -1, -1):
            then = np.arange(at + 1, count)
            delay, calls = self._costs(at, then)
            total = delay + price * calls + rest[then]
            place = int(np.argmin(total))
            rest[at], follows[at] = total[place], then[place]
        looks, at, delays, spent = [], 0, 0.0, 0.0
        while at < count - 1:
            delay, calls = self._costs(at, follows[at : at + 1])
            delays, spent = delays + float(delay[0]), spent + float(calls[0])
            at = int(follows[at])
            looks.append(at)
        return _Plan(delays, spent, np.array(looks))


def bound(t: Grid, f: Grid, *, in_flight: int, per_second: float, lists: bool, bare: bool) -> Bound:
    """The best plan's delay. `t` ages in seconds from 0, `f` the share finished by then, ending with 1."""
    planning = _Planning(t, f, lists, bare)
    low, high = 1e-6, 1e5
    plan = planning.best(high)
    for _ in range(_STEPS):
        price = float(np.sqrt(low * high))
        tried = planning.best(price)
        if tried.calls > per_second * (planning.mean + tried.delay) / in_flight:
            low = price
        else:
            high, plan = price, tried
    places = np.minimum(np.searchsorted(plan.looks, np.arange(len(t))), len(plan.looks) - 1)
    delays = t[plan.looks[places]] - t
    order = np.argsort(delays)
    weight = np.cumsum(np.diff(f, prepend=0.0)[order])
    p50, p99 = (float(delays[order][np.searchsorted(weight, share * weight[-1])]) for share in (0.5, 0.99))
    return Bound(plan.delay, p50, p99)
