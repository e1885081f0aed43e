"""A clock that can be put forward and back from outside: a small mapped file holds by how much."""

import mmap
import struct
import time
from pathlib import Path

_FORM = struct.Struct("=q")


class Skew:
    """How far the clocks of a house are off, in microseconds; whoever maps the same file sees changes at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.write_bytes(_FORM.pack(0))
        with path.open("r+b") as file:
            self._cell = mmap.mmap(file.fileno(), _FORM.size)

    @property
    def microseconds(self) -> int:
        """By how much the clock is fast; negative when it is slow."""
        return int(_FORM.unpack_from(self._cell)[0])

    @microseconds.setter
    def microseconds(self, value: int) -> None:
        _FORM.pack_into(self._cell, 0, value)


class SkewedClock:
    """The machine's clock, off by a `Skew`."""

    def __init__(self, skew: Skew) -> None:
        self._skew = skew

    def now(self) -> int:
        """Microseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000 + self._skew.microseconds
