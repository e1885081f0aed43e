"""The doors of DashScope under `/api/v1` (contract dashscope 1.2), on one mount.

The key is checked before the path is looked at, as the service does (2.2); slashes at the end and query strings
that do not belong are let pass (8.8).
"""

from functools import lru_cache

from litestar.handlers import ASGIRouteHandler

from laterna.access.keys import Caller
from laterna.api.context import Services
from laterna.api.desk import IDEMPOTENCY_HEADER, Desk, Order
from laterna.api.door import Door, Voice, mounted
from laterna.api.exchange import Answer, Exchange, allow_methods
from laterna.api.uploads import Uploads
from laterna.catalog import ModelCard
from laterna.clock import SECOND
from laterna.errors import AccessError, LaternaError, ParameterError, UnknownModel
from laterna.ids import parse_task_id
from laterna.tasks.records import TaskFilter
from laterna.tasks.task import Task
from laterna.wire.dashscope import server as wire

BASE = "/api/v1"

_CREATE = "services/aigc/video-generation/video-synthesis"
_CREATE_FROM_PICTURES = "services/aigc/image2video/video-synthesis"
_ENABLE = "enable"

_task_id_of = lru_cache(4_096)(parse_task_id)


def _refusal(error: LaternaError, request_id: str) -> Answer:
    status, body = wire.render_error(error, request_id)
    return status, wire.encode_error(body)


def _fault(request_id: str) -> Answer:
    status, body = wire.internal_error(request_id)
    return status, wire.encode_error(body)


