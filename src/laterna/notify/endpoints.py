"""Endpoints: where a tenant wants to be told what happens to its tasks."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Self

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Executable

from laterna.clock import DAY, Clock
from laterna.errors import LaternaError
from laterna.notify.seal import Seal
from laterna.notify.standard import new_secret
from laterna.notify.telling import KINDS
from laterna.tasks import outbox_statements as sql
from laterna.tasks import statements
from laterna.tasks.store import TaskStore

MARK = "endpoints"
"""Rises in the database with every change of an endpoint and with every replay."""

OLD_SECRET_LIFE = DAY
"""How long, in microseconds, deliveries are signed with the old secret too after a rotation."""

_PURPOSE = "endpoint"


class Endpoint(Struct, frozen=True, kw_only=True):
    """One receiver of webhooks. `kinds` empty means all; times are microseconds since 1970.

    `since_event` is the newest event when it was made: earlier ones are not told to it.
    """

    id: str
    tenant: str
    url: str
    note: str
    kinds: tuple[str, ...]
    since_event: int
    created_at: int
    disabled_at: int | None = None
    disabled_why: str = ""

    def wants(self, kind: str, event_id: int) -> bool:
        """True when this event is to be told to it."""
        return (
            self.disabled_at is None
            and event_id > self.since_event
            and (not self.kinds or kind in self.kinds)
        )


class _Sealed(Struct, frozen=True):
    """A secret under the server's key, and when it ends (None: never)."""

    closed: str
    until: int | None = None


_sealed = msgspec.json.Decoder(tuple[_Sealed, ...]).decode
_kinds = msgspec.json.Decoder(tuple[str, ...]).decode


class EndpointBook:
    """All endpoints in memory. Changes by other processes are taken in at every round of the store."""

    def __init__(self, store: TaskStore, clock: Clock, seal: Seal) -> None:
        """Use `EndpointBook.load`."""
        self._database = store.database
        self._clock = clock
        self._seal = seal
        self._all: dict[str, tuple[Endpoint, tuple[_Sealed, ...]]] = {}
        self._of_tenant: dict[str, list[Endpoint]] = {}
        self.mark = -1
        """The database's mark when the book was last read."""
        self._listeners: list[Callable[[], None]] = []
        store.every_round(self.refresh)

    @classmethod
    async def load(cls, store: TaskStore, clock: Clock, seal: Seal) -> Self:
        """Reads all endpoints. Raises StorageError."""
        book = cls(store, clock, seal)
        await book.refresh()
        return book

    def of_tenant(self, tenant: str) -> Sequence[Endpoint]:
        """A tenant's endpoints, oldest first, disabled ones included."""
        return self._of_tenant.get(tenant, ())

    def find(self, endpoint_id: str, tenant: str) -> Endpoint:
        """A tenant's endpoint. Raises LaternaError `not_found`."""
        found = self._all.get(endpoint_id)
        if found is None or found[0].tenant != tenant:
            raise LaternaError(
                f"There is no endpoint {endpoint_id!r} for this key.",
                code="not_found",
                field="endpoint",
                value=endpoint_id,
            )
        return found[0]

    def secrets_of(self, endpoint_id: str) -> list[str]:
        """The secrets to sign with now, newest first; empty when the endpoint is gone. Raises StorageError."""
        _, sealed = self._all.get(endpoint_id, (None, ()))
        now = self._clock.now()
        return [
            self._seal.open(each.closed, _PURPOSE)
            for each in sealed
            if each.until is None or each.until > now
        ]

    async def create(
        self, tenant: str, url: str, kinds: tuple[str, ...] = (), note: str = ""
    ) -> tuple[Endpoint, str]:
        """Makes an endpoint. Answers it with its secret, which is not shown again.

        Raises LaternaError `invalid_parameter` for a kind that does not exist. Whether the URL may be reached is
        the caller's to check.
        """
        _check_kinds(kinds)
        secret = new_secret()
        sealed = _text((_Sealed(self._seal.close(secret, _PURPOSE)),))
        endpoint = Endpoint(
            id="ep_" + secrets.token_hex(8),
            tenant=tenant,
            url=url,
            note=note,
            kinds=kinds,
            since_event=0,
            created_at=self._clock.now(),
        )
        await self._database.write(partial(_insert, endpoint=endpoint, sealed=sealed))
        await self.refresh()
        return self.find(endpoint.id, tenant), secret

    async def rotate(self, endpoint_id: str, tenant: str) -> str:
        """A new secret for an endpoint; the newest old one goes on signing beside it for a day.

        Raises LaternaError `not_found` and StorageError.
        """
        self.find(endpoint_id, tenant)
        now = self._clock.now()
        secret = new_secret()
        sealed = [_Sealed(self._seal.close(secret, _PURPOSE))]
        sealed += [_Sealed(old.closed, now + OLD_SECRET_LIFE) for old in self._all[endpoint_id][1][:1]]
        await self._change(sql.set_secrets, {"of_id": endpoint_id, "sealed": _text(tuple(sealed))})
        return secret

    async def disable(self, endpoint_id: str, tenant: str, why: str) -> Endpoint:
        """Tells an endpoint nothing more; what still waits for it is dropped. Raises LaternaError `not_found`."""
        self.find(endpoint_id, tenant)
        await self._database.write(
            partial(disable, endpoint_id=endpoint_id, tenant=tenant, why=why, now=self._clock.now())
        )
        await self.refresh()
        return self.find(endpoint_id, tenant)

    async def enable(self, endpoint_id: str, tenant: str) -> Endpoint:
        """Tells a disabled endpoint again what happens from now on. Raises LaternaError `not_found`."""
        self.find(endpoint_id, tenant)
        await self._change(sql.set_disabled, {"of_id": endpoint_id, "at": None, "why": ""})
        return self.find(endpoint_id, tenant)

    async def delete(self, endpoint_id: str, tenant: str) -> None:
        """Removes an endpoint; what still waits for it is dropped. Raises LaternaError `not_found`."""
        self.find(endpoint_id, tenant)
        await self._database.write(
            partial(_delete, endpoint_id=endpoint_id, tenant=tenant, now=self._clock.now())
        )
        await self.refresh()

    async def refresh(self) -> None:
        """Takes in what has changed in the database. Raises StorageError."""
        mark, found = await self._database.read(partial(_load, known=self.mark))
        if mark == self.mark:
            return
        self._all = {endpoint.id: (endpoint, sealed) for endpoint, sealed in found}
        self._of_tenant = {}
        for endpoint, _ in found:
            self._of_tenant.setdefault(endpoint.tenant, []).append(endpoint)
        self.mark = mark
        for listener in self._listeners:
            listener()

    def on_change(self, listener: Callable[[], None]) -> None:
        """Has `listener` called after every change that the book has taken in, replays included."""
        self._listeners.append(listener)

    async def _change(self, statement: Executable, values: Mapping[str, int | str | None]) -> None:
        def change(connection: Connection) -> None:
            connection.execute(statement, dict(values))
            raise_mark(connection)

        await self._database.write(change)
        await self.refresh()


