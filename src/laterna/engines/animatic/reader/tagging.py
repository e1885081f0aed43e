"""Chooses the sense of each token from its neighbours: `flies` is a verb in `a bird flies`, a noun in `two flies`."""

from laterna.engines.animatic.reader.english import bases, common_senses
from laterna.engines.animatic.reader.lexicon import lexicon
from laterna.engines.animatic.reader.words import Sense, Token

NOUNS = frozenset({"thing", "setting", "garment", "part", "abstract", "noun", "place", "unknown"})
VERBS = frozenset({"verb", "verb_other"})
SCENE = frozenset({"time", "weather", "season", "era", "light", "mood", "sound", "style", "camera"})
ADJECTIVES = frozenset({"color", "size", "age", "material", "emotion", "quality", "adjective", "number"})
DETERMINERS = frozenset(
    {
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "its",
        "their",
        "my",
        "your",
        "our",
        "one's",
        "some",
        "any",
        "every",
        "each",
        "no",
        "another",
        "other",
        "'s",
        "own",
        "such",
    }
)
MODALS = frozenset(
    {
        "to",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "shall",
        "should",
        "must",
        "do",
        "does",
        "did",
        "let's",
        "please",
        "not",
    }
)
BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "am", "'s"})
WHO = frozenset({"who", "that", "which"})
# Senses that only certain words before them call for.
CHOOSY = {
    ("thing", "camera_thing"): {"a", "an", "his", "her", "their", "old", "vintage", "with"},
    ("setting", "spaceship"): {"in", "inside", "aboard"},
    ("setting", "moon"): {"on", "across", "from"},
    ("thing", "treasure_chest"): {"a", "wooden", "old", "heavy", "open", "two", "locked"},
    ("thing", "frame_thing"): {"a", "two", "three", "wooden", "empty"},
}
# Words that make `glass` something to drink from; else it is what windows are made of.
DRUNK_FROM = frozenset({"a", "his", "her", "their", "full", "empty", "tall", "of", "two", "three"})
# After these 面 is something to eat, elsewhere the side or surface of something.
EATEN_AFTER = frozenset("吃煮碗拉做下条炒着的")
# Materials that a surface is of when no article makes a thing of them (`on black marble`).
SURFACES = frozenset({"stone", "wood", "metal", "glass", "leather", "fabric", "plastic"})
# What may have a colour that is named after a thing.
TINTED = frozenset({"vehicle", "furniture", "building", "tool", "object"})
LIVING = frozenset({"biped", "quadruped", "bird", "fish", "insect", "reptile"})
HANDLED = frozenset({"work", "hold", "throw", "give", "paint", "cook", "push", "pull"})
# Who may be meant to do what a word says that is also a plural.
ACTORS = frozenset({"biped", "quadruped", "bird", "fish", "insect", "reptile", "celestial", "vehicle"})
MANNERS = frozenset({"风"})
STYLED_BY = frozenset(
    {"style", "era", "adjective", "mood", "abstract", "noun", "unknown", "quality", "setting"}
)
STUFFS_IN_MOTION = {"smoke": "smoke_thing", "lava": "lava", "magma": "lava"}
PAIRS = frozenset({"couple"})
ARTICLES = frozenset({"the", "a", "an", "this", "his", "its", "their", "my", "our"})
COLORED = frozenset({"painted", "dyed", "colored", "coloured", "tinted", "sprayed", "lacquered"})


