"""What every mounted door does alike: number the request, let the caller in, say errors in its wire's words."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

import structlog
from litestar import Request, Response, asgi
from litestar.datastructures import State
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send
from msgspec import Struct
from structlog.contextvars import bind_contextvars, get_contextvars

from laterna.access.keys import Caller
from laterna.api.context import Services
from laterna.api.desk import wait_headers
from laterna.api.exchange import Answer, ClientLeft, Exchange
from laterna.errors import LaternaError
from laterna.tracing import HEADER

_log = structlog.get_logger(__name__)
_TRACE = HEADER.encode()


def new_hex_id() -> str:
    """A request id of 32 hexadecimal digits."""
    return secrets.token_hex(16)


class Voice(Struct, frozen=True, kw_only=True):
    """How a wire speaks where nothing was decoded yet.

    `refusal` says an error, given the request's id; `fault` one that is Laterna's own and says nothing about
    itself. `headers` go with every answer. `schemes` are those of `Authorization`, lower case. With `says_when`
    refusals that end by themselves carry `Retry-After`.
    """

    refusal: Callable[[LaternaError, str], Answer]
    fault: Callable[[str], Answer]
    new_id: Callable[[], str] = new_hex_id
    headers: tuple[tuple[bytes, bytes], ...] = ()
    schemes: tuple[str, ...] = ("bearer",)
    says_when: bool = True


class Sent(Exception):
    """The answer has been sent already: a file in pieces, a stream."""


class Door(ABC):
    """Answers everything below one path."""

    voice: ClassVar[Voice]

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        with self._services.bodies.account() as account:
            await self._follow(Exchange(scope, receive, send, account), scope["path"])

    async def _follow(self, exchange: Exchange, path: str) -> None:
        request_id = self.voice.new_id()
        # Each request runs in an asyncio task, and so in a context, of its own.
        bind_contextvars(request=request_id)
        tracer = self._services.store.tracer
        if not tracer.on:
            await self._serve(exchange, request_id)
            return
        facts = {"laterna.request": request_id, "url.path": path}
        name = f"{exchange.method} {type(self).__name__.removesuffix('Door').lower()}"
        with tracer.span(name, "server", parent=exchange.header(_TRACE), facts=facts) as span:
            span.note("http.response.status_code", await self._serve(exchange, request_id))

    async def _serve(self, exchange: Exchange, request_id: str) -> int:
        """Answers, and says with which status; 0 when the client has left or the answer was sent in pieces."""
        voice = self.voice
        headers = ((b"x-request-id", request_id.encode()), *voice.headers)
        try:
            answer = await self._answer(exchange, request_id)
        except LaternaError as error:
            answer = voice.refusal(error, request_id)
            if voice.says_when:
                headers += wait_headers(error)
            if answer[0] >= 500:
                _log.error("request failed", code=error.code, reason=error.message)
        except (ClientLeft, Sent):
            return 0
        await exchange.answer(answer, headers)
        return answer[0]

    @abstractmethod
    async def _answer(self, exchange: Exchange, request_id: str) -> Answer:
        """Status and body. Raises LaternaError, `ClientLeft`, or `Sent` when it has answered by itself."""

    async def _caller(self, exchange: Exchange) -> Caller:
        """Who asks. Raises AccessError."""
        return await self._services.ring.admit(exchange.credentials(self.voice.schemes))


def mounted(path: str, door: Door) -> ASGIRouteHandler:
    """The mount of a door. What it did not foresee is logged, and answered as its wire says faults."""
    voice = door.voice

    def unexpected(request: Request[object, object, State], error: Exception) -> Response[bytes]:
        request_id = str(get_contextvars().get("request") or voice.new_id())
        _log.exception("request failed", exc_info=error)
        status, body = voice.fault(request_id)
        return Response(
            body, status_code=status, media_type="application/json", headers={"x-request-id": request_id}
        )

    @asgi(path, is_mount=True, copy_scope=False, exception_handlers={Exception: unexpected})
    async def handler(scope: Scope, receive: Receive, send: Send) -> None:
        await door(scope, receive, send)

    return handler
