"""`laterna storyboard`: what the animatic engine understands of a prompt."""

import asyncio

from laterna.catalog import VideoRequest
from laterna.cli.logs import log_as_set
from laterna.cli.outcome import Misuse, say
from laterna.engines.animatic.handmade import is_storyboard, storyboard_from
from laterna.engines.animatic.reader import read
from laterna.engines.animatic.scriptwriter import Scriptwriter, scriptwriter_of
from laterna.engines.animatic.storyboard import Shot, Storyboard, Subject, encode
from laterna.settings import load_settings


def print_storyboard(prompt: str, negative_prompt: str, duration: int, seed: int, as_json: bool) -> None:
    """Prints the storyboard, as JSON or for people. Raises LaternaError, for an empty prompt too."""
    if not prompt.strip():
        raise Misuse(
            "prompt is empty; give a description of the clip, such as 'a red fox runs in the snow'.",
            field="prompt",
            value=prompt,
            allowed="some words, or a storyboard as JSON",
        )
    settings = load_settings()
    log_as_set(settings)
    board = asyncio.run(_understood(prompt, negative_prompt, duration, seed, scriptwriter_of(settings)))
    if as_json:
        say(encode(board).decode())
        return
    for line in _lines(board):
        say(line)


async def _understood(
    prompt: str, negative_prompt: str, duration: int, seed: int, scriptwriter: Scriptwriter | None
) -> Storyboard:
    if is_storyboard(prompt):
        return storyboard_from(prompt)
    if scriptwriter is not None:
        request = VideoRequest(
            model="animatic", family="laterna", prompt=prompt, width=1_280, height=720, duration=duration, fps=24,
            seed=seed, negative_prompt=negative_prompt,
        )  # fmt: skip
        written = await scriptwriter.write(request)
        if written is not None:
            return storyboard_from(written)
    return read(prompt, negative_prompt=negative_prompt, duration=duration, seed=seed)


def _lines(board: Storyboard) -> list[str]:
    lines = [f"style    {board.style or 'house style'}" + (f", mood {board.mood}" if board.mood else "")]
    for number, shot in enumerate(board.shots, 1):
        lines += ["", *_shot_lines(number, shot)]
    unread = [reading.text for reading in board.readings if reading.certainty == "not_drawn"]
    guessed = [
        f"{reading.text} ({reading.means})" for reading in board.readings if reading.certainty == "guessed"
    ]
    lines.append("")
    if guessed:
        lines.append(f"guessed    {', '.join(guessed)}")
    if unread:
        lines.append(f"not drawn  {', '.join(unread)}")
    if board.excluded:
        lines.append(f"left out   {', '.join(board.excluded)}")
    return lines if lines[-1] else lines[:-1]


def _shot_lines(number: int, shot: Shot) -> list[str]:
    camera = shot.camera
    lines = [
        f"shot {number}   {_words(shot.setting)}, {shot.time}, {shot.weather}"
        + (f", {shot.season}" if shot.season else "")
        + (f", light: {', '.join(map(_words, shot.lights))}" if shot.lights else ""),
        f"  camera {_words(camera.move)}, {_words(camera.framing)} shot, {camera.angle} level",
    ]
    names = {subject.id: subject.name for subject in shot.subjects}
    lines += [f"  {_subject(subject, names)}" for subject in shot.subjects]
    lines += [
        f"  {names.get(relation.subject, relation.subject)} {_words(relation.kind)}"
        f" {names.get(relation.object, relation.object)}"
        for relation in shot.relations
    ]
    return lines + [f"  “{line.text}”" for line in shot.dialogue]


def _subject(subject: Subject, names: dict[str, str]) -> str:
    traits = [*subject.colors, subject.age, subject.size if subject.size != "normal" else "", subject.emotion]
    wears = [_words(" ".join((garment.color, garment.kind)).strip()) for garment in subject.clothing]
    does = [
        " ".join(filter(None, (_words(action.verb), names.get(action.target, action.target), action.manner)))
        for action in subject.actions
    ]
    parts = [
        f"{subject.count} × {subject.name}" if subject.count != 1 else subject.name,
        f"drawn as {_words(subject.species)}" if subject.kind != "card" else "drawn as a card",
        ", ".join(filter(None, traits)),
        f"wears {', '.join(wears)}" if wears else "",
        f"does {', '.join(does)}" if does else "",
    ]
    return "; ".join(filter(None, parts))


def _words(key: str) -> str:
    return key.replace("_", " ")
