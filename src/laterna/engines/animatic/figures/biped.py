"""Figures on two legs: people of every age and dress, animals that stand and dress as people, robots, astronauts."""

import math

import msgspec
from msgspec import Struct

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.accessories import draw_neck, draw_on_face, draw_pack, draw_style
from laterna.engines.animatic.figures.biped_pose import JUMP_HEIGHT, body, stride
from laterna.engines.animatic.figures.bodies import Body
from laterna.engines.animatic.figures.builds import BUILDS
from laterna.engines.animatic.figures.dress import (
    Trunk,
    draw_apron,
    draw_cape,
    draw_front,
    draw_skirt,
    draw_trunk,
)
from laterna.engines.animatic.figures.eyewear import draw_eyewear
from laterna.engines.animatic.figures.figure import Box, Figure, draw_held, held_size
from laterna.engines.animatic.figures.geometry import Point, clamp, turned
from laterna.engines.animatic.figures.hair import hair_back
from laterna.engines.animatic.figures.hakama import draw_hakama, draw_swords
from laterna.engines.animatic.figures.hats import draw_hat
from laterna.engines.animatic.figures.head import draw_head
from laterna.engines.animatic.figures.headbase import Coat, Face
from laterna.engines.animatic.figures.holding import grip_of, place_of
from laterna.engines.animatic.figures.hues import Color, dark
from laterna.engines.animatic.figures.human import Person, draw_person
from laterna.engines.animatic.figures.limbs import Looks, draw_arm, draw_legs
from laterna.engines.animatic.figures.oddheads import ODD_HEADS
from laterna.engines.animatic.figures.outfit import Outfit, Piece
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import MOODS, Pose, eyelids, mood_of
from laterna.engines.animatic.figures.rows import Biped, Head, Quadruped
from laterna.engines.animatic.figures.skeleton import Joints, joints
from laterna.engines.animatic.figures.tails import draw_tail
from laterna.engines.animatic.figures.trench import draw_trench
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
        self._looks = Looks(row, outfit, self.skin, self._paw())

    def _paw(self) -> Color:
        if self.row.build == "suit":
            return (0.82, 0.85, 0.90)
        if self.animal is not None and self.animal.row.sock < 0:
            return self.animal.coat.dark
        return self.skin

    # -- anchors -------------------------------------------------------------------------------------------------

    def stride(self, verb: str) -> float:
        return stride(self.row.leg, verb)

    def bounds(self, pose: Pose) -> Box:
        air = JUMP_HEIGHT if pose.verb == "jump" else 0.05
        side = (
            0.72 if pose.verb not in ("fly", "swim", "dive", "lie", "sleep", "wake", "fall", "float") else 1.1
        )
        extra = held_size(self, pose, pose.held) if pose.held is not None else 0.0
        low = (
            0.75
            if pose.verb
            in ("ride", "pedal", "broom", "dive", "fall", "fly", "swim", "float", "hover", "fish")
            else 0.25
        )
        return (-side - extra, -1.42 - air - extra - pose.lift, side + extra + 0.1, low - pose.lift)

    def _joints(self, pose: Pose) -> tuple[Body, Joints]:
        if pose.verb == "dance" and "ballet" in self.row.extras:
            pose = msgspec.structs.replace(pose, verb="ballet")
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
        x, y = grip_of(on_page.near_arm)
        return (x * pose.facing, y - pose.lift)

    # -- drawing -------------------------------------------------------------------------------------------------

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        moment, on_page = self._joints(pose)
        pen = Pen(light, pose.facing)
        away = math.cos(on_page.turn) < -0.2
        if not away:
            self._behind(pen, on_page, moment, pose)
            if math.sin(on_page.turn) < 0.6:
                self._hair_behind(pen, on_page, moment, pose)
        far_first = not on_page.frontal
        if far_first or away:
            draw_arm(pen, self._looks, on_page.far_arm, far=far_first)
        if away:
            draw_arm(pen, self._looks, on_page.near_arm, far=False)
        build = BUILDS.get(self.row.build)
        if build is not None:
            build(pen, self.skin, on_page, pose.time)
        else:
            draw_legs(pen, self._looks, on_page)
        if self.row.build != "snowman":
            self._clothes(pen, on_page, moment)
        if away:
            self._behind(pen, on_page, moment, pose)
        draw_neck(pen, self.row, self.outfit, self.skin, on_page)
        if not away:
            self._lapels(pen, on_page)
        self._head(pen, on_page, moment, pose)
        if not far_first and not away:
            draw_arm(pen, self._looks, on_page.far_arm, far=False)
        second = pose.held_second
        if second is not None:
            pen.flush(canvas, pose.facing, pose.lift)
            draw_held(
                pen, canvas, second, grip_of(on_page.far_arm), held_size(self, pose, second), pose, light
            )
            pen = Pen(light, pose.facing)
        if pose.held is not None:
            pen.flush(canvas, pose.facing, pose.lift)
            place = place_of(pose, pose.held, on_page)
            size = held_size(self, pose, pose.held)
            draw_held(pen, canvas, pose.held, place.at, size, pose, light, place.angle, place.grip)
            pen = Pen(light, pose.facing)
        if not away:
            draw_arm(pen, self._looks, on_page.near_arm, far=False)
        pen.flush(canvas, pose.facing, pose.lift)

    def _lapels(self, pen: Pen, on_page: Joints) -> None:
        """What lies over the neck: the front of a trench coat."""
        over = self.outfit.get("over")
        if over is not None and over.cut.front == "trench":
            draw_trench(pen, Trunk(self.row, on_page, over.cut.fit), over.color, on_page.turn)

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
        if cape is not None and not (moment.seated and on_page.tip < 0.2 and math.sin(on_page.turn) < 0.6):
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

    def _clothes(self, pen: Pen, on_page: Joints, moment: Body) -> None:
        outfit, row = self.outfit, self.row
        base = outfit.get("full", "top")
        over = outfit.get("over")
        hakama = outfit.get("hakama")
        for piece in outfit.skirts:
            if piece is over or hakama is not None:
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
        if row.build == "robot" and base is None and self.skin[0] > 1.3 * self.skin[2]:
            self._rust(pen, trunk)
        if base is not None:
            draw_front(pen, trunk, base, None, on_page.turn)
            draw_style(pen, trunk, base, on_page)
        if hakama is not None:
            draw_hakama(pen, row, on_page, hakama, moment.seated)
        if outfit.get("swords") is not None:
            draw_swords(pen, row, on_page)
        if over is not None:
            self._coat(pen, on_page, moment, over, base)
        draw_apron(pen, row, on_page, outfit)

    def _coat(self, pen: Pen, on_page: Joints, moment: Body, over: Piece, base: Piece | None) -> None:
        """What is worn over everything else, its tails first."""
        if over.cut.skirt > 0.2:
            draw_skirt(pen, self.row, on_page, over, moment.sway, moment.seated)
        coat = Trunk(self.row, on_page, over.cut.fit)
        draw_trunk(pen, coat, over.color)
        under = base.color if base and over.cut.front != "trench" else None
        draw_front(pen, coat, over, under, on_page.turn)

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

    def _rust(self, pen: Pen, trunk: Trunk) -> None:
        """Patches of rust and a row of rivets on a robot's plates."""
        for across, up, size in (
            (-0.4, 0.8, 0.03),
            (0.3, 0.45, 0.036),
            (-0.5, 0.2, 0.026),
            (0.45, 0.9, 0.02),
        ):
            x, y = trunk.at(across, up)
            pen.oval(x, y, size, 0.7 * size, dark(self.skin, 0.66))
            pen.oval(x + 0.4 * size, y + 0.5 * size, 0.6 * size, 0.5 * size, dark(self.skin, 0.8))
        for across in (-0.75, -0.25, 0.25, 0.75):
            for up in (0.06, 0.98):
                x, y = trunk.at(across, up)
                pen.oval(x, y, 0.008, 0.008, (0.8, 0.76, 0.7))

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

    def _hair_behind(self, pen: Pen, on_page: Joints, moment: Body, pose: Pose) -> None:
        """Long hair of someone seen from the front hangs behind the shoulders."""
        if self.animal is not None or self.row.head in ODD_HEADS:
            return
        r = self.row.head_size
        with pen.within(on_page.head[0], on_page.head[1], on_page.nod * 0.6, r, r):
            sway = 0.5 * moment.sway - 0.4 * pose.wind + 0.05 * math.sin(pose.time * 2.3)
            hair_back(pen, self.person.hair, self.person.hair_color, on_page.head_turn, sway)

    def _head(self, pen: Pen, on_page: Joints, moment: Body, pose: Pose) -> None:
        r = self.row.head_size
        mood = mood_of(pose)
        if "stern" in self.row.extras and mood == MOODS[""]:
            mood = MOODS["stern"]
        hat = self.outfit.get("hat")
        yaw = on_page.head_turn
        if self.animal is not None:
            yaw = yaw * self.animal.head.yaw / 0.62 if self.animal.head.yaw < 0.9 else yaw * 1.25
        pitch = _pitch(moment, on_page)
        face = Face(
            yaw,
            mood,
            max(eyelids(pose, self.seed), 0.8 * pitch),
            pose.mouth,
            (pose.gaze[0], min(1.0, pose.gaze[1] + 2.4 * pitch)),
            0.5 * moment.sway - 0.4 * pose.wind + 0.05 * math.sin(pose.time * 2.3),
            pitch=pitch,
        )
        with pen.within(on_page.head[0], on_page.head[1] + 0.24 * r * pitch, on_page.nod, r, r):
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
                if math.sin(on_page.turn) >= 0.6 or math.cos(on_page.turn) < -0.2:
                    hair_back(pen, self.person.hair, self.person.hair_color, yaw, face.sway)
                draw_person(pen, self.person, face)
                wide, eye_at, eye_y, eye_size = 1.0, 0.40, 0.06, 0.21
            if hat is not None:
                draw_hat(pen, hat.cut.style, hat.color, yaw, wide)
            glasses = self.outfit.get("eyes")
            if glasses is not None:
                draw_eyewear(pen, glasses.cut.style, glasses.color, yaw, eye_at, eye_y, eye_size)
            draw_on_face(pen, self.outfit, yaw)


def _pitch(moment: Body, on_page: Joints) -> float:
    """How far a head is bowed towards the viewer, in radians; what is bowed to the side is a nod on the page."""
    ahead = moment.nod * math.cos(on_page.turn)
    return min(0.6, ahead) if ahead > 0.1 else 0.0
