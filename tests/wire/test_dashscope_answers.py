"""What DashScope's answers look like, by status and family (contract dashscope 4 and 5)."""

import json
import re
from typing import Any

import pytest

from laterna.clock import HOUR
from laterna.ids import parse_task_id, uuid_form
from laterna.tasks.task import TaskFailure, TaskState
from laterna.wire.dashscope import server as wire
from laterna.wire.dashscope.times import parse_compact, wall_time
from tests.wire.builders import (
    CATALOG,
    DAY_AFTER,
    ENDED,
    SUBMITTED,
    TASK_ID,
    request_for,
    result_for,
    task_for,
)

RID = "2b6f9d10-43ce-9a57-8d1e-70c5b2e8f431"
UUID = uuid_form(TASK_ID)
URL = "http://host/files/x.mp4?sig=1"
TIMES = {
    "submit_time": "2026-03-20 10:59:01.993",
    "scheduled_time": "2026-03-20 10:59:02.028",
    "end_time": "2026-03-20 11:00:06.322",
}


def queried(task: Any) -> dict[str, Any]:
    card = CATALOG.card(task.request.model)
    answer: dict[str, Any] = json.loads(wire.encode_query(task, card, URL, RID))
    return answer


def test_a_create_answer_has_status_id_and_request_id_and_nothing_else() -> None:
    task = task_for(request_for("wan2.6-t2v"), TaskState.QUEUED)
    assert json.loads(wire.encode_created(task, RID)) == {
        "output": {"task_status": "PENDING", "task_id": UUID},
        "request_id": RID,
    }


def test_a_repeated_create_says_pending_although_the_task_is_done() -> None:
    task = task_for(request_for("wan2.6-t2v"), TaskState.SUCCEEDED)
    assert json.loads(wire.encode_created(task, RID))["output"]["task_status"] == "PENDING"


@pytest.mark.parametrize(
    ("state", "output"),
    [
        (TaskState.QUEUED, {"task_status": "PENDING", "submit_time": TIMES["submit_time"]}),
        (
            TaskState.RUNNING,
            {
                "task_status": "RUNNING",
                "submit_time": TIMES["submit_time"],
                "scheduled_time": TIMES["scheduled_time"],
            },
        ),
        (
            TaskState.FAILED,
            {
                "task_status": "FAILED",
                **TIMES,
                "code": "InternalError.Algo",
                "message": "Inference internal error. x",
            },
        ),
        (
            TaskState.CANCELED,
            {
                "task_status": "CANCELED",
                "submit_time": TIMES["submit_time"],
                "end_time": TIMES["end_time"],
            },
        ),
    ],
)
def test_each_status_has_exactly_the_fields_of_the_contract(state: TaskState, output: dict[str, Any]) -> None:
    task = task_for(request_for("wan2.6-t2v"), state)
    assert queried(task) == {"request_id": RID, "output": {"task_id": UUID, **output}}


@pytest.mark.parametrize(
    ("model", "parameters", "usage"),
    [
        (
            "pixverse/pixverse-v5.6-t2v",
            {"size": "1280*720", "duration": 10},
            {"duration": 10, "size": "1280*720", "fps": 24, "video_count": 1, "audio": False, "SR": "720"},
        ),
        (
            "vidu/viduq3-turbo_text2video",
            {"size": "960*528", "resolution": "540P", "duration": 5},
            {
                "duration": 5,
                "size": "960*528",
                "output_video_duration": 5,
                "fps": 24,
                "video_count": 1,
                "audio": False,
                "SR": "540",
            },
        ),
        (
            "wan2.5-t2v-preview",
            {"size": "832*480", "duration": 10},
            {"video_duration": 10, "video_ratio": "832*480", "video_count": 1},
        ),
        (
            "wan2.6-t2v",
            {"size": "1280*720", "duration": 10},
            {
                "duration": 10,
                "size": "1280*720",
                "input_video_duration": 0,
                "output_video_duration": 10,
                "video_count": 1,
                "SR": 720,
            },
        ),
    ],
)
def test_usage_has_the_shape_of_the_family_and_whole_numbers(
    model: str, parameters: dict[str, Any], usage: dict[str, Any]
) -> None:
    answer = wire.encode_query(
        task_for(request_for(model, **parameters), TaskState.SUCCEEDED), CATALOG.card(model), URL, RID
    )
    found = json.loads(answer)
    assert found["usage"] == usage
    assert b".0" not in answer.partition(b'"usage"')[2], "the Java SDK takes no 10.0 for a whole number"
    assert found["output"].keys() - {"actual_prompt"} == {
        "task_id",
        "task_status",
        "submit_time",
        "scheduled_time",
        "end_time",
        "orig_prompt",
        "video_url",
    }
    assert found["output"]["video_url"] == URL
    assert found["output"]["orig_prompt"] == "A lighthouse in a storm"


