"""`script/fuzz`: feeds a number of inputs to every target, watches time and memory, and writes down what came of it.

Input `i` of a target follows from the seed, the target's name and `i`, whatever process it falls to, so a finding is
made again with `--only TARGET --from I --inputs 1`.
"""

# ruff: noqa: E501 - sentences of the report

import argparse
import datetime
import gc
import heapq
import logging
import multiprocessing
import os
import platform
import re
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import structlog

from tests.fuzz.door import door_target
from tests.fuzz.drive import Finding, one, random_of
from tests.fuzz.targets import Target, targets

MOST_GROWTH = 20
"""Megabytes that a process may grow by after it is warm."""

WARM = 0.25
"""The share of a process's inputs after which it counts as warm: caches of tables and tasks are full then."""

_TRACED = 3_000
_SHOWN = 40
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Tally:
    """What came of one target's inputs. `slowest` is in seconds of CPU time."""

    fed: int = 0
    taken: int = 0
    seconds: float = 0.0
    slowest: float = 0.0


@dataclass
class Outcome:
    """What one process saw. Memory in megabytes: resident when warm and at the end, and what `tracemalloc` saw grow."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    warm: float = 0.0
    end: float = 0.0
    traced: float = 0.0
    held: list[str] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Megabytes that the process grew by after it was warm."""
        return self.end - self.warm


@dataclass(frozen=True)
class Share:
    """What one process does: the inputs `first`, `first + step`, … below `last` of each target's share."""

    seed: int
    inputs: int
    first: int = 0
    step: int = 1
    only: str = ""
    start: int = 0
    door: bool = True
    trace: bool = True


def work(share: Share) -> Outcome:
    """Feeds a share of the inputs."""
    _quiet()
    outcome = Outcome()
    with ExitStack() as stack:
        chosen = [*targets(), *([stack.enter_context(door_target())] if share.door else [])]
        chosen = [target for target in chosen if share.only in target.name]
        warm = int(share.inputs / share.step * WARM)
        for place, (target, number) in enumerate(_plan(chosen, share)):
            if place == warm:
                outcome.warm = _resident()
            _feed(outcome, target, share.seed, number)
        outcome.end = _resident()
        if share.trace:
            outcome.traced, outcome.held = _traced(chosen, share)
    return outcome


def _plan(chosen: Sequence[Target], share: Share) -> Iterator[tuple[Target, int]]:
    """Every input of the share; targets take turns, so that memory is filled by all of them from the start."""
    whole = sum(target.weight for target in chosen)

    def numbered(place: int, target: Target) -> Iterator[tuple[float, int, int]]:
        number = max(1, round(share.inputs * target.weight / whole))
        return ((i / number, place, share.start + i) for i in range(share.first, number, share.step))

    for _, place, number in heapq.merge(*(numbered(place, target) for place, target in enumerate(chosen))):
        yield chosen[place], number


def _feed(outcome: Outcome, target: Target, seed: int, number: int) -> None:
    tally = outcome.tallies.setdefault(target.name, Tally())
    began = time.process_time()
    taken, finding = one(target, random_of(seed, target, number), number)
    took = time.process_time() - began
    tally.fed += 1
    tally.taken += taken
    tally.seconds += took
    tally.slowest = max(tally.slowest, took)
    if finding is not None:
        outcome.findings.append(finding)


def _traced(chosen: Sequence[Target], share: Share) -> tuple[float, list[str]]:
    """How much more Python holds after one sample than after another before it, and which lines hold most."""
    aside = Outcome()
    tracemalloc.start()
    plan = _plan(chosen, Share(share.seed + 1, 2 * _TRACED))
    for target, number in islice(plan, _TRACED):
        _feed(aside, target, share.seed + 1, number)
    gc.collect()
    before, first = tracemalloc.get_traced_memory()[0], tracemalloc.take_snapshot()
    for target, number in plan:
        _feed(aside, target, share.seed + 1, number)
    gc.collect()
    after, second = tracemalloc.get_traced_memory()[0], tracemalloc.take_snapshot()
    tracemalloc.stop()
    lines = [str(each) for each in second.compare_to(first, "lineno")[:5]]
    return (after - before) / 1e6, lines


def _resident() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / 1e6


def _quiet() -> None:
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def fuzz(seed: int, inputs: int, processes: int = 1, **how: Any) -> list[Outcome]:
    """Feeds the inputs in so many processes."""
    shares = [Share(seed, inputs, first, processes, **how) for first in range(processes)]
    if processes == 1:
        return [work(shares[0])]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return pool.map(work, shares, chunksize=1)


