"""English words to tokens: base forms by table and rule, then the longest phrase that the lexicon knows."""

from functools import cache

from laterna.engines.animatic.reader.lexicon import Row, lexicon, rows, table_text
from laterna.engines.animatic.reader.words import Form, Sense, Token

VOWELS = "aeiou"
FORMS: dict[str, Form] = {"p": "ed", "g": "ing", "s": "s", "n": "s"}
PARTS = {"n": "noun", "v": "verb_other", "a": "adjective", "r": "adverb"}
# Endings by which an unknown word describes and names nothing.
DESCRIBING = (
    "ful", "ous", "ish", "less", "able", "ible", "like", "ed", "ing", "esque", "core", "wards", "wise", "ive", "ical",
    "ial", "istic", "escent", "ized", "nal",
)  # fmt: skip
# Endings of those who do something for a living.
TRADES = (
    "keeper", "maker", "monger", "smith", "wright", "herder", "tender", "player", "rider", "fighter", "hunter",
    "driver", "walker", "eer", "ician", "ologist", "ist", "person", "seller", "picker", "gatherer", "catcher",
    "dresser", "setter", "layer", "cutter", "sweeper", "washer", "painter", "builder", "master", "mate", "guard",
)  # fmt: skip
COUNTED_KINDS = frozenset({"biped", "quadruped", "bird", "fish", "insect", "reptile", "vehicle"})
NOT_INFLECTED = frozenset(
    {
        "grammar",
        "number",
        "relation",
        "function",
        "pronoun",
        "conjunction",
        "negation",
        "quality",
        "comparison",
        "age",
        "material",
    }
)


# `walk` stands there for every way of moving, though twitching is no walk; `show_verb` for much that is done.
TOO_WIDE = frozenset({"walk", "show_verb", "cover", "have", "start", "wear_verb"})
# Weather whose name is an adjective: `clears` is a verb.
PLAIN_KEYS = frozenset({"clear", "cloudy", "overcast"})


@cache
def _irregular() -> dict[str, tuple[tuple[str, Form], ...]]:
    forms: dict[str, list[tuple[str, Form]]] = {}
    for row in rows("irregular"):
        for form, word in _parts(row):
            forms.setdefault(word, []).append((row.key, form))
    return {word: tuple(found) for word, found in forms.items()}


def _parts(row: Row) -> list[tuple[Form, str]]:
    # The names cell of this table is read again as "p ate, eaten; g eating".
    found: list[tuple[Form, str]] = []
    for group in ",".join(row.english).split(";"):
        letter, _, words = group.strip().partition(" ")
        found += [(FORMS[letter], word.strip()) for word in words.split(",") if letter in FORMS]
    return found


@cache
def bases(word: str) -> tuple[tuple[str, Form], ...]:
    """What a word may be an inflected form of, likeliest first; the word itself comes first as `base`."""
    found: list[tuple[str, Form]] = [(word, "base"), *_irregular().get(word, ())]
    if word.endswith("men") and len(word) > 4:
        found.append((word[:-3] + "man", "s"))
    if word.endswith("ies") and len(word) > 4:
        found.append((word[:-3] + "y", "s"))
    if word.endswith("es") and len(word) > 4:
        found += [(word[:-1], "s"), (word[:-2], "s")]
    elif word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        found.append((word[:-1], "s"))
    if word.endswith("ing") and len(word) > 5:
        found += _stems(word[:-3], "ing")
    if word.endswith("ied") and len(word) > 4:
        found.append((word[:-3] + "y", "ed"))
    elif word.endswith("ed") and len(word) > 4:
        found += _stems(word[:-2], "ed")
    return tuple(dict.fromkeys(found))


def _stems(stem: str, form: Form) -> list[tuple[str, Form]]:
    doubled = len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in VOWELS
    stems = [stem, stem + "e"] if not doubled else [stem[:-1], stem]
    if stem.endswith("y") and form == "ing" and len(stem) == 2:
        stems.append(stem[:-1] + "ie")
    return [(one, form) for one in stems]


@cache
def _common_text() -> str:
    return "\n" + table_text("english") + "\n"


@cache
def common_senses(word: str) -> tuple[Sense, ...]:
    """The parts of speech of a common word outside the lexicon, and what its noun is a kind of."""
    text = _common_text()
    at = text.find(f"\n{word}\t")
    if at < 0:
        return ()
    cells = [*text[at + 1 : text.find("\n", at + 1)].split("\t"), "", "", ""]
    senses = []
    for letter in cells[1]:
        if letter == "n":
            senses.append(_noun(word, cells[2], cells[3]))
        elif letter == "v":
            senses.append(_verb(word, cells[4]))
        else:
            senses.append(Sense(PARTS[letter], word, certain=False))
    return tuple(senses)


def _verb(word: str, concept: str) -> Sense:
    found = lexicon().concepts.get(concept)
    if found is None or found.category != "verb" or concept in TOO_WIDE:
        return Sense("verb_other", word, certain=False)
    return Sense("verb", found.key, "", found.facts, certain=False)


def _noun(word: str, kind: str, concept: str) -> Sense:
    if kind == "abstract":
        return Sense("abstract", word, certain=False)
    if kind == "body":
        return Sense("part", "body", certain=False)
    found = lexicon().concepts.get(concept)
    if found is not None:
        return Sense(found.category, found.key, found.kind, found.facts, certain=False)
    if kind == "person":
        person = lexicon().concepts["person"]
        return Sense("thing", "person", person.kind, person.facts, certain=False)
    return Sense("place" if kind == "place" else "noun", word, certain=False)


