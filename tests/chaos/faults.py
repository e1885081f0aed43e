"""Dealing a plan's faults: killing, putting clocks off, locking the database, filling the disk."""

import asyncio
import contextlib
import sqlite3
import time

from laterna.clock import SECOND
from tests.chaos.house import House
from tests.chaos.plan import Deed, Plan


async def deal(house: House, plan: Plan) -> None:
    """Deals every deed of the plan at its time; returns when the last of them is over."""
    await asyncio.gather(*(_deal_at(house, deed) for deed in plan.deeds))


async def _deal_at(house: House, deed: Deed) -> None:
    await asyncio.sleep(deed.at)
    match deed.kind:
        case "kill server":
            house.kill("server")
        case "kill worker":
            house.kill("worker")
        case "jump":
            jump(house, deed.amount)
            house.dealt["clock jump forward" if deed.amount > 0 else "clock jump back"] += 1
        case "lock":
            await asyncio.to_thread(_lock, house, deed.seconds)
        case "disk full":
            await _fill(house, deed)


def jump(house: House, seconds: float) -> None:
    """Puts the house's clock forward, or back."""
    house.skew.microseconds += round(seconds * SECOND)


def _lock(house: House, seconds: float) -> None:
    """Keeps the database locked as a careless program beside the server would."""
    connection = sqlite3.connect(house.data / "laterna.db", timeout=5, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return  # busy for so long, or no room even for that
    house.dealt["database lock"] += 1
    with house.trouble(), contextlib.closing(connection):
        time.sleep(seconds)
        connection.execute("ROLLBACK")


async def _fill(house: House, deed: Deed) -> None:
    with house.trouble():
        await asyncio.to_thread(house.disk.fill, int(deed.amount), house.pids)
        house.dealt["disk full"] += 1
        try:
            await asyncio.sleep(deed.seconds)
        finally:
            house.disk.empty(house.pids)
