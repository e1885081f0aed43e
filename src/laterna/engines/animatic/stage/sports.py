"""Sports and crafts: who does which, with what in hand, and where the ball goes."""

import math
from collections.abc import Callable
from typing import Final

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.biped_sports import (
    DRIBBLE,
    SHOT_AT,
    SHOT_PERIOD,
    SWING_AT,
    SWING_PERIOD,
)
from laterna.engines.animatic.figures.figure import Box, Figure
from laterna.engines.animatic.figures.geometry import Point
from laterna.engines.animatic.figures.hues import Color
from laterna.engines.animatic.figures.pen import Pen
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.light import Light
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.storyboard import Shot, Subject

_BY_NAME: Final = {
    "surfer": "surf", "skier": "ski", "snowboarder": "surf", "skater": "skate", "ice skater": "skate", "golfer": "golf",
    "tennis player": "tennis", "weightlifter": "lift", "bodybuilder": "lift", "冲浪者": "surf", "滑雪者": "ski",
}  # fmt: skip
_BY_THING: Final = {
    "tennis_ball": "tennis", "racket": "tennis", "tennis_racket": "tennis", "badminton": "tennis", "golf_ball": "golf",
    "golf_club": "golf", "barbell": "lift", "dumbbell": "lift", "basketball": "dribble", "bow": "shoot",
    "bow_weapon": "shoot", "arrow": "shoot", "skis": "ski", "surfboard": "surf",
}  # fmt: skip
_CASTERS: Final = frozenset(("wizard", "witch", "magician", "fairy", "sorcerer", "mage"))
_SMITHS: Final = ("blacksmith", "smith", "铁匠")
_SNOW: Final = frozenset(("snowfield", "mountain", "ski_slope", "village", "forest", "glacier", "arctic"))
_TREES: Final = frozenset(
    ("tree", "pine", "palm", "oak", "sapling", "willow", "maple", "cherry_tree", "bush")
)
WITH: Final = {
    "surf": ("surfboard", 0.95), "tennis": ("racket", 0.36), "golf": ("golf_club", 0.5), "lift": ("barbell", 0.2),
    "forge": ("hammer", 0.26), "dig": ("shovel", 0.62),
}  # fmt: skip
"""What is held for a sport, and its height in heights of the holder."""
BOARDS: Final = frozenset(("skateboard", "surfboard", "snowboard"))


def sport_of(subject: Subject, shot: Shot) -> str:
    """The sport or craft that a subject does, as a verb of `SPORTS`; empty for none."""
    verbs = {action.verb for action in subject.actions}
    if not verbs:
        return ""
    name, targets = subject.name.lower(), {a.target for a in subject.actions}
    things = [s.species for s in shot.subjects if s.id in targets]
    if "slide" in verbs:
        return (
            "ski"
            if shot.setting in _SNOW or (shot.season == "winter" and "ice" not in shot.setting)
            else "skate"
        )
    if verbs & {"play", "ride", "shoot", "fight", "exercise", "surf", "hold", "work"}:
        named = _BY_NAME.get(name, "") or ("surf" if subject.species == "surfer" else "")
        found = named or next((_BY_THING[t] for t in things if t in _BY_THING), "")
        if found and not ("hold" in verbs and not named) and not (found == "dribble" and subject.count > 1):
            return found
    if "surf" in verbs:
        return "surf"
    if "exercise" in verbs and shot.setting == "gym":
        return "lift"
    if "perform" in verbs and subject.species in _CASTERS:
        return "cast"
    if "work" in verbs and (any(word in name for word in _SMITHS) or subject.species == "blacksmith"):
        return "forge"
    if "work" in verbs and set(things) & _TREES:
        return "dig"
    return ""


def equip_for(actor: Actor, scene: Scenery, seed: int) -> None:
    """Puts the tool of a sport into the hands, or under the feet."""
    verb = actor.verb
    if verb in WITH and actor.carrier is None:
        name, size = WITH[verb]
        thing = Subject(id="tool", name=name, kind="tool", species=name)
        actor.held, actor.held_scale = scene.figures(thing, seed), size
    elif verb == "ski":
        actor.held, actor.held_scale = Skis(), 1.0
    elif verb == "shoot":
        bow = Subject(id="bow", name="bow", kind="tool", species="bow_weapon")
        actor.held, actor.held_second = None, scene.figures(bow, seed)
    elif verb == "cast":
        actor.held, actor.held_scale = Spell(), 0.34


