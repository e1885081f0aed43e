"""Birds: they stand, hop, peck, paddle and fly; one row of numbers each."""

import math

from msgspec import Struct

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.bird_front import (
    draw_face,
    draw_perched,
    draw_wings,
    held_at,
    looks_ahead,
    perch_of,
    perches_ahead,
)
from laterna.engines.animatic.figures.bird_wings import draw_flipper, draw_folded_wing, draw_open_wing
from laterna.engines.animatic.figures.birdparts import draw_beak, draw_crest, draw_marks, draw_tail_feathers
from laterna.engines.animatic.figures.eyewear import draw_eyewear
from laterna.engines.animatic.figures.face import eye
from laterna.engines.animatic.figures.figure import Box, Figure, draw_held, held_size
from laterna.engines.animatic.figures.gait import step
from laterna.engines.animatic.figures.geometry import TAU, Point, between, clamp, two_bone, wave
from laterna.engines.animatic.figures.hats import draw_hat
from laterna.engines.animatic.figures.hues import dark
from laterna.engines.animatic.figures.outfit import Outfit
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.plumage import Plumage
from laterna.engines.animatic.figures.pose import Pose, eyelids, mood_of
from laterna.engines.animatic.figures.rows import Bird
from laterna.engines.animatic.light import Light

FLYING = frozenset(("fly", "hover", "dive", "float", "fall"))
AFLOAT = frozenset(("swim",))
STEPPING = frozenset(("walk", "run", "gallop", "carry", "push", "pull", "crawl"))


class Build(Struct, frozen=True):
    """Where the parts are at one moment."""

    body: Point
    tilt: float
    head: Point
    neck: tuple[Point, ...]
    fold: float
    flap: float
    nod: float


