"""Where the bytes lie: the protocol of a storage, and the local folder that fulfils it.

Every method blocks; `laterna.assets.store` calls them in threads.
"""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from msgspec import Struct

from laterna.clock import HOUR
from laterna.errors import StorageError

_TEMPORARY: Final = ".incoming-"
_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Stored(Struct, frozen=True):
    """One stored file. `modified` is in seconds since 1970; `etag` changes whenever the content may have."""

    size: int
    modified: int
    etag: str


class OpenFile(Protocol):
    """A stored file, open for reading; replaced or deleted meanwhile, it still gives what it held."""

    stored: Stored

    def read_cached(self, offset: int, length: int) -> bytes | None:
        """Up to `length` bytes if they can be had without waiting for a disk, else None; b"" at the end."""
        ...

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes; b"" at the end. May wait for a disk."""
        ...

    def close(self) -> None:
        """Frees it."""
        ...


class Storage(Protocol):
    """Keeps files under keys (`laterna.assets.keys`). Raises StorageError when the storage refuses."""

    def put(self, key: str, source: Path, now: int) -> None:
        """Moves the file at `source` under `key`; on return it would survive a power cut. Replaces at once."""
        ...

    def open(self, key: str) -> OpenFile | None:
        """The file under `key`, or None."""
        ...

    def delete(self, key: str) -> bool:
        """Removes the file under `key`; False when there was none."""
        ...

    def sweep(self, before: int | None, now: int) -> int:
        """Removes all files kept before `before` (microseconds; None: keeps them all) and says how many.

        Also clears away what an interrupted `put` left more than an hour before `now`.
        """
        ...


class LocalFile:
    """A file of a `LocalStorage`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        facts = os.fstat(descriptor)
        marks = f"{facts.st_ino}-{facts.st_mtime_ns}-{facts.st_size}".encode()
        etag = '"' + hashlib.blake2b(marks, digest_size=12).hexdigest() + '"'
        self.stored = Stored(facts.st_size, facts.st_mtime_ns // 1_000_000_000, etag)

    def read_cached(self, offset: int, length: int) -> bytes | None:
        """See `OpenFile.read_cached`."""
        if not hasattr(os, "RWF_NOWAIT"):
            return None
        buffer = bytearray(length)
        try:
            count = os.preadv(self._descriptor, [buffer], offset, os.RWF_NOWAIT)
        except OSError:  # not in memory, or a file system without this: the caller reads in a thread
            return None
        return bytes(memoryview(buffer)[:count])

    def read(self, offset: int, length: int) -> bytes:
        """See `OpenFile.read`."""
        return os.pread(self._descriptor, length, offset)

    def close(self) -> None:
        """See `OpenFile.close`."""
        os.close(self._descriptor)


class LocalStorage:
    """A folder. Files are written beside their place, synced, and renamed into it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, source: Path, now: int) -> None:
        """See `Storage.put`."""
        target = self._folder / key
        try:
            self._make_folders(target.parent)
            # The number keeps two attempts at one task apart that finish at the same time.
            temporary = target.with_name(f"{_TEMPORARY}{os.getpid()}-{os.urandom(6).hex()}")
            try:
                _bring(source, temporary)
                os.utime(temporary, ns=(now * 1_000, now * 1_000))
                _sync(temporary)
                temporary.replace(target)
                _sync(target.parent)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise _refusal(error, target) from error

    def open(self, key: str) -> LocalFile | None:
        """See `Storage.open`."""
        try:
            descriptor = os.open(
                self._folder / key, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
            )
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                return None
            raise _refusal(error, self._folder / key) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return None
        return LocalFile(descriptor)

    def delete(self, key: str) -> bool:
        """See `Storage.delete`."""
        path = self._folder / key
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise _refusal(error, path) from error
        self._drop_empty(path.parent)
        return True

    def sweep(self, before: int | None, now: int) -> int:
        """See `Storage.sweep`."""
        removed = 0
        for folder, _, names in os.walk(self._folder, topdown=False):
            for name in names:
                path = Path(folder) / name
                if name.startswith(_TEMPORARY):
                    # The change time, since a moved file keeps the modification time it had.
                    _remove_if(path, lambda facts: facts.st_ctime_ns // 1_000 < now - HOUR)
                elif before is not None:
                    removed += _remove_if(path, lambda facts: facts.st_mtime_ns // 1_000 < before)
            self._drop_empty(Path(folder))
        return removed

    def _make_folders(self, folder: Path) -> None:
        missing = [folder, *folder.parents]
        for path in reversed([path for path in missing if not path.exists()]):
            path.mkdir(exist_ok=True)
            _sync(path.parent)

    def _drop_empty(self, folder: Path) -> None:
        while folder != self._folder and folder.is_relative_to(self._folder):
            try:
                folder.rmdir()
            except OSError:  # not empty, or already gone
                return
            folder = folder.parent


def _remove_if(path: Path, condition: Callable[[os.stat_result], bool]) -> bool:
    try:
        if not condition(path.lstat()):
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refusal(error, path) from error
    return True


def _bring(source: Path, target: Path) -> None:
    """Moves a file; where the two lie on different file systems, copies it and removes the original."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(source, target)
        source.unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refusal(error: OSError, path: Path) -> StorageError:
    if error.errno in _DISK_FULL:
        return StorageError(
            "The disk that holds the data directory is full. Free space, then try again.", code="storage_full"
        )
    # Too many open files, a share that went away: nothing that a task should be given up for.
    return StorageError(
        f"{path.name} could not be stored: {error.strerror or error}.", code="database_unavailable"
    )
