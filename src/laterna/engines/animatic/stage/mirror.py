"""Mirrors: still water and wet ground show who is on them, upside down, rippled and fainter with depth.

What stands behind water is mirrored once, when the water is baked. Figures are drawn a second time at a third of the
size, twelve times a second, which costs about a sixth of drawing them.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import (
    LINEAR,
    NEAREST,
    Canvas,
    Image,
    Paint,
    box,
    image_from,
    ink,
    paint,
    pixels_of,
    surface,
)
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.layers import Bake, Layer, Moment
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.view import View

_PART: Final = 3
_POSES: Final = 12  # a second
_SLICE: Final = 2  # rows of the small picture that ripple as one
_ROOM: Final = 16  # rows to spare, since the camera may rise before the next pose
_SQUASHED: Final = 0.92  # how much lower the image is than what it mirrors
_MOST: Final = 3  # figures
_SMEARS: Final = 4
_FLAT: Final = frozenset(("line_art", "sketch", "ink", "paper_cut", "claymation"))


class _Shown(Struct, frozen=True):
    """A small picture of a pose upside down: its left side and pixels to the unit."""

    image: Image
    left: float
    scale: float


class _Grown(Struct, frozen=True):
    """The small picture at the size at which it is laid."""

    shown: _Shown
    grown: float
    image: Image


def reflect(actors: Sequence[Actor], scene: Scenery) -> None:
    """Adds the mirror images of those who float on water or stand on wet ground."""
    if scene.mirror <= 0 or scene.style in _FLAT or scene.medium != "air":
        return
    afloat = scene.water_line is not None
    seen = [
        actor for actor in actors if _touches(actor.root, afloat) and not actor.extra and not actor.resting
    ]
    seen.sort(key=lambda actor: -actor.subject.importance)
    for actor in seen[:_MOST]:
        scene.add(Mirror(actor, scene))


def _touches(actor: Actor, afloat: bool) -> bool:
    if afloat:
        return actor.motion == "swim"
    return actor.motion in ("stand", "travel") and not actor.seat


class Mirror:
    """The mirror image of one figure, drawn just behind it."""

    def __init__(self, actor: Actor, scene: Scenery) -> None:
        self.depth = actor.depth + 0.03
        self._actor = actor
        self._scene = scene
        self._light = actor.light(scene)
        self._kept: tuple[int, _Shown | None] | None = None
        self._enlarged: _Grown | None = None

    def draw(self, canvas: Canvas, view: View, moment: Moment) -> None:
        """Draws this moment onto the canvas, whose units are pixels."""
        actor = self._actor
        shown = self._shown(moment.time)
        if shown is None:
            return
        x, y, _ = actor.place(moment.time)
        dx, dy = moment.shift(actor.depth)
        growth = moment.growth(actor.depth)
        if actor.root.tracked:
            dx += moment.scroll / actor.depth
        # The line of the mirror is that of whoever carries it; riders lie as far below it as they sit above.
        root = actor.root
        line = 2 * root.line - root.y + (0.0 if actor.carrier is None else root.y - y)
        surface = moment.focus_y + (root.line + dy - moment.focus_y) * growth
        left = (moment.focus_x + (x + dx + shown.left - moment.focus_x) * growth) * view.scale
        top = (moment.focus_y + (line + dy - moment.focus_y) * growth) * view.scale
        if top < view.pixels_high:
            canvas.save()
            canvas.clipRect(box(0, surface * view.scale, view.pixels_wide, view.pixels_high))
            self._lay(canvas, view, shown, (left, top), growth * view.scale / shown.scale, moment.time)
            canvas.restore()

    def _lay(
        self, canvas: Canvas, view: View, shown: _Shown, at: tuple[float, float], grown: float, time: float
    ) -> None:
        high, step = shown.image.height(), grown * _SQUASHED
        low = min(view.pixels_high, self._scene.mirror_low * view.scale)
        image = self._large(shown, grown, min(high * step, low - at[1] + 2 * step))
        canvas.save()
        canvas.clipRect(box(0, 0, view.pixels_wide, self._scene.mirror_low * view.scale))
        reach = 2.6 * view.scale
        for row in range(0, high, _SLICE):
            along = row / high
            top, bottom = round(at[1] + row * step), round(at[1] + (row + _SLICE) * step)
            if top > low:
                break
            ripple = reach * (0.25 + along) * math.sin(row * 0.55 - time * 5.0)
            part = box(0, round(row * step), image.width(), bottom - top)
            place = box(round(at[0] + ripple), top, image.width(), bottom - top)
            canvas.drawImageRect(image, part, place, NEAREST, self._pen(along))
        canvas.restore()

    def _large(self, shown: _Shown, grown: float, least: float) -> Image:
        """The picture at full size: enlarged once a pose, so that its slices are laid at whole pixels.

        Of its rows those that can be seen, at least `least`; how many has no influence on what is in them.
        """
        kept = self._enlarged
        if kept is None or kept.shown is not shown or kept.grown != grown or kept.image.height() < least:
            wide, high = shown.image.width() * grown, shown.image.height() * grown * _SQUASHED
            made = surface(math.ceil(wide), math.ceil(min(high, least + _ROOM)))
            made.getCanvas().drawImageRect(shown.image, box(0, 0, wide, high), LINEAR)
            kept = self._enlarged = _Grown(shown, grown, made.makeImageSnapshot())
        return kept.image

    def _pen(self, along: float) -> Paint:
        return _faint(round(self._scene.mirror * (1 - 0.7 * along) * 20))

    def _shown(self, time: float) -> _Shown | None:
        pose = math.floor(time * _POSES + 1e-6)
        if self._kept is None or self._kept[0] != pose:
            self._kept = (pose, self._drawn(pose / _POSES))
        return self._kept[1]

    def _drawn(self, time: float) -> _Shown | None:
        actor = self._actor
        pose = actor.pose(time, 0.0, self._scene)
        left, top, right, _ = actor.figure.bounds(pose)
        scale = self._scene.view.scale / _PART
        size = actor.size * scale
        if top >= 0 or right <= left:
            return None
        made = surface(math.ceil((right - left) * size) + 2, math.ceil(-top * size) + 1)
        canvas = made.getCanvas()
        canvas.translate(1 - left * size, 0)
        canvas.scale(size, -size)
        canvas.rotate(actor.place(time)[2])
        actor.figure.draw(canvas, pose, self._light)
        return _Shown(made.makeImageSnapshot(), left * actor.size - 1 / scale, scale)


@lru_cache(maxsize=32)
def _faint(twentieths: int) -> Paint:
    return paint(alpha=twentieths / 20)


def mirrored(
    scene: Scenery, line: float, high: float, strength: float, *, smear: float = 5.0, ripple: float = 1.0
) -> Bake | None:
    """What the set has built so far above `line` (units), upside down, for `high` units of water or wet ground.

    `smear` units of it run into each other downwards; `ripple` scales how far waves shift it. As wide as the frame;
    None in styles whose water is drawn as a plane, and where fewer than four rows would be seen.
    """
    view = scene.view
    count = min(round(high * view.scale), round(line * view.scale) - 1)
    if scene.style in _FLAT or count < 4:
        return None
    behind = sorted(scene.layers, key=lambda layer: -layer.depth)

    def bake() -> Image:
        pixels = _behind(scene, behind)
        rows = np.arange(count)
        wave = (np.sin(rows / view.scale * 0.9) + 0.6 * np.sin(rows / view.scale * 0.37 + 1.0)) * ripple
        shift = (wave * (1.0 + rows * 0.035)).astype(np.int64)
        columns = (np.arange(view.pixels_wide)[None] + shift[:, None]) % view.pixels_wide
        start = round(line * view.scale) - 2 - rows + (wave * rows * 0.02).astype(np.int64)
        share = (strength * 64 * (1 - 0.75 * rows / count)).astype(np.uint16)[:, None, None]
        out = np.zeros((count, view.pixels_wide, 4), np.uint16)
        for part in range(_SMEARS):
            source = np.clip(
                start + round(part * smear * view.scale / _SMEARS), 0, round(line * view.scale) - 2
            )
            out += (
                pixels.view(np.uint32)[..., 0][source[:, None], columns].view(np.uint8).reshape(count, -1, 4)
            )
        return image_from((out * share >> 8).astype(np.uint8))

    return bake


def _behind(scene: Scenery, layers: Sequence[Layer]) -> NDArray[np.uint8]:
    """The frame with these layers, from far to near, as the camera sees it at rest."""
    view = scene.view
    made = surface(view.pixels_wide, view.pixels_high)
    canvas = made.getCanvas()
    canvas.clear(ink(scene.palette.haze))
    still = Moment(time=0.0, focus_x=view.width / 2, focus_y=scene.horizon)
    for layer in layers:
        layer.draw(canvas, view, still)
    return pixels_of(made.makeImageSnapshot())
