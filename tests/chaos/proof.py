"""Writes a run's result into the part of a document that is between two marks."""

import os
import platform
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.tally import Tally

BEGIN, END = "<!-- chaos run: begin -->", "<!-- chaos run: end -->"
_GROUPS = (
    ("create.", "creates"),
    ("query.", "queries, lists and cancels"),
    ("task.", "tasks"),
    ("download.", "downloads"),
)


def write(path: Path, tally: Tally, command: str) -> None:
    """Replaces what is between the marks. Raises ValueError when the document has none."""
    document = path.read_text(encoding="utf-8")
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path} has no place for the result: {BEGIN} … {END}")
    path.write_text(f"{before}{BEGIN}\n\n{result(tally, command)}\n{END}{after}", encoding="utf-8")


def result(tally: Tally, command: str) -> str:
    """The result as Markdown."""
    now = datetime.now(UTC)
    facts = (
        ("command", f"`{command}`"),
        ("seed", f"{tally.seed}"),
        ("date", f"{now:%Y-%m-%d}"),
        (
            "machine",
            f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        ),
        ("full disk", tally.disk),
        ("time", f"{tally.seconds / 60:.0f} minutes in {tally.houses} houses side by side"),
        ("**rounds**", f"**{tally.rounds}**"),
        ("tasks accepted", f"{tally.tasks} ({_listed(tally.ended)})"),
        ("answers to creates that were lost", f"{tally.answers_lost}"),
        ("webhooks and callbacks received, repeats included", f"{tally.messages}"),
        ("checks made", f"{tally.checks}"),
        ("**failures**", f"**{len(tally.failures)}**"),
    )
    parts = [_table(("the run", ""), facts)]
    parts.append(_table(("dealt to server, worker and receiver", "times"), _counts(tally.dealt)))
    for prefix, name in _GROUPS:
        found = Counter(
            {
                fault.removeprefix(prefix): count
                for fault, count in tally.upstreams.items()
                if fault.startswith(prefix)
            }
        )
        parts.append(_table((f"dealt by the upstreams to {name}, as they counted", "times"), _counts(found)))
    return "\n".join(parts)


def _counts(counted: Counter[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(count)) for name, count in sorted(counted.items()) if count)


def _table(head: tuple[str, str], rows: tuple[tuple[str, str], ...]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    return "\n".join(lines) + "\n"


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counted.items()))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
