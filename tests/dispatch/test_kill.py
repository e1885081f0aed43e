"""The real server is killed with SIGKILL at random moments while it works. No accepted task is lost."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from laterna.media.probe import probe

ROUNDS = 3
PER_ROUND = 3
SERVE = "import sys; from laterna.cli import main; sys.argv[0] = 'laterna'; main()"
CREATE = "/api/v1/services/aigc/video-generation/video-synthesis"


class Server:
    """`laterna serve` in a process of its own, on a free port."""

    def __init__(self, data: Path, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", "--port", "0", "--data", str(data), "--workers", "2"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "LATERNA_MAX_ATTEMPTS": "100", **environment},
        )
        assert self._process.stdout is not None
        found = re.search(r"http://\S+", self._process.stdout.readline())
        assert found is not None, "the server did not start"
        self.url = found[0]

    def ask(self, path: str, body: object = None) -> dict[str, object]:
        """The answer to a GET, or to a POST when there is a body."""
        data = None if body is None else json.dumps(body).encode()
        headers = {
            "Authorization": "Bearer any",
            "Content-Type": "application/json",
            "X-DashScope-Async": "enable",
        }
        with urllib.request.urlopen(
            urllib.request.Request(self.url + path, data, headers), timeout=30
        ) as answer:
            return json.load(answer)["output"]

    def create(self, seed: int) -> str:
        """The id of a new task, accepted."""
        body = {
            "model": "animatic",
            "input": {"prompt": "a cat runs across a meadow"},
            "parameters": {"size": "64*64", "duration": 1, "seed": seed},
        }
        return str(self.ask(CREATE, body)["task_id"])

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """Ends it as an owner would. Answers the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=20)


@pytest.mark.slow
def test_kill_9_at_random_moments_loses_no_accepted_task(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print(f"moments drawn from seed {seed}")
    chance = random.Random(seed)
    accepted: list[str] = []
    for number in range(ROUNDS):
        server = Server(tmp_path / "data")
        accepted += [server.create(number * PER_ROUND + each) for each in range(PER_ROUND)]
        time.sleep(chance.uniform(0.0, 1.5))
        server.kill()
    server = Server(tmp_path / "data")
    try:
        for number, task_id in enumerate(accepted):
            clip = tmp_path / f"{number}.mp4"
            urllib.request.urlretrieve(finished(server, task_id), clip)
            assert probe(clip).frames == 24
    finally:
        code = server.stop()
    assert code == 0
    assert [*(tmp_path / "data" / "work").glob("*")] == []


@pytest.mark.slow
def test_a_worker_makes_the_clips_of_a_server_that_only_answers(tmp_path: Path) -> None:
    data = tmp_path / "data"
    server = Server(data, LATERNA_DISPATCH="false")
    task_id = server.create(1)
    worker = subprocess.Popen(
        [sys.executable, "-c", SERVE, "worker", "--data", str(data), "--workers", "1"],
        stderr=subprocess.DEVNULL,
    )
    try:
        urllib.request.urlretrieve(finished(server, task_id), tmp_path / "clip.mp4")
        assert probe(tmp_path / "clip.mp4").frames == 24
    finally:
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(timeout=20)
        server.stop()
    assert code == 0


def finished(server: Server, task_id: str) -> str:
    """The URL of a task's clip, once it is there."""
    for _ in range(600):
        output = server.ask(f"/api/v1/tasks/{task_id}")
        if output["task_status"] == "SUCCEEDED":
            return str(output["video_url"])
        assert output["task_status"] in ("PENDING", "RUNNING"), output
        time.sleep(0.1)
    raise AssertionError(f"{task_id} was not finished within a minute")
