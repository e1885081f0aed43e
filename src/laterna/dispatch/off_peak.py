"""Off-peak tasks: cheaper, and made when there is time for them, within 48 hours (contract vidu 3.2).

They start while the window of the setting `off_peak_window` is open, or when nothing else waits or runs. One for
which no time came within 48 hours fails, and its hold is given back.
"""

import re
from datetime import datetime

from laterna.clock import SECOND, Clock
from laterna.tasks.task import OFF_PEAK_LIFE, Task, TaskFailure

_WINDOW = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")

OVERDUE = TaskFailure("timed_out", "No off-peak time came within 48 hours; nothing is charged.")


class OffPeak:
    """Tells when off-peak tasks may start."""

    def __init__(self, window: str, clock: Clock) -> None:
        """`window` is `HH:MM-HH:MM` by the machine's own time, over midnight too; empty means never."""
        self._clock = clock
        found = _WINDOW.fullmatch(window)
        hours = [int(part) for part in found.groups()] if found else [0, 0, 0, 0]
        self._from, self._until = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]

    def window_open(self) -> bool:
        """True while the window is open."""
        now = datetime.fromtimestamp(self._clock.now() / SECOND)
        minute = now.hour * 60 + now.minute
        if self._from <= self._until:
            return self._from <= minute < self._until
        return minute >= self._from or minute < self._until

    def overdue(self, task: Task) -> bool:
        """True when an off-peak task has waited too long to be begun."""
        waited = self._clock.now() - task.created_at
        return task.request.off_peak and task.attempt <= 1 and waited >= OFF_PEAK_LIFE
