"""Snakes and eastern dragons: one long body winding as a travelling wave, head raised at the front."""

import math

from msgspec import Struct

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.face import brow, eye
from laterna.engines.animatic.figures.figure import Box, Figure, draw_held, held_size
from laterna.engines.animatic.figures.geometry import TAU, Point, edges, lerp, wave
from laterna.engines.animatic.figures.hues import Color, dark, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose, eyelids, mood_of
from laterna.engines.animatic.figures.prop import PropFigure
from laterna.engines.animatic.figures.rows import Serpent
from laterna.engines.animatic.light import Light

JOINTS = 15
TRAVEL = frozenset(("walk", "run", "gallop", "crawl", "swim", "fly", "dive"))


class Skin(Struct, frozen=True):
    """The colours of a serpent."""

    coat: Color
    belly: Color
    dark: Color


class SerpentFigure(Figure):
    """One serpent."""

    def __init__(
        self, row: Serpent, skin: Skin, seed: int, metres: float, stamp: PropFigure | None = None
    ) -> None:
        self.row, self.skin, self.seed, self.stamp = row, skin, seed, stamp
        self.metres = metres
        self.aspect = row.length * 0.8
        self.seat_height = 0.55

    def stride(self, verb: str) -> float:
        return self.row.length * 0.4

    def bounds(self, pose: Pose) -> Box:
        side = self.row.length * 0.5 + 0.7
        extra = held_size(self, pose, pose.held) if pose.held is not None else 0.0
        return (-side - extra, -1.6 - extra - pose.lift, side + extra, 0.45 - pose.lift)

    def chain(self, pose: Pose) -> list[Point]:
        """The middle line from tail to neck."""
        row = self.row
        flying = row.flies or pose.verb in ("fly", "float", "hover", "swim")
        speed = 0.9 if pose.verb in TRAVEL else 0.35
        ground = (
            pose.phase if pose.verb in ("walk", "run", "crawl") else pose.time * speed * max(0.5, pose.speed)
        )
        out: list[Point] = []
        half = row.length * 0.4
        low = -row.girth * 0.5
        for k in range(JOINTS):
            u = k / (JOINTS - 1)
            x = lerp(-half, half, u)
            if flying:
                y = -0.52 + 0.28 * math.sin(TAU * (1.35 * u - ground)) * (
                    0.35 + 0.65 * math.sin(math.pi * min(1.0, u * 0.9 + 0.1))
                )
            else:
                bump = 0.5 - 0.5 * math.cos(TAU * (2.0 * u - ground * 2))
                y = low - 0.16 * bump * (1.0 - u) * math.sin(math.pi * min(1.0, u * 1.6))
            rise = max(0.0, (u - 0.68) / 0.32)
            lift = (0.72 if not flying else 0.16) * rise**1.5
            if pose.verb in ("sleep", "lie"):
                lift *= 0.1
            x -= 0.34 * rise**2.2 * (1.0 if not flying else 0.2)
            out.append((x, y - lift + 0.02 * wave(pose.time, 0.5, u)))
        return out

    def _head_at(self, pose: Pose) -> tuple[Point, float]:
        chain = self.chain(pose)
        return (chain[-1][0] + self.row.girth * 0.3, chain[-1][1] - self.row.girth * 0.1), self.row.girth * (
            1.0 if self.row.head == "dragon" else 0.72
        )

    def head(self, pose: Pose) -> Point:
        (x, y), r = self._head_at(pose)
        return (x * pose.facing, y - r - pose.lift)

    def mouth_point(self, pose: Pose) -> Point:
        (x, y), r = self._head_at(pose)
        return ((x + r * 1.4) * pose.facing, y + r * 0.3 - pose.lift)

    def hand(self, pose: Pose) -> Point:
        return self.mouth_point(pose)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        pen = Pen(light, pose.facing)
        chain = self.chain(pose)
        widths = [
            self.row.girth * (0.14 + 0.86 * math.sin(min(1.0, k / (JOINTS - 1) * 1.5) * math.pi / 2))
            for k in range(JOINTS)
        ]
        widths[-1] *= 0.86
        if self.row.legs:
            self._legs(pen, chain, pose, near=False)
        if self.row.ridge:
            self._ridge(pen, chain, widths)
        if "hood" in self.row.marks:
            x, y = chain[-2]
            pen.ball(x, y + 0.02, self.row.girth * 0.95, self.row.girth * 1.15, self.skin.coat)
        pen.limb(chain, widths, self.skin.coat, shade=0.22)
        self._underside(pen, chain, widths)
        if self.stamp is not None:
            size = self.row.girth * 0.85
            for k in range(1, JOINTS - 1):
                with pen.within(chain[k][0], chain[k][1] + size * 0.5, 0.3 * math.sin(k * 2.1), size, size):
                    self.stamp.stamp(pen, pose)
        if self.row.legs:
            self._legs(pen, chain, pose, near=True)
        (x, y), r = self._head_at(pose)
        with pen.within(x, y, 0.05 * wave(pose.time, 0.4), r, r):
            if self.row.head == "dragon":
                self._dragon(pen, pose)
            else:
                self._snake(pen, pose)
        pen.flush(canvas, pose.facing, pose.lift)
        if pose.held is not None:
            at = self.hand(pose)
            draw_held(
                pen,
                canvas,
                pose.held,
                (at[0] * pose.facing, at[1] + pose.lift),
                held_size(self, pose, pose.held),
                pose,
                light,
            )

    def _underside(self, pen: Pen, chain: list[Point], widths: list[float]) -> None:
        _, low = edges(chain, widths)
        inner = [(lerp(x, cx, 0.5), lerp(y, cy, 0.5)) for (x, y), (cx, cy) in zip(low, chain, strict=True)]
        pen.blob(
            [
                *inner[1:],
                *[
                    (lerp(x, cx, 0.06), lerp(y, cy, 0.06))
                    for (x, y), (cx, cy) in zip(reversed(low[1:]), reversed(chain[1:]), strict=True)
                ],
            ],
            self.skin.belly,
            outer=False,
        )
        for k in range(1, JOINTS - 1):
            if "bands" in self.row.marks or self.row.head == "dragon":
                (cx, cy), (lx, ly) = chain[k], low[k]
                top = (cx * 2 - lx, cy * 2 - ly)
                tone = dark(self.skin.coat, 0.84) if self.row.head == "dragon" else self.skin.dark
                pen.limb(
                    [
                        (lerp(top[0], cx, 0.08), lerp(top[1], cy, 0.08)),
                        (lerp(top[0], cx, 0.85), lerp(top[1], cy, 0.85)),
                    ],
                    [widths[k] * 0.26, widths[k] * 0.08],
                    tone,
                    shade=0.0,
                    outer=False,
                )

    def _ridge(self, pen: Pen, chain: list[Point], widths: list[float]) -> None:
        top, _ = edges(chain, widths)
        for k in range(1, JOINTS - 1):
            (x0, y0), (x1, y1) = top[k - 1], top[k]
            (cx, cy) = chain[k]
            nx, ny = x1 - cx, y1 - cy
            n = math.hypot(nx, ny) or 1.0
            peak = (
                (x0 + x1) / 2 + nx / n * 0.1 - (x1 - x0) * 0.3,
                (y0 + y1) / 2 + ny / n * 0.1 - (y1 - y0) * 0.3,
            )
            pen.facet(
                [(lerp(x0, cx, 0.2), lerp(y0, cy, 0.2)), peak, (lerp(x1, cx, 0.2), lerp(y1, cy, 0.2))],
                self.skin.dark,
            )

    def _legs(self, pen: Pen, chain: list[Point], pose: Pose, near: bool) -> None:
        color = self.skin.coat if near else dark(self.skin.coat, 0.75)
        for index, joint in enumerate((5, 11)):
            x, y = chain[joint]
            swing = 0.16 * wave(pose.time, 0.8, 0.3 * index + (0.0 if near else 0.4))
            knee = (x - 0.08 + swing * 0.4, y + 0.18)
            foot = (x + 0.08 + swing, y + 0.30)
            pen.limb([(x + (0.0 if near else 0.07), y), knee, foot], [0.15, 0.1, 0.07], color, shade=0.25)
            for turn in (-0.05, 0.03, 0.09):
                pen.limb(
                    [foot, (foot[0] + 0.06, foot[1] + turn * 0.6 + 0.02)],
                    [0.035, 0.008],
                    self.skin.belly,
                    shade=0.0,
                )

    def _snake(self, pen: Pen, pose: Pose) -> None:
        mood, lids = mood_of(pose), eyelids(pose, self.seed)
        open_ = max(pose.mouth, mood.open * 0.5)
        if wave(pose.time, 0.6) > 0.5 or open_ > 0.3:
            pen.line([(1.2, 0.3), (1.8, 0.34)], 0.08, (0.85, 0.25, 0.3))
            pen.line([(1.75, 0.34), (2.05, 0.2)], 0.06, (0.85, 0.25, 0.3))
            pen.line([(1.75, 0.34), (2.05, 0.48)], 0.06, (0.85, 0.25, 0.3))
        if open_ > 0.1:
            pen.blob([(0.2, 0.3), (1.2, 0.3), (1.0, 0.5 + 0.5 * open_), (0.1, 0.7)], self.skin.belly)
            pen.blob([(0.4, 0.3), (1.15, 0.3), (0.95, 0.42 + 0.4 * open_)], (0.5, 0.16, 0.2), outer=False)
        pen.blob(
            [
                (-0.8, -0.3),
                (-0.3, -0.8),
                (0.5, -0.75),
                (1.2, -0.3),
                (1.45, 0.1),
                (1.15, 0.42),
                (0.2, 0.6),
                (-0.7, 0.5),
            ],
            self.skin.coat,
        )
        pen.blob(
            [(1.4, 0.16), (1.1, 0.42), (0.2, 0.6), (-0.5, 0.5), (0.4, 0.3)], self.skin.belly, outer=False
        )
        eye(pen, (0.36, -0.28), 0.24, 0.3, lids, mood, pose.gaze, (0.95, 0.8, 0.3), self.skin.coat)
        brow(pen, (0.36, -0.7), 0.5, 1, mood, dark(self.skin.coat, 0.5))

    def _dragon(self, pen: Pen, pose: Pose) -> None:
        mood, lids = mood_of(pose), eyelids(pose, self.seed)
        skin = self.skin
        open_ = max(pose.mouth, mood.open * 0.6, 0.12)
        for k in range(5):
            a = 2.2 + 0.42 * k
            stir = 0.1 * wave(pose.time, 0.8, 0.15 * k)
            pen.limb(
                [
                    (-0.3, 0.0),
                    (math.cos(a) * 0.95 - 0.2, math.sin(a) * 0.9),
                    (math.cos(a + stir) * 1.55 - 0.3, math.sin(a + stir) * 1.4),
                ],
                [0.5, 0.46, 0.06],
                skin.dark,
                shade=0.25,
            )
        for off in (0.1, -0.22):
            pen.limb(
                [(off, -0.7), (off - 0.35, -1.25), (off - 0.75, -1.6)],
                [0.18, 0.15, 0.05],
                (0.93, 0.85, 0.66),
                shade=0.25,
            )
            pen.limb([(off - 0.3, -1.2), (off - 0.12, -1.5)], [0.1, 0.03], (0.93, 0.85, 0.66), shade=0.0)
        low = 0.55 + 0.42 * open_
        pen.limb(
            [(0.0, 0.4), (0.7, low), (1.15, low - 0.06)],
            [0.6, 0.36, 0.26],
            mix(skin.coat, skin.belly, 0.5),
            shade=0.2,
        )
        pen.blob(
            [(0.2, 0.32), (1.2, 0.3), (1.15, low - 0.1), (0.3, low - 0.05)], (0.55, 0.15, 0.18), outer=False
        )
        pen.blob(
            [(0.4, low - 0.12), (1.0, low - 0.18), (1.02, low - 0.08), (0.5, low)],
            (0.92, 0.46, 0.48),
            outer=False,
        )
        pen.blob(
            [
                (-0.75, 0.3),
                (-0.8, -0.4),
                (-0.3, -0.86),
                (0.3, -0.76),
                (0.7, -0.36),
                (1.25, -0.42),
                (1.6, -0.12),
                (1.52, 0.28),
                (1.0, 0.36),
                (0.2, 0.4),
                (-0.3, 0.6),
            ],
            skin.coat,
        )
        pen.blob(
            [(0.9, -0.3), (1.3, -0.42), (1.6, -0.14), (1.5, 0.06), (1.1, 0.0)],
            mix(skin.coat, skin.belly, 0.45),
            outer=False,
        )
        pen.oval(1.42, -0.16, 0.07, 0.09, dark(skin.coat, 0.45))
        for x in (0.75, 1.0, 1.25):
            pen.facet([(x - 0.07, 0.34), (x + 0.07, 0.34), (x, 0.52)], (0.99, 0.98, 0.93), outer=False)
        eye(pen, (0.32, -0.34), 0.2, 0.25, lids, mood, pose.gaze, (0.97, 0.82, 0.28), skin.coat)
        pen.limb(
            [(0.0, -0.62), (0.3, -0.74), (0.62, -0.56)], [0.2, 0.18, 0.06], skin.dark, shade=0.0, outer=False
        )
        for turn in (0.0, 0.3):
            stir = 0.18 * wave(pose.time, 0.6, turn)
            pen.line(
                [(1.45, 0.02), (1.9, -0.25 - stir), (2.35, 0.1 + turn + stir), (2.6, -0.15 + turn)],
                0.06,
                skin.belly,
            )
        pen.blob([(0.3, low + 0.1), (0.8, low + 0.12), (0.5, low + 0.6), (0.2, low + 0.4)], skin.dark)
