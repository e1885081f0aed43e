"""`laterna serve` and `laterna worker`."""

import asyncio
import gc
import signal

from laterna.cli.logs import log_as_set
from laterna.cli.outcome import note
from laterna.clock import SystemClock
from laterna.jsontypes import JSON
from laterna.settings import Settings, load_settings


def serve_here(flags: dict[str, JSON]) -> None:
    """Serves until SIGTERM or SIGINT. Raises LaternaError when that is impossible."""
    # Modules make hundreds of thousands of objects that stay: looking through them for garbage, now or ever
    # again, is time lost at the start and in the slowest answers.
    gc.disable()
    from laterna.server import run

    gc.freeze()
    gc.enable()
    settings = load_settings(flags=flags)
    log_as_set(settings)
    run(settings)


def work_here(flags: dict[str, JSON]) -> None:
    """Makes clips for servers that share the database, until SIGTERM or SIGINT. Raises LaternaError."""
    settings = load_settings(flags=flags)
    log_as_set(settings)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    from laterna.dispatch.build import build_dispatcher
    from laterna.server import open_services, watchable

    async with open_services(settings, SystemClock()) as services, watchable(services) as url:
        dispatcher = build_dispatcher(
            settings, services.store, services.catalog, services.assets, services.clock
        )
        working = asyncio.create_task(dispatcher.run())
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        note(f"Laterna works for {settings.data_dir} with {settings.worker_count} drawing processes")
        if url:
            note(f"{url}/metrics says how it does")
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait((working, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        await dispatcher.stop()
        await working
