"""What a round will do, all of it drawn from the run's seed and the round's number before it begins."""

import random
from dataclasses import dataclass

from laterna.upstream import CreateFaults, DownloadFaults, QueryFaults, Scenario, TaskFaults, Uniform
from tests.chaos.clients import MODELS, Order
from tests.chaos.house import SIDES, UPSTREAM_KEYS
from tests.chaos.pictures import PNG, data_url

DEEDS = ("kill server", "kill worker", "jump", "lock", "disk full")
_WEIGHTS = (5, 2, 4, 3, 3)
PICTURE_MODELS = frozenset(MODELS[1:])
PICTURE_DOORS = frozenset({"vidu", "generations", "openai"})
PICTURE = data_url(PNG)
_SPAN = 1.2  # seconds in which orders come in and faults are dealt
_HOUR = 3_600.0


@dataclass(frozen=True)
class Deed:
    """One fault: what, when (seconds from the beginning), for how long, and how far or how much."""

    kind: str
    at: float
    seconds: float = 0.0
    amount: float = 0.0


@dataclass(frozen=True)
class Plan:
    """One round. `chance` draws whatever is drawn while it runs."""

    number: int
    seed: str
    orders: tuple[Order, ...]
    deeds: tuple[Deed, ...]
    scenarios: dict[str, Scenario]
    worker: bool
    moody: bool

    @property
    def chance(self) -> random.Random:
        """Draws for what happens on the way."""
        return random.Random(f"{self.seed} on the way")


def calm() -> Scenario:
    """An upstream on a good day, with the accounts of the run."""
    return Scenario(keys=UPSTREAM_KEYS, work=0.05)


def draw_plan(seed: int, number: int, callback: str, picture: str) -> Plan:
    """The round's plan.

    `callback` is where some of the callers want to be called back, `picture` the URL of what some of them send along.
    """
    name = f"{seed}/{number}"
    chance = random.Random(name)
    orders = tuple(_order(chance, name, index, callback) for index in range(chance.randint(5, 10)))
    _add_pictures(random.Random(f"{name} pictures"), orders, picture)
    kinds = [chance.choices(DEEDS, _WEIGHTS)[0] for _ in range(chance.randint(1, 3))]
    return Plan(
        number=number,
        seed=name,
        orders=orders,
        deeds=tuple(sorted((_deed(chance, kind) for kind in kinds), key=lambda deed: deed.at)),
        scenarios={side: _scenario(chance) for side in SIDES},
        worker=chance.random() < 0.2 or "kill worker" in kinds,
        moody=chance.random() < 0.5,
    )


def _order(chance: random.Random, name: str, index: int, callback: str) -> Order:
    door = chance.choice(("dashscope", "vidu", "generations", "openai"))
    return Order(
        prompt=f"Round {name}: kite number {index}",
        key=f"chaos-{name}-{index}",
        door=door,
        model=MODELS[0] if door == "dashscope" else chance.choice(MODELS),
        seconds=chance.choice((1, 1, 1, 2)),
        callback=callback if door == "vidu" and chance.random() < 0.7 else "",
        at=chance.uniform(0.0, _SPAN),
        twin=chance.random() < 0.15,
        cancel_after=chance.uniform(0.0, 1.5) if chance.random() < 0.2 else None,
    )


def _add_pictures(chance: random.Random, orders: tuple[Order, ...], picture: str) -> None:
    for order in orders:
        if order.model in PICTURE_MODELS and order.door in PICTURE_DOORS and chance.random() < 0.35:
            order.picture = chance.choice((PICTURE, picture))


def _deed(chance: random.Random, kind: str) -> Deed:
    at = chance.uniform(0.05, _SPAN)
    match kind:
        case "jump":
            span = chance.choice((3.0, 60.0, 600.0, _HOUR, 6 * _HOUR))
            return Deed(kind, at, amount=chance.choice((-1, 1)) * chance.uniform(0.2, 1.0) * span)
        case "lock":
            return Deed(kind, at, seconds=chance.choice((0.3, 1.0, 2.0, 6.5)) * chance.uniform(0.7, 1.0))
        case "disk full":
            return Deed(
                kind, at, seconds=chance.uniform(0.3, 2.0), amount=chance.choice((0, 65_536, 16 << 20))
            )
        case _:
            return Deed(kind, at)


def _scenario(chance: random.Random) -> Scenario:
    """A bad day of some kind. What lasts is bounded, so that the round comes to its end."""

    def some(share: float, most: float) -> float:
        return round(chance.uniform(0.02, most), 3) if chance.random() < share else 0.0

    create = CreateFaults(
        busy=some(0.3, 0.3),
        retry_after=1.0,
        error_before=some(0.3, 0.2),
        error_after=some(0.3, 0.2),
        dropped_before=some(0.3, 0.2),
        dropped_after=some(0.4, 0.3),
        hung_before=some(0.1, 0.1),
        hung_after=some(0.1, 0.15),
        hang=4.0,
        delayed=some(0.2, 0.3),
        delay=Uniform(0.1, 2.5),
        truncated=some(0.3, 0.2),
        broken_off=some(0.3, 0.2),
    )
    query = QueryFaults(
        busy=some(0.4, 0.3),
        retry_after=1.0,
        error_before=some(0.4, 0.3),
        error_after=some(0.3, 0.2),
        dropped_before=some(0.3, 0.2),
        dropped_after=some(0.3, 0.2),
        hung_after=some(0.1, 0.1),
        hang=4.0,
        delayed=some(0.2, 0.3),
        delay=Uniform(0.1, 1.5),
        truncated=some(0.4, 0.2),
        broken_off=some(0.3, 0.2),
        odd_words=some(0.4, 0.6),
        unknown_words=some(0.4, 0.6),
    )
    task = TaskFaults(
        failed=some(0.4, 0.3),
        failed_codes=("engine_failed", "timed_out", "internal"),
        stuck=some(0.1, 0.1),
        lost=some(0.15, 0.2),
        lost_after=Uniform(0.0, 1.0),
        late=some(0.2, 0.3),
        late_by=Uniform(1.0, 3.0),
        short=some(0.1, 0.2),
        uncalled=some(0.5, 1.0),
    )
    download = DownloadFaults(
        error=some(0.4, 0.3),
        slow=some(0.2, 0.2),
        slow_rate=40_000,
        broken_off=some(0.4, 0.4),
        wrong_length=some(0.3, 0.3),
        corrupted=some(0.2, 0.2),
        no_range=some(0.3, 0.5),
    )
    return Scenario(
        answers=Uniform(0.0, chance.choice((0.0, 0.05, 0.3))),
        queue=Uniform(0.0, chance.choice((0.0, 0.3, 1.0))),
        work=Uniform(0.02, chance.choice((0.1, 0.5, 1.5))),
        url_life=chance.choice((0, 0, 0, 1, 2)),
        keys=UPSTREAM_KEYS,
        create=create,
        query=query,
        task=task,
        download=download,
    )
