"""Four-footed animals: a spine, four jointed legs, a neck, a tail and a head, drawn from one row of numbers."""

import math

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.coats import draw_pattern, on_trunk
from laterna.engines.animatic.figures.figure import Box, Figure, draw_held, held_size
from laterna.engines.animatic.figures.geometry import Point, between, clamp, lerp, polar, spline, two_bone
from laterna.engines.animatic.figures.head import draw_head
from laterna.engines.animatic.figures.headbase import Coat, Face
from laterna.engines.animatic.figures.hues import Color, dark, mix
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose, eyelids, mood_of
from laterna.engines.animatic.figures.prop import PropFigure
from laterna.engines.animatic.figures.quadruped_flippers import draw_fore_flipper, draw_hind_flipper
from laterna.engines.animatic.figures.quadruped_front import (
    draw_raised,
    draw_seated,
    held_at,
    seat_of,
    sits_ahead,
)
from laterna.engines.animatic.figures.quadruped_pose import (
    BEGS,
    Foot,
    Stance,
    gait_of,
    leap_height,
    stance,
    travel_of,
)
from laterna.engines.animatic.figures.rows import Quadruped
from laterna.engines.animatic.figures.tails import draw_tail
from laterna.engines.animatic.figures.wings import draw_wing
from laterna.engines.animatic.light import Light

TRAILING = frozenset(("long", "plume", "bushy", "hair", "thick"))
"""Tails that stand off behind, where another's nose must not be."""

FAST = frozenset(("run", "gallop", "jump"))
YAWS = {"side": 1.0, "three_quarter": 0.55, "front": 0.0, "back": 4.0}


STAMPED = (
    (0.08, -0.2), (0.3, -0.6), (0.3, 0.5), (0.52, -0.7), (0.54, 0.35), (0.76, -0.55), (0.8, 0.4), (0.97, -0.1),
)  # fmt: skip
"""Where on the trunk an animal made of things wears them: along 0..1, across -1..1."""


