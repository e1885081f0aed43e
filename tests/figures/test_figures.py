"""Every figure draws in every verb, within its bounds, the same each time, in the colours it was given."""

import subprocess
import sys

import numpy as np
import pytest

from laterna.engines.animatic.figures import kind_of, known_species
from laterna.engines.animatic.figures.outfit import known_garments
from laterna.engines.animatic.figures.pose import MOODS, VERBS, Pose
from laterna.engines.animatic.light import Light
from laterna.engines.animatic.storyboard import Garment
from tests.figures.sketching import SCALE, drawn, figure

ONE_OF_EACH_PLAN = (
    "cat", "horse", "elephant", "t_rex", "turtle", "man", "princess", "astronaut", "robot", "mermaid", "snowman",
    "sparrow", "penguin", "peacock", "swan", "goldfish", "shark", "dolphin", "whale", "snake", "chinese_dragon",
    "butterfly", "car", "bicycle", "sailing_boat", "oak", "teapot", "lighthouse", "no_such_thing",
)  # fmt: skip


def test_names_and_kinds_are_known_without_the_drawing_library() -> None:
    program = (
        "import sys; from laterna.engines.animatic.figures import known_species, kind_of;"
        "assert len(known_species()) > 500; assert kind_of('cat') == 'quadruped'; assert kind_of('zzz') == 'card';"
        "assert 'skia' not in sys.modules and 'laterna.engines.animatic.canvas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("species", sorted(known_species()))
def test_every_species_stands_and_moves_on_the_page(species: str) -> None:
    shown = figure(species)
    assert shown.metres > 0
    assert shown.aspect > 0
    for verb in ("stand", "run", "talk"):
        pixels = drawn(shown, Pose(verb=verb, phase=0.3, time=0.4, mouth=0.5), scale=24)
        assert np.count_nonzero(pixels[..., 3]) > 20, verb


@pytest.mark.parametrize("species", ONE_OF_EACH_PLAN)
def test_every_verb_stays_inside_its_bounds(species: str) -> None:
    shown = figure(species)
    margin = int(0.5 * 24)
    for verb in sorted(VERBS):
        for phase in (0.1, 0.55):
            pixels = drawn(
                shown, Pose(verb=verb, phase=phase, time=phase * 3, facing=1 if phase < 0.5 else -1), scale=24
            )
            alpha = pixels[..., 3]
            assert np.count_nonzero(alpha) > 20, verb
            inside = alpha[margin - 1 : -margin + 1, margin - 1 : -margin + 1]
            assert np.count_nonzero(alpha > 8) == np.count_nonzero(inside > 8), (verb, phase)


@pytest.mark.parametrize("species", ("cat", "man", "sparrow", "dolphin", "dragon", "car"))
def test_the_same_pose_gives_the_same_pixels(species: str) -> None:
    pose = Pose(verb="walk", phase=0.37, time=1.3, emotion="happy")
    assert np.array_equal(drawn(figure(species), pose), drawn(figure(species), pose))


@pytest.mark.parametrize("view", ("side", "three_quarter", "front", "back"))
@pytest.mark.parametrize("species", ("man", "cat", "owl", "robot"))
def test_every_view_draws(species: str, view: str) -> None:
    assert np.count_nonzero(drawn(figure(species), Pose(verb="talk", view=view))[..., 3]) > 100  # type: ignore[arg-type]


def test_emotions_change_the_face() -> None:
    shown = figure("man")
    calm = drawn(shown, Pose(view="front", emotion="neutral"), scale=160)
    different = [
        mood
        for mood in MOODS
        if not np.array_equal(calm, drawn(shown, Pose(view="front", emotion=mood), scale=160))
    ]
    assert len(different) >= len(MOODS) - 2


def test_a_mouth_opens_with_speech() -> None:
    shown = figure("fox")
    shut = drawn(shown, Pose(verb="talk", time=0.8), scale=160)
    assert not np.array_equal(shut, drawn(shown, Pose(verb="talk", time=0.8, mouth=0.9), scale=160))


def _share(pixels: np.ndarray, test: object) -> float:
    solid = pixels[pixels[..., 3] > 200].astype(float)
    return float(np.mean(test(solid[:, 2], solid[:, 1], solid[:, 0])))  # type: ignore[operator]


@pytest.mark.parametrize(
    "species", ("cat", "horse", "parrot", "dolphin", "car", "balloon", "teapot", "snake", "butterfly")
)
@pytest.mark.parametrize(
    ("name", "test"),
    [
        ("red", lambda r, g, b: (r > 1.5 * g) & (r > 1.5 * b)),
        ("blue", lambda r, g, b: (b > 1.25 * r) & (b > 1.05 * g)),
        ("green", lambda r, g, b: (g > 1.15 * r) & (g > 1.15 * b)),
    ],
)
def test_colors_paint_a_fair_share_of_the_figure(species: str, name: str, test: object) -> None:
    assert _share(drawn(figure(species, colors=(name,)), Pose()), test) > 0.25


def test_clothing_colors_show() -> None:
    dressed = figure("fox", anthropomorphic=True, clothing=(Garment("trench_coat", "blue"),))
    assert _share(drawn(dressed, Pose()), lambda r, g, b: b > 1.25 * r) > 0.2


@pytest.mark.parametrize("kind", sorted(known_garments()))
def test_every_garment_changes_a_person(kind: str) -> None:
    pose = Pose(view="three_quarter")
    bare = drawn(figure("zombie"), pose, scale=96)
    worn = drawn(figure("zombie", clothing=(Garment(kind, "magenta"),)), pose, scale=96)
    assert bare.shape != worn.shape or not np.array_equal(bare, worn)


def test_the_young_have_larger_heads() -> None:
    cat, kitten = figure("cat"), figure("cat", age="baby")
    assert kitten.row.head_size > cat.row.head_size  # type: ignore[attr-defined]
    assert kitten.metres < cat.metres


def test_a_figure_mirrors_when_it_faces_left() -> None:
    shown = figure("horse")
    right, left = drawn(shown, Pose(facing=1)), drawn(shown, Pose(facing=-1))

    def weight(pixels: np.ndarray) -> float:
        columns = pixels[..., 3].astype(float).sum(axis=0)
        return float((columns * np.arange(len(columns))).sum() / columns.sum() / len(columns))

    assert abs(weight(right) - 0.5) > 0.002
    assert (weight(right) - 0.5) * (weight(left) - 0.5) < 0


def test_light_darkens_and_rims() -> None:
    shown = figure("dog")
    day = drawn(shown, Pose())
    night = drawn(
        shown, Pose(), light=Light(key=(0.3, 0.35, 0.5), ambient=(0.2, 0.22, 0.35), rim_strength=0.0)
    )
    assert night[..., :3].sum() < day[..., :3].sum() * 0.7
    rimmed = drawn(shown, Pose(), light=Light(rim_strength=1.0))
    assert np.count_nonzero(rimmed[..., 3]) > np.count_nonzero(day[..., 3])


def test_a_held_thing_is_drawn_in_the_hand() -> None:
    person, umbrella = figure("woman"), figure("umbrella", colors=("green",))
    pose = Pose(verb="hold", held=umbrella)
    assert _share(drawn(person, pose), lambda r, g, b: (g > 1.15 * r) & (g > 1.15 * b)) > 0.05


def test_a_long_word_fits_its_card() -> None:
    shown = figure("no_such_thing")
    assert kind_of("no_such_thing") == "card"
    assert drawn(shown, Pose(), scale=SCALE).shape[1] < SCALE * 8


@pytest.mark.parametrize("verb", ("eat", "carry", "walk", "hold"))
@pytest.mark.parametrize("species", ("panda", "horse", "penguin", "dolphin", "snake"))
def test_animals_hold_things_too(species: str, verb: str) -> None:
    shown, apple = figure(species), figure("apple")
    pose = Pose(verb=verb, phase=0.2, time=0.4)
    held = Pose(verb=verb, phase=0.2, time=0.4, held=apple)
    assert not np.array_equal(drawn(shown, pose), drawn(shown, held))


@pytest.mark.parametrize("vehicle", ("car", "bicycle", "boat", "skateboard"))
def test_a_driver_shows_in_a_vehicle(vehicle: str) -> None:
    shown, driver = figure(vehicle), figure("man")
    assert not np.array_equal(drawn(shown, Pose(verb="drive")), drawn(shown, Pose(verb="drive", held=driver)))


def test_an_animal_may_be_made_of_things() -> None:
    plain, made = drawn(figure("dragon"), Pose()), drawn(figure("dragon", material="teapots"), Pose())
    assert not np.array_equal(plain, made)
