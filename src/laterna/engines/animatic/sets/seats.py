"""Seats and beds that a room brings in for those who sit and sleep."""

from typing import Final

from laterna.engines.animatic.canvas import Canvas, curve, fill, moved, stroke
from laterna.engines.animatic.figures.tables import plan_of
from laterna.engines.animatic.sets.flora import Brush
from laterna.engines.animatic.sets.furniture import PIECES
from laterna.engines.animatic.sets.room_table import Room
from laterna.engines.animatic.sets.windows import floor_at
from laterna.engines.animatic.stage.scenery import Scenery, Spot
from laterna.engines.animatic.storyboard import Subject

SITTING: Final = frozenset(("sit", "read", "write", "study", "think", "eat", "drink"))
SLEEPING: Final = frozenset(("sleep", "lie", "nap", "wake"))

_WARDS: Final = frozenset(("bedroom", "hospital"))

_DESKS: Final = frozenset(("office", "library", "classroom"))
"""Where who works sits; in kitchens and workshops one stands."""

_SEAT_OF: Final = {
    "living_room": "sofa",
    "train": "bench",
    "temple": "bench",
    "museum": "bench",
    "gym": "bench",
}
_HEIGHTS: Final = {"chair": 0.46, "sofa": 0.44, "bench": 0.5}
_DEPTH: Final = 1.05


def sitters(scene: Scenery) -> list[Subject]:
    """The people of the shot, and animals as people, who sit."""
    verbs = SITTING | {"work"} if scene.shot.setting in _DESKS else SITTING
    return [subject for subject in _people(scene) if _does(subject, verbs)]


def seats_for(scene: Scenery, plan: Room, unit: float) -> set[str]:
    """Brings seats and a bed for whoever needs them; returns the names of the pieces that stand elsewhere now."""
    sitting = sum(min(4, subject.count) for subject in sitters(scene))
    brought: set[str] = set()
    sleepers = [subject for subject in scene.shot.subjects if _does(subject, SLEEPING)]
    # Cats sleep where they like; a bed is brought for them only where one is at home.
    couch = _couch_of(scene, sleepers)
    if couch and not sitting:
        _long_seat(scene, "sofa", 0, unit)
        y = floor_at(scene, _DEPTH)
        scene.spots.append(Spot("bed", scene.view.width * 0.5, y, 1, _HEIGHTS["sofa"] * unit, _DEPTH))
        scene.provides |= {"sofa", "couch", "seat"}
        brought.add("sofa")
    elif any(subject in _people(scene) or scene.shot.setting in _WARDS for subject in sleepers):
        brought |= _bed(scene, unit)
    if not sitting or plan.desk:
        return brought
    piece = _SEAT_OF.get(scene.shot.setting, "chair")
    scene.provides |= {piece, "chair", "seat", "stool", "armchair", "couch", "sofa", "rocking_chair"}
    watched = any(not _does(subject, SITTING) for subject in _people(scene))
    if piece == "chair":
        middle = (sitting - 1) / 2
        for index in range(sitting):
            facing = 1 if (index <= middle or sitting == 1) and not watched else -1
            _chair(
                scene,
                scene.view.width * 0.5
                + (0.5 * unit if watched else 0.0)
                + (index - middle) * 0.95 * unit
                - 0.1 * unit,
                facing,
                unit,
                index,
            )
        return brought
    pets = [subject for subject in sleepers if subject.kind == "quadruped" and not subject.anthropomorphic]
    _long_seat(scene, piece, sitting, unit, shared=piece == "sofa" and sitting == 1 and bool(pets))
    return brought | {piece}


def _couch_of(scene: Scenery, sleepers: list[Subject]) -> bool:
    """Somebody sleeps on a sofa, as the prompt says."""
    asleep = {subject.id for subject in sleepers}
    sofas = {
        subject.id for subject in scene.shot.subjects if subject.species in ("sofa", "couch", "armchair")
    }
    return any(
        tie.subject in asleep and tie.object in sofas and tie.kind == "on" for tie in scene.shot.relations
    )


