"""The store of finished files: keeps them, hands out signed links to them, lets them go."""

import asyncio
from pathlib import Path
from urllib.parse import quote, urlencode

from laterna.assets.keys import is_key, task_key
from laterna.assets.signing import Signer
from laterna.assets.storage import LocalStorage, OpenFile, Storage
from laterna.clock import SECOND, Clock
from laterna.errors import StorageError


class AssetStore:
    """All assets of one installation. Safe to use from many asyncio tasks at once."""

    def __init__(
        self, folder: Path, signing_key: bytes, clock: Clock, *, storage: Storage | None = None
    ) -> None:
        """`folder` is made when the first file is kept; `signing_key` has at least 16 secret bytes."""
        self._storage: Storage = storage or LocalStorage(folder)
        self._signer = Signer(signing_key)
        self._clock = clock

    async def keep(self, task_id: int, tenant: str, path: Path, name: str) -> str:
        """Moves the file at `path` into the store and returns its key; on return it would survive a power cut.

        `name` is the file's last part, such as `clip.mp4`. Who may see a file is decided where links are handed
        out, so the tenant is no part of the key. Raises StorageError with code `storage_full` when the disk is full.
        """
        now = self._clock.now()
        key = task_key(task_id, name, now)
        await asyncio.to_thread(self._storage.put, key, path, now)
        return key

    async def keep_upload(self, path: Path, key: str) -> str:
        """Moves a caller's own file into the store under a key of the door's choice, as durably as `keep`."""
        if not is_key(key):
            raise StorageError(f"{key!r} is no key for an asset.", code="internal", field="key", value=key)
        await asyncio.to_thread(self._storage.put, key, path, self._clock.now())
        return key

    def url(self, key: str, *, base_url: str, life: int | None, name: str = "") -> str:
        """A signed link to an asset: `{base_url}/files/{key}?...`, valid for `life` seconds, or for ever if None.

        `name` is the file name that a browser's "save as" proposes; empty means the key's last part.
        """
        expires = None if life is None else self._clock.now() // SECOND + life
        query = {} if expires is None else {"expires": str(expires)}
        if name:
            query["name"] = name
        query["sig"] = self._signer.sign(key, expires, name)
        return f"{base_url.rstrip('/')}/files/{quote(key)}?{urlencode(query)}"

    def link_life(self, key: str, query: dict[str, str]) -> int | None:
        """Seconds that a link still lives, given its decoded query; None when it is altered or has expired.

        A link that never expires has a year left, the longest that HTTP caches are told.
        """
        now = self._clock.now() // SECOND
        expires = query.get("expires")
        if not self._signer.valid(key, expires, query.get("name", ""), query.get("sig", ""), now):
            return None
        return _YEAR if expires is None else int(expires) - now

    def sign_upload(self, tenant: str, folder: str, expires: int) -> str:
        """The signature of a permission to store files of a tenant below `folder` until `expires` (seconds)."""
        return self._signer.sign(f"upload/{folder}", expires, tenant)

    async def open(self, key: str) -> OpenFile | None:
        """The asset, open for reading, or None when it is not there. The caller closes it."""
        if not is_key(key):
            return None
        return await asyncio.to_thread(self._storage.open, key)

    async def delete(self, key: str) -> bool:
        """Removes an asset; False when it was not there."""
        return is_key(key) and await asyncio.to_thread(self._storage.delete, key)

    async def sweep(self, retention: int | None) -> int:
        """Removes the assets that are older than `retention` seconds and says how many; None keeps them all.

        Also clears away what interrupted writes left behind.
        """
        now = self._clock.now()
        before = None if retention is None else now - retention * SECOND
        return await asyncio.to_thread(self._storage.sweep, before, now)


_YEAR = 31_536_000
