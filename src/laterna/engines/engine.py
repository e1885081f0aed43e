"""What an engine is: something that turns a `VideoRequest` into a clip."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from laterna.catalog.request import VideoRequest


class InputFiles(Struct, frozen=True):
    """The request's inputs as files, fetched through the guarded client; None and empty where there are none."""

    audio: Path | None = None
    first_frame: Path | None = None
    last_frame: Path | None = None
    references: tuple[Path, ...] = ()


class Job(Struct, frozen=True):
    """One clip to make. The engine writes only inside `folder`, which exists, is empty and is its own.

    `files` holds the inputs for engines that take files; they lie outside of `folder`.
    """

    task_id: int
    request: VideoRequest
    folder: Path
    files: InputFiles = InputFiles()
    worker: str = ""
    """Who holds the task, and since which claim: for engines that write down what they do with it."""
    attempt: int = 0
    again: bool = False
    """The same claim has tried before, and storage refused what came of it."""


class Clip(Struct, frozen=True, kw_only=True):
    """A finished clip: files inside the job's folder. `actual_prompt` says in full what was made, or is empty."""

    video: Path
    cover: Path
    last_frame: Path | None = None
    spritesheet: Path | None = None
    width: int
    height: int
    duration: float
    fps: int
    has_audio: bool
    actual_prompt: str = ""


Progress = Callable[[int], None]
"""Takes a percentage, 0 to 100; never falls."""


class Engine(Protocol):
    """Turns requests into clips. One object serves many jobs at once."""

    name: str
    capacity: int
    """How many jobs it does well at once."""
    takes_files: bool
    """True when inputs must be fetched for it; False when it wants their URLs."""
    resumes: bool
    """True when a task that is taken up again goes on where it was, so that doing so costs nothing."""

    async def start(self) -> None:
        """Makes ready, for instance by starting processes. Raises EngineError when that is impossible."""
        ...

    async def make(self, job: Job, progress: Progress) -> Clip:
        """Makes one clip. Raises EngineError. Cancelling the awaiting asyncio task stops the work within a second."""
        ...

    async def stop(self) -> None:
        """Ends whatever is running and frees everything."""
        ...
