"""Films over given pictures: exact at their ends, the same in any order, alive between."""

from pathlib import Path

import numpy as np
import pytest

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.canvas import canvas_over
from laterna.engines.animatic.given import Given
from laterna.engines.animatic.reel import PictureFilm, open_film
from laterna.engines.animatic.stage.plate import Plate, Window
from laterna.engines.animatic.stage.view import view_of
from laterna.engines.animatic.storyboard import Camera, Line, Shot, Storyboard
from tests.pictures import made

MOVES = ["static", "pan_left", "pan_right", "tilt_up", "tilt_down", "dolly_in", "dolly_out", "zoom_in", "zoom_out",
         "orbit", "crane_up", "crane_down", "aerial", "tracking", "handheld"]  # fmt: skip


def request(wide: int = 160, high: int = 90, **more: object) -> VideoRequest:
    values = {"duration": 2, "fps": 12, "seed": 4, "mode": "image", **more}
    return VideoRequest(model="animatic", family="laterna", prompt="p", width=wide, height=high, **values)


def saved(folder: Path, picture: made.Pixels, name: str = "picture") -> str:
    """A decoded picture's file, RGBA."""
    if picture.shape[2] == 3:
        picture = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    path = folder / f"{name}.npy"
    np.save(path, picture)
    return str(path)


def textured(seed: int = 1) -> made.Pixels:
    """A picture with something everywhere, smooth enough to be compared after scaling."""
    y, x = np.mgrid[0:180, 0:320]
    waves = [np.sin(x / (9 + k) + seed) * np.cos(y / (11 + 2 * k) - seed) for k in range(3)]
    return np.dstack([(127 + 110 * wave).astype(np.uint8) for wave in waves])


def shots(**more: object) -> Storyboard:
    return Storyboard(prompt="p", shots=(Shot(**more),))


def rgb(frame: made.Pixels) -> made.Pixels:
    return frame[..., 2::-1]


def apart(one: made.Pixels, other: made.Pixels) -> float:
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


@pytest.fixture
def half(tmp_path: Path) -> str:
    """A picture of exactly twice the clip's size."""
    return saved(tmp_path, textured())


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("weather", ["clear", "rain"])
def test_the_first_frame_is_the_picture_and_then_it_moves(half: str, move: str, weather: str) -> None:
    film = open_film(
        shots(camera=Camera(move=move), weather=weather, time="sunset"), request(), Given(first=half)
    )
    shown = textured().reshape(90, 2, 160, 2, 3).mean(axis=(1, 3))
    first = rgb(film.frame(0))
    assert apart(first, shown) < 2.5
    assert apart(rgb(film.frame(23)), first) > 2.0


def test_the_last_frame_is_the_last_picture(tmp_path: Path, half: str) -> None:
    last = saved(tmp_path, textured(9), "last")
    film = open_film(shots(weather="snow"), request(mode="frames"), Given(first=half, last=last))
    shown = textured(9).reshape(90, 2, 160, 2, 3).mean(axis=(1, 3))
    assert apart(rgb(film.frame(23)), shown) < 2.5
    assert apart(rgb(film.frame(12)), shown) > 4


def test_two_moments_of_one_scene_stay_in_place(tmp_path: Path, half: str) -> None:
    later = textured().copy()
    later[60:100, 100:150] = 255
    film = open_film(shots(), request(mode="frames"), Given(first=half, last=saved(tmp_path, later, "later")))
    steps = [apart(film.frame(index), film.frame(index + 1)) for index in range(23)]
    assert max(steps) < 6


def test_what_moved_between_two_pictures_travels(tmp_path: Path) -> None:
    def scene(middle: int) -> made.Pixels:
        picture = textured() // 4 + 60
        y, x = np.mgrid[0:180, 0:320]
        picture[(x - middle) ** 2 + (y - 90) ** 2 < 36**2] = (230, 60, 30)
        return picture

    paths = [saved(tmp_path, scene(middle), str(middle)) for middle in (110, 150)]
    film = open_film(shots(), request(mode="frames"), Given(first=paths[0], last=paths[1]))
    places = []
    for index in (0, 6, 12, 18, 23):
        frame = rgb(film.frame(index)).astype(int)
        columns = np.flatnonzero(frame[45, :, 0] - frame[45, :, 2] > 110)
        places.append(float(columns.mean()))
    assert places == sorted(places)
    assert places[1] > places[0] + 1
    assert places[3] < places[4] - 1


