"""A task's fate: drawn once, when it is created, so that a run depends only on the order of its creates."""

from fnmatch import fnmatchcase
from typing import Literal

from msgspec import Struct

from laterna.upstream.chance import Dice
from laterna.upstream.scenario import Latency, Scenario

Ending = Literal["well", "failed", "stuck", "lost", "late"]

_BAD_ENDINGS: tuple[Ending, ...] = ("failed", "stuck", "lost", "late")


class Fate(Struct, frozen=True, kw_only=True):
    """What will become of a task. `queue` and `work` are seconds; `work` ends with the loss of a lost task.

    `failed_code` is set for one that fails; `short` says that its clip is too short, `uncalled` that nobody calls back.
    """

    queue: float
    work: float
    ending: Ending = "well"
    failed_code: str = ""
    short: bool = False
    uncalled: bool = False


def draw_fate(scenario: Scenario, model: str, dice: Dice) -> Fate:
    """The fate of the next task."""
    faults = scenario.task
    queue, work = (
        dice.seconds("task.queue", _pace(scenario, model, "queue")),
        dice.seconds("task.work", _pace(scenario, model, "work")),
    )
    rates = {"failed": faults.failed, "stuck": faults.stuck, "lost": faults.lost, "late": faults.late}
    hits = [ending for ending in _BAD_ENDINGS if dice.hit(f"task.{ending}", rates[ending])]
    ending: Ending = hits[0] if hits else "well"
    code = dice.choice("task.failed_code", faults.failed_codes)
    late_by = dice.seconds("task.late_by", faults.late_by)
    lost_after = dice.seconds("task.lost_after", faults.lost_after)
    if ending == "late":
        work += late_by
    elif ending == "lost":
        work = lost_after
    return Fate(
        queue=queue,
        work=work,
        ending=ending,
        failed_code=code if ending == "failed" else "",
        short=dice.hit("task.short", faults.short),
        uncalled=dice.hit("task.uncalled", faults.uncalled) or ending == "lost",
    )


def _pace(scenario: Scenario, model: str, which: Literal["queue", "work"]) -> Latency:
    for pattern, pace in scenario.models.items():
        own = pace.queue if which == "queue" else pace.work
        if own is not None and fnmatchcase(model, pattern):
            return own
    return scenario.queue if which == "queue" else scenario.work
