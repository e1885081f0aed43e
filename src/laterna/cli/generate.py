"""`laterna generate`: one clip, without a server."""

import asyncio
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from laterna.catalog import Catalog, VideoRequest, resolve
from laterna.cli.logs import log_to_stderr
from laterna.cli.names import free_path, name_for
from laterna.cli.outcome import Misuse, note, say
from laterna.cli.progress import shown_progress
from laterna.cli.show import print_json
from laterna.engines.animatic.engine import AnimaticEngine
from laterna.engines.animatic.scriptwriter import scriptwriter_of
from laterna.engines.engine import Clip, Job
from laterna.errors import SettingError
from laterna.jsontypes import JSON
from laterna.settings import Settings, load_settings

SUFFIX = ".mp4"
_SEEDS = 1 << 31
_ENGINES = ("animatic",)


class Order(Struct, frozen=True):
    """What the command line asks for. `parameters` are the catalogue's, None where an option was not given."""

    model: str
    parameters: dict[str, str | int | bool | None]
    engine: str
    output: str | None
    force: bool
    as_json: bool


class Made(Struct, frozen=True, kw_only=True):
    """What `--json` answers. `seconds` is how long it took, `duration` how long the clip is."""

    file: str
    model: str
    prompt: str
    actual_prompt: str
    width: int
    height: int
    duration: float
    fps: int
    seed: int
    has_audio: bool
    size_bytes: int
    seconds: float


def generate_clip(order: Order) -> None:
    """Makes the clip and prints where it is. Raises LaternaError."""
    settings = load_settings()
    # What goes wrong is said once, as a sentence; who wants all of it asks with LATERNA_LOG_LEVEL=debug.
    told = "warning" if settings.storyboard_url else "critical"
    log_to_stderr("debug" if settings.log_level == "debug" else told)
    if order.engine not in _ENGINES:
        raise Misuse(f"There is no engine {order.engine!r}; allowed: {', '.join(_ENGINES)}.", field="engine")
    card = Catalog.load().card(order.model)
    parameters: dict[str, JSON] = {
        name: value for name, value in order.parameters.items() if value is not None
    }
    request = resolve(card, parameters, lambda: secrets.randbelow(_SEEDS))
    target = _target(order, request.prompt)
    began = time.monotonic()
    with shown_progress(f"Drawing {target.name}", quiet=order.as_json) as progress:
        clip = asyncio.run(_make(request, target, settings, progress))
    _report(order, request, clip, target, time.monotonic() - began)


def _target(order: Order, prompt: str) -> Path:
    """Where the clip goes. Raises Misuse for a file that must not be replaced, SettingError for a bad folder."""
    if order.output is None:
        target = free_path(Path(), name_for(prompt), SUFFIX)
    else:
        target = Path(order.output).expanduser()
        if target.is_dir():
            target = free_path(target, name_for(prompt), SUFFIX)
        elif not target.suffix:
            target = target.with_suffix(SUFFIX)
    if target.suffix.lower() != SUFFIX:
        raise Misuse(
            f"{target} ends in {target.suffix}, but clips are MP4 files. Give a name that ends in {SUFFIX}."
        )
    if target.exists() and not order.force:
        raise Misuse(f"{target} exists already. Add --force to replace it, or give another name with -o.")
    _check_folder(target.parent)
    return target


def _check_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(
            f"The folder {folder} cannot be made: {error.strerror}. Choose another with -o."
        ) from error
    if not os.access(folder, os.W_OK):
        raise SettingError(
            f"The folder {folder} cannot be written. Choose another with -o, or change its permissions."
        )


async def _make(
    request: VideoRequest, target: Path, settings: Settings, progress: Callable[[int], None]
) -> Clip:
    engine = AnimaticEngine(settings.worker_count, niceness=0, scriptwriter=scriptwriter_of(settings))
    try:
        # Made beside its place, so that the finished file appears at once and whole.
        with tempfile.TemporaryDirectory(prefix=".laterna-", dir=target.parent) as folder:
            clip = await engine.make(Job(0, request, Path(folder)), progress)
            clip.video.replace(target)
            return clip
    except OSError as error:
        raise SettingError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        await engine.stop()


def _report(order: Order, request: VideoRequest, clip: Clip, target: Path, seconds: float) -> None:
    if order.as_json:
        print_json(
            Made(
                file=str(target),
                model=request.model,
                prompt=request.prompt,
                actual_prompt=clip.actual_prompt,
                width=clip.width,
                height=clip.height,
                duration=clip.duration,
                fps=clip.fps,
                seed=request.seed,
                has_audio=clip.has_audio,
                size_bytes=target.stat().st_size,
                seconds=round(seconds, 3),
            )
        )
        return
    say(str(target))
    sound = ", with sound" if clip.has_audio else ""
    note(
        f"{clip.width}x{clip.height}, {clip.duration:g} s, {clip.fps} frames a second{sound}, seed {request.seed};"
        f" made in {seconds:.1f} s"
    )
