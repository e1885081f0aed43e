"""Who may ask: keys, kept as hashes and checked in memory; for signing, also sealed (see `laterna.notify.seal`).

A secret is 256 random bits, so one SHA-256 is enough to keep it by: there is nothing to guess that a slow
password hash would have to defend, and a check costs microseconds.
"""

import asyncio
import hashlib
import secrets
from functools import partial
from typing import Self

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from laterna.clock import Clock
from laterna.errors import AccessError
from laterna.notify.seal import SIGNING, Seal
from laterna.tasks import statements as sql
from laterna.tasks.store import TaskStore

_PREFIX = "sk-"
_SECRET_BYTES = 32
_SHOWN = 10
_MARK = "keys"


class Key(Struct, frozen=True, kw_only=True):
    """One key without its secret; `shown` is how the secret begins. Limits are None where there is none.

    `models` empty means all; `spending_cap` is in micro-units.
    """

    id: str
    name: str
    tenant: str
    shown: str
    created_at: int
    revoked_at: int | None = None
    models: tuple[str, ...] = ()
    requests_per_second: int | None = None
    tasks_at_once: int | None = None
    spending_cap: int | None = None


class Caller(Struct, frozen=True):
    """Who is asking. `key` is None while no key exists and everybody on the machine is let in."""

    tenant: str
    key_id: str
    key: Key | None = None


class Limits(Struct, frozen=True, kw_only=True):
    """What a new key may do; see `Key`."""

    models: tuple[str, ...] = ()
    requests_per_second: int | None = None
    tasks_at_once: int | None = None
    spending_cap: int | None = None


_ANYBODY = Caller(tenant="default", key_id="")
_NO_LIMITS = Limits()


