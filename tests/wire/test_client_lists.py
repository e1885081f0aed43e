"""What client faces make of an upstream's lists and answers to cancels. The answers are composed from the contracts."""

from typing import Any

import pytest

from laterna.clock import SECOND
from laterna.wire.client import Answer, Sight
from laterna.wire.faces import WIRES
from tests.wire.answers import DASH_ID, S1, VIDU_ID, answer, dash_error, face, openai_error, vidu, vidu_error
from tests.wire.builders import SUBMITTED

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
