"""`python -m tests.scenarios --base-url URL --key KEY [--wire W]`: the scenarios against any service.

Prints one line a scenario and exits with 1 when one of them fails. Scenarios that move the clock, finish tasks or
change settings need a server of their own; they are skipped, with the reason.
"""

import argparse
import asyncio
from collections import Counter
from pathlib import Path

import aiohttp

from tests.scenarios import scenario
from tests.scenarios.player import Failed, Player

_FOLDER = Path(__file__).parent


async def main(base_url: str, key: str, wire: str) -> int:
    """Plays what can be played; answers the exit code."""
    counts: Counter[str] = Counter()
    async with aiohttp.ClientSession() as http:
        for path in scenario.find(_FOLDER, wire):
            one = scenario.read(path)
            reason = one.local_only
            verdict = "skipped" if reason else "passed"
            try:
                if not reason:
                    await Player(http, base_url, key).play(one)
            except Failed as error:
                verdict, reason = "FAILED", str(error)
            counts[verdict] += 1
            print(f"{verdict:8}{one.name}" + (f": {reason}" if reason else ""))
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    return 1 if counts["FAILED"] else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--base-url", required=True, help="scheme, host and port, such as http://127.0.0.1:8000"
    )
    parser.add_argument("--key", required=True, help="the key that is sent")
    parser.add_argument(
        "--wire", default="", choices=["", *scenario.WIRES], help="only the scenarios of one wire"
    )
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    raise SystemExit(asyncio.run(main(given.base_url, given.key, given.wire)))
