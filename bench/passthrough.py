"""What standing in front costs: a create through Laterna beside the same create straight at the upstream.

The upstream is a bare answerer that notes when each create arrives. Through Laterna a create is committed, answered,
claimed, written down as intended, committed again, and sent. Both the caller's wait and the upstream's are measured,
one create every 20 ms, so that none waits for what another leaves to do.
"""

import asyncio
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench import machine

CREATES = 300
EVERY = 0.02  # seconds from one create to the next
KEY = "sk-bench"


class _Recorder(asyncio.Protocol):
    """Answers every request with a new video object that is queued for ever, and notes when creates came."""

    def __init__(self, arrivals: dict[str, float]) -> None:
        self._arrivals = arrivals
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            at = head.lower().find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        now = time.perf_counter()
        if head.startswith(b"POST"):
            at = body.find(b"take-")
            self._arrivals[body[at : at + 12].decode()] = now
        video = {
            "id": f"video_{len(self._arrivals)}",
            "object": "video",
            "status": "queued",
            "model": "sora-2",
        }
        text = json.dumps(video).encode()
        assert self._transport is not None
        self._transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
            % (len(text), text)
        )


def _recorder(arrivals: dict[str, float]) -> int:
    """Starts the upstream on a thread; answers its port."""
    port = machine.free_port()
    started = threading.Event()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Recorder(arrivals), "127.0.0.1", port)
        started.set()
        await server.serve_forever()

    threading.Thread(target=asyncio.run, args=(serve(),), daemon=True).start()
    started.wait()
    return port


def _creates(port: int, arrivals: dict[str, float], first: int) -> tuple[list[float], list[float]]:
    """Milliseconds until the answer, and until the upstream had the create, one create after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    answered, arrived = [], []
    for number in range(first, first + CREATES):
        name = f"take-{number:07d}"
        body = json.dumps({"model": "animatic", "prompt": f"{name} of a red kite", "seconds": "5"})
        begun = time.perf_counter()
        connection.request("POST", "/v1/videos", body, headers)
        answer = connection.getresponse()
        answer.read()
        answered.append((time.perf_counter() - begun) * 1_000)
        assert answer.status == 200
        deadline = begun + 5
        while name not in arrivals and time.perf_counter() < deadline:
            time.sleep(0.0005)
        arrived.append((arrivals[name] - begun) * 1_000)
        time.sleep(max(begun + EVERY - time.perf_counter(), 0.0))
    return answered, arrived


def _sync(folder: Path) -> float:
    """Milliseconds for one synced write of a small commit's size, which no durable create can do without."""
    took = []
    with (folder / "sync").open("wb", buffering=0) as file:
        for _ in range(CREATES):
            file.write(bytes(12_288))
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - begun) * 1_000)
            time.sleep(EVERY / 2)
    return statistics.median(took)


def main() -> None:
    """Prints a table."""
    arrivals: dict[str, float] = {}
    upstream = _recorder(arrivals)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "laterna.toml").write_text(
            f'[[upstreams]]\nname = "u"\nwire = "openai"\nurl = "http://127.0.0.1:{upstream}"\n'
            f'server = "laterna"\nkeys = ["sk"]\n[[routes]]\nmodels = "*"\nupstream = "u"\n'
        )
        port = machine.free_port()
        binary = str(Path(sys.executable).parent / "laterna")
        server = subprocess.Popen(
            machine.pinned(0, [binary, "serve", "--port", str(port)]), cwd=folder, stdout=subprocess.DEVNULL
        )
        try:
            machine.seconds_until_answer(f"http://127.0.0.1:{port}/healthz", server)
            _creates(port, arrivals, 0)  # warm
            direct = _creates(upstream, arrivals, CREATES)
            through = _creates(port, arrivals, 2 * CREATES)
            synced = _sync(Path(folder))
        finally:
            server.terminate()
            server.wait(30)
    print("| figure | through Laterna | straight | difference |\n|---|---|---|---|")
    for name, mine, other in zip(
        ("answer to the create, p50 ms", "upstream has the create, p50 ms"), through, direct, strict=True
    ):
        a, b = statistics.median(mine), statistics.median(other)
        print(f"| {name} | {a:.2f} | {b:.2f} | {a - b:.2f} |")
    print(f"| one synced write of 12 KB to this disk, p50 ms | {synced:.2f} | | |")


if __name__ == "__main__":
    main()
