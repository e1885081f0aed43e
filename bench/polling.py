"""Completion lag with 2,000 tasks in flight at one upstream and 20 calls a second: Laterna's planner beside the bound.

Time is simulated, so the figures do not depend on the machine. The planner learns the run times from nothing; the
bound (`bench.polling_bound`) knows their distribution. A task that is noticed is followed by a new one. A call takes
100 ms; the upstream looks at its tasks in the middle of that.
"""

import heapq
import itertools
import math
import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

import numpy as np

from bench.polling_bound import Bound, Grid, bound
from laterna.engines.remote.schedule import Move, Page, Planner, Query, Watched
from laterna.wire.client import Listing, Sight

IN_FLIGHT = 2_000
PER_SECOND = 20.0
ROUND_TRIP = 0.1  # seconds
_GRID = 1_500


@dataclass(frozen=True)
class Mixture:
    """Run times: lognormal parts with weight, mean in seconds, and sigma."""

    name: str
    parts: tuple[tuple[float, float, float], ...]

    @property
    def mean(self) -> float:
        """Seconds."""
        return sum(weight * mean for weight, mean, _ in self.parts)

    def draw(self, chance: random.Random) -> float:
        """One run time."""
        _, mean, sigma = chance.choices(self.parts, [part[0] for part in self.parts])[0]
        return chance.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)

    def draw_age(self, chance: random.Random) -> tuple[float, float]:
        """Run time and age of a task that is found running: long ones are found more often."""
        longest = max(mean * math.exp(4 * sigma) for _, mean, sigma in self.parts)
        while True:
            length = self.draw(chance)
            if chance.random() * longest < length:
                return length, chance.random() * length

    def grid(self, steps: int = _GRID) -> tuple[Grid, Grid]:
        """Ages, and the share finished by then."""
        end = max(mean * math.exp(3.6 * sigma - sigma**2 / 2) for _, mean, sigma in self.parts)
        ages = np.linspace(0, end, steps)
        shares = np.array([self._share(age) for age in ages])
        return ages, shares / shares[-1]

    def _share(self, age: float) -> float:
        if age <= 0:
            return 0.0
        return sum(
            weight * 0.5 * (1 + math.erf((math.log(age / mean) + sigma**2 / 2) / sigma / math.sqrt(2)))
            for weight, mean, sigma in self.parts
        )


MIXTURES = (
    Mixture("lognormal, mean 60 s, σ 0.3", ((1, 60, 0.3),)),
    Mixture("lognormal, mean 120 s, σ 0.1", ((1, 120, 0.1),)),
    Mixture("lognormal, mean 120 s, σ 0.3", ((1, 120, 0.3),)),
    Mixture("lognormal, mean 300 s, σ 0.5", ((1, 300, 0.5),)),
    Mixture("two humps, 80 s and 240 s, σ 0.15", ((0.5, 80, 0.15), (0.5, 240, 0.15))),
)


@dataclass(frozen=True)
class Wire:
    """What an upstream's wire offers. `bare`: lists leave out the URL."""

    name: str
    lists: bool = False
    bare: bool = False


WIRES = (Wire("queries"), Wire("lists", lists=True), Wire("lists without URL", lists=True, bare=True))


