"""What client faces make of an upstream's answers. The answers are composed from the contracts."""

import json
from typing import Any

import pytest

from laterna.clock import SECOND
from laterna.wire.client import Accepted, Answer, ClientFace, Refused, Sight, Unclear
from laterna.wire.faces import WIRES, client_face
from laterna.wire.words import stage_of
from tests.wire.builders import CATALOG, SUBMITTED

VIDU_ID = "911088422699962368"
DASH_ID = "0f9b6c1e-52d7-4f0a-8a55-3d1c7e9b2a64"
URL = "https://files.example.com/v.mp4?sig=abc"


def face(wire: str, server: str = "") -> ClientFace:
    return client_face(wire, server, CATALOG)


def answer(body: Any, status: int = 200) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, raw)


def dash_error(code: str, message: str = "Something.") -> dict[str, str]:
    return {"code": code, "message": message, "request_id": "9a0d4e63-7b12-95c8-b0f4-2e61d8a7c350"}


def vidu_error(reason: str, status: int = 400, message: str = "something") -> dict[str, Any]:
    return {"code": status, "reason": reason, "message": message, "metadata": {"trace_id": "04e5"}}


def openai_error(code: str | None, message: str = "Something.", kind: str = "invalid_request_error") -> Any:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


NEW_API_REFUSAL = {"code": "invalid_request", "message": "prompt is required", "data": None}

# Creates.

ACCEPTED = [
    ("dashscope", 200, {"output": {"task_status": "PENDING", "task_id": DASH_ID}, "request_id": "r"}, DASH_ID),
    ("dashscope", 200, {"output": {"task_status": "PENDING", "task_id": DASH_ID}, "code": "", "message": ""}, DASH_ID),
    ("vidu", 200, {"task_id": VIDU_ID, "state": "created", "model": "viduq1", "prompt": "x"}, VIDU_ID),
    ("vidu", 200, {"task_id": int(VIDU_ID), "state": "created"}, VIDU_ID),
    ("vidu", 200, {"id": VIDU_ID, "state": "failed", "err_code": "FieldInvalid", "message": "no"}, VIDU_ID),
    ("generations", 200, {"id": "task_1", "task_id": "task_1", "object": "video.generation.job", "status": "queued",
                          "progress": 0, "created_at": 1774507626}, "task_1"),
    ("generations", 200, {"code": "success", "message": "", "data": "task_1"}, "task_1"),
    ("generations", 200, {"code": "success", "message": "ok", "data": {"task_id": "task_1"}}, "task_1"),
    ("openai", 200, {"id": "video_1", "object": "video", "status": "queued", "error": None}, "video_1"),
    ("openai", 202, {"id": "video_gen_1", "status": "queued"}, "video_gen_1"),
    ("openai", 200, {"id": "task_1", "task_id": "task_1", "status": "unknown", "created_at": 1774507626123}, "task_1"),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "status", "body", "upstream_id"), ACCEPTED)
def test_an_id_means_that_there_is_a_task(wire: str, status: int, body: Any, upstream_id: str) -> None:
    assert face(wire).received(answer(body, status)) == Accepted(upstream_id)


