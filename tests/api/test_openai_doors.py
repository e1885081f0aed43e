"""`/v1/videos` over raw HTTP: JSON, forms, pages, content."""

import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.api.house import House

KEYS = {
    "id", "object", "model", "status", "progress", "created_at", "completed_at", "expires_at", "prompt", "size",
    "seconds", "remixed_from_video_id", "error",
}  # fmt: skip
CAT: dict[str, Any] = {
    "model": "viduq3-pro",
    "prompt": "A cat on a windowsill.",
    "seconds": "8",
    "size": "1280x720",
}


async def create(house: House, body: dict[str, Any] | None = None) -> dict[str, Any]:
    reply = await house.ask("POST", "/v1/videos", json=body or CAT)
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = reply.body
    return answer


async def test_a_created_video_has_all_thirteen_keys(house: House) -> None:
    video = await create(house)
    assert video.keys() >= KEYS
    assert re.fullmatch(r"video_[0-9a-f]{32}", video["id"])
    assert (video["object"], video["status"], video["progress"]) == ("video", "queued", 0)
    assert (video["seconds"], video["size"], video["created_at"]) == ("8", "1280x720", 1_773_975_541)
    assert all(video[key] is None for key in ("completed_at", "expires_at", "error", "remixed_from_video_id"))


async def test_a_form_is_read_as_json_is(house: House) -> None:
    form = aiohttp.FormData()
    for name, value in {**CAT, "seed": "7", "audio": "false", "metadata[style]": "anime"}.items():
        form.add_field(name, value, content_type="multipart/form-data")
    reply = await house.ask("POST", "/v1/videos", data=form)
    assert reply.status == 200, reply.body
    task = await house.services.store.get(_number(reply.body["id"]), "default")
    assert task is not None
    assert (task.request.seed, task.request.duration, task.request.audio) == (7, 8, False)
    encoded = await house.ask("POST", "/v1/videos", data={"prompt": "A cat", "seconds": "4"})
    assert encoded.body["model"] == "sora-2"


def _number(text: str) -> int:
    from laterna.ids import parse_task_id

    number = parse_task_id(text)
    assert number is not None
    return number


@pytest.mark.parametrize(
    ("extra", "seconds"),
    [
        ({"seconds": 8}, "8"),
        ({"seconds": "8"}, "8"),
        ({"duration": 6}, "6"),
        ({"num_frames": 120, "fps": 24}, "5"),
    ],
)
async def test_the_length_may_be_said_in_several_ways(
    house: House, extra: dict[str, Any], seconds: str
) -> None:
    video = await create(house, {"model": "animatic", "prompt": "A cat", **extra})
    assert video["seconds"] == seconds


@pytest.mark.parametrize(
    ("model", "size", "made"),
    [
        ("viduq3-pro", "720x1280", "720x1280"),
        ("viduq3-pro", "1024x1792", "1080x1920"),
        ("viduq3-pro", "1080p", "1920x1080"),
        ("viduq3p-720p", "1000x1000", "720x720"),
        ("animatic", "640x360", "640x360"),
    ],
)
async def test_a_size_becomes_the_nearest_that_the_model_offers(
    house: House, model: str, size: str, made: str
) -> None:
    assert (await create(house, {"model": model, "prompt": "A cat", "size": size}))["size"] == made


async def test_a_running_video_has_no_content_yet_and_a_finished_one_has(
    house: House, tmp_path: Path
) -> None:
    video = await create(house)
    early = await house.ask("GET", f"/v1/videos/{video['id']}/content")
    assert (early.status, early.body["error"]["code"]) == (404, "video_not_ready")
    await house.finish(video["id"], tmp_path)
    done = (await house.ask("GET", f"/v1/videos/{video['id']}")).body
    assert (done["status"], done["progress"]) == ("completed", 100)
    assert done["url"] == done["metadata"]["url"]
    content = await house.ask("GET", f"/v1/videos/{video['id']}/content")
    assert (content.status, content.headers["content-type"]) == (200, "video/mp4")
    assert content.body.startswith(b"clip of ")
    part = await house.ask("GET", f"/v1/videos/{video['id']}/content", headers={"Range": "bytes=0-3"})
    assert (part.status, part.body) == (206, b"clip")


