"""The gateways' `/v1/video/generations` over raw HTTP."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.api.house import House, open_house

BASE = "/v1/video/generations"
TEXT: dict[str, Any] = {
    "model": "viduq3p-720p",
    "prompt": "电影感航拍镜头,日出时分掠过未来海滨城市,光线柔和,镜头缓慢推进。",
    "aspect_ratio": "16:9",
    "duration": 5,
    "extra_body": {"audio": False, "seed": 42, "bgm": False},
}
PICTURE = "https://example.com/source.png"


async def create(house: House, body: dict[str, Any]) -> dict[str, Any]:
    reply = await house.ask("POST", BASE, json=body)
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = reply.body
    return answer


async def test_a_create_answers_exactly_the_seven_published_keys(house: House) -> None:
    answer = await create(house, TEXT)
    assert re.fullmatch(r"task_[0-9a-f]{32}", answer["id"])
    assert answer == {
        "id": answer["id"],
        "task_id": answer["id"],
        "object": "video.generation.job",
        "model": "viduq3p-720p",
        "status": "queued",
        "progress": 0,
        "created_at": 1_773_975_541,
    }


@pytest.mark.parametrize(
    "body",
    [
        {**TEXT, "duration": "5"},
        {
            "model": "viduq3t-540p",
            "prompt": "抬头",
            "image": PICTURE,
            "duration": 5,
            "extra_body": {"seed": 42},
        },
        {
            "model": "viduq3p-1080p-offpeak",
            "prompt": "转身",
            "image": PICTURE,
            "last_image": PICTURE,
            "duration": 6,
        },
        {
            "model": "viduq3p-mix-720p",
            "prompt": "A @Image1 walking through a beach in the visual style of @Image2",
            "reference_image_urls": [PICTURE, PICTURE],
            "aspect_ratio": "16:9",
            "duration": 5,
            "extra_body": {"audio": False, "seed": 42},
        },
    ],
    ids=["duration as text", "one image", "first and last", "references"],
)
async def test_all_four_modes_are_taken(house: House, body: dict[str, Any]) -> None:
    await create(house, body)


async def test_a_finished_task_has_its_link_wherever_clients_look_for_it(
    house: House, tmp_path: Path
) -> None:
    task_id = (await create(house, TEXT))["id"]
    waiting = (await house.ask("GET", f"{BASE}/{task_id}")).body
    assert (waiting["status"], waiting["progress"], waiting["video_url"], waiting["result"]) == (
        "queued",
        0,
        None,
        None,
    )
    await house.finish(task_id, tmp_path)
    done = (await house.ask("GET", f"{BASE}/{task_id}")).body
    url = done["url"]
    assert done["status"] == "completed"
    assert done["video_url"] == done["metadata"]["url"] == done["result"]["video_url"] == url
    assert done["result"]["outputs"] == [url]
    assert (done["metadata"]["seed"], done["size"], done["seconds"], done["format"]) == (
        42,
        "1280x720",
        "5",
        "mp4",
    )
    async with house.http.get(url) as clip:
        assert clip.status == 200


async def test_extra_body_wins_over_the_top_level_and_may_be_text(house: House, tmp_path: Path) -> None:
    for extra in ({"seed": 7}, '{"seed": 7}'):
        task_id = (await create(house, {**TEXT, "seed": 9, "extra_body": extra}))["id"]
        await house.finish(task_id, tmp_path)
        assert (await house.ask("GET", f"{BASE}/{task_id}")).body["metadata"]["seed"] == 7


@pytest.mark.parametrize(
    ("changes", "status", "code", "param"),
    [
        ({"model": None}, 400, "missing_model", "model"),
        ({"model": "viduq3p-mix-540p"}, 404, "model_not_found", "model"),
        ({"prompt": "  "}, 400, "invalid_request", "prompt"),
        ({"duration": 17}, 400, "invalid_seconds", "duration"),
        ({"duration": "long"}, 400, "invalid_seconds", "duration"),
        ({"last_image": PICTURE}, 400, "invalid_request", "image"),
        ({"model": "viduq3p-mix-720p"}, 400, "invalid_request", "reference_image_urls"),
        ({"aspect_ratio": "2:1"}, 400, "invalid_request", "aspect_ratio"),
    ],
)
async def test_an_error_satisfies_both_kinds_of_clients(
    house: House, changes: dict[str, Any], status: int, code: str, param: str
) -> None:
    reply = await house.ask("POST", BASE, json={**TEXT, **changes})
    assert reply.status == status
    assert reply.body["code"] == reply.body["error"]["code"] == code
    assert reply.body["message"] == reply.body["error"]["message"]
    assert reply.body["error"]["param"] == param
    assert reply.body["data"] is None


async def test_references_are_ignored_without_mix_mode(house: House) -> None:
    await create(house, {**TEXT, "reference_image_urls": [PICTURE]})


async def test_the_envelope_can_be_switched_on(tmp_path: Path) -> None:
    async with open_house(tmp_path / "data", generations_query="both") as house:
        task_id = (await create(house, TEXT))["id"]
        await house.finish(task_id, tmp_path)
        body = (await house.ask("GET", f"{BASE}/{task_id}")).body
        assert (body["code"], body["data"]["status"], body["data"]["progress"]) == (
            "success",
            "SUCCESS",
            "100%",
        )
        assert body["data"]["result_url"] == body["url"]


async def test_an_unknown_task_is_not_found(house: House) -> None:
    reply = await house.ask("GET", f"{BASE}/task_{'0' * 32}")
    assert (reply.status, reply.body["code"]) == (404, "task_not_exist")
