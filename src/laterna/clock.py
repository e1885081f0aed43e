"""Time, injected: whatever depends on the hour takes a `Clock`, so that tests need not wait.

Every time in Laterna is an integer: microseconds since 1970-01-01 UTC.
"""

import time
from typing import Protocol

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> int:
        """Microseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Microseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000


class ManualClock:
    """A clock that moves only when told to."""

    def __init__(self, now: int = 1_700_000_000 * SECOND) -> None:
        self._now = now

    def now(self) -> int:
        """Microseconds since 1970-01-01 UTC."""
        return self._now

    def advance(self, microseconds: int) -> None:
        """Moves the clock; negative values move it back, as a machine's clock can."""
        self._now += microseconds
