"""How a clip is cut into segments: by its frames alone, never by the number of processes.

A segment lasts at most a second, so that work is shared out well and a key frame comes every second at least.
The number of segments is a multiple of eight where that leaves each at least twelve frames, so that two, four
and eight processes finish together; shorter segments would spend too many bytes on key frames.
"""

import itertools

_TOGETHER = 8
_SHORTEST = 12


def cut(frames: int, fps: int) -> list[tuple[int, int]]:
    """First frame and number of frames of each segment, in order. `frames` and `fps` are at least 1."""
    seconds = -(-frames // fps)
    wanted = -(-seconds // _TOGETHER) * _TOGETHER
    affordable = max(seconds, frames // _SHORTEST)
    count = min(wanted, affordable, frames)
    edges = [index * frames // count for index in range(count + 1)]
    return [(first, end - first) for first, end in itertools.pairwise(edges)]
