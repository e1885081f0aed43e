"""Scene words: time, weather, light, mood, sound, style and camera."""

from laterna.engines.animatic.reader.draft import Draft
from laterna.engines.animatic.reader.lexicon import lexicon
from laterna.engines.animatic.reader.wordclasses import TINTED
from laterna.engines.animatic.reader.words import Token

SPEEDS = {"slow": 0.6, "gentle": 0.7, "fast": 1.6, "wild": 1.6}


# Styles whose names are also plain words for how a thing looks or what it is made with.
PLAIN_WORDS = frozenset(
    {
        "vintage",
        "minimal",
        "pastel",
        "pop_art",
        "stained_glass",
        "line_art",
        "claymation",
        "oil",
        "ink",
        "realistic",
    }
    | {"watercolor", "cartoon", "paper_cut"}
)
STYLED = (
    "style",
    "painting",
    "drawing",
    "animation",
    "illustration",
    "film",
    "render",
    "风",
    "画",
    "动画",
    "感",
)
OPENING = frozenset(
    {"number", "measure", "pronoun", "verb", "color", "size", "age", "quality", "adjective", "material"}
)
GOLDEN_HOURS = frozenset({"golden hour", "magic hour"})
MADE_WITH = frozenset({"of", "with", "using", "in"})


def is_local(tokens: list[Token], at: int) -> bool:
    """Whether a word of style speaks of one thing (`a vintage scooter`, `a wall of graffiti`), not of the clip."""
    token = tokens[at]
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.key not in PLAIN_WORDS or before is None or before.mark or token.text.lower().endswith(STYLED):
        return False
    held = after is not None and any(s.category == "garment" or s.kind in TINTED for s in after.senses)
    opened = before.category in OPENING or before.text.lower() in (
        "the",
        "的",
        "her",
    )
    if held and opened:
        return True
    first = at < 2 or tokens[at - 2].category in ("style", "camera", "abstract")
    made = before.text.lower() in MADE_WITH - {"in"} or before.category == "made"
    return made and not first and (after is None or bool(after.mark) or after.category == "relation")


def take_scene(draft: Draft, token: Token, tokens: list[Token], at: int, negated: bool) -> None:
    """Writes one scene word into the draft, or excludes it if it is negated."""
    sense = token.senses[0]
    if negated:
        draft.exclude(sense.key)
        draft.note(token.text, "understood", f"excluded {sense.key}")
        return
    draft.note(token.text, "understood", f"{sense.category} {sense.key}")
    if sense.category == "camera":
        _camera(draft, token, tokens, at)
        return
    draft.tell(sense.category, sense.species)
    for fact in ("weather", "season"):
        if fact in sense.facts:
            draft.tell(fact, sense.facts[fact])
    if sense.category in ("time", "light", "era"):
        _tell_words(draft, token)
    if "time" in sense.facts:
        draft.tell("implied_time", sense.facts["time"])


def _tell_words(draft: Draft, token: Token) -> None:
    """What the words of a longer name tell besides: `summer night`, `misty morning`, `golden hour`."""
    if token.text.lower().replace("-", " ") in GOLDEN_HOURS:
        draft.tell("light", "golden_hour")
    for word in token.text.lower().split(" ") if " " in token.text else ():
        for known in lexicon().english.get(word, ()):
            if known.category == "setting" and token.category == "era":
                draft.stage(2, known.species)  # `Victorian London`
                break
            if known.category in ("weather", "season") and known.key != "clear":
                draft.tell(known.category, known.species)
                break


def _camera(draft: Draft, token: Token, tokens: list[Token], at: int) -> None:
    facts = token.senses[0].facts
    if "strict" in facts:
        draft.camera["strict"] = facts["strict"]
    for name in ("move", "angle", "framing"):
        if name in facts and (name != "framing" or "framing" not in draft.camera or "move" not in facts):
            _better(draft, name, facts[name])
            if name == "framing":
                draft.loose = "loose" in facts
    if "move" in facts:
        for near in tokens[max(0, at - 2) : at + 2]:
            if near.category == "manner" and near.key in SPEEDS:
                draft.camera_speed = SPEEDS[near.key]
        if "缓" in token.text or "慢" in token.text or "slow" in token.text.lower() or "轻微" in token.text:
            draft.camera_speed = 0.6


def _better(draft: Draft, name: str, value: str) -> None:
    # An explicit move after `aerial` (航拍 … 缓慢推进) keeps the aerial and is remembered beside it.
    if name == "move" and draft.camera.get("move") == "aerial":
        draft.camera["second_move"] = value
        return
    if name == "move" and value == "aerial" and "move" in draft.camera:
        draft.camera["second_move"] = draft.camera["move"]
    if name == "angle" and "angle" in draft.camera and value == "eye":
        return
    draft.camera[name] = value
