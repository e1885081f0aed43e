"""Lanes: who may send now, so that a receiver that is dead or slow never stands in another's way.

Each endpoint, and each host that a tenant's callbacks name, has a lane of its own with its own connections. A lane
whose receiver has not answered lately gets few of them, and all such lanes of a tenant, and all together, share a
bounded number; lanes that answer have a number of their own that the others cannot use up.
"""

from bisect import insort
from collections import Counter
from operator import attrgetter

from laterna.notify.delivery import Delivery

AT_ONCE = 16
"""Tries under way in a lane whose receiver answers."""
AT_ONCE_UNPROVEN = 2
"""The same for a lane whose receiver has not answered last time, or was never asked."""

_ANSWERING = 256
_UNPROVEN = 128
_UNPROVEN_OF_TENANT = 16
_IN_MEMORY = 1_000
_REFILL_BELOW = 200

_ORDER = attrgetter("next_at", "event_id")


class Lane:
    """The next deliveries of one receiver, in order; the rest waits in the database.

    What is in memory always comes before what is only in the database. `proven`: the receiver's last try was
    answered, whatever the answer.
    """

    def __init__(self, name: str, tenant: str) -> None:
        self.name = name
        self.tenant = tenant
        self.proven = False
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

    def fill(self, found: list[Delivery]) -> None:
        """Takes what the database has next, in order; `wanted()` says how many to ask for."""
        self.more = len(found) >= self.wanted()
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
        if not self._waiting or (self._waiting[0].next_at or 0) > now:
            return None
        delivery = self._waiting.pop(0)
        self._known.discard(delivery.id)
        self.busy.add(delivery.id)
        return delivery


class Lanes:
    """All lanes that have something to do, and how many tries may be under way."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}
        self._answering = 0
        self._unproven = 0
        self._unproven_of: Counter[str] = Counter()

    def all(self) -> list[Lane]:
        """Every lane."""
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

    def begin(self, lane: Lane, now: int) -> tuple[Delivery, bool] | None:
        """The next delivery to send now, and whether it runs as unproven; None when there is none or no room."""
        if not self._free(lane):
            return None
        delivery = lane.pop_due(now)
        if delivery is None:
            return None
        unproven = not lane.proven
        self._count(lane, unproven, 1)
        return delivery, unproven

    def end(self, lane: Lane, unproven: bool, *, answered: bool) -> None:
        """A try has ended; `unproven` is what `begin` said."""
        self._count(lane, unproven, -1)
        lane.proven = answered

    def forget_idle(self) -> None:
        """Drops lanes that have nothing to do; one that comes back has to prove itself again."""
        for lane in self.all():
            if lane.idle:
                del self._lanes[lane.name]

    def _free(self, lane: Lane) -> bool:
        if lane.proven:
            return lane.running < AT_ONCE and self._answering < _ANSWERING
        return (
            lane.running < AT_ONCE_UNPROVEN
            and self._unproven < _UNPROVEN
            and self._unproven_of[lane.tenant] < _UNPROVEN_OF_TENANT
        )

    def _count(self, lane: Lane, unproven: bool, step: int) -> None:
        lane.running += step
        if not unproven:
            self._answering += step
            return
        self._unproven += step
        self._unproven_of[lane.tenant] += step
        if not self._unproven_of[lane.tenant]:
            del self._unproven_of[lane.tenant]
