"""What client faces make of an upstream's answers to queries. The answers are composed from the contracts."""

import json
from typing import Any

import pytest

from laterna.clock import SECOND
from laterna.wire.client import Answer, Sight
from laterna.wire.faces import WIRES
from laterna.wire.words import stage_of
from tests.wire.answers import (
    DASH_ID,
    S1,
    URL,
    VIDU_ID,
    answer,
    face,
    openai_error,
    vidu,
    vidu_error,
)
from tests.wire.builders import SUBMITTED

# Words.


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("waiting", "PENDING queued queueing created SUBMITTED NOT_START QUEUED in_queue"),
        ("running", "RUNNING processing in_progress IN_PROGRESS PROCESSING preprocessing InProgress"),
        ("succeeded", "succeeded SUCCEEDED success SUCCESS completed COMPLETE done Finished successful"),
        ("failed", "failed FAILED failure FAILURE error expired timeout TIMED_OUT timed-out"),
        ("canceled", "cancelled CANCELED canceled UserCancelled"),
        ("running", "frobnicating unknown UNKNOWN 97"),
    ],
)
def test_every_spelling_is_known_and_unknown_words_keep_the_polls_going(stage: str, words: str) -> None:
    assert {word: stage_of(word) for word in words.split()} == dict.fromkeys(words.split(), stage)


def test_a_failure_because_of_a_cancel_is_a_cancel() -> None:
    assert stage_of("failed", "UserCancelled") == "canceled"
    assert stage_of("failed", "cancelled") == "canceled"
    assert stage_of("success", "UserCancelled") == "succeeded"


# Queries.


def dash(**output: Any) -> dict[str, Any]:
    return {"request_id": "r", "output": {"task_id": DASH_ID, **output}}


DASH_TIMES = {"submit_time": "2026-03-20 10:59:01.993"}

