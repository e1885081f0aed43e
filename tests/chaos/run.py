"""The chaos run: `script/chaos [--rounds N] [--seed S] [--long] [--houses N] [--only R] [--write FILE]`."""

import argparse
import asyncio
import contextlib
import math
import secrets
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import aiohttp

from tests.chaos.house import SIDES, Broken, House, open_house
from tests.chaos.proof import write
from tests.chaos.rounds import Played, Stuck, play, story
from tests.chaos.tally import Tally

SHORT, LONG, HOUSES = 50, 1_000, 4


class Run:
    """Plays rounds in one or several houses side by side, until all are played or a check fails."""

    def __init__(
        self, seed: int, numbers: list[int], folder: Path, *, verbose: bool, seconds: float = math.inf
    ) -> None:
        """After so many seconds no more round is begun."""
        self.tally = Tally(seed)
        self._numbers = numbers[::-1]
        self._folder = folder
        self._verbose = verbose
        self._begun = time.monotonic()
        self._until = self._begun + seconds

    async def run(self, houses: int) -> Tally:
        """Plays everything."""
        self.tally.houses = houses
        await asyncio.gather(*(self._inhabit(number) for number in range(houses)))
        self.tally.seconds = time.monotonic() - self._begun
        return self.tally

    async def _inhabit(self, number: int) -> None:
        async with open_house(self._folder / f"house-{number}", self.tally.seed + 1_000 * number) as house:
            self.tally.disk = house.disk.how
            watching = asyncio.create_task(house.keep_up())
            try:
                await self._play(house)
            finally:
                watching.cancel()
                await self._count(house)
                with contextlib.suppress(asyncio.CancelledError):
                    await watching
            await house.close()

    async def _play(self, house: House) -> None:
        while self._numbers and not self.tally.failures and time.monotonic() < self._until:
            number = self._numbers.pop()
            try:
                played = await play(house, self.tally.seed, number)
            except Stuck as stuck:
                self.tally.failures.append(_stuck_story(number, stuck))
                return
            except (Broken, aiohttp.ClientError, TimeoutError, OSError) as broken:
                self.tally.failures.append(f"round {number}: {type(broken).__name__}: {broken}")
                return
            self.tally.add(played)
            if self._verbose:
                self._tell(played)

    def _tell(self, played: Played) -> None:
        deeds = ", ".join(deed.kind for deed in played.plan.deeds)
        states = Counter(each.task["state"] for each in played.left.books)
        words = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        print(
            f"round {played.plan.number}: {played.seconds:.1f} s ({played.drained_in:.1f} s after the faults)"
            f" [{deeds}] {words}; {played.found.checks} checks, {len(played.found.faults)} failed",
            flush=True,
        )

    async def _count(self, house: House) -> None:
        self.tally.dealt.update(house.dealt)
        self.tally.dealt.update(house.receiver.dealt)
        for side in SIDES:
            with contextlib.suppress(Exception):
                self.tally.upstreams.update((await house.asked(side, "faults"))["dealt"])


def _stuck_story(number: int, stuck: Stuck) -> str:
    from tests.chaos.checks import check

    found = check(stuck.left)
    told = "\n\n".join(f"{fault.what}\n{story(stuck.left, fault)}" for fault in found.faults)
    return f"round {number}: {stuck}\n{told}"


def played(
    seed: int, numbers: list[int], *, houses: int = 1, verbose: bool = False, seconds: float = math.inf
) -> Tally:
    """Plays these rounds and answers what came of them. The folder is kept when something failed."""
    folder = Path(tempfile.mkdtemp(prefix="laterna-chaos-"))
    tally = asyncio.run(Run(seed, numbers, folder, verbose=verbose, seconds=seconds).run(houses))
    if tally.failures:
        print(f"What the processes logged is in {folder}", file=sys.stderr)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return tally


def main() -> None:
    """The command."""
    options = _options()
    seed = secrets.randbelow(1 << 31) if options.seed is None else options.seed
    rounds = options.rounds or (LONG if options.long else SHORT)
    numbers = [options.only] if options.only is not None else list(range(1, rounds + 1))
    print(f"seed {seed}, {len(numbers)} rounds", flush=True)
    seconds = options.minutes * 60 if options.minutes else math.inf
    tally = played(seed, numbers, houses=options.houses or HOUSES, verbose=True, seconds=seconds)
    if options.write is not None:
        write(options.write, tally, _command(options, seed, len(numbers)))
    for failure in tally.failures:
        print(f"\nFAILED with seed {seed}, {failure}", file=sys.stderr)
    print(
        f"{tally.rounds} rounds, {tally.tasks} tasks, {tally.checks} checks, {len(tally.failures)} failures,"
        f" {tally.seconds:.0f} s; disk: {tally.disk}"
    )
    print({**tally.dealt, **tally.upstreams})
    sys.exit(1 if tally.failures else 0)


def _command(options: argparse.Namespace, seed: int, rounds: int) -> str:
    houses = f" --houses {options.houses}" if options.houses else ""
    minutes = f" --minutes {options.minutes:g}" if options.minutes else ""
    return f"script/chaos {'--long ' if options.long else ''}--rounds {rounds} --seed {seed}{houses}{minutes}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, help=f"how many rounds; {SHORT} unless told")
    parser.add_argument("--seed", type=int, help="the seed; a new one unless told")
    parser.add_argument("--long", action="store_true", help=f"{LONG} rounds")
    parser.add_argument("--houses", type=int, help=f"how many houses side by side; {HOUSES} unless told")
    parser.add_argument("--only", type=int, metavar="R", help="plays this one round alone")
    parser.add_argument("--minutes", type=float, help="no round is begun after so many minutes")
    parser.add_argument("--write", type=Path, metavar="FILE", help="writes the result into this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
