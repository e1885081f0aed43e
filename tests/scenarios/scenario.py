"""Reads scenario files: what they look like is told in README.md beside this module."""

import re
from dataclasses import dataclass, field
from pathlib import Path

WIRES = ("dashscope", "vidu", "generations", "openai", "files", "access", "ssrf")
CONTRACTS = ("dashscope", "vidu", "v1-video-generations", "openai-videos", "design", "issue")

_REQUEST = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\S.*)")
_EXPECT = re.compile(r"expect: (\d{3})")
_DIRECTIVE = re.compile(r"(when|given|proves): (.+)")
_HEADER = re.compile(r"([A-Za-z0-9_-]+):(.*)")


class ScenarioError(Exception):
    """A scenario file cannot be read; the message names the file and the line."""


@dataclass
class Block:
    """Header lines, a blank line, a body: a request's or an expected answer's."""

    line: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""


@dataclass
class Request(Block):
    """One request and the answer that is expected."""

    method: str = ""
    target: str = ""
    status: int = 0
    answer: Block = field(default_factory=lambda: Block(0))


@dataclass(frozen=True)
class When:
    """Something that happens between two requests, such as `task {task} succeeds`."""

    line: int
    text: str


@dataclass
class Scenario:
    """One file. `given` are its preconditions, `steps` its requests and what happens between them."""

    path: Path
    title: str = ""
    proves: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    steps: list[Request | When] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`wire/what-it-is-about`."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def local_only(self) -> str:
        """Why the scenario can only be played against a server started for it; empty when it can be anywhere."""
        if self.given:
            return f"needs a server of its own: {self.given[0]}"
        return next((f"needs a server of its own: {step.text}" for step in self.steps if _is_when(step)), "")


def _is_when(step: Request | When) -> bool:
    return isinstance(step, When)


def find(folder: Path, wire: str = "") -> list[Path]:
    """The scenario files below a folder, of one wire or of all."""
    wires = (wire,) if wire else WIRES
    return [path for name in wires for path in sorted((folder / name).glob("*.txt"))]


def read(path: Path) -> Scenario:
    """Reads a file. Raises ScenarioError."""
    lines = path.read_text(encoding="utf-8").splitlines()
    scenario = Scenario(path)
    block: Block | None = None
    in_body = False
    for number, line in enumerate(lines, 1):
        started = _started(scenario, block, line, number)
        if started is not None:
            block, in_body = started, False
        elif block is None:
            _top(scenario, line, number)
        elif in_body:
            block.body += line + "\n"
        elif not line.strip():
            in_body = True
        else:
            _header(scenario, block, line, number)
    _check(scenario)
    return scenario


def _started(scenario: Scenario, block: Block | None, line: str, number: int) -> Block | None:
    if found := _REQUEST.fullmatch(line):
        request = Request(number, method=found[1], target=found[2])
        scenario.steps.append(request)
        return request
    if found := _EXPECT.fullmatch(line):
        request = scenario.steps[-1] if scenario.steps else None  # type: ignore[assignment]
        if not isinstance(request, Request) or request.status:
            raise ScenarioError(f"{scenario.name}:{number}: an answer is expected, but to which request?")
        request.status = int(found[1])
        request.answer = Block(number)
        return request.answer
    if (found := _DIRECTIVE.fullmatch(line)) and found[1] == "when":
        scenario.steps.append(When(number, found[2]))
        return Block(number)
    return None


def _top(scenario: Scenario, line: str, number: int) -> None:
    found = _DIRECTIVE.fullmatch(line)
    if found is not None:
        (scenario.proves if found[1] == "proves" else scenario.given).append(found[2])
    elif line.startswith("#"):
        scenario.title = f"{scenario.title} {line.lstrip('# ')}".strip()
    elif line.strip():
        raise ScenarioError(f"{scenario.name}:{number}: before the first request, this means nothing: {line}")


def _header(scenario: Scenario, block: Block, line: str, number: int) -> None:
    found = _HEADER.fullmatch(line)
    if found is None:
        raise ScenarioError(
            f"{scenario.name}:{number}: not a header, and a body begins after a blank line: {line}"
        )
    block.headers.append((found[1], found[2].strip()))


def _check(scenario: Scenario) -> None:
    if not scenario.title or not scenario.proves or not scenario.steps:
        raise ScenarioError(f"{scenario.name}: a scenario has a title (#), a `proves:` line and a request")
    for line in scenario.proves:
        if not re.fullmatch(rf"({'|'.join(CONTRACTS)})( [0-9][0-9A-Za-z.()' -]*)?", line):
            raise ScenarioError(f"{scenario.name}: proves a contract and a section, not {line!r}")
    for step in scenario.steps:
        if isinstance(step, Request):
            if not step.status:
                raise ScenarioError(f"{scenario.name}:{step.line}: no answer is expected")
            step.body, step.answer.body = step.body.strip("\n"), step.answer.body.strip("\n")