class BirdFigure(Figure):
    """One bird."""

    def __init__(
        self, row: Bird, plumage: Plumage, seed: int, metres: float, outfit: Outfit | None = None
    ) -> None:
        self.row, self.plumage, self.seed = row, plumage, seed
        self.metres, self.outfit = metres, outfit
        rest = self._build(Pose())
        self._unit = 1.0 / max(0.2, -(rest.head[1] - row.head))
        long = {"long": 0.5, "peacock": 0.9, "cock": 0.35, "plume": 0.7, "fan": 0.3}.get(row.tail, 0.2)
        # Upright birds lean out of their footprint by their beaks, which a partner must not stand in.
        ahead = row.head * 1.15 if row.wing_shape == "flipper" else 0.0
        self.aspect = (
            row.body * max(0.55, math.cos(row.upright)) + row.head + long * 0.6 + ahead
        ) * self._unit
        self.seat_height = (row.leg + row.girth) * self._unit * 0.95

    def bounds(self, pose: Pose) -> Box:
        side = self.aspect * 0.5 + 0.75
        extra = held_size(self, pose, pose.held) if pose.held is not None else 0.0
        up = 1.75 if self.row.tail in ("peacock", "fan") or pose.verb in FLYING else 1.45
        return (
            -side - extra,
            -up - 0.3 - pose.lift,
            side + extra,
            (0.95 if pose.verb in FLYING else 0.45) - pose.lift,
        )

    def stride(self, verb: str) -> float:
        return self._travel() / 0.6 * self._unit

    def _travel(self) -> float:
        return max(0.1, self.row.leg * 0.85)

    def head(self, pose: Pose) -> Point:
        x, y = self._build(pose).head
        return (x * self._unit * pose.facing, (y - self.row.head) * self._unit - pose.lift)

    def mouth_point(self, pose: Pose) -> Point:
        x, y = self._build(pose).head
        return (
            (x + self.row.head * 1.4) * self._unit * pose.facing,
            (y + self.row.head * 0.3) * self._unit - pose.lift,
        )

    def hand(self, pose: Pose) -> Point:
        return self.mouth_point(pose)

    # -- drawing -------------------------------------------------------------------------------------------------

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        if perches_ahead(self.row, pose):
            self._draw_ahead(canvas, pose, light)
            return
        pen = Pen(light, pose.facing)
        build = self._build(pose)
        with pen.within(0.0, 0.0, 0.0, self._unit, self._unit):
            self._draw(pen, build, pose)
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

    def _draw_ahead(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        row, unit = self.row, self._unit
        perch = perch_of(row, pose, self._build(Pose()).head[1], self.seed)
        pen = Pen(light, pose.facing)
        with pen.within(0.0, 0.0, perch.tilt * 0.5, unit, unit):
            draw_perched(pen, row, self.plumage, perch)
            with pen.within(perch.head[0], perch.head[1], perch.tilt, row.head, row.head):
                draw_face(pen, row, self.plumage, pose, self.seed)
                if self.outfit is not None:
                    self._wear(pen, self.outfit, front=True, yaw=0.0)
        if pose.held is not None:
            pen.flush(canvas, pose.facing, pose.lift)
            x, y = held_at(perch)
            size = held_size(self, pose, pose.held)
            draw_held(pen, canvas, pose.held, (x * unit, y * unit), size, pose, light, grip=(0.0, -0.4))
            pen = Pen(light, pose.facing)
        with pen.within(0.0, 0.0, perch.tilt * 0.5, unit, unit):
            draw_wings(pen, row, self.plumage, perch)
        pen.flush(canvas, pose.facing, pose.lift)

    def _build(self, pose: Pose) -> Build:
        row = self.row
        verb = pose.verb
        flying = verb in FLYING and row.wing_shape != "flipper"
        breath = 0.008 * wave(pose.time, 0.5, self.seed % 7 / 7)
        tilt, leg, fold, flap = row.upright, row.leg, 1.0, 0.0
        nod = 0.04 * wave(pose.time, 0.31, self.seed % 5 / 5)
        drop = 0.0
        if flying:
            tilt = min(row.upright, 0.12) if verb != "hover" else min(row.upright, 0.5)
            tilt = -1.0 if verb == "dive" else tilt
            beat = 2.4 if row.metres < 0.25 else 1.5 if row.metres < 0.7 else 1.0
            flap = math.sin(TAU * beat * pose.time * max(0.6, pose.speed))
            fold = 0.0
            drop = 0.03 * flap
        elif verb in AFLOAT or (verb in ("swim", "dive") and row.floats):
            leg = -row.girth * 0.28 if row.wing_shape != "flipper" else 0.0
            tilt = 0.08 if row.wing_shape != "flipper" else 0.15
            drop = 0.02 * wave(pose.time, 0.5)
        elif verb in STEPPING:
            nod += 0.10 * math.sin(TAU * 2 * pose.phase)
            drop = -0.015 * abs(math.sin(TAU * pose.phase))
        elif verb == "jump":
            t = pose.phase - math.floor(pose.phase)
            drop, flap, fold = -0.4 * math.sin(math.pi * t), math.sin(TAU * 3 * pose.time), 0.3
        elif verb in ("sit", "lie", "sleep"):
            leg = row.leg * 0.25
        elif verb in ("dance", "play", "laugh"):
            drop, fold = -0.05 * abs(wave(pose.time, 1.4)), 0.55
            flap, tilt = wave(pose.time, 2.8), tilt + 0.12 * wave(pose.time, 0.7)
        elif verb in ("wave", "fight", "hug"):
            fold, flap = 0.4, wave(pose.time, 2.0)
        center = (
            0.0,
            -leg
            - row.girth * 0.5 * (0.6 + 0.4 * math.cos(tilt))
            - row.body * 0.32 * max(0.0, math.sin(tilt))
            + breath
            + drop,
        )
        front = (center[0] + math.cos(tilt) * row.body * 0.36, center[1] - math.sin(tilt) * row.body * 0.36)
        reach = row.neck + row.head * 0.62
        angle = 0.5 if row.neck < 0.3 else 0.22 if "swan" in row.marks else 0.12
        if flying and row.neck > 0.15:
            angle = 1.35
        if verb in ("eat", "drink"):
            dip = 0.5 + 0.5 * wave(pose.time, 1.2)
            angle = 1.2 + 0.9 * dip if row.neck > 0.15 else 0.9 + 0.7 * dip
        if verb == "sleep":
            angle = -0.5 if row.neck > 0.15 else 0.6
        head = (front[0] + math.sin(angle + nod) * reach, front[1] - math.cos(angle + nod) * reach)
        if verb in ("eat", "drink") and row.neck > 0.3:
            head = (front[0] + reach * 0.55, -row.head * 0.9 - 0.1 * (1 - dip))
        if "swan" in row.marks and not flying and verb not in ("eat", "drink"):
            bow = row.neck * 0.30
            neck: tuple[Point, ...] = (
                front,
                (front[0] + bow * 0.95, front[1] - row.neck * 0.2),
                (front[0] + bow * 0.35, front[1] - row.neck * 0.5),
                (front[0] - bow * 0.2, front[1] - row.neck * 0.84),
                (head[0] - row.head * 0.5, head[1] - row.head * 0.34),
                (head[0] - row.head * 0.1, head[1] + row.head * 0.05),
            )
        else:
            middle = between(front, head, 0.5)
            neck = (front, (middle[0] + row.neck * 0.1, middle[1]), head)
        look = -0.35 if verb in ("look_up", "sing") else 0.3 if verb in ("eat", "drink") else 0.0
        return Build(center, tilt, head, neck, fold, flap, look + nod)

    def _draw(self, pen: Pen, build: Build, pose: Pose) -> None:
        row, c = self.row, self.plumage
        spread = pose.verb in ("dance", "stand", "idle", "talk", "look", "sing") and row.tail in (
            "peacock",
            "fan",
        )
        rump = (
            build.body[0] - math.cos(build.tilt) * row.body * 0.42,
            build.body[1] + math.sin(build.tilt) * row.body * 0.42,
        )
        if spread:
            draw_tail_feathers(pen, row, c.coat, c.dark, rump, build.tilt, pose, spread=True)
        flipper = row.wing_shape == "flipper"
        if flipper:
            draw_flipper(pen, row, c, build.body, build.tilt, _flipper_swing(pose), near=False)
        elif build.fold < 0.9:
            draw_open_wing(pen, row, c, build.body, build.flap, near=False)
        if pose.verb not in AFLOAT:
            self._leg(pen, build, pose, near=False)
        if not spread:
            draw_tail_feathers(pen, row, c.wing, c.dark, rump, build.tilt, pose, spread=False)
        self._neck(pen, build)
        self._body(pen, build)
        if pose.verb not in AFLOAT:
            self._leg(pen, build, pose, near=True)
        if flipper:
            draw_flipper(pen, row, c, build.body, build.tilt, _flipper_swing(pose), near=True)
        elif build.fold < 0.9:
            draw_open_wing(pen, row, c, build.body, build.flap, near=True)
        else:
            draw_folded_wing(pen, row, c, build.body, build.tilt, 0.02 * wave(pose.time, 0.4))
        self._head(pen, build, pose)

    def _body(self, pen: Pen, build: Build) -> None:
        row, c = self.row, self.plumage
        ux, uy = math.cos(build.tilt), -math.sin(build.tilt)
        x, y = build.body
        b = row.body

        def at(along: float, up: float) -> Point:
            return (x + ux * along * b + uy * up * row.girth, y + uy * along * b - ux * up * row.girth)

        chain = [at(-0.46, 0.12), at(-0.2, 0.03), at(0.08, 0.0), at(0.3, 0.02), at(0.42, 0.06)]
        pen.limb(
            chain,
            [row.girth * 0.34, row.girth * 0.82, row.girth * 1.0, row.girth * 0.84, row.girth * 0.56],
            c.coat,
            shade=0.18,
        )
        front = 0.5 if row.upright > 1.1 else 0.0
        if row.upright > 1.1:
            pen.blob(
                [
                    at(0.4, -0.1),
                    at(0.36, -0.38),
                    at(0.05, -0.49),
                    at(-0.3, -0.36),
                    at(-0.42, -0.06),
                    at(-0.2, 0.12 * front),
                    at(0.1, 0.16 * front),
                    at(0.3, 0.14),
                ],
                c.belly,
                outer=False,
            )
        else:
            pen.blob(
                [
                    at(0.44, 0.0),
                    at(0.38, -0.3),
                    at(0.08, -0.47),
                    at(-0.22, -0.36),
                    at(-0.4, -0.06),
                    at(-0.16, -0.14),
                    at(0.12, -0.18),
                    at(0.3, -0.08),
                ],
                c.belly,
                outer=False,
            )
        draw_marks(pen, row, c.dark, at)

    def _neck(self, pen: Pen, build: Build) -> None:
        row, c = self.row, self.plumage
        if row.neck < 0.01:
            return
        color = c.dark if "bare_neck" in row.marks else c.coat
        count = len(build.neck)
        base = min(row.girth * 0.75, row.neck_width * 2.4)
        widths = [base] + [row.neck_width * (1.2 if k == 1 and count == 3 else 1.0) for k in range(1, count)]
        pen.limb(list(build.neck), widths, color, shade=0.2)
        if "crane" in row.marks:
            pen.limb(
                [between(build.neck[0], build.neck[1], 0.7), *build.neck[1:]],
                [row.neck_width * 0.8, row.neck_width, row.neck_width][: len(build.neck)],
                c.dark,
                shade=0.0,
                outer=False,
            )
        if "collar" in row.marks:
            spot = between(build.neck[-2], build.neck[-1], 0.2)
            pen.limb(
                [spot, build.neck[-1]], [row.neck_width * 1.1, row.neck_width], c.dark, shade=0.0, outer=False
            )

    def _head(self, pen: Pen, build: Build, pose: Pose) -> None:
        row, c = self.row, self.plumage
        r = row.head
        mood, lids = mood_of(pose), eyelids(pose, self.seed)
        front = "owl" in row.marks or (pose.view in ("front", "three_quarter") and looks_ahead(row))
        open_ = max(pose.mouth, mood.open * 0.6)
        with pen.within(build.head[0], build.head[1], build.nod, r, r):
            draw_crest(pen, row, c.dark, c.coat, behind=True)
            beak_first = not front
            if beak_first:
                draw_beak(pen, row, c.beak, open_, front)
            tone = (
                c.dark
                if "white_head" in row.marks or "bare_neck" in row.marks or "collar" in row.marks
                else c.coat
            )
            pen.ball(0.0, 0.0, 1.0 if "owl" not in row.marks else 1.08, 0.96, tone)
            self._face_marks(pen, front)
            big = row.eye
            if front:
                for which in (-1, 1):
                    x = 0.42 * which + (0.16 if "owl" in row.marks and pose.view == "side" else 0.0)
                    if "owl" in row.marks:
                        pen.oval(x, -0.1, 0.42, 0.44, c.belly)
                        pen.oval(x, -0.1, big * 1.05, big * 1.1, (0.97, 0.75, 0.25))
                    eye(pen, (x, -0.1), big * 0.75, big * 0.85, lids, mood, pose.gaze, None, tone)
                draw_beak(pen, row, c.beak, open_, True)
            else:
                eye(pen, (0.3, -0.16), big * 0.85, big, lids, mood, pose.gaze, None, tone)
            draw_crest(pen, row, c.dark, c.coat, behind=False)
            if self.outfit is not None:
                self._wear(pen, self.outfit, front)

    def _wear(self, pen: Pen, outfit: Outfit, front: bool, yaw: float = 0.17) -> None:
        """Scarf, glasses and hat, in radii of the head."""
        scarf, glasses, hat = outfit.get("neck"), outfit.get("eyes"), outfit.get("hat")
        if scarf is not None:
            pen.limb([(-0.75, 0.9), (0.1, 1.08), (0.8, 0.86)], [0.32, 0.4, 0.32], scarf.color)
            pen.limb([(-0.45, 1.0), (-0.62, 1.9)], [0.3, 0.36], scarf.color)
        if glasses is not None:
            yaw, spread, y, size = (yaw, 0.5, -0.1, 0.42) if front else (0.9, 0.57, -0.16, 0.34)
            draw_eyewear(pen, glasses.cut.style, glasses.color, yaw, spread, y, size)
        if hat is not None:
            draw_hat(pen, hat.cut.style, hat.color, yaw if front else 0.9)

    def _face_marks(self, pen: Pen, front: bool) -> None:
        row, c = self.row, self.plumage
        if "cap" in row.marks:
            pen.blob(
                [(-0.95, -0.2), (-0.6, -0.8), (0.1, -0.97), (0.7, -0.66), (0.75, -0.4), (0.0, -0.5)],
                c.dark,
                outer=False,
            )
        if "pale_cheek" in row.marks:
            pen.oval(0.38, 0.02, 0.42, 0.46, c.dark)
        if "penguin" in row.marks:
            pen.blob(
                [(0.95, -0.2), (0.5, -0.5), (0.1, -0.4), (-0.05, 0.1), (0.1, 0.6), (0.6, 0.75), (0.95, 0.3)],
                c.belly,
                outer=False,
            )
            pen.oval(0.16, 0.34, 0.2, 0.13, (0.98, 0.75, 0.42))
        if "swan" in row.marks and row.beak == "flat":
            pen.blob(
                [(0.6, -0.12), (0.82, -0.36), (1.04, -0.26), (1.06, 0.12), (0.84, 0.26)],
                (0.13, 0.12, 0.15),
                outer=False,
            )
        if "crane" in row.marks:
            pen.blob([(-0.5, -0.8), (0.2, -0.97), (0.7, -0.6), (0.2, -0.5)], (0.85, 0.26, 0.24), outer=False)

    def _leg(self, pen: Pen, build: Build, pose: Pose, near: bool) -> None:
        row, c = self.row, self.plumage
        color = c.leg if near else dark(c.leg, 0.78)
        offset = row.girth * 0.1
        root = (
            build.body[0] - row.body * 0.04 * math.cos(build.tilt) + (0.0 if near else offset),
            build.body[1] + row.girth * 0.34 + row.body * 0.22 * max(0.0, math.sin(build.tilt)),
        )
        if build.fold < 0.2 and pose.verb in FLYING:
            back = max(row.leg * 0.8, 0.12)
            pen.limb(
                [
                    root,
                    (root[0] - back * 0.5, root[1] + back * 0.22),
                    (root[0] - back, root[1] + back * 0.16),
                ],
                [row.leg_width] * 3,
                color,
                shade=0.0,
            )
            return
        rest = (0.04 if near else 0.04 + offset, 0.0 if near else -0.02)
        lift = 0.0
        if pose.verb in STEPPING:
            s = step(pose.phase + (0.0 if near else 0.5), 0.6)
            rest = (rest[0] + s.reach * self._travel(), rest[1])
            lift = s.lift * max(0.06, row.leg * 0.35)
        if pose.verb == "jump":
            lift = 0.36 * math.sin(math.pi * (pose.phase - math.floor(pose.phase)))
        foot = (rest[0], rest[1] - lift)
        bone = clamp(row.leg * 0.62 + row.girth * 0.1, 0.06, 0.6)
        if row.leg > _WADER and pose.verb in _POISED:
            # Waders rest on one straight leg, the other drawn up.
            foot = foot if near else (rest[0] + 0.05, -row.leg * 0.5)
            bone = 0.505 * math.dist(root, foot) if near else bone * 0.86
        knee, ankle = two_bone(root, (foot[0], foot[1] - 0.015), bone, bone, 1)
        pen.limb(
            [root, knee, ankle], [row.leg_width * 2.6, row.leg_width * 1.1, row.leg_width], color, shade=0.0
        )
        w = max(0.05, row.leg * 0.22) * (1.5 if row.web else 1.0)
        if row.web:
            pen.facet(
                [
                    (ankle[0] - w * 0.3, ankle[1] + 0.018),
                    (ankle[0], ankle[1] - 0.015),
                    (ankle[0] + w * 1.2, ankle[1] + 0.02),
                ],
                color,
            )
        else:
            for end in (-0.5, 0.75, 1.15):
                pen.line(
                    [(ankle[0], ankle[1]), (ankle[0] + w * end, ankle[1] + 0.016)],
                    row.leg_width * 0.75,
                    color,
                )


_WADER = 0.34
"""Length of legs, in heights, from which a bird is a wader."""

_POISED = frozenset(("stand", "idle", "look", "look_up", "talk", "sing", "think", "hold", "sleep"))


def _flipper_swing(pose: Pose) -> float:
    """How far a penguin's flippers stand off its sides, radians."""
    if pose.verb in STEPPING:
        return 0.25 * math.sin(TAU * pose.phase)
    if pose.verb == "wave":
        return 0.5 + 0.5 * wave(pose.time, 2.0)
    if pose.verb in ("dance", "play", "laugh", "fight", "hug", "jump") or pose.verb in FLYING:
        return 0.35 + 0.3 * wave(pose.time, 1.4)
    return 0.1 * wave(pose.time, 0.5)
