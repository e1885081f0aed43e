"""Work aside: frames are encoded in a thread of their own while the next one is drawn.

Drawing holds the interpreter's lock and encoding does not. So a drawing process that is alone at the end of a clip,
or on a machine with more cores than processes, keeps a core and a half busy; with all cores busy it costs nothing.
"""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Semaphore, Thread
from types import TracebackType
from typing import Final, Self

from laterna.media.coding import Frame

_AHEAD: Final = 1
"""Frames that may wait or be in work: each holds its pixels in memory."""


class Aside:
    """Gives frames one after another to `work` in a thread; a context manager that ends when all are done."""

    def __init__(self, work: Callable[[Frame], None]) -> None:
        self._work = work
        self._waiting: SimpleQueue[Frame | None] = SimpleQueue()
        self._room = Semaphore(_AHEAD)
        self._problem: Exception | None = None
        self._thread = Thread(target=self._run, name="encoding", daemon=True)

    def take(self, frame: Frame) -> None:
        """Hands over a frame, which must not be changed afterwards; waits while too many are before it.

        Raises what `work` has raised for an earlier frame.
        """
        self._room.acquire()
        if self._problem is not None:
            raise self._problem
        self._waiting.put(frame)

    def _run(self) -> None:
        while (frame := self._waiting.get()) is not None:
            if self._problem is None:
                try:
                    self._work(frame)
                except Exception as problem:  # noqa: BLE001 - it goes on in the thread that gives the frames
                    self._problem = problem
            self._room.release()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits for the frames that were handed over. Raises what `work` has raised, unless something else was."""
        self._waiting.put(None)
        self._thread.join()
        if kind is None and self._problem is not None:
            raise self._problem
