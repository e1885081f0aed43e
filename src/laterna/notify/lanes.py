"""Lanes: who may send now, so that a receiver that is dead or slow never stands in another's way.

Each endpoint, and each host that a tenant's callbacks name, has a lane of its own. How many tries may be under way
depends on how the receiver has answered last time:

| standing | in the lane | of the tenant | of all |
|---|---|---|---|
| prompt: it answered within two seconds | 16 | 128 | 256 |
| slow: it did not, or not at all | 2 | 16 | 128 |
| new: it was not asked yet | 2 | 64 | 256 |

The three are counted apart, so receivers that hang use up nothing that prompt ones need.
"""

import enum
from bisect import insort
from collections import Counter
from operator import attrgetter

from msgspec import Struct

from laterna.notify.delivery import Attempt, Delivery


class Standing(enum.Enum):
    """How a receiver answers."""

    NEW = enum.auto()
    PROMPT = enum.auto()
    SLOW = enum.auto()


class _Limits(Struct, frozen=True):
    lane: int
    tenant: int
    all: int


AT_ONCE = 16
"""Tries under way in a lane whose receiver answers promptly."""

_LIMITS = {
    Standing.PROMPT: _Limits(AT_ONCE, 128, 256),
    Standing.SLOW: _Limits(2, 16, 128),
    Standing.NEW: _Limits(2, 64, 256),
}
_PROMPT_MS = 2_000
_IN_MEMORY = 1_000
_REFILL_BELOW = 200

_ORDER = attrgetter("next_at", "event_id")


class Lane:
    """The next deliveries of one receiver, in order; the rest waits in the database.

    What is in memory always comes before what is only in the database.
    """

    def __init__(self, name: str, tenant: str) -> None:
        self.name = name
        self.tenant = tenant
        self.standing = Standing.NEW
        self.running = 0
        self.more = False
        self.busy: set[str] = set()
        """Deliveries under way, or done and not written down yet."""
        self._waiting: list[Delivery] = []
        self._known: set[str] = set()

    @property
    def hungry(self) -> bool:
        """True when more should be read from the database."""
        return self.more and len(self._waiting) < _REFILL_BELOW

    @property
    def idle(self) -> bool:
        """True when the lane has nothing to do and may be forgotten."""
        return not (self._waiting or self.busy or self.more)

    @property
    def next_at(self) -> int | None:
        """When its first delivery is to be sent."""
        return self._waiting[0].next_at if self._waiting else None

    def add(self, delivery: Delivery) -> None:
        """Takes a delivery that is in the database and has a time to be sent."""
        if delivery.id in self._known or delivery.id in self.busy:
            return
        if self.more and (not self._waiting or _ORDER(delivery) > _ORDER(self._waiting[-1])):
            return
        insort(self._waiting, delivery, key=_ORDER)
        self._known.add(delivery.id)
        if len(self._waiting) > _IN_MEMORY:
            self._known.discard(self._waiting.pop().id)
            self.more = True

    def fill(self, found: list[Delivery], asked: int) -> None:
        """Takes what the database has next, in order, when it was `asked` for so many."""
        self.more = len(found) >= asked
        for delivery in found:
            if delivery.id not in self._known and delivery.id not in self.busy:
                insort(self._waiting, delivery, key=_ORDER)
                self._known.add(delivery.id)

    def wanted(self) -> int:
        """How many deliveries to read, those included that are known already."""
        return _IN_MEMORY + len(self.busy)

    def start_over(self) -> None:
        """Forgets what waits in memory, so that it is read anew."""
        self._waiting.clear()
        self._known.clear()
        self.more = True

    def pop_due(self, now: int) -> Delivery | None:
        """The first delivery if it is to be sent by now; it is busy from here on."""
        if not self._waiting or not self._waiting[0].due(now):
            return None
        delivery = self._waiting.pop(0)
        self._known.discard(delivery.id)
        self.busy.add(delivery.id)
        return delivery


class Lanes:
    """All lanes that have something to do, those that have waited longest for a turn first."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}
        self._under_way: Counter[Standing] = Counter()
        self._of_tenant: Counter[tuple[Standing, str]] = Counter()

    def all(self) -> list[Lane]:
        """Every lane, in the order in which they should be asked for their next delivery."""
        return list(self._lanes.values())

    def lane(self, name: str, tenant: str) -> Lane:
        """The lane of this name, made if need be."""
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = Lane(name, tenant)
        return lane

    def next_at(self) -> int | None:
        """When the next delivery of a lane with free connections is to be sent."""
        times = [lane.next_at for lane in self._lanes.values() if self._free(lane)]
        return min((time for time in times if time is not None), default=None)

    def begin(self, lane: Lane, now: int) -> tuple[Delivery, Standing] | None:
        """The next delivery to send now, and what it counts as; None when there is none or no room."""
        if not self._free(lane):
            return None
        delivery = lane.pop_due(now)
        if delivery is None:
            return None
        self._count(lane, lane.standing, 1)
        if lane.standing is not Standing.PROMPT:
            self._lanes[lane.name] = self._lanes.pop(lane.name, lane)
        return delivery, lane.standing

    def end(self, lane: Lane, counted: Standing, tried: Attempt | None) -> None:
        """A try has ended; `counted` is what `begin` said, `tried` what came of it if anything."""
        self._count(lane, counted, -1)
        if tried is not None:
            prompt = tried.status is not None and tried.milliseconds <= _PROMPT_MS
            lane.standing = Standing.PROMPT if prompt else Standing.SLOW

    def __len__(self) -> int:
        return len(self._lanes)

    def forget_idle(self) -> None:
        """Drops lanes that have nothing to do; one that comes back is new again."""
        for lane in self.all():
            if lane.idle:
                del self._lanes[lane.name]

    def _free(self, lane: Lane) -> bool:
        limits = _LIMITS[lane.standing]
        return (
            lane.running < limits.lane
            and self._of_tenant[(lane.standing, lane.tenant)] < limits.tenant
            and self._under_way[lane.standing] < limits.all
        )

    def _count(self, lane: Lane, standing: Standing, step: int) -> None:
        lane.running += step
        self._under_way[standing] += step
        owner = (standing, lane.tenant)
        self._of_tenant[owner] += step
        if not self._of_tenant[owner]:
            del self._of_tenant[owner]
