"""Facts about the machine and about running processes, for the benchmarks."""

import os
import platform
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path


def describe() -> str:
    """One line: processor, cores, memory, Python."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {gib:.0f} GiB, Python {platform.python_version()}"


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident_mb(pid: int) -> float:
    """Resident memory of one process in MB (2**20 bytes)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def seconds_until_answer(url: str, process: "subprocess.Popen[bytes]", limit: float = 120.0) -> float:
    """Seconds until `url` answers with any status. Raises RuntimeError when the process ends or the limit passes."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < limit:
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except urllib.error.HTTPError:
            return time.perf_counter() - begin
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with code {process.returncode}") from None
            time.sleep(0.005)
            continue
        return time.perf_counter() - begin
    raise RuntimeError(f"no answer from {url} in {limit} s")


def pinned(core: int, command: list[str]) -> list[str]:
    """The command bound to one core, where the system can do that."""
    return ["taskset", "-c", str(core), *command] if (os.cpu_count() or 1) > 1 else command
