"""Feeds inputs to targets: each with a limit on its CPU time, each made again from seed, target and number alone."""

import contextlib
import signal
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from types import FrameType
from typing import Any

from tests.fuzz.targets import Target


class Hang(BaseException):
    """An input took longer than its target may; no handler of errors catches it."""


@dataclass(frozen=True)
class Finding:
    """An input that broke something, and how."""

    target: str
    number: int
    what: str
    where: str
    input: str

    def __str__(self) -> str:
        return f"{self.target} #{self.number}: {self.what}\n{self.where}\n    input: {self.input[:600]}"


def random_of(seed: int, target: Target, number: int) -> Random:
    """The randomness of one input."""
    return Random(f"{seed}/{target.name}/{number}")


def one(target: Target, random: Random, number: int) -> tuple[bool, Finding | None]:
    """Feeds one input; whether it was taken, and what it broke."""
    made: Any = None
    try:
        made = target.make(random)
        with _limited(target.seconds):
            target.feed(made)
    except target.refuses:
        return False, None
    except (Exception, Hang) as error:  # noqa: BLE001 - whatever comes out is the finding
        return False, _finding(target, number, made, error)
    return True, None


def _finding(target: Target, number: int, made: Any, error: BaseException) -> Finding:
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in frames
        if "/src/laterna/" in frame.filename
    ]
    where = " < ".join(reversed([*own[-3:]])) or f"{frames[-1].filename}:{frames[-1].lineno}"
    return Finding(target.name, number, f"{type(error).__name__}: {str(error)[:200]}", where, repr(made))


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raises Hang after so many seconds of CPU time; only in a main thread of a system that has such timers."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hang(f"took more than {seconds:g} s of CPU time")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
