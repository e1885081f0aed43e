"""What stands by those who need it, and where hulls, lines and landings end."""

import numpy as np

from laterna.engines.animatic.film import Film
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.utensils import Angle
from laterna.engines.animatic.storyboard import Action, Relation, Subject
from tests.stage.scenes import board, request


def actors_of(setting: str, *subjects: Subject, **shot: object) -> dict[str, Actor]:
    """The staged actors by species."""
    film = Film(board(setting, subjects=subjects, **shot), request())  # type: ignore[arg-type]
    film.frame(0)
    return {actor.subject.species: actor for actor in film.takes[0].actors}


def somebody(species: str, *verbs: str, kind: str = "biped") -> Subject:
    """Somebody who does something."""
    return Subject(
        id=species,
        name=species,
        kind=kind,  # type: ignore[arg-type]
        species=species,
        actions=tuple(Action(verb) for verb in verbs),
        importance=3,
    )


def thing(species: str, kind: str = "tool") -> Subject:
    """A thing without a deed."""
    return Subject(id=species, name=species, kind=kind, species=species)  # type: ignore[arg-type]


def test_a_candle_in_a_room_stands_on_a_table() -> None:
    staged = actors_of("library", somebody("owl", "read"), thing("candle"))
    candle, table = staged["candle"], staged["side_table"]
    assert candle.y < table.y - 0.9 * table.size
    assert abs(candle.x - table.x) < 1


def test_a_singer_with_a_guitar_has_a_microphone_before_the_mouth() -> None:
    staged = actors_of(
        "stage",
        somebody("singer", "play_music"),
        thing("guitar", "instrument"),
        relations=(Relation("singer", "holding", "guitar"),),
    )
    singer, stand = staged["singer"], staged["microphone_stand"]
    assert 0.7 < stand.size / singer.size < 1.0
    assert 0 < (stand.x - singer.x) * singer.facing < 0.4 * singer.size


def test_who_sits_and_fishes_does_both() -> None:
    fisher = actors_of("harbor", somebody("old_man", "sit", "fish"))["old_man"]
    assert fisher.verb == "fish"
    assert fisher.sits


def test_a_line_reaches_the_water_beside_the_boat() -> None:
    staged = actors_of(
        "lake",
        somebody("old_man", "fish"),
        thing("boat", "vehicle"),
        relations=(Relation("old_man", "on", "boat"),),
    )
    assert staged["boat"].line < staged["boat"].y
    assert isinstance(staged["old_man"].held, Angle)


def test_a_spaceship_that_lands_comes_down_to_the_ground() -> None:
    ship = actors_of("moon", somebody("spaceship", "land", kind="vehicle"))["spaceship"]
    heights = [ship.place(time)[1] for time in (0.0, 1.0, 2.0, 3.0, 4.0)]
    assert heights == sorted(heights)
    assert heights[0] < heights[-1] - 80
    assert heights[-1] == heights[-2]


def test_a_well_stands_next_to_who_is_beside_it() -> None:
    staged = actors_of(
        "castle",
        somebody("princess", "stand"),
        thing("well", "building"),
        relations=(Relation("princess", "beside", "well"),),
    )
    princess, well = staged["princess"], staged["well"]
    assert abs(princess.x - well.x) < 0.5 * (princess.width + well.width) + 60


def test_a_frog_sits_on_a_lotus_leaf() -> None:
    leaf = Subject(id="leaf", name="lotus leaf", kind="plant", species="leaf")
    staged = actors_of(
        "lake", somebody("frog", "sit", kind="reptile"), leaf, relations=(Relation("frog", "on", "leaf"),)
    )
    assert staged["frog"].carrier is staged["lily_pad"]


def test_a_sleeper_who_wakes_opens_the_eyes_and_sits_up() -> None:
    film = Film(board("bedroom", subjects=(somebody("woman", "wake"),)), request(320, 180, 5))
    early, late = film.frame(2).astype(int), film.frame(40).astype(int)
    assert np.abs(early - late).max(axis=2).mean() > 3


def test_a_spider_hangs_on_a_thread_between_the_branches() -> None:
    branches = Subject(id="branch", name="branches", kind="plant", species="branch", count=2)
    film = Film(board("forest", subjects=(somebody("spider", "float", kind="insect"), branches)), request())
    film.frame(0)
    spider, one, other = (actor.place(0.5) for actor in film.takes[0].actors[:3])
    assert one[0] < spider[0] < other[0]
    assert spider[1] < film.takes[0].scene.ground - 60