REFUSED = [
    ("dashscope", 429, dash_error("Throttling.RateQuota"), "busy", "Throttling.RateQuota"),
    ("dashscope", 429, dash_error("Throttling.Concurrency"), "busy", "Throttling.Concurrency"),
    ("dashscope", 400, dash_error("Throttling"), "busy", "Throttling"),
    ("dashscope", 429, dash_error("PostpaidBillOverdue"), "account", "PostpaidBillOverdue"),
    ("dashscope", 400, dash_error("Arrearage"), "account", "Arrearage"),
    ("dashscope", 401, dash_error("InvalidApiKey"), "account", "InvalidApiKey"),
    ("dashscope", 403, dash_error("AllocationQuota.FreeTierOnly"), "account", "AllocationQuota.FreeTierOnly"),
    ("dashscope", 403, dash_error("AccessDenied.Unpurchased"), "account", "AccessDenied.Unpurchased"),
    ("dashscope", 400, dash_error("InvalidParameter", "Model not exist."), "request", "InvalidParameter"),
    ("dashscope", 400, dash_error("DataInspectionFailed"), "request", "DataInspectionFailed"),
    ("dashscope", 404, dash_error("ModelNotFound"), "request", "ModelNotFound"),
    ("dashscope", 200, dash_error("InvalidParameter"), "request", "InvalidParameter"),
    ("vidu", 400, vidu_error("CreditInsufficient"), "account", "CreditInsufficient"),
    ("vidu", 400, vidu_error("OperationInProcess"), "busy", "OperationInProcess"),
    ("vidu", 400, vidu_error("FieldInvalid", message="invalid field: resolution"), "request", "FieldInvalid"),
    ("vidu", 400, vidu_error("TaskPromptPolicyViolation"), "request", "TaskPromptPolicyViolation"),
    ("vidu", 401, vidu_error("Unauthorized", 401), "account", "Unauthorized"),
    ("vidu", 403, vidu_error("Forbidden", 403), "account", "Forbidden"),
    ("vidu", 429, vidu_error("QuotaExceeded", 429), "busy", "QuotaExceeded"),
    ("vidu", 429, vidu_error("SystemThrottling", 429), "busy", "SystemThrottling"),
    ("vidu", 200, vidu_error("TooManyRequests", 429), "busy", "TooManyRequests"),
    ("vidu", 200, {"code": 400, "message": "bad request"}, "request", "400"),
    ("vidu", 200, {"code": 429, "message": "slow down"}, "busy", "429"),
    ("vidu", 200, {"code": "401", "message": "who are you"}, "account", "401"),
    ("generations", 400, NEW_API_REFUSAL, "request", "invalid_request"),
    ("generations", 200, NEW_API_REFUSAL, "request", "invalid_request"),
    ("generations", 200, {"code": "fail", "message": "no", "data": "see the manual"}, "request", "fail"),
    ("generations", 403, {"code": "insufficient_user_quota", "message": "x", "data": None}, "account",
     "insufficient_user_quota"),
    ("generations", 401, openai_error("", "invalid token", "new_api_error"), "account", "new_api_error"),
    ("generations", 429, {"code": "upstream_busy", "message": "上游负载已饱和", "data": None}, "busy",
     "upstream_busy"),
    ("openai", 400, openai_error("invalid_value"), "request", "invalid_value"),
    ("openai", 429, openai_error("rate_limit_exceeded"), "busy", "rate_limit_exceeded"),
    ("openai", 429, openai_error("insufficient_quota"), "account", "insufficient_quota"),
    ("openai", 401, openai_error("invalid_api_key"), "account", "invalid_api_key"),
    ("openai", 404, openai_error("model_not_found"), "request", "model_not_found"),
    ("openai", 400, {"detail": "prompt is required"}, "request", "HTTP 400"),
    ("openai", 422, {"detail": [{"loc": ["body", "size"], "msg": "Field required"}]}, "request", "HTTP 422"),
    ("openai", 200, {"id": "req_1", **openai_error("invalid_value")}, "request", "invalid_value"),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "status", "body", "kind", "code"), REFUSED)
def test_a_clear_no_is_a_refusal_of_its_kind(wire: str, status: int, body: Any, kind: str, code: str) -> None:
    reception = face(wire).received(answer(body, status))
    assert isinstance(reception, Refused), reception
    assert (reception.kind, reception.code) == (kind, code)
    assert reception.message


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("body", [b"", b"<html>nginx</html>", b'{"a": 1'])
@pytest.mark.parametrize(
    ("status", "kind"),
    [(301, "request"), (307, "request"), (401, "account"), (403, "account"), (404, "request"), (405, "request"),
     (413, "request"), (415, "request"), (422, "request"), (429, "busy")],
)  # fmt: skip
def test_a_status_that_says_no_needs_no_body(wire: str, body: bytes, status: int, kind: str) -> None:
    reception = face(wire).received(Answer(status, body))
    assert isinstance(reception, Refused)
    assert (reception.kind, reception.code) == (kind, f"HTTP {status}")


UNCLEAR_STATUSES = [100, 304, 408, 409, 425, 499, 500, 502, 503, 504, 520, 599]


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("status", UNCLEAR_STATUSES)
@pytest.mark.parametrize("body", [b"", b"upstream connect error", json.dumps(dash_error("InternalError")).encode(),
                                  json.dumps(openai_error("server_error")).encode(),
                                  json.dumps(dash_error("Throttling")).encode()])  # fmt: skip
def test_nobody_can_tell_after_a_broken_answer(wire: str, status: int, body: bytes) -> None:
    assert isinstance(face(wire).received(Answer(status, body)), Unclear)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[]", b"<html>", b'{"output": {"task_id": "',
                                  b'{"code": 0, "message": "ok"}', b'{"code": "success", "message": "", "data": null}',
                                  b'{"task_id": ""}', b'{"id": null}', b'{"id": {"a": 1}}'])  # fmt: skip
