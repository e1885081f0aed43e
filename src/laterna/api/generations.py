"""The doors of the gateways' `/v1/video/generations` (contract v1-video-generations 1), on one mount."""

import msgspec
from litestar.handlers import ASGIRouteHandler

from laterna.access.keys import Caller
from laterna.api.context import Services
from laterna.api.desk import Desk, Fields, Order
from laterna.api.door import Door, Voice, mounted
from laterna.api.exchange import Answer, Exchange, allow_methods
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


def _refusal(error: LaternaError, request_id: str) -> Answer:
    status, body = render_error(error)
    return status, msgspec.json.encode(body)


def _fault(request_id: str) -> Answer:
    status, body = internal_error()
    return status, msgspec.json.encode(body)


class GenerationsDoor(Door):
    """Answers everything below `/v1/video/generations`."""

    voice = Voice(refusal=_refusal, fault=_fault)

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._desk = Desk(services)

    async def _answer(self, exchange: Exchange, request_id: str) -> Answer:
        caller = await self._caller(exchange)
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
        def order(fields: Fields) -> Order:
            create = decode_create(fields)
            return Order(
                wire=WIRE,
                model=create.model,
                parameters=create.parameters,
                echo=create.echo,
                request_id=request_id,
            )

        return 200, encode_created(await self._desk.create_from_form(exchange, caller, order))

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
    return mounted(BASE, GenerationsDoor(services))
