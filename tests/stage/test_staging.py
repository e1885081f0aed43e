"""Staging for reading: deeds within reach, sitters on seats, nothing of the set twice, heads inside the frame."""

import pytest

from laterna.engines.animatic.film import Film
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.sizing import head_top
from laterna.engines.animatic.storyboard import Action, Camera, Framing, Relation, Shot, Storyboard, Subject
from tests.stage.scenes import request


def staged(shot: Shot) -> dict[str, list[Actor]]:
    film = Film(Storyboard(prompt="p", shots=(shot,)), request(320, 180))
    film.frame(1)
    found: dict[str, list[Actor]] = {}
    for actor in film.takes[0].actors:
        found.setdefault(actor.subject.id, []).append(actor)
    return found


def girl(*actions: Action, name: str = "girl") -> Subject:
    return Subject(
        id=name, name=name, kind="biped", species="girl", age="child", actions=actions, importance=3
    )


def test_a_gift_is_in_the_givers_hand_and_the_two_face_each_other() -> None:
    robot = Subject(id="robot", name="robot", kind="biped", species="robot", importance=3,
                    actions=(Action(verb="give", target="flower"),))  # fmt: skip
    flower = Subject(id="flower", name="flower", kind="plant", species="flower", importance=2)
    actors = staged(Shot(setting="garden", subjects=(robot, flower, girl())))
    assert "flower" not in actors
    giver, taker = actors["robot"][0], actors["girl"][0]
    assert giver.held is not None
    assert giver.facing == -taker.facing
    assert (taker.x - giver.x) * giver.facing > 0
    assert abs(taker.x - giver.x) < 0.6 * (giver.size + taker.size)


def test_furniture_of_the_room_is_not_staged_twice_and_its_chair_is_used() -> None:
    desk = Subject(id="desk", name="desk", kind="furniture", species="desk")
    actors = staged(Shot(setting="office", subjects=(girl(Action(verb="sit")), desk)))
    assert "desk" not in actors
    assert actors["girl"][0].seat > 0


@pytest.mark.parametrize("setting", ["kitchen", "living_room", "cafe", "classroom", "train"])
def test_every_room_has_a_seat_for_whoever_sits(setting: str) -> None:
    assert staged(Shot(setting=setting, subjects=(girl(Action(verb="sit")),)))["girl"][0].seat > 0


@pytest.mark.parametrize("framing", ["extreme_wide", "wide", "full", "medium", "close"])
def test_a_lone_figure_is_large_enough_and_its_head_is_in_the_frame(framing: Framing) -> None:
    actor = staged(Shot(camera=Camera(framing=framing), subjects=(girl(),)))["girl"][0]
    assert actor.size >= 0.29 * 720
    assert actor.y - head_top(actor) >= 0.02 * 720


def test_as_many_colours_as_figures_are_one_each() -> None:
    dogs = Subject(id="dog", name="dog", kind="quadruped", species="dog", count=2, colors=("brown", "white"))
    one, other = staged(Shot(subjects=(dogs,)))["dog"]
    assert one.figure.coat != other.figure.coat  # type: ignore[attr-defined]


def test_the_chased_runs_ahead_of_the_chaser() -> None:
    cat = Subject(id="cat", name="cat", kind="quadruped", species="cat", importance=3,
                  actions=(Action(verb="chase", target="mouse"),))  # fmt: skip
    mouse = Subject(id="mouse", name="mouse", kind="quadruped", species="mouse", importance=2)
    follows = Relation(subject="cat", kind="following", object="mouse")
    actors = staged(Shot(subjects=(cat, mouse), relations=(follows,)))
    chaser, prey = actors["cat"][0], actors["mouse"][0]
    assert prey.verb == "run"
    assert prey.facing == chaser.facing
    assert (prey.x - chaser.x) * chaser.facing > 0


def test_the_sun_stays_in_the_sky_and_there_is_one() -> None:
    sun = Subject(id="sun", name="sun", kind="celestial", species="sun")
    assert "sun" not in staged(Shot(setting="desert", subjects=(girl(Action(verb="run")), sun)))


def test_a_flight_around_a_castle_passes_before_and_behind_it() -> None:
    dragon = Subject(id="dragon", name="dragon", kind="reptile", species="dragon", importance=3,
                     actions=(Action(verb="fly"),))  # fmt: skip
    castle = Subject(id="castle", name="castle", kind="building", species="castle")
    around = Relation(subject="dragon", kind="around", object="castle")
    actors = staged(Shot(setting="castle", subjects=(dragon, castle), relations=(around,)))
    flyer = actors["dragon"][0]
    sides = {flyer.heading(time * 0.25)[1] > 0 for time in range(30)}
    assert "castle" in actors
    assert sides == {True, False}


def test_apples_in_a_basket_that_is_carried_lie_in_it() -> None:
    basket = Subject(id="basket", name="basket", kind="tool", species="basket")
    apple = Subject(id="apple", name="apple", kind="food", species="apple", count=3)
    relations = (Relation("girl", "holding", "basket"), Relation("apple", "in", "basket"))
    actors = staged(Shot(setting="market", subjects=(girl(), basket, apple), relations=relations))
    assert set(actors) == {"girl"}
    assert actors["girl"][0].held is not None
