"""Deeds: pairs that do something to each other, put within reach and facing each other."""

from typing import Final

from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.handover import GIVING as HANDS_OVER
from laterna.engines.animatic.stage.handover import hand_over
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.storyboard import Shot, Subject

ALIVE: Final = frozenset(("biped", "quadruped", "bird", "insect", "reptile"))

REACH: Final = {
    "give": 0.86, "serve": 0.66, "offer": 0.86, "feed": 0.95, "hug": 0.42, "kiss": 0.46, "cuddle": 0.42,
    "fight": 0.74, "attack": 0.74, "pet": 0.6, "help": 0.7, "shake_hands": 0.62, "dance": 0.72, "clap": 0.66,
    "talk": 1.0, "sing": 1.0, "look": 1.0, "play": 0.95, "throw": 1.5, "catch": 1.3, "teach": 1.0,
}  # fmt: skip
"""How far two stand apart, as a share of the sum of half a body's breadth and an arm's length of both."""

BALLS: Final = frozenset(
    ["ball", "football", "basketball", "volleyball", "soccer_ball", "tennis_ball", "beach_ball", "baseball"]
)

ANSWERS: Final = {
    "give": "hold", "serve": "hold", "offer": "hold", "feed": "eat", "hug": "hug", "kiss": "hug", "cuddle": "hug",
    "fight": "fight", "attack": "fight", "dance": "dance", "play": "play", "throw": "wave", "shake_hands": "point",
}  # fmt: skip
"""What the other one does, when the prompt gives it nothing of its own to do."""

GIVING: Final = frozenset(("give", "serve", "offer", "feed", "hand"))

WORKING: Final = frozenset(
    [
        "push",
        "pull",
        "open",
        "close",
        "build",
        "paint",
        "cook",
        "operate",
        "climb",
        "kick",
        "play",
        "play_music",
        "fix",
        "write",
        "use",
        "drive_in",
        "work",
    ]
)
"""Verbs whose object stands right before the doer."""


def flights(shot: Shot, by_id: dict[str, list[Actor]]) -> None:
    """Whoever is chased runs, ahead of the chaser and the same way; whoever runs away from somebody is chased."""
    for relation in shot.relations:
        runner, chaser = by_id.get(relation.subject), by_id.get(relation.object)
        if (
            relation.kind != "away_from"
            or not runner
            or not chaser
            or runner[0].verb not in ("run", "gallop")
        ):
            continue
        for actor in chaser:
            if actor.subject.kind in ("biped", "quadruped") and actor.verb in ("stand", "idle"):
                actor.verb = "run"
    for group in list(by_id.values()):
        for action in group[0].subject.actions:
            prey = by_id.get(action.target)
            if action.verb not in ("chase", "follow") or not prey or prey is group:
                continue
            for actor in prey:
                if actor.subject.kind == "vehicle" and group[0].subject.kind == "vehicle":
                    actor.verb = group[0].verb = "drive"
                if actor.subject.kind in ALIVE and actor.verb in ("stand", "idle"):
                    actor.verb = "run" if action.verb == "chase" else "walk"
                    if actor.subject.kind == "bird" or group[0].verb == "fly":
                        actor.verb = "fly"


def within_reach(shot: Shot, by_id: dict[str, list[Actor]], scene: Scenery) -> None:
    """Brings doer and partner together, face to face, the partner answering."""
    for group in by_id.values():
        doer = group[0]
        for action in doer.subject.actions:
            ball = by_id.get(action.target)
            if (
                ball
                and action.verb in ("play", "kick", "chase", "throw")
                and ball[0].subject.species in BALLS
            ):
                _roll(group, ball[0])
                break
            partner = _partner(doer, action.verb, action.target, shot, by_id)
            if partner is not None:
                _meet(doer, partner, action.verb, scene)
                if action.verb in HANDS_OVER and doer.paired:
                    hand_over(doer, partner, scene)
                break
        if len(group) == 2 and doer.subject.kind == "vehicle" and doer.verb in ("fight", "point"):
            group[0].facing, group[1].facing = (1, -1) if group[0].x < group[1].x else (-1, 1)
            group[0].paired = group[1].paired = True
        elif len(group) == 2 and any(
            a.verb in ("hug", "fight", "kiss", "dance") for a in doer.subject.actions
        ):
            _meet(group[0], group[1], doer.subject.actions[0].verb, scene)


