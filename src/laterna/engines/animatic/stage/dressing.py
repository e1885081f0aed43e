"""Dressing: what the set shows by itself, what lies in something that is carried, how large a held thing is drawn."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.figures.figure import Box, Figure
from laterna.engines.animatic.figures.geometry import Point, clamp
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.tables import metres_of, plan_of
from laterna.engines.animatic.light import Light
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.celebration import without_candles
from laterna.engines.animatic.stage.hanging import overhead, supports
from laterna.engines.animatic.stage.scenery import Scenery
from laterna.engines.animatic.stage.sports import equip_for
from laterna.engines.animatic.stage.ties import GREAT_INSTRUMENTS
from laterna.engines.animatic.stage.utensils import PouringPot, TossingPan
from laterna.engines.animatic.storyboard import Relation, Shot, Subject

CONTAINERS: Final = frozenset(
    [
        "basket",
        "bowl",
        "cup",
        "mug",
        "glass",
        "box",
        "bag",
        "bucket",
        "vase",
        "pot",
        "plate",
        "tray",
        "jar",
        "backpack",
        "crate",
        "wok",
        "pan",
    ]
)
"""What holds small things so that they look out over its rim."""

LONG: Final = {
    "umbrella": 0.78, "parasol": 0.78,
    "fishing_rod": 0.85, "spear": 1.0, "staff": 0.85, "broom": 0.75, "kite": 0.5, "flag": 0.8,
    "sword": 0.6, "guitar": 0.58, "violin": 0.36, "cello": 0.72, "flute": 0.34, "trumpet": 0.22, "saxophone": 0.36,
    "bamboo": 0.62, "drum": 0.3, "pan": 0.4,
    "key": 0.2, "ice_cream": 0.28, "rake": 0.8, "shovel": 0.7, "bow": 0.6, "lightsaber": 0.62, "surfboard": 0.9,
    "balloon": 0.6,
}  # fmt: skip
"""Heights of held things that are longer than a hand or two, in heights of the holder."""

_HELD_LEAST, _HELD_MOST = 0.15, 0.34
_SMALL: Final = frozenset(("food", "object", "tool", "plant"))
_THINGS: Final = ("food", "tool", "object", "instrument", "card")
_CARRYING: Final = frozenset(
    (
        "skateboard", "surfboard", "carpet", "flying_carpet", "magic_carpet", "broom", "sled",
        "snowboard", "skis", "raft", "cloud", "rock", "log", "swing", "mat", "rug", "box", "crate",
        "basket", "pillow", "cushion", "fence", "wall", "stool", "throne", "lily_pad", "scooter", "hay",
        "haystack", "branch", "seesaw", "slide", "trampoline", "hammock", "diving_board", "ladder",
    )
)  # fmt: skip
"""Things that carry who sits or stands on them."""
_PAPERS: Final = frozenset(["letter", "paper", "book", "file", "document", "newspaper", "folder", "picture"])
"""What lies on the shelves and desks of sets already."""
_GROUND: Final = frozenset(
    (
        "water",
        "shadow",
        "paint",
        "sweat",
        "tear",
        "wave",
        "hail",
        "beam",
        "backdrop",
        "moat",
        "ice",
        "iceberg",
        "snow",
        "grass",
        "floor",
        "ground",
        "road",
        "stage",
        "sand",
        "beach",
        "street",
        "field",
        "lawn",
    )
)
"""What everybody stands on anyway."""
_MOUNTS: Final = frozenset(("quadruped", "vehicle", "reptile", "bird", "fish", "insect"))
_DISHES: Final = frozenset(
    [
        "noodles",
        "ramen",
        "soup",
        "rice",
        "salad",
        "coffee",
        "tea",
        "porridge",
        "stew",
        "pasta",
        "cereal",
        "ice_cream",
    ]
)
"""Food whose drawing has its own bowl or cup."""
_STRANDS: Final = frozenset(("noodles", "ramen", "pasta", "spaghetti"))
_ALIVE: Final = frozenset(("biped", "quadruped", "bird", "fish", "insect", "reptile"))


class FilledFigure(Figure):
    """A container with things in it, drawn behind its rim."""

    def __init__(self, container: Figure, things: Sequence[Figure]) -> None:
        self._container = container
        self._things = things
        self.metres, self.aspect = container.metres, container.aspect
        self.seat_height, self.hold = container.seat_height, container.hold
        self._level = 0.48 if container.aspect > 0.8 else 0.42
        """How high things stand in it: flowers look out of a slim vase."""

    def draw(self, canvas: Canvas, pose: Pose, light: Light) -> None:
        wide = self._container.aspect
        size = clamp(0.9 * wide / max(1.0, len(self._things) ** 0.7), 0.3, 0.62) if wide > 0.8 else 0.85
        for index, thing in enumerate(self._things):
            along = (index + 0.5) / len(self._things) - 0.5
            canvas.save()
            canvas.translate(along * wide * 0.72, -self._level - 0.1 * (index % 2) - pose.lift)
            own = size / max(1.0, thing.aspect)
            canvas.scale(own, own)
            thing.draw(canvas, Pose(verb="idle", time=pose.time, phase=pose.phase), light)
            canvas.restore()
        self._container.draw(canvas, pose, light)

    def bounds(self, pose: Pose) -> Box:
        left, top, right, bottom = self._container.bounds(pose)
        return (left - 0.3, top - 0.8, right + 0.3, bottom)

    def hand(self, pose: Pose) -> Point:
        return self._container.hand(pose)


def contents_of(shot: Shot) -> dict[str, list[Subject]]:
    """What lies in which container, by the container's id."""
    by_id = {subject.id: subject for subject in shot.subjects}
    found: dict[str, list[Subject]] = {}
    for relation in shot.relations:
        thing, container = by_id.get(relation.subject), by_id.get(relation.object)
        if thing is None or container is None or relation.kind not in ("in", "on"):
            continue
        if thing.species in _DISHES:
            continue
        if thing.kind in _SMALL and container.species in CONTAINERS and thing.species not in CONTAINERS:
            found.setdefault(container.id, []).append(thing)
    return found


