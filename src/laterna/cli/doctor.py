"""`laterna doctor`: what is wrong here, and how to mend it."""

import asyncio
import ctypes
import importlib
import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from laterna.access.keys import KeyRing
from laterna.cli.logs import log_to_stderr
from laterna.cli.opening import opened_store
from laterna.cli.outcome import SURROUNDINGS, say
from laterna.cli.show import print_json
from laterna.clock import SystemClock
from laterna.engines.animatic.engine import AnimaticEngine
from laterna.engines.guard import Outbound
from laterna.errors import LaternaError
from laterna.jsontypes import JSON
from laterna.settings import Settings, load_settings
from laterna.tasks.database import FILE_NAME

_OLDEST = (3, 11)
_SYSTEM_LIBRARIES = ("libEGL.so.1", "libGL.so.1")
_SPEECH = "espeakng_loader"  # of the extra `speech`
_LITTLE_DISK = 1 << 30
_MIB = 1 << 20

Verdict = Literal["good", "warning", "bad"]
_MARKS: dict[Verdict, str] = {"good": "ok  ", "warning": "note", "bad": "BAD "}


class Finding(Struct, frozen=True):
    """What one look found. `remedy` is what to do about it, empty when nothing needs doing."""

    what: str
    verdict: Verdict
    found: str
    remedy: str = ""


def examine(flags: dict[str, JSON], as_json: bool) -> int:
    """Looks at everything and prints what was found. Answers the exit code. Raises SettingError."""
    log_to_stderr("critical")
    settings = load_settings(flags=flags)
    findings = [finding for look in _LOOKS for finding in look(settings)]
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            say(f"{_MARKS[finding.verdict]} {finding.what:18} {finding.found}")
            if finding.remedy:
                say(f"     {'':18} {finding.remedy}")
    return SURROUNDINGS if any(finding.verdict == "bad" for finding in findings) else 0


def _python(settings: Settings) -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info >= _OLDEST:
        yield Finding("Python", "good", version)
    else:
        yield Finding("Python", "bad", version, "Laterna needs Python 3.11 or newer.")


def _system_libraries(settings: Settings) -> Iterator[Finding]:
    if sys.platform != "linux":
        return
    missing = [name for name in _SYSTEM_LIBRARIES if not _loads(name)]
    if missing:
        remedy = "On Debian or Ubuntu: apt-get install -y libegl1 libgl1"
        yield Finding("system libraries", "bad", f"{' and '.join(missing)} missing; Skia needs them", remedy)
    else:
        yield Finding("system libraries", "good", " and ".join(_SYSTEM_LIBRARIES))


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _encoder(settings: Settings) -> Iterator[Finding]:
    remedy = "Install it again: pip install --force-reinstall av"
    try:
        av = importlib.import_module("av")
    except ImportError as error:
        yield Finding("encoder", "bad", f"PyAV does not load: {error}", remedy)
        return
    missing = [codec for codec in ("libx264", "aac") if codec not in av.codecs_available]
    if missing:
        yield Finding("encoder", "bad", f"PyAV {av.__version__} lacks {' and '.join(missing)}", remedy)
    else:
        yield Finding("encoder", "good", f"PyAV {av.__version__} with x264 and AAC")


def _drawing(settings: Settings) -> Iterator[Finding]:
    try:
        asyncio.run(_start_and_stop())
    except LaternaError as error:
        yield Finding("drawing process", "bad", error.message)
    else:
        yield Finding("drawing process", "good", f"starts; {settings.worker_count} would run")


async def _start_and_stop() -> None:
    engine = AnimaticEngine(1, niceness=0)
    try:
        await engine.start()
    finally:
        await engine.stop()


def _speech(settings: Settings) -> Iterator[Finding]:
    if importlib.util.find_spec(_SPEECH) is not None:
        yield Finding("speech", "good", "eSpeak NG is installed; quoted lines are spoken")
    else:
        yield Finding(
            "speech",
            "good",
            "not installed, so figures murmur; pip install 'laterna[speech]' gives them words",
        )


def _storyboards(settings: Settings) -> Iterator[Finding]:
    if settings.storyboard_url:
        yield Finding(
            "storyboards", "good", f"written by {settings.storyboard_model}, else by the built-in reader"
        )


def _data(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    nearest = next(each for each in (folder, *folder.parents) if each.exists())
    remedy = "Change its permissions, or choose another with --data or LATERNA_DATA."
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield Finding("data directory", "bad", f"{folder} cannot be written", remedy)
        return
    state = "can be written" if nearest == folder else "does not exist yet and can be made"
    yield Finding("data directory", "good", f"{folder} {state}")
    yield _space(nearest)


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    found = f"{free // _MIB} MiB free"
    if free < _LITTLE_DISK:
        return Finding("disk", "warning", found, "A clip takes a few MiB; below 32 MiB new tasks wait.")
    return Finding("disk", "good", found)


def _database(settings: Settings) -> Iterator[Finding]:
    if not settings.database_url and not (settings.data_dir / FILE_NAME).exists():
        yield Finding("database", "good", "none yet; `laterna serve` makes one")
        return
    try:
        yield from asyncio.run(_inside(settings))
    except LaternaError as error:
        yield Finding("database", "bad", error.message)


async def _inside(settings: Settings) -> list[Finding]:
    async with opened_store(settings) as store:
        counts = await store.counts()
        ring = await KeyRing.load(store, SystemClock())
        keys = [key for key in await ring.list() if key.revoked_at is None]
    tasks = ", ".join(f"{count} {state.value}" for state, count in counts.items() if count) or "no tasks"
    findings = [Finding("database", "good", f"readable; {tasks}")]
    if ring.open:
        remedy = (
            "`laterna keys create NAME` makes the first key; then the server may listen on other addresses."
        )
        findings.append(Finding("keys", "warning", "none: any key is taken, from this machine only", remedy))
    else:
        findings.append(Finding("keys", "good", f"{len(keys)} in use"))
    return findings


def _port(settings: Settings) -> Iterator[Finding]:
    if settings.port == 0:
        yield Finding("port", "good", "a free one will be picked")
        return
    place = f"{settings.host}:{settings.port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        remedy = "If that is not a Laterna that is meant to run, stop it or choose another with --port."
        yield Finding("port", "warning", f"{place} cannot be listened on: {error.strerror}", remedy)
    else:
        yield Finding("port", "good", f"{place} is free")


def _outbound(settings: Settings) -> Iterator[Finding]:
    try:
        outbound = Outbound.of(settings)
    except LaternaError as error:
        yield Finding("outgoing requests", "bad", error.message, "Mend the setting that is named.")
        return
    allowed = ", ".join(str(network) for network in outbound.allow)
    extra = f", and to {allowed}" if allowed else ""
    replaced = f"; {len(outbound.connect)} hosts are replaced" if outbound.connect else ""
    yield Finding("outgoing requests", "good", f"to public addresses only{extra}{replaced}")


_LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _python,
    _system_libraries,
    _encoder,
    _drawing,
    _speech,
    _storyboards,
    _data,
    _database,
    _port,
    _outbound,
)
