"""Clothing on a two-legged body: trunks, skirts and coat tails that follow the legs, collars, belts, capes."""

import math

from laterna.engines.animatic.figures.geometry import Point, between, clamp, lerp
from laterna.engines.animatic.figures.hues import Color, dark, luma, mix, shade
from laterna.engines.animatic.figures.lap import draw_lap
from laterna.engines.animatic.figures.outfit import Outfit, Piece
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.rows import Biped
from laterna.engines.animatic.figures.skeleton import Joints, Limb


class Trunk:
    """The trunk on the page as a strip: `at(across -1..1, up 0..1)` gives its points."""

    def __init__(self, row: Biped, body: Joints, fit: float = 1.0) -> None:
        self.body = body
        shoulders, waist, hips = (w * fit for w in body.widths)
        forward = row.belly * 0.16 * math.sin(body.turn)
        (px, py), (cx, cy) = body.pelvis, body.chest
        self.chain: list[Point] = [
            (cx, cy),
            between((cx, cy), (px, py), 0.35),
            (px + (cx - px) * 0.36 + forward, py + (cy - py) * 0.36),
            (px, py),
        ]
        self.widths = [shoulders * 0.98, shoulders * 0.96, waist * 1.04, hips * 1.08]

    def at(self, across: float, up: float) -> Point:
        """A point of the trunk; across 1 is the front (right) edge."""
        span = (1.0 - up) * 3.0
        i = min(2, max(0, int(span)))
        t = span - i
        (x0, y0), (x1, y1) = self.chain[i], self.chain[i + 1]
        half = lerp(self.widths[i], self.widths[i + 1], t) * 0.5 * across
        tip = self.body.tip
        return (lerp(x0, x1, t) + math.cos(tip) * half, lerp(y0, y1, t) + math.sin(tip) * half)


def draw_trunk(pen: Pen, trunk: Trunk, color: Color) -> None:
    """The trunk in one colour, shoulders rounded."""
    at = trunk.at
    outline = [
        at(-0.62, 1.10),
        at(-0.98, 0.98),
        at(-1.06, 0.72),
        at(-1.0, 0.36),
        at(-1.0, 0.0),
        at(-0.6, -0.10),
        at(0.6, -0.10),
        at(1.0, 0.0),
        at(1.0, 0.36),
        at(1.06, 0.72),
        at(0.98, 0.98),
        at(0.62, 1.10),
    ]
    pen.blob(outline, color)
    side = -1.0 if pen.toward[0] > 0 else 1.0
    shadow = [
        at(side * 0.62, 1.06),
        at(side * 1.0, 0.95),
        at(side * 1.06, 0.7),
        at(side * 1.0, 0.36),
        at(side * 1.0, 0.0),
        at(side * 0.55, -0.08),
        at(side * 0.66, 0.2),
        at(side * 0.6, 0.5),
        at(side * 0.72, 0.8),
    ]
    pen.blob(shadow, shade(color, 0.8), outer=False)


