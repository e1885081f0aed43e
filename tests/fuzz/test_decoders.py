"""The fuzzer's short form: a few thousand inputs as `script/fuzz` makes them, and some that Hypothesis shrinks.

What is found here is made again, and more is looked for, with `script/fuzz`; see `docs/proof.md`.
"""

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.drive import Finding, one
from tests.fuzz.run import MOST_GROWTH, Outcome, Share, Tally, fuzz, report, work, written
from tests.fuzz.targets import Target, targets

INPUTS = int(os.environ.get("LATERNA_FUZZ_INPUTS", "8000"))
SEED = int(os.environ.get("LATERNA_FUZZ_SEED", "20260320"))
PAGE = Path(__file__).parents[2] / "docs" / "proof.md"

pytestmark = pytest.mark.slow


def test_nothing_that_is_read_breaks_what_reads_it() -> None:
    outcome = work(Share(SEED, INPUTS, trace=False))
    assert not outcome.findings, "\n\n".join(map(str, outcome.findings[:5]))
    assert outcome.growth < MOST_GROWTH, outcome
    assert sum(tally.fed for tally in outcome.tallies.values()) >= INPUTS * 0.99


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_no_input_that_hypothesis_shrinks_breaks_it(target: Target) -> None:
    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def check(random: Random) -> None:
        _, finding = one(target, random, 0)
        assert finding is None, str(finding)

    check()


def test_a_target_that_breaks_grows_or_hangs_is_a_finding() -> None:
    def hang(made: object) -> None:
        while True:
            pass

    def fail(made: object) -> None:
        raise KeyError("lens")

    for feed, words in ((hang, "took more than 0.05 s"), (fail, "KeyError: 'lens'")):
        _, finding = one(Target("bad", lambda random: b"x", feed, seconds=0.05), Random(1), 3)
        assert finding is not None and words in finding.what and finding.number == 3


def test_the_same_seed_makes_the_same_inputs_however_many_processes_share_them() -> None:
    together = fuzz(5, 400, 1, only="ids", door=False, trace=False)[0]
    halves = [work(Share(5, 400, first, 2, only="ids", door=False, trace=False)) for first in (0, 1)]
    assert together.tallies["ids"].fed == sum(half.tallies["ids"].fed for half in halves) == 400
    assert together.tallies["ids"].taken == sum(half.tallies["ids"].taken for half in halves)


def test_the_section_replaces_itself_and_leaves_the_rest_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "proof.md"
    page.write_text("# Proof\n\nChaos.\n", encoding="utf-8")
    outcome = Outcome({"ids": Tally(10, 5, 0.1, 0.02)}, [Finding("ids", 1, "a", "b", "c")], 100.0, 101.0)
    for seed in (1, 2):
        written(page, report([outcome], seed, 3.0))
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Proof\n\nChaos.\n\n<!-- fuzz -->\n## Fuzz\n") and text.count("## Fuzz") == 1
    assert "--seed 2" in text and "**10 inputs, 1 findings.**" in text


def test_the_page_says_what_a_million_inputs_did() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("<!-- fuzz -->")[2].partition("<!-- /fuzz -->")[0]
    assert "1,000,000 inputs" in section
    for target in targets():
        assert f"| {target.name} |" in section