SEEN_DASHSCOPE = [
    (dash(task_status="PENDING", **DASH_TIMES), Sight(upstream_id=DASH_ID, stage="waiting", created_at=SUBMITTED)),
    (dash(task_status="RUNNING", **DASH_TIMES), Sight(upstream_id=DASH_ID, stage="running", created_at=SUBMITTED)),
    (dash(task_status="SUSPENDED"), Sight(upstream_id=DASH_ID, stage="running")),
    (dash(task_status="CANCELED"), Sight(upstream_id=DASH_ID, stage="canceled")),
    (dash(task_status="UNKNOWN"), Sight(upstream_id=DASH_ID, stage="gone")),
    (
        dash(task_status="FAILED", code="InvalidParameter", message="The size is not match xxxxxx"),
        Sight(upstream_id=DASH_ID, stage="failed", code="InvalidParameter", message="The size is not match xxxxxx"),
    ),
    (
        dash(task_status="SUCCEEDED", orig_prompt="A fox", actual_prompt="A red fox", video_url=URL),
        Sight(upstream_id=DASH_ID, stage="succeeded", url=URL, actual_prompt="A red fox", prompt="A fox"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "sight"), SEEN_DASHSCOPE)
def test_dashscope_says_where_a_task_is(body: Any, sight: Sight) -> None:
    assert face("dashscope").seen(answer(body), DASH_ID) == sight


@pytest.mark.parametrize(
    ("body", "status", "sight"),
    [
        (vidu("created"), 200, Sight(upstream_id=VIDU_ID, stage="waiting", marker="lat-1")),
        (vidu("queueing"), 200, Sight(upstream_id=VIDU_ID, stage="waiting", marker="lat-1")),
        (vidu("processing"), 200, Sight(upstream_id=VIDU_ID, stage="running", marker="lat-1")),
        (vidu("success"), 200, Sight(upstream_id=VIDU_ID, stage="succeeded", url=URL, marker="lat-1")),
        (
            vidu("failed", err_code="CreationPolicyViolation"),
            200,
            Sight(upstream_id=VIDU_ID, stage="failed", code="CreationPolicyViolation", marker="lat-1"),
        ),
        (
            vidu("failed", err_code="UserCancelled"),
            200,
            Sight(upstream_id=VIDU_ID, stage="canceled", code="UserCancelled", marker="lat-1"),
        ),
        (
            vidu_error("TaskNotFound", 404, "task not found"),
            404,
            Sight(upstream_id=VIDU_ID, stage="gone", code="TaskNotFound", message="task not found"),
        ),
    ],
)
def test_vidu_says_where_a_task_is(body: Any, status: int, sight: Sight) -> None:
    assert face("vidu").seen(answer(body, status), VIDU_ID) == sight


S2 = {
    "code": "success", "message": "",
    "data": {
        "id": 1812, "created_at": 1774507626, "task_id": "task_1", "action": "textGenerate", "status": "SUCCESS",
        "fail_reason": "", "result_url": URL, "submit_time": 1774507626, "progress": "100%",
        "properties": {"input": "A shot", "origin_model_name": "viduq3p-540p"},
        "data": {"id": VIDU_ID, "state": "success", "err_code": "", "creations": [{"url": URL}]},
    },
}  # fmt: skip
S3 = {"task_id": "task_1", "status": "succeeded", "url": URL, "format": "mp4", "metadata": {}, "error": None}
S4 = {
    "id": "task_1", "object": "video", "model": "viduq3p-540p", "status": "completed", "progress": 100,
    "created_at": 1774507626, "seconds": "5", "metadata": {"url": URL}, "error": None,
}  # fmt: skip


def s2(**data: Any) -> dict[str, Any]:
    return {**S2, "data": {**S2["data"], "result_url": None, "data": None, **data}}  # type: ignore[dict-item]


@pytest.mark.parametrize("wire", ["generations", "openai"])
@pytest.mark.parametrize(
    "body",
    [
        S1, S2, S3, S4,
        {**S1, "video_url": None},
        {**S1, "video_url": None, "result": {"outputs": [URL]}},
        {**S1, "code": "success", "message": "", "data": S2["data"]},
        s2(fail_reason=URL),
        s2(data={"creations": [{"url": URL}]}),
        {"status": "success", "data": {"task_id": "task_1", "status": "succeeded", "url": URL}},
    ],
)  # fmt: skip
def test_one_decoder_reads_all_four_shapes(wire: str, body: Any) -> None:
    sight = face(wire).seen(answer(body), "task_1")
    assert sight is not None
    assert (sight.upstream_id, sight.stage, sight.url) == ("task_1", "succeeded", URL)
    assert (sight.code, sight.message) == ("", "")
    assert sight.created_at in (1774507626 * SECOND, None)


@pytest.mark.parametrize(
    ("body", "stage"),
    [
        ({**S1, "status": "queued", "progress": 0}, "waiting"),
        ({**S1, "status": "in_progress", "progress": 30}, "running"),
        (s2(status="NOT_START", progress="0%"), "waiting"),
        (s2(status="SUBMITTED", progress="10%"), "waiting"),
        (s2(status="IN_PROGRESS", progress="30%"), "running"),
        (s2(status="PROCESSING", progress="30%"), "running"),
        (s2(status="UNKNOWN", progress="30%"), "running"),
        ({"status": "success", "data": {"task_id": "task_1", "status": "processing"}}, "running"),
        ({**S3, "status": "processing"}, "running"),
        ({**S4, "status": "unknown"}, "running"),
        ({**S4, "status": "polishing"}, "running"),
    ],
)
def test_jobs_that_are_not_done(body: Any, stage: str) -> None:
    sight = face("generations").seen(answer(body), "task_1")
    assert sight is not None
    assert (sight.stage, sight.url) == (stage, "")


@pytest.mark.parametrize(
    ("body", "stage", "code", "message"),
    [
        ({**S1, "status": "failed", "error": {"code": "Bad", "message": "no"}}, "failed", "Bad", "no"),
        ({**S1, "status": "failed", "error": {"message": "no"}}, "failed", "", "no"),
        ({**S1, "status": "failed", "error": "no"}, "failed", "", "no"),
        (
            {**S1, "status": "failed", "error": {"code": "cancelled", "message": "x"}},
            "canceled",
            "cancelled",
            "x",
        ),
        (s2(status="FAILURE", fail_reason="no"), "failed", "", "no"),
        (s2(status="FAILED", fail_reason="no"), "failed", "", "no"),
        ({**S3, "status": "expired", "error": None}, "failed", "", ""),
        ({**S4, "status": "failed", "error": {"code": 500, "message": "no"}}, "failed", "500", "no"),
    ],
)
def test_jobs_that_failed(body: Any, stage: str, code: str, message: str) -> None:
    sight = face("generations").seen(answer(body), "task_1")
    assert sight is not None
    assert (sight.stage, sight.code, sight.message) == (stage, code, message)


def test_progress_is_read_from_numbers_and_texts() -> None:
    for body, progress in (
        ({**S4, "status": "in_progress", "progress": 42}, 42),
        (s2(status="IN_PROGRESS", progress="30%"), 30),
    ):
        sight = face("openai").seen(answer(body), "task_1")
        assert sight is not None
        assert sight.progress == progress


@pytest.mark.parametrize("created_at", [1774507626, 1774507626000, "2026-03-26T06:47:06Z", 1774507626.0])
def test_times_in_seconds_milliseconds_and_text(created_at: Any) -> None:
    sight = face("openai", "new-api").seen(answer({**S4, "created_at": created_at}), "task_1")
    assert sight is not None
    assert sight.created_at == 1774507626 * SECOND


@pytest.mark.parametrize("status", [200, 422, 500, 504])
def test_vllm_omni_says_a_failure_with_the_failures_own_status(status: int) -> None:
    job = {
        "id": "video_gen_1",
        "object": "video",
        "status": "failed",
        "error": {"code": 500, "message": "OOM"},
    }
    sight = face("openai", "vllm-omni").seen(answer(job, status), "video_gen_1")
    assert sight is not None
    assert (sight.stage, sight.code, sight.message) == ("failed", "500", "OOM")


def test_a_clip_without_an_absolute_url_is_behind_the_content_path() -> None:
    for job in ({"id": "video_1", "status": "completed"},
                {"id": "video_1", "status": "completed", "url": "/v1/files/x", "file_path": "/tmp/x.mp4"}):  # fmt: skip
        sight = face("openai", "sglang").seen(answer(job), "video_1")
        assert sight is not None
        assert sight.url == "/v1/videos/video_1/content"
    assert face("generations").seen(answer(s2()), "task_1").url == "/v1/videos/task_1/content"  # type: ignore[union-attr]


GONE = [
    ("openai", 404, {"detail": "Video not found"}),
    ("openai", 404, openai_error("video_not_found")),
    ("openai", 400, {"code": "task_not_exist", "message": "task_not_exist", "data": None}),
    ("openai", 200, {"id": "video_1", "object": "video", "status": "deleted"}),
    (
        "generations",
        404,
        {**openai_error("task_not_exist"), "code": "task_not_exist", "message": "x", "data": None},
    ),
    ("generations", 400, {"code": "task_not_exist", "message": "x", "data": None}),
    ("generations", 200, {"code": "task_not_exist", "message": "x", "data": None}),
    ("dashscope", 200, {"output": {"task_id": "video_1", "task_status": "UNKNOWN"}, "request_id": "r"}),
    ("vidu", 404, vidu_error("TaskNotFound", 404)),
]


@pytest.mark.parametrize(("wire", "status", "body"), GONE)
def test_a_job_that_the_upstream_no_longer_knows_is_gone(wire: str, status: int, body: Any) -> None:
    sight = face(wire).seen(answer(body, status), "video_1")
    assert sight is not None
    assert sight.stage == "gone"


MISSED = [
    (429, b""), (500, b""), (502, b"<html>"), (503, b'{"detail": "starting"}'), (401, b'{"detail": "no key"}'),
    (403, json.dumps(openai_error("task_not_exist")).encode()), (200, b""), (200, b"{}"), (200, b"null"),
    (200, b'{"id'),
    (404, b""), (404, b"<html>404 Not Found</html>"), (404, b'{"detail": "Not Found"}'),
    (200, b'{"status": "error", "message": "gateway"}'), (200, b'{"status": "success"}'),
    (500, b'{"status": "failed", "message": "proxy"}'), (404, b'{"code": "not_found", "message": "Not Found"}'),
]  # fmt: skip


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(("status", "body"), MISSED)
def test_what_cannot_be_read_is_a_missed_poll(wire: str, status: int, body: bytes) -> None:
    assert face(wire).seen(Answer(status, body), "video_1") is None


def test_a_success_without_a_clip_waits_for_the_next_answer() -> None:
    assert face("dashscope").seen(answer(dash(task_status="SUCCEEDED")), DASH_ID) is None
    assert face("vidu").seen(answer(vidu("success", creations=[])), VIDU_ID) is None
    assert face("vidu").seen(answer(vidu("success", creations=[{"url": ""}])), VIDU_ID) is None


def test_an_answer_about_another_task_is_not_believed() -> None:
    other = dash(task_status="SUCCEEDED", video_url=URL)
    assert face("dashscope").seen(answer(other), "11111111-52d7-4f0a-8a55-3d1c7e9b2a64") is None
