"""`laterna upstream`: the emulator of a cloud, for testing what talks to clouds."""

import asyncio
import signal
from pathlib import Path
from typing import cast, get_args

from msgspec import Struct

from laterna.cli.logs import log_as_set
from laterna.cli.outcome import Misuse, say
from laterna.settings import load_settings
from laterna.upstream.certificates import Certificate
from laterna.upstream.running import Upstream, running_upstream
from laterna.upstream.scenario import Scenario
from laterna.upstream.scenarios import load_scenario


class Emulated(Struct, frozen=True, kw_only=True):
    """The command's options as they were given; `None` where an option was left away."""

    host: str
    port: int
    data: str | None
    scenario: str
    seed: int
    tls: str | None


def emulate_here(options: Emulated) -> None:
    """Emulates a cloud until SIGTERM or SIGINT. Raises LaternaError when that is impossible."""
    certificate = _certificate(options.tls)
    scenario = load_scenario(options.scenario)
    settings = load_settings(flags={"log_level": "warning"})
    log_as_set(settings)
    folder = Path(options.data).expanduser().absolute() if options.data else None
    emulating = _emulate(options, scenario, folder, certificate, settings.outbound_allow)
    try:
        from uvloop import new_event_loop
    except ImportError:
        asyncio.run(emulating)
        return
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(emulating)


async def _emulate(
    options: Emulated,
    scenario: Scenario,
    folder: Path | None,
    tls: Certificate | None,
    outbound_allow: tuple[str, ...],
) -> None:
    running = running_upstream(
        scenario,
        seed=options.seed,
        data=folder,
        host=options.host,
        port=options.port,
        tls=tls,
        outbound_allow=outbound_allow,
    )
    async with running as upstream:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        _announce(upstream, options.scenario, options.seed)
        waits = [asyncio.create_task(event.wait()) for event in (stopping, upstream.ended)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()


def _announce(upstream: Upstream, name: str, seed: int) -> None:
    say(f"Laterna's emulator listens on {upstream.url}")
    say(f"Scenario {name}, seed {seed}; the invoice is at {upstream.url}/upstream/invoice")
    if upstream.authority is not None:
        say(f"Its certificate authority is {upstream.authority}")


def _certificate(tls: str | None) -> Certificate | None:
    kinds = get_args(Certificate)
    if tls is not None and tls not in kinds:
        allowed = ", ".join(kinds)
        raise Misuse(f"--tls is {tls!r}; allowed: {allowed}.", field="--tls", value=tls, allowed=allowed)
    return cast("Certificate | None", tls)
