"""What a drawing process can do: read a prompt, decode a picture, draw a segment, compose the sound, join the clip.

This module and those that it imports are loaded in drawing processes only; they may load Skia, NumPy and PyAV.
"""

import errno
import gc
import importlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna import __version__
from laterna.catalog.request import VideoRequest
from laterna.engines.animatic import storyboard as boards
from laterna.engines.animatic.casting import cast_pictures, script_of
from laterna.engines.animatic.drawing.aside import Aside
from laterna.engines.animatic.drawing.messages import (
    Decode,
    Draw,
    Hear,
    Join,
    PictureSize,
    Read,
    Setup,
    Sound,
    Work,
)
from laterna.engines.animatic.drawing.stamp import stamper
from laterna.engines.animatic.drawing.voice import decode_voice, levels_of
from laterna.engines.animatic.given import Given
from laterna.engines.animatic.handmade import is_storyboard, storyboard_from
from laterna.engines.animatic.memory import give_back, tidy
from laterna.engines.animatic.storyboard import Storyboard
from laterna.errors import EngineError, LaternaError
from laterna.media.coding import Coding, Frame, Segment
from laterna.media.cover import make_cell, write_spritesheet
from laterna.media.encode import SegmentEncoder
from laterna.media.pictures import decode_picture, is_cut_out
from laterna.media.segments import join_segments
from laterna.media.soundtrack import Soundtrack, encode_sound
from laterna.media.stills import write_still

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_TITLE = 200  # characters of the prompt
_CELLS = ".cells"  # ends the name of the file with a segment's pictures for the spritesheet

Count = Callable[[int], None]
"""Told the number of frames just drawn; raises Interrupted when the clip has been given up."""


class Interrupted(Exception):
    """The clip has been given up."""


class _Read(Protocol):
    def __call__(
        self,
        prompt: str,
        *,
        negative_prompt: str,
        style: str,
        shot_type: str,
        duration: int,
        seed: int,
        movement_amplitude: str,
    ) -> Storyboard: ...


class _Composer(Protocol):
    def compose(self, storyboard: Storyboard, request: VideoRequest) -> NDArray[np.float32]: ...


class Film(Protocol):
    """What draws: every frame a pure function of storyboard, request and index."""

    @property
    def actual_prompt(self) -> str:
        """What is shown, in full."""
        ...

    def frame(self, index: int) -> Frame:
        """The picture with this index, in one of the layouts of `Frame`."""
        ...


_Warm = Callable[[], None]
FilmFactory = Callable[[Storyboard, VideoRequest, Given, Path | None], Film]


class _Reel(Struct):
    """The film of the clip that is being drawn."""

    clip: int
    film: Film


class Workshop:
    """Does the work; keeps the film of the current clip so that baked layers serve all of its segments."""

    def __init__(self, factory: FilmFactory, read: _Read, warm: _Warm | None = None) -> None:
        self._factory = factory
        self._read = read
        self._warm = warm
        self._reel: _Reel | None = None

    def warm(self) -> None:
        """Loads what the first clip would otherwise wait for."""
        if self._warm is not None:
            self._warm()

    def do(self, clip: int, work: Work, count: Count) -> bytes:
        """Does one piece of work for a clip. Raises LaternaError and Interrupted."""
        try:
            if isinstance(work, Read):
                return _read(work, self._read)
            if isinstance(work, Decode):
                return _decode(work)
            if isinstance(work, Hear):
                return _hear(work)
            if isinstance(work, Draw):
                return self._draw(clip, work, count)
            if isinstance(work, Sound):
                return _sound(work)
            return _join(work)
        except OSError as error:
            if error.errno in _DISK_FULL:
                raise LaternaError(
                    "The disk is full: the clip could not be written.", code="storage_full"
                ) from error
            raise

    def forget(self, clip: int) -> None:
        """Frees the film of a clip."""
        if self._reel is not None and self._reel.clip == clip:
            self._reel = None
            _give_back()

    def _film(self, clip: int, work: Draw) -> Film:
        if self._reel is None or self._reel.clip != clip:
            if self._reel is not None:
                self._reel = None  # the old film is freed before the new one is made
                _give_back()
            shared = Path(work.shared) if work.shared else None
            film = self._factory(boards.decode(work.storyboard), work.request, work.given, shared)
            self._reel = _Reel(clip, film)
        return self._reel.film

    def _draw(self, clip: int, work: Draw, count: Count) -> bytes:
        count(0)
        film = self._film(clip, work)
        encoder = SegmentEncoder(coding_of(work.request))
        stills = {still.frame: Path(still.file) for still in work.stills}
        stamp = stamper(work.request)
        gop = encoder.coding.gop
        cells: list[Frame] = []
        with Aside(encoder.add) as encoding:
            for index in range(work.first, work.first + work.count):
                picture = stamp(film.frame(index))
                if index == work.first:
                    tidy(work.request.width, work.request.height)
                encoding.take(picture)
                if (index - work.first) % gop == 0:
                    cells.append(make_cell(picture))
                if index in stills:
                    write_still(picture, stills[index])
                count(1)
        _save(np.stack(cells), work.file + _CELLS)
        Path(work.file).write_bytes(encoder.finish().to_bytes())
        return film.actual_prompt.encode()


