"""One Laterna is another's upstream: what its doors answer is what its client faces read. And no answer breaks them."""

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laterna.clock import DAY, SECOND
from laterna.errors import ERROR_KINDS, LaternaError
from laterna.ids import uuid_form
from laterna.tasks.task import Task, TaskFailure, TaskState
from laterna.wire.client import (
    Accepted,
    Answer,
    ClientFace,
    Listing,
    Reception,
    Refused,
    Sight,
    Stage,
    Unclear,
)
from laterna.wire.dashscope import server as dashscope
from laterna.wire.faces import SERVERS, WIRES, client_face
from laterna.wire.generations import encode as generations
from laterna.wire.generations import errors as generations_errors
from laterna.wire.openai import encode as openai
from laterna.wire.openai import errors as openai_errors
from laterna.wire.vidu import encode as vidu
from laterna.wire.vidu import errors as vidu_errors
from tests.wire.builders import CATALOG, SUBMITTED, TASK_ID, request_for, task_for

RID = "2b6f9d10-43ce-9a57-8d1e-70c5b2e8f431"
URL = "https://laterna.example/files/clip.mp4?sig=1"
MARKER = "lat-0001"
STAGE_OF: dict[TaskState, Stage] = {
    TaskState.QUEUED: "waiting",
    TaskState.RUNNING: "running",
    TaskState.SUCCEEDED: "succeeded",
    TaskState.FAILED: "failed",
    TaskState.CANCELED: "canceled",
}
SHAPES = ("flat", "envelope", "both")


def face(wire: str, server: str = "laterna") -> ClientFace:
    return client_face(wire, server, CATALOG)


def task_at(wire: str, state: TaskState, **changes: Any) -> Task:
    request = request_for("wan2.5-t2v-preview" if wire == "dashscope" else "viduq3-turbo")
    echo = {"prompt": "A lighthouse in a storm", "payload": MARKER}
    return task_for(request, state, wire=wire, echo=echo, **changes)


def link(key: str) -> str:
    return URL if key.endswith(".mp4") else "https://laterna.example/files/cover.jpg"


def created(wire: str, task: Task) -> bytes:
    return {
        "dashscope": lambda: dashscope.encode_created(task, RID),
        "vidu": lambda: vidu.encode_created(task),
        "generations": lambda: generations.encode_created(task),
        "openai": lambda: openai.encode_video(openai.Shown(task)),
    }[wire]()


def queried(wire: str, task: Task, shape: Any = "flat") -> bytes:
    url = URL if task.result is not None else ""
    card = CATALOG.card(task.request.model)
    return {
        "dashscope": lambda: dashscope.encode_query(task, card, url, RID),
        "vidu": lambda: vidu.encode_creations(task, link),
        "generations": lambda: generations.encode_query(generations.Shown(task, url), shape),
        "openai": lambda: openai.encode_video(openai.Shown(task, url)),
    }[wire]()


def name_of(wire: str) -> str:
    task = task_at(wire, TaskState.QUEUED)
    names = {"dashscope": uuid_form(TASK_ID), "vidu": str(TASK_ID), "generations": generations.job_id(task)}
    return names.get(wire) or openai.video_id(task)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("state", TaskState)
def test_a_create_of_our_own_is_accepted_under_its_id(wire: str, state: TaskState) -> None:
    body = created(wire, task_at(wire, state))
    assert face(wire).received(Answer(200, body)) == Accepted(name_of(wire))


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("state", TaskState)
@pytest.mark.parametrize("shape", SHAPES)
def test_our_own_answers_to_queries_are_understood(wire: str, state: TaskState, shape: str) -> None:
    task = task_at(wire, state, progress=40)
    sight = face(wire).seen(Answer(200, queried(wire, task, shape)), name_of(wire))
    assert sight is not None
    assert (sight.upstream_id, sight.stage) == (name_of(wire), STAGE_OF[state])
    assert sight.url == (URL if state is TaskState.SUCCEEDED else "")
    if wire != "vidu":
        assert sight.created_at is not None
        assert abs(sight.created_at - SUBMITTED) < SECOND
    if wire in ("generations", "openai"):
        assert (sight.model, sight.prompt) == ("viduq3-turbo", "A lighthouse in a storm")
    if wire == "vidu":
        assert sight.marker == MARKER
    if state is TaskState.FAILED:
        assert sight.code or sight.message


