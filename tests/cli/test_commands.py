"""Each command does what its help says, answers scripts in JSON, and ends with a sentence when it cannot."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from laterna import __version__
from tests.cli.conftest import Laterna

OPEN_DATA = {"keys": ("keys", "list"), "tasks": ("tasks", "list"), "usage": ("usage",)}


def test_help_comes_at_once() -> None:
    """Best of three, since other work may go on beside the test."""
    times = []
    for _ in range(3):
        began = time.monotonic()
        command = [sys.executable, "-c", "from laterna.cli import main; main()", "--help"]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
        times.append(time.monotonic() - began)
        assert "generate" in ended.stdout
    assert min(times) < 1.5


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom laterna.cli import main\nsys.argv = ['laterna', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'skia', 'av', 'numpy', 'sqlalchemy', 'litestar', 'aiohttp', 'uvicorn', 'structlog'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stderr.strip() == "[]"


def test_version(laterna: Laterna) -> None:
    assert laterna("version").stdout.strip() == f"laterna {__version__}"


def test_models_are_listed_for_people_and_for_scripts(laterna: Laterna) -> None:
    assert "animatic" in laterna("models").stdout
    names = [model["name"] for model in json.loads(laterna("models", "--json").stdout)]
    assert {"animatic", "wan2.6-t2v", "viduq1"} <= set(names)


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked(laterna: Laterna) -> None:
    secret = laterna("keys", "create", "alice").stdout.strip()
    assert secret.startswith("sk-")
    made = json.loads(laterna("keys", "create", "bob", "--model", "animatic", "--json").stdout)
    assert made["models"] == ["animatic"]
    listed = laterna("keys", "list")
    assert "alice" in listed.stdout
    assert secret not in listed.stdout
    assert "revoked" in laterna("keys", "revoke", "alice").stdout
    keys = {key["name"]: key for key in json.loads(laterna("keys", "list", "--json").stdout)}
    assert keys["alice"]["revoked_at"]
    assert not keys["bob"]["revoked_at"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("generate", "a cat", "--size", "10x10"), 2, ("size", "10x10", "64 to 1920")),
        (("generate", "a cat", "--duration", "99"), 2, ("duration", "99", "1 to 16")),
        (("generate", "a cat", "--fps", "3"), 2, ("fps", "3", "16 to 30")),
        (("generate", " ", "--fps", "24"), 2, ("prompt", "missing")),
        (("generate", "a cat", "--model", "animatik"), 2, ("animatik", "nearest: animatic")),
        (("generate", "a cat", "--engine", "crayon"), 2, ("crayon", "allowed: animatic")),
        (("generate", "a cat", "-o", "cat.gif"), 2, (".gif", "MP4")),
        (("generate", "a cat", "--frames", "9"), 2, ("--frames",)),
        (("generate", "a cat", "--seed", "many"), 2, ("--seed",)),
        (("generate",), 2, ("PROMPT",)),
        (("generate", "a cat", "-o", "file/cat.mp4"), 3, ("file", "-o")),
        (("keys", "create", ""), 2, ("name",)),
        (("keys", "create", "a", "--model", "nothing"), 2, ("nothing",)),
        (("keys", "revoke", "nobody", "--data", "some"), 2, ("nobody", "keys list")),
        (("tasks", "list", "--state", "lost", "--data", "some"), 2, ("lost", "queued, running")),
        (("tasks", "show", "abc", "--data", "some"), 2, ("abc", "tasks list")),
        (("tasks", "show", "123456789012345678", "--data", "some"), 1, ("123456789012345678", "tasks list")),
        (("tasks", "cancel", "123456789012345678", "--data", "some"), 1, ("123456789012345678",)),
        (("usage", "--from", "yesterday", "--data", "some"), 2, ("yesterday", "2026-01-31")),
        (("tasks", "list"), 3, ("laterna-data", "laterna serve")),
        (("serve", "--data", "file"), 3, ("file", "--data")),
        (("worker", "--data", "file"), 3, ("file", "--data")),
        (("frobnicate",), 2, ("frobnicate",)),
    ],
)
def test_wrong_use_ends_with_a_sentence_and_its_code(
    laterna: Laterna, arguments: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    Path("file").write_text("in the way")
    if "some" in arguments:
        laterna("keys", "create", "first", "--data", "some")
    ended = laterna(*arguments)
    assert ended.exit_code == code, ended.output
    assert "Traceback" not in ended.output
    for word in words:
        assert word in ended.stderr
    if "Usage" not in ended.stderr:
        assert ended.stderr.startswith("laterna: ")
        assert ended.stderr.count("\n") == 1


def test_an_existing_file_is_not_replaced_unless_forced(laterna: Laterna) -> None:
    Path("cat.mp4").write_bytes(b"precious")
    ended = laterna("generate", "a cat", "-o", "cat.mp4")
    assert ended.exit_code == 2
    assert "--force" in ended.stderr
    assert Path("cat.mp4").read_bytes() == b"precious"


def test_a_port_in_use_is_named_with_what_to_do(laterna: Laterna) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = laterna("serve", "--port", str(port))
        assert ended.exit_code == 3
        assert str(port) in ended.stderr
        assert "--port" in ended.stderr
        findings = {
            each["what"]: each for each in json.loads(laterna("doctor", "--port", str(port), "--json").stdout)
        }
    assert findings["port"]["verdict"] == "warning"


def test_a_wrong_setting_is_named(laterna: Laterna, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATERNA_RETENTION", "soon")
    ended = laterna("tasks", "list")
    assert ended.exit_code == 3
    assert "retention" in ended.stderr
    assert "soon" in ended.stderr


@pytest.mark.parametrize("name", OPEN_DATA)
def test_an_empty_store_says_so_in_a_sentence_and_in_json(laterna: Laterna, name: str) -> None:
    laterna("keys", "create", "only")
    ended = laterna(*OPEN_DATA[name])
    assert ended.exit_code == 0
    assert ended.stdout.strip()
    json.loads(laterna(*OPEN_DATA[name], "--json").stdout)


def test_doctor_says_what_is_wrong_with_a_database(laterna: Laterna) -> None:
    Path("laterna-data").mkdir()
    Path("laterna-data/laterna.db").write_bytes(b"this is no database at all" * 100)
    ended = laterna("doctor", "--json")
    findings = {each["what"]: each for each in json.loads(ended.stdout)}
    assert ended.exit_code == 3
    assert findings["database"]["verdict"] == "bad"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; run as another user to see this")
def test_doctor_says_that_a_directory_cannot_be_written(laterna: Laterna) -> None:
    Path("locked").mkdir(mode=0o500)
    ended = laterna("doctor", "--data", "locked", "--json")
    findings = {each["what"]: each for each in json.loads(ended.stdout)}
    assert findings["data directory"]["verdict"] == "bad"