def _give_back() -> None:
    """Returns what layers of earlier clips leave behind."""
    gc.collect()
    give_back()


def coding_of(request: VideoRequest) -> Coding:
    """How the clip is encoded."""
    return Coding(width=request.width, height=request.height, fps=request.fps)


def open_workshop(setup: Setup) -> Workshop:
    """Loads the libraries, what draws and what reads.

    Raises EngineError `engine_unavailable` with what to do when one of them cannot be loaded.
    """
    try:
        return Workshop(
            cast(FilmFactory, _named(setup.film)),
            cast(_Read, _named(setup.reader)),
            cast(_Warm, _named(setup.warm)) if setup.warm else None,
        )
    except (ImportError, AttributeError) as error:
        raise EngineError(_how_to_mend(error), code="engine_unavailable") from error


def _named(name: str) -> object:
    module, _, member = name.partition(":")
    found: object = getattr(importlib.import_module(module), member)
    return found


def _how_to_mend(error: Exception) -> str:
    text = str(error)
    if "libEGL" in text or "libGL" in text:
        return (
            "Skia, which draws the pictures, needs the system's libEGL and libGL, and one of them is missing."
            " On Debian or Ubuntu: apt-get install -y libegl1 libgl1"
        )
    return (
        f"A library that drawing needs cannot be loaded ({text})."
        " Reinstall Laterna: pip install --force-reinstall laterna"
    )


def _read(work: Read, read: _Read) -> bytes:
    request = work.request
    if is_storyboard(request.prompt):
        board = storyboard_from(request.prompt)
        return boards.encode(cast_pictures(board, board.prompt, work.cut_out) if work.cut_out else board)
    script = script_of(request.prompt, len(work.cut_out))
    board = read(
        script.prompt,
        negative_prompt=request.negative_prompt,
        style=request.style,
        shot_type=request.shot_type,
        duration=request.duration,
        seed=request.seed,
        movement_amplitude=request.movement_amplitude,
    )
    if work.cut_out:
        board = cast_pictures(board, request.prompt, work.cut_out, script.styles)
    return boards.encode(board)


def _decode(work: Decode) -> bytes:
    picture = decode_picture(Path(work.source), most=work.most, noun=work.noun, field=work.field)
    _save(picture, work.into)
    size = PictureSize(picture.shape[1], picture.shape[0], is_cut_out(picture))
    return msgspec.msgpack.encode(size)


def _sound(work: Sound) -> bytes:
    composer = cast(_Composer, importlib.import_module("laterna.engines.animatic.sound"))
    request = work.request
    samples = composer.compose(boards.decode(work.storyboard), request)
    _keep_sound(samples, request.frames, request.fps, work.file)
    return b""


def _hear(work: Hear) -> bytes:
    samples = decode_voice(Path(work.source))
    _keep_sound(samples, work.frames, work.fps, work.into)
    return levels_of(samples, work.frames, work.fps)


def _keep_sound(samples: NDArray[np.float32], frames: int, fps: int, name: str) -> None:
    """Encodes while other processes still draw, so that joining has little left to do."""
    Path(name).write_bytes(encode_sound(samples, frames, fps).to_bytes())


def _save(pictures: Frame, name: str) -> None:
    with Path(name).open("wb") as file:
        np.save(file, pictures, allow_pickle=False)


def _join(work: Join) -> bytes:
    segments = [Segment.from_bytes(Path(name).read_bytes()) for name in work.segments]
    sound = Soundtrack.from_bytes(Path(work.sound).read_bytes()) if work.sound else None
    join_segments(segments, sound, Path(work.file), metadata=_metadata(work.request))
    cells = [cell for name in work.segments for cell in np.load(name + _CELLS, allow_pickle=False)]
    write_spritesheet(cells, Path(work.sheet))
    if work.shared:
        shutil.rmtree(work.shared, ignore_errors=True)
    return b""


def _metadata(request: VideoRequest) -> dict[str, str]:
    """Tags of the file: a viewer can tell that the clip is drawn, by what, and from what."""
    return {
        "title": request.prompt[:_TITLE],
        "artist": f"Laterna {__version__}",
        "comment": f"An animatic drawn by Laterna {__version__} from its prompt; seed {request.seed}.",
    }
