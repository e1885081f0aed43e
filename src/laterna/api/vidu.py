"""The doors of Vidu's own API under `/ent/v2` (contract vidu 1), on one mount."""

from typing import get_args

import msgspec
from litestar.handlers import ASGIRouteHandler

from laterna.access.keys import Caller
from laterna.api.context import Services
from laterna.api.desk import IDEMPOTENCY_HEADER, Desk, Order
from laterna.api.door import Door, Voice, mounted
from laterna.api.exchange import Answer, Exchange, allow_methods
from laterna.errors import LaternaError, TaskError
from laterna.tasks.records import TaskFilter
from laterna.tasks.task import Task, TaskState
from laterna.wire.vidu.decode import ListQuery, decode_create, decode_list
from laterna.wire.vidu.encode import (
    encode_created,
    encode_creations,
    encode_credits,
    encode_list,
    resolution_of,
)
from laterna.wire.vidu.errors import internal_error, render_error
from laterna.wire.vidu.schema import LARGEST_PAGE, STATE_OF, WIRE, Endpoint

BASE = "/ent/v2"
LINK_LIFE = 86_400
"""Seconds that a link lives; every query makes a fresh one while the file is kept (11)."""

_FARTHEST = 10_000
"""How many tasks a list looks through for what the store cannot filter by."""

_SCHEMES = ("token", "bearer")
_ENDPOINTS = {str(name): name for name in get_args(Endpoint)}


def _refusal(error: LaternaError, trace_id: str) -> Answer:
    status, body = render_error(error, trace_id)
    return status, msgspec.json.encode(body)


def _fault(trace_id: str) -> Answer:
    status, body = internal_error(trace_id)
    return status, msgspec.json.encode(body)


VOICE = Voice(refusal=_refusal, fault=_fault, schemes=_SCHEMES)
"""Vidu's way to speak, at all of its paths."""


class ViduDoor(Door):
    """Answers everything below `/ent/v2`."""

    voice = VOICE

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._desk = Desk(services)

    async def _answer(self, exchange: Exchange, trace_id: str) -> Answer:
        caller = await self._caller(exchange)
        path = exchange.path
        if path in _ENDPOINTS:
            allow_methods(exchange, "POST")
            return await self._create(exchange, caller, _ENDPOINTS[path], trace_id)
        if path == "tasks":
            allow_methods(exchange, "GET")
            return await self._list(exchange, caller)
        if path == "credits":
            allow_methods(exchange, "GET")
            return await self._credits(exchange, caller)
        match path.split("/"):
            case ["tasks" | "task", task_id, "creations"]:
                allow_methods(exchange, "GET")
                return await self._query(task_id, exchange, caller)
            case ["tasks" | "task", task_id, "cancel"]:
                allow_methods(exchange, "POST")
                return await self._cancel(task_id, caller)
        raise LaternaError(f"Nothing is at {BASE}/{path}.", code="not_found", field="path", value=path)

    async def _create(self, exchange: Exchange, caller: Caller, endpoint: Endpoint, trace_id: str) -> Answer:
        body = await exchange.body(self._services.settings.max_body)
        create = decode_create(body, endpoint)
        order = Order(
            wire=WIRE,
            model=create.model,
            parameters=create.parameters,
            echo=create.echo,
            request_id=trace_id,
            body=body,
            idempotency_key=exchange.header(IDEMPOTENCY_HEADER),
            mode=create.mode,
            origin=exchange.origin(),
            secret=exchange.credentials(_SCHEMES) or "",
        )
        return 200, encode_created(await self._desk.create(order, caller))

    async def _query(self, text: str, exchange: Exchange, caller: Caller) -> Answer:
        task = await self._desk.find(text, caller)
        return 200, encode_creations(task, self._desk.link_from(exchange, LINK_LIFE))

    async def _cancel(self, text: str, caller: Caller) -> Answer:
        task = await self._desk.find(text, caller)
        try:
            await self._services.store.cancel(task.id, caller.tenant, running_too=False)
        except TaskError as error:
            if error.code != "not_cancelable":
                raise
            now = await self._desk.find(text, caller)
            raise TaskError(error.message, code=error.code, value=STATE_OF[now.state]) from error
        return 200, b"{}"

    async def _list(self, exchange: Exchange, caller: Caller) -> Answer:
        asked = decode_list(exchange.query_lists(), self._services.clock.now())
        if asked.task_ids:
            found = [await self._services.store.get(task_id, caller.tenant) for task_id in asked.task_ids]
            tasks = [task for task in found if task is not None and _matches(asked, task)]
            total = len(tasks)
            tasks = tasks[asked.page * asked.page_size : (asked.page + 1) * asked.page_size]
        elif asked.resolutions:
            tasks, total = await self._walk(asked, caller)
        else:
            tasks, total = await self._page(asked, caller, asked.page * asked.page_size, asked.page_size)
        more = (asked.page + 1) * asked.page_size < total
        link = self._desk.link_from(exchange, LINK_LIFE)
        return 200, encode_list(tasks, asked.page + 1 if more else None, link)

    async def _walk(self, asked: ListQuery, caller: Caller) -> tuple[list[Task], int]:
        """The page of those that match beyond what the store can filter by; the total counts up to one more."""
        start, end = asked.page * asked.page_size, (asked.page + 1) * asked.page_size
        found: list[Task] = []
        for offset in range(0, _FARTHEST, LARGEST_PAGE):
            tasks, total = await self._page(asked, caller, offset, LARGEST_PAGE)
            found += [task for task in tasks if _matches(asked, task)]
            if len(found) > end or offset + LARGEST_PAGE >= total:
                break
        return found[start:end], len(found)

    async def _page(
        self, asked: ListQuery, caller: Caller, offset: int, limit: int
    ) -> tuple[list[Task], int]:
        wanted = TaskFilter(
            states=tuple(sorted(asked.states)),
            models=asked.models,
            created_from=asked.since,
            created_to=asked.until,
        )
        return await self._services.store.list_tasks(caller.tenant, wanted, offset=offset, limit=limit)

    async def _credits(self, exchange: Exchange, caller: Caller) -> Answer:
        detail = exchange.query().get("show_detail", "").lower() == "true"
        counts = []
        for state in (TaskState.RUNNING, TaskState.QUEUED):
            wanted = TaskFilter(states=(state,))
            counts.append(
                (await self._services.store.list_tasks(caller.tenant, wanted, offset=0, limit=1))[1]
            )
        balances = await self._services.store.balance(caller.tenant)
        limit = self._services.settings.worker_count
        return 200, encode_credits(balances, limit, running=counts[0], queued=counts[1], detail=detail)


def vidu_door(services: Services) -> ASGIRouteHandler:
    """The mount for `/ent/v2`."""
    return mounted(BASE, ViduDoor(services))


def _matches(asked: ListQuery, task: Task) -> bool:
    return (
        (not asked.states or task.state in asked.states)
        and (not asked.models or task.request.model in asked.models)
        and (not asked.resolutions or resolution_of(task) in asked.resolutions)
    )
