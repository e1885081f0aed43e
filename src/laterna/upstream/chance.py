"""Chance that can be repeated: a draw comes from the seed, its kind, and how many of that kind there were before."""

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from laterna.upstream.scenario import Latency, LogNormal, Uniform

T = TypeVar("T")

_SCALE = float(1 << 53)


class Dice:
    """Draws numbers. Kinds do not disturb each other: more queries change nothing about the creates."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._counts: Counter[str] = Counter()

    def roll(self, kind: str) -> float:
        """The next number of a kind, 0 to below 1."""
        number = self._counts[kind]
        self._counts[kind] += 1
        digest = hashlib.blake2b(f"{self.seed}/{kind}/{number}".encode(), digest_size=8).digest()
        return (int.from_bytes(digest, "big") >> 11) / _SCALE

    def hit(self, kind: str, rate: float) -> bool:
        """True for a share of `rate` of the draws of a kind."""
        return self.roll(kind) < rate

    def choice(self, kind: str, options: Sequence[T]) -> T:
        """One of the options, all alike."""
        return options[int(self.roll(kind) * len(options))]

    def seconds(self, kind: str, latency: Latency) -> float:
        """A number of seconds. Every kind takes the same draws whatever the latency is."""
        first, second = self.roll(kind), self.roll(kind)
        if isinstance(latency, Uniform):
            return latency.least + (latency.most - latency.least) * first
        if isinstance(latency, LogNormal):
            normal = math.sqrt(-2 * math.log(1 - first)) * math.cos(2 * math.pi * second)
            return math.exp(math.log(latency.mean) - latency.sigma**2 / 2 + latency.sigma * normal)
        return float(latency)