def test_a_good_status_without_an_id_is_unclear(wire: str, body: bytes) -> None:
    assert isinstance(face(wire).received(Answer(200, body)), Unclear)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    "code",
    ["InternalError.Timeout", "InternalServiceFailure", "server_error", "do_request_failed", "RequestTimeOut",
     "unmarshal_response_body_failed"],
)  # fmt: skip
def test_an_error_that_speaks_of_a_broken_answer_is_unclear(wire: str, status: int, code: str) -> None:
    assert isinstance(face(wire).received(answer(dash_error(code), status)), Unclear)
    assert isinstance(face(wire).received(answer(openai_error(code), status)), Unclear)


@pytest.mark.parametrize("code", [500, 502, "504", 408, 409])
def test_a_number_inside_a_good_status_counts_as_the_status(code: Any) -> None:
    assert isinstance(face("vidu").received(answer({"code": code, "message": "broken"})), Unclear)


def test_a_400_that_nobody_signed_is_unclear() -> None:
    assert isinstance(face("openai").received(Answer(400, b"Bad Request")), Unclear)


def test_a_marker_that_the_upstream_knows_with_another_body_is_unclear() -> None:
    for status in (400, 409):
        conflict = answer(openai_error("idempotency_conflict"), status)
        assert isinstance(face("openai", "laterna").received(conflict), Unclear)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(("status", "same_path"), [(301, False), (307, False), (308, False), (302, True)])
def test_a_redirect_that_says_to_send_it_elsewhere_is_a_refusal(
    wire: str, status: int, same_path: bool
) -> None:
    body = b'<html><a href="https://new.example/v1/videos">moved</a></html>'
    place = "https://newer.example/v1/videos"
    for given, shown in (
        (Answer(status, body, same_path=same_path), "https://new.example/v1/videos"),
        (Answer(status, body, location=place, same_path=same_path), place),
    ):
        reception = face(wire).received(given)
        assert isinstance(reception, Refused)
        assert (reception.kind, shown in reception.message) == ("request", True)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(
    ("status", "same_path"), [(300, True), (302, False), (303, False), (303, True), (304, False)]
)
def test_a_redirect_that_may_show_what_was_made_is_unclear(wire: str, status: int, same_path: bool) -> None:
    place = "https://cloud.example/tasks/7"
    reception = face(wire).received(Answer(status, b"", location=place, same_path=same_path))
    assert isinstance(reception, Unclear)
    assert place in reception.message


@pytest.mark.parametrize(
    "said",
    [
        "Incorrect API key provided: sk-abcDEF0123456789abcdef.",
        "invalid key: 0123456789abcdef0123456789abcdef",
        "Authorization: Bearer 0123456789abcdef0123456789",
        'the header "token": "0123456789abcdef0123456789" is wrong',
        "vda_0123456789abcdef is not known",
    ],
)
def test_keys_are_masked_in_what_an_upstream_says(said: str) -> None:
    for body, status in ((openai_error("invalid_api_key", said), 401), (openai_error("x", said), 500)):
        message = face("openai").received(answer(body, status)).message  # type: ignore[union-attr]
        assert "***" in message
        assert "0123456789abcdef" not in message


def test_long_messages_are_cut() -> None:
    reception = face("openai").received(answer(openai_error("x" * 9_000, "y" * 9_000), 400))
    assert isinstance(reception, Refused)
    assert (len(reception.code), len(reception.message)) == (500, 500)


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


def vidu(state: str, **facts: Any) -> dict[str, Any]:
    creations = [{"id": "1", "url": URL, "cover_url": URL, "watermarked_url": URL + "&marked"}]
    base = {"id": VIDU_ID, "state": state, "err_code": "", "credits": 80, "payload": "lat-1", "bgm": False}
    return {**base, "creations": creations if state == "success" else [], **facts}


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


S1 = {
    "id": "task_1", "task_id": "task_1", "object": "video.generation.job", "model": "viduq3p-540p",
    "status": "completed", "progress": 100, "created_at": 1774507626, "prompt": "A shot", "error": None,
    "video_url": URL, "result": {"outputs": [URL], "video_url": URL},
}  # fmt: skip
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


# Lists.


def test_dashscope_lists_page_by_page() -> None:
    row = {
        "task_id": DASH_ID,
        "status": "RUNNING",
        "model_name": "wan2.6-t2v",
        "gmt_create": SUBMITTED // 1_000,
    }
    body = {"total": 101, "total_page": 2, "page_no": 1, "page_size": 100, "request_id": "r", "data": [row]}
    listing = face("dashscope").listed(answer(body))
    assert listing is not None
    assert listing.sights == (
        Sight(
            upstream_id=DASH_ID, stage="running", model="wan2.6-t2v", created_at=SUBMITTED // 1_000 * 1_000
        ),
    )
    assert listing.next == "2"
    call = face("dashscope").page(SUBMITTED, SUBMITTED + 60 * SECOND, listing.next)
    assert call.path == (
        "/api/v1/tasks?start_time=20260320105901&end_time=20260320110002&page_no=2&page_size=100"
    )
    assert face("dashscope").listed(answer({**body, "page_no": 2})).next == ""  # type: ignore[union-attr]


