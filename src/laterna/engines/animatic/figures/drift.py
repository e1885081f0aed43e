"""Smoke, steam, dust, sparks, splashes, petals: many small pieces that move by themselves."""

import math
from functools import lru_cache

from laterna.engines.animatic.canvas import Canvas, fill_oval
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.figures.figure import Box, Figure
from laterna.engines.animatic.figures.hues import Color, color, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.rows import Drift
from laterna.engines.animatic.light import Light

Piece = tuple[float, float, float, float]
"""Four numbers 0..1 that make a piece unlike the others: where across, when, how fast, how large."""


@lru_cache(maxsize=64)
def _pieces(count: int, seed: int) -> tuple[Piece, ...]:
    random = generator(seed, "drift")
    return tuple(tuple(float(v) for v in random.random(4)) for _ in range(count))  # type: ignore[misc]


class DriftFigure(Figure):
    """Pieces that move the way their row says. Rising and bursting ones start at (0, 0); falling ones fill a strip
    as high as the figure and `aspect` times as wide; trailing ones stream to the back."""

    def __init__(self, row: Drift, colors: tuple[str, ...], seed: int) -> None:
        self.row, self.seed, self.metres = row, seed, row.metres
        self.aspect = 1.8 if row.way == "falls" else 0.8
        self._tones: tuple[Color, ...] = tuple(color(tone) for tone in row.tones)
        if colors:
            first = color(colors[0])
            self._tones = (first, mix(first, (1.0, 1.0, 1.0), 0.35), mix(first, (0.1, 0.1, 0.15), 0.2))

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        wide = 0.5 * self.aspect + 0.4
        return (-2.0 if self.row.way == "trails" else -wide, -1.25, wide, 0.2)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        if self.row.way == "falls":
            self._fall(canvas, pose, light)
        elif self.row.way == "bursts":
            self._burst(canvas, pose, light)
        else:
            self._puff(canvas, pose, light)

    def _tone(self, index: int, light: Light) -> Color:
        tone = self._tones[index % len(self._tones)]
        return tone if self.row.shines else light.lit(tone)

    def _puff(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        rising = self.row.way == "rises"
        count = self.row.count
        for index, (across, _, fast, large) in enumerate(_pieces(count, self.seed)):
            along = (pose.time * (0.17 if rising else 0.55) + index / count) % 1.0
            size = (0.05 + 0.13 * along) * (0.7 + 0.6 * large)
            curl = 0.1 * math.sin(6.0 * along + 6.3 * across + 0.7 * pose.time) * along
            if rising:
                x, y = curl + 0.24 * (across - 0.5) * along + 0.3 * pose.wind * along, -along
            else:
                x, y = -pose.facing * (1.6 * along + 0.2 * fast), -0.06 - 0.34 * along * (0.4 + across)
                size *= 1.3
            alpha = self.row.alpha * min(1.0, 7.0 * along) * (1.0 - along) ** 0.7
            fill_oval(canvas, x, y, size, 0.86 * size, self._tone(index, light), alpha)

    def _burst(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        count = self.row.count
        for index, (across, when, fast, large) in enumerate(_pieces(count, self.seed)):
            age = (pose.time * (0.8 + 0.5 * fast) + when) % 1.0
            way = 2.0 * across - 1.0
            x = 0.5 * way * (0.25 + age)
            y = -3.4 * (0.45 + 0.55 * fast) * age * (1.0 - age) * (1.0 - 0.5 * abs(way)) - 0.02
            size = 0.05 * self.row.piece * (0.5 + large) * (1.0 - 0.5 * age)
            fill_oval(
                canvas, x, y, size, size * 1.25, self._tone(index, light), self.row.alpha * (1.0 - age**3)
            )

    def _fall(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        pen = Pen(light, 1)
        for index, (across, when, fast, large) in enumerate(_pieces(self.row.count, self.seed)):
            down = (pose.time * (0.09 + 0.08 * fast) + when) % 1.0
            sway = 0.03 * math.sin(2.2 * pose.time * (0.6 + fast) + 9.0 * across)
            x = (across - 0.5) * self.aspect + sway + 0.25 * pose.wind * (down - 0.5)
            size = 0.016 * self.row.piece * (0.6 + 0.8 * large)
            turn = 2.6 * pose.time * (fast - 0.4) + 7.0 * when
            flip = 0.35 + 0.65 * abs(math.sin(1.9 * pose.time * (0.5 + fast) + 5.0 * across))
            tone = self._tones[index % len(self._tones)]
            with pen.within(x, 1.1 * down - 1.05, turn, size, size * flip):
                if self.row.square:
                    pen.facet([(-0.7, -0.5), (0.7, -0.5), (0.7, 0.5), (-0.7, 0.5)], tone, outer=False)
                else:
                    pen.oval(0.0, 0.0, 1.0, 0.6, tone)
        pen.flush(canvas)
