"""What age does to proportions: the young have large heads and eyes on short limbs."""

import msgspec

from laterna.engines.animatic.figures.rows import Bird, Quadruped

AGES: dict[str, float] = {"baby": 1.0, "child": 0.75, "young": 0.5}
"""How far a figure goes from its grown proportions to those of a newborn."""


def young_quadruped(row: Quadruped, age: str) -> Quadruped:
    """The same animal at another age; grown ones are returned as they are."""
    youth = AGES.get(age, 0.0)
    if not youth:
        return row
    head = msgspec.structs.replace(
        row.head,
        eye=min(0.3, row.head.eye * (1.0 + 0.3 * youth)),
        muzzle_length=row.head.muzzle_length * (1.0 - 0.4 * youth),
        horns="" if youth > 0.6 and row.head.horns not in ("unicorn", "giraffe") else row.head.horns,
        mane="" if row.head.mane == "lion" and youth > 0.4 else row.head.mane,
        tusks="",
        eye_up=row.head.eye_up * (1.0 - 0.5 * youth),
    )
    return msgspec.structs.replace(
        row,
        head=head,
        metres=row.metres * (1.0 - 0.45 * youth),
        head_size=row.head_size * (1.0 + 0.30 * youth),
        length=row.length * (1.0 - 0.14 * youth),
        neck=row.neck * (1.0 - 0.2 * youth),
        leg_width=row.leg_width * (1.0 + 0.12 * youth),
        tail_length=row.tail_length * (1.0 - 0.12 * youth),
        hump=row.hump * (1.0 - youth),
    )


def young_bird(row: Bird, age: str) -> Bird:
    """The same bird as a chick."""
    youth = AGES.get(age, 0.0)
    if not youth:
        return row
    return msgspec.structs.replace(
        row,
        head=row.head * (1.0 + 0.35 * youth),
        neck=row.neck * (1.0 - 0.5 * youth),
        body=row.body * (1.0 - 0.12 * youth),
        tail="stub" if row.tail not in ("", "stub") else row.tail,
        crest="" if row.crest != "ears" else row.crest,
    )
