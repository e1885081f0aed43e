"""Things: vehicles, plants, furniture, food, instruments, tools, buildings, small creatures, drawn from their art."""

import math
from functools import lru_cache

from laterna.engines.animatic.canvas import Canvas, Path, polygon
from laterna.engines.animatic.figures.art import AREAS, Mark, read_art, shape_of
from laterna.engines.animatic.figures.face import brow, eye, mouth
from laterna.engines.animatic.figures.figure import Box, Figure, draw_held
from laterna.engines.animatic.figures.geometry import TAU, Point, wave
from laterna.engines.animatic.figures.hues import Color, blended, color, dark, lit, luma, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose, eyelids, mood_of
from laterna.engines.animatic.figures.rows import Prop
from laterna.engines.animatic.light import Light

MOVING = frozenset(("walk", "run", "gallop", "drive", "ride", "carry", "push", "pull", "crawl"))
RIDING = ("drive", "ride", "stand")
"""How someone is carried: on a seat inside, astride, or standing."""
LIVELY = frozenset(("dance", "play", "laugh", "jump", "walk", "run"))


_UNTOLD, _TOP = 0.5, 0.98
_TOPPED = frozenset(("object", "instrument", "building", "food", "furniture"))
"""Kinds of things on whose top one lies or stands, where their drawing tells of no seat."""


class PropFigure(Figure):
    """One thing. `colors` repaint its paints in order; `material` gives its first paint another stuff."""

    def __init__(
        self,
        row: Prop,
        colors: tuple[str, ...],
        material: Color | None,
        seed: int,
        alive: bool,
        metres: float,
    ) -> None:
        self.row, self.seed, self.alive = row, seed, alive
        self.metres = metres
        self.aspect = row.aspect
        self.seat_height = _TOP if row.seat == _UNTOLD and row.kind in _TOPPED else row.seat
        self.hold = row.hold
        self.marks = read_art(row.art)
        self.paints = _paints(row, colors, material)
        rider = next((mark for mark in self.marks if mark.word == "rider"), None)
        self._rides = rider is not None
        if rider is not None and rider.numbers[3:4] == (1.0,):
            self.seat_x = rider.numbers[0]

    def bounds(self, pose: Pose) -> Box:
        half = self.aspect * 0.5 + 0.3
        hop = 0.25 if pose.verb in LIVELY else 0.0
        return (-half, -1.3 - hop - pose.lift, half, 0.15 - pose.lift)

    def stride(self, verb: str) -> float:
        return TAU * self.row.wheel if self.row.wheel else 0.6

    def head(self, pose: Pose) -> Point:
        return (0.0, -1.0 - pose.lift)

    def mouth_point(self, pose: Pose) -> Point:
        x, y, size = self.row.face
        return (x * pose.facing, -y + size - pose.lift)

    def hand(self, pose: Pose) -> Point:
        return (self.row.grip[0], -self.row.grip[1])

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        pen = Pen(light, pose.facing)
        shake, squash, lift = self._liveliness(pose)
        split = next((i for i, mark in enumerate(self.marks) if mark.word == "rider"), len(self.marks))
        wide = 1.0 / squash
        if pose.verb == "spin":
            wide *= math.copysign(max(0.12, abs(math.cos(pose.time * 4.0))), math.cos(pose.time * 4.0))
        with pen.within(0.0, -lift, shake, wide, squash):
            self._draw(pen, self.marks[:split], pose)
        if split < len(self.marks) and pose.held is not None:
            pen.flush(canvas, pose.facing, pose.lift)
            x, y, size, *manner = self.marks[split].numbers
            verb = RIDING[int(manner[0]) if manner else 0]
            _draw_rider(canvas, pose, (x, -y - pose.lift - lift), size, verb, light)
            pen = Pen(light, pose.facing)
        with pen.within(0.0, -lift, shake, wide, squash):
            self._draw(pen, self.marks[split + 1 :], pose)
            if self._acts(pose):
                self._face(pen, pose)
        pen.flush(canvas, pose.facing, pose.lift)
        if pose.held is not None and not self._rides:
            draw_held(pen, canvas, pose.held, (self.aspect * 0.35, -0.5), 0.4, pose, light)

    def stamp(self, pen: Pen, pose: Pose) -> None:
        """Draws the thing in the pen's frame, as one of many that another figure is made of."""
        self._draw(pen, self.marks, pose)

    def _acts(self, pose: Pose) -> bool:
        return (
            self.alive
            or pose.mouth > 0.05
            or pose.verb in ("talk", "sing", "cry", "laugh", "sleep", "think")
            or bool(pose.emotion)
        )

    def _liveliness(self, pose: Pose) -> tuple[float, float, float]:
        """Turn, squash and hop of a thing that dances, hops along, floats or rattles."""
        verb = pose.verb
        if self.row.wheel and verb in MOVING:
            return 0.0, 1.0 + 0.006 * wave(pose.time, 5.0), 0.0
        if self.row.flies or verb in ("float", "hover", "swim"):
            return 0.03 * wave(pose.time, 0.3), 1.0, 0.03 * wave(pose.time, 0.4)
        if verb in LIVELY:
            beat = abs(wave(pose.phase if verb in ("walk", "run") else pose.time, 1.0))
            return 0.12 * wave(pose.time, 0.8), 0.92 + 0.12 * beat, 0.12 * beat
        if verb == "talk" and self.alive:
            return 0.03 * wave(pose.time, 0.7), 1.0 + 0.03 * wave(pose.time, 1.6), 0.0
        return 0.0, 1.0, 0.0

    def _draw(self, pen: Pen, marks: tuple[Mark, ...], pose: Pose) -> None:
        for mark in marks:
            word = mark.word
            if mark.inside:
                self._group(pen, mark, pose)
                continue
            if word == "rider":
                continue
            tone = self._tone(mark.color)
            if word in AREAS or word in ("box", "slab"):
                shape = shape_of(mark)
                if word in ("flat", "face", "slab"):
                    pen.area(shape.path, tone)
                else:
                    pen.form(shape, tone)
            elif word in ("ball", "oval"):
                x, y, rx, ry = mark.numbers
                if word == "ball":
                    pen.ball(x, -y, rx, ry, tone)
                else:
                    pen.oval(x, -y, rx, ry, tone, outer=True)
            elif word == "line":
                pen.line(mark.points, mark.numbers[0], tone)
            elif word == "rod":
                w0, w1 = mark.numbers
                last = max(1, len(mark.points) - 1)
                pen.limb(mark.points, [w0 + (w1 - w0) * k / last for k in range(len(mark.points))], tone)
            elif word == "glow":
                x, y, rx, ry = mark.numbers
                flame = 1.0 + 0.06 * wave(pose.time, 3.1, x)
                pen.shine(
                    x, -y, rx * flame, ry * flame, mix(tone, (1.0, 0.96, 0.82), 0.4 * pen.light.darkness)
                )
            elif word == "star":
                pen.area(_star(*mark.numbers), tone)
            elif word == "dots":
                for x, y in mark.points:
                    pen.oval(x, y, mark.numbers[0], mark.numbers[0], tone)

    def _group(self, pen: Pen, mark: Mark, pose: Pose) -> None:
        n = mark.numbers
        word = mark.word
        if word == "mirror":
            self._draw(pen, mark.inside, pose)
            with pen.within(0.0, 0.0, 0.0, -1.0, 1.0):
                self._draw(pen, mark.inside, pose)
            return
        if word == "at":
            with pen.within(n[0], -n[1], 0.0, n[2], n[2]):
                self._draw(pen, mark.inside, pose)
            return
        if word == "bob":
            with pen.within(0.0, -n[0] * wave(pose.time, n[1], self.seed % 7 / 7)):
                self._draw(pen, mark.inside, pose)
            return
        x, y = n[0], -n[1]
        angle, squeeze = 0.0, 1.0
        if word == "spin":
            angle = TAU * n[2] * pose.time * max(0.3, pose.speed)
        elif word == "roll":
            angle = TAU * pose.phase
        elif word == "sway":
            gust = 1.0 + abs(pose.wind) * 1.5
            angle = math.radians(n[2]) * gust * wave(
                pose.time, n[3], self.seed % 11 / 11
            ) + 0.18 * pose.wind * (n[2] > 0)
        elif word == "flap":
            squeeze = 0.25 + 0.75 * abs(wave(pose.time, n[2] * 0.5, self.seed % 5 / 5))
        with pen.within(x, y, angle, squeeze, 1.0), pen.within(-x, -y):
            self._draw(pen, mark.inside, pose)

    def _tone(self, name: str) -> Color:
        return _modified(name, self.paints)

    def _face(self, pen: Pen, pose: Pose) -> None:
        """Eyes and a mouth on a thing that acts."""
        x, y, size = self.row.face
        mood, lids = mood_of(pose), eyelids(pose, self.seed)
        with pen.within(x, -y, 0.0, size, size):
            skin = self.paints.get("a", (0.8, 0.8, 0.8))
            for which in (-1, 1):
                pen.oval(which * 0.55, 0.0, 0.42, 0.5, (0.99, 0.98, 0.96))
                eye(
                    pen,
                    (which * 0.55 + 0.12 * pose.gaze[0] + 0.06, 0.04),
                    0.25,
                    0.34,
                    lids,
                    mood,
                    pose.gaze,
                    None,
                    skin,
                )
                brow(
                    pen,
                    (which * 0.55, -0.72),
                    0.6,
                    which,
                    mood,
                    dark(skin, 0.4) if luma(skin) > 0.3 else (0.95, 0.93, 0.9),
                    always=True,
                )
            mouth(pen, (0.05, 0.85), 0.38, mood, max(pose.mouth, mood.open * 0.5))


