"""What a part of the body does or has done to it, told as what its owner does (`raises its head`, `eyes gazing`)."""

from functools import cache

from laterna.engines.animatic.reader.deeds import Deed
from laterna.engines.animatic.reader.draft import Figure
from laterna.engines.animatic.reader.english import bases
from laterna.engines.animatic.reader.lexicon import lexicon, rows
from laterna.engines.animatic.reader.wordclasses import VERBS
from laterna.engines.animatic.reader.words import Sense, Token

# What covers an animal: its colour is the animal's own.
PELTS = frozenset(
    {"fur", "coat", "coat of fur", "feathers", "plumage", "scales", "scale", "wool", "hide", "mane"}
    | {"毛", "毛发", "皮毛", "羽毛", "鳞片"}
)
# What these do, their owner does.
HANDS = frozenset(
    {
        "hand",
        "hands",
        "finger",
        "fingers",
        "双手",
        "手指",
        "小手",
        "触手",
        "爪子",
        "前爪",
        "鼻子",
        "象鼻",
        "舌头",
        "胳膊",
        "双臂",
        "手臂",
    }
)
AT_REST = frozenset(
    {"flow", "sleep", "lie", "sit", "stand", "shiver", "float", "fall", "cover", "have", "rise", "go", "walk"}
)
AHEAD = 4


@cache
def _gestures(section: str) -> dict[tuple[str, str], str]:
    """(verb, part) to the verb that is drawn."""
    return {
        (verb, part): row.key
        for row in rows("gestures")
        if row.section == section
        for verb in row.english
        for part in row.chinese
    }


def _names(token_text: str, sense: Sense) -> list[str]:
    words = token_text.lower().split(" ")
    return [base for base, _ in bases(words[0])] + [sense.key, sense.species]


def gesture_with(deed: Deed, part: str) -> Sense | None:
    """The sense of a deed done to a part of the doer's body, or None if the part changes nothing."""
    return _found("done_to", deed.text, deed.sense, part)


def gesture_of(part: str, token: Token) -> Sense | None:
    """What somebody does whose body part does what the verb in `token` says, or None if nothing is acted."""
    found = _found("done_by", token.text, token.senses[0], part)
    handy = part.lower().split(" ")[-1] in HANDS and token.senses[0].species not in AT_REST
    return found or (token.senses[0] if handy else None)


def _found(section: str, text: str, sense: Sense, part: str) -> Sense | None:
    known = _gestures(section)
    last = part.lower().split(" ")[-1]
    for verb in _names(text, sense):
        if (verb, last) in known:
            drawn = known[(verb, last)]
            return lexicon().concepts.get(drawn) or Sense("verb", drawn)
    return None


def verb_after(tokens: list[Token], at: int) -> int | None:
    """Where the verb stands that a part does, or None if a mark or another noun comes first."""
    for here in range(at, min(at + AHEAD, len(tokens))):
        token = tokens[here]
        if token.mark or token.category == "relation":
            return None
        if token.category in VERBS:
            return here
    return None


def color_pelt(owners: list[Figure], part: str, colors: list[str]) -> bool:
    """Gives animals the colour of their fur; returns whether the part is one that has it."""
    if not colors or part.lower().split(" ")[-1] not in PELTS:
        return False
    for owner in owners:
        if part.lower().endswith("mane") and owner.colors:
            continue
        if owner.animate and (owner.kind != "biped" or owner.anthropomorphic):
            owner.colors += [color for color in colors if color not in owner.colors]
    return True
