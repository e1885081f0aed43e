"""Fish, sharks, dolphins, whales and seals: a body that bends along its length."""

import math
from itertools import pairwise

from msgspec import Struct

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.face import brow, eye, mouth
from laterna.engines.animatic.figures.figure import Box, Figure, draw_held, held_size
from laterna.engines.animatic.figures.geometry import TAU, Point, lerp, wave
from laterna.engines.animatic.figures.hues import Color, dark, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose, eyelids, mood_of
from laterna.engines.animatic.figures.rows import Swimmer
from laterna.engines.animatic.light import Light

# Half heights above and below the middle line, from tail root (0) to nose (1).
PROFILES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "fish": ((0.0, 0.12, 0.12), (0.18, 0.26, 0.26), (0.42, 0.47, 0.45), (0.64, 0.5, 0.48),
        (0.84, 0.36, 0.36), (0.96, 0.15, 0.18), (1.0, 0.04, 0.07)),
    "shark": ((0.0, 0.07, 0.07), (0.2, 0.2, 0.18), (0.45, 0.42, 0.36), (0.68, 0.5, 0.44),
        (0.86, 0.36, 0.36), (0.96, 0.18, 0.22), (1.0, 0.05, 0.08)),
    "dolphin": ((0.0, 0.08, 0.08), (0.2, 0.22, 0.2), (0.45, 0.44, 0.42), (0.68, 0.5, 0.46),
        (0.86, 0.42, 0.38), (0.95, 0.3, 0.22), (1.0, 0.1, 0.1)),
    "whale": ((0.0, 0.07, 0.07), (0.2, 0.2, 0.16), (0.42, 0.4, 0.36), (0.64, 0.5, 0.5), (0.84, 0.46, 0.5),
        (0.95, 0.34, 0.36), (1.0, 0.14, 0.14)),
    "seal": ((0.0, 0.1, 0.1), (0.2, 0.24, 0.24), (0.42, 0.42, 0.42), (0.62, 0.46, 0.5), (0.8, 0.4, 0.4),
        (0.93, 0.34, 0.32), (1.0, 0.2, 0.2)),
}  # fmt: skip


class Scales(Struct, frozen=True):
    """The colours of a swimmer."""

    coat: Color
    belly: Color
    dark: Color
    fin: Color


