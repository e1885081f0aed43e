"""The whole server as a target: one HTTP request at a time, handed to the ASGI application without a socket.

Requests have right paths and wrong ones, odd methods, headers that clash, bodies of every kind. Whatever comes, the
answer is complete, is no 5xx, and, where it is JSON, can be read.
"""

# ruff: noqa: E501 - tables of words are read as blocks

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, unquote, urlencode

import msgspec

from laterna.clock import SystemClock
from laterna.server import create_app, open_services
from laterna.settings import Settings
from tests.api.asgi import Told, asked
from tests.fuzz import examples as ex
from tests.fuzz import grammar as gr
from tests.fuzz.targets import Target

CREATES: dict[str, Any] = {
    "/api/v1/services/aigc/video-generation/video-synthesis": ex.DASHSCOPE,
    "/ent/v2/text2video": {
        name: each for name, each in ex.VIDU.items() if name not in ("images", "subjects")
    },
    "/ent/v2/img2video": {**ex.VIDU, "images": [ex.PICTURE]},
    "/ent/v2/start-end2video": ex.VIDU,
    "/ent/v2/reference2video": ex.VIDU,
    "/v1/video/generations": {**ex.GENERATIONS, "model": "animatic"},
    "/v1/videos": {"model": "animatic", "prompt": "A fox", "seconds": 4},
    "/v1/laterna/webhooks": {"url": "https://example.com/hook", "events": ["task.failed"], "note": "mine"},
}
_IDS = (
    "t-1",
    "task_" + "0" * 32,
    "video_" + "f" * 32,
    "123456789012345678",
    "9" * 40,
    "00000000-0000-0000-0000-000000000000",
)
PATHS = (
    "/api/v1/tasks", "/api/v1/tasks/{}", "/api/v1/tasks/{}/cancel", "/api/v1/uploads", "/uploads/oss", "/uploads/vidu/{}",
    "/ent/v2/tasks", "/ent/v2/tasks/{}/creations", "/ent/v2/tasks/{}/cancel", "/ent/v2/credits", "/tools/v2/files/uploads",
    "/tools/v2/files/uploads/{}/finish", "/v1/video/generations/{}", "/v1/videos/{}", "/v1/videos/{}/content",
    "/v1/videos/{}/remix", "/v1/videos/edits", "/v1/laterna/webhooks/{}", "/v1/laterna/webhooks/{}/replay",
    "/v1/laterna/webhooks/{}/rotate", "/v1/laterna/deliveries", "/v1/laterna/deliveries/{}/replay", "/v1/laterna/events",
    "/v1/laterna/tasks/{}/events", "/v1/laterna/heard/{}", "/.well-known/jwks.json", "/files/{}", "/healthz", "/readyz",
    "/metrics", "/", "/{}", *CREATES,
)  # fmt: skip
METHODS = ("GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "PROPFIND", "TRACE", "CONNECT",
           "BREW", "get", "M-SEARCH")  # fmt: skip
KINDS = (
    "application/json", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded", "text/plain; charset=²", "",
    "multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary="b', "application/json; charset=x",
    "image/png", "multipart/form-data; boundary=" + "b" * 300,
)  # fmt: skip
QUERY = ("limit", "order", "after", "variant", "pager.page", "pager.pagesz", "created_at.from", "created_at.to", "task_ids",
         "states", "resolutions", "page_no", "page_size", "status", "start_time", "end_time", "task_id", "model_name",
         "expires", "sig", "tenant", "show_detail", "webhook", "state", "before", "last_event_id", "name")  # fmt: skip


