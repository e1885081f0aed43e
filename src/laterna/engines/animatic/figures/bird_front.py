"""Birds that perch and look at the viewer: an egg of a body, wings at its sides or before it, both eyes."""

import math

from msgspec import Struct

from laterna.engines.animatic.figures.birdparts import draw_beak, draw_crest
from laterna.engines.animatic.figures.face import eye
from laterna.engines.animatic.figures.geometry import Point, between, wave
from laterna.engines.animatic.figures.hues import Color, dark
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.plumage import Plumage
from laterna.engines.animatic.figures.pose import Pose, eyelids, mood_of
from laterna.engines.animatic.figures.rows import Bird

HANDLING = frozenset(
    ("read", "hold", "eat", "drink", "write", "paint", "cook", "pour", "play_instrument", "hug", "stir")
)
PERCHED = HANDLING | frozenset(
    (
        "stand",
        "idle",
        "talk",
        "sing",
        "sit",
        "look",
        "wave",
        "dance",
        "laugh",
        "cry",
        "think",
        "sleep",
        "play",
        "point",
    )
)


class Perch(Struct, frozen=True):
    """Where the parts are at one moment, in the bird's own heights."""

    head: Point
    top: float
    low: float
    wide: float
    tilt: float
    wings: tuple[Point, Point] | None
    """Tips of the wings, left and right, where they hold or wave; none while they are folded."""


def looks_ahead(row: Bird) -> bool:
    """Whether it has the round face that may turn to the viewer: owls, parrots, chicks and small songbirds; all
    others are known by their beaks, which only a profile shows."""
    parrot = row.beak == "hook" and "pale_cheek" in row.marks
    return row.beak == "small_hook" or parrot or (row.beak == "short" and row.head > 0.23)


def perches_ahead(row: Bird, pose: Pose) -> bool:
    """Whether this bird can be drawn so."""
    return (
        pose.view == "front"
        and pose.verb in PERCHED
        and row.neck < 0.2
        and (looks_ahead(row) or "penguin" in row.marks or pose.verb in HANDLING)
        and row.tail not in ("peacock", "fan")
    )


def perch_of(row: Bird, pose: Pose, head_y: float, seed: int) -> Perch:
    """The parts for one pose; `head_y` is the height of the head of the bird as it stands."""
    t = pose.time
    bob = 0.012 * wave(t, 0.5, seed % 7 / 7)
    tilt = 0.03 * wave(t, 0.27, seed % 5 / 5)
    if pose.verb in ("dance", "play", "laugh"):
        bob, tilt = 0.05 * abs(wave(t, 1.4)), 0.14 * wave(t, 0.7)
    low = -row.leg * (0.3 if pose.verb in ("sit", "sleep") else 0.72)
    head = (row.head * 0.6 * math.sin(tilt), head_y - bob)
    top = head[1] + row.head * 0.42
    wide = max(row.girth * 0.56, 0.36 * (low - top))
    wings: tuple[Point, Point] | None = None
    reach = top + 0.42 * (low - top)
    if pose.held is not None and pose.verb in HANDLING:
        stir = 0.01 * wave(t, 0.6)
        wings = (-wide * 0.62, reach + stir), (wide * 0.62, reach - stir)
    elif pose.verb in ("wave", "point"):
        wings = (-wide * 1.75, top - 0.12 - 0.1 * wave(t, 1.8)), (wide * 1.04, low - 0.14)
    elif row.wing_shape == "flipper" and pose.verb in ("dance", "play", "laugh", "talk", "sing"):
        lift = 0.06 * wave(t, 1.4 if pose.verb != "talk" else 0.6)
        wings = (-wide * 1.32, reach + 0.1 - lift), (wide * 1.32, reach + 0.1 + lift)
    elif pose.verb in ("dance", "play", "talk", "sing"):
        lift = 0.16 * wave(t, 1.4 if pose.verb in ("dance", "play") else 0.6)
        wings = (-wide * 1.5, reach - lift), (wide * 1.5, reach + lift)
    return Perch(head, top, low, wide, tilt, wings)


def held_at(perch: Perch) -> Point:
    """Where a thing between the wings is."""
    return (0.0, perch.top + 0.4 * (perch.low - perch.top))


def draw_perched(pen: Pen, row: Bird, c: Plumage, perch: Perch) -> None:
    """Tail, legs, body and folded wings, in the bird's own heights."""
    top, low, w = perch.top, perch.low, perch.wide
    tall = low - top
    pen.blob(
        [(-w * 0.34, low - 0.1), (w * 0.34, low - 0.1), (w * 0.2, low + 0.03), (-w * 0.2, low + 0.03)],
        dark(c.wing, 0.8),
    )
    for side in (-1, 1):
        _leg(pen, row, c.leg, side * w * 0.36, low)
    body: list[Point] = [
        (0.0, top - 0.02), (w * 0.7, top + tall * 0.12), (w, top + tall * 0.55), (w * 0.66, low - tall * 0.04),
        (0.0, low), (-w * 0.66, low - tall * 0.04), (-w, top + tall * 0.55), (-w * 0.7, top + tall * 0.12),
    ]  # fmt: skip
    pen.blob(body, c.coat)
    belly: list[Point] = [
        (0.0, top + tall * 0.16), (w * 0.56, top + tall * 0.34), (w * 0.66, top + tall * 0.66),
        (0.0, low - tall * 0.02), (-w * 0.66, top + tall * 0.66), (-w * 0.56, top + tall * 0.34),
    ]  # fmt: skip
    pen.blob(belly, c.belly, outer=False)
    if "owl" in row.marks:
        for line in range(3):
            for k in range(3 - line % 2):
                x = (k - (2 - line % 2) / 2) * w * 0.36
                y = top + tall * (0.46 + 0.15 * line)
                pen.line([(x - w * 0.1, y), (x, y + w * 0.1), (x + w * 0.1, y)], 0.014, c.dark)
    if perch.wings is None:
        for side in (-1, 1):
            _folded(pen, c.wing, side, perch)


