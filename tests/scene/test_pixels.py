"""The drawn frames show what a prompt states: colours, counts, directions, the hour, the weather and the style."""

import numpy as np
import pytest
from msgspec.structs import replace

from laterna.engines.animatic.reader import read
from laterna.engines.animatic.storyboard import Storyboard
from tests.scene.drawn import STILL, Drawn, Picture, changed, difference, luma, mask_of, patches
from tests.scene.hues import share_of


@pytest.mark.parametrize(
    ("prompt", "color"),
    [
        ("a red car on a road", "red"),
        ("a yellow bus", "yellow"),
        ("a blue boat on a lake", "blue"),
        ("a green frog", "green"),
        ("a purple dragon", "purple"),
        ("a pink pig", "pink"),
        ("a black cat in the snow", "black"),
        ("a white horse", "white"),
        ("an orange fish", "orange"),
        ("一只棕色的熊", "brown"),
        ("一辆墨绿色的越野车", "green"),
        ("酒红色的沙发", "red"),
    ],
)
def test_a_figure_has_the_colour_it_is_told(prompt: str, color: str) -> None:
    board = read(prompt)
    picture, mask = mask_of(board, board.shots[0].subjects[0].id)
    assert share_of(picture, mask, color) >= 0.15


_FIRM = 60


@pytest.mark.parametrize(("count", "word"), [(1, "One cat"), (2, "Two cats"), (3, "Three cats")])
def test_as_many_connected_figures_as_told_can_be_counted(count: int, word: str) -> None:
    board = read(f"{word} sit in a garden")
    # Shadows on the grass may meet; they are fainter than what casts them.
    _, mask = mask_of(board, board.shots[0].subjects[0].id, least=_FIRM)
    areas = patches(mask, 150)
    assert len([size for size in areas if size > areas[0] / 5]) == count


@pytest.mark.parametrize(("side", "sign"), [("left", 1), ("right", -1)])
def test_a_pan_moves_the_picture_the_other_way(side: str, sign: int) -> None:
    clip = Drawn(read(f"mountains, pan {side}"))
    assert np.sign(_shift(clip.frame(3), clip.frame(7))) == sign


def test_a_push_in_makes_the_figure_grow_and_a_pull_back_lets_it_shrink() -> None:
    sizes = {}
    for move in ("dolly_in", "dolly_out"):
        board = changed(read("a robot in a park"), camera=replace(STILL, move=move))
        bare = changed(board, subjects=())
        for at in (0, 11):
            sizes[move, at] = difference(Drawn(board).frame(at), Drawn(bare).frame(at)).sum()
    assert sizes["dolly_in", 11] > 1.05 * sizes["dolly_in", 0]
    assert sizes["dolly_out", 11] < 0.95 * sizes["dolly_out", 0]


@pytest.mark.parametrize("setting", ["a meadow", "a city street", "a beach", "一片森林"])
def test_noon_is_brighter_than_dusk_and_dusk_than_night(setting: str) -> None:
    noon, dusk, night = (
        luma(Drawn(changed(read(setting), time=time, camera=STILL, lights=())).frame(1))
        for time in ("day", "dusk", "night")
    )
    assert noon > dusk > night


@pytest.mark.parametrize(
    "weather", ["rain", "drizzle", "storm", "snow", "blizzard", "fog", "wind", "sandstorm"]
)
def test_weather_can_be_seen(weather: str) -> None:
    board = changed(read("a house in a village"), camera=STILL)
    clear = Drawn(changed(board, weather="clear")).frame(3)
    assert difference(Drawn(changed(board, weather=weather)).frame(3), clear, 8).mean() > 0.01


@pytest.mark.parametrize("weather", ["rain", "snow"])
def test_rain_and_snow_fall_from_frame_to_frame(weather: str) -> None:
    clip = Drawn(changed(read("a house in a village"), camera=STILL, weather=weather))
    still = Drawn(changed(read("a house in a village"), camera=STILL, weather="clear"))
    falling = difference(clip.frame(2), clip.frame(4), 8).mean()
    assert falling > difference(still.frame(2), still.frame(4), 8).mean()


def test_noir_has_next_to_no_colours() -> None:
    assert _chroma(_styled("noir")) < min(0.06, 0.4 * _chroma(_styled("")))


def test_pixel_art_is_made_of_blocks() -> None:
    assert _blocks(_styled("pixel")) > 2 * _blocks(_styled(""))


@pytest.mark.parametrize(
    "style",
    ["anime", "watercolor", "oil", "ink", "line_art", "paper_cut", "cyberpunk", "vintage", "claymation"],
)
def test_a_style_changes_the_picture(style: str) -> None:
    assert difference(_styled(style), _styled(""), 8).mean() > 0.2


def _styled(style: str) -> Picture:
    board: Storyboard = replace(changed(read("a fox in a meadow"), camera=STILL), style=style)
    return Drawn(board).frame(2)


def _chroma(picture: Picture) -> float:
    """How far the colours are from grey, 0..1, on average."""
    return float((picture.max(axis=2).astype(float) - picture.min(axis=2)).mean() / 255)


def _blocks(picture: Picture) -> float:
    """The share of neighbouring pixels that are exactly alike."""
    return float((picture[:, 1:] == picture[:, :-1]).all(axis=2).mean())


def _shift(one: Picture, other: Picture) -> int:
    """By how many pixels the second picture lies to the right of the first, where their columns agree best."""
    a, b = (picture.mean(axis=2).astype(float) for picture in (one, other))
    wide, most = a.shape[1], 40

    def apart(by: int) -> float:
        left, right = max(0, by), min(wide, wide + by)
        return float(np.abs(b[:, left:right] - a[:, left - by : right - by]).mean())

    return min(range(-most, most + 1), key=apart)
