"""The doors that only Laterna has, under `/v1/laterna`: webhooks, deliveries and event streams."""

import msgspec
from litestar import MediaType, Response, get
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler

from laterna.api.context import Services
from laterna.api.door import Door, Sent, Voice, mounted
from laterna.api.events import EventsDoor
from laterna.api.exchange import Answer, Exchange, allow_methods
from laterna.api.plain import PlainError
from laterna.api.webhooks import WebhooksDoor
from laterna.errors import ERROR_KINDS, LaternaError
from laterna.notify.standard import Signer

BASE = "/v1/laterna"
JWKS = "/.well-known/jwks.json"

_HEARD = 2  # parts of the path
_SCHEMES = ("bearer", "token")


def _refusal(error: LaternaError, request_id: str) -> Answer:
    return error.kind.status, msgspec.json.encode(PlainError(error.code, error.message))


def _fault(request_id: str) -> Answer:
    return 500, msgspec.json.encode(PlainError("internal", ERROR_KINDS["internal"].meaning))


class LaternaDoor(Door):
    """Answers everything below `/v1/laterna`."""

    voice = Voice(refusal=_refusal, fault=_fault, schemes=_SCHEMES)

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._webhooks = WebhooksDoor(services)
        self._events = EventsDoor(services)

    async def _answer(self, exchange: Exchange, request_id: str) -> Answer:
        parts = exchange.path.split("/")
        if parts[0] == "heard" and len(parts) == _HEARD:
            allow_methods(exchange, "POST")
            # Who knows a submission's marker may say that there is news; the upstream is then asked itself.
            self._services.store.heard(parts[1])
            return 200, b"{}"
        caller = await self._caller(exchange)
        match parts:
            case ["webhooks", *parts]:
                return await self._webhooks.webhooks(parts, exchange, caller)
            case ["deliveries", *parts]:
                return await self._webhooks.deliveries(parts, exchange, caller)
            case ["events"]:
                await self._events.of_tenant(exchange, caller)
                raise Sent
            case ["tasks", task_id, "events"]:
                await self._events.of_task(task_id, exchange, caller)
                raise Sent
        raise LaternaError(
            f"Nothing is at {BASE}/{exchange.path}.", code="not_found", field="path", value=exchange.path
        )


def laterna_doors(services: Services) -> list[ASGIRouteHandler | HTTPRouteHandler]:
    """The mount for `/v1/laterna`, and the public half of the key that signs webhooks."""
    signer = Signer(services.seal)

    @get(JWKS, sync_to_thread=True)
    def jwks() -> Response[bytes]:
        return Response(msgspec.json.encode(signer.jwks()), media_type=MediaType.JSON)

    return [mounted(BASE, LaternaDoor(services)), jwks]
