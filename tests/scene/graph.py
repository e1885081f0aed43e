"""Whether the staged scene holds a fact of a storyboard: from the actors' places, deeds and what they carry."""

from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.acts import crowd_of, deed_of, used_up
from laterna.engines.animatic.stage.dressing import contents_of, dishes_of, shown
from laterna.engines.animatic.stage.staging import FELT, GROWS, SOUNDING
from laterna.engines.animatic.stage.take import Take
from laterna.engines.animatic.stage.verbs import AS_DRAWN, MOST
from laterna.engines.animatic.storyboard import Relation, Shot, Subject
from tests.scene.drawn import SECONDS, actors_of

MOMENT = 0.4
# Verbs that are drawn under other names.
SAME = {
    "give": ("hand_over",), "hide": ("lie",), "kiss": ("hug", "hug_low"), "lie": ("sleep",), "breathe": ("drink",),
    "hug": ("hug_low", "cradle"), "open": ("point",), "play_music": ("play_piano",), "eat": ("dine",),
}  # fmt: skip
# Deeds in which somebody merely is there.
QUIET = frozenset(
    {"stand", "look", "float", "glow", "sway", "hold", "listen", "photograph", "work", "disappear", "turn"}
)


def within(actor: Actor, take: Take) -> bool:
    """Whether at least a third of the figure is between the frame's sides at some time."""
    wide = take.scene.view.width
    for part in (0.0, 0.3, 0.6, 0.9):
        x = actor.place(SECONDS * part)[0]
        if -actor.width / 6 < x < wide + actor.width / 6:
            return True
    return False


def present(shot: Shot, take: Take, subject: Subject) -> bool:
    """Whether a subject is on the stage, in somebody's hands, in a container, or shown by the set itself."""
    if any(within(actor, take) for actor in actors_of(take, subject.id)):
        return True
    carried = [
        r.subject
        for r in shot.relations
        if r.object == subject.id and r.kind in ("holding", "wearing", "riding")
    ]
    if any(
        actor.held is not None or actor.verb == "broom" for one in carried for actor in actors_of(take, one)
    ):
        return True
    users = [one.id for one in shot.subjects if any(action.target == subject.id for action in one.actions)]
    if any(a.held or a.held_second or a.path for one in users for a in actors_of(take, one)):
        return True
    inside = {thing.id for things in contents_of(shot).values() for thing in things}
    if subject.id in {*inside, *dishes_of(shot), *used_up(shot)}:
        return True
    staged = {one.id for one in shown(shot, take.scene, [])}
    return subject.id not in staged or subject.kind == "celestial"


def counted(take: Take, subject: Subject) -> bool:
    """Whether as many figures are there as are told."""
    told = max(1, min(MOST, crowd_of(subject)))
    found = [actor for actor in actors_of(take, subject.id) if not actor.extra]
    return len(found) == told or (not found and subject.count == 1)


def acted(shot: Shot, take: Take, subject: Subject, verb: str) -> bool:
    """Whether a subject does what a verb of the storyboard says."""
    wanted = {verb, AS_DRAWN.get(verb, verb), *SAME.get(verb, ())}
    if subject.actions and subject.actions[0].verb == verb:
        wanted.add(deed_of(subject, shot))
    for actor in actors_of(take, subject.id):
        moving = actor.motion in ("fly", "swim", "hover", "ride", "circle", "leap") and verb in (
            "fly", "swim", "float", "ride", "circle", "jump", "drive", "sail", "fall", "rise",
        )  # fmt: skip
        if (
            actor.verb in wanted
            or _beside(actor, verb)
            or moving
            or (verb == "ride" and actor.carrier is not None)
        ):
            return True
        if verb in QUIET or (verb in ("sit", "lie", "sleep") and actor.seat > 0):
            return True
    return not actors_of(take, subject.id) and verb in QUIET


