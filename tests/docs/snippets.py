"""Runs the code blocks of a Markdown page as a reader would: in order, in one folder, against one machine."""

import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUNNABLE = ("bash", "sh", "python")


@dataclass(frozen=True)
class Snippet:
    """One fenced block: its language, its text, the line where it begins."""

    language: str
    text: str
    line: int


def snippets_of(page: Path) -> list[Snippet]:
    """The runnable blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Snippet(match.group(1), match.group(2), text.count("\n", 0, match.start()) + 1)
        for match in _FENCE.finditer(text)
        if match.group(1) in RUNNABLE
    ]


@dataclass
class Reader:
    """Someone who types a page's snippets into one shell in `folder`. The page's port 8000 becomes a free one."""

    folder: Path
    environ: dict[str, str]
    port: int = 0
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> "Reader":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for server in self.servers:
            server.send_signal(signal.SIGTERM)
        for server in self.servers:
            server.wait(20)

    def run(self, snippet: Snippet) -> str:
        """Runs one block and returns what it printed. Raises AssertionError with the output when it fails."""
        text = snippet.text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")
        if snippet.language == "python":
            return self._finished([sys.executable, "-c", text], snippet)
        rest = [line for line in text.splitlines() if not self._started_server(line)]
        command = "\n".join(rest).strip()
        if command.startswith("script/"):
            # The checkout's own commands are typed in the checkout.
            command = f"cd {shlex.quote(str(ROOT))}\n{command}"
        return self._finished(["bash", "-euc", command], snippet) if command else ""

    def _started_server(self, line: str) -> bool:
        if not line.startswith("laterna serve"):
            return False
        command = line.split("#")[0].rstrip(" &").split()
        server = subprocess.Popen([*command, "--port", str(self.port)], cwd=self.folder, env=self.environ)
        self.servers.append(server)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5)
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None, f"`{line}` ended with code {server.returncode}"
                continue
            return True
        raise AssertionError(f"`{line}` gave no answer in 30 s")

    def _finished(self, command: list[str], snippet: Snippet) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, f"line {snippet.line}:\n{snippet.text}\n{done.stdout}\n{done.stderr}"
        return done.stdout
