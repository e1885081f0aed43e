"""The emulator's files: links that live as long as the scenario says, over a folder that is not synced."""

import os
from pathlib import Path

from laterna.assets.storage import LocalStorage
from laterna.assets.store import AssetStore
from laterna.clock import Clock
from laterna.errors import StorageError
from laterna.upstream.emulation import Emulation


class ExpiringLinks(AssetStore):
    """Hands out links that live as long as the scenario says."""

    def __init__(self, folder: Path, signing_key: bytes, clock: Clock, emulation: Emulation) -> None:
        super().__init__(folder, signing_key, clock, storage=HastyStorage(folder))
        self._emulation = emulation

    def url(self, key: str, *, base_url: str, life: int | None, name: str = "") -> str:
        """As the real one; every link begins its life when it is handed out."""
        life = self._emulation.scenario.url_life or life
        return super().url(key, base_url=base_url, life=life, name=name)


class HastyStorage(LocalStorage):
    """A folder whose files are not synced: with thousands of tasks in flight that is most of the work."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._root = folder

    def put(self, key: str, source: Path, now: int) -> None:
        """See `Storage.put`; a power cut may lose the file."""
        target = self._root / key
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.utime(source, ns=(now * 1_000, now * 1_000))
            source.replace(target)
        except OSError as error:
            raise StorageError(f"{target.name} could not be stored: {error.strerror}.") from error
