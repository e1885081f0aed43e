"""Deeds with their things: who looks where, what flies, what stands about, who is seen by the viewer."""

import pytest

from laterna.engines.animatic.film import Film
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.storyboard import Action, Camera, Kind, Relation, Shot, Storyboard, Subject
from tests.stage.scenes import request


def staged(shot: Shot) -> list[Actor]:
    film = Film(Storyboard(prompt="p", shots=(shot,)), request(320, 180))
    film.frame(1)
    return list(film.takes[0].actors)


def person(*actions: Action, key: str = "a", species: str = "man", **fields: object) -> Subject:
    return Subject(
        id=key, name=species, kind="biped", species=species, actions=actions, importance=3, **fields
    )  # type: ignore[arg-type]


def thing(species: str, kind: Kind = "tool", key: str = "t") -> Subject:
    return Subject(id=key, name=species, kind=kind, species=species, importance=2)


def of(actors: list[Actor], species: str) -> Actor:
    return next(actor for actor in actors if actor.subject.species == species)


@pytest.mark.parametrize("verb", ["talk", "sing", "wave", "stand"])
def test_whoever_is_alone_with_the_viewer_looks_at_them(verb: str) -> None:
    (actor,) = staged(Shot(subjects=(person(Action(verb)),), camera=Camera(framing="close")))
    assert actor.view == "front"


@pytest.mark.parametrize("verb", ["talk", "fight", "hug"])
def test_two_who_do_something_to_each_other_are_seen_from_the_side(verb: str) -> None:
    actors = staged(
        Shot(subjects=(person(Action(verb, "b")), person(Action(verb, "a"), key="b", species="woman")))
    )
    assert {actor.view for actor in actors if actor.subject.kind == "biped"} == {"side"}
    assert actors[0].facing == -actors[1].facing


def test_the_viewer_is_not_drawn_but_looked_at() -> None:
    dog = Subject(
        id="dog", name="dog", kind="quadruped", species="dog", importance=3, actions=(Action("look", "v"),)
    )
    viewer = Subject(id="v", name="viewer", kind="biped", species="person")
    actors = staged(Shot(subjects=(dog, viewer), relations=(Relation("dog", "looking_at", "v"),)))
    assert [actor.subject.species for actor in actors] == ["dog"]
    assert actors[0].view == "front"


def test_a_kicked_ball_leaves_the_foot_and_comes_back() -> None:
    actors = staged(
        Shot(setting="park", subjects=(person(Action("play", "t"), species="boy"), thing("ball", "object")))
    )
    ball, boy = of(actors, "ball"), of(actors, "boy")
    ways = [abs(ball.place(time * 0.1)[0] - boy.x) for time in range(40)]
    heights = [ball.place(time * 0.1)[1] for time in range(40)]
    assert max(ways) > 1.0 * boy.size
    assert min(ways) < 0.4 * boy.size
    assert min(heights) < boy.y - 0.2 * boy.size


def test_a_cook_stands_at_a_stove_with_a_pan_and_a_painter_at_an_easel() -> None:
    cook = staged(Shot(setting="kitchen", subjects=(person(Action("cook"), species="chef"),)))
    assert {actor.subject.species for actor in cook} == {"chef", "hob"}
    assert of(cook, "chef").held is not None
    painter = staged(Shot(setting="garden", subjects=(person(Action("paint")),)))
    easel = of(painter, "easel")
    assert (easel.x - painter[0].x) * painter[0].facing > 0


def test_chess_players_sit_face_to_face_with_the_board_between_them() -> None:
    actors = staged(
        Shot(setting="park", subjects=(person(Action("play", "t"), count=2), thing("chess", "object")))
    )
    one, two = (actor for actor in actors if actor.subject.kind == "biped")
    board = of(actors, "chess")
    assert one.seat > 0 < two.seat
    assert min(one.x, two.x) < board.x < max(one.x, two.x)
    assert one.facing == -two.facing


def test_an_owl_holds_the_book_that_it_reads() -> None:
    owl = Subject(
        id="o", name="owl", kind="bird", species="owl", importance=3, actions=(Action("read", "t"),)
    )
    (actor,) = staged(Shot(setting="library", subjects=(owl, thing("book"))))
    assert actor.held is not None
    assert actor.view == "front"


def test_people_in_a_market_are_several_and_not_all_still() -> None:
    people = Subject(id="p", name="people", kind="biped", species="person", importance=3)
    actors = [a for a in staged(Shot(setting="market", subjects=(people,))) if a.subject.id == "p"]
    assert len(actors) >= 4
    assert len({actor.verb for actor in actors}) >= 3
    assert any(abs(actor.place(2.0)[0] - actor.place(0.0)[0]) > 20 for actor in actors)


def test_what_is_pushed_goes_along() -> None:
    actors = staged(
        Shot(setting="city_street", subjects=(person(Action("push", "t")), thing("cart", "vehicle")))
    )
    man, cart = of(actors, "man"), of(actors, "cart")
    gaps = {round((cart.place(t)[0] - man.place(t)[0]) * man.facing) for t in (0.0, 0.7, 1.5)}
    assert len(gaps) == 1
    assert gaps.pop() > 0


def test_a_family_eats_around_its_table() -> None:
    family, table = person(Action("eat"), count=3, species="person"), thing("table", "furniture")
    actors = staged(
        Shot(setting="living_room", subjects=(family, table), relations=(Relation("a", "beside", "t"),))
    )
    guests = [actor for actor in actors if actor.subject.id == "a"]
    assert all(guest.seat > 0 and guest.view == "front" for guest in guests)
    assert all(of(actors, "table").depth < guest.depth for guest in guests)


def test_a_thrown_ball_is_in_the_hand_or_in_the_air_never_both() -> None:
    dog = Subject(id="d", name="dog", kind="quadruped", species="dog", importance=2)
    actors = staged(Shot(subjects=(person(Action("throw", "t")), thing("ball", "object"), dog)))
    flying = next(actor for actor in actors if actor.subject.id == "thrown")
    start, end = flying.place(1.0), flying.place(1.6)
    assert abs(of(actors, "dog").x - end[0]) < abs(of(actors, "dog").x - start[0])


@pytest.mark.parametrize("verb", ["dance", "cook", "paint"])
def test_animals_stand_up_for_what_takes_two_legs(verb: str) -> None:
    fox = Subject(id="f", name="fox", kind="quadruped", species="fox", importance=3, actions=(Action(verb),))
    assert of(staged(Shot(subjects=(fox,))), "fox").subject.anthropomorphic