def tokens_of(words: list[str]) -> list[Token]:
    """Tokens of consecutive English words (any case, no punctuation within)."""
    found: list[Token] = []
    lower = [word.lower() for word in words]
    at = 0
    while at < len(words):
        token, used = _phrase(words, lower, at)
        found.append(token)
        at += used
    return found


def _phrase(words: list[str], lower: list[str], at: int) -> tuple[Token, int]:
    known = lexicon()
    heads = bases(lower[at])
    longest = max(known.longest.get(head, 1) for head, _ in heads)
    for length in range(min(longest, len(words) - at), 1, -1):
        if lower[at + length - 1] == "out" and lower[at + length : at + length + 1] == ["of"]:
            continue
        found = _match(
            heads, lower[at + 1 : at + length], singular=_after_article(lower[max(0, at - 3) : at])
        )
        if found is not None:
            senses, form = found
            text = " ".join(words[at : at + length])
            return Token(text, senses, frozenset({form}), plural=form == "s"), length
    return word_token(words[at], lower[at]), 1


def _after_article(before: list[str]) -> bool:
    """Whether `a` stands before, and no preposition between: `a red bus`, not `across a bridge under`."""
    for word in reversed(before):
        if word in ("a", "an"):
            return True
        if any(sense.category in ("relation", "conjunction") for sense in lexicon().english.get(word, ())):
            return False
    return False


def _is_verb(word: str) -> bool:
    return any(sense.category == "verb" for sense in lexicon().english.get(word, ()))


def _match(
    heads: tuple[tuple[str, Form], ...], rest: list[str], *, singular: bool
) -> tuple[tuple[Sense, ...], Form] | None:
    """The phrase that these words are; after `a` no plural that may be a verb: `a red bus stops` is no bus stop."""
    known = lexicon().english
    middle = rest[:-1]
    for last, last_form in bases(rest[-1]):
        if last_form not in ("base", "s"):
            continue
        for head, head_form in heads:
            senses = known.get(" ".join([head, *middle, last]))
            if senses is None or (last_form == "s" and singular and _is_verb(last)):
                continue
            verbs = senses[0].category == "verb"
            if (head_form == "base" or verbs) and (last_form == "base" or not verbs):
                return senses, head_form if verbs else last_form
    return None


def word_token(text: str, lower: str) -> Token:
    """One word: every sense of every base form it may have, lexicon first."""
    if lower.isdecimal() and len(lower) < 5:
        return Token(text, (Sense("number", lower),), frozenset({"base"}))
    known = lexicon().english
    senses: list[Sense] = []
    forms: set[Form] = set()
    plural = False
    for base, form in bases(lower):
        for sense in known.get(base, ()):
            fits = form == "base" or not (sense.category in NOT_INFLECTED or sense.key in PLAIN_KEYS)
            nominal = sense.category not in ("verb",)
            # `friends` is a name of its own, and yet several of what `friend` is one of.
            plural = plural or (form == "s" and sense in senses and sense.kind in COUNTED_KINDS)
            if not fits or (nominal and form in ("ed", "ing")) or sense in senses:
                continue
            senses.append(sense)
            forms.add(form)
            plural = plural or (form == "s" and sense.category != "verb")
    if not senses:
        senses, forms, plural = _common(lower)
    elif all(sense.category == "verb" for sense in senses) and "ing" not in forms:
        senses += [sense for sense in common_senses(lower) if sense.category in ("noun", "thing")]
    return Token(text, tuple(senses) or (_unknown(text),), frozenset(forms or {"base"}), plural=plural)


def _somebody(lower: str) -> Sense | None:
    """Who an unknown word names by its ending: a `postwoman` is a `postman`, a `cheesemonger` a person."""
    known = lexicon()
    if lower.endswith(("woman", "women")) and len(lower) > 6:
        stem = lower[:-5]
        same = [s for end in ("man", "") for s in known.english.get(stem + end, ()) if s.kind == "biped"]
        like = same[0] if same else known.concepts["woman"]
        return Sense("thing", like.key, like.kind, {**like.facts, "gender": "female"}, certain=False)
    if lower.endswith(TRADES) and len(lower) > 6:
        like = known.concepts["person"]
        return Sense("thing", like.key, like.kind, like.facts, certain=False)
    return None


def _common(lower: str) -> tuple[list[Sense], set[Form], bool]:
    for base, form in bases(lower):
        found = [
            s for s in common_senses(base) if form == "base" or s.category not in ("adjective", "adverb")
        ]
        if form in ("ed", "ing"):
            found = [sense for sense in found if sense.category in ("verb", "verb_other")]
        if form == "ing" and not found and any(s.kind for s in lexicon().english.get(base, ())):
            found = [Sense("verb_other", base, certain=False)]  # `drilling`, of which only the drill is known
        if found:
            return found, {form}, form == "s"
    return [], set(), False


def _unknown(text: str) -> Sense:
    lower = text.lower()
    person = _somebody(lower)
    if person is not None:
        return person
    if lower.endswith("ly") and len(lower) > 4:
        return Sense("adverb", lower, certain=False)
    superlative = lower.endswith("est") and len(lower) > 6
    if (lower.endswith(DESCRIBING) and len(lower) > 5) or superlative:
        return Sense("adjective", lower, certain=False)
    return Sense("unknown", lower, certain=False)
