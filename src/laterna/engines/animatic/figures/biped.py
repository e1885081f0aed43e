"""Figures on two legs: people of every age and dress, animals that stand and dress as people, robots, astronauts."""

import math

import msgspec
from msgspec import Struct

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.accessories import draw_neck, draw_on_face, draw_pack, draw_style
from laterna.engines.animatic.figures.biped_pose import JUMP_HEIGHT, Body, body, stride
from laterna.engines.animatic.figures.builds import BUILDS
from laterna.engines.animatic.figures.dress import (
    Trunk,
    along,
    draw_apron,
    draw_cape,
    draw_front,
    draw_skirt,
    draw_trunk,
)
from laterna.engines.animatic.figures.eyewear import draw_eyewear
from laterna.engines.animatic.figures.figure import Box, Figure, draw_held, held_size
from laterna.engines.animatic.figures.geometry import Point, between, clamp, turned
from laterna.engines.animatic.figures.hair import hair_back
from laterna.engines.animatic.figures.hats import draw_hat
from laterna.engines.animatic.figures.head import draw_head
from laterna.engines.animatic.figures.headbase import Coat, Face
from laterna.engines.animatic.figures.hues import dark, shade
from laterna.engines.animatic.figures.human import Person, draw_person
from laterna.engines.animatic.figures.oddheads import ODD_HEADS
from laterna.engines.animatic.figures.outfit import Outfit, Piece
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose, eyelids, mood_of
from laterna.engines.animatic.figures.rows import Biped, Head, Quadruped
from laterna.engines.animatic.figures.skeleton import Joints, Limb, joints
from laterna.engines.animatic.figures.tails import draw_tail
from laterna.engines.animatic.figures.wings import beat, feathered_wing
from laterna.engines.animatic.light import Light


class Animal(Struct, frozen=True):
    """The animal in an anthropomorphic figure."""

    head: Head
    coat: Coat
    row: Quadruped


