"""The `laterna` command with a clock that the chaos run puts forward and back.

`python -m tests.chaos.entry …` takes the arguments of `laterna`; the variable `CHAOS_SKEW` names the file that says
how far the clock is off. Nothing else differs from the real command, but that waits between two tries pass four times
as fast, and that no drawing process is started, since nothing is drawn here.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from pathlib import Path

from tests.chaos.skew import Skew, SkewedClock

QUICKER = 4.0


async def brisk(seconds: float) -> None:
    """Waits a quarter of the time."""
    await asyncio.sleep(seconds / QUICKER)


def main() -> None:
    """Runs the command."""
    skew = Skew(Path(os.environ["CHAOS_SKEW"]))
    # Before anything of Laterna's has taken the name from there.
    import laterna.clock

    laterna.clock.SystemClock = partial(SkewedClock, skew)  # type: ignore[assignment, misc]
    if sys.argv[1:2] in (["serve"], ["worker"]):
        _work_briskly()
    from laterna.cli import main as laterna_main

    sys.argv[0] = "laterna"
    laterna_main()


def _work_briskly() -> None:
    import laterna.dispatch.build
    import laterna.engines.animatic.engine
    import laterna.engines.remote.engine

    class NothingDrawn(laterna.engines.animatic.engine.AnimaticEngine):
        async def start(self) -> None:
            """Starts no process."""

    laterna.engines.animatic.engine.AnimaticEngine = NothingDrawn  # type: ignore[misc]
    for module, name in (
        (laterna.engines.remote.engine, "RemoteEngine"),
        (laterna.dispatch.build, "Dispatcher"),
    ):
        setattr(module, name, _with_brisk_pause(getattr(module, name)))


def _with_brisk_pause(made: Callable[..., object]) -> Callable[..., object]:
    @wraps(made)
    def make(*given: object, **named: object) -> object:
        pause: Callable[[float], Awaitable[None]] = brisk
        return made(*given, **{"pause": pause, **named})

    return make


if __name__ == "__main__":
    main()
