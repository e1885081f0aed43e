"""Turns of speech that mean no more than their plain form, put plainly before the clauses are parsed."""

from laterna.engines.animatic.reader.lexicon import facts_of, lexicon, listed
from laterna.engines.animatic.reader.phrases import ATTRIBUTES
from laterna.engines.animatic.reader.scenery import is_local
from laterna.engines.animatic.reader.turns import chinese_turns
from laterna.engines.animatic.reader.wordclasses import DETERMINERS, NOUNS, VERBS
from laterna.engines.animatic.reader.words import Sense, Token

AMID = frozenset({"之间", "中间", "当中", "间"})
LINKS = frozenset({"和", "与", "跟", "及", "以及", "、"})
BORNE = frozenset({"holding", "wearing"})
ANIMATE = frozenset({"biped", "quadruped", "bird", "fish", "insect", "reptile"})
TINTS = NOUNS | {"adjective", "quality", "material", "verb", "verb_other"}


def rephrased(tokens: list[Token]) -> list[Token]:
    """The tagged tokens of one sentence with what only repeats or decorates taken out or made an adjective."""
    return _of_things(_many(_bearing(_tinting(_groups(_amid(chinese_turns(tokens)))))))


def _as_adjective(token: Token) -> Token:
    sense = Sense("adjective", token.text.lower(), certain=False)
    return Token(token.text, (sense,), frozenset({"base"}), chinese=token.chinese)


def _of_things(tokens: list[Token]) -> list[Token]:
    """Words of style and light that describe one thing: a teal vintage scooter, a neon jacket."""
    found = list(tokens)
    for at, token in enumerate(tokens):
        if token.chinese or at + 1 >= len(tokens):
            continue
        after = tokens[at + 1]
        opened = at and (tokens[at - 1].category in ATTRIBUTES or tokens[at - 1].text.lower() in DETERMINERS)
        styled = token.category == "style" and is_local(tokens, at) and after.category in NOUNS | ATTRIBUTES
        lit = token.category in ("light", "weather", "mood") and " " not in token.text
        lit = lit and after.category == "garment" and bool(opened)
        if styled or lit:
            found[at] = _as_adjective(token)
    return [_painting(found, at) for at in range(len(found))]


def _painting(tokens: list[Token], at: int) -> Token:
    """一幅油画: a counted style is a picture on the wall."""
    token = tokens[at]
    hung = at and tokens[at - 1].text in ("幅", "副") and token.category in ("style", "abstract")
    if not hung or not token.chinese:
        return token
    easel = lexicon().concepts["easel"]
    return Token(token.text, (easel,), token.forms, chinese=True)


def _tinting(tokens: list[Token]) -> list[Token]:
    """A noun before a colour says which colour it is: `an emerald green parrot`, `rust red truck`."""
    found = list(tokens)
    for at in range(len(tokens) - 2):
        token, color, noun = tokens[at : at + 3]
        opened = not at or tokens[at - 1].category in ATTRIBUTES | {"relation", "number", "dressed"}
        opened = opened or tokens[at - 1].text.lower() in DETERMINERS
        if (
            opened
            and not token.chinese
            and not token.plural
            and token.category in TINTS
            and color.category == "color"
            and not color.chinese
            and noun.category in NOUNS | ATTRIBUTES
            and token.senses[0].kind not in ANIMATE
        ):
            found[at] = _as_adjective(token)
    return found


def _groups(tokens: list[Token]) -> list[Token]:
    """`a wolf pack`, `a camel caravan`, 狐狸一家: a noun with a group after it is several of the noun."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        before = found[-1] if found else None
        several = _group_size(token)
        of = at + 1 < len(tokens) and tokens[at + 1].text.lower() == "of"
        animal = before is not None and bool(before.senses) and before.senses[0].kind in ANIMATE
        person = animal and before is not None and before.senses[0].kind == "biped"
        if not several or not animal or of or before is None or (person and token.text.lower() == "family"):
            found.append(token)
            continue
        number = Token(token.text, (Sense("number", str(several)),), frozenset({"base"}))
        plural = Token(before.text, before.senses, before.forms, chinese=before.chinese, plural=True)
        found[-1:] = [number, plural]
    return found


def _group_size(token: Token) -> int:
    word = token.text.lower()
    if word in facts_of("group"):
        return int(facts_of("group")[word]["count"])
    return int(token.key) if token.category == "number" and word in listed("group_numbers") else 0


def _amid(tokens: list[Token]) -> list[Token]:
    """A和B之间, A与B中间: beside the one and beside the other."""
    found = list(tokens)
    beside = Token("旁边", (Sense("relation", "amid"),), chinese=True)
    for at in range(len(tokens) - 1, 1, -1):
        if tokens[at].text not in AMID:
            continue
        link = next((k for k in range(at - 1, max(0, at - 9), -1) if tokens[k].text in LINKS), None)
        apart = [t for t in tokens[link:at] if t.mark or t.category in VERBS] if link else []
        if link and not apart and tokens[link - 1].category in NOUNS:
            found[at] = beside
            found.insert(link, beside)
    return found


def _many(tokens: list[Token]) -> list[Token]:
    """们 makes a plural of the noun before it."""
    found: list[Token] = []
    for token in tokens:
        if token.text == "们" and found and found[-1].category in NOUNS:
            before = found[-1]
            found[-1] = Token(before.text + "们", before.senses, before.forms, chinese=True, plural=True)
        else:
            found.append(token)
    return found


def _bearing(tokens: list[Token]) -> list[Token]:
    """Leaves out the part of the body with which somebody holds or wears what comes next."""
    return [token for at, token in enumerate(tokens) if not _only_bears(tokens, at)]


def _only_bears(tokens: list[Token], at: int) -> bool:
    if tokens[at].text not in listed("bearing"):
        return False
    for token in tokens[at + 1 : at + 4]:
        if token.mark or token.category in NOUNS:
            return False
        if token.category in VERBS or token.text in ("打着", "有"):
            return bool(token.senses) and token.senses[0].facts.get("rel") in BORNE
    return False
