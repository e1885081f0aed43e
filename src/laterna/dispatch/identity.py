"""Who a worker is: a name that a restarted worker finds again, so that it can take up its own tasks at once.

The name lies in the data directory, next to a lock that the operating system drops when the process ends,
however it ends. A second worker on the same directory finds the lock taken and gets a name of its own.
"""

import os
import secrets
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from laterna.errors import StorageError

_FILE = "worker"


class Identity:
    """A worker's name, held from entering to leaving the context. `restored`: nobody else can be using it."""

    def __init__(self, name: str, lock: int | None) -> None:
        self.name = name
        self._lock = lock

    @property
    def restored(self) -> bool:
        """True when whoever had this name before is certainly gone."""
        return self._lock is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def take_identity(data: Path, file: str = _FILE) -> Identity:
    """The identity of this process as a worker on the data directory `data`, which is made if need be.

    `file` tells roles apart that one process has at once.

    Raises StorageError when the directory cannot be written.
    """
    path = data / file
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StorageError(
            f"The data directory {data} cannot be written: {error.strerror}. Make it writable, or choose another"
            " with LATERNA_DATA or --data."
        ) from error
    if not _locked(lock):
        os.close(lock)
        return Identity(_new_name(), None)
    name = os.read(lock, 200).decode("utf-8", "replace").strip()
    if not name:
        name = _new_name()
        os.write(lock, name.encode())
        os.fsync(lock)
    return Identity(name, lock)


def _new_name() -> str:
    return f"{socket.gethostname()[:40]}-{secrets.token_hex(6)}"


def _locked(lock: int) -> bool:
    """Takes the lock without waiting; False when another process has it."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
