"""What every door does alike behind its own language: find a task, link to its files, take in a new one."""

import contextlib
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping

import msgspec
import structlog
from msgspec import Struct

from laterna.access.keys import Caller
from laterna.api.context import Services, draw_seed
from laterna.api.exchange import Exchange
from laterna.api.forms import INCOMING, Form
from laterna.api.intake import Intake
from laterna.catalog import (
    Mode,
    ModelCard,
    Parameters,
    Price,
    VideoRequest,
    adapted,
    resolve,
    resolve_leniently,
)
from laterna.clock import SECOND
from laterna.errors import AccessError, LaternaError, ParameterError, TaskError, UnknownModel
from laterna.ids import parse_task_id
from laterna.jsontypes import JSON
from laterna.notify.seal import SIGNING
from laterna.tasks.task import OFF_PEAK_LIFE, NewTask, Task, TaskFailure

_log = structlog.get_logger(__name__)
_heard = logging.getLogger(__name__)

IDEMPOTENCY_HEADER = b"idempotency-key"

_WAITS = {"rate_limited": b"1", "too_many_tasks": b"5"}
"""Seconds after which a refusal may no longer hold: the rate is by the second, a task takes a few."""

Fields = dict[str, JSON]
"""A create's fields as they were sent."""

Refusal = Callable[[ModelCard, ParameterError], TaskFailure]


class Order(Struct, frozen=True, kw_only=True):
    """A create as a wire has decoded it: `parameters` under our names, `echo` for what is said back later.

    `mode` is given where the door's path says it; `body` and `idempotency_key` are the request's own. `origin` is
    where links in later callbacks begin, `secret` the key that they are signed with.
    """

    wire: str
    model: str
    parameters: Mapping[str, JSON]
    echo: dict[str, JSON]
    request_id: str
    body: bytes = b""
    idempotency_key: str = ""
    mode: Mode | None = None
    refusal: Refusal | None = None
    """How the wire says why a task fails that was accepted with bad values; None says it as the catalogue does."""
    origin: str = ""
    secret: str = ""


def wait_headers(error: LaternaError) -> tuple[tuple[bytes, bytes], ...]:
    """`Retry-After`, for refusals that end by themselves."""
    seconds = _WAITS.get(error.code)
    return () if seconds is None else ((b"retry-after", seconds),)


