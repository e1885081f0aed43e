"""What hangs: fruit and bats from a branch, lanterns from eaves, a spider on its thread."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.figure import Box, Figure
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.tables import plan_of
from laterna.engines.animatic.light import Light
from laterna.engines.animatic.stage.actor import Actor, Path
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.utensils import Threaded
from laterna.engines.animatic.storyboard import Relation, Shot, Subject

ABOVE: Final = frozenset(("ceiling", "eaves", "eave", "roof", "rafters", "rafter", "beam", "洞顶", "屋檐", "房梁",
                          "天花板", "屋顶", "房顶", "梁"))  # fmt: skip
"""Names of what is overhead, beyond the upper edge of the frame."""
_BOUGHS: Final = frozenset(("branch", "vine"))
_TREES: Final = frozenset(("tree", "oak", "maple", "pine", "fir", "palm", "willow", "apple_tree", "orange_tree",
                           "cherry_tree", "peach_tree", "plum_tree", "coconut_tree", "christmas_tree"))  # fmt: skip
_FRUIT: Final = frozenset(("apple", "pear", "peach", "orange", "lemon", "cherry", "grape", "plum", "mango", "banana",
                           "coconut", "persimmon", "pomegranate", "apricot", "fig", "lychee", "strawberry", "olive",
                           "kiwi", "pomelo", "lime", "nut", "acorn", "pine_cone"))  # fmt: skip
_ORNAMENTS: Final = frozenset(("lantern", "lamp", "bell", "wind_chime", "ornament", "swing", "star", "ribbon",
                               "birdhouse", "bird_cage", "sign", "picture", "curtain", "chandelier", "icicle",
                               "hammock", "cocoon", "wasp_nest", "beehive", "paper_lantern"))  # fmt: skip
_CLIMBERS: Final = frozenset(
    ("sloth", "monkey", "lemur", "koala", "opossum", "gibbon", "orangutan", "chimpanzee")
)
_LOOSE: Final = frozenset(("", "stand", "float", "idle", "hang", "sleep", "rest", "lie", "grow", "glow", "shine",
                           "sway", "swing", "ripen", "hover", "look", "sit"))  # fmt: skip
"""Verbs of what may well hang meanwhile; what falls, flies or is eaten does not."""
_ON: Final = frozenset(("on", "in", "under", "above"))

_BOUGH: Final = ((-1.25, 0.4), (-0.3, 0.5), (0.5, 0.52), (1.15, 0.66))
"""Along the drawn branch: across and up, in its heights."""


def supports(shot: Shot) -> dict[str, str]:
    """Who hangs from what: ids of what hangs to ids of what it hangs from; empty for the edge of the frame."""
    by_id = {subject.id: subject for subject in shot.subjects}
    held = {r.object for r in shot.relations if r.kind in ("holding", "wearing")}
    held |= {a.target for s in shot.subjects for a in s.actions if a.verb not in ("look", "see")}
    found: dict[str, str] = {}
    for subject in shot.subjects:
        if subject.id in held or not _hangable(subject):
            continue
        floats = any(action.verb in ("float", "hang") for action in subject.actions)
        tied = [by_id[r.object] for r in shot.relations if r.subject == subject.id and r.object in by_id]
        tied = tied or [one for one in shot.subjects if overhead(one) or one.species in _BOUGHS or floats]
        over = next((one for one in tied if one is not subject and _carries(one, subject, shot)), None)
        if over is not None:
            found[subject.id] = over.id
        elif subject.species == "bat" and floats:
            found[subject.id] = ""
    return found


def overhead(subject: Subject) -> bool:
    """Whether it is only the name of what is above the frame."""
    return subject.name.lower() in ABOVE and subject.kind in ("card", "object", "building", "furniture")


def _hangable(subject: Subject) -> bool:
    if any(action.verb not in _LOOSE for action in subject.actions[:1]):
        return False
    if subject.species in _CLIMBERS:
        return any(action.verb in ("float", "hang") for action in subject.actions)
    return subject.species == "bat" or subject.species in _FRUIT or subject.species in _ORNAMENTS


def _carries(over: Subject, hanger: Subject, shot: Shot) -> bool:
    kinds = {r.kind for r in shot.relations if r.subject == hanger.id and r.object == over.id}
    if kinds and not kinds & _ON:
        return False
    if "under" in kinds:
        return overhead(over)
    cave = hanger.species == "bat" and over.species == "hole"
    return overhead(over) or cave or over.species in _BOUGHS or over.species in _TREES


def without_mounts(relations: Sequence[Relation], shot: Shot) -> list[Relation]:
    """The relations without those that would set upon something what hangs from it, or drifts."""
    pairs, loose = set(supports(shot).items()), {s.id for s in shot.subjects if plan_of(s.species) == "drift"}
    return [
        r
        for r in relations
        if r.kind not in _ON or ((r.subject, r.object) not in pairs and not {r.subject, r.object} & loose)
    ]


class Upturned(Figure):
    """A figure upside down, its feet where its head would be."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self.metres, self.aspect = figure.metres, figure.aspect

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        left, top, right, bottom = self._figure.bounds(pose)
        return (left, -1.0 - bottom, right, -1.0 - top)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        canvas.save()
        canvas.translate(0.0, -1.0)
        canvas.scale(1.0, -1.0)
        self._figure.draw(canvas, pose, light)
        canvas.restore()


