"""The runner itself: it tells right from wrong, and can be pointed at any base URL."""

import asyncio
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.api.house import open_house
from tests.scenarios import scenario
from tests.scenarios.matching import Matcher, Mismatch
from tests.scenarios.scenario import ScenarioError

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ({"a": 1}, {"a": 1}),
        ({"a": 1, "…": "…"}, {"a": 1, "b": 2}),
        ({"a": "<absent>"}, {}),
        ([1, "…"], [1, 2]),
        ({"a": "<int>"}, {"a": 5}),
        ({"a": "<digits 3>"}, {"a": "123"}),
        ({"a": "x<any>z"}, {"a": "xyz"}),
        ({"a": "<regex a{2}>"}, {"a": "aa"}),
        ({"a": "<x=text>", "b": "{x}!"}, {"a": "hey", "b": "hey!"}),
        ({"a": "{3 x é}"}, {"a": "ééé"}),
        ({"a": "<b>bold</b>"}, {"a": "<b>bold</b>"}),
    ],
)
def test_what_matches(expected: Any, got: Any) -> None:
    Matcher().json(expected, got)


@pytest.mark.parametrize(
    ("expected", "got", "where"),
    [
        ({"a": 1}, {"a": 2}, "body.a"),
        ({"a": 1}, {"a": True}, "body.a"),
        ({"a": 5}, {"a": 5.0}, "body.a"),
        ({"a": 1}, {"a": 1, "b": 2}, "not expected: b"),
        ({"a": 1, "b": 2}, {"a": 1}, "body.b: missing"),
        ({"a": "<absent>"}, {"a": None}, "body.a: expected to be absent"),
        ({"a": "<int>"}, {"a": "5"}, "body.a"),
        ({"a": "<int>"}, {"a": True}, "body.a"),
        ({"a": "<text>"}, {"a": None}, "body.a"),
        ({"a": "5"}, {"a": 5}, "body.a"),
        ([1], [1, 2], "1 elements, got 2"),
        ({"a": {"b": [0, {"c": 1}]}}, {"a": {"b": [0, {"c": 2}]}}, r"body\.a\.b\[1\]\.c"),
        ({"a": "<x=text>", "b": "{x}"}, {"a": "hey", "b": "ho"}, "body.b"),
        ({"a": "<uuid>"}, {"a": "0F9B6C1E-52D7-4F0A-8A55-3D1C7E9B2A64"}, "body.a"),
    ],
)
def test_what_does_not_match_is_said_with_its_place(expected: Any, got: Any, where: str) -> None:
    with pytest.raises(Mismatch, match=where):
        Matcher().json(expected, got)


def test_a_time_in_the_wrong_zone_does_not_match() -> None:
    noon = 1_774_008_000.0  # 2026-03-20 12:00:00 UTC
    matcher = Matcher(span=(noon, noon + 60))
    matcher.json("<time utc+8>", "2026-03-20 20:00:30.000")
    matcher.json("<time utc>", "2026-03-20T12:00:30.000000Z")
    matcher.json("<unix milliseconds>", 1_774_008_030_000)
    for expected, got in (
        ("<time utc+8>", "2026-03-20 12:00:30.000"),
        ("<time utc>", "2026-03-20T20:00:30.000000Z"),
        ("<unix seconds>", 1_774_008_030_000),
    ):
        with pytest.raises(Mismatch, match="a time of this scenario"):
            matcher.json(expected, got)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("GET /x\n\nexpect: 200\n", "a title"),
        ("# T\nproves: dashscope 1\n", "a request"),
        ("# T\nproves: nothing 1\n\nGET /x\n\nexpect: 200\n", "proves a contract"),
        ("# T\nproves: dashscope 1\n\nGET /x\n", "no answer is expected"),
        ("# T\nproves: dashscope 1\n\nexpect: 200\n", "to which request"),
        ("# T\nproves: dashscope 1\n\nGET /x\n{}\n\nexpect: 200\n", "not a header"),
        ("# T\nproves: dashscope 1\nhello\n\nGET /x\n\nexpect: 200\n", "means nothing"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "one.txt"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=said):
        scenario.read(path)


def test_no_two_scenarios_are_the_same() -> None:
    read = [scenario.read(path) for path in scenario.find(FOLDER)]
    assert len(read) >= 250
    titles = Counter((one.path.parent.name, one.title) for one in read)
    assert [title for title, count in titles.items() if count > 1] == []
    steps = Counter(repr(one.steps) + repr(one.given) for one in read)
    assert [step[:200] for step, count in steps.items() if count > 1] == []


async def _command(*arguments: str) -> tuple[int | None, str]:
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.scenarios", *arguments),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    out, _ = await run.communicate()
    return run.returncode, out.decode()


async def test_the_command_plays_what_it_can_against_any_base_url(tmp_path: Path) -> None:
    async with open_house(tmp_path / "data") as house:
        _, secret = await house.services.ring.create("command")
        code, said = await _command("--base-url", house.url, "--key", secret)
    assert code == 0, said
    assert "passed  generations/create-as-published\n" in said
    assert "skipped generations/query-running: needs a server of its own: task {task}" in said
    assert "skipped generations/envelope: needs a server of its own: setting generations_query" in said


async def test_the_command_fails_where_an_answer_is_another(tmp_path: Path) -> None:
    async with open_house(tmp_path / "data", generations_query="envelope") as house:
        code, said = await _command("--base-url", house.url, "--key", "sk-any", "--wire", "generations")
    assert code == 1
    assert "FAILED  generations/query-waiting" in said
    assert "GET /v1/video/generations/{task}" in said
