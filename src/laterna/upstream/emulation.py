"""What the parts of one lying upstream share: its scenario, its dice, what it has dealt, and the fates of its tasks."""

from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar

from msgspec import Struct

from laterna.clock import SECOND, Clock
from laterna.tasks.task import Task
from laterna.upstream.chance import Dice
from laterna.upstream.fate import Fate, draw_fate
from laterna.upstream.scenario import Scenario


class FaultReport(Struct, frozen=True, kw_only=True):
    """What was dealt. Keys of `dealt` are the names of the reference, such as `create.busy`; of `requests`, wire and
    kind of call, such as `vidu.query`; of `busiest_second`, kinds of calls, with the most that came within a second."""

    seed: int
    dealt: dict[str, int]
    requests: dict[str, int]
    busiest_second: dict[str, int]


class Visit:
    """One create while it is answered: the door's store leaves the task here."""

    def __init__(self, marker: str, at: int) -> None:
        """`marker` is the `Idempotency-Key`, `at` microseconds since 1970."""
        self.marker = marker
        self.at = at
        self.task: Task | None = None
        self.repeated = False


VISIT: ContextVar[Visit | None] = ContextVar("laterna-upstream-visit", default=None)


class Emulation:
    """The shared state. `set` replaces the scenario; tasks that are there keep their fates."""

    def __init__(self, scenario: Scenario, seed: int, clock: Clock) -> None:
        self.scenario = scenario
        self.dice = Dice(seed)
        self.clock = clock
        self.gone: set[int] = set()
        """Tasks that the job store has forgotten."""
        self._fates: dict[int, Fate] = {}
        self._dealt: Counter[str] = Counter()
        self._requests: Counter[str] = Counter()
        self._this_second: dict[str, tuple[int, int]] = {}
        self._busiest: dict[str, int] = {}

    def deal(self, group: str, rates: Mapping[str, float]) -> str:
        """Draws every kind of a group and answers the first that is hit, or an empty string. Counts nothing."""
        hits = [kind for kind, rate in rates.items() if self.dice.hit(f"{group}.{kind}", rate)]
        return hits[0] if hits else ""

    def count(self, fault: str) -> None:
        """Notes that a fault was dealt."""
        self._dealt[fault] += 1

    def saw(self, wire: str, action: str) -> None:
        """Notes a request."""
        self._requests[f"{wire}.{action}" if wire else action] += 1
        second = self.clock.now() // SECOND
        before, count = self._this_second.get(action, (second, 0))
        count = count + 1 if before == second else 1
        self._this_second[action] = (second, count)
        self._busiest[action] = max(self._busiest.get(action, 0), count)

    def draw_fate(self, model: str) -> Fate:
        """A fate for a task that is about to be created."""
        return draw_fate(self.scenario, model, self.dice)

    def seal_fate(self, task_id: int, fate: Fate) -> None:
        """Gives a task its fate, and counts what is bad about it."""
        self._fates[task_id] = fate
        if fate.ending != "well":
            self.count(f"task.{fate.ending}")
        if fate.short:
            self.count("task.short")

    def fate_of(self, task_id: int, model: str) -> Fate:
        """A task's fate; a task from before a restart gets a new one."""
        if task_id not in self._fates:
            self.seal_fate(task_id, self.draw_fate(model))
        return self._fates[task_id]

    def forget_fate(self, task_id: int) -> None:
        """Lets go of the fate of a task that has met it."""
        self._fates.pop(task_id, None)

    def report(self) -> FaultReport:
        """What was dealt so far."""
        return FaultReport(
            seed=self.dice.seed,
            dealt=dict(sorted(self._dealt.items())),
            requests=dict(sorted(self._requests.items())),
            busiest_second=dict(sorted(self._busiest.items())),
        )
