"""Drawing processes do what they promise: same bytes, real progress, quick cancel, a crash that hurts one clip."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from laterna.catalog.request import Watermark
from laterna.engines.animatic.engine import AnimaticEngine
from laterna.engines.engine import InputFiles, Job
from laterna.errors import EngineError
from laterna.media.probe import probe

MakeEngine = Callable[[int], AnimaticEngine]
MakeJob = Callable[..., Job]


def ignore(percent: int) -> None:
    """Progress that nobody looks at."""


async def first_progress(engine: AnimaticEngine, job: Job, beyond: int) -> "asyncio.Task[object]":
    """A clip in the making, once its progress has passed `beyond` per cent."""
    reached = asyncio.Event()
    task = asyncio.create_task(engine.make(job, lambda percent: reached.set() if percent > beyond else None))
    await asyncio.wait_for(reached.wait(), 20)
    return task


async def test_the_same_bytes_come_from_one_process_and_from_three(
    make_engine: MakeEngine, job: MakeJob
) -> None:
    clips = [await make_engine(size).make(job("a square", duration=3), ignore) for size in (1, 3)]
    for kind in ("video", "cover", "last_frame"):
        one, three = (getattr(clip, kind).read_bytes() for clip in clips)
        assert one == three, kind


async def test_a_clip_is_what_was_asked_for(make_engine: MakeEngine, job: MakeJob) -> None:
    clip = await make_engine(2).make(job("a square", duration=2, width=96, height=64, fps=12), ignore)
    found = probe(clip.video)
    assert (found.width, found.height, found.fps, found.frames) == (96, 64, 12, 24)
    assert clip.actual_prompt == "a square, a square"
    assert clip.cover.read_bytes()[:2] == clip.last_frame.read_bytes()[:2] == b"\xff\xd8"


async def test_progress_starts_early_never_falls_and_ends_at_100(
    make_engine: MakeEngine, job: MakeJob
) -> None:
    seen: list[int] = []
    await make_engine(2).make(job("a square", duration=2), seen.append)
    assert seen == sorted(seen)
    assert seen[0] < 10
    assert seen[-1] == 100
    assert len(seen) >= 8


@pytest.mark.parametrize("prompt", ["slow", "hang 9"])
async def test_cancel_stops_within_a_second(make_engine: MakeEngine, job: MakeJob, prompt: str) -> None:
    engine = make_engine(1)
    task = await first_progress(engine, job(prompt, duration=5), 2)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 1.0
    assert (await engine.make(job("afterwards"), ignore)).video.exists()


async def test_cancel_between_frames_keeps_the_process(make_engine: MakeEngine, job: MakeJob) -> None:
    engine = make_engine(1)
    task = await first_progress(engine, job("slow", duration=5), 2)
    before = engine.pids
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert engine.pids == before


@pytest.mark.parametrize(
    ("prompt", "words"),
    [("crash 30", "SIGKILL"), ("abort 2", "SIGABRT"), ("exit 5", "exit code 7")],
)
async def test_a_crash_fails_one_clip_and_no_other(
    make_engine: MakeEngine, job: MakeJob, prompt: str, words: str
) -> None:
    engine = make_engine(2)
    good, bad, later = await asyncio.gather(
        engine.make(job("slow", duration=2), ignore),
        engine.make(job(prompt, duration=2), ignore),
        engine.make(job("slow too", duration=2), ignore),
        return_exceptions=True,
    )
    assert isinstance(bad, EngineError)
    assert bad.code == "engine_crashed"
    assert words in bad.message
    assert not isinstance(good, BaseException)
    assert not isinstance(later, BaseException)
    assert (await engine.make(job("a square"), ignore)).video.exists()


async def test_a_process_killed_from_outside_is_replaced(make_engine: MakeEngine, job: MakeJob) -> None:
    engine = make_engine(1)
    await engine.start()
    (pid,) = engine.pids
    os.kill(pid, signal.SIGKILL)
    assert (await engine.make(job("a square"), ignore)).video.exists()
    assert engine.pids != [pid]


async def test_a_fault_in_drawing_fails_the_clip_and_keeps_the_process(
    make_engine: MakeEngine, job: MakeJob
) -> None:
    engine = make_engine(1)
    await engine.start()
    before = engine.pids
    with pytest.raises(EngineError, match="ValueError") as caught:
        await engine.make(job("fail 3"), ignore)
    assert caught.value.code == "engine_failed"
    assert engine.pids == before


async def test_what_libraries_print_does_no_harm(make_engine: MakeEngine, job: MakeJob) -> None:
    assert (await make_engine(1).make(job("chatty"), ignore)).video.exists()


async def test_a_prompt_that_cannot_be_read_says_so(make_engine: MakeEngine, job: MakeJob) -> None:
    with pytest.raises(EngineError, match="Nothing in the prompt"):
        await make_engine(1).make(job("mute"), ignore)


async def test_a_long_clip_does_not_starve_a_short_one(make_engine: MakeEngine, job: MakeJob) -> None:
    engine = make_engine(2)
    long = await first_progress(engine, job("slow", duration=10), 2)
    await engine.make(job("slow", duration=1), ignore)
    assert not long.done()
    long.cancel()


async def test_a_library_that_does_not_load_is_named_with_the_command(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("modules")
    folder.joinpath("libless.py").write_text(
        "raise ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')"
    )
    sys.path.append(str(folder))
    engine = AnimaticEngine(1, film="libless:Film", reader="tests.engines.tiny:read")
    try:
        with pytest.raises(EngineError, match="apt-get install") as caught:
            await engine.start()
        assert caught.value.code == "engine_unavailable"
    finally:
        sys.path.remove(str(folder))
        await engine.stop()


def wav(path: Path, seconds: float) -> InputFiles:
    """A file of silence."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\0\0" * int(8_000 * seconds))
    return InputFiles(audio=path)


