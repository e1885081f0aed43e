"""The animatic engine: reads a prompt, draws it in segments on all processes, and joins them to a clip.

The process that this runs in loads neither Skia nor NumPy nor PyAV: all of that happens in drawing processes.
"""

import hashlib
from collections import OrderedDict

import msgspec

from laterna.catalog import Catalog
from laterna.engines.animatic.drawing.messages import Draw, Join, Read, Setup, Sound, Still, Work
from laterna.engines.animatic.drawing.pool import Desk, DrawingPool
from laterna.engines.animatic.drawing.segments import cut
from laterna.engines.animatic.handmade import is_storyboard
from laterna.engines.animatic.intake import Taken, shaped, take_in
from laterna.engines.animatic.scriptwriter import Scriptwriter
from laterna.engines.engine import Clip, Job, Progress

FILM = "laterna.engines.animatic.reel:open_film"
WARM = "laterna.engines.animatic.film:warm"
READER = "laterna.engines.animatic.reader:read"

_READ = 2  # per cent reached when the prompt is read
_DRAWN = 97  # when all frames are drawn
_REMEMBERED = 64  # storyboards


class AnimaticEngine:
    """Draws clips on `workers` processes, whose priority `niceness` lowers.

    `film` names the class that draws and `reader` the function that reads prompts, both as `module:name`.
    `scriptwriter` writes storyboards where there is one, and the reader where it fails.
    `catalog` says which sizes a model offers, for clips whose shape follows their picture.
    """

    name = "animatic"
    takes_files = True
    resumes = False

    def __init__(
        self,
        workers: int,
        *,
        niceness: int = 10,
        film: str = FILM,
        reader: str = READER,
        catalog: Catalog | None = None,
        scriptwriter: Scriptwriter | None = None,
    ) -> None:
        self.capacity = workers
        self._pool = DrawingPool(workers, Setup(film, reader, niceness, WARM if film == FILM else ""))
        self._catalog = catalog
        self._scriptwriter = scriptwriter
        self._boards: OrderedDict[bytes, bytes] = OrderedDict()

    @property
    def pids(self) -> list[int]:
        """The process numbers of the drawing processes that live."""
        return self._pool.pids

    async def start(self) -> None:
        """Starts the processes. Raises EngineError `engine_unavailable` when drawing is impossible here."""
        await self._pool.start()

    async def stop(self) -> None:
        """Ends the processes; clips in the making fail."""
        await self._pool.stop()

    async def make(self, job: Job, progress: Progress) -> Clip:
        """Makes one clip; see `Engine.make`."""
        self._pool.prewarm()
        async with self._pool.open() as desk:
            taken = await take_in(desk, job)
            storyboard = await self._read(desk, Read(job.request, taken.cut_out))
            request = shaped(job.request, taken.opening, self._catalog)
            job = msgspec.structs.replace(job, request=request)
            meter = _Meter(request.frames, progress)
            plan = _Plan(job, storyboard, taken, together=self.capacity > 1)
            values = await desk.do_all(plan.works, meter.drawn)
            await desk.do(plan.join)
        progress(100)
        return Clip(
            video=plan.video,
            cover=plan.cover,
            last_frame=plan.last_frame,
            spritesheet=plan.sheet,
            width=request.width,
            height=request.height,
            duration=float(request.duration),
            fps=request.fps,
            has_audio=plan.has_sound,
            actual_prompt=values[-1].decode(),
        )

    async def _read(self, desk: Desk, work: Read) -> bytes:
        key = hashlib.sha256(msgspec.msgpack.encode(work)).digest()
        board = self._boards.get(key)
        if board is None:
            board = await desk.do(await self._scripted(work))
            self._boards[key] = board
            if len(self._boards) > _REMEMBERED:
                self._boards.popitem(last=False)
        self._boards.move_to_end(key)
        return board

    async def _scripted(self, work: Read) -> Read:
        """The same with a storyboard in place of the prompt, where a model writes one."""
        if self._scriptwriter is None or is_storyboard(work.request.prompt):
            return work
        written = await self._scriptwriter.write(work.request)
        if written is None:
            return work
        return msgspec.structs.replace(work, request=msgspec.structs.replace(work.request, prompt=written))


class _Plan:
    """The files of a clip and the work that makes them. The last work of `works` is the last segment."""

    def __init__(self, job: Job, storyboard: bytes, taken: Taken, *, together: bool) -> None:
        request, folder = job.request, job.folder
        self.video, self.cover, self.last_frame = (
            folder / "clip.mp4",
            folder / "cover.jpg",
            folder / "last.jpg",
        )
        self.sheet = folder / "sheet.jpg"
        self.has_sound = request.audio or request.bgm or bool(taken.sound)
        stills = (
            Still(request.frames // 2, str(self.cover)),
            Still(request.frames - 1, str(self.last_frame)),
        )
        segments = cut(request.frames, request.fps)
        names = tuple(str(folder / f"segment-{number:04d}") for number in range(len(segments)))
        shared = str(folder / "layers") if together else ""
        draws: list[Work] = [
            Draw(request, storyboard, first, count, name, _within(stills, first, count), taken.given, shared)
            for (first, count), name in zip(segments, names, strict=True)
        ]
        sound = taken.sound or (str(folder / "sound") if self.has_sound else "")
        sounds: list[Work] = [Sound(request, storyboard, sound)] if sound and not taken.sound else []
        self.works = sounds + draws
        self.join = Join(request, names, sound, str(self.video), str(self.sheet), shared)


def _within(stills: tuple[Still, ...], first: int, count: int) -> tuple[Still, ...]:
    return tuple(still for still in stills if first <= still.frame < first + count)


class _Meter:
    """Turns drawn frames into a percentage."""

    def __init__(self, frames: int, progress: Progress) -> None:
        self._frames = frames
        self._drawn = 0
        self._progress = progress
        progress(_READ)

    def drawn(self, frames: int) -> None:
        """So many more frames are drawn."""
        self._drawn += frames
        self._progress(_READ + (_DRAWN - _READ) * self._drawn // self._frames)
