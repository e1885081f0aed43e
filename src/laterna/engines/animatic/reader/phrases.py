"""Noun phrases: a head with everything said about it, from a run of tagged tokens in either language."""

from dataclasses import dataclass, field

from laterna.engines.animatic.reader.draft import ANIMATE, Figure
from laterna.engines.animatic.reader.drawn import garment_drawn
from laterna.engines.animatic.reader.lexicon import facts_of, lexicon
from laterna.engines.animatic.reader.wordclasses import DETERMINERS, NOUNS, VERBS
from laterna.engines.animatic.reader.words import Sense, Token

ATTRIBUTES = frozenset({"color", "size", "age", "material", "emotion", "quality", "adjective"})
DEFINITE = frozenset(
    {
        "the",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "its",
        "their",
        "same",
        "这",
        "那",
        "这个",
        "那个",
        "该",
        "这些",
        "那些",
    }
)
# Names of settings that bring their own preposition begin with one of these.
PREPOSED = ("on ", "in ", "under ", "over ", "above ", "inside ", "among ", "bottom ", "beneath ")
# How Chinese names of settings end that have their place word within: 夜市里.
WITHIN = ("里", "中", "上", "内")
# Heads that turn the noun before them into a manner: a mirror effect is no mirror.
EFFECTS = frozenset(
    {
        "effect",
        "effects",
        "texture",
        "textures",
        "light",
        "lighting",
        "tone",
        "tones",
        "style",
        "pattern",
        "patterns",
    }
    | {
        "aesthetic",
        "vibe",
        "vibes",
        "lens",
        "feel",
        "look",
        "atmosphere",
        "art",
        "shape",
        "grading",
        "palette",
    }
    | {"质感", "效果", "纹理", "风格", "氛围", "色调", "光影", "图案"}
)
# After a noun these say where to: `rows his boat home`.
HOMEWARD = frozenset({"home", "indoors", "outdoors", "inside", "outside"})
# Prepositions that often stand alone: `sits inside reading newspapers`.
ADVERBIAL = frozenset(
    {"inside", "outside", "below", "above", "nearby", "behind", "around", "underneath", "past"}
)
FILLERS = frozenset({"的", "之", "、"})
# Adjectives by look alone: in Chinese they stand before 的.
LINKS = frozenset({"的", "之"})
# What covers an animal: its colour is the animal's own.
PELTS = ("毛", "毛发", "羽毛", "鳞片")
TENS = frozenset("十百千万")
HEADS = NOUNS | {"time_thing"}


@dataclass(slots=True)
class Phrase:
    """What a noun phrase says. `head` is None for a bare pronoun; `inner` is the span of a Chinese relative clause."""

    head: Sense | None = None
    text: str = ""
    count: int | None = None
    counted: bool = False
    definite: bool = False
    other: bool = False
    plural: bool = False
    chinese: bool = False
    colors: list[str] = field(default_factory=list)
    size: str = ""
    age: str = ""
    material: str = ""
    emotion: str = ""
    gender: str = ""
    wears: list[tuple[str, str]] = field(default_factory=list)
    """Garment and colour that an adjective tells: `masked`, 白衣."""
    modifiers: list[tuple[Sense, str]] = field(default_factory=list)
    owner_colors: list[str] = field(default_factory=list)
    """The colours told before 的 of whom or what the head belongs to."""
    doing: list[Sense] = field(default_factory=list)
    pronoun: str = ""
    owner: str = ""
    owners: list[Figure] = field(default_factory=list)
    """Whom the pronoun `owner` means, once the clause knows."""
    apart: list[Figure] = field(default_factory=list)
    """Who is certainly somebody else: nobody does a thing to or with themselves."""
    inner: tuple[int, int] | None = None


def tint_of(name: str) -> str:
    """The colour that a Chinese garment's name begins with: 红裙子, 小白鞋."""
    rest = name.lstrip("小大长短花")
    known = lexicon().chinese.get(rest[:1], ()) if len(rest) > 1 else ()
    return next((sense.species for sense in known if sense.category == "color"), "")


def read_phrase(tokens: list[Token], at: int) -> tuple[Phrase | None, int]:
    """The noun phrase that begins at `at` and where it ends, or None if none begins there."""
    phrase = Phrase()
    start = at
    while at < len(tokens):
        token = tokens[at]
        if (
            token.mark == ","
            and at > start
            and tokens[at - 1].category in ATTRIBUTES
            and _goes_on(tokens, at)
        ):
            at += 1
            continue
        if token.mark:
            break
        if token.category in NOUNS:
            return _heads(tokens, at, phrase)
        used = _attribute(tokens, at, phrase, start)
        if not used:
            break
        at += used
        if phrase.pronoun and not phrase.owner and token.chinese and _counts_another(tokens, at):
            break  # 递给他一瓶水
    if phrase.pronoun and phrase.head is None:
        return phrase, at
    return _without_noun(tokens, start, at, phrase)


