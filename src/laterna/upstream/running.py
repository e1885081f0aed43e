"""A running emulator: the real application over its own data directory, with the lies around it."""

import asyncio
import contextlib
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import structlog
import uvicorn
from litestar.types import ASGIApp
from msgspec import Struct

from laterna.access.gate import Gate
from laterna.api.context import Services
from laterna.catalog import Catalog
from laterna.clock import SystemClock
from laterna.dispatch.dispatcher import Dispatcher
from laterna.errors import SettingError
from laterna.notify.endpoints import EndpointBook
from laterna.notify.seal import Seal
from laterna.server import create_app, notifying, prepare_data, signing_key
from laterna.settings import Settings
from laterna.tasks.database import database_url
from laterna.upstream.certificates import Certificate, TlsFiles, make_certificate
from laterna.upstream.connection import OpenProtocol
from laterna.upstream.control import ControlDoors
from laterna.upstream.emulation import Emulation, FaultReport
from laterna.upstream.engine import EmulatedEngine
from laterna.upstream.invoice import Invoice, InvoiceLine
from laterna.upstream.layer import FaultLayer
from laterna.upstream.links import ExpiringLinks
from laterna.upstream.scenario import Scenario
from laterna.upstream.store import Accounts, UpstreamStore

_LEASE = 600
_FOR_EVER = 10**9
_GRACE = 2
_KEEP_ALIVE = 75
_HERE = ("127.0.0.0/8", "::1/128")

_log = structlog.get_logger(__name__)


class Upstream:
    """A fake cloud that runs. `url` is where it listens; `authority` is the PEM file to trust, with TLS."""

    def __init__(self, url: str, parts: "_Parts") -> None:
        """Use `running_upstream`."""
        self.url = url
        self.authority: Path | None = None
        self.ended = asyncio.Event()
        """Set when the server has ended by itself."""
        self._emulation = parts.emulation
        self._invoice = parts.invoice
        self._control = parts.control
        self._store = parts.store

    @property
    def scenario(self) -> Scenario:
        """What it does now."""
        return self._emulation.scenario

    async def set(self, scenario: Scenario) -> None:
        """Goes on with another scenario; tasks that are there keep what they have drawn."""
        await self._control.replace(scenario)

    async def invoice(self) -> tuple[InvoiceLine, ...]:
        """Every create so far, oldest first, with what is charged for it."""
        return await self._invoice.lines()

    async def forget(self) -> int:
        """Forgets every task that has not ended, as a job store in memory does at a restart; answers how many."""
        return await self._store.forget_all()

    def faults(self) -> FaultReport:
        """What has been dealt so far."""
        return self._emulation.report()


class _Parts(Struct, frozen=True):
    services: Services
    store: UpstreamStore
    emulation: Emulation
    invoice: Invoice
    engine: EmulatedEngine
    control: ControlDoors
    application: ASGIApp


@contextlib.asynccontextmanager
async def running_upstream(
    scenario: Scenario | None = None,
    *,
    seed: int = 0,
    data: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: Certificate | None = None,
    outbound_allow: tuple[str, ...] = (),
) -> AsyncIterator[Upstream]:
    """A fake cloud on this event loop while the context is open.

    Without `data` it works in a temporary folder that goes away; port 0 is a free one. `outbound_allow` lists private
    networks, as CIDRs, that callbacks may reach beside the loopback. Raises SettingError and StorageError.
    """
    async with contextlib.AsyncExitStack() as stack:
        listener = stack.enter_context(contextlib.closing(_listen(host, port)))
        folder = await stack.enter_async_context(_temporary()) if data is None else data
        settings = Settings(
            data=str(folder),
            outbound_allow=(*_HERE, *outbound_allow),
            lease=_LEASE,
            # Tasks that are stuck stay so.
            task_deadline=_FOR_EVER,
        )
        async with _open(settings, scenario or Scenario(), seed) as parts:
            files = await _certificate(folder, tls, host, parts)
            scheme = "http" if files is None else "https"
            upstream = Upstream(f"{scheme}://{_place(listener)}", parts)
            upstream.authority = None if files is None else files.authority
            async with (
                _dispatching(parts),
                notifying(parts.services),
                _serving(parts, listener, files, upstream),
            ):
                yield upstream


@contextlib.asynccontextmanager
async def _temporary() -> AsyncIterator[Path]:
    folder = await asyncio.to_thread(tempfile.mkdtemp, prefix="laterna-upstream-")
    try:
        yield Path(folder)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def _open(settings: Settings, scenario: Scenario, seed: int) -> AsyncIterator[_Parts]:
    clock = SystemClock()
    folder = await asyncio.to_thread(prepare_data, settings)
    emulation = Emulation(scenario, seed, clock)
    store = await UpstreamStore.open(database_url(settings), clock)
    store.bind(emulation)
    try:
        seal = Seal.of(folder)
        ring = await Accounts.load(store, clock, seal)
        ring.bind(emulation)
        key = await asyncio.to_thread(signing_key, folder)
        services = Services(
            settings=settings,
            clock=clock,
            catalog=await asyncio.to_thread(Catalog.load),
            store=store,
            ring=ring,
            gate=Gate(store, clock),
            assets=ExpiringLinks(folder / "files", key, clock, emulation),
            seal=seal,
            endpoints=await EndpointBook.load(store, clock, seal),
        )
        invoice = Invoice(store, emulation)
        await invoice.take_up()
        engine = EmulatedEngine(emulation, folder / "shelf")
        control = ControlDoors(emulation, store, invoice, engine)
        layer = FaultLayer(create_app(services), emulation, store, ring, invoice, control, services.closing)
        yield _Parts(services, store, emulation, invoice, engine, control, layer)
    finally:
        await store.close()


async def _certificate(folder: Path, tls: Certificate | None, host: str, parts: _Parts) -> TlsFiles | None:
    if tls is None:
        return None
    return await asyncio.to_thread(make_certificate, folder / "tls", tls, host, parts.emulation.clock.now())


@contextlib.asynccontextmanager
async def _dispatching(parts: _Parts) -> AsyncIterator[None]:
    services = parts.services
    dispatcher = Dispatcher(
        # Under the name of the engine that makes clips where no route says otherwise.
        services.store,
        {"animatic": parts.engine},
        services.assets,
        services.clock,
        services.settings,
    )
    running = asyncio.create_task(dispatcher.run(), name="laterna-upstream-dispatcher")
    try:
        yield
    finally:
        await dispatcher.stop()
        await running


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.told = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.told.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals belong to whoever runs the loop.
        yield


@contextlib.asynccontextmanager
async def _serving(
    parts: _Parts, listener: socket.socket, files: TlsFiles | None, upstream: Upstream
) -> AsyncIterator[None]:
    config = uvicorn.Config(
        parts.application,
        http=OpenProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
        ssl_certfile=None if files is None else files.certificate,
        ssl_keyfile=None if files is None else files.key,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="laterna-upstream-server")
    serving.add_done_callback(lambda _: upstream.ended.set())
    try:
        started = asyncio.create_task(server.told.wait())
        await asyncio.wait((started, serving), return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        yield
    finally:
        parts.services.closing.set()
        server.should_exit = True
        await serving


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise _cannot_listen(host, port, error) from error
    return listener


def _cannot_listen(host: str, port: int, error: OSError) -> SettingError:
    return SettingError(
        f"Cannot listen on {host}:{port}: {error.strerror}. Choose another address with --host or --port"
        " (0 picks a free port).",
        field="port",
        value=f"{host}:{port}",
        allowed="a free port of this machine",
    )


def _place(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
