"""The doors of `/v1/videos` (contract openai-videos 1), on one mount."""

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
from laterna.errors import LaternaError, ParameterError, TaskError
from laterna.ids import parse_task_id
from laterna.jsontypes import JSON
from laterna.tasks.records import TaskFilter
from laterna.tasks.task import Task, TaskState
from laterna.wire.openai.decode import decode_create, decode_list
from laterna.wire.openai.encode import Shown, encode_deleted, encode_list, encode_video, video_id
from laterna.wire.openai.errors import internal_error, render_error
from laterna.wire.openai.schema import POLL_AFTER_MS, WIRE

BASE = "/v1/videos"
LINK_LIFE = 86_400
"""Seconds that a link lives; every retrieve makes a fresh one while the file is kept (9)."""

_UNSUPPORTED = ("edits", "extensions", "characters", "sync")
_VARIANTS = ("video", "thumbnail", "spritesheet")
_MOST = 100

_log = structlog.get_logger(__name__)


class Sent(Exception):
    """The answer has been sent already: a file, in pieces."""


class OpenAIDoor:
    """Answers everything below `/v1/videos`."""

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
        except (ClientLeft, Sent):
            return
        await exchange.answer(answer, (*headers, (b"openai-poll-after-ms", str(POLL_AFTER_MS).encode())))

    async def _answer(self, exchange: Exchange, request_id: str) -> Answer:
        caller = self._services.ring.authenticate(exchange.bearer())
        path = exchange.path
        parts = path.split("/") if path else []
        if not parts:
            allow_methods(exchange, "GET", "POST")
            if exchange.method == "GET":
                return await self._list(exchange, caller)
            return await self._create(exchange, caller, request_id)
        if parts[0] in _UNSUPPORTED:
            raise LaternaError(
                f"{BASE}/{parts[0]} does not exist here: the models of this server cannot do it.",
                code="unsupported_operation",
                field="path",
                value=parts[0],
            )
        return await self._of_one(parts, exchange, caller, request_id)

    async def _of_one(self, parts: list[str], exchange: Exchange, caller: Caller, request_id: str) -> Answer:
        match parts:
            case [text]:
                allow_methods(exchange, "GET", "DELETE")
                if exchange.method == "DELETE":
                    return await self._delete(text, caller)
                return 200, encode_video(self._shown(await self._desk.find(text, caller), exchange))
            case [text, "content"]:
                allow_methods(exchange, "GET", "HEAD")
                return await self._content(text, exchange, caller)
            case [text, "remix"]:
                allow_methods(exchange, "POST")
                return await self._remix(text, exchange, caller, request_id)
        path = "/".join(parts)
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
            return 200, encode_video(self._shown(await self._desk.create(order, caller), exchange))

    async def _remix(self, text: str, exchange: Exchange, caller: Caller, request_id: str) -> Answer:
        source = await self._desk.find(text, caller)
        with Form(self._services.settings.data_dir / INCOMING) as form:
            await form.read(exchange, self._services.settings.max_body)
            prompt = form.fields.get("prompt")
            if not isinstance(prompt, str) or not prompt.strip():
                raise ParameterError("prompt is required", code="missing_parameter", field="prompt")
            order = Order(
                wire=WIRE,
                model=source.request.model,
                parameters=_again(source, prompt),
                echo={"prompt": prompt, "remixed_from": video_id(source)},
                request_id=request_id,
                body=form.identity,
                idempotency_key=exchange.header(IDEMPOTENCY_HEADER),
                mode=source.request.mode,
            )
            return 200, encode_video(self._shown(await self._desk.create(order, caller), exchange))

    async def _list(self, exchange: Exchange, caller: Caller) -> Answer:
        asked = decode_list(exchange.query())
        after = parse_task_id(asked.after) if asked.after else None
        if asked.after and after is None:
            return 200, encode_list([], False)
        wanted = TaskFilter(after=after, oldest_first=asked.order == "asc")
        tasks, _ = await self._services.store.list_tasks(
            caller.tenant, wanted, limit=min(asked.limit + 1, _MOST + 1)
        )
        page = [self._shown(task, exchange) for task in tasks[: asked.limit]]
        return 200, encode_list(page, len(tasks) > asked.limit)

    async def _delete(self, text: str, caller: Caller) -> Answer:
        task = await self._desk.find(text, caller)
        if not task.state.final:
            task = await self._services.store.cancel(task.id, caller.tenant, running_too=True)
        await self._services.store.remove(task.id, caller.tenant)
        if task.result is not None:
            for key in (task.result.clip, task.result.cover, task.result.last_frame, task.result.spritesheet):
                await self._services.assets.delete(key)
        return 200, encode_deleted(task)

    async def _content(self, text: str, exchange: Exchange, caller: Caller) -> Answer:
        task = await self._desk.find(text, caller)
        variant = exchange.query().get("variant", "video")
        if variant not in _VARIANTS:
            allowed = ", ".join(_VARIANTS)
            raise ParameterError(
                f"variant is {variant!r}; allowed: {allowed}", field="variant", value=variant, allowed=allowed
            )
        if task.result is None:
            raise _no_clip(task)
        keys = {
            "video": task.result.clip,
            "thumbnail": task.result.cover,
            "spritesheet": task.result.spritesheet,
        }
        key = keys[variant]
        name = f"{text}.{key.rpartition('.')[2]}"
        if not key or not await exchange.asset(self._services.assets, key, name, LINK_LIFE):
            raise TaskError("The clip is no longer kept.", code="video_expired", field="video_id", value=text)
        raise Sent

    def _shown(self, task: Task, exchange: Exchange) -> Shown:
        if task.result is None:
            return Shown(task)
        link = self._desk.link_from(exchange, LINK_LIFE)
        return Shown(task, link(task.result.clip), self._services.clock.now() // SECOND + LINK_LIFE)


def openai_door(services: Services) -> ASGIRouteHandler:
    """The mount for `/v1/videos`."""
    door = OpenAIDoor(services)

    @asgi(BASE, is_mount=True, copy_scope=False, exception_handlers={Exception: _unexpected})
    async def videos(scope: Scope, receive: Receive, send: Send) -> None:
        await door(scope, receive, send)

    return videos


def _unexpected(request: Request[object, object, State], error: Exception) -> Response[bytes]:
    _log.exception("request failed", exc_info=error)
    status, body = internal_error()
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")


def _no_clip(task: Task) -> TaskError:
    if task.state is TaskState.FAILED and task.failure is not None:
        return TaskError(f"The task failed: {task.failure.message}", code="video_generation_failed")
    if task.state is TaskState.CANCELED:
        return TaskError("The task was canceled.", code="video_generation_failed")
    return TaskError("The clip is still being made.", code="video_not_ready")


def _again(source: Task, prompt: str) -> dict[str, JSON]:
    request = source.request
    parameters: dict[str, JSON] = {
        "prompt": prompt,
        "negative_prompt": request.negative_prompt,
        "size": "{}x{}".format(*source.pixels),
        "duration": request.duration,
        "fps": request.fps,
        "seed": request.seed,
        "audio": request.audio,
        "bgm": request.bgm,
        "watermark": request.watermark is not None,
        "watermark_position": None if request.watermark is None else request.watermark.position,
        "off_peak": request.off_peak,
        "style": request.style,
        "movement_amplitude": request.movement_amplitude,
        "shot_type": request.shot_type,
        "prompt_extend": request.prompt_extend,
        "image": request.inputs.first_frame,
        "last_image": request.inputs.last_frame,
        "reference_images": list[JSON](request.inputs.references),
        "audio_url": request.inputs.audio,
    }
    return {name: value for name, value in parameters.items() if value not in ("", [], None)}
