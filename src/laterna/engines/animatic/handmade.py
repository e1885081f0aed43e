"""Storyboards that people wrote or edited: JSON in place of a prompt, checked before anything is drawn."""

from collections.abc import Iterator

import msgspec

from laterna.engines.animatic.storyboard import Shot, Storyboard, Subject, decode
from laterna.errors import ParameterError
from laterna.jsontypes import JSON

MOST_SHOTS = 24
MOST_SUBJECTS = 40
MOST_OF_ONE = 200


def is_storyboard(prompt: str) -> bool:
    """True when a prompt is meant as a storyboard: it begins as a JSON object does."""
    return prompt.lstrip().startswith("{")


def storyboard_from(prompt: str) -> Storyboard:
    """The storyboard in a prompt. Raises ParameterError, whose field says where in the storyboard it is wrong."""
    try:
        board = decode(prompt)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        path = where.strip("`").replace("$.", "").replace("$", "")
        raise _wrong(path or "storyboard", None, what) from error
    except msgspec.DecodeError as error:
        raise _wrong("storyboard", None, f"it is not JSON: {error}") from error
    for problem in _problems(board):
        raise problem
    return board


def _problems(board: Storyboard) -> Iterator[ParameterError]:
    if not 1 <= len(board.shots) <= MOST_SHOTS:
        yield _wrong("shots", len(board.shots), f"allowed: 1 to {MOST_SHOTS} shots")
    for number, shot in enumerate(board.shots):
        yield from _problems_of_shot(shot, f"shots[{number}]")


def _problems_of_shot(shot: Shot, at: str) -> Iterator[ParameterError]:
    if not 0 < shot.share <= 1_000:
        yield _wrong(f"{at}.share", shot.share, "allowed: a number above 0")
    if not 0 < shot.camera.speed <= 10:
        yield _wrong(f"{at}.camera.speed", shot.camera.speed, "allowed: above 0, at most 10; 1 is usual")
    if len(shot.subjects) > MOST_SUBJECTS:
        yield _wrong(f"{at}.subjects", len(shot.subjects), f"allowed: at most {MOST_SUBJECTS}")
    names: set[str] = set()
    for number, subject in enumerate(shot.subjects):
        where = f"{at}.subjects[{number}]"
        if not subject.id or subject.id in names:
            yield _wrong(f"{where}.id", subject.id, "allowed: a name that no other subject of the shot has")
        names.add(subject.id)
        yield from _problems_of_subject(subject, where)
    for number, subject in enumerate(shot.subjects):
        for place, action in enumerate(subject.actions):
            if action.target and action.target not in names:
                yield _unknown(f"{at}.subjects[{number}].actions[{place}].target", action.target, names)
    for number, relation in enumerate(shot.relations):
        for end, name in (("subject", relation.subject), ("object", relation.object)):
            if name not in names:
                yield _unknown(f"{at}.relations[{number}].{end}", name, names)
    for number, line in enumerate(shot.dialogue):
        if line.speaker and line.speaker not in names:
            yield _unknown(f"{at}.dialogue[{number}].speaker", line.speaker, names)


def _problems_of_subject(subject: Subject, at: str) -> Iterator[ParameterError]:
    if not subject.species:
        yield _wrong(f"{at}.species", subject.species, "allowed: the name of a thing, such as cat")
    if not 1 <= subject.count <= MOST_OF_ONE:
        yield _wrong(f"{at}.count", subject.count, f"allowed: 1 to {MOST_OF_ONE}")
    if not 1 <= subject.importance <= 3:
        yield _wrong(f"{at}.importance", subject.importance, "allowed: 1 to 3")


def _unknown(field: str, name: str, names: set[str]) -> ParameterError:
    known = ", ".join(sorted(names)) or "none, as the shot has no subjects"
    return _wrong(field, name, f"allowed: the id of a subject of the shot ({known})")


def _wrong(field: str, value: JSON, why: str) -> ParameterError:
    shown = "" if value is None else f" is {value!r};"
    return ParameterError(
        f"The storyboard cannot be used: {field}{shown} {why}.",
        field=f"prompt.{field}",
        value=value,
        allowed=why,
    )
