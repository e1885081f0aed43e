"""The fault layer: an ASGI application around the real one, which deals the scenario's faults."""

import asyncio
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

import msgspec
from litestar.types import ASGIApp, Receive, ReceiveMessage, Scope, Send

from laterna.access.keys import Caller
from laterna.api.door import new_hex_id
from laterna.errors import AccessError
from laterna.jsontypes import JSON
from laterna.upstream.answers import Whole, broken, caught, cut, respelled, too_busy
from laterna.upstream.calls import OTHER, Call, call_of
from laterna.upstream.connection import Connection, ended, ended_within
from laterna.upstream.control import BASE, ControlDoors
from laterna.upstream.downloads import Downloads
from laterna.upstream.emulation import VISIT, Emulation, Visit
from laterna.upstream.invoice import Invoice, InvoiceLine, line_of
from laterna.upstream.rates import Budget
from laterna.upstream.scenario import CallFaults
from laterna.upstream.store import Accounts, UpstreamStore

_KEPT_BODY: Final = 1 << 20
_IDEMPOTENCY: Final = b"idempotency-key"
_BEFORE: Final = ("busy", "error_before", "dropped_before", "hung_before")
_AFTER: Final = ("error_after", "dropped_after", "hung_after", "delayed", "truncated", "broken_off")
_FORM_FIELD: Final = rb'name="%s"\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--'
_ENDS: Final = frozenset({"succeeded", "failed", "canceled"})
_BETWEEN: Final = frozenset({"between"})
_REMEMBERED: Final = 10_000


