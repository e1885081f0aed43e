"""The caller's audio as a film knows it: how loud it is in each frame, measured once when it is decoded."""

from typing import Final

from msgspec import Struct

_FULL: Final = 255
_QUIET: Final = 0.35
_JUMP: Final = 0.3
_APART: Final = 0.25
"""Two onsets lie at least so many seconds apart."""


class Heard(Struct, frozen=True):
    """`levels`: a byte a frame, 0 silent to 255 as loud as the audio gets; `fps` frames a second."""

    levels: bytes
    fps: int

    def level_at(self, time: float) -> float:
        """0 silent to 1 loudest, at a time in seconds; silent outside of the clip."""
        index = int(time * self.fps)
        return self.levels[index] / _FULL if 0 <= index < len(self.levels) else 0.0

    def since(self, frame: int) -> "Heard":
        """The same from a frame on, whose time is then 0."""
        return Heard(self.levels[frame:], self.fps)

    @property
    def onsets(self) -> tuple[int, ...]:
        """The frames at which it becomes loud at once."""
        found: list[int] = []
        for frame in range(1, len(self.levels)):
            now, before = self.levels[frame] / _FULL, self.levels[frame - 1] / _FULL
            apart = not found or frame - found[-1] >= _APART * self.fps
            if now >= _QUIET and now - before >= _JUMP and apart:
                found.append(frame)
        return tuple(found)