def tagged(tokens: list[Token]) -> list[Token]:
    """The tokens of one sentence, each with a single sense (marks and quotes pass through)."""
    chosen: list[Token] = []
    for at, token in enumerate(tokens):
        if (
            token.text in ("给", "对", "把")
            and token.sense("relation", "fronted")
            and not (chosen and chosen[-1].category == "number")
            and _verb_ahead(tokens, at)
        ):
            chosen.append(token.only("relation" if token.sense("relation") else "fronted"))
            continue
        if token.chinese and token.sense("verb") and _dresses(token) and len(token.senses) > 1:
            worn = _garment_ahead(tokens, at)
            left = tuple(s for s in token.senses if (s.facts.get("rel") == "wearing") == worn)
            token = Token(token.text, left, token.forms, token.mark, token.chinese, token.plural, token.quote)
        dressed = bool(chosen) and chosen[-1].category in ("garment", "material")
        if (
            not token.chinese
            and (dressed or not token.sense("verb"))
            and _acts_here(token, chosen, tokens[at + 1 : at + 2])
        ):
            chosen.append(_as_verb(token))
            continue
        if _is_doing(token, chosen, tokens[at + 1 : at + 2]):
            base = next(
                (base for base, form in bases(token.text.lower()) if form == "ing"), token.text.lower()
            )
            chosen.append(Token(token.text, (Sense("verb_other", base, certain=False),), frozenset({"ing"})))
            continue
        if token.text in ("手持", "环绕") and token.sense("camera"):
            chosen.append(_filming_or_not(tokens, at, chosen))
            continue
        if (
            token.text.lower() == "cut"
            and token.sense("verb")
            and at + 1 < len(tokens)
            and not tokens[at + 1].mark
        ):
            chosen.append(token.only("verb"))  # `a bride and groom cut a cake` is no change of shots
            continue
        if token.text.lower() in STUFFS_IN_MOTION and _moves(tokens, at):
            chosen.append(
                Token(token.text, (lexicon().concepts[STUFFS_IN_MOTION[token.text.lower()]],), token.forms)
            )
            continue
        if token.text in MANNERS and _names_style(tokens, at, chosen):
            chosen.append(Token(token.text, (Sense("function", token.text),), chinese=True))
            continue
        if token.text.lower() in PAIRS and _stands_alone(tokens, at):
            chosen.append(Token(token.text, (lexicon().concepts["couple"],), frozenset({"base"})))
            continue
        if _done_by_nobody(token, chosen, tokens[at + 1 : at + 2]):
            chosen.append(Token(token.text, (Sense("abstract", token.key, certain=False),), token.forms))
            continue
        if len(token.senses) < 2 and not (token.senses and token.chinese):
            chosen.append(token)
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        score = _chinese_score if token.chinese else _english_score
        points = [
            score(sense, token, chosen, following) - index * 0.1 for index, sense in enumerate(token.senses)
        ]
        best = token.senses[points.index(max(points))]
        kept = Token(token.text, (best,), token.forms, token.mark, token.chinese, token.plural, token.quote)
        chosen.append(kept)
    return chosen


def _done_by_nobody(token: Token, chosen: list[Token], after: list[Token]) -> bool:
    """`at the parade`, `a lighthouse beam sweeps`: a verb in its base form that is a noun where it stands."""
    if not _only(token, VERBS):
        return False
    spreads = bool(after) and _only(after[0], VERBS) and after[0].forms == {"ing"}
    if spreads and token.forms == {"s"} and (not chosen or bool(chosen[-1].mark)):
        return True  # `…, cracks spreading beneath her`
    if not chosen or token.forms != {"base"}:
        return False
    before = chosen[-1]
    named = before.category in ("thing", "setting") and not before.plural and not before.mark
    acts = bool(after) and after[0].forms == {"s"} and _only(after[0], VERBS)
    joined = any(one.text.lower() == "and" for one in chosen[-4:])
    described = before.category in ADJECTIVES - {"number"} and any(
        t.text.lower() in ARTICLES for t in chosen[-3:-1]
    )
    if described and not (after and after[0].category in NOUNS):
        return True  # `on a steel beam`
    return before.text.lower() in ARTICLES or (named and acts and not joined)


def _filming_or_not(tokens: list[Token], at: int, chosen: list[Token]) -> Token:
    """手持 and 环绕 are of the camera, except where somebody holds something and hills stand around."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    ends = following is None or bool(following.mark) or following.sense("camera") is not None
    told = chosen and chosen[-1].category in ("thing", "setting") and not chosen[-1].mark
    acted = bool(told) if tokens[at].text == "环绕" else not ends
    return tokens[at].only("verb" if acted and tokens[at].sense("verb") else "camera")


def _moves(tokens: list[Token], at: int) -> bool:
    """`smoke rising`, `lava flowing down`: what moves is in the picture."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and any(
        s.species in ("rise", "flow", "fall", "sway") for s in following.senses
    )


