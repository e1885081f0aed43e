"""`read`: a prompt becomes a storyboard."""

from laterna.engines.animatic.reader.board import shots_of, styles_of, vary
from laterna.engines.animatic.reader.draft import Cast, Draft
from laterna.engines.animatic.reader.story import sentences, split_shots, write_drafts
from laterna.engines.animatic.reader.tagging import tagged
from laterna.engines.animatic.reader.tokens import language_of, tokens_in
from laterna.engines.animatic.reader.wordclasses import SCENE
from laterna.engines.animatic.reader.words import Token
from laterna.engines.animatic.storyboard import Reading, Shot, Storyboard

LONGEST_PROMPT = 8000


def read(
    prompt: str,
    *,
    negative_prompt: str = "",
    style: str = "",
    shot_type: str = "single",
    duration: float = 5,
    seed: int = 0,
    movement_amplitude: str = "auto",
) -> Storyboard:
    """Reads a prompt in English, Chinese or both.

    In: any text (what exceeds 8,000 characters is not read); `shot_type` `single` or `multi`; `duration` in seconds;
    `movement_amplitude` `auto`, `small`, `medium` or `large`. Out: a storyboard, the same for the same arguments.
    Never raises on any text.
    """
    text = prompt[:LONGEST_PROMPT].encode("utf-8", "ignore").decode("utf-8")
    shots = [tokens_in(part) for part in split_shots(text)]
    many = shot_type == "multi" and len(shots) == 1 and _stories(shots[0]) > 1
    cast = Cast()
    drafts = write_drafts(shots, cast, every_sentence=many)
    banned = exclusions(negative_prompt)
    for draft in drafts:
        for key in banned:
            draft.exclude(key)
    styles = styles_of(drafts, told_styles(style))
    styles = [key for key in styles if key not in banned]
    finished = shots_of(drafts, styles, movement_amplitude)
    if shot_type == "multi" and len(finished) == 1 and duration >= 4:
        finished = vary(finished[0])
    return _storyboard(text, drafts, styles, finished)


def _stories(tokens: list[Token]) -> int:
    verbs = ("verb", "verb_other")
    return sum(any(t.category in verbs for t in sentence) for sentence in sentences(tokens))


def _storyboard(text: str, drafts: list[Draft], styles: list[str], shots: tuple[Shot, ...]) -> Storyboard:
    moods = [key for draft in drafts for key in draft.scene.get("mood", [])]
    palette = [color for draft in drafts for color in draft.palette]
    excluded = [key for draft in drafts for key in draft.excluded]
    readings: list[Reading] = [reading for draft in drafts for reading in draft.readings]
    return Storyboard(
        prompt=text,
        language=language_of(text),
        style=styles[0] if styles else "",
        mood=moods[0] if moods else "",
        palette=tuple(dict.fromkeys(palette)),
        shots=shots,
        excluded=tuple(dict.fromkeys(excluded)),
        readings=tuple(dict.fromkeys(readings)),
    )


def told_styles(style: str) -> list[str]:
    """The styles that a request's own `style` names; `general` and unknown names are none."""
    found = [
        sense.key for token in tokens_in(style) for sense in token.senses[:1] if sense.category == "style"
    ]
    return list(dict.fromkeys(found))


def exclusions(negative_prompt: str) -> list[str]:
    """Keys of everything that a negative prompt names."""
    found: list[str] = []
    for token in tagged(tokens_in(negative_prompt)):
        sense = token.senses[0] if token.senses else None
        if sense is not None and sense.category in {"thing", "setting", "garment", "unknown"} | SCENE:
            found.append(sense.species)
    return list(dict.fromkeys(found))