def _counts_another(tokens: list[Token], at: int) -> bool:
    """Whether a number after a Chinese pronoun counts something else than whom the pronoun means."""
    if at >= len(tokens) or tokens[at].category != "number":
        return False
    noun = next((token for token in tokens[at : at + 5] if token.category in NOUNS), None)
    return noun is not None and noun.text not in ("人", "孩子", "人们")


def _goes_on(tokens: list[Token], at: int) -> bool:
    """Whether a comma stands between two qualities of one noun (`a sleek, black car`)."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.chinese or following.category not in ATTRIBUTES - {"material"}:
        return False
    return _leads_to_noun(tokens, at, at)


def _without_noun(tokens: list[Token], start: int, at: int, phrase: Phrase) -> tuple[Phrase | None, int]:
    # `the first one`, `two of them`, 三只 with the noun left out: a counted nobody is no phrase.
    return None, start


def _attribute(tokens: list[Token], at: int, phrase: Phrase, start: int) -> int:
    """Takes one attribute into the phrase; 0 if the token does not belong to a noun phrase."""
    token = tokens[at]
    word = token.text.lower()
    if token.category == "pronoun":
        return _pronoun(tokens, at, phrase, start)
    if word in DETERMINERS or word in DEFINITE or token.category == "measure":
        phrase.definite = phrase.definite or word in DEFINITE
        phrase.other = phrase.other or word in ("another", "other")
        phrase.counted = phrase.counted or word in ("a", "an") or token.category == "measure"
        if word in ("a", "an", "another"):
            phrase.count = phrase.count or 1
        return 1
    if token.category == "number":
        phrase.count = max(phrase.count or 0, int(token.key)) if not _twelve(token, phrase) else 12
        phrase.counted = True
        return 1
    if token.category in ATTRIBUTES:
        _quality(token, phrase)
        return 1
    if word in FILLERS and at > start:
        return 1
    if word == "and" and _two_colors(tokens, at):
        return 1
    if token.category in VERBS and not token.chinese and _participle(tokens, at):
        phrase.doing.append(token.senses[0])
        return 1
    if token.category in ("manner", "adverb", "function") and _leads_to_noun(tokens, at, start):
        return 1
    return 0


def _two_colors(tokens: list[Token], at: int) -> bool:
    """`crimson and gold feathers`: one noun has both colours."""
    if not at or at + 2 >= len(tokens):
        return False
    both = tokens[at - 1].category == "color" and tokens[at + 1].category == "color"
    return both and tokens[at + 2].category in NOUNS | ATTRIBUTES


def _twelve(token: Token, phrase: Phrase) -> bool:
    # 十 after another number, as in 二十, is simply many; 双 after one only counts in pairs.
    return token.chinese and phrase.count is not None and phrase.count > 1 and token.text in TENS


def _pronoun(tokens: list[Token], at: int, phrase: Phrase, start: int) -> int:
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    possessive = token.text.lower() in DETERMINERS or token.text.endswith("的")
    bodily = following is not None and following.category == "part" and token.chinese
    possessive = possessive or bodily  # 她膝盖
    if following is not None and following.text == "的":
        phrase.owner, phrase.definite = token.key, True
        return 2
    if possessive and following is not None and not following.mark and _leads_to_noun(tokens, at, start):
        phrase.owner, phrase.definite = token.key, True
        return 1
    if at > start:
        return 0
    phrase.pronoun = token.key
    phrase.text, phrase.chinese = token.text, token.chinese
    return 1 if phrase.pronoun else 0


def _leads_to_noun(tokens: list[Token], at: int, start: int) -> bool:
    for token in tokens[at + 1 : at + 5]:
        if token.mark:
            return False
        if token.category in NOUNS:
            return True
        usual = token.category in ATTRIBUTES | {"manner", "number", "measure"} or token.text in FILLERS
        participle = token.category in VERBS and not token.chinese and bool(token.forms & {"ing", "ed"})
        if not usual and not participle and token.text.lower() not in DETERMINERS:
            return False
    return False


def _participle(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if not token.forms & {"ing", "ed"}:
        return False
    previous = tokens[at - 1] if at else None
    if previous is None or previous.mark:
        return False
    opened = previous.text.lower() in DETERMINERS or previous.category in ATTRIBUTES | {"number"}
    inner = previous.text.lower() in ADVERBIAL
    opened = opened or (previous.category == "relation" and token.forms == {"ing"} and not inner)
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return opened and following is not None and following.category in NOUNS | ATTRIBUTES


def _quality(token: Token, phrase: Phrase) -> None:
    sense = token.senses[0]
    phrase.gender = {"女": "female", "男": "male"}.get(token.text, phrase.gender)
    if sense.category == "color":
        phrase.colors.append(sense.species)
    elif sense.category == "size":
        phrase.size = sense.key
    elif sense.category == "age":
        phrase.age = sense.key
    elif sense.category == "material":
        phrase.material = sense.key.removesuffix("_material").removesuffix("_metal")
    elif sense.category == "emotion":
        phrase.emotion = sense.key
    if "wears" in sense.facts:
        phrase.wears.append((sense.facts["wears"], sense.facts.get("color", "")))


def take_qualities(tokens: list[Token], phrase: Phrase) -> None:
    """Adds numbers and qualities that stand apart from the noun; what the noun itself says goes first."""
    for token in tokens:
        if token.category == "number":
            phrase.count = phrase.count or int(token.key)
            phrase.counted = True
        elif token.category in ATTRIBUTES and (token.category != "color" or not phrase.colors):
            _quality(token, phrase)


def _heads(tokens: list[Token], at: int, phrase: Phrase) -> tuple[Phrase, int]:
    """Reads consecutive nouns: the last is the head, those before it modify it."""
    nouns: list[Token] = []
    while at < len(tokens) and tokens[at].category in NOUNS and not tokens[at].mark:
        if nouns and _begins_another(nouns[-1], tokens[at]):
            break
        if nouns and tokens[at].text.lower() in HOMEWARD:
            at += 1
            break
        nouns.append(tokens[at])
        at += 1
        if _possessive(tokens, at) and at + 1 < len(tokens):
            dressed = _take_owner(nouns.pop(), phrase, first=not nouns)
            at += 1
            while (
                not dressed and at < len(tokens) and tokens[at].category in ATTRIBUTES | {"number", "measure"}
            ):
                _quality(tokens[at], phrase)
                at += 1
    if nouns:
        _take_head(nouns, phrase)
    elif phrase.modifiers:
        sense, text = phrase.modifiers.pop()
        phrase.head, phrase.text = sense, text.removeprefix("owner:")
    return phrase, at


def _begins_another(before: Token, token: Token) -> bool:
    """Whether a noun does not belong to the noun before it: a part of an animal, a place of its own."""
    bodily = before.chinese and token.category == "part" and before.senses[0].kind in ANIMATE
    placed = before.category == "setting" and before.text.endswith(WITHIN) and token.chinese
    return bodily or placed or token.text.lower().startswith(PREPOSED)


def _take_owner(owner: Token, phrase: Phrase, *, first: bool) -> bool:
    """Takes the noun before 的 or 's; returns whether it was clothes that the head wears."""
    if owner.category == "garment" and owner.chinese and not owner.senses[0].facts.get("vague"):
        # 一袭红裙的女子
        own = owner.senses[0].facts.get("color", "") or tint_of(owner.text)
        color = phrase.colors.pop() if phrase.colors else own
        phrase.wears.append((garment_drawn(owner.text, owner.senses[0]), color))
        phrase.count, phrase.counted = None, False
        return True
    if owner.category == "part" and owner.chinese and not owner.text.endswith(PELTS):
        phrase.colors.clear()  # 墨色长发的少女: the hair is black
        if (phrase.count or 0) > 1:
            phrase.count, phrase.counted = None, False  # 三只眼睛的猫
    if owner.category == "thing" and owner.chinese and first:
        phrase.owner_colors, phrase.colors = phrase.colors, []  # 绿色蜥蜴的舌头
    phrase.modifiers.append((owner.senses[0], "owner:" + owner.text))
    return False