def test_pictures_of_different_things_are_not_torn(tmp_path: Path, half: str) -> None:
    last = saved(tmp_path, made.LAST, "last")
    film = open_film(shots(), request(mode="frames"), Given(first=half, last=last))
    assert isinstance(film, PictureFilm)
    for index in (6, 12, 18):
        assert int(film.frame(index)[..., :3].max(axis=2).min()) > 5


@pytest.mark.parametrize("seed", range(4))
def test_no_flow_leaves_a_hole(half: str, seed: int) -> None:
    film = open_film(shots(), request(), Given(first=half))
    plate = Plate(np.full((90, 160, 4), 200, np.uint8), view_of(160, 90))
    columns, rows = plate.grid
    random = np.random.default_rng(seed)
    drift = tuple(random.normal(0, 60, (len(rows), len(columns))).astype(np.float32) for _ in "xy")
    pixels = film.frame(0)
    made_of = canvas_over(pixels)
    plate.draw(made_of.getCanvas(), Window(zoom=1.1), 0.0, 1.0, (drift[0], drift[1]))
    made_of.flushAndSubmit()
    assert int(pixels[..., :3].min()) >= 199


def test_frames_do_not_depend_on_their_order(half: str) -> None:
    def film() -> object:
        return open_film(shots(camera=Camera(move="orbit"), weather="rain"), request(), Given(first=half))

    forward, backward = film(), film()
    ahead = [forward.frame(index) for index in range(24)]
    behind = [backward.frame(index) for index in reversed(range(24))]
    assert all(np.array_equal(a, b) for a, b in zip(ahead, reversed(behind), strict=True))


def test_movement_amplitude_scales_the_move(half: str) -> None:
    def reach(amplitude: str) -> float:
        film = open_film(
            shots(camera=Camera(move="dolly_in")), request(movement_amplitude=amplitude), Given(first=half)
        )
        return apart(film.frame(23), film.frame(0))

    assert reach("small") < reach("large")


def test_later_shots_of_one_picture_are_closer(half: str) -> None:
    board = Storyboard(prompt="p", shots=(Shot(), Shot()))
    film = open_film(board, request(), Given(first=half))
    assert apart(film.frame(12), film.frame(11)) > 3 * apart(film.frame(11), film.frame(10))


def test_a_spoken_line_is_shown(half: str) -> None:
    silent = open_film(shots(), request(), Given(first=half)).frame(12)
    spoken = open_film(shots(dialogue=(Line("Hello there"),)), request(), Given(first=half)).frame(12)
    assert apart(silent[60:], spoken[60:]) > 0.3
    assert apart(silent[:40], spoken[:40]) == 0


@pytest.mark.parametrize(("wide", "high"), [(64, 64), (64, 256), (300, 75), (96, 160)])
@pytest.mark.parametrize(("own_wide", "own_high"), [(320, 180), (10, 40), (1, 1), (2000, 500)])
def test_any_picture_covers_any_frame(
    tmp_path: Path, wide: int, high: int, own_wide: int, own_high: int
) -> None:
    path = saved(tmp_path, np.full((own_high, own_wide, 3), (30, 160, 220), np.uint8))
    film = open_film(shots(camera=Camera(move="zoom_out")), request(wide, high), Given(first=path))
    for index in (0, 12, 23):
        frame = rgb(film.frame(index))
        assert frame.shape == (high, wide, 3)
        assert np.abs(frame.astype(int) - (30, 160, 220)).max() <= 3


def test_transparency_lies_on_white(tmp_path: Path) -> None:
    picture = np.zeros((90, 160, 4), np.uint8)
    film = open_film(shots(), request(), Given(first=saved(tmp_path, picture)))
    assert isinstance(film, PictureFilm)
    assert int(film.frame(0).min()) >= 254
