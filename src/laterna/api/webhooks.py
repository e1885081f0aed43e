"""Webhooks: where a tenant wants to be told, what it was told, and telling it again.

| path under `/v1/laterna` | does |
|---|---|
| `POST webhooks` | makes an endpoint: `url`, `events` (default all), `note`; answers its secret, once |
| `GET webhooks`, `GET webhooks/{id}` | shows endpoints |
| `DELETE webhooks/{id}` | removes one |
| `POST webhooks/{id}/rotate` | a new secret; the old one goes on signing beside it for a day |
| `POST webhooks/{id}/disable`, `…/enable` | stops and resumes telling |
| `POST webhooks/{id}/replay` | tells everything since `since` (RFC 3339) again |
| `GET deliveries` | the log; `webhook`, `state`, `task_id`, `before`, `limit` filter and page |
| `POST deliveries/{id}/replay` | sends one delivery again |
"""

from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from laterna.access.keys import Caller
from laterna.api.context import Services
from laterna.api.exchange import Answer, Exchange, allow_methods
from laterna.errors import LaternaError, ParameterError
from laterna.ids import parse_task_id
from laterna.notify.delivery import Attempt, Delivery, DeliveryState
from laterna.notify.endpoints import OLD_SECRET_LIFE, Endpoint
from laterna.notify.outbox import DeliveryLog
from laterna.notify.telling import KINDS, instant

_MOST_ENDPOINTS = 100
_MOST_NOTE = 500
_MOST_URL = 2_048
_PAGE = 100
_MOST_BODY = 64 * 1024

S = TypeVar("S", bound=Struct)


class NewEndpoint(Struct, frozen=True):
    """What a create takes."""

    url: str
    events: tuple[str, ...] = ()
    note: str = ""


class Since(Struct, frozen=True):
    """What a replay takes: a time with its zone."""

    since: datetime


class ShownEndpoint(Struct, frozen=True, omit_defaults=True):
    """An endpoint; `secret` only where it has just been made."""

    id: str
    url: str
    events: tuple[str, ...]
    note: str
    created_at: str
    disabled: bool
    disabled_at: str = ""
    disabled_why: str = ""
    secret: str = ""


class ShownAttempt(Struct, frozen=True):
    """One try; `status` is null where no answer came."""

    at: str
    milliseconds: int
    status: int | None
    error: str


class ShownDelivery(Struct, frozen=True):
    """One delivery; `webhook` is empty for a callback. `next_attempt_at` is null when none is planned."""

    id: str
    webhook: str
    url: str
    event: str
    task_id: str
    state: str
    created_at: str
    next_attempt_at: str | None
    finished_at: str | None
    attempts: list[ShownAttempt]
    position: int