def hang_up(by_id: Mapping[str, list[Actor]], shot: Shot, scene: Scenery, seed: int) -> None:
    """Gives everything that hangs its place."""
    places: dict[str, list[Actor]] = {}
    for hanger, over in supports(shot).items():
        for actor in by_id.get(hanger, ()):
            _folded(actor, scene, seed)
            places.setdefault(over, []).append(actor)
    for over, actors in places.items():
        bough = by_id.get(over)
        if bough is None or bough[0].subject.species == "hole":
            _from_above(actors, scene)
        elif bough[0].subject.species in _BOUGHS:
            _from_bough(actors, bough[0], scene, seed)
        else:
            _in_tree(actors, bough[0], scene, alone=len(by_id) <= 2)
    everyone = [actor for group in by_id.values() for actor in group]
    for actor in everyone:
        if actor.subject.species == "spider" and actor.verb in ("float", "hover", "fall"):
            _let_down(actor, [a for a in everyone if a.subject.species == "branch"], scene)


def _folded(actor: Actor, scene: Scenery, seed: int) -> None:
    """A bat folds its wings, a climber hangs on by its feet."""
    subject = actor.subject
    if subject.species == "bat":
        actor.figure = scene.figures(replace(subject, species="hanging_bat"), seed + actor.key)
    elif subject.species in _CLIMBERS:
        actor.figure = Upturned(actor.figure)
    actor.verb, actor.speed, actor.carrier, actor.resting = "idle", 0.0, None, True


def _hung(actor: Actor, x: float, top: float, swing: float, depth: float) -> None:
    """Hangs somebody with the upper end at (x, top), swinging a little."""
    y, lag = top + actor.size, 1.3 * actor.key
    actor.x, actor.y, actor.depth, actor.motion = x, y, depth, "hang"

    def path(time: float) -> tuple[float, float, float]:
        angle = swing * math.sin(1.4 * time + lag)
        return (x - actor.size * math.sin(math.radians(angle)), y, angle)

    actor.path = path


