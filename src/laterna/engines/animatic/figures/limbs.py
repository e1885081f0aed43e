"""Arms and legs of two-legged figures, in their sleeves, trousers, shoes and gloves, for any view."""

import math

from msgspec import Struct

from laterna.engines.animatic.figures.dress import along
from laterna.engines.animatic.figures.geometry import between, clamp
from laterna.engines.animatic.figures.hues import Color, dark, shade
from laterna.engines.animatic.figures.outfit import Outfit
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.rows import Biped
from laterna.engines.animatic.figures.skeleton import Joints, Limb


class Looks(Struct, frozen=True):
    """What limbs look like: proportions, clothes, skin, and the colour of bare hands."""

    row: Biped
    outfit: Outfit
    skin: Color
    paw: Color


def draw_legs(pen: Pen, looks: Looks, body: Joints) -> None:
    """Both legs; the far one darker where it lies behind."""
    splay = 0.5 if body.frontal else 0.0
    behind = not body.frontal
    for leg, far in ((body.far_leg, True), (body.near_leg, False)):
        _leg(pen, looks, leg, body, 0.78 if far and behind else 1.0)
        turn = 1.05 if not splay else body.turn + (splay if far else -splay)
        _foot(pen, looks, leg, 0.78 if far and behind else 1.0, turn)


def _leg(pen: Pen, looks: Looks, leg: Limb, body: Joints, dim: float) -> None:
    w = 0.066 * looks.row.limb
    trousers = looks.outfit.trousers
    cover = trousers.cut.legs if trousers else 0.0
    fit = trousers.cut.fit if trousers else 1.0
    root = max(body.widths[2] * 0.58, w * 1.5)
    if cover < 0.97:
        chain = [leg.root, leg.middle, leg.end]
        pen.limb(chain, [root * 0.9, w * 1.02, w * 0.74], dark(looks.skin, dim))
    if trousers is None or cover <= 0.02:
        return
    tone = dark(trousers.color, dim)
    end = along(leg, cover)
    if cover > 0.6:
        pen.limb([leg.root, leg.middle, end], [root * fit, w * 1.2 * fit, w * 0.98 * fit], tone)
    else:
        pen.limb([leg.root, end], [root * fit, w * 1.45 * fit], tone, round_end=False)
    if trousers.cut.style == "space":
        for t in (0.0, 0.5):
            ring = [between(leg.middle, leg.end, t), between(leg.middle, leg.end, t + 0.12)]
            pen.limb(ring, [w * 1.35 * fit, w * 1.3 * fit], shade(tone, 0.7), shade=0.0)


def _foot(pen: Pen, looks: Looks, leg: Limb, dim: float, turn: float) -> None:
    w = 0.066 * looks.row.limb
    piece = looks.outfit.get("feet")
    color = dark(looks.skin if piece is None else piece.color, dim)
    if piece is not None and piece.cut.legs > 0:
        start = between(leg.end, leg.middle, piece.cut.legs * 1.3)
        pen.limb([start, leg.end], [w * 1.28, w * 1.12], color)
    way = -1.0 if turn < 0 else 1.0
    s = min(1.0, 0.2 + 0.8 * abs(math.sin(turn)))
    front = max(0.0, math.cos(turn))
    size = w * (1.25 if looks.row.build == "suit" else 1.0)
    low = 0.042 + 0.012 * front * (s < 0.8)
    toe = size * 1.7 * s + size * 0.45 * (1 - s)
    heel = -size * 0.62 * s - size * 0.5 * (1 - s)
    with pen.within(leg.end[0], leg.end[1], clamp(leg.turn, -1.6, 2.6) * s * way, way, 1.0):
        pen.blob(
            [
                (heel * 0.9, -0.012), (size * 0.1, -0.034), (toe * 0.62, 0.0), (toe, low * 0.55), (toe * 0.92, low),
                (heel * 0.8, low), (heel * 1.06, low * 0.5),
            ],
            color,
        )  # fmt: skip
        if piece is None:
            return
        pale = piece.cut.style == "sneaker"
        sole = (0.75, 0.75, 0.76) if pale else dark(color, 0.6)
        pen.limb(
            [(heel * 0.86, low * 0.93), (toe * 0.9, low * 0.93)], [0.013, 0.013], sole, shade=0.0, outer=False
        )
        if pale:
            pen.line([(size * 0.1, 0.0), (toe * 0.5, low * 0.4)], 0.008, dark((0.35, 0.5, 0.8), dim))


def draw_arm(pen: Pen, looks: Looks, arm: Limb, *, far: bool) -> None:
    """One arm with its hand; `far` darkens it."""
    dim = 0.8 if far else 1.0
    w = 0.05 * looks.row.limb
    piece = looks.outfit.sleeve
    reach = piece.cut.sleeves if piece else 0.0
    fit = piece.cut.fit if piece else 1.0
    if reach < 0.9:
        pen.limb([arm.root, arm.middle, arm.end], [w * 1.2, w * 0.95, w * 0.74], dark(looks.skin, dim))
    _hand(pen, looks, arm, dim)
    if piece is None or reach <= 0.0:
        return
    tone = dark(piece.color, dim)
    if reach < 0.6:
        pen.limb([arm.root, along(arm, reach)], [w * 1.5 * fit, w * 1.4 * fit], tone, round_end=False)
        return
    cuff = 2.1 if piece.cut.style == "wide_sleeves" else 1.0
    chain = [arm.root, arm.middle, along(arm, reach * 0.97)]
    pen.limb(chain, [w * 1.42 * fit, w * 1.2 * fit, w * 0.98 * fit * cuff], tone)
    if piece.cut.style == "space":
        ring = [arm.middle, between(arm.middle, arm.end, 0.12)]
        pen.limb(ring, [w * 1.32 * fit, w * 1.28 * fit], shade(tone, 0.7), shade=0.0)
    if piece.cut.style == "armor":
        pen.ball(arm.root[0], arm.root[1], w * 1.1, w * 1.0, tone)
    if piece.cut.slot == "over" or piece.cut.style == "space":
        ends = [along(arm, 0.9), along(arm, 0.95)]
        pen.limb(ends, [w * 1.08 * fit, w * 1.06 * fit], shade(tone, 0.8), shade=0.0, outer=False)


def _hand(pen: Pen, looks: Looks, arm: Limb, dim: float) -> None:
    gloves = looks.outfit.get("hands")
    color = gloves.color if gloves else looks.paw
    tone = dark(color, dim)
    dx, dy = arm.end[0] - arm.middle[0], arm.end[1] - arm.middle[1]
    n = math.hypot(dx, dy) or 1.0
    ux, uy = dx / n, dy / n
    size = 0.05 * looks.row.limb * (0.66 if gloves is None else 0.86)
    x, y = arm.end[0] + ux * size * 0.8, arm.end[1] + uy * size * 0.8
    pen.ball(x, y, size, size, tone)
    thumb = (
        arm.end[0] + ux * size * 0.7 + uy * size * 0.85,
        arm.end[1] + uy * size * 0.7 - ux * size * 0.85,
    )
    pen.oval(thumb[0], thumb[1], size * 0.42, size * 0.42, tone, outer=True)
