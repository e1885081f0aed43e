"""Keys in the data directory."""

from laterna.access.keys import Key, KeyRing, Limits
from laterna.cli.opening import opened_store, settings_with
from laterna.clock import SystemClock
from laterna.notify.seal import Seal


async def create_key(data: str | None, name: str, tenant: str, limits: Limits) -> tuple[Key, str]:
    """A new key and its secret. Raises LaternaError."""
    settings = settings_with(data)
    async with opened_store(settings, create=True) as store:
        ring = await KeyRing.load(store, SystemClock(), Seal.of(settings.data_dir))
        return await ring.create(name, tenant, limits)


async def all_keys(data: str | None) -> tuple[Key, ...]:
    """Every key. Raises LaternaError."""
    async with opened_store(settings_with(data)) as store:
        return await (await KeyRing.load(store, SystemClock())).list()


async def revoke_key(data: str | None, name: str) -> Key:
    """Revokes a key by name or id. Raises LaternaError."""
    async with opened_store(settings_with(data)) as store:
        return await (await KeyRing.load(store, SystemClock())).revoke(name)
