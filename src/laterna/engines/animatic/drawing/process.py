"""One drawing process, seen from the server process."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable

import structlog

from laterna.engines.animatic.drawing import messages
from laterna.engines.animatic.drawing.messages import (
    Begun,
    Cancel,
    Command,
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
    Work,
)
from laterna.errors import EngineError

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from laterna.engines.animatic.drawing.child import main; main()"
)
_CANCEL_GRACE = 0.8  # seconds until a process that does not heed Cancel is killed
_TAIL = 4_000  # characters of standard error kept for the log
_SINGLE_THREADED = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

_log = structlog.get_logger(__name__)


class WorkStopped(Exception):
    """The work was given up because its clip was closed."""


class ProcessGone(Exception):
    """The process had died before the work was begun, so the work is not to blame."""


class DrawingProcess:
    """A child process and the pipes to it. One piece of work at a time."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self._errors = ""
        self._error_reader = asyncio.create_task(self._keep_errors())
        self._kill_timer: asyncio.TimerHandle | None = None

    @classmethod
    async def spawn(cls, setup: Setup) -> "DrawingProcess":
        """Starts a process and waits until its libraries are loaded.

        Raises EngineError: `engine_unavailable` when a library is missing, `engine_crashed` when it dies at once.
        """
        try:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # nothing that lies in the current folder is taken for a library
                "-c",
                _START,
                json.dumps(sys.path),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=os.environ | _SINGLE_THREADED,
                start_new_session=True,  # an interrupt at the terminal is the server's to handle
            )
        except OSError as error:
            raise EngineError(
                f"No drawing process could be started: {error.strerror}. Free memory or processes, then try again.",
                code="engine_unavailable",
            ) from error
        process = cls(child)
        process._send(setup)
        try:
            await process._greeting()
        except BaseException:
            await process.end()
            raise
        return process

    @property
    def pid(self) -> int:
        """The operating system's number of the process."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """False once the process has ended."""
        return self._child.returncode is None

    async def do(self, clip: int, work: Work, drawn: Callable[[int], None]) -> bytes:
        """Has `work` done; calls `drawn` with each number of newly drawn frames. Returns the work's value.

        Raises WorkStopped after `cancel`, EngineError when the work fails or the process dies of it, ProcessGone
        when the process died before.
        """
        begun = False
        self._send(Do(clip, work))
        try:
            while True:
                reply = await self._receive()
                if isinstance(reply, Begun):
                    begun = True
                elif isinstance(reply, Drawn):
                    drawn(reply.frames)
                elif isinstance(reply, Done):
                    return reply.value
                elif isinstance(reply, Stopped):
                    raise WorkStopped
                elif isinstance(reply, Failed):
                    if reply.detail:
                        _log.error("drawing failed", pid=self.pid, detail=reply.detail)
                    raise EngineError(reply.message, code=reply.code, field=reply.field or None)
        except EOFError:
            canceled = self._kill_timer is not None
            message = await self._obituary()
            if canceled:
                raise WorkStopped from None
            if not begun:
                raise ProcessGone from None
            raise EngineError(message, code="engine_crashed") from None
        finally:
            self._disarm()

    def cancel(self, clip: int) -> None:
        """Stops what is being done for `clip`; kills the process if it does not stop in time."""
        self._send(Cancel(clip))
        if self._kill_timer is None:
            self._kill_timer = asyncio.get_running_loop().call_later(_CANCEL_GRACE, self.kill)

    def forget(self, clip: int) -> None:
        """Lets the process free what it keeps for `clip`."""
        self._send(Forget(clip))

    def kill(self) -> None:
        """Ends the process at once."""
        if self.alive:
            self._child.kill()

    async def end(self) -> None:
        """Ends the process and waits until it is gone: its line is closed, which it heeds unless it hangs."""
        self._disarm()
        if self._child.stdin is not None:
            self._child.stdin.close()
        await self._wait_or_kill()
        await self._error_reader

    async def _greeting(self) -> None:
        try:
            reply = await self._receive()
        except EOFError:
            raise EngineError(await self._obituary(), code="engine_crashed") from None
        if isinstance(reply, Unavailable):
            raise EngineError(reply.message, code="engine_unavailable")
        if not isinstance(reply, Ready):
            raise EngineError("The drawing process answered out of turn.", code="engine_crashed")

    def _send(self, command: Command) -> None:
        if self._child.stdin is not None and self.alive:
            self._child.stdin.write(messages.frame(command))

    async def _receive(self) -> Reply:
        if self._child.stdout is None:
            raise EOFError
        try:
            prefix = await self._child.stdout.readexactly(messages.LENGTH_BYTES)
            body = await self._child.stdout.readexactly(messages.body_length(prefix))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise EOFError from error
        return messages.decode_reply(body)

    async def _keep_errors(self) -> None:
        if self._child.stderr is not None:
            while chunk := await self._child.stderr.read(8_192):
                self._errors = (self._errors + chunk.decode("utf-8", "replace"))[-_TAIL:]

    async def _obituary(self) -> str:
        """How the process ended, as a sentence; what it last wrote goes into the log."""
        code = await self._wait_or_kill()
        await self._error_reader
        _log.error("drawing process died", pid=self.pid, code=code, stderr=self._errors.strip())
        if code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
            why = ", perhaps because memory ran out" if -code == signal.SIGKILL else ""
            how = f"was ended by {name}{why}"
        else:
            how = f"ended by itself (exit code {code})"
        return f"The process that was drawing this clip {how}. Nothing else was affected; try again."

    async def _wait_or_kill(self) -> int:
        try:
            async with asyncio.timeout(_CANCEL_GRACE):
                return await self._child.wait()
        except TimeoutError:
            self.kill()
            return await self._child.wait()

    def _disarm(self) -> None:
        if self._kill_timer is not None:
            self._kill_timer.cancel()
            self._kill_timer = None
