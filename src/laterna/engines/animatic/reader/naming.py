"""From a noun phrase to a figure: which species is drawn, how many, dressed how, and whether it is one already met."""

from typing import cast

from laterna.engines.animatic.reader.draft import ANIMATE, LARGEST_COUNT, Draft, Figure
from laterna.engines.animatic.reader.lexicon import facts_of, lexicon
from laterna.engines.animatic.reader.phrases import Phrase
from laterna.engines.animatic.reader.words import Sense
from laterna.engines.animatic.storyboard import Age, Kind, Place, Size

ANIMALS = ANIMATE - {"biped"}
# Folk who keep their looks in any trade: an elf bard is an elf.
FANTASTIC = frozenset(
    {"elf", "dwarf", "goblin", "vampire", "zombie", "skeleton", "alien", "fairy", "robot", "orc", "ghost"}
)
PLURAL_COUNT = 3
MADE = frozenset({"furniture", "building", "tool", "vehicle", "object"})
STUFFS = {
    "木": "wood",
    "石": "stone",
    "铁": "metal",
    "铜": "metal",
    "纸": "paper",
    "玻璃": "glass",
    "水晶": "glass",
    "冰": "ice",
}
VAGUE_YOUNG = frozenset(
    {
        "chick",
        "calf",
        "foal",
        "hatchling",
        "chickling",
        "animal_cub",
        "animal",
        "puppy",
        "person",
        "child",
        "baby",
    }
)
VEHICLE_WORDS = frozenset(
    {
        "vehicle",
        "car",
        "bike",
        "plane",
        "aircraft",
        "boat",
        "ship",
        "vessel",
        "craft",
        "车",
        "船",
        "飞机",
        "车辆",
    }
)
# Names of a kind that begin with a colour which goes without saying.
TINTLESS = frozenset({"白鹭", "黄牛", "黄鼠狼", "黄鹂", "青蛙"})
# Those who help somebody of the same trade, and are somebody else.
HELPERS = frozenset({"徒弟", "学徒", "徒儿", "弟子", "助手", "副手", "搭档"})
# Words for people that say no more than sex and age.
ANYBODY = frozenset(
    {"person", "man", "woman", "boy", "girl", "child", "baby", "teenager", "old_man", "old_woman", "elder"}
    | {"young_man", "young_woman", "crowd", "child_named", "adult_named"}
)
# Those who have to do with animals, and are none.
MINDING = (
    "walker", "trainer", "tamer", "charmer", "watcher", "catcher", "keeper", "owner", "breeder", "handler", "lady",
    "rider", "whisperer", "hunter", "groomer", "herder", "seller", "dealer", "thief", "lover", "vet",
)  # fmt: skip
FAMILY = frozenset(
    {
        "mother",
        "mom",
        "mum",
        "father",
        "dad",
        "uncle",
        "aunt",
        "brother",
        "sister",
        "son",
        "daughter",
        "cousin",
    }
    | {"grandmother", "grandma", "granny", "grandfather", "grandpa", "nephew", "niece", "husband", "wife"}
    | {"grandson", "granddaughter", "baby", "toddler", "twin", "bride", "groom", "neighbor", "guest"}
)
# What is told to be old without being alive.
WEATHERED = frozenset({"vehicle", "building"})
# 母鸭 is none of the ducklings.
GROWN_UP = ("母", "公", "雌", "雄", "大", "老")
CHINESE_PLURALS = ("们", "群")
GROUP_WORDS = {
    "狼群": 5,
    "象群": 5,
    "鸟群": 7,
    "鱼群": 8,
    "羊群": 6,
    "雁群": 7,
    "蚁群": 8,
    "树丛": 4,
    "花丛": 6,
    "人群": 8,
    "建筑群": 4,
}


