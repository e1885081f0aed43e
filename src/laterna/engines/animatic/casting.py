"""Casting: which given picture plays which part, from the words that mention them.

`@Image1` (also `@图1`, `@图片1`) names a picture by its place, counted from 1 (contract v1-video-generations, 3.1). The
reader does not know such names. It reads a stand-in instead, a word that means nothing in any language and is
therefore kept as a thing of its own; afterwards the stand-in's part goes to the picture. In the storyboard a picture
is the species `picture_1`, and a style taken from one is `picture_1` in the palette.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from laterna.engines.animatic.storyboard import Action, Reading, Shot, Storyboard, Subject

SPECIES: Final = "picture_"

_STAND_INS: Final = (
    "quimbo",
    "varnok",
    "zeblit",
    "morfax",
    "druvel",
    "plixon",
    "gandrel",
    "tolvex",
    "brenzik",
)
_MENTION: Final = re.compile(r"[\[<({]?@\s?(?:image|img|图片?)\s?(\d{1,2})[\])}>]?", re.IGNORECASE)
_PICTURE: Final = r"[\[<({]?@\s?(?:image|img|图片?)\s?(?P<n>\d{1,2})[\])}>]?"
_STYLES: Final = (
    re.compile(
        r",?\s*(?:rendered |drawn |painted |shot |all |and )*(?:in|with|using|following|matching|after|of)\s+"
        r"(?:the\s+)?(?:same\s+)?(?:\w+\s+){0,2}?(?:style|look|palette|colou?rs?|tones?|mood|aesthetics?)"
        r"(?:\s+and\s+\w+)?\s+(?:of|from|as|as in|like|in)\s+" + _PICTURE,
        re.IGNORECASE,
    ),
    re.compile(
        r"[,，]?\s*(?:以|用|按照?|参考|采用|使用|和|与)?\s*"
        + _PICTURE
        + r"\s*(?:中|里)?的?(?:视觉|艺术|绘画|画面|整体|色彩|相同)*"
        + r"(?:风格|画风|色调|配色|色彩|氛围)(?:绘制|呈现|渲染)?",
        re.IGNORECASE,
    ),
)
_COMPANY: Final = frozenset(("with", "beside", "left_of", "right_of", "following", "around"))
_OWNED: Final = re.compile(
    r"\b(?:the|a|an|this|that|my|your|our|his|her)\s+(?:[a-z-]+\s+){0,2}?[a-z-]+\s+(?:shown\s+|seen\s+)?(?:in|from|of)\s+(?="
    + _MENTION.pattern
    + ")",
    re.IGNORECASE,
)
"""The cat in @Image1: the picture itself is the cat."""
_PLAYABLE: Final = frozenset(
    ("quadruped", "biped", "bird", "fish", "insect", "reptile", "card", "object", "vehicle")
)


class Script(Struct, frozen=True):
    """A prompt as the reader gets it, and the numbers of the pictures that give the style."""

    prompt: str
    styles: tuple[int, ...] = ()


def script_of(prompt: str, count: int) -> Script:
    """Replaces the mentions of `count` pictures by stand-ins; what is said of style is taken out."""
    styles: list[int] = []

    def taken(found: re.Match[str]) -> str:
        number = int(found["n"])
        if not 1 <= number <= count:
            return found[0]
        styles.append(number)
        return ""

    for pattern in _STYLES:
        prompt = pattern.sub(taken, prompt)

    prompt = _OWNED.sub("the ", prompt)

    def stand_in(found: re.Match[str]) -> str:
        number = int(found[1])
        return f" {_STAND_INS[number - 1]} " if 1 <= number <= min(count, len(_STAND_INS)) else found[0]

    prompt = re.sub(r"\s+([,.;:!?，。])", r"\1", _MENTION.sub(stand_in, prompt))
    return Script(re.sub(r" {2,}", " ", prompt).strip(), tuple(dict.fromkeys(styles)))


def cast_pictures(
    board: Storyboard, prompt: str, cut_out: Sequence[bool], styles: Sequence[int] = ()
) -> Storyboard:
    """Gives every picture its part. `cut_out` says of each whether it has a transparent ground.

    A mentioned picture plays its stand-in. Where none is mentioned, cut-out pictures play the prompt's own figures in
    their order. Whatever picture is left joins every shot, but for those that only give the style.
    """
    shots = [_mentioned(shot, len(cut_out)) for shot in board.shots or (Shot(),)]
    seen = {number for shot in shots for number in _pictures_in(shot)}
    if not seen and not styles:
        waiting = [number for number, clean in enumerate(cut_out, 1) if clean]
        shots = [_played(shot, waiting) for shot in shots]
        seen = {number for shot in shots for number in _pictures_in(shot)}
    shots = [_joined(shot) for shot in shots]
    left = [n for n in range(1, len(cut_out) + 1) if n not in seen and n not in styles]
    shots = [replace(shot, subjects=shot.subjects + tuple(_extra(n, shot) for n in left)) for shot in shots]
    return replace(
        board,
        prompt=prompt,
        shots=tuple(shots),
        palette=(*(f"{SPECIES}{number}" for number in styles), *board.palette),
        readings=tuple(_told(reading) for reading in board.readings),
    )


def picture_number(key: str) -> int:
    """The number in `picture_3`, or 0."""
    digits = key.removeprefix(SPECIES)
    return int(digits) if key.startswith(SPECIES) and digits.isdigit() else 0


def _mentioned(shot: Shot, count: int) -> Shot:
    """The shot with stand-ins replaced; "the cat in @Image1" is one subject, not two."""
    subjects = {subject.id: subject for subject in shot.subjects}
    numbers = {key: number for key, subject in subjects.items() if (number := _stand_in(subject, count))}
    gone: set[str] = set()
    for relation in shot.relations:
        number = numbers.get(relation.object, 0)
        if number and relation.kind == "in" and relation.subject not in numbers:
            subjects[relation.subject] = _as_picture(subjects[relation.subject], number)
            gone.add(relation.object)
    for key, number in numbers.items():
        subjects[key] = _as_picture(subjects[key], number)
    return replace(
        shot,
        subjects=tuple(subject for key, subject in subjects.items() if key not in gone),
        relations=tuple(r for r in shot.relations if r.subject not in gone and r.object not in gone),
    )


def _played(shot: Shot, waiting: Sequence[int]) -> Shot:
    """The shot with cut-out pictures in place of its own figures, the most important first."""
    order = sorted(
        (s for s in shot.subjects if s.importance >= 2 and s.kind in _PLAYABLE), key=lambda s: -s.importance
    )
    roles = {subject.id: number for subject, number in zip(order, waiting, strict=False)}
    return replace(
        shot,
        subjects=tuple(_as_picture(s, roles[s.id]) if s.id in roles else s for s in shot.subjects),
    )


def _joined(shot: Shot) -> Shot:
    """The shot with pictures that nothing is said of doing what the main figure does, lest it leave them behind."""
    doing = _main_action(shot)
    set_apart = {r.object for r in shot.relations if r.kind not in _COMPANY}
    set_apart |= {r.subject for r in shot.relations if r.kind not in _COMPANY}
    targets = {action.target for subject in shot.subjects for action in subject.actions}
    return replace(
        shot,
        subjects=tuple(
            replace(subject, actions=doing)
            if picture_number(subject.species)
            and not subject.actions
            and subject.id not in set_apart | targets
            else subject
            for subject in shot.subjects
        ),
    )


def _main_action(shot: Shot) -> tuple[Action, ...]:
    if not shot.subjects:
        return ()
    main = max(shot.subjects, key=lambda subject: subject.importance)
    return tuple(replace(action, target="") for action in main.actions[:1])


def _stand_in(subject: Subject, count: int) -> int:
    words = {subject.species.casefold(), *subject.name.casefold().split()}
    return next((n for n, word in enumerate(_STAND_INS[:count], 1) if word in words), 0)


def _as_picture(subject: Subject, number: int) -> Subject:
    return replace(
        subject,
        name=f"@Image{number}",
        kind="card",
        species=f"{SPECIES}{number}",
        clothing=(),
        importance=max(2, subject.importance),
    )


def _extra(number: int, shot: Shot) -> Subject:
    """A picture that nobody spoke of: it does what the main figure does, or just is there."""
    return Subject(
        id=f"{SPECIES}{number}",
        name=f"@Image{number}",
        kind="card",
        species=f"{SPECIES}{number}",
        actions=_main_action(shot),
        importance=2,
    )


def _pictures_in(shot: Shot) -> set[int]:
    return {number for subject in shot.subjects if (number := picture_number(subject.species))}


def _told(reading: Reading) -> Reading:
    text, means = reading.text, reading.means
    for number, word in enumerate(_STAND_INS, 1):
        text = re.sub(word, f"@Image{number}", text, flags=re.IGNORECASE)
        means = re.sub(word, f"@Image{number}", means, flags=re.IGNORECASE)
    if text == reading.text:
        return reading
    return Reading(text, "understood", means)
