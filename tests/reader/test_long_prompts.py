"""Long, cinematic prompts: who is in the picture, what is only dressing, and what speaks of the camera alone."""

import pytest

from laterna.engines.animatic.reader import read
from laterna.engines.animatic.storyboard import Shot, Subject

DETECTIVE = (
    "Shot from a low angle, in a medium close-up, with warm tones, mixed lighting (the practical light "
    "from the desk lamp blends with the overcast light from the window), side lighting, and a central "
    "composition. In a classic detective office, wooden bookshelves are filled with old case files and "
    "ashtrays. A green desk lamp illuminates a case file spread out in the center of the desk. A fox, "
    "wearing a dark brown trench coat and a light gray fedora, sits in a leather chair, its fur crimson, "
    "its tail resting lightly on the edge, its fingers slowly turning yellowed pages. Outside, a steady "
    "drizzle falls beneath a blue sky, streaking the glass with meandering streaks. It slowly raises its "
    "head, its ears twitching slightly, its amber eyes gazing directly at the camera, its mouth clearly "
    "moving as it speaks in a smooth, cynical voice: 'The case was cold, colder than a fish in winter.'"
)


def animate(shot: Shot) -> list[Subject]:
    return [s for s in shot.subjects if s.kind in ("biped", "quadruped", "bird", "fish", "insect", "reptile")]


def verbs(subject: Subject) -> list[str]:
    return [action.verb for action in subject.actions]


def test_parts_of_the_body_make_nobody_new() -> None:
    board = read(DETECTIVE)
    (fox,) = animate(board.shots[0])
    assert (fox.species, fox.colors, fox.importance) == ("fox", ("red",), 3)
    assert [(g.kind, g.color) for g in fox.clothing] == [("trench_coat", "brown"), ("fedora", "gray")]
    assert verbs(fox) == ["sit", "read", "look_up", "look", "talk"]
    assert board.shots[0].dialogue[0].speaker == fox.id
    assert board.mood == "warm" and board.palette == ()


def test_furniture_of_a_described_room_is_dressing() -> None:
    shot = read(DETECTIVE).shots[0]
    assert (shot.setting, shot.weather, shot.camera.angle, shot.camera.framing) == (
        "office",
        "drizzle",
        "low",
        "medium",
    )
    furniture = [s for s in shot.subjects if s.kind == "furniture"]
    assert {s.importance for s in furniture} == {1}
    assert [s.colors for s in furniture if s.species == "desk_lamp"] == [("green",)]


@pytest.mark.parametrize(
    "said",
    [
        "portrait format",
        "vertical video",
        "16:9",
        "--ar 9:16",
        "4K, ultra detailed",
        "shot on ARRI Alexa",
        "85mm lens, f/1.8",
        "award-winning, octane render",
        "高清,竖屏",
        "8K超高清,大师级构图",
    ],
)
def test_format_and_camera_words_are_no_things(said: str) -> None:
    shot = read(f"A cat sleeps on a sofa, {said}").shots[0]
    assert {s.species for s in shot.subjects} == {"cat", "sofa"}


@pytest.mark.parametrize(
    "prompt",
    [
        "Two cats chase each other, one black and one white",
        "Two cats chase each other, one black, the other white",
        "两只猫互相追逐,一只黑色一只白色",
    ],
)
def test_several_of_different_colours_are_one_each(prompt: str) -> None:
    first, second = read(prompt).shots[0].subjects
    assert (first.colors, second.colors) == (("black",), ("white",))
    assert first.actions[0].target == second.id


def test_the_sky_keeps_its_sun_and_space_its_moon() -> None:
    assert [s.species for s in read("A camel walks under a burning sun in the desert").shots[0].subjects] == [
        "camel"
    ]
    assert "moon" in [s.species for s in read("A rocket flies past the moon").shots[0].subjects]


def test_a_single_figure_stays_readable() -> None:
    shot = read("An astronaut walks through the fog, an impressive panoramic scene").shots[0]
    assert shot.camera.framing == "wide"
    assert read("A panoramic view of the mountains").shots[0].camera.framing == "extreme_wide"
