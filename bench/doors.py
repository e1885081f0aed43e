"""Status reads, durable creates, start and idle memory: Laterna beside LiteLLM's proxy.

Each server runs on one core (core 0) and the load generator on the other. LiteLLM stores nothing: its proxy
forwards to the fastest possible upstream. Laterna answers from its own store, and its creates are committed
to disk with row, hold and event before the answer. Clips are not drawn meanwhile (`LATERNA_DISPATCH=false`).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import machine, rivals

RUNS = 3
SECONDS = 5.0
KEY = "sk-bench"
CREATE_PATH = "/api/v1/services/aigc/video-generation/video-synthesis"


@dataclass(frozen=True)
class Server:
    """A running server: its port, seconds from start to first answer, resident MB when idle."""

    port: int
    first_answer: float
    idle_mb: float


@contextmanager
def _running(command: list[str], port: int, url: str, env: dict[str, str], folder: Path) -> Iterator[Server]:
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            machine.pinned(0, command), cwd=folder, stdout=log, stderr=log, env={**os.environ, **env}
        )
    try:
        first = machine.seconds_until_answer(url, process)
        time.sleep(2)
        yield Server(port, first, machine.resident_mb(process.pid))
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def laterna(folder: Path) -> Iterator[Server]:
    """Laterna with one key, which the benchmark uses."""
    port = machine.free_port()
    env = {"LATERNA_DATA": str(folder / "data"), "LATERNA_DISPATCH": "false"}
    binary = str(Path(sys.executable).parent / "laterna")
    command = [binary, "serve", "--port", str(port)]
    with _running(command, port, f"http://127.0.0.1:{port}/healthz", env, folder) as server:
        yield server


@contextmanager
def litellm(folder: Path) -> Iterator[Server]:
    """LiteLLM's proxy, one worker, before the fastest possible upstream."""
    binary = rivals.environment("litellm") / "litellm"
    upstream_port, port = machine.free_port(), machine.free_port()
    (folder / "config.yaml").write_text(
        "model_list:\n  - model_name: sora-2\n    litellm_params:\n      model: openai/sora-2\n"
        f"      api_base: http://127.0.0.1:{upstream_port}/v1\n      api_key: sk-upstream\n"
        f"general_settings:\n  master_key: {KEY}\n"
    )
    upstream = subprocess.Popen(
        machine.pinned(1, [sys.executable, "-m", "bench.upstream", str(upstream_port)]), cwd=rivals.ROOT
    )
    command = [str(binary), "--config", "config.yaml", "--host", "127.0.0.1", "--port", str(port)]
    env = {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    try:
        with _running(command, port, f"http://127.0.0.1:{port}/health/liveliness", env, folder) as server:
            yield server
    finally:
        upstream.terminate()
        upstream.wait(10)


def _request(method: str, path: str, body: dict[str, object] | None = None, **headers: str) -> str:
    data = json.dumps(body) if body is not None else ""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {KEY}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(data.encode())}"]
    return "\r\n".join(lines) + "\r\n\r\n" + data


def _load(port: int, requests: list[str], folder: Path) -> dict[str, float]:
    file = folder / "requests.json"
    file.write_text(json.dumps(requests))
    command = [sys.executable, "-m", "bench.load", str(port), str(file), "--seconds", str(SECONDS)]
    done = subprocess.run(machine.pinned(1, command), cwd=rivals.ROOT, capture_output=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    if figures["failures"]:
        raise RuntimeError(f"{figures['failures']} answers were not 200")
    return figures


def _post(port: int, path: str, body: dict[str, object], headers: dict[str, str]) -> dict[str, object]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", **headers},
    )
    answer: dict[str, object] = json.loads(urllib.request.urlopen(request, timeout=30).read())
    return answer


_DASHSCOPE_BODY: dict[str, object] = {
    "model": "vidu/viduq3-turbo_text2video",
    "input": {"prompt": "一只小猫在月光下奔跑"},
    "parameters": {"size": "960*528", "resolution": "540P", "duration": 5, "watermark": True},
}
_OPENAI_BODY: dict[str, object] = {"model": "sora-2", "prompt": "一只小猫在月光下奔跑", "seconds": "4"}


def measure_laterna(folder: Path) -> dict[str, float]:
    """One run of all figures against Laterna."""
    with laterna(folder) as server:
        ids = []
        for _ in range(50):
            answer = _post(server.port, CREATE_PATH, _DASHSCOPE_BODY, {"X-DashScope-Async": "enable"})
            output = answer["output"]
            assert isinstance(output, dict)
            ids.append(output["task_id"])
        reads = _load(server.port, [_request("GET", f"/api/v1/tasks/{one}") for one in ids], folder)
        create = _request("POST", CREATE_PATH, _DASHSCOPE_BODY, **{"X-DashScope-Async": "enable"})
        creates = _load(server.port, [create], folder)
        return _figures(server, reads, creates)


def measure_litellm(folder: Path) -> dict[str, float]:
    """One run of all figures against LiteLLM's proxy."""
    with litellm(folder) as server:
        made = _post(server.port, "/v1/videos", _OPENAI_BODY, {})
        reads = _load(server.port, [_request("GET", f"/v1/videos/{made['id']}")], folder)
        creates = _load(server.port, [_request("POST", "/v1/videos", _OPENAI_BODY)], folder)
        return _figures(server, reads, creates)


def _figures(server: Server, reads: dict[str, float], creates: dict[str, float]) -> dict[str, float]:
    return {
        "status reads, 1/s": reads["per_second"],
        "status reads, p50 ms": reads["p50_ms"],
        "status reads, p99 ms": reads["p99_ms"],
        "creates, 1/s": creates["per_second"],
        "creates, p50 ms": creates["p50_ms"],
        "creates, p99 ms": creates["p99_ms"],
        "start to first answer, s": round(server.first_answer, 2),
        "idle memory, MB": round(server.idle_mb, 1),
    }


def main() -> None:
    """Prints the medians of the runs, Laterna and the rival in turn, and the ratio."""
    runs: dict[str, list[dict[str, float]]] = {"Laterna": [], "LiteLLM": []}
    for _ in range(RUNS):
        for name, measure in (("Laterna", measure_laterna), ("LiteLLM", measure_litellm)):
            with tempfile.TemporaryDirectory() as folder:
                runs[name].append(measure(Path(folder)))
    print("| figure | Laterna | LiteLLM proxy | ratio |\n|---|---|---|---|")
    for figure in runs["Laterna"][0]:
        ours = statistics.median(run[figure] for run in runs["Laterna"])
        theirs = statistics.median(run[figure] for run in runs["LiteLLM"])
        print(f"| {figure} | {ours:,.2f} | {theirs:,.2f} | {ours / theirs:.2f} |")


if __name__ == "__main__":
    main()