def dishes_of(shot: Shot) -> list[str]:
    """Ids of bowls and cups that need not be drawn because the food in them brings its own."""
    by_id = {subject.id: subject for subject in shot.subjects}
    return [
        r.object
        for r in shot.relations
        if r.kind in ("in", "on")
        and r.subject in by_id
        and r.object in by_id
        and by_id[r.subject].species in _DISHES
        and by_id[r.object].species in CONTAINERS
    ]


_TABLES: Final = frozenset(("table", "desk", "counter", "dining_table", "round_table", "shelf"))
_ROOMS: Final = frozenset(("kitchen", "living_room", "cafe", "restaurant", "tea_house"))
_PADS: Final = frozenset(
    ("lotus leaf", "lotus leaves", "lily pad", "lily pads", "lilypad", "water lily leaf", "荷叶", "莲叶")
)


def _as_meant(subject: Subject, shot: Shot) -> Subject:
    """Leaves of the lotus lie on the water and carry frogs; tea that is picked grows on a bush."""
    picked = any(a.target == subject.id and a.verb == "work" for one in shot.subjects for a in one.actions)
    if subject.species == "tea" and picked and shot.setting not in _ROOMS:
        return replace(subject, species="tea_bush", kind="plant", importance=max(2, subject.importance))
    if subject.name.lower() in _PADS:
        return replace(subject, species="lily_pad", kind="furniture", importance=max(2, subject.importance))
    return subject


