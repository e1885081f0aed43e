"""The card: what is drawn for a thing that has no figure of its own. A paper sign on a stick with the word on it."""

from laterna.engines.animatic.canvas import Canvas, rounded, text_width, write
from laterna.engines.animatic.figures.figure import Box, Figure
from laterna.engines.animatic.figures.geometry import Point, clamp, wave
from laterna.engines.animatic.figures.hues import Color, dark, luma
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.light import Light

PAPER: Color = (0.98, 0.95, 0.87)
STICK: Color = (0.66, 0.46, 0.29)
INK: Color = (0.22, 0.2, 0.25)
LINE = 9


class CardFigure(Figure):
    """A sign that names a thing; it sways, hops and walks on its stick, so that it can act like any other figure."""

    def __init__(self, word: str, metres: float, color: Color | None = None) -> None:
        self.word = word.strip() or "?"
        self.metres = metres
        self.paper = color or PAPER
        self.lines = _lines(self.word)
        widest = max(text_width(line, 1.0) for line in self.lines)
        self._size = clamp(0.78 / max(0.6, widest), 0.07, 0.24)
        self._width = max(0.5, widest * self._size + 0.16)
        self._height = 0.16 + 1.25 * self._size * len(self.lines)
        self.aspect = self._width

    def bounds(self, pose: Pose) -> Box:
        half = self._width * 0.5 + 0.3
        return (-half, -1.35 - pose.lift, half, 0.08 - pose.lift)

    def stride(self, verb: str) -> float:
        return 0.5

    def hand(self, pose: Pose) -> Point:
        return (0.0, -0.2)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        moving = pose.verb in ("walk", "run", "gallop", "dance", "jump", "play")
        sway = 4.0 * wave(pose.phase, 1.0) if moving else 1.5 * wave(pose.time, 0.3)
        hop = 0.08 * abs(wave(pose.phase, 0.5)) if moving else 0.0
        canvas.save()
        canvas.translate(0.0, -hop)
        canvas.rotate(sway + 3.0 * pose.wind)
        pen = Pen(light)
        top, half = -1.0, self._width * 0.5
        pen.limb([(0.0, 0.0), (0.0, top + self._height * 0.5)], [0.035, 0.035], STICK, shade=0.4)
        pen.shaded(
            rounded(-half + 0.012, top + 0.016, self._width, self._height, 0.05),
            dark(self.paper, 0.8),
            outer=True,
        )
        pen.area(rounded(-half, top, self._width, self._height, 0.05), self.paper)
        pen.oval(0.0, top + 0.045, 0.016, 0.016, dark(STICK, 0.7))
        pen.flush(canvas, 1, pose.lift)
        ink = light.lit(INK if luma(self.paper) > 0.4 else (0.97, 0.96, 0.93))
        for k, line in enumerate(self.lines):
            write(
                canvas,
                line,
                0.0,
                top - pose.lift + 0.09 + self._size * (0.92 + 1.25 * k),
                self._size,
                ink,
                align=0.5,
            )
        canvas.restore()


def _lines(word: str) -> list[str]:
    if len(word) <= LINE:
        return [word]
    words = word.split(" ")
    if len(words) == 1:
        half = (len(word) + 1) // 2
        return [word] if word.isascii() else [word[:half], word[half:]]
    lines = [""]
    for part in words:
        if lines[-1] and len(lines[-1]) + len(part) + 1 > LINE + 3:
            lines.append("")
        lines[-1] = f"{lines[-1]} {part}".strip()
    return lines[:3]