async def test_lists_go_by_cursor(house: House) -> None:
    ids = [(await create(house))["id"] for _ in range(3)]
    first = (await house.ask("GET", "/v1/videos?limit=2")).body
    assert ([video["id"] for video in first["data"]], first["has_more"]) == ([ids[2], ids[1]], True)
    rest = (await house.ask("GET", f"/v1/videos?limit=2&after={first['last_id']}")).body
    assert ([video["id"] for video in rest["data"]], rest["has_more"]) == ([ids[0]], False)
    rising = (await house.ask("GET", "/v1/videos?order=asc")).body
    assert [video["id"] for video in rising["data"]] == ids
    empty = (await house.ask("GET", "/v1/videos?after=video_nothing")).body
    assert empty == {"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}


async def test_who_deletes_while_listing_misses_none(house: House) -> None:
    ids = [(await create(house))["id"] for _ in range(5)]
    seen, after = [], ""
    while page := (await house.ask("GET", f"/v1/videos?limit=2{after}")).body["data"]:
        for video in page:
            seen.append(video["id"])
            assert (await house.ask("DELETE", f"/v1/videos/{video['id']}")).status == 200
        after = f"&after={seen[-1]}"
    assert seen == ids[::-1]


async def test_a_remix_is_a_new_video_that_names_its_source(house: House) -> None:
    video = await create(house)
    remix = (
        await house.ask("POST", f"/v1/videos/{video['id']}/remix", json={"prompt": "A dog instead."})
    ).body
    assert remix["remixed_from_video_id"] == video["id"]
    assert (remix["prompt"], remix["seconds"], remix["size"]) == ("A dog instead.", "8", "1280x720")
    source, made = [await house.services.store.get(_number(each["id"]), "default") for each in (video, remix)]
    assert source is not None and made is not None
    # Webhooks about it link to where it was asked for.
    assert made.echo["origin"] == source.echo["origin"]


async def test_a_deleted_video_is_gone(house: House, tmp_path: Path) -> None:
    video = await create(house)
    reply = await house.ask("DELETE", f"/v1/videos/{video['id']}")
    assert reply.body == {"id": video["id"], "object": "video.deleted", "deleted": True}
    assert (await house.ask("GET", f"/v1/videos/{video['id']}")).status == 404
    assert (await house.ask("GET", "/v1/videos")).body["data"] == []


@pytest.mark.parametrize(
    ("changes", "status", "code", "param"),
    [
        ({"prompt": None}, 400, "missing_required_parameter", "prompt"),
        ({"model": "nobody"}, 404, "model_not_found", "model"),
        ({"seconds": "99"}, 400, "invalid_value", "seconds"),
        ({"size": "large"}, 400, "invalid_value", "size"),
        ({"n": 2}, 400, "invalid_value", "n"),
        ({"input_reference": {"file_id": "file-1"}}, 400, "invalid_value", "input_reference.file_id"),
    ],
)
async def test_an_error_has_openais_shape_and_names_the_field(
    house: House, changes: dict[str, Any], status: int, code: str, param: str
) -> None:
    reply = await house.ask("POST", "/v1/videos", json={**CAT, **changes})
    assert reply.status == status
    error = reply.body["error"]
    assert (error["code"], error["param"], error["type"]) == (code, param, "invalid_request_error")
    assert error["message"]


async def test_operations_that_do_not_exist_are_refused_without_a_retry(house: House) -> None:
    for path in ("edits", "extensions", "characters"):
        reply = await house.ask("POST", f"/v1/videos/{path}", json={})
        assert (reply.status, reply.body["error"]["code"]) == (400, "unsupported_operation")


async def test_a_missing_key_is_refused(house: House) -> None:
    reply = await house.ask("POST", "/v1/videos", key=None, json=CAT)
    assert (reply.status, reply.body["error"]["code"]) == (401, "invalid_api_key")


async def test_a_refused_create_leaves_no_file_behind(house: House) -> None:
    form = aiohttp.FormData({"model": "nothing", "prompt": "A fox"})
    form.add_field("input_reference", b"picture", filename="a.png")
    assert (await house.ask("POST", "/v1/videos", data=form)).status == 404
    assert not [path for path in (house.services.settings.data_dir / "files").rglob("*") if path.is_file()]
