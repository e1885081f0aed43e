"""A whole clip, five seconds at 24 frames a second with sound: Laterna beside MoviePy.

Both are timed as whole commands, from the start of the process to the file on disk; Laterna draws, lights and
encodes scenes from prompts, MoviePy moves the eleven flat layers of `bench/moviepy_scene.py`. Beside that stand clips
in a server whose drawing processes are already warm, at 1280x720 and 1920x1080: seconds on the clock, seconds of
processor time of the whole process tree (which another program on the machine lengthens less), and the most memory
that the tree took, each page that processes share counted once (PSS).
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench import rivals
from laterna.catalog import Catalog, resolve
from laterna.engines.animatic.engine import AnimaticEngine
from laterna.engines.engine import Job

RUNS = 3
FRAMES = 120
SIZES = ("1280*720", "1920*1080")
PROMPTS = {
    "kitten": "一只小猫在月光下奔跑",
    "aerial city": "电影感航拍镜头,日出时分掠过未来海滨城市,光线柔和,镜头缓慢推进。",
    "fox, noir": "A red fox detective in a trench coat sits at a desk in a dim office while rain falls outside, noir",
    "astronaut": "an astronaut in a spacesuit walks through the fog, white and golden lights",
    "dolphins": "three dolphins jumping over waves at sunset, watercolor style",
}


def laterna_command(prompt: str, folder: Path) -> float:
    """Seconds for `laterna generate` with sound."""
    binary = str(Path(sys.executable).parent / "laterna")
    command = [binary, "generate", prompt, "--seed", "1", "--audio", "-f", "-o", str(folder / "clip.mp4")]
    return _seconds(command)


def moviepy_command(folder: Path) -> float:
    """Seconds for MoviePy's scene, without sound."""
    python = str(rivals.environment("moviepy") / "python")
    return _seconds([python, str(Path(__file__).with_name("moviepy_scene.py")), str(folder / "rival.mp4")])


@dataclass
class Warm:
    """Clips of one prompt and size in warm processes: seconds, seconds of processor time, and most megabytes."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: float = 0.0


def laterna_warm(size: str, runs: int = RUNS) -> dict[str, Warm]:
    """What each prompt costs in drawing processes that have drawn before; `size` as `1280*720`."""
    return asyncio.run(_warm(size, runs))


async def _warm(size: str, runs: int) -> dict[str, Warm]:
    card = Catalog.load().card("animatic")
    engine = AnimaticEngine(2)
    await engine.start()
    measured = {name: Warm() for name in PROMPTS}
    for run in range(runs + 1):
        for name, prompt in PROMPTS.items():
            with tempfile.TemporaryDirectory() as folder:
                wanted = {"prompt": prompt, "audio": True, "seed": run + 1, "size": size}
                request = resolve(card, wanted, lambda: 1)
                cpu, begin = _processor(engine.pids), time.perf_counter()
                making = asyncio.create_task(
                    engine.make(Job(run, request, Path(folder)), lambda percent: None)
                )
                row = measured[name]
                while not making.done():
                    await asyncio.wait((making,), timeout=0.1)
                    row.peak = max(row.peak, _megabytes(engine.pids))
                await making
                wall = time.perf_counter() - begin
            if run:
                row.wall.append(wall)
                row.cpu.append(_processor(engine.pids) - cpu)
    await engine.stop()
    return measured


def _processor(pids: list[int]) -> float:
    """Seconds of processor time that this process and these have used."""
    ticks = os.sysconf("SC_CLK_TCK")
    used = time.process_time()
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        used += (int(fields[11]) + int(fields[12])) / ticks
    return used


def _megabytes(pids: list[int]) -> float:
    """Memory of this process and these, shared pages counted once."""
    return sum(_pss(f"/proc/{pid}/smaps_rollup") for pid in (os.getpid(), *pids)) / 1024


def _pss(file: str) -> int:
    lines = Path(file).read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _seconds(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def main() -> None:
    """Prints medians, frames a second and the ratio to MoviePy."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        moviepy_command(folder)
        rival, cold = [], {prompt: [] for prompt in PROMPTS}
        for _ in range(RUNS):
            rival.append(moviepy_command(folder))
            for prompt, text in PROMPTS.items():
                cold[prompt].append(laterna_command(text, folder))
    warm = {size: laterna_warm(size) for size in SIZES}
    theirs = statistics.median(rival)
    print("| clip | whole command, s | warm, s | warm, frames/s | MoviePy's command, s | MoviePy / Laterna |")
    print("|---|---|---|---|---|---|")
    for prompt, times in cold.items():
        ours = statistics.median(times)
        seconds = statistics.median(warm[SIZES[0]][prompt].wall)
        rate = FRAMES / seconds
        print(f"| {prompt} | {ours:.2f} | {seconds:.2f} | {rate:.0f} | {theirs:.2f} | {theirs / ours:.1f} |")
    print()
    print("| clip, warm | size | s | processor time, s | peak memory of the tree, MB |")
    print("|---|---|---|---|---|")
    for size, rows in warm.items():
        for prompt, row in rows.items():
            wall, cpu = statistics.median(row.wall), statistics.median(row.cpu)
            print(f"| {prompt} | {size.replace('*', '×')} | {wall:.2f} | {cpu:.2f} | {row.peak:.0f} |")


if __name__ == "__main__":
    main()
