"""What client faces make of an upstream's answers to creates. The answers are composed from the contracts."""

import json
from typing import Any

import pytest

from laterna.wire.client import Accepted, Answer, Refused, Unclear
from laterna.wire.faces import WIRES
from tests.wire.answers import (
    DASH_ID,
    NEW_API_REFUSAL,
    VIDU_ID,
    answer,
    dash_error,
    face,
    openai_error,
    vidu_error,
)

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
