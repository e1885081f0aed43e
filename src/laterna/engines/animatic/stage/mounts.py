"""Mounts that a rider's name brings along: a cyclist rides a bicycle though the prompt names none."""

from typing import Final, Literal

from msgspec.structs import replace

from laterna.engines.animatic.storyboard import Relation, Shot, Subject

_Kind = Literal["vehicle", "quadruped", "object"]

_OWN: Final[dict[str, tuple[str, _Kind]]] = {
    "cyclist": ("bicycle", "vehicle"),
    "skateboarder": ("skateboard", "object"),
}
"""What riders of a species ride, and its kind."""

_BY_NAME: Final[tuple[tuple[tuple[str, ...], tuple[str, _Kind]], ...]] = (
    (("jockey", "骑师", "赛马"), ("horse", "quadruped")),
    (("motor", "biker", "摩托", "机车"), ("motorcycle", "vehicle")),
)
"""Riders whose name says more than their species."""

_RIDING: Final = frozenset(
    ("ride", "race", "drive", "pass", "go", "travel", "cross", "skate", "jump", "run", "gallop")
)
"""Deeds for which they need it."""


def with_mounts(shot: Shot) -> Shot:
    """The shot with what its riders ride, where neither a relation nor a subject tells of it."""
    subjects, relations = list(shot.subjects), list(shot.relations)
    for subject in shot.subjects:
        mount = _mount_of(subject)
        if mount is None or mount.species in {one.species for one in shot.subjects}:
            continue
        tied = any(r.subject == subject.id and r.kind in ("riding", "on", "in") for r in relations)
        deeds = {action.verb for action in subject.actions}
        if not tied and (not deeds or deeds & _RIDING):
            subjects.append(mount)
            relations.append(Relation(subject.id, "riding", mount.id))
    if len(subjects) == len(shot.subjects):
        return shot
    return replace(shot, subjects=tuple(subjects), relations=tuple(relations))


def _mount_of(subject: Subject) -> Subject | None:
    if subject.species not in _OWN:
        return None
    named = (mount for words, mount in _BY_NAME if any(word in subject.name.lower() for word in words))
    species, kind = next(named, _OWN[subject.species])
    name = f"{subject.id}_{species}"
    return Subject(
        id=name,
        name=species,
        kind=kind,
        species=species,
        count=subject.count,
        importance=subject.importance,
    )
