"""What each style does to the picture, and what light and water do in it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from laterna.engines.animatic.film import Film
from laterna.engines.animatic.sets.fitting import fitting
from laterna.engines.animatic.storyboard import Action, Camera, Shot, Storyboard, Subject
from tests.stage.scenes import board, cat, request

Picture = NDArray[np.uint8]

HANDS = (
    "anime",
    "paper_cut",
    "claymation",
    "line_art",
    "pixel",
    "oil",
    "watercolor",
    "ink",
    "noir",
    "cyberpunk",
    "three_d",
    "realistic",
    "ukiyo_e",
)


def film_of(scene: Storyboard, *, wide: int = 320, high: int = 180, fps: int = 24, seed: int = 5) -> Film:
    """A film of two seconds."""
    return Film(scene, request(wide, high, 2, fps, seed, scene.style))


def in_style(style: str, setting: str = "meadow") -> Film:
    """A cat in a meadow in a style."""
    return film_of(board(setting, style=style, subjects=(cat(),)))


def colourfulness(picture: Picture) -> float:
    """Mean distance between a pixel's largest and smallest channel."""
    rgb = picture[..., :3].astype(int)
    return float((rgb.max(axis=2) - rgb.min(axis=2)).mean())


def test_every_style_gives_a_picture_of_its_own() -> None:
    pictures = {style: in_style(style).frame(6)[..., :3].astype(int) for style in ("", *HANDS)}
    names = list(pictures)
    for one in names:
        for other in names[names.index(one) + 1 :]:
            assert np.abs(pictures[one] - pictures[other]).mean() > 4, (one, other)


@pytest.mark.parametrize("style", ["claymation", "paper_cut"])
def test_puppets_move_twelve_times_a_second(style: str) -> None:
    film = in_style(style)
    first, second, third = film.frame(8), film.frame(9), film.frame(10)
    assert np.array_equal(first, second)
    assert not np.array_equal(second, third)


def test_a_held_pose_is_the_callers_own_copy() -> None:
    film = in_style("claymation")
    film.frame(8)[...] = 0
    assert film.frame(9).any()


def test_line_art_is_dark_lines_on_white_paper() -> None:
    picture = in_style("line_art").frame(6)
    assert colourfulness(picture) < 12
    assert np.median(picture[..., :3]) > 200
    assert picture[..., :3].min() < 70


def test_noir_is_dark_and_without_colour() -> None:
    picture = in_style("noir", "office").frame(6)
    assert colourfulness(picture) < 25
    assert np.median(picture[..., 1]) < 80


def test_pixel_art_has_blocks_in_few_tones() -> None:
    picture = film_of(board(style="pixel", subjects=(cat(),)), wide=640, high=360).frame(6)
    block = picture[:2, :2, :3].reshape(-1, 3)
    assert len(np.unique(block, axis=0)) == 1
    assert len(np.unique(picture[140:220, 260:380, 1])) < 14


def test_an_ink_painting_is_signed_with_a_red_seal() -> None:
    corner = in_style("ink").frame(6)[-60:, :90].astype(int)
    assert ((corner[..., 2] - corner[..., 1]) > 60).sum() > 40


def test_ink_mountains_are_strong_and_fade_downwards() -> None:
    film = film_of(board("mountain", style="ink"), wide=480, high=270)
    picture = film.frame(3)[..., 1].astype(int)
    crest, foot = picture[70:150].min(), np.median(picture[165:172])
    assert crest < 90
    assert foot > crest + 60


def swan() -> Subject:
    """A swan that swims."""
    return Subject(
        id="swan", name="swan", kind="bird", species="swan", actions=(Action("swim"),), importance=3
    )


def test_still_water_mirrors_who_swims_on_it() -> None:
    lone = film_of(board("lake")).frame(6)
    mirrored = film_of(board("lake", subjects=(swan(),)))
    scene = mirrored.frame(6)
    line = mirrored.takes[0].actors[0].y * mirrored.takes[0].scene.view.scale
    below = slice(round(line) + 6, round(line) + 16)
    assert np.abs(scene[below, 60:260].astype(int) - lone[below, 60:260]).max() > 25


def test_wet_streets_shine_where_dry_ones_are_dull() -> None:
    def ground(weather: str) -> float:
        picture = film_of(board("city_street", "night", weather=weather)).frame(2)
        return float(picture[140:178, :, :3].max(axis=2).std())

    assert ground("rain") > ground("clear")


def test_rooms_differ_from_seed_to_seed_but_not_within_one() -> None:
    def room(seed: int) -> Picture:
        return film_of(board("living_room"), seed=seed).frame(0)

    assert np.array_equal(room(1), room(1))
    assert len({room(seed).tobytes() for seed in range(6)}) > 1


def test_a_pan_turns_what_is_far_away_too() -> None:
    film = film_of(board("mountain", camera=Camera(move="pan_right")), wide=480, high=270)
    start, end = (film.frame(i)[100:150, :, 1].astype(int) for i in (0, 46))
    shifts = range(-90, 91)
    best = min(shifts, key=lambda by: np.abs(start[:, 100:380] - end[:, 100 + by : 380 + by]).mean())
    assert best < -20


def test_a_tilt_up_ends_on_the_sky() -> None:
    film = film_of(board("meadow", camera=Camera(move="tilt_up")))
    start, end = film.frame(0).astype(int), film.frame(46).astype(int)

    def blueness(picture: NDArray[np.int64]) -> float:
        return float((picture[..., 0] - picture[..., 1]).mean())

    assert blueness(end) > blueness(start) + 10


def test_who_walks_in_a_city_walks_on_a_street() -> None:
    woman = Subject(
        id="w", name="woman", kind="biped", species="woman", actions=(Action("walk"),), importance=3
    )
    assert fitting(Shot(setting="city_aerial", subjects=(woman,))) == "city_street"
    assert fitting(Shot(setting="city_aerial")) == "city_aerial"


def test_bamboo_grows_in_a_grove_and_night_markets_are_lit() -> None:
    bamboo = Subject(id="b", name="bamboo", kind="plant", species="bamboo")
    assert fitting(Shot(setting="forest", subjects=(bamboo,))) == "bamboo_grove"
    assert fitting(Shot(setting="market", time="night")) == "night_market"
    lit = film_of(board("market", "night")).frame(2)[60:110]
    dark = film_of(board("meadow", "night")).frame(2)[60:110]
    assert lit[..., 2].mean() > dark[..., 2].mean() + 20
