"""Places at an upstream that takes only so many tasks: none is left empty while somebody waits for one."""

import asyncio
from contextlib import ExitStack

import msgspec

from laterna.catalog import Catalog
from laterna.clock import SystemClock
from laterna.engines.remote.upstream import RemoteUpstream
from laterna.routing import Upstream
from laterna.wire.faces import client_face


async def test_who_is_woken_and_goes_away_at_once_lets_the_next_one_in() -> None:
    facts = {"name": "c", "wire": "vidu", "url": "http://127.0.0.1:1", "keys": ["k"], "tasks_at_once": 1}
    settings = msgspec.convert(facts, Upstream)
    upstream = RemoteUpstream(settings, client_face("vidu", "", Catalog.load()), SystemClock())
    with ExitStack() as place:
        place.enter_context(upstream.holding())
        first, second = (asyncio.create_task(upstream.room(30)) for _ in range(2))
        await asyncio.sleep(0)
    first.cancel()
    async with asyncio.timeout(5):
        await second
    await asyncio.gather(first, return_exceptions=True)
    assert first.cancelled()
