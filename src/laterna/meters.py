"""What this process has counted since it started, in plain numbers; `/metrics` shows it.

Counting must cost next to nothing: a count of a request takes less than a microsecond, and the library that writes
Prometheus' format is loaded with the first scrape only. Nothing here outlives the process; what must be true after
a restart is asked from the database instead.
"""

from bisect import bisect_left
from collections import Counter
from typing import TypeVar

K = TypeVar("K")

EDGES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper ends of the buckets of calls and requests, in seconds."""

LONG_EDGES = (
    1.0,
    2.5,
    5.0,
    10.0,
    20.0,
    40.0,
    60.0,
    120.0,
    300.0,
    600.0,
    1_200.0,
    3_600.0,
    14_400.0,
    86_400.0,
)
"""Upper ends of the buckets of whole tasks, in seconds."""

_CLASSES = 6  # of HTTP statuses, by their first digit


class Histogram:
    """Durations in buckets; `counts` has one more entry than `edges`, for what is longer than all of them."""

    __slots__ = ("counts", "edges", "total")

    def __init__(self, edges: tuple[float, ...] = EDGES) -> None:
        self.edges = edges
        self.counts = [0] * (len(edges) + 1)
        self.total = 0.0

    def note(self, seconds: float) -> None:
        """Counts one duration."""
        self.counts[bisect_left(self.edges, seconds)] += 1
        self.total += seconds


class Flow:
    """The requests of one wire: how many by status class, and how long until their answers began."""

    __slots__ = ("classes", "seconds")

    def __init__(self) -> None:
        self.classes = [0] * _CLASSES
        self.seconds = Histogram()

    def note(self, status: int, seconds: float) -> None:
        """Counts one answered request; `status` is 100 to 599."""
        self.classes[status // 100] += 1
        self.seconds.note(seconds)


class Meters:
    """All counts of one process. Keys are bounded: wires, models of the catalogue, upstreams of the settings."""

    def __init__(self) -> None:
        self.flows: dict[str, Flow] = {}
        """By wire."""
        self.accepted: Counter[tuple[str, str]] = Counter()
        """By wire and model."""
        self.finished: Counter[tuple[str, str]] = Counter()
        """By wire and model."""
        self.canceled: Counter[tuple[str, str]] = Counter()
        """By wire and model."""
        self.failed: Counter[tuple[str, str, str]] = Counter()
        """By wire, model and error code."""
        self.durations: dict[str, Histogram] = {}
        """From accepted to succeeded, by model."""
        self.submissions: Counter[tuple[str, str]] = Counter()
        """By upstream and what became of the hand-over."""
        self.calls: dict[tuple[str, str, str], Histogram] = {}
        """By upstream, kind and outcome."""
        self.deliveries: Counter[tuple[str, str]] = Counter()
        """By kind and outcome."""
        self.delivery_seconds: dict[str, Histogram] = {}
        """By kind."""

    def flow(self, wire: str) -> Flow:
        """The requests of a wire."""
        found = self.flows.get(wire)
        if found is None:
            found = self.flows[wire] = Flow()
        return found

    def call(self, upstream: str, kind: str, outcome: str, seconds: float) -> None:
        """Counts one call to an upstream."""
        _histogram(self.calls, (upstream, kind, outcome), EDGES).note(seconds)

    def succeeded(self, wire: str, model: str, seconds: float) -> None:
        """Counts a task that ended well, `seconds` after it was accepted."""
        self.finished[(wire, model)] += 1
        _histogram(self.durations, model, LONG_EDGES).note(seconds)

    def delivery(self, kind: str, outcome: str, seconds: float) -> None:
        """Counts one try to tell the outside."""
        self.deliveries[(kind, outcome)] += 1
        _histogram(self.delivery_seconds, kind, EDGES).note(seconds)


def _histogram(known: dict[K, Histogram], key: K, edges: tuple[float, ...]) -> Histogram:
    found = known.get(key)
    if found is None:
        found = known[key] = Histogram(edges)
    return found
