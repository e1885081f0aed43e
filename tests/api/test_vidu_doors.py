"""Vidu's doors over raw HTTP."""

import re
from pathlib import Path
from typing import Any

import pytest

from laterna.tasks.task import TaskFailure
from tests.api.house import House

# The body of the published sample, strings where integers are meant included.
SAMPLE: dict[str, Any] = {
    "model": "viduq1",
    "style": "general",
    "prompt": "An astronaut in a spacesuit walks through the fog.",
    "duration": "5",
    "seed": "0",
    "aspect_ratio": "16:9",
    "resolution": "1080p",
    "movement_amplitude": "auto",
}
PICTURE = "https://example.com/source.png"


async def create(house: House, endpoint: str = "text2video", **changes: Any) -> dict[str, Any]:
    body = {name: value for name, value in {**SAMPLE, **changes}.items() if value is not ...}
    reply = await house.ask(
        "POST", f"/ent/v2/{endpoint}", json=body, headers={"Authorization": "Token sk-test"}
    )
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = reply.body
    return answer


async def creations(house: House, task_id: str) -> dict[str, Any]:
    reply = await house.ask("GET", f"/ent/v2/tasks/{task_id}/creations")
    assert reply.status == 200
    answer: dict[str, Any] = reply.body
    return answer


async def test_the_published_sample_is_answered_as_published(house: House) -> None:
    answer = await create(house)
    assert re.fullmatch(r"\d{18}", answer["task_id"])
    assert answer["created_at"] == "2026-03-20T02:59:01.993000Z"
    assert isinstance(answer["seed"], int) and answer["seed"] > 0
    said = {name: answer[name] for name in SAMPLE if name != "seed"}
    assert said == {**{name: SAMPLE[name] for name in said}, "duration": 5}
    assert (answer["state"], answer["bgm"]) == ("created", False)
    assert "code" not in answer


async def test_a_task_goes_over_queueing_and_processing_to_success(house: House, tmp_path: Path) -> None:
    task_id = (await create(house, payload="order-17"))["task_id"]
    waiting = await creations(house, task_id)
    assert (waiting["state"], waiting["creations"], waiting["payload"]) == ("queueing", [], "order-17")
    await house.finish(task_id, tmp_path)
    done = await creations(house, task_id)
    assert (done["state"], done["err_code"], done["credits"]) == ("success", "", 80)
    (creation,) = done["creations"]
    async with house.http.get(creation["url"]) as clip:
        assert clip.status == 200
    assert re.search(r"\.mp4\?", creation["url"])


async def test_a_failed_task_says_why_in_vidus_words_and_costs_nothing(house: House) -> None:
    task_id = (await create(house))["task_id"]
    await house.fail(task_id, TaskFailure("input_unreachable", "no answer"))
    body = await creations(house, task_id)
    assert (body["state"], body["err_code"], body["credits"]) == ("failed", "ImageDownloadFailure", 0)


async def test_a_waiting_task_can_be_canceled_and_a_running_one_cannot(house: House) -> None:
    first, second = (await create(house))["task_id"], (await create(house))["task_id"]
    reply = await house.ask("POST", f"/ent/v2/tasks/{first}/cancel", json={"id": first})
    assert (reply.status, reply.body) == (200, {})
    body = await creations(house, first)
    assert (body["state"], body["err_code"]) == ("failed", "UserCancelled")
    await house.start(second)
    refused = await house.ask("POST", f"/ent/v2/tasks/{second}/cancel")
    assert (refused.status, refused.body["reason"]) == (400, "BadRequest")
    assert "processing" in refused.body["message"]


@pytest.mark.parametrize(
    ("changes", "reason", "named"),
    [
        ({"model": ...}, "FieldLacking", "model"),
        ({"prompt": ...}, "FieldLacking", "prompt"),
        ({"prompt": ""}, "FieldLacking", "prompt"),
        ({"model": "viduq9"}, "FieldInvalid", "model"),
        ({"resolution": "720p"}, "FieldInvalid", "resolution"),
        ({"duration": 4}, "FieldInvalid", "duration"),
        ({"duration": "five"}, "FieldInvalid", "duration"),
        ({"aspect_ratio": "4:3"}, "FieldInvalid", "aspect_ratio"),
        ({"style": "noir"}, "FieldInvalid", "style"),
        ({"movement_amplitude": "huge"}, "FieldInvalid", "movement_amplitude"),
        ({"seed": -1}, "FieldInvalid", "seed"),
        ({"prompt": "x" * 1501}, "FieldInvalid", "prompt"),
        ({"callback_url": "ftp://example.com"}, "FieldInvalid", "callback_url"),
        ({"watermark": True, "wm_position": 5}, "FieldInvalid", "wm_position"),
    ],
)
async def test_a_bad_field_is_named(house: House, changes: dict[str, Any], reason: str, named: str) -> None:
    body = {name: value for name, value in {**SAMPLE, **changes}.items() if value is not ...}
    reply = await house.ask("POST", "/ent/v2/text2video", json=body)
    assert (reply.status, reply.body["code"], reply.body["reason"]) == (400, 400, reason)
    assert named in reply.body["message"]
    assert re.fullmatch(r"[0-9a-f]{32}", reply.body["metadata"]["trace_id"])


