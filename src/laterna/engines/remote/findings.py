"""What a look into a downloaded clip brings. Loads next to nothing: each process that looks starts with it."""

from msgspec import Struct


class Findings(Struct, frozen=True, kw_only=True, tag="findings"):
    """Facts about a clip that can be decoded to its end: pixels, seconds, frames a second.

    Beside it lie `cover.jpg`, `last.jpg` and, if `has_sheet`, `sheet.jpg`.
    """

    width: int
    height: int
    duration: float
    fps: int
    has_audio: bool
    has_sheet: bool


class Trouble(Struct, frozen=True, tag="trouble"):
    """Why a clip cannot be used; `number` is the system's, where the disk is to blame."""

    why: str
    code: str = ""
    number: int = 0
