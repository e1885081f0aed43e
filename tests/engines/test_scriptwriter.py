"""A language model may write the storyboard; whatever it answers, the clip is made."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from laterna.engines.animatic.engine import AnimaticEngine
from laterna.engines.animatic.scriptwriter import Scriptwriter, instructions, scriptwriter_of
from laterna.engines.animatic.sets.registry import BUILDERS
from laterna.engines.animatic.storyboard import decode
from laterna.engines.engine import Job
from laterna.errors import SettingError
from laterna.settings import Settings, load_settings
from tests.engines.conftest import request_for

PROMPT = "two whales talk in the sea"
GOOD = {
    "shots": [
        {
            "setting": "underwater",
            "subjects": [
                {"id": "w", "name": "whale", "kind": "fish", "species": "whale", "actions": [{"verb": "talk"}]}
            ],
            "dialogue": [{"text": "Hello below", "speaker": "w"}],
        }
    ]
}  # fmt: skip

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Endpoint:
    """A chat endpoint that answers as a test says; keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[str | int | Handler] = []
        self.asked: list[dict[str, object]] = []
        self.keys: list[str] = []
        self.stop = asyncio.Event()
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            return await answer(request)
        if isinstance(answer, int):
            return web.json_response({"error": {"message": "no"}}, status=answer)
        return web.json_response({"id": "1", "choices": [{"index": 0, "message": {"content": answer}}]})

    async def hang(self, request: web.Request) -> web.StreamResponse:
        await self.stop.wait()
        return web.Response()


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    point = Endpoint()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", point.answer)
    async with TestServer(app) as server:
        point.url = str(server.make_url("/v1"))
        yield point
        point.stop.set()


def writer(endpoint: Endpoint, **more: float) -> Scriptwriter:
    return Scriptwriter(endpoint.url, "qwen3", "sk-secret", **more)


async def test_a_good_answer_is_the_storyboard_of_the_prompt(endpoint: Endpoint) -> None:
    endpoint.answers = [json.dumps(GOOD)]
    written = await writer(endpoint).write(request_for(PROMPT, style="noir"))
    assert written is not None
    board = decode(written)
    assert (board.prompt, board.language) == (PROMPT, "en")
    assert board.shots[0].setting == "underwater"
    (asked,) = endpoint.asked
    assert (asked["model"], asked["seed"], asked["temperature"]) == ("qwen3", 3, 0)
    system, user = asked["messages"]  # type: ignore[misc]
    assert "$defs" in system["content"]
    assert json.loads(user["content"])["style"] == "noir"
    assert endpoint.keys == ["Bearer sk-secret"]


@pytest.mark.parametrize(
    "text", [f"```json\n{json.dumps(GOOD)}\n```", f"<think>hm, {{}}</think>\n{json.dumps(GOOD, indent=1)}"]
)
async def test_wrapping_around_the_json_is_taken_off(endpoint: Endpoint, text: str) -> None:
    endpoint.answers = [text]
    assert await writer(endpoint).write(request_for(PROMPT)) is not None


async def test_a_server_that_does_not_know_an_option_is_asked_without(endpoint: Endpoint) -> None:
    endpoint.answers = [400, json.dumps(GOOD)]
    assert await writer(endpoint).write(request_for(PROMPT)) is not None
    assert "response_format" in endpoint.asked[0]
    assert endpoint.asked[1].keys() == {"model", "messages", "stream"}


async def huge(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b" " * (2 << 20))


async def elsewhere(request: web.Request) -> web.StreamResponse:
    return web.Response(status=307, headers={"Location": "http://127.0.0.1:9/"})


async def broken_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"{")
    assert request.transport is not None
    request.transport.close()
    return response


async def no_chat(request: web.Request) -> web.StreamResponse:
    return web.json_response({"choices": []})