def _draw_rider(canvas: Canvas, pose: Pose, at: Point, size: float, verb: str, light: Light) -> None:
    rider = pose.held
    if rider is None:
        return
    canvas.save()
    canvas.scale(float(pose.facing), 1.0)
    canvas.translate(*at)
    canvas.scale(size, size)
    rider.draw(
        canvas,
        Pose(verb=verb, time=pose.time, phase=pose.phase, seat=verb != "stand", emotion=pose.emotion),
        light,
    )
    canvas.restore()


def _paints(row: Prop, colors: tuple[str, ...], material: Color | None) -> dict[str, Color]:
    paints = {key: color(value) for key, value in row.paint.items()}
    if material is not None and "a" in paints:
        paints["a"] = material
        if "b" in paints and luma(paints["b"]) > 0.2:
            paints["b"] = dark(material, 0.82)
    for key, name in zip(("a", "b", "c"), colors, strict=False):
        if key in paints:
            paints[key] = blended(paints[key], color(name), 0.06)
    return paints


def _modified(name: str, paints: dict[str, Color]) -> Color:
    core = name.rstrip("+-")
    tone = color(core) if core.startswith("#") else paints.get(core, (0.5, 0.5, 0.5))
    for sign in name[len(core) :]:
        tone = dark(tone, 0.8) if sign == "-" else lit(tone, 1.1)
    return tone


@lru_cache(maxsize=256)
def _star(x: float, y: float, r: float, n: float) -> Path:
    count = int(n) * 2
    points = []
    for k in range(count):
        reach = r if k % 2 == 0 else r * 0.42
        a = -math.pi / 2 + k * TAU / count
        points.append((x + reach * math.cos(a), -y + reach * math.sin(a)))
    return polygon(points)
