"""From tokens to drafts: sentences, shots, and what a shot takes over from the one before."""

import re

from laterna.engines.animatic.reader.clauses import Clause
from laterna.engines.animatic.reader.draft import Cast, Draft, Figure
from laterna.engines.animatic.reader.plain_english import put_in_plain_english, without_heading
from laterna.engines.animatic.reader.rephrasing import rephrased
from laterna.engines.animatic.reader.tagging import tagged
from laterna.engines.animatic.reader.words import Sense, Token

SHOT_HEADING = re.compile(
    r"(?:(?<=[\n.。；;!！?？])|^)\s*(?:\[?(?:shot|scene|clip)\s*(?:\d{1,2}|one|two|three|four)\s*[\]:：.,\-—]|"
    r"(?:镜头|分镜|场景|画面|镜号)\s*[0-9一二三四五六七八九十]{1,2}\s*[:：、.，]?|第[一二三四五六七八九十\d]{1,2}(?:个镜头|镜|幕|个画面)\s*[:：，,]?)",
    re.IGNORECASE,
)
MOST_SHOTS = 8


def split_shots(prompt: str) -> list[str]:
    """The texts of numbered shots, or the whole prompt alone."""
    parts = [part.strip() for part in SHOT_HEADING.split(prompt)]
    kept = [part for part in parts if part]
    return kept[:MOST_SHOTS] if len(kept) > 1 or (kept and SHOT_HEADING.search(prompt)) else [prompt]


def sentences(tokens: list[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.mark == "." or token.mark in (";", "；"):
            found.append([])
        else:
            found[-1].append(token)
    return [sentence for sentence in found if sentence]


def write_drafts(shots: list[list[Token]], cast: Cast, *, every_sentence: bool) -> list[Draft]:
    """Reads every shot's tokens; `every_sentence` makes each sentence a shot of its own."""
    drafts: list[Draft] = []
    subjects: list[Figure] = []
    for tokens in shots:
        fresh = True
        for sentence in sentences(tokens):
            for part, opens in _parts(sentence):
                if fresh or opens or every_sentence or not drafts:
                    if drafts:
                        drafts[-1].settle()
                    drafts.append(Draft(cast))
                fresh = False
                plain = put_in_plain_english(rephrased(tagged(_with_names(without_heading(part), cast))))
                subjects = Clause(drafts[-1], plain, subjects).read() or subjects
    return _worthwhile(drafts)[:MOST_SHOTS] or [Draft(cast)]


def _with_names(tokens: list[Token], cast: Cast) -> list[Token]:
    """The same tokens, in which a proper name that was given to somebody is nothing but that name."""
    return [
        Token(t.text, (Sense("unknown", t.text.lower(), certain=False),), frozenset({"base"}))
        if t.text.lower() in cast.aliases and t.text[:1].isupper()
        else t
        for t in tokens
    ]


def _parts(sentence: list[Token]) -> list[tuple[list[Token], bool]]:
    """A sentence at its cuts (`cut to`, 然后): each part with whether it opens a shot."""
    parts: list[tuple[list[Token], bool]] = []
    current: list[Token] = []
    opens = False
    for token in sentence:
        cut = token.category == "conjunction" and token.key in ("cut", "then")
        # `a bride and groom cut a cake` is no change of shots.
        cut = cut and not (token.text.lower() == "cut" and current and not current[-1].mark)
        if cut and (current or token.key == "cut"):
            if any(not one.mark for one in current):
                parts.append((current, opens))
            current, opens = [], True
        elif not cut:
            current.append(token)
        else:
            opens = True
    if current:
        parts.append((current, opens))
    return parts


def _worthwhile(drafts: list[Draft]) -> list[Draft]:
    """Joins to the shot before it whatever is only scene and camera."""
    kept: list[Draft] = []
    for draft in drafts:
        if kept and not draft.figures and not draft.settings and not draft.dialogue:
            _merge(kept[-1], draft)
        elif kept and not kept[-1].figures and not kept[-1].settings and not kept[-1].dialogue:
            _merge(draft, kept.pop())
            kept.append(draft)
        else:
            kept.append(draft)
    return kept


def _merge(into: Draft, other: Draft) -> None:
    for category, keys in other.scene.items():
        for key in keys:
            into.tell(category, key)
    for name, value in other.camera.items():
        into.camera.setdefault(name, value)
    if other.camera_speed != 1.0:
        into.camera_speed = other.camera_speed
    for key in other.excluded:
        into.exclude(key)
    into.readings += [reading for reading in other.readings if reading not in into.readings]
    into.palette += [color for color in other.palette if color not in into.palette]
