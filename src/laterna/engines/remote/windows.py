"""Which stretch of creation times one page of an upstream's list should show. Pure.

Tasks of one key lie on a shelf, in buckets of one second, which is as fine as wires can say (contract dashscope 5.6).
How many rows a stretch has is known from the order in which tasks were put down, so that finished tasks, which
lists show as well, count without being kept.
"""

import statistics
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator
from typing import Final, Generic, Protocol, TypeVar

from msgspec import Struct

from laterna.clock import SECOND

ROWS: Final = 100
"""Tasks on a page."""

_FULL: Final = 95  # rows that a window may be expected to have: some slack for tasks of others
_UNLISTED: Final = (
    3  # pages that did not show a task where it should be, until lists are no longer asked for it
)
_SAMPLES: Final = 9


class Shelved(Protocol):
    """A task on a shelf."""

    asking: bool
    piled: float
    listed: int | None
    unlisted: int


T = TypeVar("T", bound=Shelved)


class _Bucket(Generic[T]):
    """The tasks of one second that are still watched."""

    __slots__ = ("cases", "first", "last")

    def __init__(self, ordinal: int) -> None:
        self.cases: set[T] = set()
        self.first = self.last = ordinal


class Window(Struct, frozen=True):
    """A stretch of creation times, in whole seconds, both ends in it; `worth` is what seeing it now would save."""

    first: int
    last: int
    worth: float


class Shelf(Generic[T]):
    """The watched tasks of one key by the time at which the upstream made them."""

    def __init__(self) -> None:
        self._buckets: dict[int, _Bucket[T]] = {}
        self._seconds: list[int] = []
        self._where: dict[T, int] = {}
        self._put = 0
        self._offsets: deque[int] = deque(maxlen=_SAMPLES)

    def put(self, case: T, created_at: int) -> None:
        """A task that was made at about `created_at` (microseconds, this machine's clock)."""
        self._put += 1
        offset = int(statistics.median(self._offsets)) if self._offsets else 0
        self._lay(case, (created_at + offset) // SECOND, self._put)

    def place(self, case: T, created_at: int, listed: int) -> None:
        """The upstream says that the task that was put down as of `created_at` was made at `listed`."""
        self._offsets.append(listed - created_at)
        second = listed // SECOND
        old = self._where.get(case)
        if old is None or old == second:
            return
        ordinal = self._buckets[old].first
        self.take(case)
        self._lay(case, second, ordinal)

    def take(self, case: T) -> None:
        """The task is watched no longer."""
        second = self._where.pop(case, None)
        if second is None:
            return
        bucket = self._buckets[second]
        bucket.cases.discard(case)
        if not bucket.cases:
            del self._buckets[second]
            del self._seconds[bisect_left(self._seconds, second)]

    def within(self, first: int, last: int) -> Iterator[T]:
        """The tasks that were made in these seconds."""
        for place in range(bisect_left(self._seconds, first), len(self._seconds)):
            second = self._seconds[place]
            if second > last:
                return
            yield from self._buckets[second].cases

    def best(self, many: int) -> list[Window]:
        """The stretches that fit one page each and are worth most, no task in two of them; the best comes last."""
        seconds = self._seconds
        buckets = [self._buckets[second] for second in seconds]
        worths = [_worth(bucket) for bucket in buckets]
        found: list[Window] = []
        while len(found) < many:
            worth, start, end = _heaviest(buckets, worths)
            if worth <= 0:
                break
            found.append(Window(seconds[start], seconds[end], worth))
            worths[start : end + 1] = [0.0] * (end + 1 - start)
        found.reverse()
        return found

    def whole(self) -> list[Window]:
        """Everything on the shelf, if there is anything; `worth` is what one of its pages saves."""
        worth = sum(_worth(bucket) for bucket in self._buckets.values())
        if worth <= 0:
            return []
        return [Window(self._seconds[0], self._seconds[-1], worth / (1 + len(self._where) // ROWS))]

    def _lay(self, case: T, second: int, ordinal: int) -> None:
        bucket = self._buckets.get(second)
        if bucket is None:
            bucket = self._buckets[second] = _Bucket(ordinal)
            insort(self._seconds, second)
        bucket.cases.add(case)
        bucket.first, bucket.last = min(bucket.first, ordinal), max(bucket.last, ordinal)
        self._where[case] = second


def _heaviest(buckets: list[_Bucket[T]], worths: list[float]) -> tuple[float, int, int]:
    """Worth and ends of the stretch that is worth most."""
    best, start, total, rows = (0.0, 0, 0), 0, 0.0, 0
    for end, bucket in enumerate(buckets):
        total += worths[end]
        rows += len(bucket.cases)
        while start < end and max(rows, bucket.last - buckets[start].first + 1) > _FULL:
            total -= worths[start]
            rows -= len(buckets[start].cases)
            start += 1
        if total > best[0]:
            best = total, start, end
    return best


def _worth(bucket: _Bucket[T]) -> float:
    total = 0.0
    for case in bucket.cases:
        if case.piled and not case.asking and case.unlisted < _UNLISTED:
            total += case.piled
    return total