@pytest.mark.parametrize(
    ("model", "extend", "shown"),
    [
        ("wan2.5-t2v-preview", True, True),
        ("wan2.5-t2v-preview", False, False),
        ("wan2.2-t2v-plus", True, True),
        ("wan2.6-t2v", True, False),
        ("vidu/viduq2_text2video", None, False),
    ],
)
def test_the_actual_prompt_is_shown_by_wan_25_and_older_when_prompts_are_extended(
    model: str, extend: bool | None, shown: bool
) -> None:
    task = task_for(request_for(model, prompt_extend=extend), TaskState.SUCCEEDED)
    assert ("actual_prompt" in queried(task)["output"]) is shown


def test_an_engine_that_says_nothing_about_the_prompt_leaves_the_field_out() -> None:
    request = request_for("wan2.5-t2v-preview")
    task = task_for(request, TaskState.SUCCEEDED, result=result_for(request, actual_prompt=""))
    assert "actual_prompt" not in queried(task)["output"]


def test_a_task_of_a_model_that_left_the_catalogue_can_still_be_read() -> None:
    task = task_for(
        request_for("pixverse/pixverse-v5.6-t2v", size="640*360", duration=5), TaskState.SUCCEEDED
    )
    answer = json.loads(wire.encode_query(task, None, URL, RID))
    assert answer["usage"]["SR"] == "360"


def test_unknown_echoes_the_id_as_it_was_asked_for() -> None:
    assert json.loads(wire.encode_unknown("nonsense", RID)) == {
        "request_id": RID,
        "output": {"task_id": "nonsense", "task_status": "UNKNOWN"},
    }


def test_a_task_can_be_asked_for_until_it_is_24_hours_old() -> None:
    task = task_for(request_for("wan2.6-t2v"), TaskState.SUCCEEDED)
    assert not wire.expired(task, DAY_AFTER - 1)
    assert wire.expired(task, DAY_AFTER)


def test_times_are_cut_to_three_decimals_on_the_clock_of_utc_plus_8() -> None:
    assert wall_time(SUBMITTED) == "2026-03-20 10:59:01.993"
    assert wall_time(SUBMITTED + 999) == "2026-03-20 10:59:01.993"
    assert wall_time(16 * HOUR) == "1970-01-02 00:00:00.000"


def test_compact_times_are_read_on_the_same_clock() -> None:
    moment = parse_compact("20260320105901")
    assert moment is not None
    assert wall_time(moment) == "2026-03-20 10:59:01.000"
    for text in ("2026032010590", "2026-03-20", "20261320105901", "２０２６０３２０１０５９０１", ""):
        assert parse_compact(text) is None


def test_a_list_is_flat_with_milliseconds_and_without_fields_that_are_not_yet_known() -> None:
    running = task_for(request_for("wan2.6-t2v"), TaskState.RUNNING)
    query = wire.decode_list({"page_size": "2"}, ENDED)
    answer = json.loads(wire.encode_list([running], 5, query, "cn-beijing", RID))
    assert {key: answer[key] for key in ("total", "total_page", "page_no", "page_size", "request_id")} == {
        "total": 5,
        "total_page": 3,
        "page_no": 1,
        "page_size": 2,
        "request_id": RID,
    }
    assert answer["data"] == [
        {
            "task_id": UUID,
            "status": "RUNNING",
            "model_name": "wan2.6-t2v",
            "gmt_create": 1_773_975_541_993,
            "start_time": 1_773_975_542_028,
            "region": "cn-beijing",
            "request_id": "c31d5a70-8e24-9b16-a7f3-6d0e2b4c9185",
            "api_key_id": "1",
            "caller_uid": "default",
            "caller_parent_id": "default",
            "user_api_unique_key": "apikey:v1:aigc:video-generation:video-synthesis:wan2.6-t2v",
        }
    ]


def test_request_ids_are_shaped_like_the_services_own_and_never_repeat() -> None:
    ids = {wire.new_request_id() for _ in range(1_000)}
    assert len(ids) == 1_000
    shape = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-9[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert all(shape.fullmatch(one) for one in ids)


def test_the_id_of_an_answer_leads_back_to_the_task() -> None:
    assert parse_task_id(UUID) == TASK_ID


@pytest.mark.parametrize(
    ("failure", "code", "message"),
    [
        (
            TaskFailure(
                "invalid_parameter", "duration customization is not supported", "parameters.duration"
            ),
            "InvalidParameter",
            "duration customization is not supported",
        ),
        (
            TaskFailure("input_unreachable", "https://a.example/v.mp3 answered 404."),
            "BadRequest.InputDownloadFailed",
            "Failed to download the input file: https://a.example/v.mp3 answered 404.",
        ),
        (
            TaskFailure("input_invalid", "File size is larger than 15MB."),
            "InvalidURL",
            "File size is larger than 15MB.",
        ),
        (
            TaskFailure("storage_full", "The disk is full."),
            "InternalError.Upload",
            "Failed to upload result. The disk is full.",
        ),
        (
            TaskFailure("internal", "A bug."),
            "InternalError",
            "An internal error has occurred, please try again later or contact service support. A bug.",
        ),
    ],
)
def test_a_failed_task_says_why_in_the_services_codes(failure: TaskFailure, code: str, message: str) -> None:
    assert wire.render_failure(failure) == (code, message)
