"""Frames a second, five seconds at 1280x720: Laterna beside MoviePy, Manim and Remotion, and beside its encoder alone.

    python -m bench frames

Laterna draws, lights, encodes and scores five prompts. The rivals draw the eleven flat layers of `flat_scene.json`
without sound, each as its makers advise and with x264's fastest preset, and so does Laterna's own canvas. Two times
are taken of each:

    command    from the start of the process to the file on disk (of Laterna's prompts the first; `clip` has all)
    warm       Laterna: a clip in a server that has drawn before; rivals: drawing and encoding only, without the
               start, the imports, Remotion's bundling and its browser's start

The encoder alone (`encoder.py`) codes the frames of the clip that was timed just before on as many processes.
All take turns, so that a machine whose speed drifts treats them alike; figures are medians. A rival that is missing
is installed, or left out with the reason.
"""

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench import encoder, flat_scene, rivals
from bench.clip import PROMPTS, laterna_command
from laterna.catalog import Catalog, resolve
from laterna.engines.animatic.engine import AnimaticEngine
from laterna.engines.engine import Job

RUNS = 3
FRAMES = 120
LIMIT = 60  # seconds for one clip of a rival
PROCESSES = os.cpu_count() or 1
FLAT = "eleven flat layers"


@dataclass
class Row:
    """The times of one drawer and scene in seconds, one of each run; `reason` says why there are none."""

    drawer: str
    scene: str
    commands: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    encoder: list[float] = field(default_factory=list)
    reason: str = ""


def _python(rival: str) -> list[str]:
    return [str(rivals.environment(rival) / "python"), str(rivals.BENCH / f"{rival}_scene.py")]


def _node() -> tuple[list[str], list[str]]:
    folder, browser = rivals.remotion()
    return ["node", str(folder / "render.js")], [browser] if browser else []


RIVALS: dict[str, Callable[[], tuple[list[str], list[str]]]] = {
    "MoviePy": lambda: (_python("moviepy"), []),
    "Manim": lambda: (_python("manim"), []),
    "Remotion": _node,
}
"""What makes each rival's command: what stands before the path of the clip, and after it."""


def time_rival(row: Row, clip: Path) -> None:
    """Adds the times of one clip, or the reason why the rival is left out."""
    if row.reason:
        return
    try:
        before, after = RIVALS[row.drawer]()
        begin = time.perf_counter()
        printed = _output([*before, str(clip), *after])
        row.commands.append(time.perf_counter() - begin)
        row.warm.append(float(rivals.last_line(printed)))
    except rivals.Unavailable as problem:
        row.reason = str(problem)
        print(f"{row.drawer} is left out: {problem}", file=sys.stderr)


def _output(command: list[str]) -> str:
    """What the command prints. Raises Unavailable when it fails, or needs longer than `LIMIT`."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    try:
        printed, errors = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with the browser that it started
        process.wait()
        raise rivals.Unavailable(f"it took longer than {LIMIT} s") from None
    if process.returncode:
        raise rivals.Unavailable(f"it failed: {rivals.last_line(errors)}")
    return printed


async def time_warm(engine: AnimaticEngine, row: Row, run: int, folder: Path) -> None:
    """Adds the times of one warm clip with sound, and of the encoder alone on it."""
    card = Catalog.load().card("animatic")
    request = resolve(card, {"prompt": PROMPTS[row.scene], "audio": True, "seed": run + 1}, lambda: 1)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        begin = time.perf_counter()
        clip = await engine.make(Job(run, request, Path(place)), lambda percent: None)
        row.warm.append(time.perf_counter() - begin)
        row.encoder.append(await asyncio.to_thread(encoder.seconds, clip.video, PROCESSES))


def time_flat(row: Row, clip: Path) -> None:
    """The same of the flat scene on Laterna's canvas."""
    row.warm.append(flat_scene.seconds(clip, PROCESSES))
    row.encoder.append(encoder.seconds(clip, PROCESSES))


async def measure() -> list[Row]:
    """All rows: Laterna's prompts, then the flat scene."""
    scenes = [Row("Laterna", name) for name in PROMPTS]
    flat = Row("Laterna's canvas", FLAT)
    others = [Row(name, FLAT) for name in RIVALS]
    # Rivals run at the usual priority, and so must Laterna, lest other work on the machine slows it alone.
    engine = AnimaticEngine(PROCESSES, niceness=0)
    await engine.start()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for row in scenes:
                await time_warm(engine, Row("rehearsal", row.scene), 0, folder)
            for run in range(RUNS):
                for row in others:
                    await asyncio.to_thread(time_rival, row, folder / "rival.mp4")
                first = scenes[0]
                first.commands.append(await asyncio.to_thread(laterna_command, PROMPTS[first.scene], folder))
                for row in scenes:
                    await time_warm(engine, row, run + 1, folder)
                await asyncio.to_thread(time_flat, flat, folder / "flat.mp4")
    finally:
        await engine.stop()
    return [*scenes, flat, *others]


def table(rows: list[Row]) -> str:
    """A Markdown table; the last two columns hold how many times as long as the first row a row took."""
    lines = [
        "| drawn by | scene | command, s | warm, s | warm, frames/s | encoder alone, frames/s | of the encoder's rate "
        "| command / first row's | warm / first row's |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_line(row, rows[0]) for row in rows)])


def _line(row: Row, first: Row) -> str:
    if row.reason:
        reason = row.reason.replace("|", "/")
        return f"| {row.drawer} | {row.scene} | left out: {reason} |||||||"
    command, warm, alone = _median(row.commands), _median(row.warm), _median(row.encoder)
    shares = [fast / slow for fast, slow in zip(row.encoder, row.warm, strict=False)]
    cells = [
        row.drawer,
        row.scene,
        _cell(command, ".2f"),
        _cell(warm, ".2f"),
        _cell(FRAMES / warm, ".0f"),
        _cell(FRAMES / alone if alone else 0, ".0f"),
        _cell(_median(shares), ".0%"),
        _cell(command / _median(first.commands), ".2f"),
        _cell(warm / _median(first.warm), ".2f"),
    ]
    return f"| {' | '.join(cells)} |"


def _median(values: list[float]) -> float:
    return statistics.median(values) if values else 0.0


def _cell(value: float, form: str) -> str:
    return format(value, form) if value else ""


def main() -> None:
    """Prints the table."""
    print(table(asyncio.run(measure())))


if __name__ == "__main__":
    main()