class FaultLayer:
    """Answers `/upstream` itself; what it lets through, the real application answers."""

    def __init__(
        self,
        application: ASGIApp,
        emulation: Emulation,
        store: UpstreamStore,
        accounts: Accounts,
        invoice: Invoice,
        control: ControlDoors,
        closing: asyncio.Event,
    ) -> None:
        """`closing` is set when the server stops, so that hung connections end."""
        self._application = application
        self._emulation = emulation
        self._store = store
        self._accounts = accounts
        self._invoice = invoice
        self._control = control
        self._closing = closing
        self._downloads = Downloads(application, emulation)
        self._budgets = {"create": Budget(emulation.clock), "query": Budget(emulation.clock)}
        self._first_answers: dict[str, Whole] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request, or pretends to."""
        path, method = str(scope["path"]), str(scope.get("method", ""))
        if path == BASE or path.startswith(f"{BASE}/"):
            await self._control(scope, receive, send)
            return
        call = call_of(method, path)
        if call == OTHER:
            await self._application(scope, receive, send)
            return
        self._emulation.saw(call.wire, call.action)
        await asyncio.sleep(self._emulation.dice.seconds("answers", self._emulation.scenario.answers))
        exchange = _Exchange(scope, receive, send)
        if call.action == "download":
            await self._downloads(scope, receive, send)
        elif call.action == "create":
            await self._create(call, exchange)
        else:
            await self._query(call, exchange)

    # --- creates

    async def _create(self, call: Call, exchange: "_Exchange") -> None:
        scenario = self._emulation.scenario
        visit = Visit(exchange.header(_IDEMPOTENCY), self._emulation.clock.now())
        over = self._over_budget("create", scenario.creates_per_second, exchange)
        if not over and self._too_many_tasks(exchange):
            over = "create.over_tasks"
        fault = "" if over else self._emulation.deal("create", _rates(scenario.create, _BEFORE + _AFTER))
        if over or fault in _BEFORE:
            await exchange.take_in_body()
            line = self._write_down(call, exchange, visit)
            sent = await self._refuse(call, "create", over or f"create.{fault}", exchange)
        else:
            answer = await self._let_through(exchange, visit)
            # Before it is sent: whoever has the answer finds the line.
            line = self._write_down(call, exchange, visit)
            sent = "left" if answer is None else await self._send(call, "create", fault, answer, exchange)
        self._invoice.answered(line, sent)

    async def _let_through(self, exchange: "_Exchange", visit: Visit) -> Whole | None:
        if not self._emulation.scenario.idempotent:
            exchange.drop_header(_IDEMPOTENCY)
        token = VISIT.set(visit)
        try:
            return await caught(self._application, exchange.scope, exchange.receive)
        finally:
            VISIT.reset(token)

    def _write_down(self, call: Call, exchange: "_Exchange", visit: Visit) -> int:
        if visit.task is not None:
            return self._invoice.add(line_of(visit.task, repeated=visit.repeated), visit.task)
        fields = exchange.fields()
        line = InvoiceLine(
            at=visit.at,
            wire=call.wire,
            account=self._account_of(exchange),
            model=fields["model"],
            prompt=fields["prompt"],
            marker=visit.marker or fields["payload"],
        )
        return self._invoice.add(line, None)

    def _too_many_tasks(self, exchange: "_Exchange") -> bool:
        most = self._emulation.scenario.tasks_at_once
        caller = self._caller_of(exchange)
        return (
            most > 0 and caller is not None and self._store.live_count(caller.tenant, caller.key_id) >= most
        )

    # --- queries

    async def _query(self, call: Call, exchange: "_Exchange") -> None:
        scenario = self._emulation.scenario
        over = self._over_budget("query", scenario.queries_per_second, exchange)
        rates = _rates(scenario.query, (*_BEFORE, *_AFTER, "stale", "odd_words", "unknown_words"))
        fault = "" if over else self._emulation.deal("query", rates)
        if over or fault in _BEFORE:
            await self._refuse(call, "query", over or f"query.{fault}", exchange)
            return
        answer = await caught(self._application, exchange.scope, exchange.receive)
        if answer is not None:
            await self._send(call, "query", fault, self._bent(fault, answer, exchange), exchange)

    def _bent(self, fault: str, answer: Whole, exchange: "_Exchange") -> Whole:
        """The answer, old or with other words where that is its fault and makes a difference."""
        emulation = self._emulation
        earlier = self._remembered(answer, exchange)
        bent: Whole | None = None
        if fault == "stale" and earlier is not None and earlier.body != answer.body:
            bent = earlier
        elif fault == "odd_words":
            bent = respelled(answer, emulation.scenario.words, emulation.dice, _ENDS)
        elif fault == "unknown_words":
            bent = respelled(answer, emulation.scenario.words, emulation.dice, _BETWEEN)
        if bent is None:
            return answer
        emulation.count(f"query.{fault}")
        return bent

    def _remembered(self, answer: Whole, exchange: "_Exchange") -> Whole | None:
        """The first answer that this address gave; remembers this one if there is none."""
        if str(exchange.scope.get("method")) != "GET" or answer.status != 200:
            return None
        address = f"{exchange.header(b'authorization')} {exchange.scope['path']}"
        earlier = self._first_answers.get(address)
        if earlier is None:
            if len(self._first_answers) >= _REMEMBERED:
                del self._first_answers[next(iter(self._first_answers))]
            self._first_answers[address] = answer
        return earlier

    # --- answers that are none

    async def _refuse(self, call: Call, group: str, fault: str, exchange: "_Exchange") -> str:
        """Deals a fault before anything has happened. Answers what was sent."""
        emulation = self._emulation
        faults = _faults(emulation, group)
        emulation.count(fault)
        if fault.endswith("_before") and "error" not in fault:
            return await self._silence(fault, faults, exchange)
        if fault.endswith("error_before"):
            return await self._break(call, group, faults, exchange)
        told = emulation.dice.hit(f"{group}.retry_after", faults.retry_after_share)
        await too_busy(call.wire, new_hex_id(), faults.retry_after if told else None).send(exchange.send)
        return "429"

    async def _send(self, call: Call, group: str, fault: str, answer: Whole, exchange: "_Exchange") -> str:
        """Sends an answer with its fault. Answers what was sent."""
        emulation = self._emulation
        faults = _faults(emulation, group)
        if fault in _AFTER:
            emulation.count(f"{group}.{fault}")
        if fault in ("dropped_after", "hung_after"):
            return await self._silence(fault, faults, exchange)
        if fault == "error_after":
            return await self._break(call, group, faults, exchange)
        if fault == "broken_off":
            await answer.send_start(exchange.send)
            half = answer.body[: len(answer.body) // 2]
            await exchange.send({"type": "http.response.body", "body": half, "more_body": True})
            Connection.of(exchange.scope).close()
            await ended(exchange.receive)
            return "broken off"
        if fault == "delayed":
            await asyncio.sleep(emulation.dice.seconds(f"{group}.delay", faults.delay))
        if fault == "truncated":
            answer = cut(answer, emulation.dice.roll(f"{group}.cut"))
        await answer.send(exchange.send)
        return str(answer.status)

    async def _silence(self, fault: str, faults: CallFaults, exchange: "_Exchange") -> str:
        connection = Connection.of(exchange.scope)
        if fault.startswith("hung") or ".hung" in fault:
            await ended_within(exchange.receive, self._closing, faults.hang)
            connection.close()
            await ended(exchange.receive)
            return "hung"
        if self._emulation.dice.hit("reset", faults.reset_share):
            connection.reset()
        else:
            connection.close()
        await ended(exchange.receive)
        return "dropped"

    async def _break(self, call: Call, group: str, faults: CallFaults, exchange: "_Exchange") -> str:
        dice = self._emulation.dice
        status = dice.choice(f"{group}.error_status", faults.error_statuses)
        html = dice.hit(f"{group}.html", faults.html_share)
        await broken(call.wire, new_hex_id(), status, html=html).send(exchange.send)
        return str(status)

    # --- who asks, and how much

    def _over_budget(self, group: str, rate: float, exchange: "_Exchange") -> str:
        fits = self._budgets[group].take(exchange.header(b"authorization"), rate)
        return "" if fits else f"{group}.over_rate"

    def _caller_of(self, exchange: "_Exchange") -> Caller | None:
        try:
            return self._accounts.authenticate(exchange.header(b"authorization").partition(" ")[2].strip())
        except AccessError:
            return None

    def _account_of(self, exchange: "_Exchange") -> str:
        caller = self._caller_of(exchange)
        return "" if caller is None else caller.tenant


class _Exchange:
    """A request whose body is kept while it is read, up to a megabyte."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.send = send
        self._receive = receive
        self._body = bytearray()

    async def receive(self) -> ReceiveMessage:
        """The next part of the request."""
        message = await self._receive()
        if message["type"] == "http.request" and len(self._body) < _KEPT_BODY:
            self._body += message.get("body", b"")
        return message

    async def take_in_body(self) -> None:
        """Reads the whole body."""
        while True:
            message = await self.receive()
            if message["type"] != "http.request" or not message.get("more_body", False):
                return

    def header(self, name: bytes) -> str:
        """The first header of this lower-case name, or an empty string."""
        for key, value in self.scope["headers"]:
            if key == name:
                return value.decode("latin-1")
        return ""

    def drop_header(self, name: bytes) -> None:
        """Hides a header from the application."""
        self.scope["headers"] = [(key, value) for key, value in self.scope["headers"] if key != name]

    def fields(self) -> dict[str, str]:
        """Model, prompt and payload as far as the body shows them, for creates that were not accepted."""
        names = ("model", "prompt", "payload")
        if self.header(b"content-type").startswith("application/x-www-form-urlencoded"):
            pairs = parse_qs(self._body.decode("utf-8", "replace"))
            return {name: pairs.get(name, [""])[-1] for name in names}
        try:
            decoded: JSON = msgspec.json.decode(bytes(self._body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {name: _form_field(bytes(self._body), name) for name in names}
        found = decoded if isinstance(decoded, dict) else {}
        inner = found.get("input")
        found = {**(inner if isinstance(inner, dict) else {}), **found}
        return {name: value if isinstance(value := found.get(name), str) else "" for name in names}


def _form_field(body: bytes, name: str) -> str:
    match = re.search(_FORM_FIELD % name.encode(), body, re.DOTALL)
    return match.group(1).decode("utf-8", "replace") if match else ""


def _faults(emulation: Emulation, group: str) -> CallFaults:
    return emulation.scenario.create if group == "create" else emulation.scenario.query


def _rates(faults: CallFaults, kinds: tuple[str, ...]) -> Mapping[str, float]:
    rates: dict[str, float] = {kind: getattr(faults, kind) for kind in kinds}
    return rates