def raise_mark(connection: Connection) -> None:
    """Tells other processes that endpoints have changed or that deliveries are to be sent anew."""
    connection.execute(statements.raise_mark, {"name": MARK})


def disable(connection: Connection, endpoint_id: str, tenant: str, why: str, now: int) -> None:
    """Disables an endpoint and drops what still waits for it."""
    connection.execute(sql.set_disabled, {"of_id": endpoint_id, "at": now, "why": why})
    _drop(connection, endpoint_id, tenant, now)
    raise_mark(connection)


def _drop(connection: Connection, endpoint_id: str, tenant: str, now: int) -> None:
    connection.execute(sql.drop_waiting, {"of_tenant": tenant, "of_endpoint": endpoint_id, "now": now})


def _insert(connection: Connection, endpoint: Endpoint, sealed: str) -> None:
    newest = int(connection.execute(statements.newest_event_id).scalar() or 0)
    row = msgspec.structs.asdict(endpoint)
    row.update(kinds=_text(endpoint.kinds), secrets=sealed, since_event=newest)
    connection.execute(sql.insert_endpoint, row)
    raise_mark(connection)


def _delete(connection: Connection, endpoint_id: str, tenant: str, now: int) -> None:
    connection.execute(sql.delete_endpoint, {"of_id": endpoint_id, "of_tenant": tenant})
    _drop(connection, endpoint_id, tenant, now)
    raise_mark(connection)


def _load(connection: Connection, known: int) -> tuple[int, list[tuple[Endpoint, tuple[_Sealed, ...]]]]:
    mark = int(connection.execute(statements.mark, {"of_name": MARK}).scalar() or 0)
    if mark == known:
        return mark, []
    found = []
    for row in connection.execute(sql.all_endpoints).mappings():
        cells = dict(row)
        sealed = _sealed(cells.pop("secrets"))
        found.append((Endpoint(**{**cells, "kinds": _kinds(cells["kinds"])}), sealed))
    return mark, found


def _text(value: "tuple[_Sealed, ...] | tuple[str, ...]") -> str:
    return msgspec.json.encode(value).decode()


def _check_kinds(kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        if kind not in KINDS:
            raise LaternaError(
                f"Field `events` has {kind!r}; allowed: {', '.join(KINDS)}.",
                code="invalid_parameter",
                field="events",
                value=kind,
                allowed=", ".join(KINDS),
            )
