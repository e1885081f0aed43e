"""Chooses the sense of each token from its neighbours: `flies` is a verb in `a bird flies`, a noun in `two flies`."""

from laterna.engines.animatic.reader.english import bases, common_senses
from laterna.engines.animatic.reader.lexicon import lexicon
from laterna.engines.animatic.reader.weighing import chinese_score, english_score
from laterna.engines.animatic.reader.wordclasses import (
    ACTORS,
    ADJECTIVES,
    ARTICLES,
    DETERMINERS,
    NOUNS,
    VERBS,
    may_be,
    only,
)
from laterna.engines.animatic.reader.words import Sense, Token

MANNERS = frozenset({"风"})
STYLED_BY = frozenset(
    {"style", "era", "adjective", "mood", "abstract", "noun", "unknown", "quality", "setting"}
)
STUFFS_IN_MOTION = {"smoke": "smoke_thing", "lava": "lava", "magma": "lava"}
PAIRS = frozenset({"couple"})


def tagged(tokens: list[Token]) -> list[Token]:
    """The tokens of one sentence, each with a single sense (marks and quotes pass through)."""
    chosen: list[Token] = []
    for at, token in enumerate(tokens):
        steered = (
            _chinese_rule(token, tokens, at, chosen)
            if token.chinese
            else _english_rule(token, tokens, at, chosen)
        )
        chosen.append(steered or _best(_dressing(token, tokens, at), tokens, at, chosen))
    return chosen


def _chinese_rule(token: Token, tokens: list[Token], at: int, chosen: list[Token]) -> Token | None:
    """What a Chinese word is by a rule of its own, or None if its senses are to be weighed."""
    counted = bool(chosen) and chosen[-1].category == "number"
    fronted = token.text in ("给", "对", "把") and token.sense("relation", "fronted") and not counted
    if fronted and _verb_ahead(tokens, at):
        return token.only("relation" if token.sense("relation") else "fronted")
    if token.text in ("手持", "环绕") and token.sense("camera"):
        return _filming_or_not(tokens, at, chosen)
    if token.text in MANNERS and _names_style(tokens, at, chosen):
        return Token(token.text, (Sense("function", token.text),), chinese=True)
    return None


def _english_rule(token: Token, tokens: list[Token], at: int, chosen: list[Token]) -> Token | None:
    """What an English word is by a rule of its own, or None if its senses are to be weighed."""
    after, word = tokens[at + 1 : at + 2], token.text.lower()
    dressed = bool(chosen) and chosen[-1].category in ("garment", "material")
    if (dressed or not token.sense("verb")) and _acts_here(token, chosen, after):
        return _as_verb(token)
    if _they_do(token, chosen, after):
        return Token(token.text, (Sense("verb_other", token.key, certain=False),), frozenset({"base"}))
    if _is_doing(token, chosen, after):
        base = next((base for base, form in bases(word) if form == "ing"), word)
        return Token(token.text, (Sense("verb_other", base, certain=False),), frozenset({"ing"}))
    if word == "cut" and token.sense("verb") and after and not after[0].mark:
        return token.only("verb")  # `a bride and groom cut a cake` is no change of shots
    if word in STUFFS_IN_MOTION and _moves(tokens, at):
        return Token(token.text, (lexicon().concepts[STUFFS_IN_MOTION[word]],), token.forms)
    if word in PAIRS and _stands_alone(tokens, at):
        return Token(token.text, (lexicon().concepts["couple"],), frozenset({"base"}))
    if _done_by_nobody(token, chosen, after):
        return Token(token.text, (Sense("abstract", token.key, certain=False),), token.forms)
    return None


def _dressing(token: Token, tokens: list[Token], at: int) -> Token:
    """戴, 系: of verbs that may mean to wear only those that fit what comes after them."""
    if not (token.chinese and token.sense("verb") and _dresses(token) and len(token.senses) > 1):
        return token
    worn = _garment_ahead(tokens, at)
    left = tuple(s for s in token.senses if (s.facts.get("rel") == "wearing") == worn)
    return Token(token.text, left, token.forms, token.mark, token.chinese, token.plural, token.quote)


def _best(token: Token, tokens: list[Token], at: int, chosen: list[Token]) -> Token:
    """The token with the sense that fits its neighbours best."""
    if len(token.senses) < 2 and not (token.senses and token.chinese):
        return token
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    score = chinese_score if token.chinese else english_score
    points = [
        score(sense, token, chosen, following) - index * 0.1 for index, sense in enumerate(token.senses)
    ]
    best = token.senses[points.index(max(points))]
    return Token(token.text, (best,), token.forms, token.mark, token.chinese, token.plural, token.quote)


def _done_by_nobody(token: Token, chosen: list[Token], after: list[Token]) -> bool:
    """`at the parade`, `a lighthouse beam sweeps`: a verb in its base form that is a noun where it stands."""
    if token.text.lower() == "left" and chosen and chosen[-1].text.lower() in ARTICLES:
        return True
    if not only(token, VERBS):
        return False
    spreads = bool(after) and only(after[0], VERBS) and after[0].forms == {"ing"}
    if spreads and token.forms == {"s"} and (not chosen or bool(chosen[-1].mark)):
        return True  # `…, cracks spreading beneath her`
    tied = bool(after) and only(after[0], VERBS) and after[0].forms == {"base"} and bool(chosen)
    if tied and token.forms == {"s"} and chosen[-1].category == "thing" and not chosen[-1].plural:
        return True  # `red laser beams cross the room`
    if not chosen or token.forms != {"base"}:
        return False
    before = chosen[-1]
    named = before.category in ("thing", "setting") and not before.plural and not before.mark
    acts = bool(after) and after[0].forms == {"s"} and only(after[0], VERBS)
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
    return may_be(following, VERBS | {"relation", "conjunction"}) and not only(following, NOUNS | ADJECTIVES)


def _acts_here(token: Token, chosen: list[Token], after: list[Token]) -> bool:
    """Whether a plural noun is rather a verb: `a monk rings a bell`, `a robot towers over the city`."""
    ends = [at for at, one in enumerate(chosen) if one.mark or one.category == "conjunction"]
    here = chosen[ends[-1] + 1 :] if ends else chosen
    finite = [
        one
        for at, one in enumerate(here)
        if one.category in VERBS and not ("ed" in one.forms and at and here[at - 1].category in ADJECTIVES)
    ]
    done = any("ing" not in one.forms for one in finite)
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
    # `Purple dragon hoards teacups`: short prompts leave the article out.
    single = single or (len(chosen) <= 3 and objective and not any(one.plural for one in chosen))
    return (
        bool(somebody)
        and goes_on
        and (verb or single or dressed)
        and (token.category == "thing" or verb or dressed)
    )


def _they_do(token: Token, chosen: list[Token], after: list[Token]) -> bool:
    """`two wrestlers grapple on a mat`: an unknown word between several who act and where or what to."""
    if (
        token.chinese
        or not token.senses
        or token.category != "unknown"
        or not token.text.islower()
        or not chosen
    ):
        return False
    before = chosen[-1]
    somebody = before.category == "thing" and before.senses[0].kind in ACTORS
    several = somebody and before.plural != token.text.endswith("s")
    goes_on = bool(after) and (
        after[0].category in ("relation", "pronoun", "number") or after[0].text.lower() in DETERMINERS
    )
    return several and goes_on and not any(one.category in VERBS for one in chosen)


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