@dataclass
class Simulation:
    """An upstream with its tasks and a planner that asks about them. Times in seconds from the beginning."""

    mixture: Mixture
    wire: Wire
    in_flight: int = IN_FLIGHT
    per_second: float = PER_SECOND
    seed: int = 1
    lags: list[tuple[float, float]] = field(default_factory=list)
    calls: int = 0

    def run(self, seconds: float) -> None:
        """Keeps tasks in flight for so long. `lags` holds when each end was noticed, and how late."""
        self._chance = random.Random(self.seed)
        self._planner = Planner(lists=self.wire.lists, calls_per_second=self.per_second)
        self._ends: dict[str, float] = {}
        self._made: list[tuple[int, str]] = []
        self._numbers = itertools.count(1)
        under_way: list[tuple[float, int, Move, Sight | Listing]] = []
        starting = [self.mixture.draw_age(self._chance) for _ in range(self.in_flight)]
        for length, age in sorted(starting, key=lambda pair: -pair[1]):
            self._add(0.0, length, age)
        for tick in range(int(seconds * self.per_second)):
            now = tick / self.per_second
            while under_way and under_way[0][0] <= now:
                at, _, move, answer = heapq.heappop(under_way)
                self._arrive(at, move, answer)
            move = self._planner.choose(now)
            if move is not None:
                self.calls += 1
                answer = self._answer(move, now + ROUND_TRIP / 2)
                heapq.heappush(under_way, (now + ROUND_TRIP, tick, move, answer))

    def quantile(self, share: float, *, since: float) -> float:
        """So large a share of what was noticed later than `since` was noticed at most so late."""
        return float(np.quantile([late for at, late in self.lags if at > since], share))

    def mean(self, *, since: float) -> float:
        """The mean of what was noticed later than `since`."""
        return float(np.mean([late for at, late in self.lags if at > since]))

    def _add(self, now: float, length: float, age: float = 0.0) -> None:
        name = str(next(self._numbers))
        made = int((now - age + 100_000) * 1_000_000)
        self._ends[name] = now - age + length
        self._made.append((made, name))
        self._planner.add(Watched(upstream_id=name, key="key", model="model", created_at=made), now, age)

    def _arrive(self, now: float, move: Move, answer: Sight | Listing) -> None:
        asked_at = now - ROUND_TRIP
        if isinstance(move, Query) and isinstance(answer, Sight):
            news = self._planner.answered(move, answer, now, asked_at)
            told = () if news is None else (news,)
        elif isinstance(move, Page) and isinstance(answer, Listing):
            told = self._planner.listed(move, answer, now, asked_at)
        for sight in told:
            if sight.stage == "succeeded":
                self.lags.append((now, now - self._ends.pop(sight.upstream_id)))
                self._add(now, self.mixture.draw(self._chance))

    def _answer(self, move: Move, at: float) -> Sight | Listing:
        if isinstance(move, Query):
            return self._sight(move.task.upstream_id, at, bare=False)
        first = bisect_left(self._made, (move.since, ""))
        rows = self._made[first : bisect_right(self._made, (move.until, "~"))]
        skip = int(move.after or 0)
        shown = tuple(self._sight(name, at, bare=self.wire.bare) for _, name in rows[skip : skip + 100])
        return Listing(shown, str(skip + 100) if len(rows) > skip + 100 else "")

    def _sight(self, name: str, at: float, *, bare: bool) -> Sight:
        done = self._ends.get(name, 0.0) <= at
        url = "https://upstream/clip.mp4" if done and not bare else ""
        return Sight(upstream_id=name, stage="succeeded" if done else "running", url=url)


def compare(mixture: Mixture, wire: Wire, *, measured: float = 150.0) -> tuple[Bound, Simulation, float]:
    """The bound, the simulation, and from when on its figures count."""
    ages, shares = mixture.grid()
    best = bound(ages, shares, in_flight=IN_FLIGHT, per_second=PER_SECOND, lists=wire.lists, bare=wire.bare)
    travel = ROUND_TRIP / 2 + (ROUND_TRIP if wire.bare else 0.0)
    best = Bound(best.mean + travel, best.p50 + travel, best.p99 + travel)
    simulation = Simulation(mixture, wire)
    begun = 3.0 * (mixture.mean + best.mean)
    simulation.run(begun + measured)
    return best, simulation, begun


def _row(*values: float) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def main() -> None:
    """Prints mean, median and 99th percentile of the lag, best and ours, and how much later ours is."""
    print(
        "| run times | wire | best: mean, p50, p99 s | Laterna: mean, p50, p99 s | later: p50, p99 s"
        " | first minute: p50, p99 s |"
    )
    print("|---|---|---|---|---|---|")
    for mixture, wire in itertools.product(MIXTURES, WIRES):
        best, ours, begun = compare(mixture, wire)
        mean, p50, p99 = (
            ours.mean(since=begun),
            ours.quantile(0.5, since=begun),
            ours.quantile(0.99, since=begun),
        )
        early = [late for at, late in ours.lags if at <= 60]
        print(
            f"| {mixture.name} | {wire.name} | {_row(best.mean, best.p50, best.p99)} | {_row(mean, p50, p99)}"
            f" | {p50 - best.p50:.2f}, {p99 - best.p99:.2f}"
            f" | {np.quantile(early, 0.5):.2f}, {np.quantile(early, 0.99):.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
