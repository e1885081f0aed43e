"""Puts the rooms together: the ASGI application, and the process that serves it."""

import asyncio
import contextlib
import errno
import fcntl
import ipaddress
import os
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec
import structlog
import uvicorn
from litestar import Litestar
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.types import ASGIApp
from msgspec import Struct

from laterna.access.gate import Gate
from laterna.access.keys import KeyRing
from laterna.api.context import Services
from laterna.api.dashscope import dashscope_door
from laterna.api.fastlane import FastLane
from laterna.api.files import files_router
from laterna.api.generations import generations_door
from laterna.api.laterna import laterna_doors
from laterna.api.openai import openai_door
from laterna.api.plain import plain_doors, plain_error, watching_doors
from laterna.api.uploads import upload_doors
from laterna.api.vidu import vidu_door
from laterna.assets.store import AssetStore
from laterna.catalog import Catalog
from laterna.clock import Clock, SystemClock
from laterna.dispatch.housekeeping import Housekeeping
from laterna.errors import LaternaError, SettingError, StorageError, bad_setting
from laterna.notify.endpoints import EndpointBook
from laterna.notify.seal import Seal
from laterna.settings import Settings
from laterna.tasks.database import database_url
from laterna.tasks.store import TaskStore
from laterna.tracing import open_tracer

_SIGNING_KEY_BYTES = 32
# Clients poll every few seconds on one connection; closing it between two polls makes some of them send a
# create twice (contract dashscope 8.1).
_KEEP_ALIVE_SECONDS = 75
_GRACE_SECONDS = 10

_log = structlog.get_logger(__name__)


class Listening(Struct, frozen=True):
    """Where a server that has just become ready listens, and whether it takes any key."""

    url: str
    open: bool

    def __str__(self) -> str:
        lines = [f"Laterna listens on {self.url}"]
        if self.open:
            lines.append(
                "No key exists yet: any non-empty key is taken, and only this machine can connect. "
                "`laterna keys create NAME` makes the first key."
            )
        return "\n".join(lines)


class _Application(Litestar):
    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        # Litestar would load pydantic and attrs wherever they happen to be installed: 0.1 s and 7 MB for nothing.
        return [*plugins, MsgspecDIPlugin()]


def create_app(services: Services) -> ASGIApp:
    """The ASGI application with every wire's doors."""
    application = _Application(
        [
            dashscope_door(services),
            vidu_door(services),
            generations_door(services),
            openai_door(services),
            *laterna_doors(services),
            *upload_doors(services),
            files_router(services.assets),
            *plain_doors(services),
        ],
        openapi_config=None,
        logging_config=None,
        exception_handlers={Exception: plain_error},
        request_max_body_size=services.settings.max_body,
    )
    return FastLane(application, services)


@contextlib.asynccontextmanager
async def watchable(services: Services) -> AsyncIterator[str]:
    """Answers `/metrics`, `/healthz` and `/readyz` where the setting `worker_metrics` says, while the context is open.

    Gives the URL, or "" when nothing is answered. Raises SettingError for an address that cannot be listened on.
    """
    host, _, port = services.settings.worker_metrics.rpartition(":")
    if not port:
        yield ""
        return
    where = msgspec.structs.replace(services.settings, host=host.strip("[]"), port=int(port))
    application = _Application(
        watching_doors(services),
        openapi_config=None,
        logging_config=None,
        exception_handlers={Exception: plain_error},
    )
    started = asyncio.Event()
    try:
        opened = _listen(where)
    except SettingError as error:
        allowed = "an address of this machine, with a port that is free"
        raise bad_setting("worker_metrics", services.settings.worker_metrics, allowed) from error
    with contextlib.closing(opened) as listener:
        server = _Server(_config(application), started.set)
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="laterna-watched")
        await started.wait()
        try:
            yield _url(listener)
        finally:
            server.should_exit = True
            await serving