class BipedFigure(Figure):
    """One person. `row` gives the proportions, `outfit` the clothes; `animal` replaces head, skin and adds a tail."""

    def __init__(
        self, row: Biped, person: Person, outfit: Outfit, seed: int, animal: Animal | None = None
    ) -> None:
        self.row, self.person, self.outfit, self.seed, self.animal = row, person, outfit, seed, animal
        self.metres = row.metres
        self.aspect = 0.42
        self.seat_height = 0.75
        self.skin = animal.coat.coat if animal else person.skin
        self.bulk = row.limb

    # -- anchors -------------------------------------------------------------------------------------------------

    def stride(self, verb: str) -> float:
        return stride(self.row.leg, verb)

    def bounds(self, pose: Pose) -> Box:
        air = JUMP_HEIGHT if pose.verb == "jump" else 0.05
        side = 0.72 if pose.verb not in ("fly", "swim", "dive", "lie", "sleep", "fall", "float") else 1.1
        extra = held_size(self, pose, pose.held) if pose.held is not None else 0.0
        low = 0.75 if pose.verb in ("ride", "dive", "fall", "fly", "swim", "float", "hover") else 0.25
        return (-side - extra, -1.42 - air - extra - pose.lift, side + extra + 0.1, low - pose.lift)

    def _joints(self, pose: Pose) -> tuple[Body, Joints]:
        moment = body(pose, self.row.leg, self.seed)
        return moment, joints(self.row, moment, pose.view)

    def head(self, pose: Pose) -> Point:
        _, on_page = self._joints(pose)
        x, y = on_page.head
        return (x * pose.facing, y - self.row.head_size - pose.lift)

    def mouth_point(self, pose: Pose) -> Point:
        _, on_page = self._joints(pose)
        x, y = turned(
            (on_page.head[0] + self.row.head_size * 0.7, on_page.head[1] + self.row.head_size * 0.5),
            on_page.nod,
            on_page.head,
        )
        return (x * pose.facing, y - pose.lift)

    def hand(self, pose: Pose) -> Point:
        _, on_page = self._joints(pose)
        x, y = _grip(on_page.near_arm)
        return (x * pose.facing, y - pose.lift)

    # -- drawing -------------------------------------------------------------------------------------------------

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        moment, on_page = self._joints(pose)
        pen = Pen(light, pose.facing)
        away = math.cos(on_page.turn) < -0.2
        if not away:
            self._behind(pen, on_page, moment, pose)
        far_first = not on_page.frontal
        if far_first or away:
            self._arm(pen, on_page.far_arm, far=far_first)
        if away:
            self._arm(pen, on_page.near_arm, far=False)
        build = BUILDS.get(self.row.build)
        if build is not None:
            build(pen, self.skin, on_page, pose.time)
        else:
            self._legs(pen, on_page, moment)
        if self.row.build != "snowman":
            self._clothes(pen, on_page, moment)
        if away:
            self._behind(pen, on_page, moment, pose)
        draw_neck(pen, self.row, self.outfit, self.skin, on_page)
        self._head(pen, on_page, moment, pose)
        if not far_first and not away:
            self._arm(pen, on_page.far_arm, far=False)
        second = pose.held_second
        if second is not None:
            pen.flush(canvas, pose.facing, pose.lift)
            draw_held(pen, canvas, second, _grip(on_page.far_arm), held_size(self, pose, second), pose, light)
            pen = Pen(light, pose.facing)
        if pose.held is not None:
            pen.flush(canvas, pose.facing, pose.lift)
            at, angle = _grip(on_page.near_arm), 0.0
            if pose.verb == "play_instrument" and pose.held.aspect < 0.7:
                # Strings lie across the body, the neck up towards the far hand.
                at, angle = (on_page.chest[0] + 0.04, on_page.chest[1] + 0.2), 56.0
            draw_held(pen, canvas, pose.held, at, held_size(self, pose, pose.held), pose, light, angle)
            pen = Pen(light, pose.facing)
        if not away:
            self._arm(pen, on_page.near_arm, far=False)
        pen.flush(canvas, pose.facing, pose.lift)

    def _behind(self, pen: Pen, on_page: Joints, moment: Body, pose: Pose) -> None:
        away = math.cos(on_page.turn) < -0.2
        wings = self.outfit.get("wings")
        if wings is not None:
            for near in (False, True):
                lift = beat(pose)
                with pen.within(
                    on_page.chest[0],
                    on_page.chest[1] + 0.06,
                    0.0,
                    0.42 if near or not on_page.frontal else -0.42,
                    0.42,
                ):
                    feathered_wing(
                        pen, (0.0, 0.0), lift, wings.color if near else dark(wings.color, 0.86), 1.0, near
                    )
        cape = self.outfit.get("back")
        if cape is not None:
            draw_cape(pen, self.row, on_page, cape, moment.sway, pose.time, pose.wind)
        pack = self.outfit.get("pack")
        if pack is not None or "life_support" in self.row.extras:
            draw_pack(pen, self.row, on_page, pack.color if pack else (0.78, 0.81, 0.86))
        if self.animal is not None and not away and not moment.seated:
            row = self.animal.row
            scale = 0.44
            root = on_page.pelvis
            with pen.within(root[0], root[1], 0.0, scale, scale):
                wag = 0.25 * math.sin(pose.time * 2.2) * pose.energy
                draw_tail(
                    pen,
                    row,
                    self.animal.coat,
                    (-0.08, 0.02),
                    (0.1 + 0.3 * wag + 0.25 * abs(moment.sway), 0.8, wag),
                )

    def _legs(self, pen: Pen, on_page: Joints, moment: Body) -> None:
        order = [(on_page.far_leg, True), (on_page.near_leg, False)]
        if on_page.frontal:
            order = [(on_page.far_leg, False), (on_page.near_leg, False)]
        for leg, far in order:
            self._leg(pen, leg, far, on_page)

    def _leg(self, pen: Pen, leg: Limb, far: bool, on_page: Joints) -> None:
        row = self.row
        dim = 0.78 if far else 1.0
        w = 0.066 * row.limb
        trousers = self.outfit.trousers
        cover = trousers.cut.legs if trousers else 0.0
        fit = trousers.cut.fit if trousers else 1.0
        root = max(on_page.widths[2] * 0.58, w * 1.5)
        joints_ = [leg.root, leg.middle, leg.end]
        if cover < 0.97:
            pen.limb(joints_, [root * 0.9, w * 1.02, w * 0.74], dark(self.skin, dim))
        if trousers is not None and cover > 0.02:
            tone = dark(trousers.color, dim)
            if cover > 0.6:
                end = along(leg, cover)
                pen.limb([leg.root, leg.middle, end], [root * fit, w * 1.2 * fit, w * 0.98 * fit], tone)
            else:
                end = along(leg, cover)
                pen.limb([leg.root, end], [root * fit, w * 1.45 * fit], tone, round_end=False)
            if trousers.cut.style == "space":
                for t in (0.0, 0.5):
                    pen.limb(
                        [between(leg.middle, leg.end, t), between(leg.middle, leg.end, t + 0.12)],
                        [w * 1.35 * fit, w * 1.3 * fit],
                        shade(tone, 0.7),
                        shade=0.0,
                    )
        self._foot(pen, leg, dim, w)

    def _foot(self, pen: Pen, leg: Limb, dim: float, w: float) -> None:
        piece = self.outfit.get("feet")
        bare = piece is None
        color = dark(self.skin if piece is None else piece.color, dim)
        if piece is not None and piece.cut.legs > 0:
            start = between(leg.end, leg.middle, piece.cut.legs * 1.3)
            pen.limb([start, leg.end], [w * 1.28, w * 1.12], color)
        s = 0.35 + 0.65 * abs(math.sin(self._turn))
        size = w * (1.25 if self.row.build == "suit" else 1.0)
        with pen.within(leg.end[0], leg.end[1], clamp(leg.turn, -1.6, 2.6) * s):
            low = 0.042
            toe = size * 1.7 * s + size * 0.35 * (1 - s)
            heel = -size * 0.62 * s - size * 0.45 * (1 - s)
            pen.blob(
                [
                    (heel * 0.9, -0.012),
                    (size * 0.1, -0.034),
                    (toe * 0.62, 0.0),
                    (toe, low * 0.55),
                    (toe * 0.92, low),
                    (heel * 0.8, low),
                    (heel * 1.06, low * 0.5),
                ],
                color,
            )
            if not bare:
                pale = piece is not None and piece.cut.style == "sneaker"
                sole = (0.75, 0.75, 0.76) if pale else dark(color, 0.6)
                pen.limb(
                    [(heel * 0.86, low * 0.93), (toe * 0.9, low * 0.93)],
                    [0.013, 0.013],
                    sole,
                    shade=0.0,
                    outer=False,
                )
            if piece is not None and piece.cut.style == "sneaker":
                pen.line([(size * 0.1, 0.0), (toe * 0.5, low * 0.4)], 0.008, dark((0.35, 0.5, 0.8), dim))

    def _clothes(self, pen: Pen, on_page: Joints, moment: Body) -> None:
        outfit, row = self.outfit, self.row
        base = outfit.get("full", "top")
        over = outfit.get("over")
        for piece in outfit.skirts:
            if piece is over:
                continue
            draw_skirt(pen, row, on_page, piece, moment.sway, moment.seated)
        trunk = Trunk(row, on_page, base.cut.fit if base else 1.0)
        draw_trunk(pen, trunk, base.color if base else self.skin)
        bottom = outfit.get("bottom")
        if bottom is not None and base is not None and base.cut.slot == "top" and base.cut.skirt == 0:
            hips = Trunk(row, on_page, 1.03)
            pen.blob(
                [
                    hips.at(-1.0, 0.1),
                    hips.at(0.0, 0.06),
                    hips.at(1.0, 0.1),
                    hips.at(1.02, -0.02),
                    hips.at(0.6, -0.12),
                    hips.at(-0.6, -0.12),
                    hips.at(-1.02, -0.02),
                ],
                bottom.color,
                outer=False,
            )
            if bottom.cut.style == "bib":
                self._bib(pen, hips, bottom, on_page)
        if self.animal is not None and base is None:
            self._bare_chest(pen, trunk, on_page)
        if base is not None:
            draw_front(pen, trunk, base, None, on_page.turn)
            draw_style(pen, trunk, base, on_page)
        if over is not None:
            if over.cut.skirt > 0.2:
                draw_skirt(pen, row, on_page, over, moment.sway, moment.seated)
            coat = Trunk(row, on_page, over.cut.fit)
            draw_trunk(pen, coat, over.color)
            draw_front(
                pen, coat, over, base.color if base and over.cut.front != "trench" else None, on_page.turn
            )
        draw_apron(pen, row, on_page, outfit)

    def _bib(self, pen: Pen, hips: Trunk, piece: Piece, on_page: Joints) -> None:
        mid = 0.6 * math.sin(on_page.turn)
        pen.blob(
            [
                hips.at(max(-1, mid - 0.5), 0.66),
                hips.at(min(1, mid + 0.45), 0.66),
                hips.at(1.0, 0.3),
                hips.at(1.02, 0.0),
                hips.at(-1.02, 0.0),
                hips.at(max(-1, mid - 0.8), 0.3),
            ],
            piece.color,
            outer=False,
        )
        for off in (-0.42, 0.38):
            pen.line(
                [hips.at(clamp(mid + off, -0.95, 0.95), 0.6), hips.at(clamp(mid + off, -0.9, 0.9), 1.02)],
                0.018,
                piece.color,
            )

    def _bare_chest(self, pen: Pen, trunk: Trunk, on_page: Joints) -> None:
        if self.animal is None or math.cos(on_page.turn) < -0.2:
            return
        mid = 0.45 * math.sin(on_page.turn)
        pen.blob(
            [
                trunk.at(mid, 1.06),
                trunk.at(min(0.95, mid + 0.5), 0.8),
                trunk.at(min(0.95, mid + 0.55), 0.3),
                trunk.at(mid, -0.05),
                trunk.at(mid - 0.5, 0.3),
                trunk.at(mid - 0.45, 0.8),
            ],
            self.animal.coat.belly,
            outer=False,
        )

    def _arm(self, pen: Pen, arm: Limb, far: bool) -> None:
        row = self.row
        dim = 0.8 if far else 1.0
        w = 0.05 * row.limb
        piece = self.outfit.sleeve
        chain = [arm.root, arm.middle, arm.end]
        reach = piece.cut.sleeves if piece else 0.0
        fit = piece.cut.fit if piece else 1.0
        if reach < 0.9:
            pen.limb(chain, [w * 1.2, w * 0.95, w * 0.74], dark(self.skin, dim))
        self._hand(pen, arm, far, w)
        if piece is None or reach <= 0.0:
            return
        tone = dark(piece.color, dim)
        if reach < 0.6:
            pen.limb([arm.root, along(arm, reach)], [w * 1.5 * fit, w * 1.4 * fit], tone, round_end=False)
            return
        cuff = 1.0
        if piece.cut.style == "wide_sleeves":
            cuff = 2.1
        end = along(arm, reach * 0.97)
        pen.limb([arm.root, arm.middle, end], [w * 1.42 * fit, w * 1.2 * fit, w * 0.98 * fit * cuff], tone)
        if piece.cut.style == "space":
            pen.limb(
                [arm.middle, between(arm.middle, arm.end, 0.12)],
                [w * 1.32 * fit, w * 1.28 * fit],
                shade(tone, 0.7),
                shade=0.0,
            )
        if piece.cut.style == "armor":
            pen.ball(arm.root[0], arm.root[1], w * 1.1, w * 1.0, tone)
        if piece.cut.slot == "over" or piece.cut.style in ("space",):
            pen.limb(
                [along(arm, 0.9), along(arm, 0.95)],
                [w * 1.08 * fit, w * 1.06 * fit],
                shade(tone, 0.8),
                shade=0.0,
                outer=False,
            )

    def _hand(self, pen: Pen, arm: Limb, far: bool, w: float) -> None:
        gloves = self.outfit.get("hands")
        color = gloves.color if gloves else self.skin
        if self.animal is not None and gloves is None and self.animal.row.sock < 0:
            color = self.animal.coat.dark
        if self.row.build == "suit":
            color = (0.82, 0.85, 0.90)
        dx, dy = arm.end[0] - arm.middle[0], arm.end[1] - arm.middle[1]
        n = math.hypot(dx, dy) or 1.0
        ux, uy = dx / n, dy / n
        size = w * 0.62
        x, y = arm.end[0] + ux * size * 0.8, arm.end[1] + uy * size * 0.8
        tone = dark(color, 0.82 if far else 1.0)
        pen.ball(x, y, size, size, tone)
        thumb = (
            arm.end[0] + ux * size * 0.7 + uy * size * 0.85,
            arm.end[1] + uy * size * 0.7 - ux * size * 0.85,
        )
        pen.oval(thumb[0], thumb[1], size * 0.42, size * 0.42, tone, outer=True)

    def _head(self, pen: Pen, on_page: Joints, moment: Body, pose: Pose) -> None:
        r = self.row.head_size
        mood = mood_of(pose)
        hat = self.outfit.get("hat")
        yaw = on_page.head_turn
        if self.animal is not None:
            yaw = yaw * self.animal.head.yaw / 0.62 if self.animal.head.yaw < 0.9 else yaw * 1.25
        face = Face(
            yaw, mood, eyelids(pose, self.seed), pose.mouth, pose.gaze, 0.5 * moment.sway - 0.4 * pose.wind
        )
        with pen.within(on_page.head[0], on_page.head[1], on_page.nod, r, r):
            odd = ODD_HEADS.get(self.row.head)
            if odd is not None:
                odd(pen, self.skin, face, pose.time)
                wide, eye_at, eye_y, eye_size = 1.0, 0.4, 0.0, 0.2
            elif self.animal is not None:
                head = self.animal.head
                covered = hat is not None and hat.cut.style not in (
                    "crown",
                    "tiara",
                    "bow",
                    "flowers",
                    "halo",
                    "party",
                )
                if covered:
                    head = msgspec.structs.replace(
                        head, ear_at=max(head.ear_at, 0.98), ear_tilt=head.ear_tilt + 0.1
                    )
                draw_head(pen, head, self.animal.coat, face)
                wide, eye_at, eye_y, eye_size = head.width * 1.02, head.eye_at, -head.eye_up, head.eye * 1.2
                if covered and head.ear in ("pointed", "tall", "long", "round", "big_round", "tuft"):
                    wide *= 0.8
            else:
                hair_back(pen, self.person.hair, self.person.hair_color, yaw, face.sway)
                draw_person(pen, self.person, face)
                wide, eye_at, eye_y, eye_size = 1.0, 0.40, 0.06, 0.21
            if hat is not None:
                draw_hat(pen, hat.cut.style, hat.color, yaw, wide)
            glasses = self.outfit.get("eyes")
            if glasses is not None:
                draw_eyewear(pen, glasses.cut.style, glasses.color, yaw, eye_at, eye_y, eye_size)
            draw_on_face(pen, self.outfit, yaw)

    @property
    def _turn(self) -> float:
        return 1.05


def _grip(arm: Limb) -> Point:
    dx, dy = arm.end[0] - arm.middle[0], arm.end[1] - arm.middle[1]
    n = math.hypot(dx, dy) or 1.0
    return (arm.end[0] + dx / n * 0.025, arm.end[1] + dy / n * 0.025)