class Desk:
    """The doors' common back office."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._intake = Intake(services.assets, services.settings.data_dir / INCOMING)

    async def create_from_form(
        self, exchange: Exchange, caller: Caller, order_of: Callable[[Fields], Order]
    ) -> Task:
        """Takes in a task whose create may carry files. Raises what `create` and `order_of` raise.

        `order_of` decodes the fields, files among them; what belongs to the request itself is added here.
        """
        with Form(self._services.settings.data_dir / INCOMING) as form:
            await form.read(exchange, self._services.settings.max_body)
            async with self._files_of(form, caller):
                order = msgspec.structs.replace(
                    order_of(form.fields),
                    body=form.identity,
                    idempotency_key=exchange.header(IDEMPOTENCY_HEADER),
                    origin=exchange.origin(),
                    secret=exchange.bearer() or "",
                )
                return await self.create(order, caller)

    @contextlib.asynccontextmanager
    async def _files_of(self, form: Form, caller: Caller) -> AsyncIterator[None]:
        """Stores a form's file parts while the block takes the request in, and lets them go if it is refused.

        The form's fields then name them. Several of one name become a list.
        """
        kept: list[str] = []
        try:
            await self._take_files(form, caller, kept)
            yield
        except (ParameterError, AccessError, UnknownModel):
            for reference in kept:
                await self._services.assets.delete(reference.removeprefix("asset:"))
            raise

    async def _take_files(self, form: Form, caller: Caller, kept: list[str]) -> None:
        for part in form.files:
            name = part.field.removesuffix("[]").partition("[")[0]
            kept.append(await self._intake.keep(part.path, caller.tenant))
            reference: JSON = kept[-1]
            there = form.fields.get(name)
            if isinstance(there, list):
                there.append(reference)
            elif part.field.endswith("[]") or there is not None:
                form.fields[name] = [reference] if there is None else [there, reference]
            else:
                form.fields[name] = reference

    async def find(self, text: str, caller: Caller) -> Task:
        """The caller's task behind an id in any wire's shape. Raises TaskError `task_not_found`."""
        task_id = parse_task_id(text)
        store = self._services.store
        task = None
        if task_id is not None:
            task = store.peek(task_id, caller.tenant) or await store.get(task_id, caller.tenant)
        if task is None:
            raise TaskError(f"There is no task {text!r} for this key.", field="task_id", value=text)
        return task

    def card_of(self, task: Task) -> ModelCard | None:
        """The model's card, or None when the catalogue no longer has it."""
        try:
            return self._services.catalog.card(task.request.model)
        except UnknownModel:
            return None

    def link_from(self, exchange: Exchange, life: int | None) -> Callable[[str], str]:
        """From an asset's key to a URL that is signed now and lives so many seconds, or for ever."""
        base = self._services.settings.public_url or exchange.origin()
        return lambda key: self._services.assets.url(key, base_url=base, life=life)

    def expires_at(self, task: Task) -> int | None:
        """When links made now end, in Unix seconds; None for never or for a task without a clip."""
        card = self.card_of(task)
        if card is None or card.url_life is None or task.result is None:
            return None
        return self._services.clock.now() // SECOND + card.url_life

    async def create(self, order: Order, caller: Caller) -> Task:
        """Takes in a task. Raises UnknownModel, ParameterError, AccessError and StorageError."""
        facts = {"laterna.model": order.model, "laterna.wire": order.wire}
        with self._services.store.tracer.span("create task", facts=facts):
            return await self._create(order, caller)

    async def _create(self, order: Order, caller: Caller) -> Task:
        store = self._services.store
        card = self._services.catalog.card(order.model)
        parameters = adapted(card, order.parameters, order.wire, mode=order.mode)
        request, error = self._resolve(card, parameters, order.mode)
        refusal = None if error is None else (order.refusal or _refusal)(card, error)
        inputs = await self._intake.take(request.inputs, caller.tenant)
        request = msgspec.structs.replace(request, inputs=inputs)
        price = self._price(card, request)
        new = NewTask(
            tenant=caller.tenant,
            key_id=caller.key_id,
            wire=order.wire,
            request=request,
            echo={**self._kept(order, caller), **store.tracer.headers()},
            request_id=order.request_id,
            price=0 if refusal else price.amount_micro,
            currency=price.currency,
            refusal=refusal,
            not_before=self._services.clock.now() + OFF_PEAK_LIFE if request.off_peak else 0,
            idempotency_key=order.idempotency_key,
            body_hash=hashlib.sha256(order.body).hexdigest() if order.idempotency_key else "",
        )
        async with self._services.gate.admit(caller, card.name, new.price):
            task = await store.create(new)
        # A line that nobody wants would still cost 6 µs, the seventieth part of a create.
        if _heard.isEnabledFor(logging.DEBUG):
            _log.debug("task accepted", task=task.id, model=card.name)
        return task

    def _price(self, card: ModelCard, request: VideoRequest) -> Price:
        """The most that the clip may cost, by the dearest of the routes that may make it."""
        prices = self._services.settings.routing.plan_of(card.name).prices
        costs = (card.price_at(request, second).amount_micro for second in prices)
        return Price(max(costs), card.currency)

    def _kept(self, order: Order, caller: Caller) -> dict[str, JSON]:
        """The echo, with what telling the outside later will need."""
        kept = dict(order.echo)
        if order.origin and not self._services.settings.public_url:
            kept["origin"] = order.origin
        if kept.get("callback_url") and order.secret and not self._services.ring.can_sign(caller.key_id):
            kept["signing_key"] = self._services.seal.close(order.secret, SIGNING)
        return kept

    def _resolve(
        self, card: ModelCard, parameters: Parameters, mode: Mode | None
    ) -> tuple[VideoRequest, ParameterError | None]:
        if self._services.settings.strict:
            return resolve(card, parameters, draw_seed, mode=mode), None
        request, error = resolve_leniently(card, parameters, draw_seed, mode=mode)
        if error is not None and error.field == "prompt":
            # Without a prompt that can be kept there is nothing that a task could be about.
            raise error
        return request, error


def _refusal(card: ModelCard, error: ParameterError) -> TaskFailure:
    return TaskFailure(error.code, error.message, error.field or "")