class Ask:
    """One HTTP request as a server of ASGI hands it on."""

    def __init__(self, random: Random) -> None:
        self.method = random.choice(METHODS)
        self.query = urlencode(gr.pairs(random, QUERY, ("1", "10", "success")), errors="replace").encode()
        if random.random() < 0.1:
            self.query = gr.damaged(random, self.query)
        headers = {
            "authorization": random.choice(
                ("Bearer sk", "Bearer sk", "Bearer sk", "Token sk", "Basic x", "Bearer", "²")
            )
        }
        create = random.random() < 0.35
        if create:
            path, example = random.choice(list(CREATES.items()))
            self.method = "POST"
            self.body, headers["content-type"] = _body(random, example)
            headers["x-dashscope-async"] = "enable"
        else:
            path = random.choice(PATHS).replace("{}", _id(random))
            self.body, headers["content-type"] = _body(
                random, {"prompt": "A fox", "since": "2026-01-31T12:00:00Z"}
            )
            if random.random() < 0.1:
                path = gr.damaged_text(random, path)
        for name in ("range", "if-none-match", "last-event-id", "idempotency-key", "content-length", "host", "accept",
                     "x-dashscope-ossresourceresolve", "content-encoding", "transfer-encoding", "cookie"):  # fmt: skip
            if random.random() < 0.06:
                headers[name] = random.choice(("", "0", "1", "enable", "bytes=0-", gr.some_text(random)))
        # A server replaces what is no UTF-8 in a path.
        self.path = unquote(quote(path, safe="/%", errors="replace"), errors="replace")
        self.headers = [(name.encode(), text.encode("latin-1", "replace")) for name, text in headers.items()]
        self.cut = random.random() < 0.05

    def __repr__(self) -> str:
        return f"{self.method} {self.path}?{self.query!r} {self.headers} {self.body[:300]!r} cut={self.cut}"


def _id(random: Random) -> str:
    return random.choice(_IDS) if random.random() < 0.6 else gr.some_text(random)


def _body(random: Random, example: Any) -> tuple[bytes, str]:
    kind = random.randrange(10)
    if kind < 6:
        thing = gr.mutated(random, example, ex.NAMES) if random.random() < 0.8 else example
        return gr.encoded(random, thing), KINDS[0]
    if kind < 8:
        return _multipart(random), KINDS[1]
    body = random.choice((b"", b"{}", b"[" * 5_000, random.randbytes(60), _multipart(random)))
    return body, random.choice(KINDS)


def _multipart(random: Random) -> bytes:
    lines = []
    for name, text in [("model", "animatic"), ("prompt", "A fox"), *gr.pairs(random, ex.NAMES)]:
        file = random.choice(
            ("", "", '; filename="a.png"', '; filename=""', "; filename*=UTF-8''%ff", "; name=x")
        )
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{text}\r\n'
        lines.append(head.encode("utf-8", "replace"))
    body = b"".join(lines) + b"--b--\r\n"
    return gr.damaged(random, body) if random.random() < 0.3 else body


class Server:
    """The application, opened in a folder of its own, and a loop to ask it on."""

    def __init__(self) -> None:
        base = Path("/dev/shm")
        self._folder = Path(tempfile.mkdtemp(prefix="laterna-door-", dir=base if base.is_dir() else None))
        self._runner = asyncio.Runner()
        self._opening = open_services(
            Settings(data=str(self._folder), dispatch=False, log_level="error"), SystemClock()
        )
        self._services = self._runner.run(self._opening.__aenter__())
        self._app = create_app(self._services)

    def ask(self, ask: Ask) -> None:
        """Asks once. Raises AssertionError for an answer that nobody may get."""
        status, headers, body = self._runner.run(asyncio.wait_for(self._asked(ask), 20))
        if ask.cut and status == 0:
            return
        assert 200 <= status < 500, f"status {status}: {body[:300]!r}"
        if headers.get(b"content-type") == b"application/json" and ask.method != "HEAD" and body:
            msgspec.json.decode(body)

    def _asked(self, ask: Ask) -> Coroutine[Any, Any, Told]:
        half = len(ask.body) // 2
        return asked(
            self._app,
            ask.method,
            ask.path,
            query=ask.query,
            headers=ask.headers,
            parts=(ask.body[:half], ask.body[half:]),
            cut=ask.cut,
        )

    def close(self) -> None:
        """Closes the store, and lets go of the folder."""
        self._runner.run(self._opening.__aexit__(None, None, None))
        self._runner.close()
        shutil.rmtree(self._folder, ignore_errors=True)


@contextlib.contextmanager
def door_target(weight: int = 20) -> Iterator[Target]:
    """The target, while its server is open."""
    server = Server()
    try:
        yield Target("HTTP doors", Ask, server.ask, weight)
    finally:
        server.close()
