"""Eight downloads of 100 MB at once: memory growth, time to the first byte, throughput.

    python bench/downloads.py [--clients 8] [--megabytes 100] [--json]

A server process with the files route alone (the one that `laterna serve` mounts) is asked over loopback by a
client process that discards what it reads. Memory is the server's resident set, sampled every 10 ms. Not counted
against memory: the file pages that the system keeps, which belong to no process.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from subprocess import PIPE, Popen

MEGABYTE = 1_000_000
KEY = b"bench-signing-key-of-32-bytes-xx"
GOALS = {"rss_growth_mb": 32.0, "first_byte_ms": 50.0}


def serve(folder: Path) -> None:
    """Runs the server until it is told to stop; prints its port."""
    import socket

    import uvicorn
    from litestar import Litestar

    from laterna.api.files import files_router
    from laterna.assets.store import AssetStore
    from laterna.clock import SystemClock

    app = Litestar([files_router(AssetStore(folder, KEY, SystemClock()))], openapi_config=None)
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])


def resident(pid: int) -> float:
    """Resident memory of a process in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


async def download(port: int, path: str) -> tuple[float, int]:
    """One download; returns seconds to the first byte and bytes of body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=MEGABYTE)
    begun = time.perf_counter()
    writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    first = await reader.read(MEGABYTE)
    waited = time.perf_counter() - begun
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"The server answered {head.splitlines()[0].decode()}.")
    count = len(first)
    while piece := await reader.read(MEGABYTE):
        count += len(piece)
    writer.close()
    return waited, count


async def measure(port: int, pid: int, path: str, clients: int) -> dict[str, float]:
    """All downloads at once, with memory watched meanwhile."""
    await download(port, path)  # the first request loads code that every later one shares
    before = resident(pid)
    peak = before
    running = True

    async def watch() -> None:
        nonlocal peak
        while running:
            peak = max(peak, resident(pid))
            await asyncio.sleep(0.01)

    watcher = asyncio.create_task(watch())
    begun = time.perf_counter()
    results = await asyncio.gather(*(download(port, path) for _ in range(clients)))
    elapsed = time.perf_counter() - begun
    running = False
    await watcher
    waits = [waited * 1_000 for waited, _ in results]
    return {
        "clients": clients,
        "bytes": sum(count for _, count in results),
        "seconds": round(elapsed, 3),
        "megabytes_per_second": round(sum(count for _, count in results) / elapsed / MEGABYTE),
        "first_byte_p50_ms": round(statistics.median(waits), 1),
        "first_byte_max_ms": round(max(waits), 1),
        "rss_before_mb": round(before, 1),
        "rss_growth_mb": round(peak - before, 1),
    }


def main() -> None:
    """Prints the figures, and whether they meet the goals; exits with 1 when not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    figures = run(options.clients, options.megabytes)
    met = (
        figures["rss_growth_mb"] <= GOALS["rss_growth_mb"]
        and figures["first_byte_max_ms"] <= GOALS["first_byte_ms"]
    )
    print(
        json.dumps(figures)
        if options.json
        else "\n".join(f"{name:22} {value}" for name, value in figures.items())
    )
    sys.exit(0 if met else 1)


def run(clients: int, megabytes: int) -> dict[str, float]:
    """Makes the file, starts the server, measures, and cleans up."""
    from laterna.assets.store import AssetStore
    from laterna.clock import SystemClock

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source.bin"
        with source.open("wb") as file:
            for _ in range(megabytes):
                file.write(os.urandom(MEGABYTE))
        assets = AssetStore(folder / "files", KEY, SystemClock())
        key = asyncio.run(assets.keep(1, "bench", source, "clip.mp4"))
        path = assets.url(key, base_url="", life=3_600)
        with Popen(
            [sys.executable, __file__, "--serve", str(folder / "files")], stdout=PIPE, text=True
        ) as server:
            assert server.stdout is not None
            try:
                return asyncio.run(measure(int(server.stdout.readline()), server.pid, path, clients))
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