def report(outcomes: Sequence[Outcome], seed: int, seconds: float) -> str:
    """The section of `docs/proof.md`."""
    tallies: dict[str, Tally] = {}
    for outcome in outcomes:
        for name, tally in outcome.tallies.items():
            whole = tallies.setdefault(name, Tally())
            whole.fed += tally.fed
            whole.taken += tally.taken
            whole.seconds += tally.seconds
            whole.slowest = max(whole.slowest, tally.slowest)
    every = sum(tally.fed for tally in tallies.values())
    doors = tallies["HTTP doors"].fed if "HTTP doors" in tallies else 0
    found = sum(len(outcome.findings) for outcome in outcomes)
    growth = ", ".join(f"{each.warm:.0f} → {each.end:.0f} MB" for each in outcomes)
    traced = ", ".join(f"{each.traced:+.2f} MB" for each in outcomes)
    lines = [
        "## Fuzz",
        "",
        f"`script/fuzz --inputs {every} --seed {seed}` on {datetime.datetime.now(datetime.UTC):%Y-%m-%d}: **{every:,} inputs,"
        f" {found} findings.** {every - doors:,} went straight into decoders, {doors:,} were whole HTTP requests to the"
        " ASGI application with its real store and no socket. A finding is any error that is not of `LaternaError`'s"
        " family, any 5xx, any refusal that its wire cannot say, any input that takes more than a second of CPU time, or a"
        f" process that grows by more than {MOST_GROWTH} MB once it is warm.",
        "",
        f"Inputs are right examples spoiled by structure and by byte, or made from scratch (`tests/fuzz/grammar.py`), and"
        f" follow from seed, target and number. Machine: {platform.machine()}, {os.cpu_count()} cores shared with other"
        f" work, Python {platform.python_version()}; {len(outcomes)} processes, {seconds:,.0f} s. Resident memory of each,"
        f" warm → end: {growth}. Held by Python after one sample of {_TRACED:,} inputs more than after the one before:"
        f" {traced}.",
        "",
        "| target | inputs | taken, not refused | CPU per input | slowest |",
        "|---|---|---|---|---|",
    ]
    for name, tally in tallies.items():
        share, each = 100 * tally.taken / tally.fed, 1e6 * tally.seconds / tally.fed
        lines.append(
            f"| {name} | {tally.fed:,} | {share:.0f} % | {each:,.0f} µs | {1e3 * tally.slowest:,.0f} ms |"
        )
    return "\n".join(lines) + "\n"


def written(page: Path, section: str) -> None:
    """Puts the section between its markers on a page, or at the page's end."""
    marked = f"<!-- fuzz -->\n{section}<!-- /fuzz -->\n"
    text = (
        page.read_text(encoding="utf-8")
        if page.is_file()
        else "# Proof\n\nWhat was tried to break Laterna, and what came of it.\n"
    )
    between = re.compile(r"<!-- fuzz -->\n.*?<!-- /fuzz -->\n", re.DOTALL)
    if between.search(text):
        text = between.sub(lambda _: marked, text)
    else:
        text = f"{text.rstrip()}\n\n{marked}"
    page.write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs, tells, and gives 1 when there is a finding."""
    parser = argparse.ArgumentParser(prog="script/fuzz", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--inputs", type=int, default=100_000, help="how many, over all targets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", default="", help="only targets whose name has this in it")
    parser.add_argument("--from", dest="start", type=int, default=0, help="number of the first input")
    parser.add_argument("--write", type=Path, help="the page that gets the section")
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    outcomes = fuzz(asked.seed, asked.inputs, asked.processes, only=asked.only, start=asked.start)
    section = report(outcomes, asked.seed, time.monotonic() - began)
    print(section)
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    kinds = Counter((finding.what[:80], finding.where) for finding in findings)
    for finding in {(each.what[:80], each.where): each for each in findings}.values():
        times = kinds[finding.what[:80], finding.where]
        print(f"FINDING, {times} times: {finding}\n")
    grown = [outcome for outcome in outcomes if outcome.growth > MOST_GROWTH or outcome.traced > MOST_GROWTH]
    for outcome in grown:
        print(f"GROWTH of {outcome.growth:.0f} MB; Python holds:", *outcome.held, sep="\n  ")
    if asked.write is not None:
        written(asked.write, section)
    return 1 if findings or grown else 0


if __name__ == "__main__":
    sys.exit(main())