def _does(subject: Subject, verbs: frozenset[str]) -> bool:
    return any(action.verb in verbs for action in subject.actions)


def _people(scene: Scenery) -> list[Subject]:
    upright = [s for s in scene.shot.subjects if s.kind == "biped" or s.anthropomorphic]
    return [s for s in upright if plan_of(s.species) != "bird"]


def _chair(scene: Scenery, x: float, facing: int, unit: float, index: int) -> None:
    y, metre = floor_at(scene, _DEPTH), unit / _DEPTH
    brush = Brush(scene.palette, 1.0, scene.side)

    def draw(canvas: Canvas) -> None:
        with moved(canvas, x, y):
            canvas.scale(float(facing), 1.0)
            PIECES["chair"](canvas, brush, metre, scene.chance("seat", index))

    scene.still(_DEPTH + 0.02, x - 0.7 * unit, y - 1.4 * unit, 1.4 * unit, 1.5 * unit, draw)
    scene.spots.append(Spot("seat", x + facing * 0.03 * unit, y, facing, _HEIGHTS["chair"] * unit, _DEPTH))


def _long_seat(scene: Scenery, piece: str, sitting: int, unit: float, *, shared: bool = False) -> None:
    """A seat for several; one that is shared leaves room for a pet that sleeps beside the sitter."""
    x, y, metre = scene.view.width * 0.5, floor_at(scene, _DEPTH), unit / _DEPTH
    brush = Brush(scene.palette, 1.0, scene.side)

    def draw(canvas: Canvas) -> None:
        with moved(canvas, x, y):
            PIECES[piece](canvas, brush, metre, scene.chance("seat"))

    scene.still(_DEPTH + 0.02, x - 1.3 * unit, y - 1.2 * unit, 2.6 * unit, 1.4 * unit, draw)
    for index in range(min(3, sitting)):
        at = x + (index - (min(3, sitting) - 1) / 2) * 0.62 * unit + (0.3 * unit if shared else 0.0)
        scene.spots.append(Spot("seat", at, y, 1 if index == 0 else -1, _HEIGHTS[piece] * unit, _DEPTH))
    if shared:
        scene.spots.append(Spot("nook", x - 0.4 * unit, y, 1, _HEIGHTS[piece] * unit, _DEPTH))


def _bed(scene: Scenery, unit: float) -> set[str]:
    x, y, metre = scene.view.width * 0.5, floor_at(scene, _DEPTH), unit / _DEPTH
    brush = Brush(scene.palette, 1.0, scene.side)

    def draw(canvas: Canvas) -> None:
        with moved(canvas, x, y):
            PIECES["bed"](canvas, brush, metre, scene.chance("bed"))

    scene.still(_DEPTH + 0.02, x - 1.6 * unit, y - 1.5 * unit, 3.2 * unit, 1.7 * unit, draw)

    def cover(canvas: Canvas) -> None:
        with moved(canvas, x, y):
            shape = curve(
                [(-0.3 * metre, -0.72 * metre), (0.2 * metre, -0.84 * metre), (1.04 * metre, -0.7 * metre),
                 (1.06 * metre, -0.14 * metre), (-0.28 * metre, -0.14 * metre)],
                tension=0.4,
            )  # fmt: skip
            fill(canvas, shape, brush.plain("#6f8fb5"))
            stroke(canvas, shape, brush.lit("#a9c0da"), 2.0, 0.6)

    scene.still(_DEPTH - 0.02, x - 0.5 * unit, y - 1.2 * unit, 1.8 * unit, 1.4 * unit, cover)
    scene.provides |= {"bed", "pillow", "blanket"}
    scene.spots.append(Spot("bed", x, y, 1, 0.47 * unit, _DEPTH))
    return {"bed"}
