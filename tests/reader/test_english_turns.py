"""English turns of speech that richer prompts use, each with what somebody who typed it would expect to see."""

import pytest

from laterna.engines.animatic.reader import read
from laterna.engines.animatic.storyboard import Shot, Subject


def _shot(prompt: str) -> Shot:
    return read(prompt).shots[0]


def _one(shot: Shot, name: str) -> Subject:
    return next(subject for subject in shot.subjects if subject.name.lower() == name)


def _stands(shot: Shot, one: str, kind: str, other: str) -> bool:
    return any((r.subject, r.kind, r.object) == (one, kind, other) for r in shot.relations)


def test_somebody_with_a_name_is_known_by_it_later() -> None:
    shot = _shot("A dog named Rex chases a ball. Rex barks.")
    assert [s.species for s in shot.subjects] == ["dog", "ball"]
    assert {action.verb for action in shot.subjects[0].actions} == {"chase", "shout"}


def test_a_caravan_of_camels_is_camels() -> None:
    shot = _shot("A caravan of six camels enters from the right, led by a boy")
    assert _one(shot, "camels").count == 6
    assert _stands(shot, "camel", "following", "person")


def test_what_is_painted_has_the_colour() -> None:
    assert _one(_shot("A van painted orange and parked on a cliff"), "van").colors == ("orange",)


@pytest.mark.parametrize("prompt", ["A hand picks up a mug", "Close-up of hands shaping a clay bowl"])
def test_hands_without_an_owner_are_somebodys(prompt: str) -> None:
    hand = next(s for s in _shot(prompt).subjects if s.species in ("person", "man", "woman"))
    assert hand.actions


def test_what_stands_before_a_colon_is_no_part_of_the_scene() -> None:
    shot = _shot("Director's note, layout check: a black chair to the right of a yellow lamp")
    assert {s.name for s in shot.subjects} == {"chair", "lamp"}


def test_what_the_camera_is_told_nobody_does() -> None:
    board = read("A ginger cat sleeps under a chair. Slow dolly in, then hold.")
    assert len(board.shots) == 1
    assert [action.verb for action in board.shots[0].subjects[0].actions] == ["sleep"]


def test_one_place_after_another_stays_with_the_same_thing() -> None:
    shot = _shot("She finds a saxophone in the trash behind a house")
    assert _stands(shot, "saxophone", "behind", "house")


def test_who_is_watched_is_not_who_watches() -> None:
    shot = _shot(
        "A dancer leans against a wall. A detective in a gray fedora watches her from behind a tree."
    )
    detective = _one(shot, "detective")
    assert [action.target for action in detective.actions] == ["dancer"]
    assert not any(r.subject == "dancer" and r.kind == "behind" for r in shot.relations)


def test_hair_has_the_colour_that_is_told() -> None:
    worn = _one(_shot("A girl with long pink hair and a blue dress reads"), "girl").clothing
    assert {(garment.kind, garment.color) for garment in worn} == {("hair", "pink"), ("dress", "blue")}


def test_a_mouse_may_hide_in_a_shoe_that_nobody_wears() -> None:
    shot = _shot("A terrified mouse hides in a shoe")
    assert not _one(shot, "mouse").clothing
    assert _stands(shot, "mouse", "in", "shoes")


def test_an_unknown_verb_is_still_a_deed() -> None:
    assert (
        _one(_shot("The dentist is drilling a bronze crocodile"), "dentist").actions[0].target == "crocodile"
    )