def figure_for(phrase: Phrase, draft: Draft) -> Figure | None:
    """The figure a phrase names: a known one if the phrase points back, else a new one. None for what is no thing."""
    head = phrase.head
    if head is not None and phrase.chinese and head.category == "noun" and not phrase.counted:
        draft.note(phrase.text, "not_drawn", "")
        return None
    if head is None or head.category not in ("thing", "noun", "unknown", "place"):
        return None
    alias = draft.cast.aliases.get(phrase.text.lower())
    if alias is not None:
        draft.enter(alias)
        return alias
    core, partner = _kin(phrase, head, draft) or _core(phrase, head)
    species, kind = _species(core)
    known = _known(phrase, draft, species, partner)
    figure = known or _new(phrase, draft, core, species, kind)
    _describe(figure, phrase, core)
    if partner is not None and known is None:
        _dress_as(figure, partner)
    draft.enter(figure)
    _note(draft, phrase, figure, core)
    return figure


def _kin(phrase: Phrase, head: Sense, draft: Draft) -> tuple[Sense, None] | None:
    """An animal's family is of its kind: `its mother`, `a fox and her cubs`, 熊妈妈, `mother bear`."""
    words = phrase.text.lower().split(" ")
    kin = facts_of("kin")
    ending = next((kin[end] for end in kin if phrase.chinese and phrase.text.endswith(end)), None)
    family = kin.get(words[-1], ending)
    of_animal = next((s for s, text in phrase.modifiers if s.kind in ANIMALS), None)
    if head.kind in ANIMALS and len(words) > 1 and words[0] in kin:
        return _told(phrase, kin[words[0]], head)
    owner = next((figure for figure in phrase.owners if figure.kind in ANIMALS), None)
    plain = not phrase.counted or head.key == "animal_cub"
    if owner is None and phrase.chinese and plain and phrase.text in kin and draft.figures:
        # 小熊跟着妈妈: where only animals are, the mother is one.
        young = kin[phrase.text].get("age") == "baby"
        animals = all(figure.kind in ANIMALS or not figure.animate for figure in draft.figures)
        if phrase.text.startswith("孩子"):
            # 海豚跃出水面,孩子们欢呼: children are an animal's only where it is called a parent.
            animals = animals and any(mark in f.name for f in draft.figures for mark in "妈爸母")
        owner = (
            next((f for f in draft.figures if f.kind in ANIMALS and (f.age == "baby") != young), None)
            if animals
            else None
        )
    if owner is not None and owner not in phrase.owners:
        phrase.owners = [owner]
    if family is None or not (owner or of_animal) or (head.kind in ANIMALS and head.key not in VAGUE_YOUNG):
        return None
    sense = owner.sense if owner is not None else of_animal
    return _told(phrase, family, lexicon().concepts.get(sense.species, sense)) if sense is not None else None


def _told(phrase: Phrase, kin: dict[str, str], sense: Sense) -> tuple[Sense, None]:
    phrase.gender = phrase.gender or kin.get("gender", "")
    phrase.age = phrase.age or kin.get("age", "")
    return sense, None


def _core(phrase: Phrase, head: Sense) -> tuple[Sense, Sense | None]:
    """The sense that is drawn, and the person whose clothes an animal wears (`fox detective`, `astronaut cat`)."""
    for sense, text in phrase.modifiers:
        if text.startswith("owner:") or sense.category != "thing":
            continue
        if sense.kind == "instrument" and phrase.text.lower().endswith((" player", " players", " maker")):
            return lexicon().concepts["musician" if "player" in phrase.text.lower() else "worker"], None
        if sense.kind in ANIMALS and head.kind == "biped" and head.facts.get("is") != "puppet":
            if phrase.text.lower().removesuffix("s").endswith(MINDING):
                return head, None  # `a dog walker`
            return sense, head
        if sense.key in FANTASTIC and head.kind == "biped" and head.key != "person":
            return sense, head
        if sense.kind == "biped" and head.kind in ANIMALS:
            return head, sense
        if head.key == "person" and sense.kind in ANIMATE and sense.species != "person":
            return sense, None
    return head, head if head.facts.get("person") else None


def _species(core: Sense) -> tuple[str, Kind]:
    if core.category == "thing":
        return core.species, cast(Kind, core.kind)
    return core.key.replace(" ", "_").replace("'", ""), "card"


