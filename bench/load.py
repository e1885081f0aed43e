"""A small load generator: keep-alive connections that each send the next request when the answer is in.

Run as its own process (`python -m bench.load …`) so that it shares no core and no interpreter with the server.
"""

import argparse
import asyncio
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import uvloop


@dataclass(frozen=True)
class Figures:
    """What one run measured: requests a second, latencies in milliseconds, answers that were not 200."""

    requests: int
    seconds: float
    per_second: float
    p50_ms: float
    p99_ms: float
    failures: int


class Connection(asyncio.Protocol):
    """One connection: writes a request, reads the answer by its Content-Length, notes the time, goes on."""

    def __init__(
        self, next_request: Callable[[], bytes | None], latencies: list[float], done: asyncio.Event
    ) -> None:
        self._next_request = next_request
        self._latencies = latencies
        self._done = done
        self._buffer = b""
        self._sent = 0.0
        self.failures = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._done.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < head_end + 4 + length:
            return
        self._latencies.append(time.perf_counter() - self._sent)
        if not head.startswith(b"http/1.1 200"):
            self.failures += 1
        self._buffer = b""
        self._send()

    def _send(self) -> None:
        request = self._next_request()
        assert self._transport is not None
        if request is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


async def run(port: int, requests: list[bytes], connections: int, seconds: float) -> Figures:
    """Sends the requests in turn, again and again, for so many seconds."""
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    begin = time.perf_counter()
    turn = itertools.cycle(requests)

    def next_request() -> bytes | None:
        return next(turn) if time.perf_counter() - begin < seconds else None

    ends = [asyncio.Event() for _ in range(connections)]
    made = [
        await loop.create_connection(
            lambda end=end: Connection(next_request, latencies, end), "127.0.0.1", port
        )
        for end in ends
    ]
    for end in ends:
        await end.wait()
    took = time.perf_counter() - begin
    latencies.sort()
    failures = sum(protocol.failures for _, protocol in made)
    return Figures(
        requests=len(latencies),
        seconds=round(took, 3),
        per_second=round(len(latencies) / took, 1),
        p50_ms=round(latencies[len(latencies) // 2] * 1_000, 3),
        p99_ms=round(latencies[int(len(latencies) * 0.99)] * 1_000, 3),
        failures=failures,
    )


def main() -> None:
    """Reads requests from a JSON file (list of strings) and prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("requests", type=Path)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    requests = [text.encode() for text in json.loads(options.requests.read_text())]
    print(json.dumps(asdict(uvloop.run(run(options.port, requests, options.connections, options.seconds)))))


if __name__ == "__main__":
    main()
