"""`laterna upstream` as a process of its own."""

import asyncio
import json
import signal
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner

from laterna.cli.app import app
from tests.upstream.customer import customer_of

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
async def test_connections_really_end_under_the_commands_own_event_loop(tmp_path: Path) -> None:
    running = await asyncio.create_subprocess_exec(*COMMAND, stdout=subprocess.PIPE, cwd=tmp_path)
    assert running.stdout is not None
    url = (await running.stdout.readline()).decode().split()[-1]
    async with customer_of(url) as customer:
        for fault in ("dropped_before = 1.0\nreset_share = 0.0", "dropped_after = 1.0\nreset_share = 1.0"):
            await customer.ask("POST", "/upstream/scenario", data=f"[create]\n{fault}")
            with pytest.raises(aiohttp.ClientConnectionError):
                await customer.create()
        await customer.ask("POST", "/upstream/scenario", data="[create]\nhung_after = 1.0")
        with pytest.raises(TimeoutError):
            await customer.create(timeout=aiohttp.ClientTimeout(total=0.5))
        lines = (await customer.ask("GET", "/upstream/invoice")).json["lines"]
        assert [line["accepted"] for line in lines] == [False, True, True]
    running.terminate()
    assert await asyncio.wait_for(running.wait(), 30) == 0


@pytest.mark.parametrize(
    ("options", "said", "code"),
    [
        (["--scenario", "nowhere"], "There is no scenario 'nowhere'", 3),
        (["--tls", "broken"], "--tls is 'broken'; allowed: valid, self-signed, expired, wrong-host", 2),
    ],
)
def test_a_wrong_option_is_said_in_a_sentence(options: list[str], said: str, code: int) -> None:
    done = CliRunner().invoke(app, ["upstream", *options])
    assert (done.exit_code, said in done.stderr) == (code, True)
