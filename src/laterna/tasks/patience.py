"""Patience with storage: what a full disk or a busy database refuses now, it takes a little later."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog

from laterna.errors import LaternaError

T = TypeVar("T")
Pause = Callable[[float], Awaitable[object]]
"""Waits so many seconds."""

_PASSES: Final = frozenset({"storage_full", "database_unavailable"})
_GROWTH: Final = 4
_LONGEST_PAUSE: Final = 30.0  # seconds

_log = structlog.get_logger(__name__)


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
    that is refused has changed nothing, so the next one starts afresh. `task` is named in the log.
    """
    wait, again = first, 0
    while True:
        try:
            return await attempt()
        except LaternaError as error:
            if error.code not in _PASSES or again == tries:
                raise
            _log.warning("storage refuses; trying again", task=task, seconds=wait, reason=error.message)
        await pause(wait)
        wait, again = min(wait * _GROWTH, _LONGEST_PAUSE), again + 1
