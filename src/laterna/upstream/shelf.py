"""The shelf: the emulator's clips, made once for every shape and copied for every task."""

import asyncio
import shutil
from pathlib import Path

from msgspec import Struct


class Shape(Struct, frozen=True):
    """All that decides how a clip of the emulator looks. Width and height in pixels, duration in whole seconds."""

    width: int
    height: int
    duration: int
    fps: int
    sound: bool


class Shelf:
    """Finished clips, one of each shape, made when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Shape, asyncio.Task[tuple[Path, Path]]] = {}

    async def put(self, shape: Shape, video: Path, cover: Path, mark: str) -> None:
        """Writes a clip of a shape and its cover to these paths; `mark` makes the clip one of its own.

        Raises EngineError.
        """
        if shape not in self._made:
            self._made[shape] = asyncio.create_task(asyncio.to_thread(self._make, shape))
        kept = await asyncio.shield(self._made[shape])
        await asyncio.to_thread(_copy, kept, (video, cover), mark)

    def _make(self, shape: Shape) -> tuple[Path, Path]:
        # Loaded when needed, in a thread: the libraries take half a second.
        from laterna.upstream.film import write_film

        self._folder.mkdir(parents=True, exist_ok=True)
        sound = "sound" if shape.sound else "silent"
        name = f"{shape.width}x{shape.height}-{shape.duration}s-{shape.fps}fps-{sound}"
        video, cover = self._folder / f"{name}.mp4", self._folder / f"{name}.jpg"
        write_film(shape, video, cover)
        return video, cover


def _copy(sources: tuple[Path, Path], targets: tuple[Path, Path], text: str) -> None:
    for source, target in zip(sources, targets, strict=True):
        shutil.copyfile(source, target)
    _stamp(targets[0], text)


def _stamp(video: Path, text: str) -> None:
    """Appends a `free` box, which players skip."""
    body = text.encode()
    with video.open("ab") as file:
        file.write((8 + len(body)).to_bytes(4, "big") + b"free" + body)
