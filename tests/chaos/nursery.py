"""Where a house's `laterna` processes are born: forked from one that has everything loaded, so that a kill costs no
second of loading.

`python -m tests.chaos.nursery` reads one JSON line for each process that is wanted and answers its number. A child
differs from the real command in three things only: its clock is put forward and back through the file that the
variable `CHAOS_SKEW` names, waits between two tries pass four times as fast, and no drawing process is started, since
nothing is drawn here.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
import weakref
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import IO

from tests.chaos.skew import Skew, SkewedClock

ROOT = Path(__file__).parents[2]
QUICKER = 4.0
_NEEDED = (
    "laterna.cli.app",
    "laterna.cli.handed",
    "laterna.cli.serving",
    "laterna.cli.tasklist",
    "laterna.cli.upstream",
    "laterna.dispatch.build",
    "laterna.engines.animatic.engine",
    "laterna.engines.animatic.scriptwriter",
    "laterna.engines.remote.engine",
    "laterna.notify.notifier",
    "laterna.notify.courier",
    "laterna.server",
    "laterna.upstream.running",
    "sqlite3",
    "uvicorn.protocols.http.httptools_impl",
)


class Child:
    """A process that was born in the nursery. `status` is where its exit code is written down."""

    def __init__(self, pid: int, status: Path) -> None:
        self.pid = pid
        self._status = status
        self._handle: int | None = None
        # A command may have ended, and its mother have learnt of it, before this line is reached.
        with contextlib.suppress(ProcessLookupError):
            self._handle = os.pidfd_open(pid)
            # A long run bears thousands: a handle goes with its child.
            weakref.finalize(self, os.close, self._handle)

    @property
    def running(self) -> bool:
        """True while it lives."""
        return not self.ended_within(0)

    def ended_within(self, seconds: float) -> bool:
        """Waits so long at most; True when it has ended."""
        if self._handle is None:
            return True
        ends = select.poll()
        ends.register(self._handle, select.POLLIN)
        return bool(ends.poll(seconds * 1_000))

    def signal(self, number: int) -> None:
        """Sends it a signal, if it lives."""
        if self._handle is not None and self.running:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    @property
    def code(self) -> int | None:
        """Its exit code; negative for a signal. None while it is not known: its mother learns it after its end."""
        return int(self._status.read_text()) if self._status.exists() else None

    def final_code(self, seconds: float) -> int | None:
        """Its exit code once that is known; None when it is not after so many seconds."""
        until = time.monotonic() + seconds
        while self.code is None and time.monotonic() < until:
            self.ended_within(max(until - time.monotonic(), 0.0))
            time.sleep(0.01)
        return self.code


class Nursery:
    """Bears processes; to be closed at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mother = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        self._count = 0

    def bear(self, arguments: Sequence[str], environ: Mapping[str, str], log: Path) -> Child:
        """Starts `laterna` with these arguments; what it prints is appended to `log`."""
        self._count += 1
        status = self._folder / f"status-{self._count}"
        wanted = {
            "arguments": list(arguments),
            "environ": dict(environ),
            "log": str(log),
            "status": str(status),
        }
        assert self._mother.stdin is not None and self._mother.stdout is not None
        print(json.dumps(wanted), file=self._mother.stdin, flush=True)
        return Child(int(self._mother.stdout.readline()), status)

    def close(self) -> None:
        """Bears no more. Children live on."""
        self._mother.terminate()
        self._mother.wait()


class _Births:
    """The mother's side."""

    def __init__(self) -> None:
        self._statuses: dict[int, Path] = {}
        signal.signal(signal.SIGCHLD, self._reap)

    def serve(self, lines: IO[str]) -> None:
        """Bears a child for every line."""
        for line in lines:
            wanted = json.loads(line)
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
            pid = os.fork()
            if pid == 0:
                _live(wanted)
            self._statuses[pid] = Path(wanted["status"])
            print(pid, flush=True)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])

    def _reap(self, *_: object) -> None:
        while self._statuses:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            path = self._statuses.pop(pid)
            draft = path.with_suffix(".draft")
            draft.write_text(str(os.waitstatus_to_exitcode(status)))
            draft.rename(path)


def _live(wanted: dict[str, object]) -> None:
    """A child's whole life."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    code: object = 1
    try:
        os.setsid()
        log = os.open(str(wanted["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        for number in (1, 2):
            os.dup2(log, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.update(wanted["environ"])  # type: ignore[arg-type]
        sys.argv = ["laterna", *wanted["arguments"]]  # type: ignore[misc]
        from laterna.cli import main

        main()
    except SystemExit as ending:
        code = ending.code or 0
    except BaseException:  # noqa: BLE001 - it must not go on as a second mother
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def _prepare() -> None:
    """Puts the clock and the waits in their places, and loads everything."""
    import laterna.clock

    class SystemClock(SkewedClock):
        """In place of the machine's own."""

        def __init__(self) -> None:
            super().__init__(Skew(Path(os.environ["CHAOS_SKEW"])))

    # Before anything of Laterna's has taken the name from there.
    laterna.clock.SystemClock = SystemClock  # type: ignore[assignment, misc]
    for name in _NEEDED:
        __import__(name)
    _warm_up()
    import laterna.dispatch.build as build
    import laterna.engines.animatic.engine as animatic
    import laterna.engines.remote.engine as remote

    class NothingDrawn(animatic.AnimaticEngine):
        async def start(self) -> None:
            """Starts no process."""

    animatic.AnimaticEngine = NothingDrawn  # type: ignore[misc]
    remote.RemoteEngine = _with_brisk_pause(remote.RemoteEngine)  # type: ignore[assignment, misc]
    build.Dispatcher = _with_brisk_pause(build.Dispatcher)  # type: ignore[assignment, misc, attr-defined]


def _warm_up() -> None:
    """Runs a command that does nothing, for all that the command line loads when first used."""
    from typer.testing import CliRunner

    from laterna.cli.app import app

    assert CliRunner().invoke(app, ["version"]).exit_code == 0


async def brisk(seconds: float) -> None:
    """Waits a quarter of the time."""
    import asyncio

    await asyncio.sleep(seconds / QUICKER)


def _with_brisk_pause(made: Callable[..., object]) -> Callable[..., object]:
    @wraps(made, updated=())
    def make(*given: object, **named: object) -> object:
        pause: Callable[[float], Awaitable[None]] = brisk
        return made(*given, **{"pause": pause, **named})

    return make


if __name__ == "__main__":
    _prepare()
    _Births().serve(sys.stdin)