def draw_skirt(pen: Pen, row: Biped, body: Joints, piece: Piece, sway: float, seated: bool) -> None:
    """A skirt, or the tails of a coat, hanging from the waist around both legs."""
    cut = piece.cut
    if seated and cut.slot != "over":
        draw_lap(pen, body, piece, row.limb)
        return
    if seated:
        for leg, is_far in ((body.far_leg, True), (body.near_leg, False)):
            color = shade(piece.color, 0.7) if is_far else piece.color
            end = along(leg, min(1.0, cut.skirt))
            wide = body.widths[2] * 0.62
            pen.limb(
                [leg.root, leg.middle, end] if cut.skirt > 0.5 else [leg.root, end],
                [wide * 1.3, wide, wide * (1.0 + cut.flare)][: 3 if cut.skirt > 0.5 else 2],
                color,
            )
        return
    hem = [along(leg, cut.skirt) for leg in (body.near_leg, body.far_leg)]
    width = row.limb * 0.045
    left, right = min(p[0] for p in hem) - width, max(p[0] for p in hem) + width
    low = max(p[1] for p in hem) if cut.skirt < 0.93 else max(hem[0][1], hem[1][1]) - 0.005
    out = cut.flare * row.leg * cut.skirt * 0.62
    middle = (left + right) * 0.5
    least = body.widths[2] * 0.5
    left, right = min(left, middle - least) - out, max(right, middle + least) + out
    drift = -0.045 * sway * cut.skirt
    trunk = Trunk(row, body, cut.fit * 1.03)
    waist = 0.34
    points = [
        trunk.at(-0.98, waist),
        trunk.at(-1.06, 0.0),
        (lerp(trunk.at(-1, 0)[0], left, 0.55) + drift * 0.3, lerp(body.pelvis[1], low, 0.5)),
        (left + drift, low - 0.01),
        (lerp(left, right, 0.25) + drift, low + 0.006),
        (lerp(left, right, 0.5) + drift * 0.8, low - 0.002),
        (lerp(left, right, 0.76) + drift * 0.5, low + 0.006),
        (right + drift * 0.4, low - 0.012),
        (lerp(trunk.at(1, 0)[0], right, 0.55), lerp(body.pelvis[1], low, 0.5)),
        trunk.at(1.06, 0.0),
        trunk.at(0.98, waist),
    ]
    pen.blob(points, piece.color)
    tone = shade(piece.color, 0.8)
    away = 0.0 if pen.toward[0] > 0 else 1.0
    x0, x1 = (
        (left + drift, lerp(left, right, 0.34) + drift) if away == 0.0 else (right, lerp(left, right, 0.66))
    )
    top = trunk.at(-0.95 if away == 0.0 else 0.95, 0.1)
    pen.blob(
        [
            top,
            (lerp(top[0], x0, 0.55), lerp(top[1], low, 0.5)),
            (x0 + 0.004, low - 0.012),
            (lerp(x0, x1, 0.6), low),
            (x1, low - 0.002),
            (lerp(top[0], x1, 0.5), lerp(top[1], low, 0.4)),
        ],
        tone,
        outer=False,
    )
    if cut.slot == "over" and cut.skirt > 0.5:
        _opening(pen, trunk, piece, body, (left + drift, right + drift * 0.4, low))
        return
    for k in (0.42, 0.64, 0.84):
        start = (lerp(trunk.at(-0.9, 0)[0], trunk.at(0.9, 0)[0], k), lerp(body.pelvis[1], low, 0.25))
        end = (lerp(left, right, k) + drift * 0.8, low - 0.012)
        pen.line([start, between(start, end, 0.5), end], 0.006, tone)
    if cut.trim in ("hem", "gold"):
        tone = (0.93, 0.76, 0.36) if cut.trim == "gold" else mix(piece.color, (1, 1, 1), 0.45)
        pen.line(
            [
                (lerp(left, right, k) + drift * (1 - 0.5 * k), low - 0.022 + 0.008 * math.sin(k * math.pi))
                for k in (0.03, 0.3, 0.6, 0.97)
            ],
            0.018,
            tone,
        )


def _opening(pen: Pen, trunk: Trunk, piece: Piece, body: Joints, hem: tuple[float, float, float]) -> None:
    """Where the tails of a coat meet: one edge that runs down and opens at the hem; no pleats as of a skirt."""
    if math.cos(body.turn) < -0.2:
        return
    left, right, low = hem
    top = trunk.at(clamp(0.06 + 0.62 * math.sin(body.turn), -0.9, 0.9), 0.2)
    end = lerp(left, right, 0.5 + 0.3 * math.sin(body.turn))
    knee = between(top, (end, low), 0.55)
    pen.facet(
        [knee, (end - 0.028, low + 0.004), (end + 0.034, low + 0.004)], dark(piece.color, 0.34), outer=False
    )
    pen.line([top, knee, (end - 0.028, low)], 0.009, dark(piece.color, 0.55))


def along(leg: Limb, share: float) -> Point:
    """The point at a share of a limb's length."""
    if share <= 0.5:
        return between(leg.root, leg.middle, share * 2.0)
    return between(leg.middle, leg.end, (share - 0.5) * 2.0)


