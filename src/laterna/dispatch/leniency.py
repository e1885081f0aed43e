"""Leniency after an outage: whoever could not write to the database could not renew a claim either.

When the database comes back, all claims may have lapsed while their holders live on, with finished clips in their
hands. So a worker that has met the outage itself leaves lapsed claims alone until their holders have had time to renew
them; only then are they taken over.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from laterna.errors import StorageError

Ticks = Callable[[], float]
"""Seconds on a clock that only moves forward."""

RENEWALS: Final = 3
"""How many times a claim is renewed before it would run out."""
_WAITED_FOR: Final = 2  # renewals: one may just have failed when the database comes back


class Leniency:
    """Watches calls of the database; `lease` in seconds."""

    def __init__(self, lease: float, ticks: Ticks = time.monotonic) -> None:
        self._between = lease / RENEWALS
        self._ticks = ticks
        self._until = ticks()

    @property
    def granted(self) -> bool:
        """True while lapsed claims of others are left alone."""
        return self._ticks() < self._until

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watches one call: a StorageError is an outage, and so is an answer that takes as long as a renewal may."""
        began = self._ticks()
        try:
            yield
        except StorageError:
            self._grant()
            raise
        if self._ticks() - began >= self._between:
            self._grant()

    def _grant(self) -> None:
        self._until = self._ticks() + self._between * _WAITED_FOR
