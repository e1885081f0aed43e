"""The timeline: which frames each shot of a clip has, for pictures and sound alike."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from laterna.engines.animatic.storyboard import Shot

_LEAST_SHARE: Final = 0.01
_REACH: Final = 0.25
"""How far a cut may move toward a sound, in lengths of the shorter of the two shots beside it."""


class Span(Struct, frozen=True):
    """Which frames a shot has: from `start` up to, not including, `end`."""

    start: int
    end: int


def spans_of(shots: Sequence[Shot], frames: int, onsets: Sequence[int] = ()) -> list[Span]:
    """Divides the frames among the shots by their shares; every shot gets at least one while there are enough.

    A cut moves to the nearest of `onsets` (frames at which the caller's audio becomes loud) if one is near.
    """
    total = sum(max(_LEAST_SHARE, shot.share) for shot in shots)
    ends: list[int] = []
    at, done = 0, 0.0
    for index, shot in enumerate(shots):
        done += max(_LEAST_SHARE, shot.share)
        end = frames if index == len(shots) - 1 else round(frames * done / total)
        at = min(frames, max(end, at + 1))
        ends.append(at)
    starts = [0, *ends[:-1]]
    cuts = [
        _snapped(starts[index], end, ends[index + 1] if index + 1 < len(ends) else end, onsets)
        for index, end in enumerate(ends)
    ]
    return [Span(start, end) for start, end in zip([0, *cuts[:-1]], cuts, strict=True)]


def _snapped(before: int, cut: int, after: int, onsets: Sequence[int]) -> int:
    reach = int(min(cut - before, after - cut) * _REACH)
    near = [frame for frame in onsets if abs(frame - cut) <= reach]
    return min(near, key=lambda frame: (abs(frame - cut), frame)) if near else cut
