"""`laterna generate` makes a clip without a server; the real drawing, in a real process, at a small size."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from laterna.media.probe import probe

HEEDFUL = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
PROGRAM = "import sys; from laterna.cli import main; sys.argv[0] = 'laterna'; main()"
SMALL = ("--size", "96x64", "--duration", "1", "--seed", "5")


def laterna(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs the command in a folder."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_prompt_becomes_a_file_named_after_it_and_the_same_seed_the_same_bytes(tmp_path: Path) -> None:
    first = laterna(tmp_path, "generate", "一只小猫在月光下奔跑", *SMALL)
    assert first.returncode == 0, first.stderr
    assert first.stdout == "一只小猫在月光下奔跑.mp4\n"
    assert "made in" in first.stderr
    assert "100 %" in first.stderr
    second = laterna(tmp_path, "generate", "一只小猫在月光下奔跑", *SMALL, LATERNA_WORKERS="1")
    assert second.stdout == "一只小猫在月光下奔跑-2.mp4\n"
    clips = [(tmp_path / ended.stdout.strip()).read_bytes() for ended in (first, second)]
    assert clips[0] == clips[1]
    assert len([*tmp_path.iterdir()]) == 2


def test_scripts_get_json_and_nothing_else(tmp_path: Path) -> None:
    ended = laterna(
        tmp_path, "generate", "a dog", *SMALL, "--audio", "--watermark", "-o", "out/dog", "--json"
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    made = json.loads(ended.stdout)
    found = probe(tmp_path / made["file"])
    assert made["file"] == "out/dog.mp4"
    assert (found.width, found.height, found.frames, found.has_audio) == (96, 64, 24, True)
    assert (made["seed"], made["duration"], made["has_audio"]) == (5, 1.0, True)
    assert made["size_bytes"] == found.size_bytes
    assert "a dog" in found.title


def test_force_replaces_a_file_whole(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"old")
    ended = laterna(tmp_path, "generate", "a dog", *SMALL, "-o", "clip.mp4", "--force")
    assert ended.returncode == 0, ended.stderr
    assert probe(tmp_path / "clip.mp4").frames == 24


def test_an_interrupt_ends_it_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        # A shell that runs this in the background has its children ignore interrupts.
        [sys.executable, "-c", HEEDFUL + PROGRAM, "generate", "a dog runs", "--duration", "16"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Drawing")
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "laterna: interrupted" in errors
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="Skia needs libEGL and libGL of the system on Linux only")
def test_a_missing_system_library_is_named_with_the_one_command(tmp_path: Path) -> None:
    broken = tmp_path / "libraries"
    broken.mkdir()
    (broken / "libEGL.so.1").touch()
    work = tmp_path / "work"
    work.mkdir()
    ended = laterna(work, "generate", "a dog", *SMALL, LD_LIBRARY_PATH=str(broken))
    assert ended.returncode == 3
    assert "apt-get install" in ended.stderr
    assert "libegl1" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert [*work.iterdir()] == []
    doctor = laterna(work, "doctor", "--json", LD_LIBRARY_PATH=str(broken))
    findings = {each["what"]: each for each in json.loads(doctor.stdout)}
    assert doctor.returncode == 3
    assert "libegl1" in findings["system libraries"]["remedy"]
    assert findings["drawing process"]["verdict"] == "bad"


def test_doctor_finds_nothing_bad_where_everything_is_there(tmp_path: Path) -> None:
    ended = laterna(tmp_path, "doctor", "--port", "0")
    assert ended.returncode == 0, ended.stdout
    assert "BAD" not in ended.stdout
    assert [*tmp_path.iterdir()] == []


def test_the_storyboard_is_shown_to_people_and_to_scripts(tmp_path: Path) -> None:
    shown = laterna(tmp_path, "storyboard", "a red fox sits in the snow")
    assert shown.returncode == 0, shown.stderr
    assert "fox" in shown.stdout
    board = json.loads(laterna(tmp_path, "storyboard", "a red fox sits in the snow", "--json").stdout)
    assert any(subject["species"] == "fox" for shot in board["shots"] for subject in shot["subjects"])


def test_an_empty_prompt_for_a_storyboard_is_refused_by_name(tmp_path: Path) -> None:
    for prompt in ("", "  \n"):
        refused = laterna(tmp_path, "storyboard", prompt)
        assert refused.returncode == 2
        assert "prompt is empty" in refused.stderr
        assert not refused.stdout