@pytest.mark.parametrize("duration", [2, 4])
async def test_given_audio_becomes_the_sound_cut_or_padded_to_the_clip(
    make_engine: MakeEngine, job: MakeJob, tmp_path: Path, duration: int
) -> None:
    order = replace(job("a square", duration=duration), files=wav(tmp_path / "voice", 3))
    clip = await make_engine(1).make(order, ignore)
    found = probe(clip.video)
    assert clip.has_audio
    assert (found.audio_codec, found.sample_rate, found.channels) == ("aac", 48_000, 2)
    assert abs(found.audio_duration - duration) < 0.05


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "lasts 1.0 s; allowed: 3 to 30 s"), (40, "allowed: 3 to 30 s")]
)
async def test_audio_of_another_length_is_refused(
    make_engine: MakeEngine, job: MakeJob, tmp_path: Path, seconds: float, words: str
) -> None:
    order = replace(job("slow", duration=9), files=wav(tmp_path / "voice", seconds))
    with pytest.raises(EngineError, match=words) as caught:
        await make_engine(1).make(order, ignore)
    assert (caught.value.code, caught.value.field) == ("input_invalid", "audio_url")


async def test_damaged_audio_is_refused(make_engine: MakeEngine, job: MakeJob, tmp_path: Path) -> None:
    files = wav(tmp_path / "voice", 3)
    (tmp_path / "voice").write_bytes(b"RIFF\x24\x00\x00\x00WAVE" + bytes(5_000))
    with pytest.raises(EngineError, match="cannot be decoded"):
        await make_engine(1).make(replace(job("a square"), files=files), ignore)


async def test_a_watermark_is_stamped_into_every_frame(make_engine: MakeEngine, job: MakeJob) -> None:
    engine = make_engine(2)
    marked = await engine.make(job("a square", width=320, height=180, watermark=Watermark("AI生成")), ignore)
    plain = await engine.make(job("a square", width=320, height=180), ignore)
    for kind in ("cover", "last_frame"):
        assert getattr(marked, kind).read_bytes() != getattr(plain, kind).read_bytes()


def test_drawing_processes_end_with_the_process_that_started_them() -> None:
    program = (
        "import asyncio, os, signal\n"
        "from laterna.engines.animatic.engine import AnimaticEngine\n"
        "async def main():\n"
        "    engine = AnimaticEngine(1, film='tests.engines.tiny:TinyFilm', reader='tests.engines.tiny:read')\n"
        "    await engine.start()\n"
        "    print(engine.pids[0], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    pid = int(ended.stdout)
    for _ in range(1_000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    pytest.fail(f"process {pid} outlived its server")


def test_the_server_process_never_loads_the_drawing_libraries() -> None:
    program = (
        "import sys, laterna.engines.animatic.engine\n"
        "print([name for name in ('skia', 'av', 'numpy') if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True
    )
    assert ended.stdout.strip() == "[]"
