"""Webhooks in the data directory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from laterna.cli.opening import opened_store, settings_with
from laterna.clock import SECOND, SystemClock
from laterna.engines.guard import Outbound, checked_url
from laterna.errors import ParameterError
from laterna.notify.delivery import Delivery
from laterna.notify.endpoints import Endpoint, EndpointBook
from laterna.notify.outbox import DeliveryLog
from laterna.notify.seal import Seal


@asynccontextmanager
async def _opened(
    data: str | None, *, create: bool = False
) -> AsyncIterator[tuple[EndpointBook, DeliveryLog]]:
    settings, clock = settings_with(data), SystemClock()
    async with opened_store(settings, create=create) as store:
        book = await EndpointBook.load(store, clock, Seal.of(settings.data_dir))
        yield book, DeliveryLog(store.database, clock)


async def create_endpoint(
    data: str | None, tenant: str, url: str, kinds: tuple[str, ...], note: str
) -> tuple[Endpoint, str]:
    """A new endpoint and its secret. Raises LaternaError."""
    checked_url(url, Outbound.of(settings_with(data)))
    async with _opened(data, create=True) as (book, _):
        return await book.create(tenant, url, kinds, note)


async def endpoints_of(data: str | None, tenant: str) -> list[Endpoint]:
    """A tenant's endpoints. Raises LaternaError."""
    async with _opened(data) as (book, _):
        return list(book.of_tenant(tenant))


async def delete_endpoint(data: str | None, tenant: str, endpoint: str) -> None:
    """Removes an endpoint. Raises LaternaError."""
    async with _opened(data) as (book, _):
        await book.delete(endpoint, tenant)


async def rotate_secret(data: str | None, tenant: str, endpoint: str) -> str:
    """An endpoint's new secret. Raises LaternaError."""
    async with _opened(data) as (book, _):
        return await book.rotate(endpoint, tenant)


async def replay_since(data: str | None, tenant: str, endpoint: str, since: str) -> int:
    """How many deliveries are sent again. Raises LaternaError."""
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise ParameterError(
            f"--since is {since!r}; allowed: a time such as 2026-01-31T12:00:00Z.", field="since", value=since
        ) from error
    at = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) * SECOND
    async with _opened(data) as (book, log):
        book.find(endpoint, tenant)
        return await log.replay_since(tenant, endpoint, at)


async def deliveries_of(data: str | None, tenant: str, endpoint: str | None, limit: int) -> list[Delivery]:
    """The newest deliveries. Raises LaternaError."""
    async with _opened(data) as (_, log):
        return await log.page(tenant, endpoint=endpoint, limit=limit)
