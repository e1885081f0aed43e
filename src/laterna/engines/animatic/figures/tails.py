"""Tails, by the row's word: long, bushy, hair, tuft, stub, puff, curl, ringed, flag, squirrel, thick."""

import math

from laterna.engines.animatic.figures.geometry import Point, between
from laterna.engines.animatic.figures.headbase import Coat
from laterna.engines.animatic.figures.hues import Color, dark
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.rows import Quadruped


def tail_chain(root: Point, length: float, bend: tuple[float, float, float], count: int = 5) -> list[Point]:
    """Joints of a tail that leaves `root` backward; `bend` is (angle up, curl, wag)."""
    angle, curl, wag = bend
    points = [root]
    x, y = root
    for k in range(1, count):
        a = angle + curl * (k / count) ** 1.3 + wag * math.sin(1.2 * k)
        x -= math.cos(a) * length / (count - 1)
        y -= math.sin(a) * length / (count - 1)
        points.append((x, y))
    return points


def draw_tail(pen: Pen, row: Quadruped, coat: Coat, root: Point, bend: tuple[float, float, float]) -> None:
    """Draws the animal's tail from `root`."""
    kind, length, w = row.tail, row.tail_length, row.tail_width
    angle, curl, wag = bend
    if kind in ("", "none"):
        return
    # A tail that would hang below the ground lies along it instead.
    room = -root[1] - w
    hang = {"tuft": 0.95, "hair": 0.85, "bushy": 0.6, "thick": 0.7}.get(kind, 0.0) * length
    if hang > room > -1.0:
        angle += 1.1 * min(1.0, (hang - room) / max(0.1, hang))
    if kind == "bushy":
        chain = tail_chain(root, length, (angle - 0.5, curl * 1.3, wag))
        tip = (
            coat.belly
            if "pale_tail" in row.pattern
            else coat.dark
            if "dark_tail" in row.pattern
            else coat.coat
        )
        _bushy(pen, chain, w, coat.coat, tip)
    elif kind == "squirrel":
        chain = tail_chain(root, length, (0.7 + angle * 0.4, 1.2 + curl * 0.3, wag * 0.3))
        pen.limb(chain, [w * 0.5, w, w * 1.3, w * 1.3, w * 0.8], coat.coat, shade=0.3)
        pen.limb(chain[1:], [w * 0.4, w * 0.7, w * 0.7, w * 0.4], coat.belly, shade=0.0, outer=False)
    elif kind == "hair":
        for turn, reach, tone in ((-0.3, 0.86, 0.84), (0.22, 0.8, 0.92), (0.0, 1.0, 1.0)):
            lock = tail_chain(
                root, length * reach, (angle * 0.9 - 0.55 + turn * 0.4, -0.75 + 0.2 * curl + turn, wag * 0.6)
            )
            pen.limb(
                lock,
                [w * 0.7, w * 1.1, w * 1.3, w * 1.0, w * 0.12],
                dark(coat.mane, tone),
                shade=0.25 if turn == 0.0 else 0.0,
            )
    elif kind == "tuft":
        chain = tail_chain(root, length, (-1.15 + angle * 0.7, 0.25 * curl, wag))
        pen.limb(chain, [w * 0.9, w * 0.7, w * 0.6, w * 0.5, w * 0.5], coat.coat, shade=0.2)
        _tuft(pen, chain, w * 1.5, coat.dark)
    elif kind == "stub":
        chain = tail_chain(root, length * 0.34, (0.4 + angle, 0.3, wag), 3)
        pen.limb(chain, [w * 1.4, w * 1.3, w * 0.8], coat.coat, shade=0.3)
    elif kind == "flag":
        chain = tail_chain(root, length * 0.36, (0.9 + angle, 0.2, wag), 3)
        pen.limb(chain, [w * 1.4, w * 1.4, w * 0.6], coat.coat, shade=0.2)
        pen.limb(chain, [w * 0.7, w * 0.8, w * 0.3], coat.belly, shade=0.0, outer=False)
    elif kind == "puff":
        pen.ball(root[0] - w * 0.7, root[1] + 0.02, w * 1.4, w * 1.3, coat.belly)
    elif kind == "curl":
        _curly(pen, root, length, w, coat.coat, wag)
    elif kind == "thick":
        chain = tail_chain((root[0] + w * 0.4, root[1]), length, (angle - 0.75, curl * 0.2, wag))
        pen.limb(chain, [w * 1.9, w * 1.4, w, w * 0.6, w * 0.2], coat.coat, shade=0.3)
    else:
        lift = 0.15 if kind == "long" else 0.0
        chain = tail_chain(root, length, (angle + lift, curl * 1.2, wag))
        pen.limb(chain, [w * 1.3, w * 1.1, w, w * 0.92, w * 0.7], coat.coat, shade=0.25)
        if kind == "ringed":
            _rings(pen, chain, w, coat.dark)
        elif "dark_tail" in row.pattern:
            pen.limb(
                [between(chain[-2], chain[-1], 0.3), chain[-1]],
                [w * 0.9, w * 0.7],
                coat.dark,
                shade=0.0,
                outer=False,
            )


def _bushy(pen: Pen, chain: list[Point], w: float, color: Color, tip: Color) -> None:
    pen.limb(chain, [w * 0.8, w * 1.7, w * 2.3, w * 1.9, w * 0.4], color, shade=0.28)
    if tip != color:
        (x0, y0), (x1, y1) = between(chain[2], chain[3], 0.55), chain[-1]
        dx, dy = x1 - x0, y1 - y0
        n = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / n, dx / n
        h = w * 1.02
        outline = [
            (x0 + nx * h, y0 + ny * h),
            (x0 + dx * 0.18, y0 + dy * 0.18),
            (x0 - nx * h, y0 - ny * h),
            (x0 + dx * 0.62 - nx * h * 0.66, y0 + dy * 0.62 - ny * h * 0.66),
            (x1 + dx * 0.1, y1 + dy * 0.1),
            (x0 + dx * 0.62 + nx * h * 0.66, y0 + dy * 0.62 + ny * h * 0.66),
        ]
        pen.blob(outline, tip)


def _tuft(pen: Pen, chain: list[Point], w: float, color: Color) -> None:
    (x0, y0), (x1, y1) = chain[-2], chain[-1]
    dx, dy = (x1 - x0), (y1 - y0)
    n = math.hypot(dx, dy) or 1.0
    end = (x1 + dx / n * w * 1.5, y1 + dy / n * w * 1.5)
    pen.limb(
        [between(chain[-2], chain[-1], 0.6), chain[-1], end], [w * 0.5, w * 1.3, w * 0.15], color, shade=0.25
    )


def _curly(pen: Pen, root: Point, length: float, w: float, color: Color, wag: float) -> None:
    points = []
    for k in range(9):
        t = k / 8
        a = math.tau * 1.15 * t + wag
        r = length * 0.16 * (1.0 - 0.45 * t)
        points.append(
            (
                root[0] - 0.02 - length * 0.3 * t + r * math.sin(a) * 0.6,
                root[1] - r * (1.0 - math.cos(a)) - 0.02 * t,
            )
        )
    pen.line(points, w * 0.55, color)


def _rings(pen: Pen, chain: list[Point], w: float, color: Color) -> None:
    for k in range(1, len(chain)):
        for t in (0.25, 0.75):
            a = between(chain[k - 1], chain[k], t - 0.11)
            b = between(chain[k - 1], chain[k], t + 0.11)
            pen.limb(
                [a, b],
                [w * 0.98, w * 0.96],
                color,
                shade=0.0,
                outer=False,
                round_start=False,
                round_end=False,
            )