def _from_bough(actors: Sequence[Actor], bough: Actor, scene: Scenery, seed: int) -> None:
    """A branch reaches in from the side, high up; what hangs from it is spread along it."""
    view = scene.view
    if bough.subject.species != "branch":
        bough.figure = scene.figures(replace(bough.subject, species="branch"), seed)
    bough.size = min(0.56 * view.height, 0.36 * view.width)
    bough.facing, bough.motion, bough.resting, bough.carrier = 1, "hang", True, None
    x, y = 1.22 * bough.size, 0.6 * view.height
    bough.x, bough.y, bough.path = x, y, _staying((x, y, 0.0))
    count, fruit = len(actors), actors[0].subject.species in _FRUIT
    for index, actor in enumerate(actors):
        most = min((0.32 if fruit else 0.42) if count < 3 else 0.26, 1.5 / count) * view.height
        actor.size = min(most, 0.9 * (1.7 / max(1, count)) * bough.size / max(0.5, actor.figure.aspect))
        along = 0.35 if count == 1 else -0.45 + 1.35 * index / (count - 1)
        _hung(actor, x + along * bough.size, y - (_rise(along) - 0.02) * bough.size, 2.0, bough.depth - 0.004)


def _rise(along: float) -> float:
    """How high over its foot the branch is, both in its heights."""
    for (x0, y0), (x1, y1) in pairwise(_BOUGH):
        if along <= x1:
            return y0 + (y1 - y0) * (along - x0) / (x1 - x0)
    return _BOUGH[-1][1]


def _in_tree(actors: Sequence[Actor], tree: Actor, scene: Scenery, *, alone: bool) -> None:
    """Fruit among the leaves of a tree that fills the frame; lanterns along the lower rim of its crown."""
    view = scene.view
    if alone:
        tree.x = 0.5 * view.width
    tree.size = min(0.84 * view.height, tree.y - 0.04 * view.height)
    for index, actor in enumerate(actors):
        share = (index + 0.5) / len(actors) if len(actors) > 1 else 0.78
        low = actor.subject.species not in _FRUIT
        actor.size = tree.size * (0.2 if low else max(0.1, 0.15 - 0.004 * len(actors)))
        x = tree.x + (share - 0.5) * 0.7 * tree.width
        up = 0.5 if low else 0.62 + 0.18 * math.sin(2.4 * index + 0.6)
        _hung(actor, x, tree.y - up * tree.size, 3.0 if low else 1.0, tree.depth - 0.006)


def _from_above(actors: Sequence[Actor], scene: Scenery) -> None:
    """From beyond the upper edge of the frame; what does not cling there itself hangs on a cord."""
    view, count = scene.view, len(actors)
    clings = actors[0].subject.species == "bat" or actors[0].subject.species in _CLIMBERS
    for index, actor in enumerate(actors):
        wide = 0.8 * view.width / max(2, count) / max(0.5, actor.figure.aspect)
        actor.size = min((0.4 if count < 3 else 0.32) * view.height, wide)
        x = view.width * (0.5 + 0.62 * ((index + 0.5) / count - 0.5))
        top = view.height * ((0.06 if clings else 0.2) + 0.05 * (index % 2))
        if not clings:
            actor.figure = Threaded(actor.figure, 0.94)
        _hung(actor, x, top, 1.6 if clings else 3.0, actor.depth)


def _let_down(spider: Actor, branches: list[Actor], scene: Scenery) -> None:
    """Lets a spider down on its thread, a little up and down again; two branches reach in from the sides."""
    for branch, side in zip(branches[:2], (-1, 1), strict=False):
        place = (scene.view.width * (0.5 + 0.36 * side), 0.66 * scene.view.height, 0.0)
        branch.path, branch.motion, branch.facing = _staying(place), "hang", -side
        spider.x = 0.5 * scene.view.width
    spider.figure, spider.motion = Threaded(spider.figure), "hang"
    spider.size = min(spider.size, 0.3 * scene.view.height)
    x, y, reach = spider.x, 0.62 * scene.view.height, 0.05 * scene.view.height
    spider.path = lambda time: (x + 0.1 * reach * math.sin(1.1 * time), y + reach * math.sin(0.8 * time), 0.0)


def _staying(place: tuple[float, float, float]) -> Path:
    return lambda time: place
