"""The animatic's drawing: milliseconds a frame by layer and pass, over the scene set, beside the encoder alone.

    python -m bench.animatic            one line a scene: bake, frame, frames per second, encoder's own rate
    python -m bench.animatic kitten     the layers of one scene, dearest first

One process, 1280x720 at 24 frames a second, two seconds of five, frame after frame, since much is kept from one to
the next; processor time, of each frame the least of three rounds, and the mean of those. What a frame is made of at
that size, on one core of the machine of `bench/README.md`:

    blit of a baked layer at whole pixels    0.2 to 0.5 ms a full frame (0.4 for an opaque one)
    the same scaled, linear sampling         5 to 6 ms: once a stretch of a push, and the last blit of a zoom
    the same scaled, repeating pixels        0.4 ms where it is opaque, 3 where it is not: so cut into pieces
    a call from Python to Skia               1 to 2 microseconds; from a kept picture a quarter of that
    the same added instead of laid over      1.4 (half a frame) to 7 ms: light is laid over instead
    a gradient over the frame                8 to 16 ms: always baked
    a curved shape of 60 pixels              0.06 ms: what figures are made of
    300 rain streaks, one pixel wide         0.1 ms; 2.5 ms when 1.5 pixels wide (so baked as a sheet, 0.5 ms)
    displacement for paper looks             1.4 ms
    vignette, grain and paper together       0.5 ms
"""

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable

import numpy as np

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.canvas import canvas_over
from laterna.engines.animatic.film import Film, warm
from laterna.engines.animatic.storyboard import (
    Action,
    Camera,
    Garment,
    Line,
    Relation,
    Shot,
    Storyboard,
    Subject,
)
from laterna.media.coding import Coding
from laterna.media.encode import SegmentEncoder

FRAMES = 120
MEASURED = range(36, 84)
ROUNDS = 3


def _one(species: str, kind: str, verb: str = "", **more: object) -> Subject:
    actions = (Action(verb),) if verb else ()
    return Subject(
        id=species, name=species, species=species, kind=kind, actions=actions, importance=3, **more
    )  # type: ignore[arg-type]


def _board(shot: Shot, style: str = "") -> Storyboard:
    return Storyboard(prompt="", style=style, shots=(shot,))


SCENES: dict[str, Storyboard] = {
    "kitten": _board(
        Shot(setting="meadow", time="night", subjects=(_one("cat", "quadruped", "run", age="baby"),))
    ),
    "aerial city": _board(
        Shot(setting="coastal_city", era="future", time="dawn", camera=Camera("aerial", framing="wide")),
        "cinematic",
    ),
    "fox, noir": _board(
        Shot(
            setting="office",
            time="night",
            weather="rain",
            camera=Camera(angle="low", framing="medium"),
            subjects=(_one("fox", "biped", "sit", anthropomorphic=True, clothing=(Garment("trench_coat"),)),),
        ),
        "noir",
    ),
    "astronaut": _board(
        Shot(setting="fog_void", time="night", weather="fog", subjects=(_one("astronaut", "biped", "walk"),))
    ),
    "dolphins": _board(
        Shot(setting="ocean", time="sunset", subjects=(_one("dolphin", "fish", "jump", count=3),)),
        "watercolor",
    ),
    "teapots": _board(
        Shot(
            setting="beach",
            subjects=(_one("dragon", "reptile", "talk"), _one("lighthouse", "building", "talk")),
        )
    ),
    "penguins": _board(
        Shot(
            setting="snowfield",
            time="dusk",
            weather="snow",
            subjects=(_one("penguin", "bird", "walk", count=5),),
        )
    ),
    "red car": _board(
        Shot(setting="city_street", time="night", weather="rain", subjects=(_one("car", "vehicle", "drive"),))
    ),
    "dolly": _board(
        Shot(
            setting="forest",
            time="morning",
            camera=Camera("dolly_in"),
            subjects=(_one("deer", "quadruped", "stand"),),
        )
    ),
    "talk": _board(
        Shot(
            setting="cafe",
            subjects=(_one("man", "biped", "talk"), _one("woman", "biped", "drink")),
            relations=(Relation("man", "left_of", "woman"),),
            dialogue=(Line("Have you seen the fox?", "man"),),
        )
    ),
}


def _request() -> VideoRequest:
    return VideoRequest(model="", family="", prompt="", width=1280, height=720, duration=5, fps=24, seed=7)


def _milliseconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1000


def measure(board: Storyboard) -> tuple[float, float, float]:
    """Milliseconds to bake, to draw a frame, and to convert and encode a frame."""
    film = Film(board, _request())
    bake = _milliseconds(lambda: film.frame(0))
    frames = [film.frame(index) for index in MEASURED]
    rounds = [
        [_milliseconds(lambda index=index: film.frame(index)) for index in MEASURED] for _ in range(ROUNDS)
    ]
    draw = statistics.mean(min(each) for each in zip(*rounds, strict=True))
    encoder = SegmentEncoder(Coding(width=1280, height=720, fps=24))
    encoding = _milliseconds(lambda: ([encoder.add(frame) for frame in frames], encoder.finish()))
    return bake, draw, encoding / len(frames)


def layers(board: Storyboard) -> dict[str, float]:
    """Milliseconds a frame of every layer and pass of the first shot."""
    film = Film(board, _request())
    film.frame(0)
    take = film.takes[0]
    pixels = np.empty((720, 1280, 4), np.uint8)
    canvas = canvas_over(pixels).getCanvas()
    film.frame(MEASURED[0])
    spent: dict[str, list[float]] = defaultdict(lambda: [1e9] * len(MEASURED))

    def note(name: str, place: int, work: Callable[[], object]) -> None:
        spent[name][place] = min(spent[name][place], _milliseconds(work))

    for _ in range(ROUNDS):
        for place, index in enumerate(MEASURED):
            moment = take.aim(index / 24).moment
            for number, layer in enumerate(take.layers):
                name = f"{number:3d} {type(layer).__name__} at depth {layer.depth:.2f}"
                note(
                    name,
                    place,
                    lambda layer=layer, moment=moment: layer.draw(canvas, take.scene.view, moment),
                )
            note("    look", place, lambda index=index: film.look.apply(pixels, index))
            note("    overlay", place, lambda index=index: film.overlay.draw(canvas, index))
    return {name: statistics.mean(each) for name, each in spent.items()}


def main() -> None:
    """Prints the table, or one scene's layers."""
    warm()
    if len(sys.argv) > 1:
        for name, cost in sorted(layers(SCENES[sys.argv[1]]).items(), key=lambda item: -item[1]):
            print(f"{cost:7.2f} ms  {name}")
        return
    print(
        f"{'scene':14}{'bake ms':>9}{'frame ms':>10}{'frames/s':>10}{'encode ms':>11}{'5 s clip on 2 cores, s':>25}"
    )
    for name, board in SCENES.items():
        bake, frame, encode = measure(board)
        clip = (bake + FRAMES / 2 * (frame + encode)) / 1000
        print(f"{name:14}{bake:9.0f}{frame:10.1f}{1000 / frame:10.0f}{encode:11.1f}{clip:25.2f}")


if __name__ == "__main__":
    main()
