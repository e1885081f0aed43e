"""Every setting can be drawn at every time of day, in every weather, and staging keeps what is named in the frame."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from laterna.engines.animatic.film import Film
from laterna.engines.animatic.sets.registry import BUILDERS
from laterna.engines.animatic.storyboard import Action, Camera, Line, Relation, Shot, Storyboard, Subject
from tests.stage.scenes import board, cat, request

SETTINGS = [
    "meadow",
    "forest",
    "jungle",
    "mountain",
    "desert",
    "beach",
    "ocean",
    "underwater",
    "river",
    "lake",
    "waterfall",
    "snowfield",
    "city_street",
    "city_aerial",
    "coastal_city",
    "rooftop",
    "park",
    "village",
    "farm",
    "garden",
    "castle",
    "ruins",
    "temple",
    "harbor",
    "bridge",
    "road",
    "space",
    "moon",
    "mars",
    "sky",
    "living_room",
    "bedroom",
    "kitchen",
    "office",
    "classroom",
    "library",
    "cafe",
    "restaurant",
    "workshop",
    "laboratory",
    "hospital",
    "train",
    "train_station",
    "spaceship",
    "stage",
    "museum",
    "shop",
    "gym",
    "stadium",
    "market",
    "cave",
    "swamp",
    "volcano",
    "battlefield",
    "void",
    "fog_void",
]
WEATHERS = [
    "clear",
    "cloudy",
    "overcast",
    "rain",
    "drizzle",
    "storm",
    "snow",
    "blizzard",
    "fog",
    "wind",
    "sandstorm",
]
TIMES = ["dawn", "morning", "day", "afternoon", "sunset", "dusk", "night"]


def test_every_setting_of_the_reader_has_a_builder() -> None:
    assert set(SETTINGS) <= set(BUILDERS)


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_has_depth_and_colour(setting: str) -> None:
    frame = Film(board(setting, "morning"), request(192, 108)).frame(5)
    assert frame[..., :3].std() > 5
    assert len(np.unique(frame[..., :3].reshape(-1, 3) // 16, axis=0)) > 12


@pytest.mark.parametrize("weather", WEATHERS)
def test_weather_changes_the_meadow(weather: str) -> None:
    frame = Film(board(weather=weather, subjects=(cat(),)), request(192, 108)).frame(5)
    clear = Film(board(subjects=(cat(),)), request(192, 108)).frame(5)
    assert weather == "clear" or np.abs(frame.astype(int) - clear.astype(int)).mean() > 1


_subjects = some.builds(
    Subject,
    id=some.sampled_from(["a", "b", "c", "d"]),
    name=some.just("thing"),
    kind=some.sampled_from(
        ["quadruped", "biped", "bird", "fish", "vehicle", "object", "plant", "building", "card"]
    ),
    species=some.sampled_from(
        [
            "cat",
            "dog",
            "man",
            "astronaut",
            "eagle",
            "dolphin",
            "car",
            "lighthouse",
            "teapot",
            "oak",
            "nothing_known",
        ]
    ),
    count=some.integers(1, 14),
    size=some.sampled_from(["tiny", "normal", "giant"]),
    place=some.sampled_from(["", "left", "sky", "background", "foreground"]),
    importance=some.integers(1, 3),
    actions=some.lists(
        some.builds(
            Action,
            some.sampled_from(["run", "sit", "fly", "swim", "talk", "jump", "ride", "sleep", "unheard_of"]),
        ),
        max_size=1,
    ).map(tuple),
)
_relations = some.builds(
    Relation,
    some.sampled_from(["a", "b", "c", "x"]),
    some.sampled_from(
        [
            "left_of",
            "behind",
            "on",
            "under",
            "above",
            "in",
            "around",
            "holding",
            "riding",
            "following",
            "looking_at",
            "in_front_of",
        ]
    ),
    some.sampled_from(["a", "b", "c", "x"]),
)
_shots = some.builds(
    Shot,
    setting=some.sampled_from([*SETTINGS, "unheard_of"]),
    time=some.sampled_from(TIMES),
    weather=some.sampled_from(WEATHERS),
    season=some.sampled_from(["", "autumn", "winter"]),
    camera=some.builds(
        Camera,
        some.sampled_from(
            [
                "static",
                "pan_left",
                "tilt_up",
                "dolly_in",
                "dolly_out",
                "zoom_in",
                "orbit",
                "crane_up",
                "aerial",
                "tracking",
                "handheld",
            ]
        ),
        some.sampled_from(["eye", "low", "high", "overhead"]),
        some.sampled_from(["extreme_wide", "full", "medium", "close", "extreme_close"]),
        some.floats(0.1, 3.0),
    ),
    subjects=some.lists(_subjects, max_size=4, unique_by=lambda subject: subject.id).map(tuple),
    relations=some.lists(_relations, max_size=3).map(tuple),
    dialogue=some.lists(
        some.builds(Line, some.sampled_from(["Hello there", "你好", ""]), some.sampled_from(["", "a", "x"])),
        max_size=2,
    ).map(tuple),
    transition=some.sampled_from(["cut", "fade", "dissolve", "wipe"]),
    share=some.floats(0.1, 5),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    shots=some.lists(_shots, min_size=1, max_size=2),
    style=some.sampled_from(["", "noir", "watercolor", "pixel", "cinematic", "unheard_of"]),
    size=some.sampled_from([(64, 64), (96, 64), (64, 112)]),
    seed=some.integers(0, 2**31 - 1),
)
def test_any_storyboard_can_be_drawn(shots: list[Shot], style: str, size: tuple[int, int], seed: int) -> None:
    film = Film(
        Storyboard(prompt="p", style=style, shots=tuple(shots)), request(*size, seconds=1, fps=8, seed=seed)
    )
    for index in (0, 4, 7):
        assert film.frame(index).shape == (size[1], size[0], 4)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (720, 1280), (960, 960)])
def test_every_one_of_a_count_is_inside_the_frame(count: int, width: int, height: int) -> None:
    herd = Subject(
        id="h",
        name="dogs",
        kind="quadruped",
        species="dog",
        count=count,
        importance=3,
        actions=(Action("sit"),),
    )
    film = Film(board(subjects=(herd,)), request(width, height))
    film.frame(0)
    view = film.takes[0].scene.view
    actors = film.takes[0].actors
    assert len(actors) == count
    xs = sorted(actor.place(0.5)[0] for actor in actors)
    assert xs[0] > 0
    assert xs[-1] < view.width
    assert all(later - earlier > 4 for earlier, later in pairwise(xs))


def test_left_of_stands_left() -> None:
    one = Subject(id="one", name="dog", kind="quadruped", species="dog", importance=3)
    two = Subject(id="two", name="cat", kind="quadruped", species="cat", importance=3)
    film = Film(board(subjects=(one, two), relations=(Relation("two", "left_of", "one"),)), request())
    film.frame(0)
    places = {actor.subject.id: actor.x for actor in film.takes[0].actors}
    assert places["two"] < places["one"]


def test_what_lies_on_something_moves_with_it() -> None:
    rider = Subject(id="cat", name="cat", kind="quadruped", species="cat", importance=3)
    horse = Subject(
        id="horse", name="horse", kind="quadruped", species="horse", importance=2, actions=(Action("walk"),)
    )
    film = Film(board(subjects=(rider, horse), relations=(Relation("cat", "on", "horse"),)), request())
    film.frame(0)
    by_id = {actor.subject.id: actor for actor in film.takes[0].actors}
    cat_x, cat_y, _ = by_id["cat"].place(1.0)
    horse_x, horse_y, _ = by_id["horse"].place(1.0)
    assert abs(cat_x - horse_x) < by_id["horse"].width / 2
    assert cat_y < horse_y - by_id["horse"].size * 0.3


def test_who_reads_holds_the_book_and_who_rows_sits_in_the_boat() -> None:
    reader = Subject(
        id="r", name="man", kind="biped", species="man", importance=3, actions=(Action("read", target="b"),)
    )
    book = Subject(id="b", name="book", kind="tool", species="book")
    film = Film(board("park", subjects=(reader, book)), request())
    film.frame(0)
    (actor,) = film.takes[0].actors
    assert actor.held is not None

    rower = Subject(
        id="r", name="man", kind="biped", species="man", importance=3, actions=(Action("row", target="b"),)
    )
    boat = Subject(id="b", name="boat", kind="vehicle", species="boat", importance=2)
    film = Film(board("lake", subjects=(rower, boat)), request())
    film.frame(0)
    by_id = {actor.subject.id: actor for actor in film.takes[0].actors}
    assert by_id["r"].carrier is by_id["b"]


def test_the_moon_of_a_night_is_in_the_sky_and_not_on_the_grass() -> None:
    moon = Subject(id="m", name="moon", kind="celestial", species="moon")
    film = Film(board(time="night", subjects=(cat(), moon)), request())
    film.frame(0)
    assert [actor.subject.id for actor in film.takes[0].actors] == ["cat"]