def _names_style(tokens: list[Token], at: int, chosen: list[Token]) -> bool:
    """仙侠风, 日系风: after a style, an age or a quality and before a stop 风 is no wind."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    ends = following is None or following.mark in (",", ".", "、")
    styled = bool(chosen) and chosen[-1].category in STYLED_BY and not chosen[-1].mark
    return ends and styled and (len(chosen) == 1 or bool(chosen[-2].mark) or chosen[-2].category in STYLED_BY)


def _stands_alone(tokens: list[Token], at: int) -> bool:
    """Whether `couple` names two people here, and does not count what follows."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.mark:
        return True
    return _may_be(following, VERBS | {"relation", "conjunction"}) and not _only(
        following, NOUNS | ADJECTIVES
    )


def _acts_here(token: Token, chosen: list[Token], after: list[Token]) -> bool:
    """Whether a plural noun is rather a verb: `a monk rings a bell`, `a robot towers over the city`."""
    ends = [at for at, one in enumerate(chosen) if one.mark or one.category == "conjunction"]
    here = chosen[ends[-1] + 1 :] if ends else chosen
    done = any(one.category in VERBS and "ing" not in one.forms for one in here)
    if "s" not in token.forms or not chosen or not after or done:
        return False
    before, following = chosen[-1], after[0]
    somebody = before.category == "thing" and not before.plural and before.senses[0].kind in ACTORS
    dressed = before.category == "garment" or (before.category == "material" and not before.plural)
    somebody = somebody or (dressed and any(one.senses and one.senses[0].kind in ACTORS for one in chosen))
    somebody = somebody or before.category == "weather"  # `a storm batters the windows`
    goes_on = following.category in ("relation", "pronoun", "number") or following.text.lower() in DETERMINERS
    objective = not token.sense("part") and any(
        s.category in NOUNS | ADJECTIVES for s in following.senses[:1]
    )
    goes_on = goes_on or (objective and not following.mark)
    verb = token.sense("verb") is not None
    verb = verb or any(s.category in VERBS for s in common_senses(_singular(token.text)))
    # `a robot towers`: no plural stands after `a`.
    single = any(one.text.lower() in ("a", "an", "one") for one in chosen[-4:])
    return (
        bool(somebody)
        and goes_on
        and (verb or single or dressed)
        and (token.category == "thing" or verb or dressed)
    )


def _is_doing(token: Token, chosen: list[Token], after: list[Token]) -> bool:
    """`a chef plating a dessert`: a word in -ing that is known as a noun alone, between who does it and to what."""
    if (
        token.chinese
        or not token.text.lower().endswith("ing")
        or not chosen
        or not after
        or token.sense(*VERBS)
    ):
        return False
    before = chosen[-1]
    somebody = before.category == "thing" and before.senses[0].kind in ACTORS
    done = after[0].category in ("number", "pronoun") or after[0].text.lower() in DETERMINERS
    return somebody and done


def _singular(text: str) -> str:
    found = [base for base, form in bases(text.lower()) if form == "s"]
    return next((base for base in found if common_senses(base)), found[0] if found else text.lower())


def _as_verb(token: Token) -> Token:
    base = _singular(token.text)
    known = token.sense("verb")
    if known is not None:
        return Token(token.text, (known,), frozenset({"s"}))
    senses = tuple(s for s in common_senses(base) if s.category in VERBS)
    return Token(token.text, senses[:1] or (Sense("verb_other", base, certain=False),), frozenset({"s"}))


def _dresses(token: Token) -> bool:
    return any(sense.facts.get("rel") == "wearing" for sense in token.senses)


def _garment_ahead(tokens: list[Token], at: int) -> bool:
    """Whether what 围着 or 系着 stands before is clothing, and no verb comes first."""
    for token in tokens[at + 1 : at + 8]:
        if token.mark or not token.senses:
            return False
        if token.sense("garment"):
            return True
        if token.category in VERBS or token.category == "thing":
            return False
    return False


def _verb_ahead(tokens: list[Token], at: int) -> bool:
    for token in tokens[at + 1 : at + 8]:
        if token.mark:
            return token.mark in ("quote", ":")
        if token.senses and token.category in VERBS:
            return True
    return False


def _previous(chosen: list[Token]) -> Token | None:
    for token in reversed(chosen):
        if token.category not in ("manner", "adverb"):
            return token
    return None


def _may_be(token: Token | None, categories: frozenset[str]) -> bool:
    return token is not None and any(sense.category in categories for sense in token.senses)


def _only(token: Token | None, categories: frozenset[str]) -> bool:
    return token is not None and bool(token.senses) and all(s.category in categories for s in token.senses)