def _beside(actor: Actor, verb: str) -> bool:
    """Whether a deed goes on beside the one that the body does: in the face, by growing, under the rider."""
    if verb in ("land", "launch"):
        return (
            actor.motion == "descend"
            or actor.carrier is not None
            or (verb == "launch" and actor.path is not None)
        )
    return (
        (verb == "sit" and actor.sits)
        or (verb in FELT and actor.emotion == FELT[verb])
        or (verb in (*SOUNDING, "breathe") and actor.murmurs)
        or (verb in GROWS and actor.grows is not None)
        or (verb == "explode" and actor.subject.species == "fireworks")
        or (actor.carrier is not None and actor.carrier.verb == AS_DRAWN.get(verb, verb))
    )


def tied(shot: Shot, take: Take, relation: Relation) -> bool:
    """Whether two subjects stand in their relation to each other where they are staged."""
    by_id = {subject.id: subject for subject in shot.subjects}
    one, other = actors_of(take, relation.subject), actors_of(take, relation.object)
    if relation.kind in ("holding", "wearing") and not other:
        return any(actor.held is not None for actor in one)
    if not one or not other:
        return present(shot, take, by_id[relation.subject]) and present(shot, take, by_id[relation.object])
    return any(_holds(a, b, relation.kind, take) for a in one for b in other if a is not b)


def _holds(a: Actor, b: Actor, kind: str, take: Take) -> bool:
    (ax, ay, _), (bx, by, _) = a.place(MOMENT), b.place(MOMENT)
    wide = take.scene.view.width
    apart, reach = abs(ax - bx), 0.5 * (a.width + b.width)
    carried = a.carrier is b or b.carrier is a or a.root is b.root
    near = apart <= reach + 0.2 * wide
    if kind in ("left_of", "right_of"):
        return ax < bx if kind == "left_of" else ax > bx
    if kind in ("on", "riding"):
        return carried or (apart <= reach and ay < by - 0.05 * b.size) or (apart <= reach and ay <= by)
    if kind == "above":
        return ay - 0.5 * a.size < by - 0.5 * b.size
    if kind in ("behind", "in_front_of"):
        deeper = a.depth > b.depth or (a.depth == b.depth and ay <= by)
        return near and (deeper if kind == "behind" else not deeper or a.depth <= b.depth)
    if kind in ("under", "in"):
        return carried or apart <= max(reach, 0.5 * b.width + 0.5 * a.width)
    if kind == "looking_at":
        return apart < 1 or (bx - ax) * a.facing > 0 or a.view != "side"
    if kind == "toward":
        return apart < 1 or (bx - ax) * a.facing > 0
    if kind == "away_from":
        return (bx - ax) * a.facing < 0
    if kind == "following":
        return (bx - ax) * a.facing > 0 or carried
    if kind == "holding":
        return carried or near
    return near or carried


def moves(take: Take, move: str) -> bool:
    """Whether the camera does what its move says, over the length of the shot."""
    first, last = take.aim(0.0), take.aim(SECONDS)
    a, b = first.moment, last.moment
    seen = {
        "pan_left": a.swing > b.swing,
        "pan_right": a.swing < b.swing,
        "tilt_up": (first.window or 0) > (last.window or 0),
        "tilt_down": (first.window or 0) < (last.window or 0),
        "dolly_in": b.push > a.push,
        "dolly_out": b.push < a.push,
        "zoom_in": last.zoom > first.zoom,
        "zoom_out": last.zoom < first.zoom,
        "orbit": a.pivot > 0 and a.x != b.x,
        "crane_up": a.y > b.y,
        "crane_down": a.y < b.y,
        "aerial": a.push < b.push or take.scene.own_camera,
        "tracking": a.scroll != b.scroll or any(actor.tracked for actor in take.actors),
        "handheld": take.aim(0.3).moment.x != take.aim(0.5).moment.x,
        "static": (a.x, a.push, first.zoom) == (b.x, b.push, last.zoom),
    }
    return seen.get(move, False) or take.scene.own_camera