def draw_front(pen: Pen, trunk: Trunk, piece: Piece, under: Color | None, turn: float) -> None:
    """Collars, buttons, belts: what is on the front of a garment. `turn` is that of the body."""
    if math.cos(turn) < -0.2:
        _belt(pen, trunk, piece)
        return
    mid = 0.75 * math.sin(turn)
    inner = under or (0.96, 0.95, 0.92)
    front = piece.cut.front
    if front in ("open", "suit", "tuxedo", "trench"):
        low = {"open": -0.1, "suit": 0.36, "tuxedo": 0.34, "trench": 0.52}[front]
        pen.blob(
            [
                trunk.at(clamp(mid - 0.24, -1, 1), 1.08),
                trunk.at(clamp(mid + 0.26, -1, 0.9), 1.06),
                trunk.at(clamp(mid + 0.2, -1, 0.96), 0.7),
                trunk.at(mid, low),
                trunk.at(mid - 0.14, 0.7),
            ],
            inner,
            outer=False,
        )
        if front in ("suit", "tuxedo"):
            tie = (0.66, 0.2, 0.24) if front == "suit" else (0.12, 0.12, 0.15)
            pen.facet(
                [
                    trunk.at(mid - 0.06, 1.0),
                    trunk.at(mid + 0.1, 1.0),
                    trunk.at(mid + 0.1, 0.62),
                    trunk.at(mid + 0.01, 0.5),
                    trunk.at(mid - 0.06, 0.62),
                ],
                tie,
                outer=False,
            )
    deep = dark(piece.color, 0.72)
    if front in ("buttons", "double", "suit", "trench"):
        rows = (
            (0.24, 0.46, 0.68)
            if front == "buttons"
            else (0.18, 0.36)
            if front in ("suit", "trench")
            else (0.2, 0.42, 0.64)
        )
        for up in rows:
            for off in (0.0,) if front != "double" else (-0.2, 0.14):
                x, y = trunk.at(clamp(mid + off, -0.9, 0.88), up)
                pen.oval(x, y, 0.0085, 0.0085, deep if luma(piece.color) > 0.35 else (0.88, 0.76, 0.42))
    elif front == "zip":
        pen.line([trunk.at(mid, 0.98), trunk.at(mid * 1.02, 0.5), trunk.at(mid, 0.0)], 0.009, deep)
    elif front == "pocket":
        pen.blob(
            [
                trunk.at(mid - 0.36, 0.34),
                trunk.at(min(0.92, mid + 0.34), 0.34),
                trunk.at(min(0.95, mid + 0.44), 0.08),
                trunk.at(mid - 0.46, 0.08),
            ],
            dark(piece.color, 0.86),
            outer=False,
        )
    elif front == "emblem":
        x, y = trunk.at(mid * 0.8, 0.68)
        pen.facet(
            [(x, y - 0.045), (x + 0.042 * math.cos(turn * 0.6), y), (x, y + 0.045), (x - 0.042, y)],
            (0.97, 0.80, 0.28),
            outer=False,
        )
    elif front == "number":
        pen.line(
            [trunk.at(mid - 0.12, 0.72), trunk.at(mid + 0.1, 0.74), trunk.at(mid + 0.0, 0.36)],
            0.016,
            (0.97, 0.96, 0.93),
        )
    elif front == "quilt":
        for up in (0.2, 0.45, 0.7):
            pen.line([trunk.at(-0.98, up), trunk.at(0.0, up - 0.05), trunk.at(0.98, up)], 0.008, deep)
    elif front == "cross":
        pen.line(
            [
                trunk.at(mid * 0.9, 1.0),
                trunk.at(clamp(mid + 0.3, -1, 0.9), 0.8),
                trunk.at(clamp(mid + 0.5, -1, 0.95), 0.6),
            ],
            0.009,
            (0.93, 0.76, 0.36),
        )
    elif front == "sash":
        pen.limb(
            [trunk.at(-0.7, 1.05), trunk.at(0.1, 0.6), trunk.at(0.85, 0.1)],
            [0.05, 0.07, 0.06],
            mix(piece.color, (1, 1, 1), 0.2),
            shade=0.2,
            outer=False,
        )
    elif front == "bodice":
        pen.blob(
            [
                trunk.at(mid - 0.25, 1.0),
                trunk.at(min(0.9, mid + 0.3), 1.0),
                trunk.at(mid + 0.12, 0.3),
                trunk.at(mid, 0.2),
                trunk.at(mid - 0.1, 0.3),
            ],
            mix(piece.color, (1, 1, 1), 0.35),
            outer=False,
        )
    _collar(pen, trunk, piece, mid)
    _belt(pen, trunk, piece)


