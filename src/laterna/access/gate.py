"""The limits of a key: which models, how many creates a second, how many tasks at once, how much money.

Limits hold across all doors. A create passes the gate before it reaches the store, and what is on its way between
the two is counted, so that creates sent at once cannot slip through together. Several server processes on one
database each count their own; a key may then be over its cap by what the others had under way.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from laterna.access.keys import Caller, Key
from laterna.clock import SECOND, Clock
from laterna.errors import AccessError
from laterna.tasks.store import TaskStore


class _UnderWay:
    """What one key has between gate and store, and how many creates it may still send in this second."""

    def __init__(self, now: int, allowance: float) -> None:
        self.tasks = 0
        self.money = 0
        self.allowance = allowance
        self.filled_at = now


class Gate:
    """Lets creates through, or refuses them in time."""

    def __init__(self, store: TaskStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._under_way: dict[str, _UnderWay] = {}

    @asynccontextmanager
    async def admit(self, caller: Caller, model: str, price: int) -> AsyncIterator[None]:
        """Holds a place for one create of `model` at `price` (micro-units) while the block runs.

        Raises AccessError `model_not_allowed`, `rate_limited`, `too_many_tasks` or `spending_cap`.
        """
        key = caller.key
        if key is None:
            yield
            return
        if key.models and model not in key.models:
            raise AccessError(
                f"Key {key.name!r} may not use {model}; it may use {', '.join(key.models)}.",
                code="model_not_allowed",
                field="model",
                value=model,
                allowed=", ".join(key.models),
            )
        way = self._way_of(key)
        self._take_from_rate(key, way)
        self._check_tasks(key, caller, way)
        way.tasks += 1
        way.money += price
        try:
            await self._check_money(key, caller, way)
            yield
        finally:
            way.tasks -= 1
            way.money -= price

    def _way_of(self, key: Key) -> _UnderWay:
        way = self._under_way.get(key.id)
        if way is None:
            way = self._under_way[key.id] = _UnderWay(self._clock.now(), float(key.requests_per_second or 0))
        return way

    def _take_from_rate(self, key: Key, way: _UnderWay) -> None:
        rate = key.requests_per_second
        if rate is None:
            return
        now = self._clock.now()
        passed = max(0, now - way.filled_at) / SECOND
        way.allowance = min(float(rate), way.allowance + passed * rate)
        way.filled_at = now
        if way.allowance < 1:
            raise AccessError(
                f"Key {key.name!r} may create {rate} tasks a second; wait a moment.",
                code="rate_limited",
                field="requests_per_second",
                value=rate,
            )
        way.allowance -= 1

    def _check_tasks(self, key: Key, caller: Caller, way: _UnderWay) -> None:
        most = key.tasks_at_once
        if most is not None and self._store.live_count(caller.tenant, caller.key_id) + way.tasks >= most:
            raise AccessError(
                f"Key {key.name!r} may have {most} tasks at once, and has them; wait until one has finished.",
                code="too_many_tasks",
                field="tasks_at_once",
                value=most,
            )

    async def _check_money(self, key: Key, caller: Caller, way: _UnderWay) -> None:
        cap = key.spending_cap
        if cap is None:
            return
        balances = await self._store.balance(caller.tenant, key_id=caller.key_id)
        used = sum(balance.spent + balance.reserved for balance in balances)
        if used + way.money > cap:
            raise AccessError(
                f"Key {key.name!r} may spend {cap / 1e6:g}; {used / 1e6:g} is spent or reserved,"
                f" and this task would cost more than what is left.",
                code="spending_cap",
                field="spending_cap",
                value=cap,
            )
