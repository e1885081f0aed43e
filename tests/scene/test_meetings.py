"""Who meets whom, and how: hands that meet, chores with what they need, things that stand where they belong."""

from itertools import pairwise

import numpy as np
import pytest

from laterna.engines.animatic.figures.biped_exchange import PASSES_AT
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.take import Take
from tests.scene.drawn import actors_of, drawn


def _cast(prompt: str) -> tuple[Take, dict[str, list[Actor]]]:
    shot, take = drawn(prompt).takes()[0]
    return take, {one.species: actors_of(take, one.id) for one in shot.subjects}


def _hand(actor: Actor) -> tuple[float, float]:
    pose = Pose(verb=actor.verb, time=PASSES_AT, facing=actor.facing, aim=actor.aim, held=actor.held)
    x, y = actor.figure.hand(pose)
    return actor.x + x * actor.size, actor.y + y * actor.size


@pytest.mark.parametrize(
    ("prompt", "giver", "taker"),
    [
        ("a boy hands a flower to a girl", "boy", "girl"),
        ("妈妈把苹果递给孩子", "woman", "child"),
        ("a king gives a sword to a knight", "king", "knight"),
    ],
)
def test_hands_meet_when_something_is_handed_over(prompt: str, giver: str, taker: str) -> None:
    _, cast = _cast(prompt)
    one, other = cast[giver][0], cast[taker][0]
    assert one.held is not None
    assert other.held is not None
    assert np.hypot(*np.subtract(_hand(one), _hand(other))) < 0.08 * max(one.size, other.size)


@pytest.mark.parametrize(
    "prompt", ["a woman washes dishes in the kitchen", "妈妈在厨房洗碗", "a raccoon does the dishes"]
)
def test_dishes_are_washed_at_a_sink(prompt: str) -> None:
    take, _ = _cast(prompt)
    washer = next(actor for actor in take.actors if actor.verb == "wash")
    sink = next(actor for actor in take.actors if actor.subject.species == "full_sink")
    assert washer.held is not None
    assert 0 < (sink.x - washer.x) * washer.facing < washer.size


def test_candles_stand_on_the_cake_as_many_as_are_told() -> None:
    take, cast = _cast("a birthday cake with six candles on a table")
    cake = next(actor for actor in take.actors if "cake" in actor.subject.species)
    assert len(cast["candle"]) == 6
    assert all(candle.carrier is cake for candle in cast["candle"])
    assert all(abs(candle.x) < 0.5 * cake.width for candle in cast["candle"])


def test_between_two_trees_is_between_them() -> None:
    _, cast = _cast("a snowman stands between two pine trees")
    left, right = sorted(one.x for one in cast["pine"])
    assert left < cast["snowman"][0].x < right


def test_books_are_a_stack_under_the_owl() -> None:
    _, cast = _cast("an owl perched on a stack of books")
    books = sorted(cast["book"], key=lambda one: -one.y)
    assert len(books) > 2
    assert all(above.y < below.y for below, above in pairwise(books))
    assert cast["owl"][0].carrier is books[-1]


def test_smoke_rises_from_the_chimney_and_no_sign_says_smoke() -> None:
    take, cast = _cast("smoke rises from a chimney")
    smoke = cast["smoke"][0]
    tower = next(actor for actor in take.actors if actor.subject.kind == "building")
    x, y, _ = smoke.place(0.0)
    assert abs(x - tower.x) < 0.5 * tower.width
    assert tower.y - 1.1 * tower.size < y < tower.y - 0.7 * tower.size


def test_petals_fall_all_over_the_frame() -> None:
    take, cast = _cast("petals fall on a girl")
    petals = cast["petal"][0]
    assert petals.size > take.scene.view.height
    assert petals.figure.aspect * petals.size > 0.9 * take.scene.view.width


def test_a_hummingbird_drinks_at_the_bloom() -> None:
    _, cast = _cast("a hummingbird drinks nectar from a red flower")
    bird, flower = cast["hummingbird"][0], cast["flower"][0]
    assert (flower.x - bird.x) * bird.facing > 0
    assert abs(bird.x - flower.x) < flower.size
    assert bird.y < flower.y - 0.5 * flower.size


def test_a_nurse_pushes_the_wheelchair_and_who_sits_in_it() -> None:
    _, cast = _cast("a nurse pushes an old man in a wheelchair")
    nurse, chair, man = cast["nurse"][0], cast["wheelchair"][0], cast["old_man"][0]
    assert man.carrier is chair
    assert (chair.x - nurse.x) * nurse.facing > 0
    assert chair.speed == nurse.speed