def laid_out(shot: Shot, scene: Scenery) -> Shot:
    """The shot with a table under its things, where it shows only small ones indoors; food takes its bowl's rank."""
    shot = replace(shot, subjects=tuple(_as_meant(subject, shot) for subject in shot.subjects))
    ranks = {r.subject: r.object for r in shot.relations if r.object in dishes_of(shot)}
    by_id = {subject.id: subject for subject in shot.subjects}
    subjects = tuple(
        replace(s, importance=max(s.importance, by_id[ranks[s.id]].importance)) if s.id in ranks else s
        for s in shot.subjects
    )
    shot = replace(shot, subjects=subjects)
    empty = dishes_of(shot)
    hung = supports(shot)
    things = [s for s in shot.subjects if s.kind in ("food", "tool", "object", "instrument")]
    things = [s for s in things if s.id not in empty and s.id not in hung and plan_of(s.species) != "drift"]
    things = [s for s in things if s.species not in GREAT_INSTRUMENTS]
    others = [s for s in shot.subjects if s.kind in _ALIVE or s.kind in ("vehicle", "furniture")]
    others += [s for s in shot.subjects if s.species in GREAT_INSTRUMENTS]
    if others and len(others) == 1 and others[0].species in _TABLES:
        # Where some things of a still life lie on its table, the others do as well.
        lying = {r.subject for r in shot.relations if r.object == others[0].id and r.kind == "on"}
        also = tuple(Relation(t.id, "on", others[0].id) for t in things if lying and t.id not in lying)
        return replace(shot, relations=(*shot.relations, *also))
    if not scene.indoors or others or not things:
        return shot
    table = Subject(id="table_below", name="table", kind="furniture", species="table", importance=2)
    laid = tuple(Relation(thing.id, "on", table.id) for thing in things)
    return replace(shot, subjects=(*shot.subjects, table), relations=(*shot.relations, *laid))


def figure_with_contents(subject: Subject, things: Sequence[Subject], scene: Scenery, seed: int) -> Figure:
    """The figure of a subject, filled where something lies in it."""
    if subject.species == "water":  # what is held of it is in a bucket
        subject = replace(subject, species="full_bucket")
    figure = scene.figures(subject, seed)
    inside = [
        scene.figures(thing, seed + index * 61)
        for thing in things
        for index in range(max(1, min(5, thing.count)))
    ]
    return FilledFigure(figure, inside) if inside else figure


def held_scale(holder: Figure, subject: Subject, thing: Figure) -> float:
    """The drawn height of a held thing in heights of its holder: natural, but readable and never a giant's."""
    if subject.species in LONG:
        return LONG[subject.species]
    if plan_of(subject.species) == "card":
        return 0.2
    natural = thing.metres / max(0.05, holder.metres)
    most = min(_HELD_MOST, 0.5 / max(0.4, thing.aspect))
    return clamp(natural, min(_HELD_LEAST, most), most)


TOOLS: Final = {
    "fish": "fishing_rod", "fish_for": "fishing_rod", "paint": "paintbrush", "read": "book", "write": "pen",
    "phone": "phone", "photograph": "camera", "drink": "cup", "sing": "microphone",
}  # fmt: skip
"""What people do a deed with, when the prompt names nothing for it."""


WEAPONS: Final = {
    "knight": "sword", "samurai": "katana", "warrior": "sword", "viking": "axe", "pirate": "sword",
    "gladiator": "sword", "prince": "sword", "musketeer": "sword", "hunter": "spear", "ninja": "katana",
    "general": "sword",
}  # fmt: skip
"""What fighters fight with."""
BAND: Final = ("guitar", "violin", "trumpet", "drum")
PLAYERS: Final = {
    "guitarist": "guitar", "violinist": "violin", "drummer": "drum", "trumpeter": "trumpet", "singer": "microphone",
    "cellist": "cello", "flutist": "flute", "flautist": "flute", "harpist": "harp", "saxophonist": "saxophone",
    "小提琴手": "violin", "小提琴家": "violin", "吉他手": "guitar", "鼓手": "drum", "大提琴手": "cello",
    "小号手": "trumpet", "笛手": "flute", "萨克斯手": "saxophone",
}  # fmt: skip
"""What musicians play when nothing is named."""


def equip(shot: Shot, by_id: dict[str, list[Actor]], scene: Scenery, seed: int) -> None:
    """Gives people whose hands are empty the tool of their deed."""
    for group in by_id.values():
        subject = group[0].subject
        if subject.kind != "biped" and not subject.anthropomorphic:
            continue
        tool = PLAYERS.get(subject.species, "") or PLAYERS.get(subject.name.lower(), "")
        if not tool and any(
            a.verb in ("play_music", "play_instrument") and not a.target for a in subject.actions
        ):
            tool = "band"
        tool = tool or next((TOOLS[a.verb] for a in subject.actions if a.verb in TOOLS and not a.target), "")
        if not tool and any(a.verb in ("fight", "attack") for a in subject.actions):
            tool = WEAPONS.get(subject.species, "")
        tool = "" if any(actor.verb == "selfie" for actor in group) else tool
        for actor in group:
            _in_use(actor, shot, scene, seed)
        for actor in group if tool else ():
            if actor.held is None:
                name = BAND[actor.key % len(BAND)] if tool == "band" else tool
                thing = Subject(id="tool", name=name, kind="tool", species=name)
                if name in BAND or name in set(PLAYERS.values()) - {"microphone"}:
                    actor.verb = "play_instrument"
                actor.held = scene.figures(thing, seed)
                actor.held_scale = held_scale(actor.figure, thing, actor.held)