class DashScopeDoor(Door):
    """Answers everything below `/api/v1`."""

    # The service itself sends no headers about rates (contract 2.3).
    voice = Voice(refusal=_refusal, fault=_fault, new_id=wire.new_request_id, says_when=False)

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._uploads = Uploads(services)
        self._desk = Desk(services)

    async def recalled(self, exchange: Exchange, text: str) -> bool:
        """Answers a query for the task `text` if the key is good and memory holds the task; else does nothing."""
        services = self._services
        try:
            caller = services.ring.authenticate(exchange.bearer())
        except AccessError:
            return False
        task_id = _task_id_of(text)
        task = None if task_id is None else services.store.peek(task_id, caller.tenant)
        if task is None:
            return False
        request_id = wire.new_request_id()
        body = self._told(task, text, exchange, request_id)
        await exchange.answer((200, body), ((b"x-request-id", request_id.encode()),))
        return True

    async def _answer(self, exchange: Exchange, request_id: str) -> Answer:
        caller = await self._caller(exchange)
        path = exchange.path
        if path.startswith("tasks/"):
            rest = path[len("tasks/") :]
            if rest.endswith("/cancel"):
                # GET is what the Aio client of the SDK 1.25 sends (contract 8.2).
                allow_methods(exchange, "POST", "GET")
                return await self._cancel(rest.removesuffix("/cancel"), caller, request_id)
            allow_methods(exchange, "GET")
            return await self._query(rest, caller, exchange, request_id)
        if path == _CREATE:
            allow_methods(exchange, "POST")
            return await self._create(exchange, caller, request_id)
        if path == "tasks":
            allow_methods(exchange, "GET")
            return await self._list(exchange, caller, request_id)
        if path == "uploads":
            allow_methods(exchange, "GET")
            return 200, self._uploads.policy(exchange, caller, request_id)
        raise _no_such_path(path)

    async def _query(self, text: str, caller: Caller, exchange: Exchange, request_id: str) -> Answer:
        task = await self._find(text, caller)
        if task is None:
            return 200, wire.encode_unknown(text, request_id)
        return 200, self._told(task, text, exchange, request_id)

    def _told(self, task: Task, text: str, exchange: Exchange, request_id: str) -> bytes:
        if wire.expired(task, self._services.clock.now()):
            return wire.encode_unknown(text, request_id)
        card = self._desk.card_of(task)
        url = self._clip_url(task, card, exchange) if task.result is not None else ""
        return wire.encode_query(task, card, url, request_id)

    async def _find(self, text: str, caller: Caller) -> Task | None:
        task_id = _task_id_of(text)
        if task_id is None:
            return None
        store = self._services.store
        return store.peek(task_id, caller.tenant) or await store.get(task_id, caller.tenant)

    def _clip_url(self, task: Task, card: ModelCard | None, exchange: Exchange) -> str:
        services = self._services
        assert task.result is not None
        life = card.url_life if card is not None else None
        if life is not None and task.finished_at is not None:
            # The link lives as long as the card says from the moment that the clip was there.
            life = max(0, life - (services.clock.now() - task.finished_at) // SECOND)
        base = services.settings.public_url or exchange.origin()
        return services.assets.url(task.result.clip, base_url=base, life=life)

    async def _cancel(self, text: str, caller: Caller, request_id: str) -> Answer:
        task_id = parse_task_id(text)
        if task_id is None:
            raise LaternaError(
                f"There is no task {text!r}.", code="task_not_found", field="task_id", value=text
            )
        await self._services.store.cancel(task_id, caller.tenant, running_too=False)
        return 200, wire.encode_canceled(request_id)

    async def _list(self, exchange: Exchange, caller: Caller, request_id: str) -> Answer:
        asked = wire.decode_list(exchange.query(), self._services.clock.now())
        tasks, total = await self._listed(asked, caller)
        return 200, wire.encode_list(tasks, total, asked, self._services.settings.region, request_id)

    async def _listed(self, asked: wire.ListQuery, caller: Caller) -> tuple[list[Task], int]:
        if asked.nothing:
            return [], 0
        if asked.task_id:
            task = await self._find(asked.task_id, caller)
            return ([task], 1) if task is not None and wire.matches(asked, task) else ([], 0)
        return await self._services.store.list_tasks(
            caller.tenant,
            TaskFilter(
                states=(asked.state,) if asked.state else (),
                models=(asked.model,) if asked.model else (),
                created_from=asked.since,
                created_to=asked.until,
            ),
            offset=(asked.page_no - 1) * asked.page_size,
            limit=asked.page_size,
        )

    async def _create(self, exchange: Exchange, caller: Caller, request_id: str) -> Answer:
        body = await exchange.body(self._services.settings.max_body)
        envelope = wire.decode_envelope(body)
        card = self._services.catalog.card(envelope.model)
        _check_offered(card)
        if exchange.header(b"x-dashscope-async").strip().lower() != _ENABLE:
            raise LaternaError("Video models answer asynchronously only.", code="asynchronous_only")
        resolves_oss = exchange.header(b"x-dashscope-ossresourceresolve").strip().lower() == _ENABLE
        values = wire.decode_parameters(envelope, card, resolves_oss=resolves_oss)
        order = Order(
            wire=wire.WIRE,
            model=card.name,
            parameters=values,
            echo={"prompt": values["prompt"]},
            request_id=request_id,
            body=body,
            idempotency_key=exchange.header(IDEMPOTENCY_HEADER),
            refusal=wire.refusal,
        )
        task = await self._desk.create(order, caller)
        return 200, wire.encode_created(task, request_id)


def dashscope_door(services: Services) -> ASGIRouteHandler:
    """The mount for `/api/v1`."""
    return mounted(BASE, DashScopeDoor(services))


def _check_offered(card: ModelCard) -> None:
    if card.wire not in (wire.WIRE, "any"):
        raise UnknownModel(f"{card.name} is not a model of DashScope's", field="model", value=card.name)


def _no_such_path(path: str) -> LaternaError:
    if path == _CREATE_FROM_PICTURES:
        return ParameterError("This path is for pictures.", code="not_found", field="url", value=path)
    field = "service" if path.startswith("services/") else "path"
    return LaternaError(f"Nothing is at {path}.", code="not_found", field=field, value=path)
