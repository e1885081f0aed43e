"""The whole system under faults of every kind: nothing accepted is lost, nothing is paid twice, everybody is told."""

import os
import sys

import pytest

from tests.chaos.run import SHORT, played

_SEED = int(os.environ.get("CHAOS_SEED", "20261122"))
_ROUNDS = int(os.environ.get("CHAOS_ROUNDS", str(SHORT)))
_HOUSES = 4
"""Side by side, since most of a round is spent waiting: for polls, for retries, for leases to run out."""


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux",
    reason="the chaos run signals processes through pidfd and fills a tmpfs: run it on Linux",
)
def test_fifty_rounds_of_chaos_lose_nothing_and_pay_nothing_twice() -> None:
    tally = played(_SEED, list(range(1, _ROUNDS + 1)), houses=_HOUSES, verbose=True)
    print(f"{tally.rounds} rounds, {tally.tasks} tasks, {tally.checks} checks in {tally.seconds:.0f} s")
    for failure in tally.failures:
        print(f"FAILED with seed {tally.seed}, {failure}")
    assert not tally.failures
    assert tally.rounds == _ROUNDS
    assert tally.ended["succeeded"] > tally.rounds