def test_an_actual_prompt_comes_through() -> None:
    request = request_for("wan2.5-t2v-preview", prompt_extend=True)
    task = task_for(request, TaskState.SUCCEEDED)
    sight = face("dashscope").seen(Answer(200, queried("dashscope", task)), name_of("dashscope"))
    assert sight is not None
    assert sight.actual_prompt == "A lighthouse, waves, spray."


@pytest.mark.parametrize("code", sorted(ERROR_KINDS))
@pytest.mark.parametrize("wire", WIRES)
def test_a_failure_of_any_kind_is_a_failure(wire: str, code: str) -> None:
    task = task_at(wire, TaskState.FAILED, failure=TaskFailure(code, "The lamp went out."))
    sight = face(wire).seen(Answer(200, queried(wire, task)), name_of(wire))
    assert sight is not None
    assert sight.stage == ("canceled" if code == "canceled" and wire != "dashscope" else "failed")


def refusal(wire: str, error: LaternaError) -> Answer:
    if wire == "dashscope":
        status, body = dashscope.render_error(error, RID)
        return Answer(status, dashscope.encode_error(body))
    render: Any = {
        "vidu": lambda: vidu_errors.render_error(error, "0" * 32),
        "generations": lambda: generations_errors.render_error(error),
        "openai": lambda: openai_errors.render_error(error),
    }[wire]
    status, answered = render()
    return Answer(status, msgspec.json.encode(answered))


KINDS = {
    "invalid_json": "request", "body_too_large": "request", "missing_parameter": "request",
    "invalid_parameter": "request", "unknown_model": "request", "missing_key": "account", "invalid_key": "account",
    "model_not_allowed": "account", "rate_limited": "busy", "too_many_tasks": "busy", "spending_cap": "account",
    "idempotency_conflict": None, "storage_full": None, "database_unavailable": None, "internal": None,
}  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), KINDS.items())
@pytest.mark.parametrize("wire", WIRES)
def test_our_own_refusals_are_of_the_same_kind_on_every_wire(wire: str, code: str, kind: str | None) -> None:
    reception = face(wire).received(refusal(wire, LaternaError("size is wrong", code=code, field="size")))
    if kind is None:
        assert isinstance(reception, Unclear)
    else:
        assert isinstance(reception, Refused)
        assert reception.kind == kind


@pytest.mark.parametrize("wire", WIRES)
def test_a_task_that_our_own_doors_do_not_know_is_gone(wire: str) -> None:
    if wire == "dashscope":
        answer = Answer(200, dashscope.encode_unknown(name_of(wire), RID))
    else:
        answer = refusal(wire, LaternaError("There is no task.", code="task_not_found", field="task_id"))
    sight = face(wire).seen(answer, name_of(wire))
    assert sight is not None
    assert sight.stage == "gone"


@pytest.mark.parametrize("wire", [wire for wire in WIRES if client_face(wire, "laterna", CATALOG).lists])
def test_our_own_lists_are_read(wire: str) -> None:
    tasks = [task_at(wire, state) for state in TaskState]
    if wire == "dashscope":
        query = dashscope.decode_list({"page_size": "5"}, SUBMITTED + DAY)
        body = dashscope.encode_list(tasks, 7, query, "cn-beijing", RID)
    elif wire == "vidu":
        body = vidu.encode_list(tasks, 3, link)
    else:
        shown = [openai.Shown(task, URL if task.result else "") for task in tasks]
        body = openai.encode_list(shown, True)
    listing = face(wire).listed(Answer(200, body))
    assert listing is not None
    stages = [STAGE_OF[state] for state in TaskState]
    if wire == "vidu":
        # A list has no err_code, so a cancel looks like any failure.
        stages[-1] = "failed"
    assert [sight.stage for sight in listing.sights] == stages
    assert {sight.upstream_id for sight in listing.sights} == {name_of(wire)}
    assert {sight.model for sight in listing.sights} == {tasks[0].request.model}
    for sight in listing.sights:
        assert sight.created_at is not None
        assert abs(sight.created_at - SUBMITTED) < SECOND
    assert listing.next == {"dashscope": "2", "vidu": "3", "openai": name_of(wire)}[wire]


