"""Has a job's pictures and audio decoded in drawing processes, where a file made to do harm costs one task."""

import asyncio
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from laterna.catalog import Catalog, follow_picture
from laterna.catalog.request import VideoRequest
from laterna.catalog.sizes import Size
from laterna.engines.animatic.drawing.messages import Decode, Hear, PictureSize
from laterna.engines.animatic.drawing.pool import Desk
from laterna.engines.animatic.given import Given
from laterna.engines.engine import InputFiles, Job
from laterna.errors import EngineError, LaternaError, UnknownModel

DECODING_SECONDS: Final = 30.0
"""How long one file may take: a progressive JPEG can be made to take hours."""

_FRAMES_MOST: Final = 4_096
_REFERENCES_MOST: Final = 1_536
_ROOM: Final = 1.5  # pictures are kept this much larger than the clip, for the camera to go closer


class Taken(Struct, frozen=True):
    """The decoded pictures, the size of the one that the clip opens on, if any, which references are cut out, and
    the file of the decoded audio, or empty."""

    given: Given = Given()
    opening: PictureSize | None = None
    cut_out: tuple[bool, ...] = ()
    sound: str = ""


async def take_in(desk: Desk, job: Job, *, seconds: float = DECODING_SECONDS) -> Taken:
    """Decodes the files of a job into its folder. Raises EngineError `input_invalid`, naming the parameter."""
    files = job.files
    works = _works(files, job.folder, _most(job.request))
    hears = _hears(job)
    broken: BaseExceptionGroup[LaternaError] | None = None
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_picture(desk, work, seconds)) for work in works]
            heard = [
                group.create_task(_done(desk, work, "The audio", "audio_url", seconds)) for work in hears
            ]
    except* LaternaError as errors:
        broken = errors
    if broken is not None:
        raise _first(broken)
    paths = {Path(work.source): work.into for work in works}
    given = Given(
        first=paths[files.first_frame] if files.first_frame else "",
        last=paths[files.last_frame] if files.last_frame else "",
        references=tuple(paths[path] for path in files.references),
        levels=b"".join(task.result() for task in heard),
    )
    sizes = [task.result() for task in tasks]
    behind = len(sizes) - len(files.references)
    return Taken(
        given,
        sizes[0] if files.first_frame else None,
        tuple(size.cut_out for size in sizes[behind:]),
        "".join(work.into for work in hears),
    )


def shaped(request: VideoRequest, opening: PictureSize | None, catalog: Catalog | None) -> VideoRequest:
    """The request in the shape of the picture that the clip opens on, where the caller left that to the picture."""
    if opening is None or catalog is None:
        return request
    try:
        card = catalog.card(request.model)
    except UnknownModel:  # taken out of the catalogue since the task was created
        return request
    return follow_picture(card, request, Size(opening.width, opening.height))


def _works(files: InputFiles, folder: Path, most: int) -> list[Decode]:
    named = [
        (files.first_frame, "The first frame", "image", most),
        (files.last_frame, "The last frame", "last_image", most),
        *(
            (path, f"Reference image {number}", "reference_images", _REFERENCES_MOST)
            for number, path in enumerate(files.references, 1)
        ),
    ]
    return [
        Decode(str(path), str(folder / f"picture-{number}.npy"), noun, field, limit)
        for number, (path, noun, field, limit) in enumerate(named)
        if path is not None
    ]


def _most(request: VideoRequest) -> int:
    return min(_FRAMES_MOST, round(max(request.width, request.height) * _ROOM * 16 / 9))


def _hears(job: Job) -> list[Hear]:
    audio, request = job.files.audio, job.request
    if audio is None:
        return []
    return [Hear(str(audio), str(job.folder / "sound"), request.frames, request.fps)]


async def _picture(desk: Desk, work: Decode, seconds: float) -> PictureSize:
    value = await _done(desk, work, work.noun, work.field, seconds)
    return msgspec.msgpack.decode(value, type=PictureSize)


async def _done(desk: Desk, work: Decode | Hear, noun: str, field: str, seconds: float) -> bytes:
    try:
        async with asyncio.timeout(seconds):
            return await desk.do(work)
    except TimeoutError as error:
        raise _refused(noun, field, f"it takes longer than {seconds:g} s to decode") from error
    except EngineError as error:
        if error.code != "engine_crashed":
            raise
        raise _refused(noun, field, "it broke the process that decoded it") from error


def _refused(noun: str, field: str, why: str) -> EngineError:
    return EngineError(f"{noun} cannot be used: {why}.", code="input_invalid", field=field)


def _first(group: BaseExceptionGroup[LaternaError]) -> LaternaError:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
