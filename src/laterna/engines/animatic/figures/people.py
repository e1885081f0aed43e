"""Who a person is: skin, hair and age, chosen by the storyboard where it says so, else by the seed."""

import random

import msgspec

from laterna.engines.animatic.figures.hues import MATERIALS, Color, color, luma
from laterna.engines.animatic.figures.human import Person
from laterna.engines.animatic.figures.rows import Biped
from laterna.engines.animatic.storyboard import Subject

SKINS = ("#f6d3b3", "#f0c39c", "#e6b187", "#d79b6e", "#b97a50", "#8f5a3c", "#6d432f")
HAIRS = ("#3a2a24", "#2a2226", "#5a3a26", "#7d5030", "#b5793c", "#d9a850", "#9c4427")
SHORT = ("short", "short", "slick", "curly", "spiky", "buzz")
LONG = ("long", "bob", "ponytail", "wavy", "bun", "straight")


def person_of(row: Biped, subject: Subject, seed: int) -> Person:
    """The face of a person; the same subject and seed give the same one."""
    rng = random.Random(f"{seed}/{subject.id}/{subject.name}")
    tone = rng.choice(SKINS[:5] if rng.random() < 0.75 else SKINS)
    hair = rng.choice(HAIRS)
    female = (subject.gender or row.gender) == "female"
    style = row.hair or rng.choice(LONG if female else SHORT)
    if row.hair in ("short", "long") and row.like in ("man", "woman", "person", "boy", ""):
        style = rng.choice(LONG if female else SHORT)
    if subject.gender == "female" and row.gender == "male" and style in (*SHORT, "chonmage"):
        style = rng.choice(LONG)
    if subject.gender == "male" and row.gender == "female" and style in LONG:
        style = rng.choice(SHORT)
    old = subject.age == "old" or row.hair_color in ("#e9e6e0", "#dcd8d2", "#ece9e4")
    hair_color = "#e2dfd9" if subject.age == "old" else row.hair_color or hair
    told = next((g.color for g in subject.clothing if g.kind == "hair" and g.color), "")
    hair_color = told or hair_color
    age = subject.age or ("child" if row.head_size > 0.145 and row.head == "human" else "old" if old else "")
    skin: Color = color(row.skin) if row.skin else color(tone)
    if row.build == "robot" and subject.material == "rust":
        skin = color(MATERIALS["rust"])
    if (
        not (row.hair_color or told)
        and subject.age != "old"
        and abs(luma(color(hair_color)) - luma(skin)) < 0.16
    ):
        hair_color = HAIRS[1] if luma(skin) > 0.3 else "#1b1719"
    young = age in ("baby", "child")
    jaw = 0.0 if young else rng.uniform(0.0, 0.25) if female else rng.uniform(0.35, 0.95)
    nose = rng.uniform(0.7, 0.95) if young or female else rng.uniform(0.9, 1.35)
    freckled = rng.random() < (0.3 if young else 0.1) and sum(skin) > 1.7
    return Person(
        skin, style, color(hair_color), row.beard if subject.gender != "female" else "", row.eye,
        color(row.iris) if row.iris else None, age, female, "elf" if "elf_ears" in row.extras else "human", nose,
        jaw, rng.uniform(0.8, 0.95) if female else rng.uniform(0.92, 1.2), freckled,
    )  # fmt: skip


def aged_biped(row: Biped, subject: Subject) -> Biped:
    """The proportions at the age that the storyboard gives."""
    gender = subject.gender or row.gender
    row = msgspec.structs.replace(row, gender=gender)
    if subject.age in ("child", "baby", "young") and row.head_size < 0.145:
        youth = {"baby": 1.0, "child": 0.7, "young": 0.25}[subject.age]
        return msgspec.structs.replace(
            row,
            metres=row.metres * (1.0 - 0.5 * youth),
            head_size=row.head_size + 0.055 * youth,
            leg=row.leg - 0.12 * youth,
            arm=row.arm - 0.07 * youth,
            limb=row.limb * (1.0 + 0.2 * youth),
            beard="",
        )
    if subject.age == "old":
        return msgspec.structs.replace(row, belly=row.belly + 0.08, metres=row.metres * 0.96)
    return row