_FODDER: Final = {
    "rabbit": "carrot", "horse": "carrot", "donkey": "carrot", "cat": "fish_food", "dog": "bone", "mouse": "cheese",
    "monkey": "banana", "squirrel": "nut", "panda": "bamboo", "bird": "bread", "pigeon": "bread", "duck": "bread",
}  # fmt: skip
"""What animals are fed, where nothing is named."""


def _in_use(actor: Actor, shot: Shot, scene: Scenery, seed: int) -> None:
    """Gives whoever cooks a pan with the food in it, whoever pours a pot and a cup, whoever paints a palette."""
    equip_for(actor, scene, seed)
    if actor.verb == "cook":
        wanted = {a.target for a in actor.subject.actions if a.target}
        food = [
            s for s in shot.subjects if s.kind == "food" and s.id in wanted and plan_of(s.species) == "prop"
        ]
        actor.held = TossingPan(
            [scene.figures(s, seed) for s in food[:2] if s.name == s.species or s.count > 1],
            strands=any(s.species in _STRANDS and s.id in wanted for s in shot.subjects),
        )
        actor.held_scale, actor.held_second = 0.28, None
    elif actor.verb == "pour":
        pot = Subject(id="pot", name="teapot", kind="tool", species="teapot")
        actor.held, actor.held_scale = PouringPot(scene.figures(pot, seed)), 0.17
        actor.held_second = scene.figures(Subject(id="cup", name="cup", kind="tool", species="cup"), seed)
    elif actor.verb == "water" and actor.held is None:
        can = Subject(id="can", name="watering_can", kind="tool", species="watering_can")
        actor.held, actor.held_scale = scene.figures(can, seed), 0.2
    elif actor.verb == "feed" and actor.held is None:
        fed = {s.species for s in shot.subjects} & set(_FODDER)
        name = _FODDER[min(fed)] if fed else "bread"
        actor.held, actor.held_scale = (
            scene.figures(Subject(id="fodder", name=name, kind="food", species=name), seed),
            0.12,
        )
    elif actor.verb == "selfie":
        if actor.key > 0:
            actor.verb, actor.emotion = ("wave", "stand", "stand")[actor.key % 3], "happy"
        else:
            phone = Subject(id="phone", name="phone", kind="tool", species="phone")
            actor.held, actor.held_scale, actor.emotion = scene.figures(phone, seed), 0.13, "happy"
    elif actor.verb == "paint" and actor.held_second is None:
        tool = Subject(id="palette", name="palette", kind="tool", species="palette")
        actor.held_second = scene.figures(tool, seed)


def shown(shot: Shot, scene: Scenery, kept: Sequence[str]) -> list[Subject]:
    """The subjects to stage: without those in `kept`, which others carry, and without what the set shows itself."""
    rest = [subject for subject in shot.subjects if subject.id not in kept]
    buildings = {s.id for s in rest if s.kind == "building"}
    near = ("behind", "in_front_of")
    tied = {
        r.object
        for r in shot.relations
        if r.kind in ("on", "under", "around", "above") or (r.kind in near and r.object not in buildings)
    }
    tied |= {action.target for s in rest for action in s.actions if action.verb == "climb"}
    offered = {s.id for s in rest if s.kind == "furniture" and s.species in scene.provides}
    papers = {r.subject for r in shot.relations if r.kind in ("on", "in") and r.object in offered}
    rest = [s for s in rest if not (s.id in papers and s.species in _PAPERS and s.importance == 1)]
    return [subject for subject in rest if not _in_set(subject, rest, scene, subject.id in tied)]


