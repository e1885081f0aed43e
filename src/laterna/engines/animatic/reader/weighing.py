"""How well each sense of a word fits its neighbours: points for English and Chinese senses."""

from laterna.engines.animatic.reader.wordclasses import (
    ACTORS,
    ADJECTIVES,
    BE,
    COLORED,
    DETERMINERS,
    LIVING,
    MODALS,
    NOUNS,
    SCENE,
    TINTED,
    VERBS,
    WHO,
    may_be,
    only,
)
from laterna.engines.animatic.reader.words import Sense, Token

# Senses that only certain words before them call for.
CHOOSY = {
    ("thing", "camera_thing"): {"a", "an", "his", "her", "their", "old", "vintage", "with"},
    ("setting", "spaceship"): {"in", "inside", "aboard"},
    ("setting", "moon"): {"on", "across", "from"},
    ("thing", "platform"): {
        "floating",
        "wooden",
        "raised",
        "stone",
        "metal",
        "small",
        "high",
        "round",
        "glass",
    },
    ("thing", "treasure_chest"): {"a", "wooden", "old", "heavy", "open", "two", "locked"},
    ("thing", "frame_thing"): {"a", "two", "three", "wooden", "empty"},
}
# Words that make `glass` something to drink from; else it is what windows are made of.
DRUNK_FROM = frozenset({"a", "his", "her", "their", "full", "empty", "tall", "of", "two", "three"})
# After these 面 is something to eat, elsewhere the side or surface of something.
EATEN_AFTER = frozenset("吃煮碗拉做下条炒着的")
# Materials that a surface is of when no article makes a thing of them (`on black marble`).
SURFACES = frozenset({"stone", "wood", "metal", "glass", "leather", "fabric", "plastic"})
HANDLED = frozenset({"work", "hold", "throw", "give", "paint", "cook", "push", "pull"})


def _previous(chosen: list[Token]) -> Token | None:
    for token in reversed(chosen):
        if token.category not in ("manner", "adverb"):
            return token
    return None


def english_score(sense: Sense, token: Token, chosen: list[Token], following: Token | None) -> float:
    """How well a sense fits: the more points the better; 0.7 is usual."""
    previous = _previous(chosen)
    if sense.category in VERBS:
        return _deed_score(sense, token, previous, following, chosen)
    if sense.category in NOUNS:
        return _noun_score(sense, token, previous, following, chosen)
    if sense.category in ("style", "camera"):
        return _style_score(previous, following)
    if sense.category in ADJECTIVES:
        told = _color_score(sense, token, previous, following, chosen) if sense.category == "color" else None
        return told if told is not None else _adjective_score(sense, following)
    if sense.category == "light" and token.sense("thing") and " " not in token.text:
        named = any(one.category == "number" or one.text.lower() in DETERMINERS for one in chosen[-3:])
        named = named or (previous is not None and previous.text.lower() == "overhead")
        return -0.5 if named else 0.7
    if sense.category == "sound" and token.sense("thing"):
        return 0.3
    if sense.category == "mood":
        return 0.6 if not _may_be_animate(following) else 0.0
    if sense.category == "relation":
        counted = previous is not None and previous.category == "number"
        within = previous is not None and (
            previous.text.lower() in DETERMINERS or previous.category == "relation"
        )
        return 0.2 if (counted or within) and token.sense("quality") else 1.2
    return 0.9 if " " in token.text else 0.7


def _deed_score(
    sense: Sense, token: Token, previous: Token | None, following: Token | None, chosen: list[Token]
) -> float:
    marks = [at for at, one in enumerate(chosen) if one.mark]
    here = chosen[marks[-1] + 1 :] if marks else chosen
    joined = any(one.text.lower() == "and" for one in here[-6:])
    joined = joined and not any(one.category in VERBS for one in here)
    points = _verb_score(token, previous, following, joined, chosen)
    first = not any(one.category in VERBS for one in chosen)
    if first and previous is not None and previous.category in NOUNS and token.forms & {"s", "ed"}:
        points += 0.9
    of = following is not None and following.text.lower() == "of" and may_be(token, NOUNS)
    if of or _is_a_compound(sense, token, previous, following):
        points -= 2.5  # `shadows of trees`
    return points


def _color_score(
    sense: Sense, token: Token, previous: Token | None, following: Token | None, chosen: list[Token]
) -> float | None:
    """The points of a colour where its place tells them; None where it is an adjective like any other."""
    word = previous.text.lower() if previous is not None else ""
    if word in COLORED:
        return 3.0
    ends = following is None or bool(following.mark) or following.category == "relation"
    if ends and word in ("a", "an") and token.sense("thing"):
        return -1.0  # `stirs it with an olive`
    if ends and word == "and" and len(chosen) > 1 and chosen[-2].category in ADJECTIVES:
        return 3.0  # `one short and orange`
    several = any(one.category == "color" for one in chosen[-3:])
    apart = word in ("one", "other") and (several or _ends_pair(following))
    if (word == "to" and several) or apart:
        return 3.0
    if several and (following is None or following.mark) and not sense.facts.get("choosy"):
        return 3.0
    if sense.facts.get("choosy"):
        worn = following is not None and following.sense("garment", "material") is not None
        return 2.6 if worn else 1.6 if _is_tinted(following) else -2.0
    return None