class KeyRing:
    """All keys in memory. Changes by other processes are taken in at every round of the store."""

    def __init__(self, store: TaskStore, clock: Clock, seal: Seal | None = None) -> None:
        """Use `KeyRing.load`."""
        self._seal = seal
        self._sealed: frozenset[str] = frozenset()
        self._database = store.database
        self._clock = clock
        self._keys: tuple[Key, ...] = ()
        self._callers: dict[str, Caller] = {}
        self._mark = -1
        self._looking = asyncio.Lock()
        store.every_round(self.refresh)

    @classmethod
    async def load(cls, store: TaskStore, clock: Clock, seal: Seal | None = None) -> Self:
        """Reads all keys. With a seal, secrets of new keys are also kept for signing. Raises StorageError."""
        ring = cls(store, clock, seal)
        await ring.refresh()
        return ring

    @property
    def open(self) -> bool:
        """True until the first key is created: then any non-empty key is taken. A revoked key closes it too."""
        return not self._keys

    def can_sign(self, key_id: str) -> bool:
        """True when the key's secret is kept, under the seal, for signatures that need the secret itself."""
        return key_id in self._sealed

    def authenticate(self, secret: str | None) -> Caller:
        """Who holds this secret. Raises AccessError `missing_key` or `invalid_key`."""
        if not secret:
            raise AccessError("No API key came with the request.", code="missing_key", field="Authorization")
        if not self._keys:
            return _ANYBODY
        # Looking up a digest tells nothing about the secret behind it, even to somebody who measures times.
        caller = self._callers.get(_digest(secret))
        if caller is None and not secret.startswith(_PREFIX):
            # Gateways' clients leave the prefix away (contract v1-video-generations 2).
            caller = self._callers.get(_digest(_PREFIX + secret))
        if caller is None:
            raise AccessError(
                "The API key is unknown or was revoked.", code="invalid_key", field="Authorization"
            )
        return caller

    async def admit(self, secret: str | None) -> Caller:
        """As `authenticate`, but looks into the database before it refuses: a key may be younger than the last round.

        Raises AccessError, StorageError.
        """
        try:
            return self.authenticate(secret)
        except AccessError as error:
            if error.code != "invalid_key":
                raise
        # One look at a time, so that a flood of wrong keys leaves the database to those with right ones.
        async with self._looking:
            await self.refresh()
        return self.authenticate(secret)

    async def create(
        self, name: str, tenant: str = "default", limits: Limits = _NO_LIMITS
    ) -> tuple[Key, str]:
        """Makes a key. Answers it with its secret, which cannot be shown again; only a signer can open the seal.

        Raises AccessError `invalid_parameter` when the name is empty or taken by a living key.
        """
        if not name or not tenant:
            raise _bad_name("name" if tenant else "tenant", "", "a word of one letter or more")
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        key = Key(
            id="key_" + secrets.token_hex(8),
            name=name,
            tenant=tenant,
            shown=secret[:_SHOWN],
            created_at=self._clock.now(),
            models=limits.models,
            requests_per_second=limits.requests_per_second,
            tasks_at_once=limits.tasks_at_once,
            spending_cap=limits.spending_cap,
        )
        sealed = self._seal.close(secret, SIGNING) if self._seal is not None else ""
        await self._database.write(partial(_insert, key=key, digest=_digest(secret), sealed=sealed))
        await self.refresh()
        return key, secret

    async def list(self) -> tuple[Key, ...]:
        """Every key, revoked ones included, oldest first."""
        await self.refresh()
        return self._keys

    async def revoke(self, name_or_id: str) -> Key:
        """Takes a key back, at once and for ever. Raises AccessError when no living key has the name or id."""
        key_id = await self._database.write(partial(_revoke, wanted=name_or_id, now=self._clock.now()))
        await self.refresh()
        return next(key for key in self._keys if key.id == key_id)

    async def refresh(self) -> None:
        """Takes in what has changed in the database. Raises StorageError."""
        mark, rows = await self._database.read(partial(_load, known=self._mark))
        if mark == self._mark:
            return
        self._keys = tuple(key for key, _, _ in rows)
        self._sealed = frozenset(key.id for key, _, sealed in rows if sealed)
        self._callers = {
            digest: Caller(tenant=key.tenant, key_id=key.id, key=key)
            for key, digest, _ in rows
            if key.revoked_at is None
        }
        self._mark = mark


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _load(connection: Connection, known: int) -> tuple[int, list[tuple[Key, str, str]]]:
    mark = int(connection.execute(sql.mark, {"of_name": _MARK}).scalar() or 0)
    if mark == known:
        return mark, []
    found = []
    for row in connection.execute(sql.all_keys).mappings():
        key = Key(
            id=row["id"],
            name=row["name"],
            tenant=row["tenant"],
            shown=row["shown"],
            created_at=row["created_at"],
            revoked_at=row["revoked_at"],
            models=msgspec.json.decode(row["models"], type=tuple[str, ...]),
            requests_per_second=row["requests_per_second"],
            tasks_at_once=row["tasks_at_once"],
            spending_cap=row["spending_cap"],
        )
        found.append((key, str(row["hash"]), str(row["sealed"])))
    return mark, found


def _insert(connection: Connection, key: Key, digest: str, sealed: str) -> None:
    if connection.execute(sql.key_named, {"wanted": key.name}).first() is not None:
        raise _bad_name("name", key.name, "a name that no living key has")
    row = msgspec.structs.asdict(key)
    row.update(hash=digest, sealed=sealed, models=msgspec.json.encode(key.models).decode())
    connection.execute(sql.insert_key, row)
    connection.execute(sql.raise_mark, {"name": _MARK})


def _revoke(connection: Connection, wanted: str, now: int) -> str:
    found = connection.execute(sql.key_named, {"wanted": wanted}).first()
    if found is None:
        raise _bad_name(
            "key", wanted, "the name or id of a key that is not revoked; `laterna keys list` shows them"
        )
    connection.execute(sql.revoke_key, {"of_id": found[0], "now": now})
    connection.execute(sql.raise_mark, {"name": _MARK})
    return str(found[0])


def _bad_name(field: str, value: str, allowed: str) -> AccessError:
    return AccessError(
        f"Key field `{field}` is {value!r}; allowed: {allowed}.",
        code="invalid_parameter",
        field=field,
        value=value,
        allowed=allowed,
    )
