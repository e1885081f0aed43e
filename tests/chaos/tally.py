"""What a run has come to."""

from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.rounds import Played, story


@dataclass
class Tally:
    """Counters add up over all houses."""

    seed: int
    houses: int = 1
    rounds: int = 0
    tasks: int = 0
    checks: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    dealt: Counter[str] = field(default_factory=Counter)
    upstreams: Counter[str] = field(default_factory=Counter)
    answers_lost: int = 0
    messages: int = 0
    slowest: float = 0.0
    seconds: float = 0.0
    disk: str = ""
    failures: list[str] = field(default_factory=list)

    def add(self, played: Played) -> None:
        """Counts a round that was played to its end."""
        self.rounds += 1
        self.tasks += len(played.left.books)
        self.checks += played.found.checks
        self.ended.update(each.task["state"] for each in played.left.books)
        self.answers_lost += sum(
            any(event["kind"] == "unclear" for event in each.events) for each in played.left.books
        )
        self.messages += len(played.left.messages)
        self.slowest = max(self.slowest, played.seconds)
        number = played.plan.number
        for fault in played.found.faults:
            self.failures.append(f"round {number}: {fault.what}\n{story(played.left, fault)}")
