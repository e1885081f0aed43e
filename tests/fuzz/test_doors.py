"""Whatever is sent to a door: the answer is never a 5xx, comes in that wire's own words, and breaks nothing.

Fields have the doors' own names and values that are absurd as often as they are right; bodies are JSON, broken JSON,
forms and bytes; ids, query strings and headers are anything that HTTP lets through.
"""

import asyncio
import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.house import CREATE, House, Reply, open_house
from tests.scenarios.local import new_key

EXAMPLES = int(os.environ.get("LATERNA_FUZZ_EXAMPLES", "90"))
"""Requests a door; more of them by the environment."""

NAMES = (
    *(
        "model",
        "prompt",
        "negative_prompt",
        "size",
        "resolution",
        "aspect_ratio",
        "duration",
        "seconds",
        "fps",
    ),
    *(
        "seed",
        "audio",
        "audio_url",
        "bgm",
        "watermark",
        "wm_position",
        "style",
        "movement_amplitude",
        "shot_type",
    ),
    *("image", "images", "last_image", "reference_image_urls", "input_reference", "subjects", "callback_url"),
    *("payload", "metadata", "extra_body", "num_frames", "width", "height", "n", "off_peak", "audio_type"),
    *("input", "parameters", "img_url", "prompt_extend", "generate_sound"),
)
MODELS = (
    "wan2.6-t2v",
    "vidu/viduq3-turbo_text2video",
    "viduq1",
    "viduq3-mix",
    "viduq3p-720p",
    "sora-2",
    "animatic",
)
WORDS = (
    *(
        "5",
        "0",
        "-1",
        "1e9",
        "720p",
        "1280x720",
        "1280*720",
        "16:9",
        "true",
        "auto",
        "A fox",
        "oss://a/b",
        "{",
        "[",
    ),
    *(
        "http://127.0.0.1:9/a.png",
        "http://[::1",
        "https://",
        "data:image/png;base64,AAAA",
        "data:,",
        "asset:a/b",
    ),
    *("ssupload:?id=x", "\x00", "\ud800", "²", "９" * 3, "0" * 5000, "@Image1", '{"image_url": {"url": 5}}'),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(WORDS),
    st.text(max_size=40),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)
objects = st.builds(
    lambda model, prompt, rest: {**model, **prompt, **rest},
    st.fixed_dictionaries({}, optional={"model": st.sampled_from(MODELS)}),
    st.fixed_dictionaries({}, optional={"prompt": st.just("A fox")}),
    st.dictionaries(st.sampled_from(NAMES), values, max_size=5),
)
dashscope_objects = st.builds(
    lambda model, given, parameters: {"model": model, "input": given, "parameters": parameters},
    st.sampled_from(MODELS),
    objects | values,
    objects | values,
)
segments = st.sampled_from(
    (
        "x",
        "0",
        "9" * 30,
        "task_" + "0" * 32,
        "²",
        "..",
        "%00",
        "tasks",
        "content",
        "creations",
        "cancel",
        "remix",
    )
) | st.text(max_size=12)
# Clients take `.` and `..` out of a path before they send it.
paths = st.lists(segments.filter(lambda text: not set(text.split("/")) & {".", ".."}), max_size=3).map(
    "/".join
)
QUERY = (
    *(
        "limit",
        "order",
        "after",
        "variant",
        "pager.page",
        "pager.pagesz",
        "pager.page_token",
        "created_at.from",
    ),
    *(
        "created_at.to",
        "task_ids",
        "states",
        "resolutions",
        "model_versions",
        "page_no",
        "page_size",
        "status",
    ),
    *(
        "start_time",
        "end_time",
        "task_id",
        "model_name",
        "action",
        "model",
        "expires",
        "sig",
        "tenant",
        "show_detail",
    ),
)
queries = st.dictionaries(st.sampled_from(QUERY), st.sampled_from(WORDS) | st.text(max_size=12), max_size=4)
BASES = (
    "/api/v1",
    "/ent/v2",
    "/v1/video/generations",
    "/v1/videos",
    "/uploads",
    "/tools/v2/files/uploads",
    "/files",
)
CREATES = (
    CREATE,
    *(f"/ent/v2/{name}" for name in ("text2video", "img2video", "start-end2video", "reference2video")),
    "/v1/video/generations",
    "/v1/videos",
)
MULTIPART = "multipart/form-data; boundary=b"


