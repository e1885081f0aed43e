"""`explain`: a storyboard told in full sentences, one a shot, in the prompt's language."""

from functools import cache

from laterna.engines.animatic.reader.lexicon import lexicon, rows
from laterna.engines.animatic.storyboard import Shot, Storyboard, Subject

HAIR = frozenset({"hair", "beard"})
VOWELS = tuple("aeiou")
PEOPLE = frozenset(
    {"person", "man", "woman", "boy", "girl", "child", "baby", "old_man", "old_woman", "lady", "gentleman"}
)
NUMBERS = (
    "no",
    "a",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
CHINESE_NUMBERS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")

_GIVEN = (
    (
        "",
        "Opens on the given picture.",
        "Ends on the given picture.",
        "Goes from one given picture to the other.",
    ),
    ("", "以所给图片开场。", "以所给图片收尾。", "从所给首帧过渡到尾帧。"),
)
_YOUNG = {
    "cat": "kitten",
    "dog": "puppy",
    "bear": "bear cub",
    "lion": "lion cub",
    "tiger": "tiger cub",
    "fox": "fox cub",
    "wolf": "wolf cub",
    "duck": "duckling",
    "chicken": "chick",
    "horse": "foal",
    "cow": "calf",
    "sheep": "lamb",
    "deer": "fawn",
    "pig": "piglet",
}


@cache
def _phrases() -> dict[tuple[str, str], tuple[str, str]]:
    """(section, key) to its English and Chinese wording."""
    return {
        (row.section, row.key): (", ".join(row.english), ", ".join(row.chinese)) for row in rows("phrases")
    }


def explain(storyboard: Storyboard, *, opens: bool = False, ends: bool = False) -> str:
    """What is drawn: style, mood, subjects with what they do, place, time, weather, light and camera, never empty.

    `opens` and `ends` say that the clip begins with a given picture, and that it ends with one.
    """
    chinese = storyboard.language == "zh"
    tell = _chinese if chinese else _english
    told = [tell(shot) for shot in storyboard.shots]
    if len(told) > 1:
        told = [_numbered(at, text, chinese=chinese) for at, text in enumerate(told, 1)]
    style = _say("style", storyboard.style, chinese=chinese)
    mood = _say("mood", storyboard.mood, chinese=chinese)
    given = _GIVEN[chinese][opens + 2 * ends]
    if chinese:
        first = (f"{style}风格。" if style else "") + (f"{mood}的氛围。" if mood else "")
        return given + first + "".join(told)
    parts = [
        given,
        *told,
        f"The mood is {mood}." if mood else "",
        f"Drawn in {style} style." if style else "",
    ]
    return " ".join(part for part in parts if part)


def _numbered(at: int, text: str, *, chinese: bool) -> str:
    return f"镜头{at}：{text}" if chinese else f"Shot {at}: {text}"


def _say(section: str, key: str, *, chinese: bool) -> str:
    """The wording of a key: its phrase if it has one, else the concept's name."""
    if not key:
        return ""
    found = _phrases().get((section, key))
    if found is not None:
        return found[1 if chinese else 0]
    if chinese:
        return lexicon().names.get(key, key.replace("_", " "))
    return key.replace("_", " ")


# English.


def _english(shot: Shot) -> str:
    framing = _say("framing", shot.camera.framing, chinese=False)
    angle = _say("angle", shot.camera.angle, chinese=False)
    move = _say("move", shot.camera.move, chinese=False)
    who = [_english_subject(subject, shot) for subject in shot.subjects if not _only_an_object(subject, shot)]
    what = _listed(who, "and") if who else f"the {_say('setting', shot.setting, chinese=False)}"
    where = _say("place", shot.setting, chinese=False) if who else ""
    when = _say("time", shot.time, chinese=False)
    weather = _say("weather", shot.weather, chinese=False)
    lights = [_say("light", light, chinese=False) for light in shot.lights]
    parts = [
        " ".join(filter(None, (framing, angle, "of", what))),
        where,
        when,
        weather,
        f"lit by {_listed(lights, 'and')}" if lights else "",
        move,
    ]
    sentence = ", ".join(part for part in parts if part)
    lines = "".join(f' {_speaker(line.speaker, shot)} says: "{line.text}"' for line in shot.dialogue)
    return sentence[0].upper() + sentence[1:] + "." + lines


def _speaker(subject_id: str, shot: Shot) -> str:
    for subject in shot.subjects:
        if subject.id == subject_id:
            return f"The {_english_name(subject)}"
    return "A voice"


def _only_an_object(subject: Subject, shot: Shot) -> bool:
    """Told with somebody else: what is held, ridden, sat on or done something to, and does nothing itself."""
    if _answers(subject, shot):
        return True
    if subject.actions or subject.importance == 3:
        return False
    related = any(subject.id == relation.object for relation in shot.relations)
    return related or any(action.target == subject.id for other in shot.subjects for action in other.actions)


def _answers(subject: Subject, shot: Shot) -> bool:
    """Does to somebody told before what that one does to it, as two who talk with each other."""
    earlier = shot.subjects[: shot.subjects.index(subject)]
    returned = {
        (other.id, back.verb) for other in earlier for back in other.actions if back.target == subject.id
    }
    placed = any(relation.subject == subject.id for relation in shot.relations)
    deeds = {(action.target, action.verb) for action in subject.actions}
    return bool(deeds) and deeds <= returned and not placed and not subject.clothing


def _english_name(subject: Subject) -> str:
    if subject.species in PEOPLE:
        return {
            ("female", "child"): "girl",
            ("male", "child"): "boy",
            ("female", "old"): "old woman",
            ("male", "old"): "old man",
            ("", "child"): "child",
            ("", "baby"): "baby",
            ("", "old"): "old person",
        }.get((subject.gender, subject.age)) or {"female": "woman", "male": "man"}.get(
            subject.gender, "person"
        )
    young = subject.age == "baby" and subject.kind not in ("plant", "object")
    if young and subject.species in _YOUNG:
        return _YOUNG[subject.species]
    return ("baby " if young else "") + subject.species.replace("_", " ")


def _english_noun(subject: Subject) -> str:
    size = "" if subject.size == "normal" else subject.size
    words = [size, subject.emotion, *subject.colors, subject.material, _english_name(subject)]
    if subject.species not in PEOPLE and subject.age == "old":
        words.insert(0, "old")
    noun = " ".join(word.replace("_", " ") for word in words if word)
    if subject.count > 1:
        return f"{NUMBERS[min(subject.count, 12)]} {_plural(noun)}"
    return f"{'an' if noun.startswith(VOWELS) else 'a'} {noun}"


def _plural(noun: str) -> str:
    irregular = {
        "person": "people",
        "child": "children",
        "man": "men",
        "woman": "women",
        "mouse": "mice",
        "wolf": "wolves",
        "goose": "geese",
        "fish": "fish",
        "sheep": "sheep",
        "deer": "deer",
    }
    head, _, last = noun.rpartition(" ")
    plural = irregular.get(last) or (
        last + "es"
        if last.endswith(("s", "x", "ch", "sh"))
        else last[:-1] + "ies"
        if last.endswith("y") and last[-2:-1] not in VOWELS
        else last + "s"
    )
    return f"{head} {plural}".strip()


def _english_subject(subject: Subject, shot: Shot) -> str:
    others = {other.id: other for other in shot.subjects}
    named = [(g.kind, " ".join(filter(None, (g.color, g.kind))).replace("_", " ")) for g in subject.clothing]
    worn = [one for kind, one in named if kind not in HAIR]
    wearing = f" wearing {_listed([_article(one) for one in worn], 'and')}" if worn else ""
    wearing = "".join(f" with {one}" for kind, one in named if kind in HAIR) + wearing
    deeds = [
        _english_deed(action.verb, others.get(action.target), action.manner) for action in subject.actions
    ]
    places = [
        f"{_say('relation', relation.kind, chinese=False)} {_english_noun(others[relation.object])}"
        for relation in shot.relations
        if relation.subject == subject.id
        and not any(action.target == relation.object for action in subject.actions)
    ]
    return (
        _english_noun(subject)
        + wearing
        + (" " + _listed(deeds, "and") if deeds else "")
        + "".join(f" {place}" for place in places)
    )


def _article(noun: str) -> str:
    if noun.endswith(("s", "armor")) and not noun.endswith("dress"):
        return noun
    return f"{'an' if noun.startswith(VOWELS) else 'a'} {noun}"


def _english_deed(verb: str, target: Subject | None, manner: str) -> str:
    found = _phrases().get(("verb", verb))
    doing = found[0] if found else _ing(verb.replace("_", " "))
    how = {"slow": "slowly ", "fast": "quickly ", "gentle": "gently ", "wild": "wildly "}.get(manner, "")
    return f"{how}{doing}" + (f" {_toward(verb)}{_english_noun(target)}" if target else "")


def _toward(verb: str) -> str:
    return {
        "look": "at ",
        "talk": "with ",
        "walk": "toward ",
        "play": "with ",
        "shout": "at ",
        "dance": "with ",
        "wave": "at ",
        "laugh": "at ",
        "run": "toward ",
        "sing": "to ",
    }.get(verb, "")


def _ing(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    if first.endswith("ie"):
        first = first[:-2] + "y"
    elif first.endswith("e") and not first.endswith("ee"):
        first = first[:-1]
    elif (
        len(first) > 2
        and first[-1] in "bdgmnprt"
        and first[-2] in "aeiou"
        and first[-3] not in "aeiou"
        and first not in ("listen", "open", "wear")
    ):
        first += first[-1]
    return f"{first}ing {rest}".strip()


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


# Chinese.


def _chinese(shot: Shot) -> str:
    def say(section: str, key: str) -> str:
        return _say(section, key, chinese=True)

    scene = [say("time", shot.time), say("weather", shot.weather), say("place", shot.setting)]
    who = [_chinese_subject(subject, shot) for subject in shot.subjects if not _only_an_object(subject, shot)]
    lights = [say("light", light) for light in shot.lights]
    camera = [
        say("framing", shot.camera.framing),
        say("angle", shot.camera.angle),
        say("move", shot.camera.move),
    ]
    parts = ["".join(filter(None, scene)), "，".join(who), "、".join(lights), "，".join(filter(None, camera))]
    lines = "".join(f"{_chinese_speaker(line.speaker, shot)}说：“{line.text}”" for line in shot.dialogue)
    return "，".join(part for part in parts if part) + "。" + lines


def _chinese_speaker(subject_id: str, shot: Shot) -> str:
    for subject in shot.subjects:
        if subject.id == subject_id:
            return _chinese_name(subject)
    return "画外音"


def _chinese_name(subject: Subject) -> str:
    if subject.species in PEOPLE:
        return {
            ("female", "child"): "女孩",
            ("male", "child"): "男孩",
            ("female", "old"): "老奶奶",
            ("male", "old"): "老人",
            ("", "child"): "孩子",
            ("", "baby"): "婴儿",
            ("", "old"): "老人",
        }.get((subject.gender, subject.age)) or {"female": "女人", "male": "男人"}.get(subject.gender, "人")
    young = subject.age == "baby" and subject.kind not in ("plant", "object")
    return ("小" if young else "") + lexicon().names.get(subject.species, subject.name)


def _chinese_noun(subject: Subject) -> str:
    words = [_say("size", subject.size, chinese=True) if subject.size != "normal" else ""]
    words += [_say("emotion", subject.emotion, chinese=True)] if subject.emotion else []
    words += [_say("color", color, chinese=True) for color in subject.colors]
    worn = [
        "".join(_say("color", g.color, chinese=True) for _ in [0] if g.color)
        + lexicon().names.get(g.kind, g.kind)
        for g in subject.clothing
    ]
    look = "".join(f"{word}的" for word in words if word) + (f"穿戴{'、'.join(worn)}的" if worn else "")
    measure = _phrases().get(("measure", subject.kind), ("", "个"))[1]
    return f"{CHINESE_NUMBERS[min(subject.count, 12)]}{measure}{look}{_chinese_name(subject)}"


def _chinese_subject(subject: Subject, shot: Shot) -> str:
    others = {other.id: other for other in shot.subjects}
    acted = {action.target for action in subject.actions}
    places = []
    for relation in shot.relations:
        if relation.subject == subject.id and relation.object not in acted:
            before, _, after = _say("relation", relation.kind, chinese=True).partition("…")
            places.append(f"{before}{_chinese_noun(others[relation.object])}{after}")
    deeds = []
    for action in subject.actions:
        target = others.get(action.target)
        how = {"slow": "缓慢地", "fast": "飞快地", "gentle": "轻轻地", "wild": "猛烈地"}.get(
            action.manner, ""
        )
        deeds.append(
            how + _say("verb", action.verb, chinese=True) + (_chinese_noun(target) if target else "")
        )
    return _chinese_noun(subject) + "".join(places) + "、".join(deeds)