class WebhooksDoor:
    """Answers everything about endpoints and deliveries."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._book = services.endpoints
        self._log = DeliveryLog(services.store.database, services.clock)

    async def webhooks(self, parts: list[str], exchange: Exchange, caller: Caller) -> Answer:
        """Answers for `webhooks/…`. Raises LaternaError."""
        match parts:
            case []:
                allow_methods(exchange, "GET", "POST")
                if exchange.method == "POST":
                    return await self._create(exchange, caller)
                return _ok({"data": [_shown(each) for each in self._book.of_tenant(caller.tenant)]})
            case [endpoint]:
                allow_methods(exchange, "GET", "DELETE")
                if exchange.method == "DELETE":
                    await self._book.delete(endpoint, caller.tenant)
                    return _ok({"id": endpoint, "deleted": True})
                return _ok(_shown(self._book.find(endpoint, caller.tenant)))
            case [endpoint, deed]:
                allow_methods(exchange, "POST")
                return await self._do(deed, endpoint, exchange, caller)
        raise _nothing(exchange)

    async def deliveries(self, parts: list[str], exchange: Exchange, caller: Caller) -> Answer:
        """Answers for `deliveries/…`. Raises LaternaError."""
        match parts:
            case []:
                allow_methods(exchange, "GET")
                return await self._page(exchange, caller)
            case [delivery, "replay"]:
                allow_methods(exchange, "POST")
                again = await self._log.replay(caller.tenant, delivery)
                if again is None:
                    raise LaternaError(
                        f"There is no delivery {delivery!r} for this key.",
                        code="not_found",
                        field="delivery",
                        value=delivery,
                    )
                await self._book.refresh()
                return _ok(_shown_delivery(again))
        raise _nothing(exchange)

    async def _create(self, exchange: Exchange, caller: Caller) -> Answer:
        asked = await _body(exchange, NewEndpoint)
        self._check(asked, caller)
        endpoint, secret = await self._book.create(caller.tenant, asked.url, asked.events, asked.note)
        return _ok(_shown(endpoint, secret))

    def _check(self, asked: NewEndpoint, caller: Caller) -> None:
        from laterna.engines.guard import Outbound, checked_url

        for name, text, most in (("url", asked.url, _MOST_URL), ("note", asked.note, _MOST_NOTE)):
            if len(text) > most:
                raise ParameterError(
                    f"Field `{name}` has {len(text)} characters; allowed: {most}.", field=name
                )
        checked_url(asked.url, Outbound.of(self._services.settings))
        if len(self._book.of_tenant(caller.tenant)) >= _MOST_ENDPOINTS:
            raise ParameterError(
                f"There are {_MOST_ENDPOINTS} endpoints already; delete one first.", field="url"
            )

    async def _do(self, deed: str, endpoint: str, exchange: Exchange, caller: Caller) -> Answer:
        match deed:
            case "rotate":
                secret = await self._book.rotate(endpoint, caller.tenant)
                until = instant(self._services.clock.now() + OLD_SECRET_LIFE)
                return _ok({"id": endpoint, "secret": secret, "old_secret_until": until})
            case "disable":
                why = "It was disabled by its owner."
                return _ok(_shown(await self._book.disable(endpoint, caller.tenant, why)))
            case "enable":
                return _ok(_shown(await self._book.enable(endpoint, caller.tenant)))
            case "replay":
                self._book.find(endpoint, caller.tenant)
                since = _microseconds((await _body(exchange, Since)).since)
                number = await self._log.replay_since(caller.tenant, endpoint, since)
                await self._book.refresh()
                return _ok({"id": endpoint, "deliveries": number})
        raise _nothing(exchange)

    async def _page(self, exchange: Exchange, caller: Caller) -> Answer:
        asked = exchange.query()
        state, task = asked.get("state"), asked.get("task_id")
        if state is not None and state not in {each.value for each in DeliveryState}:
            allowed = ", ".join(DeliveryState)
            raise ParameterError(
                f"Field `state` is {state!r}; allowed: {allowed}.",
                field="state",
                value=state,
                allowed=allowed,
            )
        limit = min(_number(asked, "limit") or _PAGE, _PAGE)
        found = await self._log.page(
            caller.tenant,
            endpoint=asked.get("webhook"),
            state=state,
            task_id=None if task is None else (parse_task_id(task) or -1),
            before=_number(asked, "before"),
            limit=limit + 1,
        )
        return _ok({"data": [_shown_delivery(each) for each in found[:limit]], "more": len(found) > limit})


def _number(asked: dict[str, str], name: str) -> int | None:
    text = asked.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:18]) > 0 and len(text) <= 18):
        raise ParameterError(
            f"Field `{name}` is {text!r}; allowed: a whole number above 0.", field=name, value=text
        )
    return int(text)


async def _body(exchange: Exchange, kind: type[S]) -> S:
    body = await exchange.body(_MOST_BODY)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise ParameterError(f"The body is not as it should be: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LaternaError(f"The body is not JSON: {error}.", code="invalid_json") from error


def _microseconds(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ParameterError("Field `since` has no time zone; write 2026-01-31T12:00:00Z.", field="since")
    try:
        return int(moment.astimezone(UTC).timestamp()) * 1_000_000 + moment.microsecond
    except OverflowError as error:
        raise ParameterError(
            "Field `since` lies outside the years 1 to 9999 of UTC.", field="since"
        ) from error


def _shown(endpoint: Endpoint, secret: str = "") -> ShownEndpoint:
    ended = endpoint.disabled_at
    return ShownEndpoint(
        id=endpoint.id,
        url=endpoint.url,
        events=endpoint.kinds or KINDS,
        note=endpoint.note,
        created_at=instant(endpoint.created_at),
        disabled=ended is not None,
        disabled_at="" if ended is None else instant(ended),
        disabled_why=endpoint.disabled_why,
        secret=secret,
    )


def _shown_delivery(delivery: Delivery) -> ShownDelivery:
    return ShownDelivery(
        id=delivery.id,
        webhook=delivery.endpoint,
        url=delivery.url,
        event=delivery.kind,
        task_id=str(delivery.task_id),
        state=delivery.state.value,
        created_at=instant(delivery.created_at),
        next_attempt_at=None if delivery.next_at is None else instant(delivery.next_at),
        finished_at=None if delivery.finished_at is None else instant(delivery.finished_at),
        attempts=[_shown_attempt(each) for each in delivery.log],
        position=delivery.event_id,
    )


def _shown_attempt(attempt: Attempt) -> ShownAttempt:
    return ShownAttempt(instant(attempt.at), attempt.milliseconds, attempt.status, attempt.error)


def _ok(body: object) -> Answer:
    return 200, msgspec.json.encode(body)


def _nothing(exchange: Exchange) -> LaternaError:
    return LaternaError(
        f"Nothing is at /v1/laterna/{exchange.path}.", code="not_found", field="path", value=exchange.path
    )