class Street:
    """A server, and a loop on which to ask it, for tests that Hypothesis calls many times."""

    def __init__(self, runner: asyncio.Runner, house: House, key: str) -> None:
        self._runner = runner
        self._house = house
        self._key = key

    def ask(self, method: str, path: str, **how: Any) -> Reply:
        headers = {"X-DashScope-Async": "enable", **how.pop("headers", {})}
        return self._runner.run(self._house.ask(method, path, key=self._key, headers=headers, **how))


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with asyncio.Runner() as runner:
        opening = open_house(tmp_path_factory.mktemp("fuzz") / "data")
        house = runner.run(opening.__aenter__())
        yield Street(runner, house, runner.run(new_key(house, "fuzz", "own")))
        runner.run(opening.__aexit__(None, None, None))


def spoken_as(path: str, reply: Reply) -> bool:
    """Whether a refusal has the keys of the wire below whose base path it came."""
    body = reply.body
    if path.startswith(("/uploads", "/files")):
        return True
    if not isinstance(body, dict):
        return False
    if path.startswith("/api/v1"):
        return all(isinstance(body.get(name), str) for name in ("code", "message", "request_id"))
    if path.startswith(("/ent/v2", "/tools/v2")):
        return body.get("code") == reply.status and len(body["metadata"]["trace_id"]) == 32
    if path.startswith("/v1/vid"):
        return {"message", "type", "param", "code"} <= body["error"].keys()
    return {"code", "message"} <= body.keys()


def judged(path: str, reply: Reply) -> None:
    assert reply.status < 500, reply.body
    if reply.status >= 400:
        assert spoken_as(path, reply), (reply.status, reply.body)


fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", CREATES)
def test_no_json_makes_a_create_fail_otherwise_than_with_a_reason(street: Street, path: str) -> None:
    @fuzzed
    @given(dashscope_objects if path == CREATE else objects)
    def check(body: Any) -> None:
        text = json.dumps(body)
        judged(path, street.ask("POST", path, data=text, headers={"Content-Type": "application/json"}))

    check()


def multipart(parts: list[tuple[str, str, bytes]]) -> bytes:
    lines = []
    for name, file, content in parts:
        more = f'; filename="{file}"' if file else ""
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
        lines.append(head.encode("utf-8", "replace") + content + b"\r\n")
    return b"".join(lines) + b"--b--\r\n"


names = st.sampled_from(NAMES).flatmap(
    lambda name: st.sampled_from(
        (name, f"{name}[]", f"{name}[a]", f"{name}[a][]", f"{name}[", f"{name}[a][b][c]")
    )
)
contents = st.sampled_from(WORDS).map(lambda word: word.encode("utf-8", "replace")) | st.binary(max_size=60)


@pytest.mark.parametrize("path", ["/v1/videos", "/v1/video/generations", "/uploads/oss"])
def test_no_form_makes_a_door_fail_otherwise_than_with_a_reason(street: Street, path: str) -> None:
    @fuzzed
    @given(
        st.lists(st.tuples(names, st.sampled_from(("", "", "a.png")), contents), max_size=6), st.booleans()
    )
    def check(parts: list[tuple[str, str, bytes]], whole: bool) -> None:
        body = multipart([("model", "", b"animatic"), ("prompt", "", b"A fox"), *parts])
        data = body if whole else body[: len(body) // 2]
        judged(path, street.ask("POST", path, data=data, headers={"Content-Type": MULTIPART}))

    check()


@pytest.mark.parametrize("base", BASES)
def test_no_path_query_or_bytes_make_a_door_fail(street: Street, base: str) -> None:
    kinds = ("application/json", MULTIPART, "application/x-www-form-urlencoded", "text/plain; charset=²", "")

    @fuzzed
    @given(
        st.sampled_from(("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH")),
        paths,
        queries,
        st.binary(max_size=80) | st.sampled_from((b"", b"{}", b'{"prompt": "A fox"}', b"[" * 5000)),
        st.sampled_from(kinds),
        st.sampled_from(("", "/", "x")),
    )
    def check(method: str, path: str, query: dict[str, str], body: bytes, kind: str, between: str) -> None:
        target = base + between + quote(path, errors="replace", safe="/")
        parameters = {name: text.encode("utf-8", "replace").decode() for name, text in query.items()}
        headers = {"Content-Type": kind.encode("ascii", "replace").decode()}
        reply = street.ask(method, target, params=parameters, data=body, headers=headers)
        assert reply.status < 500, reply.body
        if method != "HEAD" and between != "x":
            judged(target, reply)

    check()


def test_the_server_still_works_afterwards(street: Street) -> None:
    assert street.ask("POST", "/v1/videos", json={"model": "animatic", "prompt": "A fox"}).status == 200
    assert street.ask("GET", "/v1/videos").status == 200