def _known(phrase: Phrase, draft: Draft, species: str, partner: Sense | None) -> Figure | None:
    expected = _expected(phrase, draft, species)
    if expected is not None:
        return expected
    if phrase.other or (phrase.counted and not phrase.definite):
        return None
    own = phrase.head.facts.get("color", "") if phrase.head else ""
    head_kind = phrase.head.kind if phrase.head else ""
    named = _named_color(phrase, head_kind, species) if phrase.chinese else []
    colors = phrase.colors or ([own] if own else named)
    if phrase.definite and partner is None:
        meant = _pointed_at(phrase, draft, species) if not phrase.owner else None
        if meant is not None:
            return meant
    short = _in_short(phrase, draft, head_kind, colors)
    if short is not None:
        return short
    anywhere = phrase.definite or (phrase.chinese and not phrase.counted)
    for figure in reversed([*draft.figures, *draft.cast.figures] if anywhere else draft.figures):
        if figure in phrase.owners or figure in phrase.apart or _somebody_else(figure, phrase):
            continue
        same = figure.species == species and (not colors or not figure.colors or colors == figure.colors)
        if same and _agrees(figure, phrase):
            return figure
        plain = phrase.definite and partner is None and not colors
        if plain and phrase.text.lower() == figure.name.lower().split(" ")[-1]:
            return figure
    return None


def _expected(phrase: Phrase, draft: Draft, species: str) -> Figure | None:
    """One counted figure that something said before already told of, or that is one of some named together."""
    if not phrase.counted or phrase.definite or phrase.count not in (None, 1):
        hinted = None
    else:
        hinted = next((f for f in draft.figures if f.hinted and f.species == species), None)
    if hinted is not None:
        hinted.hinted = False
        return hinted
    if phrase.text == "人" and phrase.counted and phrase.count == 1:
        # 一人 … 一人 …: each is one of those that were named together.
        return next((f for f in draft.figures if f.kind == "biped" and 1 < f.count < 5), None)
    return None


def _in_short(phrase: Phrase, draft: Draft, kind: str, colors: list[str]) -> Figure | None:
    """The figure that a short Chinese name means: 樱花树 … 树下, or the one vehicle of 车顶."""
    if not phrase.chinese or phrase.counted:
        return None
    vehicles = [f for f in draft.figures if f.kind == "vehicle"]
    if len(vehicles) == 1 and phrase.text in ("车顶", "车身", "车头", "车尾"):
        return vehicles[0]
    if kind and not colors and phrase.text not in {f.name for f in draft.figures}:
        short = [f for f in draft.figures if f.kind == kind and f.name.endswith(phrase.text)]
        return short[-1] if short else None
    return None


def _pointed_at(phrase: Phrase, draft: Draft, species: str) -> Figure | None:
    """Whom `the animal`, `the figure` or `the vehicle` means: the only one of its kind met so far."""
    head = phrase.head
    if head is None or any(figure.species == species for figure in draft.figures):
        return None
    if head.facts.get("vague") and head.key == "animal":
        return next((f for f in reversed(draft.figures) if f.animate), None)
    if head.key == "person":
        return next((f for f in reversed(draft.figures) if f.kind == "biped"), None)
    if head.facts.get("age") == "baby" and head.kind == "biped" and not phrase.chinese:
        # `a newborn giraffe … the baby falls`
        return next(
            (f for f in reversed(draft.figures) if f.kind in ANIMALS and f.age in ("baby", "young")), None
        )
    vehicles = [figure for figure in draft.figures if figure.kind == "vehicle"]
    if (
        head.kind == "vehicle"
        and len(vehicles) == 1
        and not phrase.colors
        and phrase.text.lower() in VEHICLE_WORDS
    ):
        return vehicles[0]
    return None


def _has_another_part(figure: Figure, phrase: Phrase) -> bool:
    """`a dad … the uncle`: whoever has another part to play in the family is somebody else."""
    one, other = (name.lower().split(" ")[-1].removesuffix("s") for name in (figure.name, phrase.text))
    return one != other and one in FAMILY and other in FAMILY


def _is_one_more(figure: Figure, phrase: Phrase) -> bool:
    """`two chefs … the head chef`: one who is named otherwise than several before is not one of them."""
    if phrase.plural or phrase.chinese or phrase.text.lower() == figure.name.lower():
        return False
    return " " in phrase.text if phrase.definite else figure.species != "person"


