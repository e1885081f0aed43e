"""Which piece of work a free drawing process takes next: pure rules, without processes.

Between clips: whoever has the fewest processes at work comes first, then the clip that the process worked on
last (its layers are already baked there), then the oldest. Within a clip: what has no place in time (reading,
sound, joining) comes first; a process then goes on with the segment after its last one, and one that is new to
the clip begins in the middle of the longest stretch that nobody has begun, so that each bakes few scenes.
"""

from collections.abc import Sequence

from msgspec import Struct


class Candidate(Struct, frozen=True):
    """A clip with waiting work. `active`: how many processes work on it now; `clip`: its number, rising with age."""

    clip: int
    active: int


def choose_clip(candidates: Sequence[Candidate], last: int | None) -> int:
    """The clip to work on for a process that last worked on clip `last`. `candidates` is not empty."""
    best = min(candidates, key=lambda candidate: (candidate.active, candidate.clip != last, candidate.clip))
    return best.clip


def choose_segment(waiting: Sequence[int], last: int | None) -> int:
    """The segment to draw next, for a process whose last one of this clip was `last`. `waiting` rises, is not empty."""
    if last is not None and last + 1 in waiting:
        return last + 1
    start, length = _longest_run(waiting)
    untouched = start == 0
    return start if untouched or length == 1 else start + length // 2


def _longest_run(waiting: Sequence[int]) -> tuple[int, int]:
    """First member and length of the longest run of consecutive numbers; the earliest of equals."""
    best = (waiting[0], 0)
    start = previous = waiting[0]
    for segment in waiting:
        if segment > previous + 1:
            start = segment
        previous = segment
        if segment - start + 1 > best[1]:
            best = (start, segment - start + 1)
    return best