def _roll(players: list[Actor], ball: Actor) -> None:
    """A ball goes to and fro between players, or before a single one."""
    low, high = min(p.x for p in players), max(p.x for p in players)
    if len(players) == 1:
        low, high = players[0].x + 0.3 * players[0].size, players[0].x + 0.75 * players[0].size
    ball.motion, ball.y, ball.depth = "roll", players[0].y, players[0].depth - 0.03
    ball.center = ((low + high) / 2, max(10.0, (high - low) / 2 - 0.22 * players[0].size))
    ball.size = min(ball.size, 0.2 * players[0].size)
    for player in players:
        player.facing = 1 if player.x <= ball.center[0] else -1
        player.paired = True


def _partner(doer: Actor, verb: str, target: str, shot: Shot, by_id: dict[str, list[Actor]]) -> Actor | None:
    named = by_id.get(target)
    if named and named[0] is not doer and (named[0].subject.kind in ALIVE or verb in WORKING):
        return named[0]
    if verb in GIVING:
        toward = {r.object for r in shot.relations if r.subject == doer.subject.id and r.kind == "toward"}
        others = [group[0] for key, group in by_id.items() if group[0].subject.kind in ALIVE]
        others = [other for other in others if other is not doer and other.subject.id != target]
        return next((o for o in others if o.subject.id in toward), others[0] if others else None)
    return None


def _meet(doer: Actor, partner: Actor, verb: str, scene: Scenery) -> None:
    if doer.carrier or partner.carrier or doer.seat or partner.seat:
        return
    if verb not in REACH and verb not in WORKING:
        return
    if (
        verb == "climb"
        and partner.figure.metres > 0.8 * doer.figure.metres
        and partner.subject.kind not in ALIVE
    ):
        _go_up(doer, partner, scene)
        return
    side = 1 if partner.x >= doer.x else -1
    if partner.subject.kind in ALIVE:
        share = REACH.get(verb, 1.0)
        if doer.subject.kind != "biped" and partner.subject.kind != "biped" and verb not in ("hug", "kiss"):
            share = max(share, 1.14)
        if verb in ("fight", "attack") and (doer.held is not None or partner.held is not None):
            share = 1.05
        apart = share * (_span(doer) + _span(partner))
    else:
        apart = 0.5 * doer.width + 0.5 * partner.width + 0.04 * doer.size
    if abs(partner.x - doer.x) > apart or verb in ("give", "hug", "kiss", "feed"):
        weight = 0.5 if partner.subject.kind in ALIVE else 0.3
        middle = doer.x * (1 - weight) + partner.x * weight
        margin = apart * 0.5 + 0.5 * max(doer.width, partner.width)
        middle = (
            min(max(middle, margin), scene.view.width - margin) if margin * 2 < scene.view.width else middle
        )
        doer.x, partner.x = middle - side * apart / 2, middle + side * apart / 2
    doer.facing = side
    if partner.subject.kind in ALIVE:
        partner.facing = -side
        partner.depth = doer.depth + 0.012
        if partner.motion == doer.motion == "stand":
            partner.y = doer.y
        if not partner.subject.actions and verb in ANSWERS and partner.verb in ("stand", "idle"):
            partner.verb = ANSWERS[verb]
        elif _mirrors(partner.subject, verb):
            partner.verb = ANSWERS.get(verb, partner.verb)
    doer.paired = partner.paired = True


def _go_up(doer: Actor, thing: Actor, scene: Scenery) -> None:
    """Climbs before a ladder, a tree or a wall, from a third of its height on, hand over hand."""
    natural = doer.size * thing.figure.metres / doer.figure.metres
    thing.size = min(0.84 * scene.view.height, max(thing.size, min(natural, 2.4 * doer.size)))
    doer.size = min(doer.size, 0.5 * thing.size)
    x, foot, top = thing.x, thing.y - 0.16 * thing.size, thing.y - thing.size + 0.7 * doer.size

    def path(time: float) -> tuple[float, float, float]:
        return (x, max(top, foot - 0.07 * doer.size * time), 0.0)

    doer.path, doer.motion, doer.depth, doer.paired, doer.view = (
        path,
        "climb",
        thing.depth - 0.01,
        True,
        "back",
    )


def _mirrors(subject: Subject, verb: str) -> bool:
    return any(action.verb == verb for action in subject.actions) and verb in (
        "hug",
        "kiss",
        "fight",
        "dance",
    )


def _span(actor: Actor) -> float:
    """From the middle of a body to where its hand or muzzle reaches."""
    if actor.subject.kind == "biped" or actor.subject.anthropomorphic:
        return 0.36 * actor.size
    return 0.52 * actor.width
