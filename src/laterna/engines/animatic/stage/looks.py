"""Which way figures are seen: into the camera, three-quarter, or from the side, as a director would place them."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from laterna.engines.animatic.figures.biped_sports import SPORTS
from laterna.engines.animatic.figures.pose import TRAVELLING, View
from laterna.engines.animatic.figures.tables import plan_of
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.storyboard import Shot

_UPRIGHT: Final = ("biped",)
_ALIVE: Final = ("biped", "quadruped", "bird", "reptile")
_SIDEWAYS: Final = (
    TRAVELLING
    | frozenset(SPORTS)
    | frozenset(
        (
            "fly", "hover", "broom", "swim", "dive", "drive", "ride", "pedal", "climb", "fall", "lie", "sleep", "jump",
            "kick", "fight", "kung_fu", "throw", "paint", "fish", "chess", "feed", "water", "play_piano", "hug",
            "hug_low", "point", "kneel", "write", "hide", "wake", "open",
        )
    )
) - {"lift"}  # fmt: skip
"""What is told from the side."""
_AHEAD: Final = frozenset(
    (
        "sing",
        "wave",
        "dance",
        "laugh",
        "meditate",
        "talk",
        "cry",
        "sit",
        "stand",
        "idle",
        "hold",
        "play",
        "selfie",
        "lift",
    )
)
"""What may be done straight into the camera."""
_PERCHED: Final = _AHEAD | frozenset(("read", "eat", "drink", "sleep", "think", "look", "write"))
_NEAR: Final = ("medium", "close", "extreme_close")


_VIEWERS: Final = frozenset(("viewer", "viewers", "camera", "lens", "观众", "镜头", "相机"))


def meet_the_eye(shot: Shot) -> tuple[Shot, frozenset[str]]:
    """The shot without the viewer, whom some prompts name, and the ids of those who look at them."""
    eyes = {s.id for s in shot.subjects if s.name.lower() in _VIEWERS}
    eyes &= {r.object for r in shot.relations if r.kind in ("looking_at", "toward")} | {
        a.target
        for s in shot.subjects
        for a in s.actions
        if a.verb in ("look", "wave", "talk", "sing", "walk")
    }
    if not eyes:
        return shot, frozenset()
    ahead = {s.id for s in shot.subjects if any(a.target in eyes for a in s.actions)}
    ahead |= {r.subject for r in shot.relations if r.object in eyes}
    subjects = tuple(
        replace(s, actions=tuple(replace(a, target="") if a.target in eyes else a for a in s.actions))
        for s in shot.subjects
        if s.id not in eyes
    )
    relations = tuple(r for r in shot.relations if r.object not in eyes and r.subject not in eyes)
    return replace(shot, subjects=subjects, relations=relations), frozenset(ahead)


def set_views(actors: Sequence[Actor], shot: Shot, ahead: frozenset[str] = frozenset()) -> None:
    """Gives everybody alive a view. Whoever faces a partner, rides or goes somewhere stays in profile.

    `ahead` are the ids of those who look at the viewer.
    """
    looking = {
        r.subject for r in shot.relations if r.kind in ("looking_at", "toward", "away_from", "following")
    }
    looking |= {r.object for r in shot.relations if r.kind in ("following",)}
    cast = [actor for actor in actors if actor.subject.kind in _ALIVE and not actor.extra]
    for index, actor in enumerate(sorted(cast, key=lambda a: a.x)):
        if actor.subject.id in ahead and actor.verb in (
            "look",
            "stand",
            "idle",
            "sit",
            "talk",
            "wave",
            "sing",
        ):
            actor.view = "front"
            actor.verb = "stand" if actor.verb == "look" else actor.verb
            continue
        if actor.view != "side":
            continue
        actor.view = _view(actor, shot, len(cast), index, actor.subject.id in looking)
        if actor.view == "three_quarter" and len(cast) > 1 and not actor.paired and not actor.seat:
            actor.facing = 1 if index < len(cast) / 2 else -1
        if actor.view == "three_quarter":
            actor.gaze = (0.3, 0.9) if actor.verb == "read" else (-0.55, 0.0)


def _view(actor: Actor, shot: Shot, company: int, index: int, looking: bool) -> View:
    bird = plan_of(actor.subject.species) == "bird"
    upright = not bird and (actor.subject.kind in _UPRIGHT or actor.subject.anthropomorphic)
    if actor.verb == "write_up":
        return "back"
    mounted = actor.carrier is not None and actor.carrier.subject.kind != "furniture"
    if (
        actor.paired
        or looking
        or mounted
        or actor.verb in _SIDEWAYS
        or actor.motion in ("travel", "circle", "roll")
    ):
        return "side"
    if actor.subject.kind == "quadruped" and not upright:
        if actor.verb in ("sit", "read", "hold", "think", "wave"):
            return "front"
        if actor.verb == "eat":
            return "front" if actor.held is not None else "side"
        calm = actor.verb in ("stand", "idle", "talk", "look", "sing", "laugh")
        if calm and actor.motion == "stand":
            return "front" if shot.camera.framing in _NEAR or actor.verb == "talk" else "three_quarter"
        return "side"
    target = actor.subject.actions[0].target if actor.subject.actions else ""
    living = {s.id for s in shot.subjects if s.kind in _ALIVE}
    if target in living and target != actor.subject.id:
        return "side"
    if not upright and not bird and actor.verb in ("stand", "idle", "look", "talk"):
        return "front" if plan_of(actor.subject.species) != "quadruped" else "three_quarter"
    if not upright:
        return "front" if actor.verb in _PERCHED else "three_quarter"
    near = shot.camera.framing in _NEAR
    eyes_ahead = near and any(action.verb == "look" and not action.target for action in actor.subject.actions)
    if actor.seat or (actor.verb in ("look", "look_up") and not eyes_ahead):
        return "three_quarter"
    if eyes_ahead:
        return "front"
    if actor.verb not in _AHEAD:
        return "three_quarter"
    if near or company == 1 or (company > 2 and 0 < index < company - 1):
        return "front"
    return "front" if actor.verb in ("dance", "sing", "wave", "meditate") else "three_quarter"
