"""What is kept between frames: layers held for a stretch, sprites on twos, pieces; none of it may show."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import Image, canvas_over, fill_box, image_from, pixels_of, surface
from laterna.engines.animatic.film import Film
from laterna.engines.animatic.stage import take
from laterna.engines.animatic.stage.actor_layer import ActorLayer
from laterna.engines.animatic.stage.held import Held, held
from laterna.engines.animatic.stage.layers import Moment, Still
from laterna.engines.animatic.stage.pieces import Pieces, banded, sliced, strewn
from laterna.engines.animatic.stage.view import view_of
from laterna.engines.animatic.storyboard import Camera, Storyboard, Subject
from tests.stage.scenes import board, cat, request

Pixels = NDArray[np.uint8]


def scattered(seed: int, share: float) -> Pixels:
    """Premultiplied pixels, mostly nothing, with some blocks."""
    random = np.random.default_rng(seed)
    pixels = np.zeros((180, 320, 4), np.uint8)
    for _ in range(int(share * 200)):
        x, y = int(random.integers(0, 310)), int(random.integers(0, 170))
        pixels[y : y + 7, x : x + 5] = random.integers(1, 128, 4)
        pixels[y : y + 7, x : x + 5, 3] = 128
    return pixels


@pytest.mark.parametrize("cut", [banded, strewn, lambda image: sliced(pixels_of(image))])
@pytest.mark.parametrize("solid", [False, True])
def test_an_image_in_pieces_looks_like_the_image(cut: Callable[[Image], Pieces], solid: bool) -> None:
    pixels = scattered(3, 0.2)
    if solid:
        pixels[100:] = (20, 60, 30, 255)
    image = image_from(pixels)
    pieces = cut(image)
    whole, parts = np.full((2, 180, 320, 4), 90, np.uint8)
    made = canvas_over(whole)
    made.getCanvas().drawImage(image, 0, 0)
    made.flushAndSubmit()
    made = canvas_over(parts)
    for part in pieces.parts:
        made.getCanvas().drawImage(part.image, part.x, part.y)
    made.flushAndSubmit()
    assert np.array_equal(whole, parts)
    if solid and pieces.floor < pieces.high:
        assert (pixels[pieces.floor :, :, 3] == 255).all()


def drawn(board_: Storyboard, frames: list[int], monkeypatch: pytest.MonkeyPatch, *, plain: bool) -> Pixels:
    if plain:
        monkeypatch.setattr(take, "held", lambda layers, *rest: list(layers))
    film = Film(board_, request(320, 180, seconds=5, fps=24))
    result = np.stack([film.frame(frame) for frame in frames])
    monkeypatch.undo()
    return result


@pytest.mark.parametrize("move", ["static", "dolly_in", "crane_up", "handheld", "pan_left", "zoom_in"])
def test_held_layers_look_like_layers_drawn_in_every_frame(
    move: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = board("forest", camera=Camera(move=move), subjects=(cat("sit"),))
    frames = [0, 31, 60, 119]
    kept = drawn(scene, frames, monkeypatch, plain=False)
    plain = drawn(scene, frames, monkeypatch, plain=True)
    assert np.abs(kept.astype(int) - plain).mean() < 2.0


def test_a_frame_is_the_same_wherever_drawing_began() -> None:
    scene = board("forest", camera=Camera(move="dolly_in"), subjects=(cat("sit"),))
    wanted = request(320, 180, seconds=5, fps=24)
    one = Film(scene, wanted)
    for frame in range(40, 52):
        through = one.frame(frame)
        if frame in (41, 47, 51):
            assert np.array_equal(through, Film(scene, wanted).frame(frame))


def test_a_still_camera_draws_neighbours_once() -> None:
    made = surface(64, 64)
    fill_box(made.getCanvas(), 0, 0, 64, 64, "#336699")
    layers = [Still(depth, 0, 0, made.makeImageSnapshot) for depth in (9.0, 4.0, 1.5)]
    result = held(layers, view_of(64, 64), lambda time: Moment(time=time), 5.0)
    assert [type(layer) for layer in result] == [Held]


def test_far_neighbours_of_a_push_are_held_and_those_far_apart_are_not_mixed() -> None:
    made = surface(640, 360)
    fill_box(made.getCanvas(), 0, 0, 640, 360, "#336699")
    layers = [Still(depth, 0, 0, made.makeImageSnapshot) for depth in (6.0, 5.9, 2.0, 1.9)]
    for layer in layers:
        layer.keep(layer.cut(pushed=True))
    result = held(layers, view_of(640, 360), lambda time: Moment(time=time, push=0.05 * time), 5.0)
    assert [layer.depth for layer in result] == [6.0, 2.0]


def layers_of(scene: Storyboard) -> list[ActorLayer]:
    film = Film(scene, request(320, 180, seconds=5, fps=24))
    film.frame(0)
    return [layer for layer in film.takes[0].layers if isinstance(layer, ActorLayer)]


def test_sitters_are_drawn_on_twos_and_runners_in_every_frame() -> None:
    (sitting,) = layers_of(board(subjects=(cat("sit"),)))
    (running,) = layers_of(board(subjects=(cat("run"),)))
    assert sitting.lasts == pytest.approx(1 / 12)
    assert running.lasts == 0


def test_a_thing_that_never_changes_is_drawn_once() -> None:
    bench = Subject(id="bench", name="bench", kind="furniture", species="bench", importance=3)
    (layer,) = layers_of(board("park", subjects=(bench,)))
    assert layer.lasts > 60


def test_a_slow_film_draws_every_frame() -> None:
    film = Film(board(subjects=(cat("sit"),)), request(320, 180, seconds=2, fps=16))
    film.frame(0)
    assert all(layer.lasts == 0 for layer in film.takes[0].layers if isinstance(layer, ActorLayer))


@pytest.mark.parametrize("verb", ["sit", "talk", "stand"])
def test_a_pose_on_twos_is_exact_in_its_first_frame(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = board("living_room", subjects=(cat(verb),), camera=Camera(move="dolly_in"))
    wanted = request(320, 180, seconds=5, fps=24)
    kept = Film(scene, wanted).frame(48)
    monkeypatch.setattr("laterna.engines.animatic.stage.actor_layer.sprite_of", lambda *rest: None)
    fresh = Film(scene, wanted).frame(48)
    assert np.abs(kept.astype(int) - fresh).mean() < 0.05