def _take_head(nouns: list[Token], phrase: Phrase) -> None:
    """Makes the last noun that names something the head, and those before it its modifiers."""
    while (
        len(nouns) > 1
        and nouns[-1].category == "abstract"
        and nouns[-1].senses[0].key != "genre"
        and nouns[-2].category in ("thing", "garment")
        and nouns[-1].text.lower() not in EFFECTS
    ):
        nouns.pop()
    while len(nouns) > 1 and nouns[-1].category == "noun" and nouns[-1].chinese and _may_act(nouns[-2]):
        nouns.pop()  # 长颈鹿警觉地, 渡轮鸣笛
    if nouns[0].category == "part" and nouns[0].chinese and nouns[-1].category == "thing":
        # 红鼻子小丑: the nose is red.
        phrase.colors.clear()
        nouns = nouns[-1:]
    head = nouns[-1]
    phrase.head, phrase.chinese = head.senses[0], head.chinese
    phrase.plural = head.plural
    phrase.modifiers += [(noun.senses[0], noun.text) for noun in nouns[:-1]]
    phrase.text = ("" if head.chinese else " ").join(noun.text for noun in nouns)


def _may_act(token: Token) -> bool:
    return token.category == "thing" and token.senses[0].kind in ("vehicle", *ANIMATE)


def _possessive(tokens: list[Token], at: int) -> bool:
    if at >= len(tokens):
        return False
    if tokens[at].text == "'s":
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if at and tokens[at - 1].text[-2:] in facts_of("implied") and tokens[at - 1].category == "thing":
        return False  # 窗边的女生: a place, and no owner
    return tokens[at].text == "的" and following is not None and following.category in ATTRIBUTES | NOUNS
