"""Memory that is free goes back to the system: what bakes and frames leave behind would add up otherwise."""

import ctypes
from functools import lru_cache
from typing import Final

_LARGE: Final = 500_000
"""Pixels of a frame from which a drawing process is tidied up while it draws: two of them would pass 500 MB."""


def give_back() -> None:
    """Returns freed memory to the system, in one to six milliseconds.

    glibc keeps it for itself unless it is told; other C libraries have no such call.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


def tidy(wide: int, high: int) -> None:
    """The same where frames of so many pixels are drawn that it matters."""
    if wide * high > _LARGE:
        give_back()


@lru_cache(maxsize=1)
def _trim() -> "ctypes._NamedFuncPointer | None":
    found: ctypes._NamedFuncPointer | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found