class SwimmerFigure(Figure):
    """One fish or sea mammal. It hangs over its contact point with its middle half its height above."""

    def __init__(self, row: Swimmer, scales: Scales, seed: int, metres: float) -> None:
        self.row, self.scales, self.seed = row, scales, seed
        self.metres = metres
        self.aspect = row.length + row.tail_size * 0.4
        self.level = row.tail in ("fluke", "seal")
        self.seat_height = 0.5 + row.girth * 0.42

    def stride(self, verb: str) -> float:
        return self.row.length * 0.8

    def bounds(self, pose: Pose) -> Box:
        side = self.row.length * 0.5 + self.row.tail_size + 0.4
        tall = side if pose.verb in ("jump", "dive", "spin", "fall", "look_up") else 0.75
        extra = held_size(self, pose, pose.held) if pose.held is not None else 0.0
        return (
            -side - extra,
            -0.5 - max(tall, 0.75) - extra - pose.lift,
            side + extra,
            max(0.4, tall - 0.5) - pose.lift,
        )

    def _pitch(self, pose: Pose) -> float:
        if pose.verb == "jump":
            t = pose.phase - math.floor(pose.phase)
            return lerp(-0.95, 0.95, t)
        if pose.verb == "dive":
            return 0.7
        if pose.verb == "look_up":
            return -0.4
        if pose.verb == "spin":
            return TAU * pose.time * 0.6
        if pose.verb == "fall":
            return 0.4 * wave(pose.time, 0.5)
        return 0.04 * wave(pose.time, 0.31, self.seed % 7 / 7)

    def spine(self, pose: Pose) -> list[Point]:
        """Seven points from the tail's root to the nose."""
        row = self.row
        beat = pose.time * (2.2 if row.metres < 0.4 else 1.1) * max(0.5, pose.speed)
        calm = (
            0.45
            if pose.verb in ("stand", "idle", "talk", "look", "sleep", "float", "hover", "think")
            else 1.0
        )
        amplitude = (0.085 if self.level else 0.045) * calm * row.length * 0.5
        bow = 0.0
        if pose.verb == "jump":
            t = pose.phase - math.floor(pose.phase)
            bow = 0.55 * math.sin(math.pi * t)
        half = row.length * 0.5
        pitch = self._pitch(pose)
        c, s = math.cos(pitch), math.sin(pitch)
        out: list[Point] = []
        for k in range(7):
            u = k / 6
            x = -half + row.length * u
            swing = amplitude * (1.0 - u) ** 1.4 * math.sin(TAU * (beat - 0.45 * (1.0 - u)))
            y = swing + bow * (2 * u - 1) ** 2 * 0.55
            out.append((x * c - y * s, x * s + y * c - 0.5))
        return out

    def head(self, pose: Pose) -> Point:
        x, y = self.spine(pose)[5]
        return (x * pose.facing, y - self.row.girth * 0.45 - pose.lift)

    def mouth_point(self, pose: Pose) -> Point:
        x, y = self.spine(pose)[6]
        return (x * pose.facing, y - pose.lift)

    def hand(self, pose: Pose) -> Point:
        return self.mouth_point(pose)

    # -- drawing -------------------------------------------------------------------------------------------------

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        pen = Pen(light, pose.facing)
        chain = self.spine(pose)
        self._tail(pen, chain, pose)
        self._flipper(pen, chain, pose, near=False)
        self._dorsal(pen, chain)
        self._body(pen, chain)
        self._marks(pen, chain)
        self._flipper(pen, chain, pose, near=True)
        self._face(pen, chain, pose)
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

    def at(self, chain: list[Point], u: float, v: float) -> Point:
        """The point `u` 0 (tail)..1 (nose) along and `v` -1 (back)..1 (belly) across the body."""
        span = u * 6
        i = min(5, max(0, int(span)))
        t = span - i
        (x0, y0), (x1, y1) = chain[i], chain[i + 1]
        x, y = lerp(x0, x1, t), lerp(y0, y1, t)
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        up, down = self._half(u)
        reach = (down if v > 0 else up) * v * self.row.girth
        return (x - (y1 - y0) / length * reach, y + (x1 - x0) / length * reach)

    def _half(self, u: float) -> tuple[float, float]:
        rows = PROFILES.get(self.row.profile, PROFILES["fish"])
        for (u0, a0, b0), (u1, a1, b1) in pairwise(rows):
            if u <= u1:
                t = (u - u0) / (u1 - u0)
                return lerp(a0, a1, t), lerp(b0, b1, t)
        return rows[-1][1], rows[-1][2]

    def _body(self, pen: Pen, chain: list[Point]) -> None:
        us = (0.0, 0.18, 0.42, 0.64, 0.84, 0.95, 1.0)
        at = self.at
        if self.row.snout == "bottle":
            nose, root, chin = at(chain, 1.0, 0.6), at(chain, 0.92, 0.35), at(chain, 0.9, 0.8)
            dx, dy = nose[0] - root[0], nose[1] - root[1]
            n = math.hypot(dx, dy) or 1.0
            tip = (nose[0] + dx / n * 0.2, nose[1] + dy / n * 0.14 + 0.02)
            pen.limb([chin, tip], [0.2, 0.11], mix(self.scales.coat, self.scales.belly, 0.6), shade=0.2)
            pen.limb([root, (tip[0] + 0.02, tip[1] - 0.03)], [0.24, 0.1], self.scales.coat, shade=0.0)
        outline = [at(chain, u, -1.0) for u in us] + [at(chain, u, 1.0) for u in reversed(us)]
        pen.blob(outline, self.scales.coat)
        low = 0.3 if self.row.profile != "fish" else 0.42
        belly = [
            at(chain, u, v)
            for u, v in (
                (0.06, 0.8),
                (0.25, low + 0.1),
                (0.5, low),
                (0.72, low),
                (0.9, low - 0.1),
                (0.99, 0.3),
                (0.96, 0.96),
                (0.82, 0.98),
                (0.6, 0.98),
                (0.36, 0.98),
                (0.15, 0.98),
            )
        ]
        pen.blob(belly, self.scales.belly, outer=False)
        back = [
            at(chain, u, v)
            for u, v in (
                (0.1, -0.9),
                (0.4, -0.97),
                (0.7, -0.97),
                (0.92, -0.9),
                (0.8, -0.66),
                (0.55, -0.6),
                (0.3, -0.62),
            )
        ]
        pen.blob(back, self.scales.dark, outer=False)

    def _tail(self, pen: Pen, chain: list[Point], pose: Pose) -> None:
        row = self.row
        (x0, y0), (x1, y1) = chain[0], chain[1]
        angle = math.atan2(y0 - y1, x0 - x1)
        size = row.tail_size
        beat = TAU * (pose.time * (2.2 if row.metres < 0.4 else 1.1) * max(0.5, pose.speed) - 0.5)
        flick = math.sin(beat)
        color = self.scales.fin
        with pen.within(x0, y0, angle + 0.25 * flick * (1.0 if self.level else 0.3)):
            if row.tail == "fluke":
                lift = 0.35 + 0.3 * flick
                pen.blob(
                    [
                        (-0.1, -0.05),
                        (size * 0.3, -0.07),
                        (size * 0.86, -size * 0.42 - 0.1 * lift),
                        (size * 0.72, -size * 0.08),
                        (size * 0.7, size * lift * 0.3),
                        (size * 0.85, size * (0.35 + 0.3 * lift)),
                        (size * 0.28, 0.08),
                        (-0.1, 0.06),
                    ],
                    color,
                )
            elif row.tail == "seal":
                for turn in (-0.4, 0.35):
                    with pen.within(0.0, 0.0, turn + 0.15 * flick):
                        pen.blob(
                            [
                                (-0.05, -0.05),
                                (size * 0.6, -0.1),
                                (size, 0.0),
                                (size * 0.6, 0.1),
                                (-0.05, 0.05),
                            ],
                            color,
                        )
            elif row.tail == "shark":
                pen.blob(
                    [
                        (-0.1, -0.06),
                        (size * 0.35, -size * 0.45),
                        (size * 0.75, -size * 0.85),
                        (size * 0.45, -size * 0.1),
                        (size * 0.55, size * 0.5),
                        (size * 0.15, size * 0.16),
                        (-0.1, 0.06),
                    ],
                    color,
                )
            else:
                squeeze = 0.72 + 0.28 * math.cos(beat * 0.5)
                veil = 1.3 if row.tail == "veil" else 1.0
                pen.blob(
                    [
                        (-0.08, -0.08),
                        (size * 0.5 * squeeze, -size * 0.5 * veil),
                        (size * squeeze, -size * 0.62 * veil),
                        (size * 0.72 * squeeze, 0.0),
                        (size * squeeze, size * 0.62 * veil),
                        (size * 0.5 * squeeze, size * 0.5 * veil),
                        (-0.08, 0.08),
                    ],
                    color,
                )
                for k in (-0.3, 0.0, 0.3):
                    pen.line(
                        [(0.02, k * 0.2), (size * 0.62 * squeeze, k * size * 1.2)], 0.014, dark(color, 0.84)
                    )

    def _dorsal(self, pen: Pen, chain: list[Point]) -> None:
        kind = self.row.dorsal
        at = self.at
        color = self.scales.fin
        if kind in ("long", "low", "tall"):
            up = {"long": -1.5, "low": -1.3, "tall": -1.95}[kind]
            pen.blob(
                [
                    at(chain, 0.2, -0.8),
                    at(chain, 0.24, up * 0.86),
                    at(chain, 0.4, up),
                    at(chain, 0.62, up * 0.98),
                    at(chain, 0.74, -0.9),
                    at(chain, 0.5, -0.7),
                ],
                color,
            )
            pen.blob(
                [
                    at(chain, 0.24, 0.8),
                    at(chain, 0.22, -up * 0.92),
                    at(chain, 0.4, 1.18),
                    at(chain, 0.42, 0.8),
                ],
                color,
            )
        elif kind == "shark":
            pen.blob(
                [
                    at(chain, 0.42, -0.8),
                    at(chain, 0.42, -1.4),
                    at(chain, 0.4, -2.0),
                    at(chain, 0.54, -1.4),
                    at(chain, 0.66, -0.8),
                ],
                color,
            )
        elif kind == "hook":
            pen.blob(
                [at(chain, 0.38, -0.8), at(chain, 0.34, -1.66), at(chain, 0.46, -1.5), at(chain, 0.6, -0.8)],
                color,
            )
        elif kind == "tall_fin":
            pen.blob(
                [
                    at(chain, 0.42, -0.8),
                    at(chain, 0.42, -1.5),
                    at(chain, 0.42, -2.2),
                    at(chain, 0.52, -1.6),
                    at(chain, 0.6, -0.8),
                ],
                color,
            )
        elif kind == "small":
            pen.blob([at(chain, 0.2, -0.8), at(chain, 0.18, -1.6), at(chain, 0.32, -0.8)], color)

    def _flipper(self, pen: Pen, chain: list[Point], pose: Pose, near: bool) -> None:
        row = self.row
        if not row.flipper:
            return
        root = self.at(chain, 0.66 if near else 0.7, 0.5 if near else 0.8)
        wave_ = 0.22 * wave(pose.time, 1.0 if row.metres < 0.4 else 0.6, 0.0 if near else 0.2)
        if pose.verb == "wave" and near:
            wave_ = -0.9 + 0.5 * wave(pose.time, 2.0)
        size = row.flipper * row.girth * 1.2
        color = self.scales.fin if near else dark(self.scales.fin, 0.82)
        angle = math.atan2(chain[6][1] - chain[0][1], chain[6][0] - chain[0][0])
        with pen.within(root[0], root[1], angle + wave_):
            pen.blob(
                [
                    (0.08 * size, -0.1 * size),
                    (0.22 * size, 0.06 * size),
                    (-0.2 * size, 0.62 * size),
                    (-0.72 * size, 0.98 * size),
                    (-0.5 * size, 0.4 * size),
                    (-0.16 * size, -0.04 * size),
                ],
                color,
            )

    def _marks(self, pen: Pen, chain: list[Point]) -> None:
        at, c = self.at, self.scales
        marks = self.row.marks
        if "bands" in marks:
            for u in (0.24, 0.52, 0.8):
                pen.blob(
                    [
                        at(chain, u - 0.06, -0.98),
                        at(chain, u + 0.05, -0.98),
                        at(chain, u + 0.075, 0.0),
                        at(chain, u + 0.05, 0.97),
                        at(chain, u - 0.06, 0.97),
                        at(chain, u - 0.04, 0.0),
                    ],
                    (0.98, 0.97, 0.94),
                    outer=False,
                )
        if "stripes" in marks:
            for u in (0.25, 0.5, 0.76):
                pen.limb(
                    [at(chain, u, -0.95), at(chain, u + 0.02, 0.0), at(chain, u, 0.92)],
                    [0.07, 0.08, 0.05],
                    c.dark,
                    shade=0.0,
                    outer=False,
                )
        if "patches" in marks:
            for u, v, r in ((0.3, -0.5, 0.13), (0.62, -0.45, 0.17), (0.82, -0.3, 0.1)):
                x, y = at(chain, u, v)
                pen.oval(x, y, r * 1.3, r, c.dark)
        if "spots" in marks:
            for k in range(12):
                x, y = at(chain, 0.15 + 0.06 * k, -0.5 + 0.36 * (k % 3))
                pen.oval(x, y, 0.03, 0.03, c.belly)
        if "gills" in marks:
            for k in range(3):
                pen.line(
                    [at(chain, 0.74 + 0.025 * k, -0.2), at(chain, 0.73 + 0.025 * k, 0.2)],
                    0.014,
                    dark(c.coat, 0.7),
                )
        if "eye_patch" in marks:
            x, y = at(chain, 0.82, -0.42)
            pen.oval(x, y, 0.13, 0.06, c.belly)
        if "grooves" in marks:
            for v in (0.6, 0.75, 0.9):
                pen.line(
                    [at(chain, 0.5, v), at(chain, 0.7, v), at(chain, 0.9, v - 0.04)],
                    0.012,
                    dark(c.belly, 0.82),
                )
        if "spikes" in marks:
            for k in range(9):
                u = 0.12 + 0.09 * k
                for v in (-1.0, 1.0):
                    pen.facet(
                        [
                            at(chain, u - 0.03, v * 0.96),
                            at(chain, u, v * 1.22),
                            at(chain, u + 0.03, v * 0.96),
                        ],
                        c.dark,
                    )
        if "tusk" in marks:
            (x0, y0), (x1, y1) = chain[5], chain[6]
            dx, dy = x1 - x0, y1 - y0
            n = math.hypot(dx, dy) or 1.0
            pen.limb(
                [(x1 - dx * 0.2, y1 - 0.06), (x1 + dx / n * 0.9, y1 + dy / n * 0.9 - 0.06)],
                [0.08, 0.015],
                (0.95, 0.92, 0.83),
                shade=0.2,
            )

    def _face(self, pen: Pen, chain: list[Point], pose: Pose) -> None:
        row = self.row
        mood, lids = mood_of(pose), eyelids(pose, self.seed)
        whale = row.profile == "whale"
        u = 0.86 if row.profile in ("fish", "seal") else 0.84
        x, y = self.at(chain, u, -0.14 if not whale else 0.12)
        r = row.eye
        if row.profile == "fish":
            pen.oval(x, y, r * 1.35, r * 1.35, (0.99, 0.98, 0.95))
        eye(pen, (x, y), r * 0.85, r, lids, mood, pose.gaze, None, self.scales.coat)
        brow(pen, (x, y - r * 1.9), r * 1.8, 1, mood, dark(self.scales.coat, 0.5))
        open_ = max(pose.mouth, mood.open * 0.5)
        if row.profile in ("fish", "seal"):
            mx, my = self.at(chain, 0.965, 0.34)
            if row.profile == "seal":
                pen.ball(mx + 0.02, my - 0.12, 0.12, 0.09, self.scales.belly, outer=False)
                pen.oval(mx + 0.1, my - 0.2, 0.05, 0.04, (0.16, 0.14, 0.18))
            mouth(pen, (mx - 0.02, my), 0.07, mood, open_)
        else:
            points = [
                self.at(chain, 0.98, 0.42),
                self.at(chain, 0.92, 0.52),
                self.at(chain, 0.8, 0.40 - 0.14 * mood.smile),
            ]
            if open_ > 0.15:
                pen.blob(
                    [points[0], points[1], points[2], self.at(chain, 0.9, 0.55 + 0.4 * open_)],
                    (0.5, 0.16, 0.2),
                    outer=False,
                )
            if "teeth" in row.marks:
                for k in range(4):
                    a = self.at(chain, 0.96 - 0.035 * k, 0.44 + 0.02 * k)
                    pen.facet(
                        [(a[0] - 0.02, a[1]), (a[0] + 0.02, a[1]), (a[0], a[1] + 0.05)],
                        (0.99, 0.98, 0.95),
                        outer=False,
                    )
            pen.line(points, 0.02, dark(self.scales.coat, 0.5))
        if "whiskers" in row.marks:
            mx, my = self.at(chain, 0.98, 0.2)
            for k in (-1, 0, 1):
                pen.line(
                    [(mx - 0.03, my + 0.03 * k), (mx + 0.14, my + 0.05 * k + 0.04)], 0.01, (0.95, 0.95, 0.94)
                )
        if "walrus" in row.marks:
            for off in (0.0, 0.1):
                mx, my = self.at(chain, 0.96 - off, 0.4)
                pen.limb([(mx, my), (mx + 0.02, my + 0.34)], [0.07, 0.02], (0.97, 0.94, 0.86), shade=0.2)
        if row.blowhole and pose.verb in ("swim", "idle", "stand", "float", "jump"):
            spray = 0.5 + 0.5 * wave(pose.time, 0.35)
            bx, by = self.at(chain, 0.8, -1.0)
            for turn in (-0.5, 0.0, 0.5):
                pen.line(
                    [(bx, by), (bx + turn * 0.12, by - 0.2 * spray), (bx + turn * 0.36, by - 0.24 * spray)],
                    0.03,
                    (0.8, 0.93, 0.98),
                )
