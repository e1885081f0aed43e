"""A whole clip, five seconds at 1280x720 and 24 frames a second: Laterna beside MoviePy.

Both are timed as whole commands, from the start of the process to the file on disk; Laterna draws, lights and
encodes scenes from prompts, MoviePy moves the eleven flat layers of `bench/moviepy_scene.py`. The second figure
of Laterna is one clip in a server whose drawing processes are already warm.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import rivals

RUNS = 3
FRAMES = 120
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


def laterna_warm() -> dict[str, float]:
    """Seconds for each prompt in drawing processes that have drawn before; median of the runs."""
    return asyncio.run(_warm())


async def _warm() -> dict[str, float]:
    from laterna.catalog import Catalog, resolve
    from laterna.engines.animatic.engine import AnimaticEngine
    from laterna.engines.engine import Job

    card = Catalog.load().card("animatic")
    engine = AnimaticEngine(2)
    await engine.start()
    times: dict[str, list[float]] = {name: [] for name in PROMPTS}
    for run in range(RUNS + 1):
        for name, prompt in PROMPTS.items():
            with tempfile.TemporaryDirectory() as folder:
                request = resolve(card, {"prompt": prompt, "audio": True, "seed": run + 1}, lambda: 1)
                begin = time.perf_counter()
                await engine.make(Job(run, request, Path(folder)), lambda percent: None)
                if run:
                    times[name].append(time.perf_counter() - begin)
    await engine.stop()
    return {name: statistics.median(values) for name, values in times.items()}


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
    warm = laterna_warm()
    theirs = statistics.median(rival)
    print("| clip | whole command, s | warm, s | warm, frames/s | MoviePy's command, s | MoviePy / Laterna |")
    print("|---|---|---|---|---|---|")
    for prompt, times in cold.items():
        ours = statistics.median(times)
        rate = FRAMES / warm[prompt]
        print(
            f"| {prompt} | {ours:.2f} | {warm[prompt]:.2f} | {rate:.0f} | {theirs:.2f} | {theirs / ours:.1f} |"
        )


if __name__ == "__main__":
    main()
