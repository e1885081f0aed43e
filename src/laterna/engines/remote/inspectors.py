"""The processes that look into downloaded clips (`inspection`)."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Final

import msgspec
import structlog

from laterna.engines.remote.findings import Findings, Trouble
from laterna.tasks.patience import Passing, disk_trouble

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop());"
    "from laterna.engines.remote.inspection import main; main()"
)
_SINGLE_THREADED: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_SECONDS: Final = 180.0  # of the first look; each further one may take twice as long as the one before
_PATIENT_LOOKS: Final = 4  # at one clip, since a machine with much to do gives a process little of its time
_DYING: Final = 2.0  # seconds that a process which says nothing more has to be gone
_IDLE: Final = 30.0  # seconds after which a process that has nothing to do ends
_LOOKS: Final = 200  # of one process, so that what decoders leak does not pile up

_log = structlog.get_logger(__name__)


class Unusable(Exception):
    """The file is not a clip that can be used; the message says why."""


class Inspectors:
    """At most `count` processes that look into clips: they start when needed, and end when there is nothing to do."""

    def __init__(self, count: int = 1, *, seconds: float = _SECONDS, idle: float = _IDLE) -> None:
        self._turns = asyncio.Semaphore(max(count, 1))
        self._free: list[_Inspector] = []
        self._seconds = seconds
        self._idle = idle

    async def look_into(self, path: Path) -> Findings:
        """What is in the clip at `path`; its pictures are written beside it.

        Raises Unusable for the clip's own faults, Passing for this machine's. Canceling ends the process that looks.
        How much processor time a clip may cost is bounded by the process itself.
        """
        seconds = self._seconds
        for _ in range(_PATIENT_LOOKS):
            try:
                return await self._look_into(path, seconds)
            except TimeoutError:
                _log.warning("looking into a clip took too long", path=path.name, seconds=seconds)
            seconds *= 2
        raise Unusable(f"looking into it took longer than {seconds / 2:g} s")

    async def _look_into(self, path: Path, seconds: float) -> Findings:
        async with self._turns:
            inspector = self._free.pop() if self._free else await _Inspector.start()
            try:
                answer = await inspector.ask(path, seconds)
            except BaseException:
                await inspector.end()
                raise
            if answer is None:
                raise _death(await inspector.end(_DYING))
            if inspector.looks >= _LOOKS:
                await inspector.end()
            else:
                self._rest(inspector)
        return _found(answer)

    async def close(self) -> None:
        """Ends all processes."""
        while self._free:
            await self._free.pop().end()

    def _rest(self, inspector: "_Inspector") -> None:
        self._free.append(inspector)
        loop = asyncio.get_running_loop()
        looks = inspector.looks
        loop.call_later(self._idle, self._dismiss, inspector, looks)

    def _dismiss(self, inspector: "_Inspector", looks: int) -> None:
        if inspector in self._free and inspector.looks == looks:
            self._free.remove(inspector)
            inspector.dismiss()


class _Inspector:
    """One process: paths go in, findings come out, a line each."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.looks = 0
        self._process = process

    @classmethod
    async def start(cls) -> "_Inspector":
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # nothing that lies in the current folder is taken for a library
                "-c",
                _START,
                json.dumps(sys.path),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # decoders are talkative
                env=os.environ | _SINGLE_THREADED,
                start_new_session=True,
            )
        except OSError as error:
            raise Passing(
                f"No process could be started to look into a clip: {error.strerror}. Free memory, then try again.",
                code="engine_unavailable",
            ) from error
        return cls(process)

    async def ask(self, path: Path, seconds: float) -> bytes | None:
        """The line that answers; None when the process has died. Raises TimeoutError."""
        self.looks += 1
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(str(path)).encode() + b"\n")
            async with asyncio.timeout(seconds):
                await self._process.stdin.drain()
                line = await self._process.stdout.readline()
        except ConnectionError:
            return None
        return line if line.endswith(b"\n") else None

    def dismiss(self) -> None:
        """Lets the process end by itself."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def end(self, grace: float = 0.0) -> str:
        """Ends the process, after so many seconds in which it may end by itself; says how it ended."""
        if grace:
            # Killing what is dying already would take its exit status from whoever waits for it.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(grace):
                    await self._process.wait()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self.dismiss()
        code = await self._process.wait()
        return signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"


def _death(how: str) -> Passing | Unusable:
    """What the end of a process that looked into a clip says; SIGKILL comes from a system that is short of memory."""
    if how == signal.Signals.SIGKILL.name:
        return Passing("The process that looked into a clip was killed; see that there is enough memory.")
    return Unusable(f"the process that looked into it died of it ({how})")


def _found(line: bytes) -> Findings:
    found = msgspec.json.decode(line, type=Findings | Trouble)
    if isinstance(found, Findings):
        return found
    if found.number:
        raise disk_trouble("A clip's pictures could not be kept", OSError(found.number, found.why))
    raise Unusable(found.why)
