"""What a look into a downloaded clip brings. The look itself is taken in another process (`inspection`)."""

import asyncio
import errno
import json
import os
import signal
import sys
from pathlib import Path
from typing import Final

import msgspec
import structlog
from msgspec import Struct

from laterna.errors import EngineError

_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop());"
    "from laterna.engines.remote.inspection import main; main()"
)
_SINGLE_THREADED: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_SECONDS: Final = 180.0
_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_TAIL: Final = 4_000

_log = structlog.get_logger(__name__)


class Findings(Struct, frozen=True, kw_only=True, tag="findings"):
    """Facts about a clip that can be decoded to its end: pixels, seconds, frames a second.

    Beside it lie `cover.jpg`, `last.jpg` and, if `has_sheet`, `sheet.jpg`.
    """

    width: int
    height: int
    duration: float
    fps: int
    has_audio: bool
    has_sheet: bool


class Trouble(Struct, frozen=True, tag="trouble"):
    """Why a clip cannot be used; `number` is the system's, where the disk is to blame."""

    why: str
    code: str = ""
    number: int = 0


class Unusable(Exception):
    """The file is not a clip that can be used; the message says why."""


async def look_into(path: Path, *, seconds: float = _SECONDS) -> Findings:
    """What is in the clip at `path`; its pictures are written beside it.

    Raises Unusable, EngineError `storage_full` and `engine_unavailable`. Canceling ends the process.
    """
    process = await _spawn(path)
    try:
        async with asyncio.timeout(seconds):
            out, err = await process.communicate()
    except TimeoutError:
        raise Unusable(f"looking into it took longer than {seconds:g} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _read(out, err, process.returncode or 0)


async def _spawn(path: Path) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # nothing that lies in the current folder is taken for a library
            "-c",
            _START,
            str(path),
            json.dumps(sys.path),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=os.environ | _SINGLE_THREADED,
            start_new_session=True,
        )
    except OSError as error:
        raise EngineError(
            f"No process could be started to look into a clip: {error.strerror}. Free memory, then try again.",
            code="engine_unavailable",
        ) from error


def _read(out: bytes, err: bytes, code: int) -> Findings:
    try:
        found = msgspec.json.decode(out, type=Findings | Trouble)
    except (msgspec.DecodeError, msgspec.ValidationError):
        _log.warning("looking into a clip broke", code=code, stderr=err[-_TAIL:].decode("utf-8", "replace"))
        how = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
        raise Unusable(f"the process that looked into it died of it ({how})") from None
    if isinstance(found, Findings):
        return found
    if found.number in _DISK_FULL:
        raise EngineError("The disk is full: a clip's pictures could not be kept.", code="storage_full")
    raise Unusable(found.why)
