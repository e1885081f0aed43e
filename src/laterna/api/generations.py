"""The doors of the gateways' `/v1/video/generations` (contract v1-video-generations 1), on one mount."""

import secrets

import msgspec
import structlog
from litestar import Request, Response, asgi
from litestar.datastructures import State
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from laterna.access.keys import Caller
from laterna.api.context import Services
from laterna.api.desk import IDEMPOTENCY_HEADER, Desk, Order, wait_headers
from laterna.api.exchange import Answer, ClientLeft, Exchange, allow_methods
from laterna.api.forms import INCOMING, Form
from laterna.clock import SECOND
from laterna.errors import LaternaError
from laterna.tasks.task import Task
from laterna.wire.generations.decode import decode_create
from laterna.wire.generations.encode import Shown, encode_created, encode_query
from laterna.wire.generations.errors import internal_error, render_error
from laterna.wire.generations.schema import WIRE

BASE = "/v1/video/generations"
LINK_LIFE = 86_400
"""Seconds that a link lives; every query makes a fresh one while the file is kept (7)."""

_log = structlog.get_logger(__name__)


class GenerationsDoor:
    """Answers everything below `/v1/video/generations`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._desk = Desk(services)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        exchange = Exchange(scope, receive, send)
        request_id = secrets.token_hex(16)
        headers: tuple[tuple[bytes, bytes], ...] = ((b"x-request-id", request_id.encode()),)
        try:
            answer = await self._answer(exchange, request_id)
        except LaternaError as error:
            status, body = render_error(error)
            headers += wait_headers(error)
            if status >= 500:
                _log.error("request failed", request_id=request_id, code=error.code, reason=error.message)
            answer = status, msgspec.json.encode(body)
        except ClientLeft:
            return
        await exchange.answer(answer, headers)

    async def _answer(self, exchange: Exchange, request_id: str) -> Answer:
        caller = self._services.ring.authenticate(exchange.bearer())
        path = exchange.path
        if not path:
            allow_methods(exchange, "POST")
            return await self._create(exchange, caller, request_id)
        if "/" not in path:
            allow_methods(exchange, "GET", "DELETE")
            if exchange.method == "DELETE":
                return await self._cancel(path, exchange, caller)
            return await self._query(path, exchange, caller)
        raise LaternaError(f"Nothing is at {BASE}/{path}.", code="not_found", field="path", value=path)

    async def _create(self, exchange: Exchange, caller: Caller, request_id: str) -> Answer:
        with Form(self._services.settings.data_dir / INCOMING) as form:
            await form.read(exchange, self._services.settings.max_body)
            await self._desk.take_files(form, caller)
            create = decode_create(form.fields)
            order = Order(
                wire=WIRE,
                model=create.model,
                parameters=create.parameters,
                echo=create.echo,
                request_id=request_id,
                body=form.identity,
                idempotency_key=exchange.header(IDEMPOTENCY_HEADER),
                origin=exchange.origin(),
                secret=exchange.bearer() or "",
            )
            return 200, encode_created(await self._desk.create(order, caller))

    async def _query(self, text: str, exchange: Exchange, caller: Caller) -> Answer:
        task = await self._desk.find(text, caller)
        return 200, self._encoded(task, exchange)

    async def _cancel(self, text: str, exchange: Exchange, caller: Caller) -> Answer:
        task = await self._desk.find(text, caller)
        task = await self._services.store.cancel(task.id, caller.tenant, running_too=True)
        return 200, self._encoded(task, exchange)

    def _encoded(self, task: Task, exchange: Exchange) -> bytes:
        shown = Shown(task)
        if task.result is not None:
            link = self._desk.link_from(exchange, LINK_LIFE)
            ends = self._services.clock.now() // SECOND + LINK_LIFE
            shown = Shown(task, link(task.result.clip), link(task.result.cover), ends)
        return encode_query(shown, self._services.settings.generations_query)


def generations_door(services: Services) -> ASGIRouteHandler:
    """The mount for `/v1/video/generations`."""
    door = GenerationsDoor(services)

    @asgi(BASE, is_mount=True, copy_scope=False, exception_handlers={Exception: _unexpected})
    async def generations(scope: Scope, receive: Receive, send: Send) -> None:
        await door(scope, receive, send)

    return generations


def _unexpected(request: Request[object, object, State], error: Exception) -> Response[bytes]:
    _log.exception("request failed", exc_info=error)
    status, body = internal_error()
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")
