"""Captions: the spoken line at the lower edge, and when each line is spoken."""

from msgspec import Struct

from laterna.engines.animatic.canvas import Canvas, fill, rounded, text_width, write
from laterna.engines.animatic.stage.view import View
from laterna.engines.animatic.storyboard import Line
from laterna.media.fonts import drawable


class Cue(Struct, frozen=True):
    """One line with its time, in seconds of the shot."""

    line: Line
    start: float
    end: float


def cues_of(lines: tuple[Line, ...], seconds: float) -> list[Cue]:
    """Spreads the lines over the shot in proportion to their length, with a breath before the first."""
    if not lines:
        return []
    lead = min(0.4, seconds * 0.1)
    room = seconds - lead
    weights = [max(4, len(line.text)) for line in lines]
    total = sum(weights)
    cues: list[Cue] = []
    at = lead
    for line, weight in zip(lines, weights, strict=True):
        length = room * weight / total
        spoken = min(length * 0.94, 0.9 + weight * (0.24 if _wide(line.text) else 0.075))
        cues.append(Cue(line, at, at + max(spoken, length * 0.5)))
        at += length
    return cues


def _wide(text: str) -> bool:
    return any(ord(letter) > 0x2E80 for letter in text)


def draw_caption(canvas: Canvas, view: View, cues: list[Cue], time: float) -> None:
    """Draws the line that is being spoken, wrapped to two rows at most, on a soft dark plate."""
    cue = next((cue for cue in cues if cue.start <= time < cue.end), None)
    if cue is None or not cue.line.text.strip():
        return
    size = 27.0 if not view.portrait else 25.0
    rows = wrap(drawable(cue.line.text).strip(), view.width * 0.84, size)
    canvas.save()
    canvas.scale(view.scale, view.scale)
    bottom = view.height - 26.0
    high = size * 1.42
    for index, row in enumerate(rows):
        y = bottom - (len(rows) - 1 - index) * high
        wide = text_width(row, size)
        fill(
            canvas,
            rounded(view.width / 2 - wide / 2 - 14, y - size * 1.08, wide + 28, high, 8),
            "#0b0d14",
            0.55,
        )
        write(canvas, row, view.width / 2, y, size, "#fdfaf0", align=0.5)
    canvas.restore()


def wrap(text: str, width: float, size: float, rows: int = 2) -> list[str]:
    """Breaks a text into at most `rows` lines of `width`; what does not fit is cut with an ellipsis."""
    pieces = list(text) if _wide(text) else [word + " " for word in text.split()]
    out: list[str] = []
    current = ""
    for piece in pieces:
        if current and text_width(current + piece, size) > width:
            out.append(current.strip())
            current = ""
        current += piece
    out.append(current.strip())
    if len(out) > rows:
        out = [*out[: rows - 1], out[rows - 1].rstrip(" ,，。") + "…"]
    return out
