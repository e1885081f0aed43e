"""What samurai wear over the kimono: hakama, wide pleated trousers with a clear split, and two swords at the sash."""

import math

from laterna.engines.animatic.figures.dress import Trunk, along
from laterna.engines.animatic.figures.geometry import Point, between, lerp
from laterna.engines.animatic.figures.hues import Color, dark, shade
from laterna.engines.animatic.figures.outfit import Piece
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.rows import Biped
from laterna.engines.animatic.figures.skeleton import Joints, Limb

_GOLD: Color = (0.86, 0.70, 0.34)
_CORD: Color = (0.93, 0.90, 0.82)


def draw_hakama(pen: Pen, row: Biped, body: Joints, piece: Piece, seated: bool) -> None:
    """Both legs of the trousers, the far one darker, and the band that ties them over the waist."""
    trunk = Trunk(row, body, 1.06)
    for leg, far in ((body.far_leg, True), (body.near_leg, False)):
        tone = dark(piece.color, 0.66 if not body.frontal else 0.86) if far else piece.color
        if seated:
            _folded(pen, row, body, leg, tone)
        else:
            _panel(pen, row, body, trunk, leg, tone)
    tie = shade(piece.color, 0.62)
    pen.limb([trunk.at(-1.02, 0.27), trunk.at(0.0, 0.23), trunk.at(1.02, 0.27)], [0.055] * 3, tie, shade=0.0)
    if math.cos(body.turn) > -0.2:
        x, y = trunk.at(0.62 * math.sin(body.turn), 0.22)
        pen.facet(
            [(x - 0.028, y - 0.016), (x + 0.028, y - 0.016), (x + 0.02, y + 0.06), (x - 0.02, y + 0.06)], tie
        )


def _panel(pen: Pen, row: Biped, body: Joints, trunk: Trunk, leg: Limb, tone: Color) -> None:
    """One leg: from the whole waist down to a broad straight hem around its own ankle."""
    hem, knee = along(leg, 0.93), leg.middle
    half = 0.09 * row.limb
    across = 0.0 if not body.frontal else math.copysign(0.05, leg.root[0] - body.pelvis[0])
    back, front = (
        trunk.at(-1.02 if across <= 0 else -0.06, 0.27),
        trunk.at(1.02 if across >= 0 else 0.06, 0.27),
    )
    low = hem[1]
    points: list[Point] = [
        back,
        *([] if body.frontal else [trunk.at(-1.1, -0.02)]),
        (lerp(back[0], knee[0] - half * 0.92, 0.62), lerp(back[1], knee[1], 0.6)),
        (knee[0] - half, knee[1]),
        (hem[0] - half * 1.16, low),
        (hem[0] + half * 1.16, low),
        (knee[0] + half, knee[1]),
        (lerp(front[0], knee[0] + half * 0.92, 0.62), lerp(front[1], knee[1], 0.6)),
        *([] if body.frontal else [trunk.at(1.1, -0.02)]),
        front,
    ]
    pen.facet(points, tone)
    deep = shade(tone, 0.7)
    for k in (0.22, 0.42, 0.62, 0.82):
        top = between(back, front, k)
        bend = (knee[0] + half * (2.0 * k - 1.0), knee[1])
        pen.line([between(top, bend, 0.12), bend, (hem[0] + half * 1.1 * (2.0 * k - 1.0), low)], 0.009, deep)


def _folded(pen: Pen, row: Biped, body: Joints, leg: Limb, tone: Color) -> None:
    """The same on a leg that is bent to sit."""
    wide = max(body.widths[2] * 0.8, 0.13 * row.limb)
    end = along(leg, 0.93)
    pen.limb([leg.root, leg.middle, end], [wide, wide * 0.95, wide * 1.1], tone, round_end=False)
    for off in (-0.22, 0.22):
        pen.line(
            [(x + wide * off, y) for x, y in (between(leg.middle, end, 0.1), end)], 0.009, shade(tone, 0.7)
        )


def draw_swords(pen: Pen, row: Biped, body: Joints) -> None:
    """The long and the short sword through the sash: hilts forward and up, scabbards back and down."""
    s = math.sin(body.turn)
    way = 1.0 if s > -0.2 else -1.0
    trunk = Trunk(row, body, 1.0)
    for long, up in ((0.30, 0.32), (0.44, 0.20)):
        x, y = trunk.at(0.18 * way, up)
        dx, dy = way * math.cos(0.42), math.sin(0.42)
        _sword(pen, (x, y), (dx, dy), long, 0.15 if long > 0.4 else 0.1)


def _sword(pen: Pen, at: Point, way: Point, long: float, hilt: float) -> None:
    """One sword in its scabbard; `way` points from the scabbard's end forward, where the hilt rises."""
    (x, y), (dx, dy) = at, way

    def on(along_it: float, aside: float = 0.0) -> Point:
        return (x + dx * along_it + dy * aside, y - dy * along_it + dx * aside)

    pen.limb(
        [on(0.06), on(-0.5 * long, -0.012), on(-long, 0.012)],
        [0.03, 0.03, 0.024],
        (0.16, 0.13, 0.16),
        shade=0.25,
    )
    pen.limb([on(-long * 0.96, 0.01), on(-long, 0.012)], [0.028, 0.026], _GOLD, shade=0.0, outer=False)
    pen.limb([on(0.07), on(0.07 + hilt, 0.006)], [0.028, 0.026], (0.30, 0.16, 0.18), shade=0.25)
    for k in (0.25, 0.5, 0.75):
        mark = 0.07 + hilt * k
        pen.line([on(mark - 0.01, -0.011), on(mark + 0.01, 0.011)], 0.007, _CORD)
    pen.limb([on(0.066, -0.03), on(0.066, 0.03)], [0.022, 0.022], _GOLD, shade=0.0)
