"""Request budgets: so many a second for every key, with a burst of one second's worth."""

from laterna.clock import SECOND, Clock


class Budget:
    """Counts the requests of one kind."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, int]] = {}

    def take(self, key: str, rate: float) -> bool:
        """True when the key may send one more; a `rate` (requests a second) of 0 allows any number."""
        if not rate:
            return True
        most = max(1.0, rate)
        now = self._clock.now()
        left, since = self._left.get(key, (most, now))
        left = min(most, left + max(0, now - since) / SECOND * rate)
        fits = left >= 1
        self._left[key] = (left - 1 if fits else left, now)
        return fits
