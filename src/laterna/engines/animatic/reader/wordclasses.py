"""Classes of words: which categories are nouns, verbs and qualities, and the small English words that steer them."""

from laterna.engines.animatic.reader.words import Token

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
# What may have a colour that is named after a thing.
TINTED = frozenset({"vehicle", "furniture", "building", "tool", "object"})
LIVING = frozenset({"biped", "quadruped", "bird", "fish", "insect", "reptile"})
# Who may be meant to do what a word says that is also a plural.
ACTORS = frozenset({"biped", "quadruped", "bird", "fish", "insect", "reptile", "celestial", "vehicle"})
ARTICLES = frozenset({"the", "a", "an", "this", "his", "its", "their", "my", "our"})
COLORED = frozenset({"painted", "dyed", "colored", "coloured", "tinted", "sprayed", "lacquered"})


def may_be(token: Token | None, categories: frozenset[str]) -> bool:
    """Whether one of the senses is of one of these categories."""
    return token is not None and any(sense.category in categories for sense in token.senses)


def only(token: Token | None, categories: frozenset[str]) -> bool:
    """Whether every sense is of one of these categories, and there is one."""
    return token is not None and bool(token.senses) and all(s.category in categories for s in token.senses)