def _verb_score(
    token: Token, previous: Token | None, following: Token | None, joined: bool, chosen: list[Token]
) -> float:
    word = previous.text.lower() if previous else ""
    # `light` is a verb after `to`, and else what shines.
    points = -2.0 if token.text.lower() == "light" and word not in MODALS else 0.0
    if previous is None or previous.mark:
        part = "s" in token.forms and (
            token.sense("part") is not None or (previous is None and may_be(token, NOUNS))
        )
        points += 0.8 if ("ing" in token.forms or "s" in token.forms) and not part else 0.2
        points -= 0.6 if part and token.sense("part") is not None else 0.0
        bare = token.forms == {"base"} and any(sense.kind in LIVING for sense in token.senses)
        points -= 0.7 if bare and previous is None else 0.0  # `Fish in hats sit`
        living = any(sense.kind in LIVING for sense in token.senses)
        points -= (
            1.0 if "s" in token.forms and living and following is not None else 0.0
        )  # `…, crows on the fence`
    elif word == "one" and "s" in token.forms:
        points += 1.5
    elif word == "'s" and "ing" not in token.forms and may_be(token, NOUNS):
        points -= 1.5
    elif word in MODALS or word in BE or (previous.category == "pronoun" and word not in DETERMINERS):
        points += 2.0
    elif (
        word == "and"
        and "s" in token.forms
        and len(chosen) > 1
        and chosen[-2].category not in NOUNS | ADJECTIVES
    ):
        points += 2.0  # `picks it up and bows`
    elif word in WHO or word in ("and", "then"):
        points += 1.2 if "s" not in token.forms or not may_be(token, NOUNS) else 0.6
    elif word in DETERMINERS or previous.category in ADJECTIVES:
        points -= 1.5 if "ing" not in token.forms or not may_be(following, NOUNS) else 0.0
    elif previous.category == "relation" and "ing" not in token.forms:
        points -= 1.5
    elif previous.category in NOUNS:
        counted = any(one.category == "number" and one.key not in ("0", "1") for one in chosen[-4:])
        counted = counted or (_several_so_far(chosen) and following is not None and not following.mark)
        points += _agreement(token, previous, joined or counted)
    elif previous.category in VERBS:
        points += 0.4 if "ing" in token.forms else -0.6
    if following is not None and (
        following.category in ("relation", "pronoun", "number") or following.text.lower() in DETERMINERS
    ):
        points += 0.7
    elif following is not None and following.category == "abstract":
        points += 0.4
    return points


def _is_a_compound(sense: Sense, token: Token, previous: Token | None, following: Token | None) -> bool:
    """`car lights flash`, `gift tags on a table`: what things do not do, and nothing follows that it is done to."""
    if "s" not in token.forms or previous is None or not may_be(token, NOUNS):
        return False
    if sense.species not in HANDLED and not _is_built(sense, previous):
        return False
    thing = previous.category in NOUNS and not any(one.kind in ACTORS for one in previous.senses[:1])
    done = following is not None and (
        following.category in NOUNS | {"number", "pronoun"} or following.text.lower() in DETERMINERS
    )
    return thing and previous.category not in ("garment", "unknown") and not done


def _is_built(sense: Sense, previous: Token) -> bool:
    """`on the church steps`: no church walks."""
    return (
        bool(previous.senses)
        and sense.species == "walk"
        and (previous.category == "setting" or previous.senses[0].kind == "building")
    )


def _several_so_far(chosen: list[Token]) -> bool:
    """Whether the clause began with several who have done nothing yet: `hands with nail polish open …`."""
    several = False
    for token in chosen:
        if token.mark or token.category in VERBS:
            several = False
        elif token.category in ("thing", "part"):
            several = several or token.plural or (token.category == "part" and token.text.endswith("s"))
    return several


def _agreement(token: Token, previous: Token, joined: bool) -> float:
    if "ing" in token.forms or "ed" in token.forms:
        return 1.2
    if "s" in token.forms:
        return 1.2 if not previous.plural else 0.3
    several = previous.plural or (previous.text.lower().endswith("s") and not previous.text.endswith("ss"))
    return 1.4 if joined or several or previous.category == "pronoun" else -0.8


