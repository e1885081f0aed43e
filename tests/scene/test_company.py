"""What hangs hangs, and who is at a fire sits at it: placed as a viewer expects without being told."""

import pytest

from laterna.engines.animatic.stage.actor import Actor
from tests.scene.drawn import Drawn, actors_of, drawn


def _cast(prompt: str) -> tuple[Drawn, dict[str, list[Actor]]]:
    clip = drawn(prompt)
    shot, take = clip.takes()[0]
    return clip, {one.species: actors_of(take, one.id) for one in shot.subjects}


def _top(actor: Actor) -> float:
    return actor.place(0.0)[1] - actor.size


@pytest.mark.parametrize("prompt", ["a bat hangs from a branch", "一只蝙蝠倒挂在树枝上"])
def test_a_bat_hangs_below_the_branch(prompt: str) -> None:
    _, cast = _cast(prompt)
    bat, branch = cast["bat"][0], cast["branch"][0]
    assert bat.motion == "hang"
    assert branch.y - 0.7 * branch.size < _top(bat) < branch.y


def test_fruit_on_a_tree_is_small_and_in_its_crown() -> None:
    _, cast = _cast("苹果树上挂着苹果, apples hanging on a tree")
    tree = next(cast[name][0] for name in cast if "tree" in name)
    for apple in cast["apple"]:
        assert apple.size < 0.25 * tree.size
        assert tree.y - tree.size < _top(apple) < tree.y - 0.35 * tree.size


def test_no_sign_says_ceiling() -> None:
    _, cast = _cast("three bats hanging from the ceiling of a cave")
    assert not cast.get("ceiling")
    assert len(cast["bat"]) == 3
    assert all(_top(bat) < 0.25 * 720 for bat in cast["bat"])


def test_people_sit_to_both_sides_of_a_campfire() -> None:
    _, cast = _cast("a boy and a girl sit by a campfire")
    boy, girl, fire = cast["boy"][0], cast["girl"][0], cast["campfire"][0]
    left, right = sorted((boy, girl), key=lambda one: one.x)
    assert left.x < fire.x < right.x
    assert (left.facing, right.facing) == (1, -1)
    assert fire.size < 0.6 * left.size


@pytest.mark.parametrize("prompt", ["a man plays guitar by a campfire at night", "篝火旁,一个男人弹着吉他"])
def test_a_guitarist_at_a_campfire_sits_there_and_not_on_a_stage(prompt: str) -> None:
    clip, cast = _cast(prompt)
    man, fire = cast["man"][0], cast["campfire"][0]
    assert clip.board.shots[0].setting != "stage"
    assert man.verb == "play_instrument"
    assert man.sits
    assert (fire.x - man.x) * man.facing > 0


def test_marshmallows_are_roasted_over_the_fire_and_not_in_a_pan() -> None:
    clip = drawn("a man roasts marshmallows by a campfire")
    _, take = clip.takes()[0]
    assert not any(actor.subject.species == "hob" for actor in take.actors)
