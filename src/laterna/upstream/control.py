"""The doors under `/upstream`: what was charged, what was dealt, and another scenario. No fault ever reaches them."""

from typing import Final

import msgspec
from litestar.types import Receive, Scope, Send
from msgspec import Struct

from laterna.api.exchange import ClientLeft, Exchange, allow_methods
from laterna.errors import LaternaError
from laterna.upstream.emulation import Emulation
from laterna.upstream.engine import EmulatedEngine
from laterna.upstream.invoice import Invoice, InvoiceLine
from laterna.upstream.scenario import Scenario
from laterna.upstream.scenarios import load_scenario, parse_scenario, scenario_from, scenario_names
from laterna.upstream.store import UpstreamStore

BASE: Final = "/upstream"

_LARGEST: Final = 1 << 20


class InvoiceAnswer(Struct, frozen=True):
    """The whole invoice; `charged` sums up the lines by currency, in micro-units."""

    lines: tuple[InvoiceLine, ...]
    charged: dict[str, int]


class Forgotten(Struct, frozen=True):
    """How many tasks were forgotten."""

    forgotten: int


class Refusal(Struct, frozen=True):
    """Why a control door does not do it."""

    code: str
    message: str


class ControlDoors:
    """Answers everything below `/upstream`."""

    def __init__(
        self, emulation: Emulation, store: UpstreamStore, invoice: Invoice, engine: EmulatedEngine
    ) -> None:
        self._emulation = emulation
        self._store = store
        self._invoice = invoice
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        exchange = Exchange(scope, receive, send)
        try:
            answer = 200, msgspec.json.encode(await self._answer(exchange))
        except LaternaError as error:
            answer = (
                error.kind.status if error.code != "invalid_setting" else 400,
                msgspec.json.encode(Refusal(error.code, error.message)),
            )
        except ClientLeft:
            return
        await exchange.answer(answer)

    async def replace(self, scenario: Scenario) -> None:
        """Goes on with another scenario."""
        self._emulation.scenario = scenario
        await self._engine.look_again()

    async def _answer(self, exchange: Exchange) -> Struct:
        match exchange.path.removeprefix(BASE.strip("/") + "/"), exchange.method:
            case "invoice", _:
                allow_methods(exchange, "GET")
                return await self._invoiced()
            case "faults", _:
                allow_methods(exchange, "GET")
                return self._emulation.report()
            case "forget", _:
                allow_methods(exchange, "POST")
                return Forgotten(await self._store.forget_all())
            case "scenario", "GET":
                return self._emulation.scenario
            case "scenario", _:
                allow_methods(exchange, "GET", "POST")
                await self.replace(scenario_sent(await exchange.body(_LARGEST)))
                return self._emulation.scenario
        raise LaternaError(
            f"Nothing is at {exchange.path}; there are invoice, faults, scenario and forget.",
            code="not_found",
            field="path",
            value=exchange.path,
        )

    async def _invoiced(self) -> InvoiceAnswer:
        lines = await self._invoice.lines()
        charged: dict[str, int] = {}
        for line in lines:
            if line.charged:
                charged[line.currency] = charged.get(line.currency, 0) + line.charged
        return InvoiceAnswer(lines, charged)


def scenario_sent(body: bytes) -> Scenario:
    """A scenario sent as JSON, as TOML, or as the name of one that comes with Laterna. Raises SettingError."""
    try:
        return scenario_from(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        text = body.decode("utf-8", "replace")
    return load_scenario(text.strip()) if text.strip() in scenario_names() else parse_scenario(text)
