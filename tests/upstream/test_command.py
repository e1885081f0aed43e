"""`laterna upstream` as a process of its own."""

import json
import signal
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from laterna.cli import main; main()", "upstream", "--port", "0"]


@pytest.mark.slow
def test_the_command_says_where_it_listens_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    scenario = tmp_path / "mine.toml"
    scenario.write_text("[create]\nbusy = 0.25\n", encoding="utf-8")
    options = ["--scenario", str(scenario), "--seed", "5", "--tls", "valid", "--data", str(tmp_path / "data")]
    with subprocess.Popen(COMMAND + options, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as running:
        assert running.stdout is not None
        lines = [running.stdout.readline().strip() for _ in range(3)]
        url, authority = lines[0].rpartition(" ")[2], lines[2].rpartition(" ")[2]
        trusting = ssl.create_default_context(cafile=authority)
        with urllib.request.urlopen(f"{url}/upstream/scenario", context=trusting, timeout=20) as answer:
            assert json.load(answer)["create"]["busy"] == 0.25
        with urllib.request.urlopen(f"{url}/upstream/faults", context=trusting, timeout=20) as answer:
            assert json.load(answer)["seed"] == 5
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "said", "code"),
    [
        (["--scenario", "nowhere"], "There is no scenario 'nowhere'", 3),
        (["--tls", "broken"], "--tls is 'broken'; allowed: valid, self-signed, expired, wrong-host", 2),
    ],
)
def test_a_wrong_option_is_said_in_a_sentence(
    tmp_path: Path, options: list[str], said: str, code: int
) -> None:
    done = subprocess.run(
        COMMAND + options, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60
    )
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False)
