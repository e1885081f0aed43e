"""English turns of speech put plainly before the clauses are parsed: names, gatherings, painted things, looks."""

from laterna.engines.animatic.reader.lexicon import facts_of, lexicon
from laterna.engines.animatic.reader.phrases import ATTRIBUTES
from laterna.engines.animatic.reader.wordclasses import BE, COLORED, DETERMINERS, NOUNS, SCENE, VERBS
from laterna.engines.animatic.reader.words import Sense, Token

CALLED = frozenset({"named", "called", "nicknamed", "dubbed", "christened"})
WHOSE = {"his": "he", "her": "she", "its": "it", "their": "they"}
SIDED = {"left": "left_of", "right": "right_of"}
# Groups that are named without what they are of.
FORMED_BY = {"flock": ("7", "sheep"), "herd": ("5", "cow"), "pack": ("5", "wolf"), "swarm": ("8", "bee")}
# What a noun may be doing that something is done to: `juggles glowing fruit`.
GOING_ON = frozenset(
    {"glow", "burn", "sleep", "fall", "float", "fly", "run", "sway", "explode", "bloom", "rise"}
)
MAKEUP = frozenset(
    {"lipstick", "eyeliner", "eyeshadow", "mascara", "blush", "rouge", "makeup", "nail polish"}
)
GROUPS = frozenset({"group", "pack", "flock", "herd", "gang", "pair", "trio", "others", "rest"})
BOTH = frozenset({"both", "each", "all"})
# The thing that a surface is of, by its material.
SURFACES = {"stone": "slab", "fabric": "towel", "wood": "floor", "leather": "towel"}
LIVING = frozenset({"quadruped", "biped", "bird", "fish", "insect", "reptile", "vehicle"})
SEEMING = frozenset(
    {"look", "looks", "looking", "looked", "seem", "seems", "seeming", "feel", "feels", "feeling"}
)
# What stands before a colon and only tells what kind of text follows.
HEADINGS = frozenset(
    {
        "note",
        "notes",
        "prompt",
        "check",
        "test",
        "project",
        "brand",
        "doc",
        "clip",
        "ad",
        "shot",
        "scene",
        "story",
    }
    | {
        "birthday",
        "request",
        "brief",
        "idea",
        "video",
        "take",
        "layout",
        "version",
        "storyboard",
        "sequence",
        "style",
    }
    | {
        "insert",
        "setting",
        "subject",
        "action",
        "mood",
        "format",
        "task",
        "title",
        "concept",
        "draft",
        "exercise",
    }
    | {
        "spot",
        "commercial",
        "teaser",
        "trailer",
        "documentary",
        "film",
        "movie",
        "episode",
        "chapter",
        "act",
        "logline",
    }
    | {
        "animation",
        "painting",
        "illustration",
        "footage",
        "reel",
        "montage",
        "opening",
        "ending",
        "intro",
        "outro",
    }
    | {
        "cinematic",
        "theatre",
        "theater",
        "camera",
        "theme",
        "pitch",
        "description",
        "assignment",
        "homework",
        "demo",
    }
)
LONGEST_HEADING = 9
HEARD = SCENE - {"sound"}


def put_in_plain_english(tokens: list[Token]) -> list[Token]:
    """The tagged tokens of one sentence with English turns made plain; Chinese tokens pass through."""
    found = _sides(_bands(tokens))
    found = _gathered(_painted(_named(_surfaces(_both(found)))))
    found = [token for at, token in enumerate(found) if not _one_of(found, at)]
    found = [_describing(found, at) for at in range(len(found))]
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
    kept = [token for token in heading if _is_scenic(token, placed=not words & HEADINGS)]
    return [*kept, *tokens[colon:]] if kept else tokens[colon + 1 :]


def _is_scenic(token: Token, *, placed: bool) -> bool:
    first = token.senses[0] if token.senses else None
    if first is None:
        return bool(token.mark)
    return first.category in HEARD or first.key == "genre" or (placed and first.category == "setting")


def _tells_of_somebody(heading: list[Token]) -> bool:
    """Whether a counted noun is named there: `Two friends: a cat and a dog`."""
    for at, token in enumerate(heading[:-1]):
        counted = token.sense("number") is not None
        if counted and any(one.sense("thing") is not None for one in heading[at + 1 : at + 4]):
            return True
    return False