def _collar(pen: Pen, trunk: Trunk, piece: Piece, mid: float) -> None:
    kind = piece.cut.collar
    tone = dark(piece.color, 0.84)
    if kind == "lapel":
        pen.facet(
            [
                trunk.at(mid - 0.34, 1.12),
                trunk.at(mid - 0.16, 1.06),
                trunk.at(mid + 0.02, 0.56),
                trunk.at(mid - 0.22, 0.66),
                trunk.at(mid - 0.16, 0.74),
                trunk.at(mid - 0.42, 0.78),
            ],
            tone,
            outer=False,
        )
        edge = min(0.98, mid + 0.36)
        pen.facet(
            [
                trunk.at(edge, 1.1),
                trunk.at(mid + 0.2, 1.06),
                trunk.at(mid + 0.04, 0.56),
                trunk.at(min(0.98, mid + 0.26), 0.68),
                trunk.at(min(0.98, mid + 0.2), 0.76),
                trunk.at(min(1.0, mid + 0.44), 0.8),
            ],
            tone,
            outer=False,
        )
    elif kind == "shirt":
        pen.facet(
            [trunk.at(mid - 0.36, 1.12), trunk.at(mid, 0.96), trunk.at(mid - 0.18, 0.84)],
            mix(piece.color, (1, 1, 1), 0.35),
            outer=False,
        )
        pen.facet(
            [trunk.at(min(1.0, mid + 0.36), 1.12), trunk.at(mid, 0.96), trunk.at(min(1.0, mid + 0.2), 0.84)],
            mix(piece.color, (1, 1, 1), 0.35),
            outer=False,
        )
    elif kind == "cross":
        pen.line(
            [trunk.at(mid - 0.42, 1.1), trunk.at(mid + 0.08, 0.78), trunk.at(min(0.96, mid + 0.3), 0.44)],
            0.026,
            (0.97, 0.94, 0.88),
        )
        pen.line([trunk.at(min(0.98, mid + 0.4), 1.08), trunk.at(mid + 0.06, 0.8)], 0.026, (0.97, 0.94, 0.88))
    elif kind in ("roll", "stand", "fur", "hood"):
        tone = (0.93, 0.88, 0.8) if kind == "fur" else tone if kind != "hood" else dark(piece.color, 0.78)
        size = {"roll": 0.035, "stand": 0.03, "fur": 0.055, "hood": 0.06}[kind]
        pen.limb(
            [trunk.at(-0.52, 1.1), trunk.at(mid * 0.6, 1.03), trunk.at(0.55, 1.1)],
            [size, size * 1.1, size],
            tone,
            shade=0.25,
        )
    elif kind == "v":
        pen.line(
            [trunk.at(mid - 0.3, 1.1), trunk.at(mid, 0.84), trunk.at(min(0.98, mid + 0.3), 1.1)], 0.014, tone
        )
    if piece.cut.trim == "hem":
        pen.line([trunk.at(-0.98, -0.02), trunk.at(0.0, -0.06), trunk.at(0.98, -0.02)], 0.02, tone)


