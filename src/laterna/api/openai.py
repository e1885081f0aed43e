"""The doors of `/v1/videos` (contract openai-videos 1), on one mount."""

import msgspec
from litestar.handlers import ASGIRouteHandler

from laterna.access.keys import Caller
from laterna.api.context import Services
from laterna.api.desk import Desk, Fields, Order
from laterna.api.door import Door, Sent, Voice, mounted
from laterna.api.exchange import Answer, Exchange, allow_methods
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


def _refusal(error: LaternaError, request_id: str) -> Answer:
    status, body = render_error(error)
    return status, msgspec.json.encode(body)


def _fault(request_id: str) -> Answer:
    status, body = internal_error()
    return status, msgspec.json.encode(body)


class OpenAIDoor(Door):
    """Answers everything below `/v1/videos`."""

    voice = Voice(
        refusal=_refusal, fault=_fault, headers=((b"openai-poll-after-ms", str(POLL_AFTER_MS).encode()),)
    )

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._desk = Desk(services)

    async def _answer(self, exchange: Exchange, request_id: str) -> Answer:
        caller = await self._caller(exchange)
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
        def order(fields: Fields) -> Order:
            create = decode_create(fields)
            return Order(
                wire=WIRE,
                model=create.model,
                parameters=create.parameters,
                echo=create.echo,
                request_id=request_id,
            )

        task = await self._desk.create_from_form(exchange, caller, order)
        return 200, encode_video(self._shown(task, exchange))

    async def _remix(self, text: str, exchange: Exchange, caller: Caller, request_id: str) -> Answer:
        source = await self._desk.find(text, caller)

        def order(fields: Fields) -> Order:
            prompt = fields.get("prompt")
            if not isinstance(prompt, str) or not prompt.strip():
                raise ParameterError("prompt is required", code="missing_parameter", field="prompt")
            return Order(
                wire=WIRE,
                model=source.request.model,
                parameters=_again(source, prompt),
                echo={"prompt": prompt, "remixed_from": video_id(source)},
                request_id=request_id,
                mode=source.request.mode,
            )

        task = await self._desk.create_from_form(exchange, caller, order)
        return 200, encode_video(self._shown(task, exchange))

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
    return mounted(BASE, OpenAIDoor(services))


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
