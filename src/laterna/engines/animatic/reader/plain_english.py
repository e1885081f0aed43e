"""English turns of speech put plainly before the clauses are parsed: names, gatherings, painted things, looks."""

from laterna.engines.animatic.reader.lexicon import facts_of
from laterna.engines.animatic.reader.phrases import ATTRIBUTES
from laterna.engines.animatic.reader.tagging import BE, COLORED, DETERMINERS, NOUNS, SCENE, VERBS
from laterna.engines.animatic.reader.words import Sense, Token

CALLED = frozenset({"named", "called", "nicknamed", "dubbed", "christened"})
SEEMING = frozenset({"look", "looks", "looking", "looked", "seem", "seems", "seeming", "feel", "feels", "feeling"})
# What stands before a colon and only tells what kind of text follows.
HEADINGS = frozenset(
    {"note", "notes", "prompt", "check", "test", "project", "brand", "doc", "clip", "ad", "shot", "scene", "story"}
    | {"birthday", "request", "brief", "idea", "video", "take", "layout", "version", "storyboard", "sequence", "style"}
    | {"insert", "setting", "subject", "action", "mood", "format", "task", "title", "concept", "draft", "exercise"}
    | {"spot", "commercial", "teaser", "trailer", "documentary", "film", "movie", "episode", "chapter", "act", "logline"}
    | {"animation", "painting", "illustration", "footage", "reel", "montage", "opening", "ending", "intro", "outro"}
    | {"cinematic", "theatre", "theater", "camera", "theme", "pitch", "description", "assignment", "homework", "demo"}
)
LONGEST_HEADING = 9
HEARD = SCENE - {"sound"}


def put_in_plain_english(tokens: list[Token]) -> list[Token]:
    """The tagged tokens of one sentence with English turns made plain; Chinese tokens pass through."""
    found = _gathered(_painted(_named(tokens)))
    return [token for at, token in enumerate(found) if not _says_nothing(found, at)]


def without_heading(tokens: list[Token]) -> list[Token]:
    """`Layout check: a chair …`: of what stands before the colon only style, light, time and the like are kept."""
    colon = next((at for at, t in enumerate(tokens[: LONGEST_HEADING + 1]) if t.mark == ":"), None)
    if not colon or any(token.chinese or token.mark == "quote" for token in tokens[:colon]):
        return tokens
    heading = tokens[:colon]
    words = {word for token in heading for word in token.text.lower().replace("-", " ").split(" ")}
    scenic = any(sense.category in HEARD for token in heading for sense in token.senses[:1])
    if not (words & HEADINGS or scenic) or _tells_of_somebody(heading):
        return tokens
    kept = [token for token in heading if _is_scenic(token)]
    return [*kept, *tokens[colon:]] if kept else tokens[colon + 1 :]


def _is_scenic(token: Token) -> bool:
    first = token.senses[0] if token.senses else None
    return bool(token.mark) or (first is not None and (first.category in HEARD or first.key == "genre"))


def _tells_of_somebody(heading: list[Token]) -> bool:
    """Whether a counted noun is named there: `Two friends: a cat and a dog`."""
    for at, token in enumerate(heading[:-1]):
        counted = token.sense("number") is not None
        if counted and any(one.sense("thing") is not None for one in heading[at + 1 : at + 4]):
            return True
    return False


def _as(token: Token, category: str, key: str) -> Token:
    return Token(token.text, (Sense(category, key, certain=False),), frozenset({"base"}))


def _named(tokens: list[Token]) -> list[Token]:
    """`a hedgehog named Pip found …`: the name becomes a token of its own kind, `alias`."""
    found: list[Token] = []
    for token in tokens:
        before = found[-1] if found else None
        named = before is not None and before.text.lower() in CALLED and len(found) > 1
        if named and not token.mark and token.text[:1].isupper() and not token.chinese:
            found[-1] = _as(token, "alias", token.text.lower())
        else:
            found.append(token)
    return found


def _painted(tokens: list[Token]) -> list[Token]:
    """`a van painted orange`: only the colour is said."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        plain = token.text.lower() in COLORED and token.category in VERBS | {"adjective"}
        if plain and after is not None and after.category == "color" and found and found[-1].category in NOUNS:
            continue
        found.append(token)
    return found


def _gathered(tokens: list[Token]) -> list[Token]:
    """`a caravan of six camels` are six camels, `a convoy of trucks` some trucks."""
    found: list[Token] = []
    skip = 0
    for at, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        group = facts_of("group").get(token.text.lower())
        of = at + 1 < len(tokens) and tokens[at + 1].text.lower() == "of"
        if group is None or not of or token.chinese:
            found.append(token)
            continue
        while found and (found[-1].category in ATTRIBUTES or found[-1].text.lower() in (*DETERMINERS, "a", "an")):
            found.pop()
        counted = at + 2 < len(tokens) and tokens[at + 2].category == "number"
        if not counted:
            found.append(_as(token, "number", group["count"]))
        skip = 1
    return found


def _says_nothing(tokens: list[Token], at: int) -> bool:
    """Verbs that only lead to a feeling (`a guard looking bored`)."""
    token = tokens[at]
    before = tokens[at - 1].text.lower() if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    feels = after is not None and after.category == "emotion" and token.text.lower() in SEEMING
    following = tokens[at + 2] if at + 2 < len(tokens) else None
    named = following is not None and following.category in NOUNS
    return feels and not named and before not in BE