def _agrees(figure: Figure, phrase: Phrase) -> bool:
    facts = phrase.head.facts if phrase.head else {}
    gender = facts.get("gender", "")
    if figure.count > 1 and figure.animate and _is_one_more(figure, phrase):
        return False
    if "count" in facts and figure.count == 1:
        return False  # `a conductor … the orchestra`
    apart = not (phrase.definite or phrase.chinese) and figure.kind == "biped" and not figure.anthropomorphic
    if apart and figure.name.lower().split(" ")[-1] != phrase.text.lower().split(" ")[-1]:
        return False  # `kids on swings, parents on benches`
    if figure.species == "person" and not phrase.chinese and _has_another_part(figure, phrase):
        return False
    if gender and figure.gender and gender != figure.gender:
        return False
    age = facts.get("age", "")
    if (
        figure.species == "person"
        and age
        and figure.age
        and age != figure.age
        and {age, figure.age} != {"adult", "young"}
    ):
        return False
    if age == "baby" and figure.kind in ANIMALS and figure.age != "baby":
        # 猫妈妈叼着小猫: the young one is another.
        return False
    grown = phrase.text[:1] in GROWN_UP or phrase.text.endswith(("妈妈", "爸爸", "母亲", "父亲"))
    if figure.age == "baby" and phrase.chinese and grown and figure.kind in ANIMALS:
        return False
    if figure.species == "person" and figure.count > 1 and (gender or age) and _one_alone(figure, phrase):
        return False
    if figure.kind == "card" or phrase.definite:
        return True
    return not ((phrase.plural or phrase.text.endswith(CHINESE_PLURALS)) and figure.count == 1)


def _somebody_else(figure: Figure, phrase: Phrase) -> bool:
    """Whether a Chinese noun says more of somebody than sex and age, and something else than was said before."""
    head = phrase.head
    if head is None or not phrase.chinese or figure.species != "person" or head.key in ANYBODY:
        # 徒弟站在老师傅身后: both are drawn as workers.
        return {figure.name, phrase.text} & HELPERS != set() and figure.name != phrase.text
    return head.key != figure.sense.key and head.species == "person" and not phrase.definite


def _one_alone(figure: Figure, phrase: Phrase) -> bool:
    """Whether a phrase names one of a sex or age that was not said of several: the girl of a couple."""
    facts = phrase.head.facts if phrase.head else {}
    told = (facts.get("gender", ""), facts.get("age", ""))
    plural = phrase.plural or phrase.text.endswith(CHINESE_PLURALS)
    return phrase.chinese and not plural and told != (figure.gender, str(figure.age))


def _new(phrase: Phrase, draft: Draft, core: Sense, species: str, kind: Kind) -> Figure:
    name = phrase.text or core.key.replace("_", " ")
    figure = Figure(draft.cast.new_id(species), name, core, kind, species)
    facts = core.facts
    figure.age = cast(Age, facts.get("age", ""))
    figure.gender = facts.get("gender", "")
    figure.size = cast(Size, facts.get("size", "normal"))
    figure.material = facts.get("material", "")
    figure.count = int(facts.get("count", "1"))
    if "wears" in facts:
        figure.wear(facts["wears"], "")
    if "hat" in facts:
        figure.wear(facts["hat"], "")
    if facts.get("person"):
        figure.kind, figure.anthropomorphic = "biped", True
    return figure


def _dress_as(figure: Figure, person: Sense) -> None:
    figure.anthropomorphic = figure.anthropomorphic or figure.kind != "biped"
    figure.kind = "biped"
    for fact in ("wears", "hat"):
        if fact in person.facts:
            figure.wear(person.facts[fact], "")
    figure.gender = figure.gender or person.facts.get("gender", "")


