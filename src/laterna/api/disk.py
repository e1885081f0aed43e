"""Files on their way in: what the disk refuses is answered as such, in every door's own words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from laterna.errors import StorageError

_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def on_disk() -> Iterator[None]:
    """Raises StorageError where the block, which works on files alone, raises OSError."""
    try:
        yield
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise StorageError(
                "The disk that holds the data directory is full; free some space, then send it again.",
                code="storage_full",
            ) from error
        raise StorageError(
            f"A file that came along could not be kept: {error.strerror or error}.",
            code="database_unavailable",
        ) from error
