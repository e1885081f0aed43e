"""Captions: the spoken line at the lower edge."""

from laterna.engines.animatic.canvas import Canvas, fill, rounded, text_width, write
from laterna.engines.animatic.dialogue import Cue, is_wide
from laterna.engines.animatic.stage.view import View
from laterna.media.fonts import drawable


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
    pieces = list(text) if is_wide(text) else [word + " " for word in text.split()]
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
