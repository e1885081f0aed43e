"""Housekeeping: lets go of what is past its time. Runs once at the start, then every hour."""

import asyncio
import shutil
from pathlib import Path

import structlog

from laterna.assets.store import AssetStore
from laterna.clock import DAY, Clock
from laterna.errors import LaternaError
from laterna.settings import Settings

EVERY = 3_600.0
"""Seconds between two rounds."""

_INCOMING = "incoming"

_log = structlog.get_logger(__name__)


class Housekeeping:
    """Removes files past the retention setting, and uploads that were never completed."""

    def __init__(self, assets: AssetStore, clock: Clock, settings: Settings) -> None:
        self._assets = assets
        self._clock = clock
        self._settings = settings

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            await self.tidy()
            await asyncio.sleep(EVERY)

    async def tidy(self) -> int:
        """One round. Answers how many files were removed by the retention setting."""
        try:
            removed = await self._assets.sweep(self._settings.retention_seconds)
        except LaternaError as error:
            _log.warning("old files could not be removed", reason=error.message)
            return 0
        await asyncio.to_thread(self._clear_incoming)
        if removed:
            _log.info("files past their retention were removed", files=removed)
        return removed

    def _clear_incoming(self) -> None:
        folder = self._settings.data_dir / _INCOMING
        for path in folder.iterdir() if folder.is_dir() else ():
            if _age(path, self._clock.now()) > DAY:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def _age(path: Path, now: int) -> int:
    try:
        return now - path.stat().st_mtime_ns // 1_000
    except FileNotFoundError:
        return 0
