"""A real server with real drawing processes, and a stranger's web server that hands out pictures."""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import Struct

from tests.pictures import made

PROGRAM = """
import json, sys
from laterna.server import run
from laterna.settings import load_settings
run(load_settings(environ={}, flags=json.loads(sys.argv[1])))
"""
KEY = {"Authorization": "Bearer sk-test"}
DONE = ("succeeded", "failed", "success", "completed", "canceled", "cancelled")


class Studio(Struct, frozen=True):
    """A running server; `pictures` is the base URL of the stranger's."""

    url: str
    pictures: str
    folder: Path

    def post(self, path: str, **how: Any) -> httpx.Response:
        """A POST with a key."""
        return httpx.post(self.url + path, headers={**KEY, **how.pop("headers", {})}, timeout=60, **how)

    def get(self, path: str) -> httpx.Response:
        """A GET with a key."""
        return httpx.get(self.url + path, headers=KEY, timeout=60)

    def ended(self, path: str) -> dict[str, Any]:
        """The body at a task's query path once the task has ended."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            body: dict[str, Any] = self.get(path).json()
            state = str(body.get("state") or body.get("status") or body["output"]["task_status"]).lower()
            if state in DONE:
                return body
            time.sleep(0.1)
        raise AssertionError(f"{path} did not end: {body}")

    def fetched(self, url: str, name: str) -> Path:
        """A result as a file."""
        path = self.folder / name
        answer = httpx.get(url, headers=KEY, timeout=60)
        assert answer.status_code == 200, answer.text
        path.write_bytes(answer.content)
        return path

    def made(self, **fields: Any) -> dict[str, Any]:
        """The ended task of a small clip asked for at `/v1/videos`."""
        body = {"model": "animatic", "prompt": "a quiet day", "size": "160x90", "seconds": "1", **fields}
        created = self.post("/v1/videos", json=body)
        assert created.status_code == 200, created.text
        return self.ended(f"/v1/videos/{created.json()['id']}")

    def clip(self, task: dict[str, Any]) -> Path:
        """The clip of an ended task of `/v1/videos`."""
        assert task["status"] == "completed", task
        return self.fetched(f"{self.url}/v1/videos/{task['id']}/content", f"{task['id']}.mp4")


class _Stranger(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name == "inside":
            self._answer(302, b"", ("Location", "http://169.254.169.254/latest/meta-data/"))
        elif name == "page.png":
            self._answer(200, b"<html>not a picture</html>")
        elif name == "slow.jpg":
            self._dribble()
        elif name in _FILES:
            self._answer(200, _FILES[name])
        else:
            self._answer(404, b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for header in headers:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def _dribble(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        self.wfile.write(made.jpeg()[:100])


_FILES = {
    "first.jpg": made.jpeg(),
    "last.jpg": made.jpeg(made.LAST),
    "tall.jpg": made.jpeg(made.quartered((made.RED, made.GREEN, made.BLUE, made.YELLOW), 180, 320)),
    "disc.png": made.disc(),
    "green.png": made.disc((0, 255, 60)),
    "print.jpg": made.jpeg(made.quartered(((255, 0, 0),) * 4, 120, 90)),
    "bomb.png": made.bomb(),
    "cut.png": made.disc()[:150],
    "thin.png": made.png(made.quartered((made.RED,) * 4, 300, 20)),
    "tone.wav": made.tone(),
}


@pytest.fixture(scope="session")
def stranger() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="session")
def studio(stranger: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    folder = tmp_path_factory.mktemp("studio")
    flags = {"data": str(folder / "data"), "port": 0, "workers": 2, "outbound_allow": ["127.0.0.0/8"]}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, json.dumps(flags)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, line
    yield Studio(found[0], stranger, folder)
    process.terminate()
    process.wait(20)