@given(st.integers(1_600_000_000 * SECOND, 1_900_000_000 * SECOND), st.integers(0, DAY))
def test_our_own_door_takes_every_window_that_dashscopes_face_asks_for(since: int, width: int) -> None:
    from urllib.parse import parse_qsl, urlsplit

    call = face("dashscope").page(since, since + width, "3")
    query = dashscope.decode_list(dict(parse_qsl(urlsplit(call.path).query)), since)
    assert query.since <= since or width > DAY - 2 * SECOND
    assert query.until >= since + width
    assert (query.page_no, query.page_size) == (3, 100)


# Whatever comes, no face raises.

FACES = [("dashscope", ""), ("vidu", ""), ("generations", ""), ("generations", "new-api"), ("openai", "vllm-omni"),
         ("openai", "sglang"), ("openai", "laterna")]  # fmt: skip
STATUSES = [200, 200, 200, 201, 202, 301, 400, 401, 403, 404, 409, 418, 422, 429, 500, 503]
KEYS = [
    "output", "task_id", "task_status", "id", "status", "state", "data", "error", "code", "message", "reason", "detail",
    "url", "video_url", "result", "outputs", "creations", "progress", "created_at", "submit_time", "tasks", "payload",
    "err_code", "fail_reason", "next_page_token", "has_more", "last_id", "page_no", "total_page", "deleted", "metadata",
    "prompt", "gmt_create", "type", "0",
]  # fmt: skip
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
    st.sampled_from(["succeeded", "failed", "FAILURE", URL, "task_1", "30%", "2026-01-01T00:00:00Z", "\ud800"]),
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=12,
)
bodies = st.one_of(
    st.binary(max_size=60),
    values.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from(KEYS), values, max_size=8).map(lambda value: json.dumps(value).encode()),
)


def check(client: ClientFace, answer: Answer, upstream_id: str = "task_1") -> None:
    reception: Reception = client.received(answer)
    if isinstance(reception, Accepted):
        assert reception.upstream_id
        assert 200 <= answer.status < 300
    else:
        assert reception.message
        assert len(reception.message) <= 500
    if isinstance(reception, Refused):
        assert answer.status < 500
        assert reception.code
    sight = client.seen(answer, upstream_id)
    assert sight is None or isinstance(sight, Sight)
    if sight is not None:
        assert sight.upstream_id == upstream_id
        assert sight.stage in get_args(Stage)
        assert bool(sight.url) == (sight.stage == "succeeded")
        assert sight.progress is None or 0 <= sight.progress <= 100
        assert len(sight.message) <= 500
        msgspec.json.encode([sight.code, sight.message])
    listing = client.listed(answer)
    assert listing is None or isinstance(listing, Listing)
    assert client.canceled(answer) in (True, False)


@pytest.mark.parametrize(("wire", "server"), FACES)
@given(status=st.sampled_from(STATUSES), body=bodies)
@settings(max_examples=80, deadline=None)
def test_no_answer_breaks_a_face(wire: str, server: str, status: int, body: bytes) -> None:
    check(face(wire, server), Answer(status, body))


@pytest.mark.parametrize("wire", WIRES)
@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_no_damaged_answer_of_our_own_breaks_a_face(wire: str, data: st.DataObject) -> None:
    state = data.draw(st.sampled_from(list(TaskState)))
    task = task_at(wire, state)
    body = data.draw(st.sampled_from([created(wire, task), queried(wire, task, "both")]))
    cut = data.draw(st.integers(0, len(body)))
    junk = data.draw(st.binary(max_size=4))
    check(face(wire), Answer(200, body[:cut] + junk + body[cut + len(junk) :]), name_of(wire))


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"id": ' + b"9" * 10_000 + b"}",
        b'{"created_at": 1e999}',
        b'{"status": "failed", "id": "task_1", "error": {"code": "\\ud800", "message": "\\udfff"}}',
        b'\xef\xbb\xbf{"id": "task_1", "status": "queued"}',
    ],
)
def test_no_extreme_answer_breaks_a_face(wire: str, body: bytes) -> None:
    for status in (200, 404, 500):
        check(face(wire), Answer(status, body))


def test_a_truncated_create_is_never_a_refusal() -> None:
    for wire in WIRES:
        body = created(wire, task_at(wire, TaskState.QUEUED))
        for cut in range(len(body)):
            assert isinstance(face(wire).received(Answer(200, body[:cut])), Unclear), body[:cut]


def test_every_server_has_a_face_on_every_wire() -> None:
    for wire in WIRES:
        for server in SERVERS:
            assert face(wire, server).wire == wire