def run(settings: Settings, *, ready: Callable[[Listening], None] | None = None) -> None:
    """Serves until SIGTERM or SIGINT, on uvloop where the platform has it. Raises what `serve` raises."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        asyncio.run(serve(settings, ready=ready))
        return
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve(settings, ready=ready))


async def serve(settings: Settings, *, ready: Callable[[Listening], None] | None = None) -> None:
    """Server, dispatcher and workers in one process, until SIGTERM or SIGINT.

    `ready` is told once requests are answered; without it, the same is printed. Raises SettingError for a port
    in use, an address that needs a key first, or a data directory that cannot be written, and StorageError for
    a database that cannot be opened.
    """
    clock = SystemClock()
    folder = prepare_data(settings)
    with _sole_server(folder), contextlib.closing(_listen(settings)) as listener:
        async with open_services(settings, clock) as services:
            _refuse_strangers_without_key(services)
            await _serve(services, listener, ready or _announce)


@contextlib.asynccontextmanager
async def open_services(settings: Settings, clock: Clock) -> AsyncIterator[Services]:
    """Opens catalogue, store, keys and assets, and closes them at the end. Raises StorageError."""
    folder = prepare_data(settings)
    seal = Seal.of(folder)
    store = await TaskStore.open(database_url(settings), clock)
    store.tracer = open_tracer(settings.otel_endpoint)
    try:
        yield Services(
            settings=settings,
            clock=clock,
            catalog=Catalog.load(folder / "models"),
            store=store,
            ring=await KeyRing.load(store, clock, seal),
            gate=Gate(store, clock),
            assets=AssetStore(folder / "files", signing_key(folder), clock),
            seal=seal,
            endpoints=await EndpointBook.load(store, clock, seal),
        )
    finally:
        await store.close()
        await asyncio.to_thread(store.tracer.close)


def prepare_data(settings: Settings) -> Path:
    """Makes the data directory and proves that it can be written. Raises SettingError."""
    folder = settings.data_dir
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise SettingError(
            f"The data directory {folder} cannot be written: {error.strerror}. "
            "Choose another with --data, or change its permissions.",
            field="data",
            value=str(folder),
            allowed="a directory that this user may write",
        ) from error
    return folder


def signing_key(folder: Path) -> bytes:
    """The key that signs links to files: read from the data directory, or made there for this user only."""
    path = folder / "signing.key"
    if not path.exists():
        _make_signing_key(path)
    key = path.read_bytes()
    if len(key) < _SIGNING_KEY_BYTES:
        raise StorageError(f"{path} is damaged. Delete it: links handed out so far will stop working.")
    return key


def _make_signing_key(path: Path) -> None:
    # Written beside its place and linked there whole: a server killed halfway leaves no half a key behind.
    draft = path.with_name(f".signing-{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_SIGNING_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell_started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals are ours: uvicorn would raise them again after stopping, and the exit code would be theirs.
        yield


def _config(application: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


async def _serve(services: Services, listener: socket.socket, ready: Callable[[Listening], None]) -> None:
    config = _config(create_app(services))
    server = _Server(config, lambda: ready(Listening(_url(listener), services.ring.open)))
    _stop_on_signals(server, services.closing)
    async with notifying(services), _tidying(services), _dispatching(services, server):
        await server.serve(sockets=[listener])


@contextlib.asynccontextmanager
async def _tidying(services: Services) -> AsyncIterator[None]:
    running = asyncio.create_task(Housekeeping(services.assets, services.clock, services.settings).run())
    try:
        yield
    finally:
        running.cancel()


@contextlib.asynccontextmanager
async def _dispatching(services: Services, server: uvicorn.Server) -> AsyncIterator[None]:
    settings = services.settings
    if not settings.dispatch:
        yield
        return
    from laterna.dispatch.build import build_dispatcher

    dispatcher = build_dispatcher(settings, services.store, services.catalog, services.assets, services.clock)
    running = asyncio.create_task(dispatcher.run())

    def stop_serving(task: asyncio.Task[None]) -> None:
        server.should_exit = True

    running.add_done_callback(stop_serving)
    try:
        yield
    finally:
        await dispatcher.stop()
        await running


@contextlib.asynccontextmanager
async def notifying(services: Services) -> AsyncIterator[None]:
    """Tells the outside while the context is open; of several processes on one database, one does."""
    from laterna.dispatch.identity import take_identity
    from laterna.notify.notifier import Notifier
    from laterna.notify.sender import open_sender

    async with open_sender(
        services.store,
        services.endpoints,
        services.seal,
        services.assets,
        services.clock,
        services.settings,
    ) as sender:
        with take_identity(services.settings.data_dir, "notifier") as identity:
            notifier = Notifier(services.store, services.endpoints, sender, services.clock, identity.name)
            running = asyncio.create_task(notifier.run(), name="laterna-notifier")
            running.add_done_callback(_log_end)
            try:
                yield
            finally:
                notifier.stop()
                await running


def _log_end(running: "asyncio.Task[None]") -> None:
    if not running.cancelled() and (error := running.exception()) is not None:
        _log.error("nobody is told any more until the server is started again", exc_info=error)


def _stop_on_signals(server: uvicorn.Server, closing: asyncio.Event) -> None:
    def stop() -> None:
        closing.set()
        server.force_exit = server.should_exit
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


@contextlib.contextmanager
def _sole_server(folder: Path) -> Iterator[None]:
    with (folder / "serving.lock").open("w") as file:
        _lock(file, folder)
        yield


def _lock(file: IO[str], folder: Path) -> None:
    try:
        # A record lock: it ends with this very process, even when a child of it lives on.
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise SettingError(
            f"Another server already uses the data directory {folder}. Stop it, or choose another with --data.",
            field="data",
            value=str(folder),
            allowed="a directory that no other server uses",
        ) from error


def _listen(settings: Settings) -> socket.socket:
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise SettingError(
            f"The host {settings.host!r} cannot be resolved: {error.strerror}.",
            field="host",
            value=settings.host,
            allowed="an address of this machine",
        ) from error
    family, kind, protocol, _, address = found
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise _cannot_listen(settings, error) from error
    return listener


def _cannot_listen(settings: Settings, error: OSError) -> LaternaError:
    place = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return SettingError(
            f"Port {settings.port} on {settings.host} is in use. Stop the program that holds it, or choose "
            "another with --port (0 picks a free one).",
            field="port",
            value=settings.port,
            allowed="a free port",
        )
    return SettingError(
        f"Cannot listen on {place}: {error.strerror}.",
        field="host",
        value=place,
        allowed="an address of this machine",
    )


def _refuse_strangers_without_key(services: Services) -> None:
    host = services.settings.host
    if not services.ring.open or _is_loopback(host):
        return
    raise SettingError(
        f"No key exists yet, so the server may only listen on this machine, not on {host}. "
        "Create a key first with `laterna keys create NAME`, or leave --host away.",
        field="host",
        value=host,
        allowed="127.0.0.1, ::1 or localhost while no key exists",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _announce(listening: Listening) -> None:
    print(listening, flush=True)
