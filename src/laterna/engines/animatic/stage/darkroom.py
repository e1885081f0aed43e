"""The darkroom: where the layers of a shot are baked, each in one of the processes that draw the clip.

The processes share a folder with a file a layer. Whoever locks the file of a layer that is not baked bakes it; the
others take the next one, and map the file into their memory when it is there, so that it is held once however many
processes draw. A process that dies lets go of its lock, and the next one bakes what it has left behind.
"""

import fcntl
import mmap
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from laterna.engines.animatic.canvas import LINEAR, NEAREST, image_from, opaque_from, pixels_of
from laterna.engines.animatic.stage.layers import Baked
from laterna.engines.animatic.stage.pieces import Piece, Pieces, recorded_together

_HEAD: Final = 16
"""Bytes that say how long the description is; nothing but zeros until the file is whole."""


class _Part(Struct, frozen=True, array_like=True):
    """One piece in a file: its place in the image, and where its pixels begin behind the description."""

    x: int
    y: int
    wide: int
    high: int
    opaque: bool
    start: int


class _Described(Struct, frozen=True, array_like=True):
    """What a file has before the pixels."""

    wide: int
    high: int
    smooth: bool
    together: bool
    parts: tuple[_Part, ...]


class Darkroom:
    """Bakes layers, together with other processes where there is a `folder` to share."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def of_shot(self, number: int) -> "Darkroom":
        """The part of it that is one shot's."""
        return Darkroom(self._folder / str(number)) if self._folder else self

    def develop(self, layers: Sequence[Baked], pushed: bool) -> None:
        """Gives every layer its pieces; `layers` are the same, in the same order, in every process."""
        if self._folder is None:
            for layer in layers:
                layer.keep(layer.cut(pushed))
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        files = [self._folder / f"{number}" for number in range(len(layers))]
        busy = [pair for pair in zip(files, layers, strict=True) if not _bake(*pair, pushed, wait=False)]
        for file, layer in busy:
            _bake(file, layer, pushed, wait=True)


ALONE: Final = Darkroom()
"""That of a process that draws by itself."""


def _bake(file: Path, layer: Baked, pushed: bool, *, wait: bool) -> bool:
    """Bakes a layer into its file, or takes what is there. False when another process is at it, unless told to wait."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        if any(os.pread(handle, _HEAD, 0)):
            layer.keep(_read(handle))
            return True
        pieces = layer.cut(pushed)
        layer.keep(_read(handle) if _write(handle, pieces) else pieces)
        return True
    except BlockingIOError:
        return False
    finally:
        # Closing would not do: a mapping keeps the file open, and with it the lock.
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _write(handle: int, pieces: Pieces) -> bool:
    """Writes pieces; False where the disk takes none, since sharing saves time and memory but nothing depends on it."""
    parts, start = [], 0
    for piece in pieces.parts:
        parts.append(_Part(piece.x, piece.y, piece.wide, piece.high, piece.image.isOpaque(), start))
        start += piece.wide * piece.high * 4
    together = pieces.picture is not None
    described = _Described(pieces.wide, pieces.high, pieces.sampling is LINEAR, together, tuple(parts))
    text = msgspec.msgpack.encode(described)
    try:
        with os.fdopen(os.dup(handle), "wb") as out:
            out.truncate(0)
            out.seek(_HEAD)
            out.write(text + bytes(_padded(len(text)) - len(text)))
            for piece in pieces.parts:
                out.write(pixels_of(piece.image).data)
            out.seek(0)
            out.write(len(text).to_bytes(_HEAD, "little"))
    except OSError:
        os.ftruncate(handle, 0)
        return False
    return True


def _read(handle: int) -> Pieces:
    """The pieces in a file, which stays mapped for as long as they are used."""
    mapped = mmap.mmap(handle, 0, prot=mmap.PROT_READ)
    length = int.from_bytes(mapped[:_HEAD], "little")
    described = msgspec.msgpack.decode(mapped[_HEAD : _HEAD + length], type=_Described)
    pixels = np.frombuffer(mapped, np.uint8, offset=_HEAD + _padded(length))
    parts = []
    for part in described.parts:
        area = pixels[part.start : part.start + part.wide * part.high * 4].reshape(part.high, part.wide, 4)
        image = opaque_from(area, copy=False) if part.opaque else image_from(area, copy=False)
        parts.append(Piece(part.x, part.y, part.wide, part.high, image))
    picture = recorded_together(described.wide, described.high, parts) if described.together else None
    sampling = LINEAR if described.smooth else NEAREST
    return Pieces(described.wide, described.high, tuple(parts), sampling, picture, mapped)


def _padded(length: int) -> int:
    """The length up to which a description is filled, so that pixels begin at a multiple of their size."""
    return -(-length // _HEAD) * _HEAD
