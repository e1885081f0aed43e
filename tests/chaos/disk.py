"""A disk that can be full: a small tmpfs where that may be mounted, else a limit on the size of files.

Both are the operating system's own refusals to write (ENOSPC, EFBIG), met by the unchanged program.
"""

import contextlib
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

SIZE_MB = 256
_BALLAST = ".ballast"
_TRIES = 20


class Disk:
    """The disk under `folder`."""

    how = ""
    """The mechanism, in words."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, leave: int, pids: Sequence[int]) -> None:
        """Leaves so many bytes. `pids` are the processes that write there."""
        raise OSError("no such disk")

    def empty(self, pids: Sequence[int]) -> None:
        """Makes room again."""

    def born(self, pid: int) -> None:
        """A process that writes there has begun."""


class SmallDisk(Disk):
    """A tmpfs of its own, filled with a ballast file."""

    how = f"a tmpfs of {SIZE_MB} MB, filled with a ballast file (ENOSPC)"

    def fill(self, leave: int, pids: Sequence[int]) -> None:
        """See `Disk.fill`."""
        ballast = os.open(self.folder / _BALLAST, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            for _ in range(_TRIES):
                free = shutil.disk_usage(self.folder).free
                # Others write meanwhile; then there is less than was seen, and the next try asks for that.
                with contextlib.suppress(OSError):
                    os.posix_fallocate(ballast, 0, max(free - leave, 1))
                    return
        finally:
            os.close(ballast)

    def empty(self, pids: Sequence[int]) -> None:
        """See `Disk.empty`."""
        (self.folder / _BALLAST).unlink(missing_ok=True)


class LimitedFiles(Disk):
    """A limit on the size of files, set on the running processes from outside."""

    how = "a limit on the size of files (RLIMIT_FSIZE, set with prlimit): every file refuses to grow (EFBIG)"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._full = False

    def fill(self, leave: int, pids: Sequence[int]) -> None:
        """See `Disk.fill`; nothing is left, whatever was wanted."""
        self._full = True
        for pid in pids:
            self.born(pid)

    def empty(self, pids: Sequence[int]) -> None:
        """See `Disk.empty`."""
        self._full = False
        for pid in pids:
            _limit(pid, resource.RLIM_INFINITY)

    def born(self, pid: int) -> None:
        """See `Disk.born`."""
        if self._full:
            _limit(pid, 4_096)


def _limit(pid: int, size: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A disk at `folder`, which is made."""
    folder.mkdir(parents=True)
    options = f"size={SIZE_MB}m,mode=700"
    mounting = ["mount", "-t", "tmpfs", "-o", options, "laterna-chaos", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mounting, capture_output=True).returncode:
        yield LimitedFiles(folder)
        return
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily: a process that was killed a moment ago may not have let go of it.
        subprocess.run(["umount", "-l", str(folder)], capture_output=True)
