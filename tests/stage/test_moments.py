"""Deeds that show: breath, growth, lift-off, climbing, juggling, and what riders bring along."""

import pytest

from laterna.engines.animatic.film import Film
from laterna.engines.animatic.reader import read
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.breath import Cigarette, FireBreath
from tests.stage.scenes import request


def cast(prompt: str) -> dict[str, list[Actor]]:
    """The actors of a prompt's first shot, by species."""
    film = Film(read(prompt), request(320, 180, seconds=4, fps=12))
    film.frame(0)
    found: dict[str, list[Actor]] = {}
    for actor in film.takes[0].actors:
        found.setdefault(actor.subject.species, []).append(actor)
    return found


def test_a_dragon_breathes_fire_and_a_smoker_smokes() -> None:
    (dragon,) = cast("A dragon breathes fire over a castle at night")["dragon"]
    assert isinstance(dragon.held, FireBreath)
    (man,) = cast("A man in a green coat smokes under a street lamp")["man"]
    assert isinstance(man.held, Cigarette)


def test_a_flower_opens_and_grows() -> None:
    (rose,) = cast("Time-lapse of a rose blooming in a garden")["rose"]
    assert rose.grown(0.0) < 0.5 < 0.99 < rose.grown(3.9)


def test_a_rocket_stands_on_its_flame_and_then_rises() -> None:
    (rocket,) = cast("A rocket lifts off at dawn")["rocket"]
    heights = [rocket.place(time)[1] for time in (0.0, 0.6, 2.0, 4.0)]
    assert heights[0] == heights[1] > heights[2] > heights[3]


@pytest.mark.parametrize(
    ("prompt", "mount"),
    [("A cyclist rides past a field", "bicycle"), ("A jockey races around the track", "horse")],
)
def test_riders_bring_what_they_ride(prompt: str, mount: str) -> None:
    actors = cast(prompt)
    assert actors["cyclist"][0].carrier is actors[mount][0]


def test_a_climber_goes_up_before_the_ladder() -> None:
    actors = cast("A firefighter climbs a ladder")
    (climber,), (ladder,) = actors["firefighter"], actors["ladder"]
    (x, low, _), (_, high, _) = climber.place(0.0), climber.place(3.0)
    assert x == ladder.x
    assert ladder.y > low > high > ladder.y - ladder.size


def test_what_is_juggled_flies_over_the_hands() -> None:
    actors = cast("A clown juggles five balls")
    (clown,) = actors["clown"]
    heights = [ball.place(1.0)[1] for ball in actors["ball"]]
    assert len(set(heights)) > 2
    assert all(clown.y - 1.6 * clown.size < height < clown.y - 0.2 * clown.size for height in heights)


def test_whoever_leads_a_large_animal_walks_beside_it() -> None:
    actors = cast("An old man leads three water buffaloes across a field")
    herd = actors.get("water_buffalo") or actors["buffalo"]
    assert len(herd) == 3
    assert all(one.held is None for group in actors.values() for one in group if one.subject.kind == "biped")


def test_hot_air_balloons_hang_in_the_air() -> None:
    balloons = cast("Three hot air balloons over a snowy valley")["hot_air_balloon"]
    assert all(balloon.motion == "hover" for balloon in balloons)


def test_a_cat_on_a_piano_lies_on_it_and_is_smaller() -> None:
    actors = cast("A cat sleeps on a piano")
    (cat,), (piano,) = actors["cat"], actors["piano"]
    assert cat.carrier is piano
    assert cat.size < 0.5 * piano.size
    assert cat.verb == "sleep"