class QuadrupedFigure(Figure):
    """One animal. `row` gives its shape, `coat` its colours, `seed` its blinking and idle rhythm."""

    def __init__(
        self, row: Quadruped, coat: Coat, seed: int, metres: float, stamp: PropFigure | None = None
    ) -> None:
        self.row, self.coat, self.seed, self.stamp = row, coat, seed, stamp
        rest = stance(row, Pose(), 0)
        neck, skull = self._neck(rest)
        top = min(skull[1] - row.head_size * row.head.height, rest.hip[1] - row.girth * 0.5)
        self._unit = 1.0 / -top
        self.metres = metres
        left = rest.hip[0] - row.girth * 0.5 - 0.1
        right = skull[0] + row.head_size * (1.0 + row.head.muzzle_length)
        self._center = (left + right) * 0.5 * 0.6
        trailing = 0.3 * row.tail_length if row.tail in TRAILING else 0.0
        self.aspect = (right - left + trailing) * self._unit
        self.seat_height = (0.97 + row.girth * 0.36) * self._unit
        self._neck_length = len(neck)

    # -- anchors -------------------------------------------------------------------------------------------------

    def stride(self, verb: str) -> float:
        gait = gait_of(self.row, verb)
        return travel_of(self.row, gait) / gait.duty * self._unit

    def bounds(self, pose: Pose) -> Box:
        half = self.aspect * 0.5 + 0.45 + self.row.tail_length * 0.6 * self._unit
        air = leap_height(self.row) * self._unit if pose.verb == "jump" else 0.12
        top = (
            1.1
            + air
            + 0.5 * (self.row.head.horns != "")
            + self.row.head_size * self._unit * (0.5 + self.row.head.ear_size)
        )
        extra = 0.9 if self.row.wings else 0.0
        if pose.held is not None:
            extra = max(extra, held_size(self, pose, pose.held) * 1.2)
        return (-half - extra * 0.5, -top - extra - pose.lift, half + extra, 0.3 - pose.lift)

    def _point(self, p: Point, pose: Pose) -> Point:
        return ((p[0] - self._center) * self._unit * pose.facing, p[1] * self._unit - pose.lift)

    def head(self, pose: Pose) -> Point:
        if sits_ahead(self.row, pose):
            x, y = seat_of(self.row, pose, self.seed).skull
            top = (y - self.row.head_size * self.row.head.height) * self._unit
            return (x * self._unit * pose.facing, top - pose.lift)
        _, skull = self._neck(stance(self.row, pose, self.seed))
        return self._point((skull[0], skull[1] - self.row.head_size * self.row.head.height), pose)

    def mouth_point(self, pose: Pose) -> Point:
        _, skull = self._neck(stance(self.row, pose, self.seed))
        r = self.row.head_size
        return self._point((skull[0] + r * (0.78 + self.row.head.muzzle_length), skull[1] + r * 0.68), pose)

    def hand(self, pose: Pose) -> Point:
        body = stance(self.row, pose, self.seed)
        if body.feet[2].free and (pose.verb in BEGS or pose.verb in ("eat", "drink", "point", "throw")):
            return self._point(body.feet[2].at, pose)
        return self.mouth_point(pose)

    # -- drawing -------------------------------------------------------------------------------------------------

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        if sits_ahead(self.row, pose):
            self._draw_ahead(canvas, pose, light)
            return
        pen = Pen(light, pose.facing)
        body = stance(self.row, pose, self.seed)
        with pen.within(-self._center * self._unit, 0.0, 0.0, self._unit, self._unit):
            self._draw_body(pen, body, pose)
        pen.flush(canvas, pose.facing, pose.lift)
        if pose.held is not None:
            at, thing = self.hand(pose), pose.held
            across = thing.aspect < 0.3 and thing.metres > 0.3  # a stick lies across the mouth
            place = (at[0] * pose.facing, at[1] + pose.lift)
            size = held_size(self, pose, thing) * (0.9 if across else 1.0)
            turn, grip = (78.0, (0.0, -0.5)) if across else (0.0, None)
            draw_held(pen, canvas, thing, place, size, pose, light, turn, grip)

    def _draw_ahead(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        pen = Pen(light, pose.facing)
        with pen.within(0.0, 0.0, 0.0, self._unit, self._unit):
            draw_seated(pen, self.row, self.coat, pose, self.seed)
        if pose.held is not None:
            pen.flush(canvas, pose.facing, pose.lift)
            x, y = held_at(seat_of(self.row, pose, self.seed))
            place = (x * self._unit, y * self._unit)
            size = held_size(self, pose, pose.held)
            slim = pose.held.aspect < 0.6
            grip = (0.0, -0.66 if slim else -0.4)
            draw_held(pen, canvas, pose.held, place, size, pose, light, 14.0 if slim else 0.0, grip)
            pen = Pen(light, pose.facing)
        with pen.within(0.0, 0.0, 0.0, self._unit, self._unit):
            draw_raised(pen, self.row, self.coat, pose, self.seed)
        pen.flush(canvas, pose.facing, pose.lift)

    def _draw_body(self, pen: Pen, body: Stance, pose: Pose) -> None:
        row, coat = self.row, self.coat
        trunk, widths = self._trunk(body)
        far = mix(coat.coat, dark(coat.coat, 0.62), 0.72 if row.foot == "hoof" else 0.55)
        if row.foot == "flipper":
            self._flippers(pen, body, pose, far, near=False)
        else:
            self._foreleg(pen, body, body.feet[3], far, near=False)
            self._hindleg(pen, body, body.feet[1], far, near=False)
        if row.wings:
            draw_wing(pen, self._withers(body), pose, coat, near=False, kind=row.wings)
        root = (trunk[0][0] - widths[0] * 0.26, trunk[0][1] - widths[0] * 0.2)
        draw_tail(pen, row, coat, root, body.tail)
        neck, skull = self._neck(body)
        if row.neck_width < row.head_size * 1.2:
            self._draw_neck(pen, body, neck)
        pen.limb(trunk, widths, coat.coat, shade=0.2)
        if row.neck_width >= row.head_size * 1.2:
            self._draw_neck(pen, body, neck)
        self._belly(pen, trunk, widths)
        draw_pattern(pen, row, coat, trunk, widths)
        self._stamps(pen, trunk, widths, neck, pose)
        if row.foot == "flipper":
            self._flippers(pen, body, pose, coat.coat, near=True)
        else:
            self._hindleg(pen, body, body.feet[0], coat.coat, near=True)
            self._foreleg(pen, body, body.feet[2], coat.coat, near=True)
        if row.wings:
            draw_wing(pen, self._withers(body), pose, coat, near=True, kind=row.wings)
        self._head(pen, body, skull, pose)

    def _flippers(self, pen: Pen, body: Stance, pose: Pose, color: Color, near: bool) -> None:
        low = self.row.girth * (0.3 if near else 0.2)
        fore = (body.shoulder[0] - (0.02 if near else -0.06), body.shoulder[1] + low)
        hind = (body.hip[0] - (0.02 if near else -0.04), body.hip[1] + low)
        draw_hind_flipper(pen, self.row, hind, pose, color, near)
        draw_fore_flipper(pen, self.row, fore, pose, color, near)

    def _stamps(
        self, pen: Pen, trunk: list[Point], widths: list[float], neck: list[Point], pose: Pose
    ) -> None:
        """An animal made of things wears them all over."""
        if self.stamp is None:
            return
        size = self.row.girth * 0.52
        places = [on_trunk(trunk, widths, u, v) for u, v in STAMPED]
        places += [between(neck[0], neck[-1], t) for t in (0.35, 0.7)] if self.row.neck > 0.3 else []
        for k, (x, y) in enumerate(places):
            with pen.within(x, y + size * 0.5, 0.25 * math.sin(k * 2.1), size, size):
                self.stamp.stamp(pen, pose)

    def _withers(self, body: Stance) -> Point:
        return (body.shoulder[0] - 0.22, body.shoulder[1] - self.row.girth * 0.28)

    def _trunk(self, body: Stance) -> tuple[list[Point], list[float]]:
        row = self.row
        hip, shoulder = body.hip, body.shoulder
        g = row.girth
        dx, dy = shoulder[0] - hip[0], shoulder[1] - hip[1]
        length = math.hypot(dx, dy) or 1.0
        ux, uy = dx / length, dy / length
        nx, ny = uy, -ux

        def at(along: float, up: float) -> Point:
            return (hip[0] + dx * along + nx * up, hip[1] + dy * along + ny * up)

        rump, chest = g * row.rump, g * row.chest
        first, last = at(0.0, 0.02), at(1.0, -0.02)
        points = [
            (first[0] - ux * rump * 0.18, first[1] - uy * rump * 0.18),
            at(0.14, 0.0), at(0.36, body.arch * 0.8), at(0.58, body.arch + row.hump * 0.2), at(0.82,
                -0.03 + row.hump * 0.5),
            (last[0] + ux * chest * 0.2, last[1] + uy * chest * 0.2),
        ]  # fmt: skip
        widths = [
            rump * 0.74,
            rump * 1.0,
            g * 0.97,
            lerp(g, chest, 0.6) * (1.0 + row.hump * 0.3),
            chest * (1.02 + row.hump),
            chest * 0.78,
        ]
        return points, widths

    def _neck(self, body: Stance) -> tuple[list[Point], Point]:
        row = self.row
        base = (body.shoulder[0] + 0.04 * row.length, body.shoulder[1] - row.girth * row.chest * 0.12)
        tip = (base[0] + math.sin(body.neck_angle) * row.neck, base[1] - math.cos(body.neck_angle) * row.neck)
        r = row.head_size
        ahead = 0.30 if row.head.muzzle != "long" else 0.12
        skull = (tip[0] + r * ahead, tip[1] - r * 0.45)
        if body.neck_angle > 1.3:
            skull = (
                tip[0] + r * 0.55,
                min(tip[1] - r * 0.1, -r * (2.25 if row.head.muzzle == "trunk" else 0.86)),
            )
        return [base, between(base, tip, 0.5), (skull[0] - r * 0.12, skull[1] + r * 0.1)], skull

    def _draw_neck(self, pen: Pen, body: Stance, neck: list[Point]) -> None:
        row, coat = self.row, self.coat
        w = row.neck_width
        if row.head.mane == "donkey":
            self._mane(pen, body, neck)
        root = (neck[0][0] - 0.05 * row.length, neck[0][1] + row.girth * 0.06)
        pen.limb(
            [root, neck[0], neck[1], neck[2]], [w * 0.9, w * 1.3, w * 1.12, w * 0.95], coat.coat, shade=0.2
        )
        if row.head.mane == "horse":
            self._mane(pen, body, neck)

    def _mane(self, pen: Pen, body: Stance, neck: list[Point]) -> None:
        """Hair from the poll to the withers: its root runs down the crest, its ends stream backward."""
        w, color = self.row.neck_width, self.coat.mane
        full = self.row.head.mane == "horse"
        hang, over = (0.3, 0.28) if full else (0.05, 0.56)
        crest = spline(
            [
                (neck[0][0] - w * (over + 0.2), neck[0][1] - w * 0.34),
                (neck[1][0] - w * over, neck[1][1] - w * 0.1),
                (neck[2][0] - w * (over - 0.1), neck[2][1] - w * 0.4),
            ],
            3,
        )
        flow = hang * (1.0 + 0.9 * body.sway)
        outer = [
            (x - flow * (0.62 + 0.3 * (i % 2)), y + flow * (0.3 * (i % 2) - 0.1))
            for i, (x, y) in enumerate(crest)
        ]
        pen.blob([*crest, *reversed(outer)], color)

    def _belly(self, pen: Pen, trunk: list[Point], widths: list[float]) -> None:
        """The lighter underside: a lens inside the lower edge."""
        if self.row.shell:
            return
        top: list[Point] = []
        low: list[Point] = []
        for k in (1, 2, 3, 4):
            (x, y), w = trunk[k], widths[k]
            top.append((x, y + w * 0.30))
            low.append((x, y + w * 0.465))
        start, end = trunk[1], trunk[5]
        outline = [
            (start[0] - 0.04, start[1] + widths[1] * 0.42),
            *top,
            (end[0] + widths[5] * 0.2, end[1] + widths[5] * 0.1),
            (end[0] + widths[5] * 0.12, end[1] + widths[5] * 0.36),
            *reversed(low),
        ]
        pen.blob(outline, self.coat.belly, outer=False)

    def _hindleg(self, pen: Pen, body: Stance, foot: Foot, color: Color, near: bool) -> None:
        row = self.row
        hip = body.hip if near else (body.hip[0] + 0.05, body.hip[1] - 0.01)
        ankle = self._above(foot)
        shin = 0.36
        hock = (ankle[0] - math.sin(foot.tilt) * shin, ankle[1] - math.cos(foot.tilt) * shin)
        knee, hock = two_bone((hip[0], hip[1] + 0.06), hock, 0.37, 0.35, -1)
        knee = (knee[0], max(knee[1], hip[1] - row.girth * 0.16))
        w = row.leg_width
        thigh = row.girth * row.rump * 0.66 * row.thigh
        pen.limb(
            [hip, knee, hock, ankle],
            [thigh, max(w * 1.5, thigh * 0.62), w * 0.98, w * 0.86],
            color,
            shade=0.2 if near else 0.0,
            outer=near,
        )
        if near:
            self._blend(pen, hip, knee, thigh, color)
        self._sock(pen, hock, ankle, w, near)
        self._paw(pen, foot, color, near)

    def _foreleg(self, pen: Pen, body: Stance, foot: Foot, color: Color, near: bool) -> None:
        row = self.row
        if row.arms:
            self._arm(pen, body, foot, color, near)
            return
        top = body.shoulder if near else (body.shoulder[0] + 0.06, body.shoulder[1])
        ankle = self._above(foot)
        shin = 0.28
        wrist = (ankle[0] - math.sin(foot.tilt) * shin, ankle[1] - math.cos(foot.tilt) * shin)
        rise = 1.0 + row.slope
        elbow, wrist = two_bone((top[0] - 0.02, top[1] + 0.05), wrist, 0.37 * rise, 0.36 * rise, 1)
        elbow = (elbow[0], min(elbow[1], -row.leg_width * 0.62))
        w = row.leg_width
        pen.limb(
            [top, elbow, wrist, ankle],
            [row.girth * row.chest * 0.5, max(w * 1.35, row.girth * 0.34), w, w * 0.86],
            color,
            shade=0.2 if near else 0.0,
            outer=near,
        )
        if near:
            self._blend(pen, top, elbow, row.girth * row.chest * 0.5, color)
        self._sock(pen, wrist, ankle, w, near)
        self._paw(pen, foot, color, near)

    def _blend(self, pen: Pen, root: Point, joint: Point, wide: float, color: Color) -> None:
        """Lets the root of a leg go over into the trunk, so that no seam runs around thigh and shoulder."""
        away = pen.toward[0] < 0
        low = between(root, joint, 0.62)
        shift = wide * (0.05 if away else -0.05)
        pen.limb(
            [(root[0] + shift, root[1]), (low[0] + shift * 0.4, low[1])], [wide * 1.04, wide * 0.74], color,
            shade=0.0, outer=False,
        )  # fmt: skip

    def _arm(self, pen: Pen, body: Stance, foot: Foot, color: Color, near: bool) -> None:
        row = self.row
        w = row.leg_width * 0.72
        root = (body.shoulder[0] + (0.06 if near else 0.12), body.shoulder[1] + row.girth * row.chest * 0.22)
        swing = 0.25 * math.sin(body.sway * 3.0) + (0.9 if foot.free and foot.at[1] < -0.4 else 0.0)
        elbow = polar(root, -0.2 + swing, row.arms * 0.5)
        hand = polar(elbow, 1.0 + swing, row.arms * 0.5)
        pen.limb([root, elbow, hand], [w * 1.5, w, w * 0.7], color)
        for turn in (0.6, 1.2):
            pen.limb(
                [hand, polar(hand, turn + swing, w * 0.9)], [w * 0.5, w * 0.12], self.coat.belly, shade=0.0
            )

    def _above(self, foot: Foot) -> Point:
        height = 0.085 if self.row.foot == "hoof" else 0.065
        lean = clamp(foot.tilt, -0.6, 0.6)
        return (foot.at[0] - math.sin(lean) * height * 0.8, foot.at[1] - height)

    def _sock(self, pen: Pen, joint: Point, ankle: Point, w: float, near: bool) -> None:
        if self.row.sock == 0:
            return
        color = self.coat.belly if self.row.sock > 0 else self.coat.dark
        start = between(ankle, joint, min(0.95, abs(self.row.sock)))
        pen.limb(
            [start, between(start, ankle, 0.5), ankle],
            [w * 0.98, w * 0.92, w * 0.9],
            color if near else dark(color, 0.75),
            shade=0.0,
            outer=False,
        )

    def _paw(self, pen: Pen, foot: Foot, color: Color, near: bool) -> None:
        row = self.row
        w = row.leg_width * row.foot_size
        turn = clamp(foot.flat, -1.6, 1.6)
        base = self._above(foot)
        dim = 1.0 if near else 0.72
        with pen.within(base[0], base[1], turn):
            if row.foot == "hoof":
                low = foot.at[1] - base[1] if abs(turn) < 0.05 else 0.085
                hoof = [(-w * 0.42, -0.035), (w * 0.42, -0.035), (w * 0.66, low), (-w * 0.5, low)]
                pen.facet(hoof, dark(self.coat.dark, dim))
                return
            paw = self.coat.belly if row.sock > 0 else self.coat.dark if row.sock < 0 else color
            if not near and row.sock != 0:
                paw = dark(paw, dim)
            low = 0.065
            pen.blob(
                [
                    (-w * 0.48, -0.03),
                    (w * 0.2, -0.06),
                    (w * 0.82, low * 0.05),
                    (w * 0.92, low * 0.72),
                    (w * 0.6, low),
                    (-w * 0.3, low),
                    (-w * 0.56, low * 0.5),
                ],
                paw,
            )
            if near and row.foot == "paw":
                for k in (0.36, 0.62):
                    pen.line([(w * k, low * 0.95), (w * (k + 0.05), low * 0.3)], 0.012, dark(paw, 0.7))

    def _head(self, pen: Pen, body: Stance, skull: Point, pose: Pose) -> None:
        row = self.row
        yaw, size = row.head.yaw * YAWS[pose.view], row.head_size
        if pose.view == "back":
            yaw = 2.6
        elif pose.verb in FAST:
            # A round face turned to the viewer on a body that gallops past looks pasted on.
            yaw = min(max(yaw, 0.62) + 0.3, 1.2) if yaw < 1.0 else yaw
            size *= 0.85 if row.head_size > 0.4 else 1.0
        mood = mood_of(pose)
        face = Face(yaw, mood, eyelids(pose, self.seed), pose.mouth, pose.gaze, body.sway + 0.1 * pose.wind)
        turn = body.head_turn + (0.25 if pose.gaze[1] > 0.6 else 0.0) * 0.5
        if pose.verb == "sleep":
            turn += 0.1
        with pen.within(skull[0], skull[1], turn, size, size):
            draw_head(pen, row.head, self.coat, face)
