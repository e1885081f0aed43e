"""`VideoRequest`: what every wire decodes to and every engine takes."""

from typing import Literal

from msgspec import Struct

Mode = Literal["text", "image", "frames", "reference"]


class Watermark(Struct, frozen=True):
    """A text stamped into the picture. `position`: 1 top left, 2 top right, 3 bottom right, 4 bottom left."""

    text: str
    position: int = 3


class Inputs(Struct, frozen=True):
    """Files that come with a request, as URLs, `data:` URLs or `asset:` references; empty strings are absent."""

    first_frame: str = ""
    last_frame: str = ""
    references: tuple[str, ...] = ()
    audio: str = ""


class VideoRequest(Struct, frozen=True, kw_only=True):
    """One clip, fully decided: defaults filled in, sizes in pixels, duration in seconds, seed drawn.

    `prompt` is what the engine sees (cut at the card's limit where the wire cuts silently);
    `seed` lies in 0..2147483647; `fps` in 1..60; `width` and `height` are even.
    """

    model: str
    family: str
    prompt: str
    width: int
    height: int
    duration: int
    fps: int
    seed: int
    mode: Mode = "text"
    negative_prompt: str = ""
    tier: str = ""
    aspect_ratio: str = "16:9"
    audio: bool = False
    bgm: bool = False
    watermark: Watermark | None = None
    style: str = ""
    movement_amplitude: str = "auto"
    shot_type: str = "single"
    prompt_extend: bool = False
    off_peak: bool = False
    inputs: Inputs = Inputs()

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return self.duration * self.fps
