"""What stands for a clip where it is not played: cover, last frame, contact sheet."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from laterna.errors import EngineError
from laterna.media.coding import Frame
from laterna.media.stills import Picture, write_still

_GAP = 4


def write_cover(picture: Picture, path: Path) -> None:
    """Writes a clip's cover: full size, as the path's suffix says (.jpg or .webp). Raises EngineError."""
    write_still(picture, path)


def write_last_frame(picture: Picture, path: Path) -> None:
    """Writes a clip's last frame: full size and without loss when the suffix is .png. Raises EngineError."""
    write_still(picture, path)


def make_contact_sheet(video: Path, columns: int, rows: int, path: Path, *, cell_width: int = 480) -> None:
    """Writes a picture of `columns` by `rows` frames of a video, evenly spread from first to last, to `path`.

    Memory holds the sheet and one frame, whatever the video's length. Raises EngineError.
    """
    if columns < 1 or rows < 1:
        raise EngineError("A contact sheet needs at least one column and one row.")
    try:
        with av.open(str(video)) as container:
            sheet = _sheet(container, columns, rows, cell_width)
    except av.FFmpegError as error:
        raise EngineError(f"{video.name} cannot be read as a video: {error}.") from error
    write_still(sheet, path)


def make_spritesheet(video: Path, path: Path, *, cell_width: int = 240, columns: int = 4) -> None:
    """Writes the keyframes of a video, about one a second, side by side: what players show while one seeks.

    Only keyframes are decoded, so it takes a few milliseconds for each second of video. Raises EngineError.
    """
    try:
        with av.open(str(video)) as container:
            stream = container.streams.video[0]
            stream.codec_context.skip_frame = "NONKEY"
            height = _cell_height(cell_width, stream.width, stream.height)
            cells = [
                frame.reformat(width=cell_width, height=height, format="rgb24").to_ndarray().astype(np.uint8)
                for frame in container.decode(stream)
            ]
    except av.FFmpegError as error:
        raise EngineError(f"{video.name} cannot be read as a video: {error}.") from error
    write_spritesheet(cells, path, columns=columns)


def make_cell(picture: Frame, *, width: int = 240) -> NDArray[np.uint8]:
    """One picture of a spritesheet, (height, `width`, 3) RGB, from a frame while it is at hand."""
    high, wide = picture.shape[:2]
    form = "bgra"
    if picture.ndim == 2:
        form, high = "yuv420p", high * 2 // 3
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=form)
    if form == "yuv420p":
        frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
    small = frame.reformat(
        width=width, height=_cell_height(width, wide, high), format="rgb24", interpolation=Interpolation.AREA
    )
    return np.ascontiguousarray(small.to_ndarray())


def write_spritesheet(cells: Sequence[NDArray[np.uint8]], path: Path, *, columns: int = 4) -> None:
    """Writes pictures of one size, (height, width, 3) RGB, side by side in reading order. Raises EngineError."""
    if not cells:
        raise EngineError("A spritesheet needs at least one picture.")
    height, width = cells[0].shape[:2]
    rows = -(-len(cells) // columns)
    sheet = np.full((rows * height, min(columns, len(cells)) * width, 3), 24, dtype=np.uint8)
    for number, cell in enumerate(cells):
        top, left = number // columns * height, number % columns * width
        sheet[top : top + height, left : left + width] = cell
    write_still(sheet, path)


def _cell_height(cell_width: int, width: int, height: int) -> int:
    return max(2, round(cell_width * height / width))


def _sheet(container: av.container.InputContainer, columns: int, rows: int, width: int) -> NDArray[np.uint8]:
    stream = container.streams.video[0]
    total = stream.frames or sum(1 for packet in container.demux(stream) if packet.size)
    container.seek(0)
    wanted = np.linspace(0, total - 1, columns * rows).round().astype(int).tolist()
    height = max(2, round(width * stream.height / stream.width))
    sheet = np.full((rows * (height + _GAP) + _GAP, columns * (width + _GAP) + _GAP, 3), 24, dtype=np.uint8)
    places = iter(range(columns * rows))
    for index, frame in enumerate(container.decode(stream)):
        count = wanted.count(index)
        if not count:
            continue
        cell = frame.reformat(width=width, height=height, format="rgb24", interpolation=Interpolation.AREA)
        for place in [next(places) for _ in range(count)]:
            top, left = (place // columns) * (height + _GAP) + _GAP, (place % columns) * (width + _GAP) + _GAP
            sheet[top : top + height, left : left + width] = cell.to_ndarray()
    return sheet
