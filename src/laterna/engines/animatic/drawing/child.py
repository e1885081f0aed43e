"""The program of a drawing process: takes commands, does them one after the other, and ends with its server.

A thread listens, so that Cancel is heard while a frame is being drawn; all work is done on the main thread.
"""

import faulthandler
import gc
import os
import queue
import signal
import sys
import threading
import traceback
from typing import BinaryIO

from laterna.engines.animatic.drawing import messages
from laterna.engines.animatic.drawing.messages import (
    Begun,
    Cancel,
    Do,
    Done,
    Drawn,
    Failed,
    Forget,
    Ready,
    Reply,
    Setup,
    Stopped,
    Unavailable,
)
from laterna.engines.animatic.drawing.work import Interrupted, Workshop, open_workshop
from laterna.errors import EngineError, LaternaError

_REPORT_EVERY = 4  # frames


class _Line:
    """The line to the server process."""

    def __init__(self, commands: BinaryIO, replies: BinaryIO) -> None:
        self.todo: queue.SimpleQueue[Do | Forget] = queue.SimpleQueue()
        self._commands = commands
        self._replies = replies
        self._canceled: set[int] = set()

    def listen(self) -> None:
        """Sorts what comes in; ends the whole process when the server process is gone."""
        while (command := messages.read_command(self._commands)) is not None:
            if isinstance(command, Cancel):
                self._canceled.add(command.clip)
            elif isinstance(command, Do | Forget):
                self.todo.put(command)
        os._exit(0)

    def canceled(self, clip: int) -> bool:
        """True once the clip has been given up."""
        return clip in self._canceled

    def forget(self, clip: int) -> None:
        """Nothing more will come for this clip."""
        self._canceled.discard(clip)

    def say(self, reply: Reply) -> None:
        """Sends a reply; ends the process when nobody listens any more."""
        try:
            self._replies.write(messages.frame(reply))
            self._replies.flush()
        except OSError:
            os._exit(0)


class _Counter:
    """Reports drawn frames a few at a time, and notices Cancel between frames."""

    def __init__(self, line: _Line, clip: int) -> None:
        self._line = line
        self._clip = clip
        self._unreported = 0

    def __call__(self, frames: int) -> None:
        """So many more frames are drawn. Raises Interrupted when the clip has been given up."""
        if self._line.canceled(self._clip):
            raise Interrupted
        self._unreported += frames
        if self._unreported >= _REPORT_EVERY:
            self.flush()

    def flush(self) -> None:
        """Reports what is left."""
        if self._unreported:
            self._line.say(Drawn(self._unreported))
            self._unreported = 0


def main() -> None:
    """Runs until the server process closes the line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    commands, replies = _take_standard_streams()
    setup = messages.read_command(commands)
    if not isinstance(setup, Setup):
        return
    if setup.niceness and hasattr(os, "nice"):
        os.nice(setup.niceness)  # before the libraries are loaded, which takes a moment of a whole core
    line = _Line(commands, replies)
    threading.Thread(target=line.listen, daemon=True).start()
    try:
        workshop = open_workshop(setup)
    except LaternaError as error:
        line.say(Unavailable(error.message))
        return
    line.say(Ready())
    # The encoding thread asks for the interpreter three times a frame; the usual 5 ms are a third of a frame.
    sys.setswitchinterval(0.001)
    workshop.warm()
    _keep_what_is_loaded()
    while True:
        command = line.todo.get()
        if isinstance(command, Forget):
            workshop.forget(command.clip)
            line.forget(command.clip)
        else:
            line.say(_do(workshop, line, command))


def _keep_what_is_loaded() -> None:
    """Spares the collector what stays for good: it looks through the libraries after every clip otherwise, for 25 ms.

    It also looks less often while layers are baked, which makes many objects and no garbage.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _do(workshop: Workshop, line: _Line, command: Do) -> Reply:
    counter = _Counter(line, command.clip)
    line.say(Begun())
    try:
        value = workshop.do(command.clip, command.work, counter)
    except Interrupted:
        return Stopped()
    except LaternaError as error:
        return Failed(error.code, error.message, error.field or "")
    except MemoryError:
        return Failed("engine_failed", "The clip needs more memory than there is; ask for a smaller size.")
    except Exception:  # noqa: BLE001 - a fault in drawing must fail one task and leave the process usable
        kind = sys.exc_info()[0]
        name = kind.__name__ if kind else "error"
        return Failed(
            EngineError.default_code,
            f"Drawing this clip failed inside the engine ({name}). The log has the details (for `laterna generate`,"
            " with LATERNA_LOG_LEVEL=debug); please report them with the prompt.",
            detail=traceback.format_exc(),
        )
    counter.flush()
    return Done(value)


def _take_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """The line's two ends. Whatever libraries print goes to standard error from here on."""
    commands = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, replies