BAD: dict[str, str | int | Handler] = {
    "not a JSON object": "Sure! Here is your storyboard.",
    "is not a JSON object": "[1, 2]",
    "moon": json.dumps({"shots": [{"time": "moon o'clock"}]}),
    "unknown field": json.dumps({"shots": [{"camera": {"lens": 35}}]}),
    "shots[0].dialogue[0].speaker": json.dumps({"shots": [{"dialogue": [{"text": "Hi", "speaker": "nobody"}]}]}),
    "allowed: 1 to 24 shots": json.dumps({"shots": []}),
    "status 500": 500,
    "status 401": 401,
    "status 307": elsewhere,
    "longer than": huge,
    "no choices": no_chat,
    "cannot be reached": broken_off,
}  # fmt: skip


@pytest.mark.parametrize("why", BAD)
async def test_a_bad_answer_is_refused_and_the_log_says_why(endpoint: Endpoint, why: str) -> None:
    endpoint.answers = [BAD[why]]
    with capture_logs() as logs:
        assert await writer(endpoint).write(request_for(PROMPT)) is None
    (entry,) = logs
    assert entry["log_level"] == "warning"
    assert why in entry["why"]
    assert "sk-secret" not in str(logs)


async def test_a_slow_answer_is_not_waited_for(endpoint: Endpoint) -> None:
    endpoint.answers = [endpoint.hang]
    with capture_logs() as logs:
        assert await writer(endpoint, patience=0.2).write(request_for(PROMPT)) is None
    assert logs[0]["why"] == "no answer within 0.2 s"


async def test_nobody_at_the_address_is_no_fault_of_the_clip() -> None:
    assert await Scriptwriter("http://127.0.0.1:9/v1/", "m").write(request_for(PROMPT)) is None


def job(folder: Path, prompt: str) -> Job:
    folder.mkdir()
    return Job(1, request_for(prompt), folder)


async def test_a_clip_shows_what_the_model_wrote_and_else_what_the_reader_read(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    engine = AnimaticEngine(1, scriptwriter=writer(endpoint))
    endpoint.answers = [json.dumps(GOOD), json.dumps(GOOD), "no"]
    try:
        written = await engine.make(job(tmp_path / "1", "a cat on a roof"), lambda percent: None)
        assert "under water" in written.actual_prompt or "underwater" in written.actual_prompt
        again = await engine.make(job(tmp_path / "2", "a cat on a roof"), lambda percent: None)
        assert again.actual_prompt == written.actual_prompt
        assert len(endpoint.asked) == 1
        by_hand = await engine.make(job(tmp_path / "3", '{"prompt": "x"}'), lambda percent: None)
        assert "meadow" in by_hand.actual_prompt
        assert len(endpoint.asked) == 1
        endpoint.answers = ["no"]
        read = await engine.make(job(tmp_path / "4", "a dog in the snow"), lambda percent: None)
        assert "dog" in read.actual_prompt
        assert len(endpoint.asked) == 2
    finally:
        await engine.stop()


def test_the_model_is_told_names_that_can_be_drawn() -> None:
    told = instructions()
    words = set(told.split())
    (settings,) = (line.split()[1:] for line in told.splitlines() if line.startswith("settings: "))
    assert len(settings) > 50
    assert set(settings) <= set(BUILDERS)
    assert {"cat", "trench_coat", "watercolor", "talk", "melancholic"} <= words


def test_the_settings_say_whether_a_model_writes() -> None:
    assert scriptwriter_of(Settings()) is None
    settings = Settings(storyboard_url="http://localhost:11434/v1", storyboard_model="qwen3")
    assert scriptwriter_of(settings) is not None
    with pytest.raises(SettingError, match="storyboard_url"):
        load_settings(environ={"LATERNA_STORYBOARD_URL": "localhost:11434"})
    with pytest.raises(SettingError, match="storyboard_model"):
        load_settings(environ={"LATERNA_STORYBOARD_URL": "http://localhost:11434/v1"})
