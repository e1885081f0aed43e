"""What processes share of a shot: each layer is baked by one of them, and all see the same pixels."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from laterna.engines.animatic.film import Film
from laterna.engines.animatic.given import Given
from laterna.engines.animatic.sets.registry import BUILDERS
from laterna.engines.animatic.stage.darkroom import Darkroom
from laterna.engines.animatic.stage.layers import Baked
from laterna.engines.animatic.storyboard import Camera, Storyboard
from tests.stage.scenes import board, cat, request

WANTED = request(320, 180, seconds=2, fps=24)
SCENE = board("lake", "sunset", weather="rain", camera=Camera(move="dolly_in"), subjects=(cat("sit"),))


def film(shared: Path | None = None, scene: Storyboard = SCENE) -> Film:
    return Film(scene, WANTED, Given(), Darkroom(shared))


def test_a_film_that_takes_its_layers_from_another_process_shows_the_same(tmp_path: Path) -> None:
    alone = film().frame(30)
    assert np.array_equal(film(tmp_path).frame(30), alone)
    baked = {file: file.stat().st_mtime_ns for file in tmp_path.glob("*/*")}
    assert len(baked) > 5
    assert np.array_equal(film(tmp_path).frame(30), alone)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.glob("*/*")} == baked


@pytest.mark.parametrize("setting", sorted(BUILDERS))
def test_layers_look_the_same_in_whatever_order_they_are_baked(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, scene = request(128, 72, seconds=1, fps=8), board(setting, weather="rain")
    forward = Film(scene, wanted).frame(3)
    in_order = Darkroom.develop

    def backward(self: Darkroom, layers: list[Baked], pushed: bool) -> None:
        in_order(self, layers[::-1], pushed)

    monkeypatch.setattr(Darkroom, "develop", backward)
    assert np.array_equal(Film(scene, wanted).frame(3), forward)


def test_what_a_process_left_unfinished_is_baked_anew(tmp_path: Path) -> None:
    alone = film(tmp_path).frame(30)
    for file in tmp_path.glob("*/*"):
        os.truncate(file, 0 if file.name == "0" else file.stat().st_size)
        with file.open("r+b") as broken:
            broken.write(bytes(16))
    assert np.array_equal(film(tmp_path).frame(30), alone)


def test_a_layer_that_another_process_is_baking_is_waited_for(tmp_path: Path) -> None:
    alone = film(tmp_path / "one").frame(30)
    (tmp_path / "two" / "0").mkdir(parents=True)
    drawn: list[np.ndarray] = []
    with (tmp_path / "two" / "0" / "3").open("w+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = Thread(target=lambda: drawn.append(film(tmp_path / "two").frame(30)))
        waiting.start()
        waiting.join(0.6)
        assert not drawn
        other.write((tmp_path / "one" / "0" / "3").read_bytes())
    waiting.join()
    assert np.array_equal(drawn[0], alone)


def test_where_files_cannot_be_written_each_process_bakes_for_itself(tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys; from pathlib import Path; from tests.stage.test_darkroom import film;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536));"
        "sys.stdout.buffer.write(film(Path(sys.argv[1])).frame(30).tobytes())"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=True)
    assert done.stdout == film().frame(30).tobytes()