def _noun_score(
    sense: Sense, token: Token, previous: Token | None, following: Token | None, chosen: list[Token]
) -> float:
    near = {one.text.lower() for one in chosen[-2:]}
    points = 0.5 if sense.certain else 0.0
    describes = token.sense("adjective", "quality", "color", "size", "age")
    describes = None if describes is not None and describes.facts.get("choosy") else describes
    if (
        describes
        and following is not None
        and following.mark in ("", ",")
        and may_be(following, NOUNS | ADJECTIVES | SCENE)
    ):
        points -= 1.5
    word = previous.text.lower() if previous else ""
    if word in DETERMINERS or (previous is not None and previous.category in ADJECTIVES | {"relation"}):
        points += 1.3 if word != "to" else 0.2
    if previous is None or previous.mark:
        points += 0.4
    if only(following, VERBS):
        points += 0.8
    material = token.sense("material")
    if (
        material is not None
        and material.key in SURFACES
        and not sense.facts.get("material")
        and not any(one.text.lower() in DETERMINERS or one.category == "number" for one in chosen[-3:])
    ):
        points -= 3.0
    if sense.key == "cup" and token.text.lower() == "glass":
        poured = (
            previous is not None and previous.sense("thing") is not None and previous.senses[0].kind == "food"
        )
        points += 1.0 if near & DRUNK_FROM or poured else -2.0
    if sense.key == "cup" and token.text.lower() == "glasses":
        filled = following is not None and following.text.lower() == "of"
        counted = any(one.category == "number" for one in chosen[-2:])
        points += 3.0 if filled or counted or near & {"tray", "clink"} else -1.0
    if (sense.category, sense.key) in CHOOSY and " " not in token.text:
        points += 1.0 if near & CHOOSY[(sense.category, sense.key)] else -1.0
    if sense.key == "body" and " " not in token.text:
        points -= 0.2
    return points


def _style_score(previous: Token | None, following: Token | None) -> float:
    word = following.text.lower() if following else ""
    opens = previous is None and following is not None and following.category == "relation"
    points = 1.4 if opens else 0.6
    if (
        following is None
        or following.mark
        or word in ("style", "of", "styles", "effect", "shot", "look", "aesthetic", "scene")
    ):
        points += 1.2
    if previous is not None and previous.text.lower() in ("in", "in the style of"):
        points += 0.4
    elif previous is not None and previous.category == "relation":
        points -= 1.0
    return points


def _adjective_score(sense: Sense, following: Token | None) -> float:
    if sense.category == "number":
        return 1.5
    if sense.category == "emotion":
        return 0.8 if _may_be_animate(following) else 0.4
    article = following is not None and following.text.lower() in ("a", "an")
    return 0.9 if may_be(following, NOUNS | ADJECTIVES) and not article else 0.3


def _ends_pair(following: Token | None) -> bool:
    """Whether a colour after `one` or `the other` stands alone: `one orange and one white`."""
    return following is None or bool(following.mark) or following.text.lower() in ("and", "one", "the")


def _is_tinted(token: Token | None) -> bool:
    """Whether a colour named after a thing may stand before this word: `lavender dress`, no `rose petal`."""
    if token is None or token.mark:
        return False
    return any(s.category in ("garment", "part", "material") or s.kind in TINTED for s in token.senses)


def _may_be_animate(token: Token | None) -> bool:
    if token is None:
        return False
    return any(
        s.kind in ("biped", "quadruped", "bird", "fish", "reptile") or s.category == "part"
        for s in token.senses
    )


def chinese_score(sense: Sense, token: Token, chosen: list[Token], following: Token | None) -> float:
    previous = chosen[-1] if chosen else None
    counted = previous is not None and (
        previous.category == "number" or previous.text in "这那每此该另某各数"
    )
    if sense.category == "measure":
        return 3.0 if counted else -2.0
    if sense.category == "fronted":
        return -2.0 if counted else 1.5
    if sense.category == "relation" and sense.key not in ("with", "toward", "for", "away_from"):
        after_noun = previous is not None and previous.category in NOUNS
        if len(token.text) > 1 or token.text == "在":
            return 1.2
        return 1.6 if after_noun or (previous is not None and previous.text == "的") else -1.0
    if sense.category in VERBS:
        return _chinese_verb(token, previous, following)
    if token.text == "面" and sense.kind and (previous is None or previous.text[-1] not in EATEN_AFTER):
        return -3.0
    if sense.category in NOUNS:
        good = previous is not None and (
            previous.category in ADJECTIVES | {"measure"} or previous.text in "的在"
        )
        return (1.1 if good else 0.6) + (0.0 if sense.certain else -0.3)
    if sense.category in ("style", "camera"):
        return 0.8
    if sense.category == "mood":
        return 0.1 if _may_be_animate(following) else 0.7
    if sense.category == "emotion":
        return (
            0.9
            if _may_be_animate(following) or (previous is not None and previous.category in NOUNS)
            else 0.4
        )
    if sense.category == "comparison":
        return 1.0
    if sense.category == "function":
        return 0.55
    return 0.8


def _chinese_verb(token: Token, previous: Token | None, following: Token | None) -> float:
    points = 0.5
    if previous is not None and (previous.category in NOUNS | {"pronoun", "manner", "adverb", "relation"}):
        points += 0.6
    if previous is not None and previous.category == "measure":
        points -= 0.8
    if following is not None and (
        following.text in "着了过" or following.category in ("number", "measure") or may_be(following, NOUNS)
    ):
        points += 0.4
    return points