@pytest.mark.parametrize(
    ("duration", "given", "resolution"),
    [(4, ..., "360p"), (8, ..., "720p"), (..., ..., "360p"), (4, "1080p", "1080p")],
)
async def test_the_default_resolution_depends_on_model_and_duration(
    house: House, duration: Any, given: Any, resolution: str
) -> None:
    answer = await create(house, model="vidu1.5", duration=duration, resolution=given)
    assert answer["resolution"] == resolution


async def test_pictures_are_counted_by_endpoint(house: House) -> None:
    q3 = {"model": "viduq3-turbo", "style": ..., "resolution": "720p", "prompt": "She looks up."}
    one = await create(house, "img2video", **q3, images=[PICTURE])
    assert one["images"] == [PICTURE]
    await create(house, "start-end2video", **q3, images=[PICTURE, PICTURE])
    for endpoint, images in (
        ("img2video", [PICTURE] * 2),
        ("start-end2video", [PICTURE]),
        ("reference2video", []),
    ):
        body = {**SAMPLE, **q3, "images": images}
        body.pop("style")
        reply = await house.ask("POST", f"/ent/v2/{endpoint}", json=body)
        assert (reply.status, reply.body["reason"]) == (400, "FieldItemCountOutOfRange")


async def test_absent_null_and_empty_are_the_same(house: House) -> None:
    answer = await create(house, images=None, aspect_ratio="", callback_url=None)
    assert answer["aspect_ratio"] == "16:9"
    assert "images" not in answer


async def test_lists_are_paged_and_carry_the_payload(house: House) -> None:
    made = [(await create(house, payload=str(number)))["task_id"] for number in range(3)]
    first = (await house.ask("GET", "/ent/v2/tasks?pager.page=0&pager.pagesz=2")).body
    assert [task["payload"] for task in first["tasks"]] == ["2", "1"]
    token = first["next_page_token"]
    second = (await house.ask("GET", f"/ent/v2/tasks?pager.page_token={token}&pager.pagesz=2")).body
    assert ([task["id"] for task in second["tasks"]], second["next_page_token"]) == (made[:1], "")
    some = (await house.ask("GET", f"/ent/v2/tasks?task_ids={made[0]}&task_ids={made[2]}")).body
    assert {task["id"] for task in some["tasks"]} == {made[0], made[2]}
    large = await house.ask("GET", "/ent/v2/tasks?pager.pagesz=101")
    assert (large.status, large.body["reason"]) == (400, "PageSizeOutOfRange")


async def test_the_key_may_come_as_token_or_bearer_and_must_come(house: House) -> None:
    for scheme in ("Token", "token", "Bearer", "BEARER"):
        reply = await house.ask(
            "GET", "/ent/v2/tasks", key=None, headers={"Authorization": f"{scheme} sk-test"}
        )
        assert reply.status == 200
    for headers in ({}, {"Authorization": "Basic eA=="}):
        reply = await house.ask("GET", "/ent/v2/tasks", key=None, headers=headers)
        assert (reply.status, reply.body["reason"]) == (401, "Unauthorized")


async def test_unknown_tasks_and_paths_are_not_found(house: House) -> None:
    reply = await house.ask("GET", "/ent/v2/tasks/911088422699962368/creations")
    assert (reply.status, reply.body["reason"]) == (404, "TaskNotFound")
    reply = await house.ask("POST", "/ent/v2/template", json={})
    assert (reply.status, reply.body["reason"]) == (404, "NotFound")


async def test_credits_are_counted(house: House) -> None:
    await create(house)
    reply = await house.ask("GET", "/ent/v2/credits?show_detail=true")
    assert reply.body["remains"][0]["queue_count"] == 1
    assert reply.body["packages"][0]["credit_amount"] - reply.body["packages"][0]["credit_remain"] == 80