class Skis(Figure):
    """A pair of skis under the feet and two poles; heights are those of the skier."""

    hold = "feet"
    metres = 1.7
    aspect = 1.0

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-0.6, -0.7, 0.6, 0.1)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        pen = Pen(light)
        for shift, tone in ((0.05, (0.62, 0.2, 0.2)), (0.0, (0.85, 0.27, 0.24))):
            chain = [(-0.42 + shift, 0.005), (0.38 + shift, 0.005), (0.47 + shift, -0.05)]
            pen.limb(chain, [0.022, 0.024, 0.016], tone, shade=0.0)
        for shift in (0.06, 0.0):
            pen.line([(0.17 + shift, -0.46), (-0.3 + shift, -0.16)], 0.012, (0.3, 0.32, 0.38))
            pen.oval(-0.27 + shift, -0.18, 0.022, 0.022, (0.3, 0.32, 0.38))
        pen.flush(canvas)


class Spell(Figure):
    """A wand with sparks that circle its tip and fly off."""

    metres = 0.4
    aspect = 0.6

    def bounds(self, pose: Pose) -> Box:
        """See `Figure.bounds`."""
        return (-0.7, -1.9, 1.6, 0.3)

    def hand(self, pose: Pose) -> Point:
        """See `Figure.hand`."""
        return (0.0, 0.0)

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        """See `Figure.draw`."""
        pen = Pen(light)
        pen.limb([(-0.08, 0.12), (0.42, -0.62)], [0.07, 0.045], (0.3, 0.2, 0.16), shade=0.0)
        tones: tuple[Color, ...] = ((1.0, 0.9, 0.5), (0.6, 0.9, 1.0), (1.0, 0.65, 0.9))
        for k in range(12):
            age = (pose.time * 0.7 + k / 12) % 1.0
            x = 0.42 + 1.1 * age + 0.16 * math.sin(pose.time + k)
            y = -0.62 - 0.7 * age * math.sin(k * 1.7) - 0.2 * age
            size = 0.075 * (1.0 - age) * (1.2 + math.sin(pose.time * 6 + k * 2.0) * 0.3)
            pen.shine(x, y, size, size, tones[k % 3], 0.9)
        pen.shine(0.42, -0.62, 0.1, 0.1, (1.0, 0.97, 0.8))
        pen.flush(canvas)


Path = Callable[[float], tuple[float, float, float]]


def flight_of(doer: Actor, scene: Scenery, apart: float = 0.0) -> Path | None:
    """How the ball or the arrow of a sport moves; None where there is none. `apart` is how far the other player is."""
    size, way, x0, ground = doer.size, doer.facing, doer.x, doer.y
    wide = scene.view.width

    def rally(time: float) -> tuple[float, float, float]:
        since = ((time - SWING_AT) % SWING_PERIOD) / SWING_PERIOD
        there = 2 * since if since < 0.5 else 2 - 2 * since
        x = x0 + way * (0.3 * size + there * (apart - 0.6 * size if apart else 0.8 * wide))
        return x, ground - 0.62 * size - 0.28 * size * (1 - (2 * there - 1) ** 2), 0.0

    def drive(time: float) -> tuple[float, float, float]:
        since = (time - SWING_AT) % SWING_PERIOD
        gone = since if since < 1.0 else 0.0
        return x0 + way * (0.28 * size + 2.4 * size * gone), ground - 1.9 * size * gone * (1.15 - gone), 0.0

    def arrow(time: float) -> tuple[float, float, float]:
        since = (time - SHOT_AT) % SHOT_PERIOD
        gone = since if since < 0.8 else -0.2
        return (
            x0 + way * (0.45 * size + 3.4 * size * gone),
            ground - 0.76 * size + 0.2 * size * gone**2,
            90.0 * way,
        )

    def bounce(time: float) -> tuple[float, float, float]:
        along = (time / DRIBBLE) % 1.0
        return x0 + way * 0.26 * size, ground - 0.36 * size * (1 - 4 * along * (1 - along)) * 1.0, 200 * time

    return {"tennis": rally, "golf": drive, "shoot": arrow, "dribble": bounce}.get(doer.verb)


FLIES: Final = {
    "tennis": ("tennis_ball", 0.045), "golf": ("golf_ball", 0.03), "shoot": ("arrow", 0.34),
    "dribble": ("basketball", 0.14),
}  # fmt: skip
"""What flies in a sport, and its height in heights of the player."""