def _in_set(subject: Subject, rest: Sequence[Subject], scene: Scenery, tied: bool) -> bool:
    if overhead(subject) or (subject.species == "hole" and scene.shot.setting == "cave"):
        return True
    if subject.species == "wall" and scene.indoors and rest != [subject]:
        return True
    if subject.species in _GROUND and plan_of(subject.species) == "card":
        return True
    if subject.species not in scene.provides:
        return False
    if subject.kind == "celestial":
        return subject.species != "cloud" or subject.count < 2
    if tied and not scene.indoors:
        return False
    company = any(other.kind in _ALIVE or other.kind == "vehicle" for other in rest if other is not subject)
    if subject.kind == "furniture" and scene.indoors:
        return company
    if subject.kind == "building":
        return company and not subject.actions
    return subject.importance < 3 and not subject.colors and not subject.actions


_SHINING: Final = {"candle": 3.2, "lantern": 1.8, "torch": 1.6, "campfire": 2.4, "fire": 2.2, "bonfire": 2.2}
"""How far what burns lights its surroundings, in heights of itself."""


def glows(actors: Sequence[Actor], scene: Scenery) -> None:
    """Lays warm light around candles and fires that stand in dark places."""
    for actor in actors:
        reach = _SHINING.get(actor.subject.species, 0.0)
        if reach and actor.motion == "stand" and scene.palette.darkness > 0.25:
            y = actor.y - 0.9 * actor.size
            scene.glow(actor.depth - 0.02, actor.x, y, reach * actor.size, "#ffb45a", 0.6)
            scene.glow(actor.depth + 0.2, actor.x, y, 2.0 * reach * actor.size, "#ff9a4a", 0.22)


def ties_that_hold(relations: Sequence[Relation], by_id: dict[str, Subject]) -> list[Relation]:
    """Relations without those that no place can show: sitting in a coral, lying on the sun."""
    kept: list[Relation] = []
    mounts = [s.id for s in by_id.values() if s.kind in _MOUNTS]
    for relation in without_candles(relations, by_id.values()):
        target = by_id.get(relation.object)
        subject = by_id.get(relation.subject)
        if target is None or subject is None:
            continue
        if "celestial" in (target.kind, subject.kind) and relation.kind not in ("looking_at", "holding"):
            continue
        if relation.kind == "riding" and target.kind not in _MOUNTS and target.species != "broom":
            if len(mounts) == 1 and mounts[0] != subject.id:
                kept.append(Relation(subject.id, "riding", mounts[0]))
            continue
        if target.species == "broom" and relation.kind in ("riding", "on") and subject.kind == "biped":
            kept.append(Relation(subject.id, "holding", target.id))
            continue
        if relation.kind == "holding" and target.species in GREAT_INSTRUMENTS:
            continue
        creature = subject.kind in ("biped", "quadruped")
        carries = target.species in _CARRYING or (target.species == "book" and target.count > 1)
        # A cat lies on a piano; nobody sits on a cup.
        broad = subject.kind == "quadruped" and (metres_of(target.species) or 0.0) > (
            metres_of(subject.species) or 9.0
        )
        if creature and relation.kind == "on" and target.kind in _THINGS and not (carries or broad):
            continue
        if (target.species in _GROUND or target.species == "puddle") and relation.kind in ("on", "in"):
            continue
        if "vehicle" == target.kind == subject.kind and relation.kind in ("on", "in", "riding"):
            continue
        hugging = any(action.verb in ("hug", "kiss") for action in subject.actions)
        small = target.age == "baby" or (target.kind != "biped" and (metres_of(target.species) or 1.0) < 0.6)
        grown = not small and (metres_of(target.species) or 0.0) > 0.6
        if relation.kind == "holding" and target.kind in _ALIVE and grown and not hugging:
            kept.append(Relation(subject.id, "beside", target.id))
            continue
        if relation.kind == "holding" and hugging and target.kind in _ALIVE and not small:
            continue
        if relation.kind == "in" and target.kind not in (
            "vehicle",
            "furniture",
            "tool",
            "object",
            "building",
        ):
            continue
        if (
            relation.kind == "on"
            and target.kind in ("fish", "plant")
            and subject.kind not in ("bird", "insect")
            and not (subject.kind == "reptile" and target.species in _CARRYING)
        ):
            continue
        kept.append(relation)
    return kept
