"""Asset keys: where a file lies inside the store, and which names are safe."""

import re
from datetime import UTC, datetime
from typing import Final

from laterna.clock import SECOND
from laterna.errors import StorageError

_PART: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_MOST_PARTS: Final = 8


def is_key(text: str) -> bool:
    """True for a key that may name an asset: 2 to 8 parts of ASCII letters, digits, `.`, `_` and `-`, joined by `/`.

    No part starts with a dot, so `..`, hidden files and the store's own temporary files cannot be named.
    """
    parts = text.split("/")
    return 2 <= len(parts) <= _MOST_PARTS and all(_PART.fullmatch(part) for part in parts)


def task_key(task_id: int, name: str, now: int) -> str:
    """The key of a task's file: `tasks/YEAR/MONTH/ID/NAME`, year and month (UTC) of `now` in microseconds.

    Raises StorageError when `name` is not safe.
    """
    day = datetime.fromtimestamp(now // SECOND, UTC)
    key = f"tasks/{day.year:04}/{day.month:02}/{task_id}/{name}"
    if not is_key(key):
        raise StorageError(f"{name!r} is no name for an asset.", code="internal", field="name", value=name)
    return key
