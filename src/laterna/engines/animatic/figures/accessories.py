"""What is worn besides clothes: scarves, packs, masks, and the fittings of suits."""

import math

from laterna.engines.animatic.figures.dress import Trunk
from laterna.engines.animatic.figures.geometry import between
from laterna.engines.animatic.figures.hues import Color, dark, mix, shade
from laterna.engines.animatic.figures.outfit import Outfit, Piece
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.rows import Biped
from laterna.engines.animatic.figures.skeleton import Joints


def draw_pack(pen: Pen, row: Biped, on_page: Joints, color: Color) -> None:
    """A backpack, or an astronaut's life support."""
    trunk = Trunk(row, on_page, 1.0)
    s = math.sin(on_page.turn)
    back = -1.25 * s if math.cos(on_page.turn) > -0.2 else 0.0
    x0, x1 = (back - 0.75, back + 0.75) if abs(back) > 0.2 else (-0.85, 0.85)
    if on_page.frontal and back:
        x0, x1 = -1.15, 1.15
    points = [
        trunk.at(x0, 1.0),
        trunk.at(x0 - 0.1, 0.5),
        trunk.at(x0, 0.08),
        trunk.at(x1, 0.08),
        trunk.at(x1, 1.0),
        trunk.at((x0 + x1) / 2, 1.14),
    ]
    pen.blob(points, color)
    pen.blob(
        [
            trunk.at(x0 + 0.15, 0.42),
            trunk.at(x0 + 0.1, 0.14),
            trunk.at(x1 - 0.2, 0.14),
            trunk.at(x1 - 0.2, 0.42),
        ],
        shade(color, 0.8),
        outer=False,
    )


def draw_neck(pen: Pen, row: Biped, outfit: Outfit, skin: Color, on_page: Joints) -> None:
    """The neck and what is worn around it."""
    if row.build in ("suit", "robot"):
        return
    r = row.head_size
    pen.limb(
        [(on_page.neck[0], on_page.neck[1] + r * 0.35), between(on_page.neck, on_page.head, 0.5)],
        [r * 0.62, r * 0.58],
        shade(skin, 0.75),
        shade=0.0,
    )
    scarf = outfit.get("neck")
    if scarf is None:
        return
    x, y = on_page.neck
    s = math.sin(on_page.turn)
    if scarf.cut.style == "scarf":
        pen.limb(
            [
                (x - r * 0.6, y - r * 0.02),
                (x - r * (1.2 + 0.5 * s), y + r * 0.5),
                (x - r * (1.4 + 0.8 * s), y + r * 1.2),
            ],
            [r * 0.34, r * 0.42, r * 0.4],
            dark(scarf.color, 0.86),
        )
        pen.limb(
            [(x - r * 0.72, y - r * 0.02), (x, y + r * 0.14), (x + r * 0.72, y - r * 0.05)],
            [r * 0.42, r * 0.48, r * 0.42],
            scarf.color,
        )
    elif scarf.cut.style == "tie":
        pen.facet(
            [
                (x + r * 0.3 * s - r * 0.14, y + r * 0.2),
                (x + r * 0.3 * s + r * 0.14, y + r * 0.2),
                (x + r * 0.45 * s + r * 0.18, y + r * 1.3),
                (x + r * 0.45 * s, y + r * 1.6),
                (x + r * 0.45 * s - r * 0.16, y + r * 1.3),
            ],
            scarf.color,
        )
    elif scarf.cut.style == "bow_tie":
        for which in (-1, 1):
            pen.facet(
                [
                    (x + r * 0.4 * s, y + r * 0.22),
                    (x + r * 0.4 * s + which * r * 0.36, y + r * 0.04),
                    (x + r * 0.4 * s + which * r * 0.36, y + r * 0.42),
                ],
                scarf.color,
            )
    else:
        pen.line(
            [(x - r * 0.5, y + r * 0.1), (x + r * 0.2 * s, y + r * 0.46), (x + r * 0.55, y + r * 0.1)],
            r * 0.1,
            scarf.color,
        )


def draw_on_face(pen: Pen, outfit: Outfit, yaw: float) -> None:
    """Masks over the mouth and headphones; in radii of the skull."""
    mask = outfit.get("mouth")
    s = math.sin(yaw)
    if mask is not None and math.cos(yaw) > -0.2:
        pen.blob(
            [
                (s * 0.8 - 0.62, 0.26),
                (s * 0.9, 0.18),
                (min(0.96, s * 0.8 + 0.5), 0.24),
                (min(0.9, s * 0.8 + 0.42), 0.78),
                (s * 0.7, 0.96),
                (s * 0.7 - 0.5, 0.78),
            ],
            mask.color,
            outer=False,
        )
    phones = outfit.get("ears")
    if phones is not None:
        pen.line([(-0.85, -0.1), (-0.7, -0.95), (0.0, -1.24), (0.7, -0.95), (0.9, -0.2)], 0.12, phones.color)
        pen.ball(math.sin(yaw - 1.3) * 0.98, 0.12, 0.26, 0.34, mix(phones.color, (0.9, 0.4, 0.4), 0.4))


def draw_style(pen: Pen, trunk: Trunk, piece: Piece, on_page: Joints) -> None:
    """What belongs to spacesuits and armour alone."""
    mid = 0.5 * math.sin(on_page.turn)
    if piece.cut.style == "space":
        box = [
            trunk.at(mid - 0.42, 0.78),
            trunk.at(mid + 0.42, 0.78),
            trunk.at(mid + 0.42, 0.46),
            trunk.at(mid - 0.42, 0.46),
        ]
        pen.facet(box, (0.80, 0.83, 0.88), outer=False)
        for k, tone in enumerate(((0.89, 0.34, 0.30), (0.96, 0.72, 0.25), (0.30, 0.64, 0.87))):
            x, y = trunk.at(mid - 0.24 + 0.24 * k, 0.62)
            pen.oval(x, y, 0.012, 0.012, tone)
        pen.line([trunk.at(-1.02, 0.12), trunk.at(0.0, 0.07), trunk.at(1.02, 0.12)], 0.02, (0.93, 0.53, 0.25))
    elif piece.cut.style == "armor":
        for up in (0.2, 0.42):
            pen.line(
                [trunk.at(-1.0, up), trunk.at(mid, up - 0.06), trunk.at(1.0, up)],
                0.008,
                shade(piece.color),
            )
        pen.line([trunk.at(mid, 1.0), trunk.at(mid, 0.5)], 0.008, shade(piece.color))
