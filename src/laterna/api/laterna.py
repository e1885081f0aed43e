"""The doors that only Laterna has, under `/v1/laterna`: webhooks, deliveries and event streams."""

import secrets

import msgspec
import structlog
from litestar import MediaType, Response, asgi, get
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.types import Receive, Scope, Send

from laterna.api.context import Services
from laterna.api.events import EventsDoor
from laterna.api.exchange import Answer, ClientLeft, Exchange
from laterna.api.plain import PlainError, plain_error
from laterna.api.webhooks import WebhooksDoor
from laterna.errors import LaternaError
from laterna.notify.standard import Signer

BASE = "/v1/laterna"
JWKS = "/.well-known/jwks.json"

_SCHEMES = ("bearer", "token")

_log = structlog.get_logger(__name__)


class LaternaDoor:
    """Answers everything below `/v1/laterna`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._webhooks = WebhooksDoor(services)
        self._events = EventsDoor(services)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        exchange = Exchange(scope, receive, send)
        request_id = secrets.token_hex(16)
        try:
            answer = await self._answer(exchange)
        except LaternaError as error:
            if error.kind.status >= 500:
                _log.error("request failed", request_id=request_id, code=error.code, reason=error.message)
            answer = error.kind.status, msgspec.json.encode(PlainError(error.code, error.message))
        except ClientLeft:
            return
        if answer is not None:
            await exchange.answer(answer, ((b"x-request-id", request_id.encode()),))

    async def _answer(self, exchange: Exchange) -> Answer | None:
        """The answer, or None where a stream has answered already."""
        caller = self._services.ring.authenticate(exchange.credentials(_SCHEMES))
        match exchange.path.split("/"):
            case ["webhooks", *parts]:
                return await self._webhooks.webhooks(parts, exchange, caller)
            case ["deliveries", *parts]:
                return await self._webhooks.deliveries(parts, exchange, caller)
            case ["events"]:
                await self._events.of_tenant(exchange, caller)
                return None
            case ["tasks", task_id, "events"]:
                await self._events.of_task(task_id, exchange, caller)
                return None
        raise LaternaError(
            f"Nothing is at {BASE}/{exchange.path}.", code="not_found", field="path", value=exchange.path
        )


def laterna_doors(services: Services) -> list[ASGIRouteHandler | HTTPRouteHandler]:
    """The mount for `/v1/laterna`, and the public half of the key that signs webhooks."""
    door = LaternaDoor(services)
    signer = Signer(services.seal)

    @asgi(BASE, is_mount=True, copy_scope=False, exception_handlers={Exception: plain_error})
    async def laterna(scope: Scope, receive: Receive, send: Send) -> None:
        await door(scope, receive, send)

    @get(JWKS, sync_to_thread=True)
    def jwks() -> Response[bytes]:
        return Response(msgspec.json.encode(signer.jwks()), media_type=MediaType.JSON)

    return [laterna, jwks]
