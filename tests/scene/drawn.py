"""A prompt, read, staged and drawn small: what the tests of the drawn scene look at."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.film import Film
from laterna.engines.animatic.reader import read
from laterna.engines.animatic.stage.actor import Actor
from laterna.engines.animatic.stage.take import Take
from laterna.engines.animatic.storyboard import Camera, Shot, Storyboard

WIDE, HIGH = 320, 180
SECONDS, FPS = 2, 6
STILL = Camera(move="static")
Picture = NDArray[np.uint8]


@dataclass
class Drawn:
    """A clip of 320×180 with six frames a second; its shots are staged when first asked for."""

    board: Storyboard
    film: Film = field(init=False)

    def __post_init__(self) -> None:
        request = VideoRequest(
            model="animatic", family="wan", prompt="p", width=WIDE, height=HIGH, duration=SECONDS, fps=FPS, seed=7
        )  # fmt: skip
        self.film = Film(self.board, request)

    def frame(self, index: int = 0) -> Picture:
        """(180, 320, 3) uint8, RGB."""
        return np.ascontiguousarray(self.film.frame(index)[..., 2::-1])

    def takes(self) -> list[tuple[Shot, Take]]:
        """Every shot with its take."""
        for span in self.film.spans:
            self.film.frame(span.start)
        return [(shot, self.film.takes[number]) for number, shot in enumerate(self.board.shots)]


def drawn(prompt: str) -> Drawn:
    """The clip of a prompt."""
    return Drawn(read(prompt))


def changed(board: Storyboard, **facts: Any) -> Storyboard:
    """The storyboard's first shot alone, with other facts."""
    return replace(board, shots=(replace(board.shots[0], **facts),))


def luma(picture: Picture) -> float:
    """Mean brightness, 0..1."""
    return float((picture @ np.array([0.2126, 0.7152, 0.0722])).mean() / 255)


def difference(one: Picture, other: Picture, least: int = 24) -> NDArray[np.bool_]:
    """Where two pictures differ by more than noise does."""
    apart = np.abs(one.astype(np.int16) - other.astype(np.int16)).max(axis=2)
    return np.asarray(apart > least)


def mask_of(
    board: Storyboard, subject: str, index: int = 0, least: int = 24
) -> tuple[Picture, NDArray[np.bool_]]:
    """The frame, and where it differs by more than `least` from the same shot without this subject; a still camera,
    no weather."""
    still = changed(board, camera=replace(board.shots[0].camera, move="static"), weather="clear", dialogue=())
    shot = still.shots[0]
    rest = tuple(one for one in shot.subjects if one.id != subject)
    ties = tuple(r for r in shot.relations if subject not in (r.subject, r.object))
    picture = Drawn(still).frame(index)
    without = Drawn(changed(still, subjects=rest, relations=ties)).frame(index)
    return picture, difference(picture, without, least)


def patches(mask: NDArray[np.bool_], least: int = 40) -> list[int]:
    """Sizes in pixels of the connected areas that have at least `least` pixels, largest first."""
    left = {(int(y), int(x)) for y, x in zip(*np.nonzero(mask), strict=True)}
    sizes = []
    while left:
        edge = [left.pop()]
        size = 0
        while edge:
            y, x = edge.pop()
            size += 1
            near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & left
            left -= near
            edge += near
        sizes.append(size)
    return sorted((size for size in sizes if size >= least), reverse=True)


def actors_of(take: Take, subject: str) -> list[Actor]:
    """The actors that play a subject."""
    return [actor for actor in take.actors if actor.subject.id == subject]
