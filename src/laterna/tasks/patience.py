"""Patience with storage: what a full disk or a busy database refuses now, it takes a little later."""

import errno
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog

from laterna.errors import EngineError, LaternaError
from laterna.tasks.rows import DamagedRow

T = TypeVar("T")
Pause = Callable[[float], Awaitable[object]]
"""Waits so many seconds."""

_PASSES: Final = frozenset({"storage_full", "database_unavailable"})
_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_GROWTH: Final = 4
_LONGEST_PAUSE: Final = 30.0  # seconds

_log = structlog.get_logger(__name__)


class Passing(EngineError):
    """A clip could not be kept because of this machine's own trouble, which passes: nothing is wrong with the clip."""


def disk_trouble(what: str, error: OSError) -> Passing:
    """The error for a file that the disk refuses, be it full, read-only or broken; `what` begins the sentence."""
    if error.errno in _DISK_FULL:
        return Passing(f"{what}: the disk is full.", code="storage_full")
    return Passing(f"{what}: {error.strerror or error}.", code="database_unavailable")


def passes(error: LaternaError) -> bool:
    """True for what may go well a little later, with nothing changed by anybody but the machine."""
    if isinstance(error, DamagedRow):
        return False
    return isinstance(error, Passing) or error.code in _PASSES


async def insist(
    attempt: Callable[[], Awaitable[T]],
    pause: Pause,
    *,
    task: int,
    tries: int | None = None,
    first: float = 0.5,
) -> T:
    """What `attempt` answers, tried again with growing pauses (from `first` seconds on) while storage refuses.

    After so many `tries` again the last error is raised; None stands for trying until this is canceled. An attempt
    that is refused has changed nothing, so the next one starts afresh. `task` is named in the log. What does not pass,
    such as a row that nobody can read, is raised at once.
    """
    wait, again = first, 0
    while True:
        try:
            return await attempt()
        except LaternaError as error:
            if not passes(error) or again == tries:
                raise
            _log.warning("storage refuses; trying again", task=task, seconds=wait, reason=error.message)
        await pause(wait)
        wait, again = min(wait * _GROWTH, _LONGEST_PAUSE), again + 1