def draw_wings(pen: Pen, row: Bird, c: Plumage, perch: Perch) -> None:
    """Wings that hold something or wave; they lie over what they hold."""
    if perch.wings is None:
        return
    g = perch.wide
    for side, tip in zip((-1, 1), perch.wings, strict=True):
        root = (side * g * 0.78, perch.top + 0.24 * (perch.low - perch.top))
        out = (side * g * 1.12, max(root[1], tip[1]) * 0.5 + min(root[1], tip[1]) * 0.5 + 0.06)
        if row.wing_shape == "flipper":
            pen.limb([root, between(root, tip, 0.5), tip], [g * 0.3, g * 0.32, g * 0.14], c.wing, shade=0.25)
            continue
        pen.limb([root, out, tip], [g * 0.46, g * 0.52, g * 0.26], c.wing, shade=0.25)
        for k in (0.12, 0.3):
            x, y = between(tip, out, k)
            pen.oval(x, y + g * 0.14, g * 0.1, g * 0.13, dark(c.wing, 0.86), outer=True)


def _folded(pen: Pen, color: Color, side: int, perch: Perch) -> None:
    top, tall, w = perch.top, perch.low - perch.top, perch.wide
    wing: list[Point] = [
        (side * w * 0.6, top + tall * 0.14), (side * w * 1.0, top + tall * 0.3), (side * w * 1.08, top + tall * 0.66),
        (side * w * 0.8, top + tall * 0.98), (side * w * 0.7, top + tall * 0.6),
    ]  # fmt: skip
    pen.blob(wing, color)
    for k in (0.6, 0.78):
        pen.line(
            [(side * w * 0.8, top + tall * k), (side * w * 1.0, top + tall * (k + 0.02))],
            0.012,
            dark(color, 0.75),
        )


def _leg(pen: Pen, row: Bird, color: Color, x: float, low: float) -> None:
    pen.limb([(x, low - 0.03), (x, -0.02)], [row.leg_width * 2.0, row.leg_width * 1.2], color, shade=0.0)
    w = max(0.05, row.leg * 0.22)
    if row.web:
        pen.facet([(x, -0.05), (x + w * 1.1, 0.015), (x, 0.03), (x - w * 1.1, 0.015)], color)
        return
    for way in (-0.8, 0.0, 0.8):
        pen.line([(x, -0.015), (x + w * way, 0.02)], row.leg_width * 0.9, color)


def draw_face(pen: Pen, row: Bird, c: Plumage, pose: Pose, seed: int) -> None:
    """The head in radii of its own: crest, eyes, beak."""
    mood, lids = mood_of(pose), eyelids(pose, seed)
    bare = {"white_head", "bare_neck", "collar"} & set(row.marks)
    tone = c.dark if bare else c.coat
    draw_crest(pen, row, c.dark, c.coat, behind=True)
    owl = "owl" in row.marks
    pen.ball(0.0, 0.0, 1.1 if owl else 1.02, 0.98, tone)
    if "penguin" in row.marks:
        for side in (-1, 1):
            pen.oval(side * 0.4, 0.12, 0.46, 0.56, c.belly)
            pen.oval(side * 0.62, 0.42, 0.18, 0.12, (0.98, 0.75, 0.42))
    if "cap" in row.marks:
        pen.blob(
            [(-0.95, -0.3), (-0.6, -0.85), (0.0, -1.0), (0.6, -0.85), (0.95, -0.3), (0.0, -0.5)],
            c.dark,
            outer=False,
        )
    if "pale_cheek" in row.marks:
        for side in (-1, 1):
            pen.oval(side * 0.6, 0.1, 0.3, 0.36, c.dark)
    size = row.eye if owl else min(0.3, row.eye * 0.9)
    for side in (-1, 1):
        x = side * (0.46 if owl else 0.42)
        if owl:
            pen.oval(x, -0.06, 0.48, 0.52, c.belly)
            pen.oval(x, -0.08, size * 1.08, size * 1.12, (0.97, 0.75, 0.25))
        eye(pen, (x, -0.1), size * 0.78, size * 0.9, lids, mood, pose.gaze, None, tone)
    open_ = max(pose.mouth, mood.open * 0.6)
    if row.beak == "small_hook":
        pen.facet(
            [(-0.15, 0.08), (0.15, 0.08), (0.09, 0.34), (0.0, 0.52 + 0.2 * open_), (-0.09, 0.34)],
            c.beak,
            outer=False,
        )
    else:
        draw_beak(pen, row, c.beak, open_, front=True)
    draw_crest(pen, row, c.dark, c.coat, behind=False)