def _describe(figure: Figure, phrase: Phrase, core: Sense) -> None:
    if phrase.count is not None and (phrase.count > 1 or figure.count == 1):
        figure.count = max(1, min(phrase.count, LARGEST_COUNT))
    elif (
        (phrase.plural or phrase.text.endswith(CHINESE_PLURALS))
        and figure.count == 1
        and not _uncountable(core)
    ):
        figure.count = GROUP_WORDS.get(phrase.text, PLURAL_COUNT)
    colors = phrase.colors or (
        [core.facts["color"]] if "color" in core.facts else _named_color(phrase, figure.kind, figure.species)
    )
    for garment, color in phrase.wears:
        figure.wear(garment, color)
    figure.colors += [color for color in colors if color not in figure.colors]
    figure.size = cast(Size, phrase.size) if phrase.size else figure.size
    if (
        phrase.chinese
        and phrase.text[:1] == "小"
        and figure.size == "normal"
        and figure.kind in ANIMALS | {"vehicle"}
    ):
        figure.size = "small"
    if phrase.age and not (phrase.age == "old" and not figure.animate and figure.kind not in WEATHERED):
        figure.age = cast(Age, phrase.age)
    if phrase.size in ("small", "tiny") and figure.species == "person" and not figure.age:
        figure.age = "child"
    figure.material = phrase.material or figure.material or _stuff(phrase, figure)
    figure.gender = figure.gender or phrase.gender
    figure.emotion = phrase.emotion or figure.emotion
    for sense, text in phrase.modifiers:
        _modify(figure, sense, text)


def _named_color(phrase: Phrase, kind: str, species: str) -> list[str]:
    """The colour that an animal's name begins with: `brown bear`, 白天鹅."""
    if phrase.text in TINTLESS:
        return []
    if phrase.chinese and kind in ANIMALS | {"plant", "vehicle"} and len(phrase.text) > 1:
        rest = lexicon().chinese.get(phrase.text[1:], ())
        known = lexicon().chinese.get(phrase.text[0], ()) if any(s.species == species for s in rest) else ()
        return [sense.species for sense in known if sense.category == "color"][:1]
    words = phrase.text.lower().split(" ")
    if len(words) < 2 or kind not in ANIMALS:
        return []
    return [sense.species for sense in lexicon().english.get(words[0], ()) if sense.category == "color"][:1]


def _stuff(phrase: Phrase, figure: Figure) -> str:
    """The material that a Chinese name begins with: 木桌, 石桥."""
    if figure.kind not in MADE or len(phrase.text) < 2:
        return ""
    words = phrase.text.lower().split(" ")
    if not phrase.chinese and words[0] in ("ice", "oil", "water", "fire"):
        return ""  # an ice cream truck, an oil lamp
    if not phrase.chinese:
        known = lexicon().english.get(words[0], ()) if len(words) > 1 else ()
        return next((s.key.removesuffix("_material") for s in known if s.category == "material"), "")
    rest = phrase.text.lstrip("小大老旧新")
    return next((key for sign, key in STUFFS.items() if rest.startswith(sign) and rest != sign), "")


def _modify(figure: Figure, sense: Sense, text: str) -> None:
    if text.startswith("owner:"):
        return
    if sense.category == "thing" and sense.key == "robot":
        figure.material = figure.material or "metal"
    elif sense.category == "thing" and sense.facts.get("material") and sense.kind != "biped":
        figure.material = figure.material or sense.facts["material"]
    elif sense.category == "garment" and figure.kind == "biped" and not sense.facts.get("vague"):
        figure.wear(sense.key, sense.facts.get("color", ""))
    elif sense.category == "thing" and sense.facts.get("gender"):
        figure.gender = sense.facts["gender"]


def _uncountable(core: Sense) -> bool:
    return core.species in ("person",) and core.key in (
        "couple",
        "family",
        "twins",
        "crowd",
        "siblings",
        "band",
    )


def _note(draft: Draft, phrase: Phrase, figure: Figure, core: Sense) -> None:
    if figure.kind == "card":
        draft.note(phrase.text, "guessed", f"card {figure.species}")
    else:
        draft.note(phrase.text, "understood" if core.certain else "guessed", figure.species)


def place_of(kind: str) -> Place:
    """The place in the frame that a relation without an object means (`on the left`)."""
    places: dict[str, Place] = {
        "left_of": "left",
        "right_of": "right",
        "behind": "background",
        "in_front_of": "foreground",
        "above": "sky",
    }
    return places.get(kind, "")