def _bands(tokens: list[Token]) -> list[Token]:
    """`leads his flock`, `twin girls`: a bare group is of the animals that form it, and twins are two."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        word = token.text.lower()
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        bare = after is None or bool(after.mark) or after.category in VERBS | {"relation", "conjunction"}
        whose = at > 0 and tokens[at - 1].text.lower() in {*WHOSE, "a", "an"}
        if word in FORMED_BY and bare and whose and (after is None or after.text.lower() != "of"):
            number, key = FORMED_BY[word]
            found.append(_as(token, "number", number))
            found.append(Token(key, (lexicon().concepts[key],), frozenset({"s"}), plural=True))
        elif word == "twin" and after is not None and after.plural:
            found.append(_as(token, "number", "2"))
        else:
            found.append(token)
    return found


def _sides(tokens: list[Token]) -> list[Token]:
    """`a barrow to his left`: left of him."""
    found: list[Token] = []
    skip = 0
    for at, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        words = [one.text.lower() for one in tokens[at : at + 3]]
        if len(words) == 3 and words[0] in ("to", "on", "at") and words[1] in WHOSE and words[2] in SIDED:
            found.append(Token(token.text, (Sense("relation", SIDED[words[2]]),), frozenset({"base"})))
            found.append(Token(WHOSE[words[1]], (Sense("pronoun", WHOSE[words[1]]),), frozenset({"base"})))
            skip = 2
        else:
            found.append(token)
    return found


def _both(tokens: list[Token]) -> list[Token]:
    """`both rotating slowly`, `each holding a lamp`, `beside the group`: they."""
    found = list(tokens)
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        ends = after is None or bool(after.mark) or after.category in VERBS | {"relation", "conjunction"}
        the = at > 0 and tokens[at - 1].text.lower() == "the"
        if the and ends and token.text.lower() in GROUPS and (after is None or after.text.lower() != "of"):
            found[at] = Token("them", (Sense("pronoun", "they"),), frozenset({"base"}))
            found[at - 1] = Token("", (Sense("function", "the"),), frozenset({"base"}))
    for at, token in enumerate(tokens[:-1]):
        bare = token.text.lower() in BOTH and not token.chinese and (not at or bool(tokens[at - 1].mark))
        after = next((t for t in tokens[at + 1 :] if t.category not in ("manner", "adverb")), None)
        if bare and after is not None and after.category in VERBS:
            found[at] = Token("both of them", (Sense("pronoun", "they"),), frozenset({"base"}))
    return found


def _surfaces(tokens: list[Token]) -> list[Token]:
    """`on black marble`, `on red velvet`: a material that nothing follows is what something lies on."""
    found = list(tokens)
    for at, token in enumerate(tokens):
        thing = SURFACES.get(token.key) if token.category == "material" and not token.chinese else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.key == "glass" and at > 1 and tokens[at - 1].text.lower() == "the":
            thing = "window"  # `knocks on the glass`
        if thing is None or not (
            after is None or after.mark or after.category in ("conjunction", "relation")
        ):
            continue
        start = at
        while start and tokens[start - 1].category in ATTRIBUTES:
            start -= 1
        if start and tokens[start - 1].text.lower() == "the":
            start -= 1
        if start and tokens[start - 1].text.lower() in ("on", "atop", "across", "upon", "on top of"):
            found[at] = Token(token.text, (lexicon().concepts[thing],), frozenset({"base"}))
    return found


def _one_of(tokens: list[Token], at: int) -> bool:
    """`nibbles on one of them`: to be one of them is to be them."""
    words = [token.text.lower() for token in tokens[max(0, at - 1) : at + 3]]
    inner = bool(at) and not tokens[at - 1].mark and tokens[at - 1].category in VERBS | {"relation"}
    if words[:1] and inner and words[1:] == ["one", "of", "them"]:
        return True
    return (
        at > 1
        and words[:3] == ["one", "of", "them"]
        and not tokens[at - 2].mark
        and tokens[at - 2].category in VERBS
    )


def _describing(tokens: list[Token], at: int) -> Token:
    """`cracked visor`, `laughing boys cheer`, `six neon jellyfish`: what stands before a noun describes it."""
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.text.lower() in MAKEUP and any(one.category == "part" for one in tokens[max(0, at - 4) : at]):
        return _as(token, "part", "face")  # `with black hair and red lipstick`
    if token.text.lower() == "overhead" and at and tokens[at - 1].category in NOUNS | VERBS:
        return _as(token, "adverb", "overhead")
    if token.text.lower() == "overhead" and after is not None and after.category in NOUNS | {"light"}:
        return _as(token, "adjective", "overhead")
    if after is not None and token.category == after.category == "mood" and not token.chinese:
        return _as(token, "adjective", token.text.lower())  # `quiet tension`
    if after is None or after.chinese or token.chinese or after.category not in NOUNS:
        return token
    opens = not at or bool(tokens[at - 1].mark) or tokens[at - 1].category == "conjunction"
    beyond = tokens[at + 2] if at + 2 < len(tokens) else None
    goes_on = beyond is None or beyond.category in VERBS | {"relation"} or bool(beyond.mark)
    done = (
        token.category in VERBS
        and "ed" in token.forms
        and opens
        and after.category in ("garment", "part", "thing")
    )
    acting = beyond is not None and beyond.category in VERBS and "ing" not in beyond.forms
    doing = token.category in VERBS and "ing" in token.forms and opens and after.plural and acting
    counted = bool(at) and tokens[at - 1].category in ATTRIBUTES | {"number"}
    lit = token.category == "light" and counted and after.senses[0].kind in LIVING and " " not in token.text
    acts = bool(at) and tokens[at - 1].category in VERBS and "ing" not in tokens[at - 1].forms
    acts = acts and tokens[at - 1].senses[0].species not in ("aux", "walk")
    doing = doing or (acts and "ing" in token.forms and token.senses[0].species in GOING_ON)
    if (done and goes_on) or doing or lit:
        return _as(token, "adjective", token.text.lower())
    return token


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
        if (
            plain
            and after is not None
            and after.category == "color"
            and found
            and found[-1].category in NOUNS
        ):
            continue
        before = found[-1] if found else None
        if token.category == "color" and at and tokens[at - 1].text.lower() in COLORED and before is not None:
            head = len(found)
            while head and found[head - 1].category in NOUNS:
                head -= 1
            found.insert(head, token)
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
        while found and (
            found[-1].category in ATTRIBUTES or found[-1].text.lower() in (*DETERMINERS, "a", "an")
        ):
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