def _belt(pen: Pen, trunk: Trunk, piece: Piece) -> None:
    if not piece.cut.belt:
        return
    from laterna.engines.animatic.figures.hues import color

    tone = color(piece.cut.belt)
    wide = 0.05 if piece.cut.collar == "cross" else 0.028
    up = 0.32 if piece.cut.collar == "cross" else 0.26
    pen.limb(
        [trunk.at(-1.02, up), trunk.at(0.0, up - 0.05), trunk.at(1.02, up)],
        [wide, wide, wide],
        tone,
        shade=0.3,
        outer=False,
    )
    if piece.cut.collar != "cross" and math.cos(trunk.body.turn) > -0.2:
        x, y = trunk.at(0.7 * math.sin(trunk.body.turn), up - 0.03)
        pen.oval(x, y, 0.017, 0.017, (0.9, 0.76, 0.42))
        pen.oval(x, y, 0.009, 0.009, tone)


def draw_cape(
    pen: Pen, row: Biped, body: Joints, piece: Piece, sway: float, time: float, wind: float
) -> None:
    """A cape from the shoulders, trailing behind."""
    (cx, cy), (px, py) = body.chest, body.pelvis
    s = math.sin(body.turn)
    length = row.leg * piece.cut.skirt + (py - cy)
    blow = (0.16 + 0.22 * abs(sway) - 0.3 * wind) * (0.3 + 0.7 * s)
    half = body.widths[0] * 0.5
    ux, uy = (px - cx), (py - cy)
    n = math.hypot(ux, uy) or 1.0
    ux, uy = ux / n, uy / n

    def at(down: float, back: float) -> Point:
        wave = 0.025 * math.sin(time * 3.4 - down * 5.0) * down * 2
        out = back - wave
        return (cx + ux * length * down + uy * out, cy + uy * length * down - ux * out)

    if abs(s) < 0.25:
        flare = 1.35 + 0.2 * abs(sway) + 0.3 * abs(wind)
        hem = [
            at(1.0 + 0.03 * math.sin(time * 2.1 + k), half * flare * k) for k in (1.0, 0.5, 0.0, -0.5, -1.0)
        ]
        sides = [at(0.45, half * 1.22), *hem, at(0.45, -half * 1.22)]
        pen.blob([at(0.0, -half), at(-0.03, 0.0), at(0.0, half), *sides], piece.color)
        return
    outer = [
        at(0.0, -half * 0.9),
        at(0.3, -half - blow * 0.4),
        at(0.65, -half - blow * 0.85),
        at(1.0, -half - blow * 1.25),
        at(1.02, -half * 0.2 - blow * 0.7),
        at(0.98, half * 0.7 * (1.6 - s) - blow * 0.2),
        at(0.5, half * (1.2 - 0.4 * s)),
        at(0.0, half * 0.9),
    ]
    pen.blob(outer, piece.color)
    pen.blob(
        [
            at(0.25, -half * 0.2),
            at(0.6, -half * 0.5 - blow * 0.4),
            at(1.0, -half * 0.4 - blow * 0.8),
            at(1.0, half * 0.2 - blow * 0.3),
            at(0.5, half * 0.3),
        ],
        shade(piece.color, 0.8),
        outer=False,
    )


def draw_apron(pen: Pen, row: Biped, body: Joints, outfit: Outfit) -> None:
    """An apron over everything."""
    piece = outfit.get("apron")
    if piece is None:
        return
    trunk = Trunk(row, body, 1.08)
    mid = 0.6 * math.sin(body.turn)
    ends = [along(leg, piece.cut.skirt) for leg in (body.near_leg, body.far_leg)]
    low = max(p[1] for p in ends)
    left, right = min(p[0] for p in ends) - 0.02, max(p[0] for p in ends) + 0.05
    pen.blob(
        [
            trunk.at(max(-1.0, mid - 0.5), 0.82),
            trunk.at(min(0.98, mid + 0.5), 0.82),
            trunk.at(1.02, 0.4),
            (right, lerp(body.pelvis[1], low, 0.6)),
            (right - 0.01, low),
            (left + 0.015, low),
            (left, lerp(body.pelvis[1], low, 0.6)),
            trunk.at(max(-1.0, mid - 0.8), 0.4),
        ],
        piece.color,
    )
    pen.line([trunk.at(-1.0, 0.3), trunk.at(0.0, 0.26), trunk.at(1.0, 0.3)], 0.014, dark(piece.color, 0.8))