def test_dashscope_is_never_asked_for_more_than_a_day() -> None:
    path = face("dashscope").page(SUBMITTED - 3 * 86_400 * SECOND, SUBMITTED).path
    assert "start_time=20260319105902&end_time=20260320105902&page_no=1" in path


def test_vidus_list_finds_lost_tasks_by_their_payload() -> None:
    rows = [
        {
            **vidu("success"),
            "model": "viduq1",
            "prompt": "A fox",
            "created_at": "2025-01-01T15:41:31.968916123Z",
        }
    ]
    listing = face("vidu").listed(answer({"next_page_token": "tok=1", "tasks": rows}))
    assert listing is not None
    (sight,) = listing.sights
    assert (sight.upstream_id, sight.marker, sight.model, sight.prompt) == (
        VIDU_ID,
        "lat-1",
        "viduq1",
        "A fox",
    )
    assert sight.created_at == 1735746091_968916
    first, following = face("vidu").page(0, SECOND), face("vidu").page(0, SECOND, listing.next)
    assert first.path == (
        "/ent/v2/tasks?created_at.from=1970-01-01T00%3A00%3A00.000000Z"
        "&created_at.to=1970-01-01T00%3A00%3A01.000000Z&pager.pagesz=100&pager.page=0"
    )
    assert following.path.endswith("&pager.pagesz=100&pager.page_token=tok%3D1")


def test_openais_list_goes_on_after_the_last_id() -> None:
    rows = [{"id": "video_2", "status": "completed", "created_at": 2}, {"id": "video_1", "status": "queued"}]
    body = {"object": "list", "data": rows, "first_id": "video_2", "last_id": "video_1", "has_more": True}
    listing = face("openai").listed(answer(body))
    assert listing is not None
    assert [(sight.upstream_id, sight.stage) for sight in listing.sights] == [
        ("video_2", "succeeded"),
        ("video_1", "waiting"),
    ]
    assert listing.sights[0].url == "/v1/videos/video_2/content"
    assert face("openai").page(0, 1, listing.next).path == "/v1/videos?limit=100&order=desc&after=video_1"
    assert face("openai").listed(answer({**body, "has_more": False})).next == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(
    ("status", "body"), [(200, b""), (200, b"{}"), (500, b'{"data": [], "tasks": []}'), (429, b"")]
)
def test_a_list_that_cannot_be_used_is_none(wire: str, status: int, body: bytes) -> None:
    assert face(wire).listed(Answer(status, body)) is None


def test_which_wires_list_and_call_back() -> None:
    assert [face(wire).lists for wire in WIRES] == [True, True, False, True]
    assert [face(wire).calls_back for wire in WIRES] == [False, True, False, False]
    assert [face(wire).takes_data_urls for wire in WIRES] == [False, True, True, True]
    assert not face("openai", "new-api").lists


# Cancels.


@pytest.mark.parametrize(
    ("wire", "server", "status", "body", "canceled"),
    [
        ("dashscope", "", 200, {"request_id": "r"}, True),
        ("dashscope", "", 400, dash_error("UnsupportedOperation"), False),
        ("dashscope", "", 200, dash_error("UnsupportedOperation"), False),
        ("dashscope", "", 500, {"request_id": "r"}, False),
        ("vidu", "", 200, {}, True),
        ("vidu", "", 400, vidu_error("BadRequest"), False),
        ("vidu", "", 200, {"code": 400, "message": "task state is scheduled, can not cancel"}, False),
        ("openai", "vllm-omni", 200, {"id": "video_1", "object": "video.deleted", "deleted": True}, True),
        ("openai", "vllm-omni", 409, {"detail": "Cancellation in progress."}, False),
        ("openai", "laterna", 200, {"id": "video_1", "object": "video.deleted", "deleted": True}, False),
        ("openai", "laterna", 200, {**S1, "status": "failed", "error": {"code": "canceled", "message": "x"}}, True),
        ("generations", "laterna", 200, {**S1, "status": "failed", "error": {"code": "canceled", "message": ""}}, True),
        ("generations", "laterna", 200, S1, False),
        ("generations", "laterna", 400, openai_error("task_not_cancelable"), False),
    ],
)  # fmt: skip
def test_a_cancel_counts_only_when_the_answer_says_so(
    wire: str, server: str, status: int, body: Any, canceled: bool
) -> None:
    assert face(wire, server).canceled(answer(body, status)) is canceled