def _english_score(sense: Sense, token: Token, chosen: list[Token], following: Token | None) -> float:
    previous = _previous(chosen)
    if sense.category in VERBS:
        marks = [at for at, one in enumerate(chosen) if one.mark]
        here = chosen[marks[-1] + 1 :] if marks else chosen
        joined = any(one.text.lower() == "and" for one in here[-6:]) and not any(
            one.category in VERBS for one in here
        )
        points = _verb_score(token, previous, following, joined, chosen)
        first = not any(one.category in VERBS for one in chosen)
        if first and previous is not None and previous.category in NOUNS and token.forms & {"s", "ed"}:
            points += 0.9
        if _is_a_compound(sense, token, previous, following):
            points -= 2.5
        return points
    if sense.category in NOUNS:
        return _noun_score(sense, token, previous, following, chosen)
    if sense.category in ("style", "camera"):
        return _style_score(previous, following)
    if sense.category in ADJECTIVES:
        if sense.category == "color" and previous is not None and previous.text.lower() in COLORED:
            return 3.0
        becomes = previous is not None and previous.text.lower() == "to"
        if sense.category == "color" and becomes and any(one.category == "color" for one in chosen[-3:]):
            return 3.0
        apart = previous is not None and previous.text.lower() in ("one", "other")
        paired = sense.category == "color" and (
            any(one.category == "color" for one in chosen[-3:]) or (apart and _ends_pair(following))
        )
        if paired and apart:
            return 3.0
        if paired and (following is None or following.mark) and not sense.facts.get("choosy"):
            return 3.0
        if sense.facts.get("choosy"):
            worn = following is not None and following.sense("garment", "material") is not None
            return 2.6 if worn else 1.6 if _is_tinted(following) else -2.0
        return _adjective_score(sense, following)
    if sense.category == "light" and token.sense("thing") and " " not in token.text:
        named = any(one.category == "number" or one.text.lower() in DETERMINERS for one in chosen[-3:])
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


def _verb_score(
    token: Token, previous: Token | None, following: Token | None, joined: bool, chosen: list[Token]
) -> float:
    word = previous.text.lower() if previous else ""
    # `light` is a verb after `to`, and else what shines.
    points = -2.0 if token.text.lower() == "light" and word not in MODALS else 0.0
    if previous is None or previous.mark:
        part = "s" in token.forms and (
            token.sense("part") is not None or (previous is None and _may_be(token, NOUNS))
        )
        points += 0.8 if ("ing" in token.forms or "s" in token.forms) and not part else 0.2
        points -= 0.6 if part and token.sense("part") is not None else 0.0
        living = any(sense.kind in LIVING for sense in token.senses)
        points -= (
            1.0 if "s" in token.forms and living and following is not None else 0.0
        )  # `…, crows on the fence`
    elif word == "one" and "s" in token.forms:
        points += 1.5
    elif word == "'s" and "ing" not in token.forms and _may_be(token, NOUNS):
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
        points += 1.2 if "s" not in token.forms or not _may_be(token, NOUNS) else 0.6
    elif word in DETERMINERS or previous.category in ADJECTIVES:
        points -= 1.5 if "ing" not in token.forms or not _may_be(following, NOUNS) else 0.0
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
    if (
        "s" not in token.forms
        or previous is None
        or not _may_be(token, NOUNS)
        or sense.species not in HANDLED
    ):
        return False
    thing = previous.category in NOUNS and not any(one.kind in ACTORS for one in previous.senses[:1])
    done = following is not None and (
        following.category in NOUNS | {"number", "pronoun"} or following.text.lower() in DETERMINERS
    )
    return thing and previous.category not in ("garment", "unknown") and not done


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
        and _may_be(following, NOUNS | ADJECTIVES | SCENE)
    ):
        points -= 1.5
    word = previous.text.lower() if previous else ""
    if word in DETERMINERS or (previous is not None and previous.category in ADJECTIVES | {"relation"}):
        points += 1.3 if word != "to" else 0.2
    if previous is None or previous.mark:
        points += 0.4
    if _only(following, VERBS):
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
    return 0.9 if _may_be(following, NOUNS | ADJECTIVES) and not article else 0.3


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


def _chinese_score(sense: Sense, token: Token, chosen: list[Token], following: Token | None) -> float:
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
        following.text in "着了过" or following.category in ("number", "measure") or _may_be(following, NOUNS)
    ):
        points += 0.4
    return points
