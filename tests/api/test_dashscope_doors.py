"""DashScope's doors over raw HTTP: what a curl user sees, and what the SDKs cannot send."""

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from laterna.clock import HOUR, MINUTE, SECOND
from laterna.ids import hex_form, parse_task_id
from laterna.tasks.task import TaskFailure
from tests.api.house import CREATE, TASKS, House, wan

INVALID_KEY = {"code": "InvalidApiKey", "message": "Invalid API-key provided."}
NO_KEY = {"code": "InvalidApiKey", "message": "No API-key provided."}


def error_of(body: dict[str, Any]) -> dict[str, Any]:
    assert body.keys() == {"code", "message", "request_id"}
    return {key: body[key] for key in ("code", "message")}


async def test_a_task_goes_from_pending_over_running_to_a_clip_that_can_be_fetched(
    house: House, tmp_path: Path
) -> None:
    created = await house.create()
    assert created.status == 200
    assert created.body.keys() == {"output", "request_id"}
    task_id = created.body["output"]["task_id"]
    assert created.body["output"] == {"task_status": "PENDING", "task_id": task_id}

    assert (await house.query(task_id))["output"] == {
        "task_id": task_id,
        "task_status": "PENDING",
        "submit_time": "2026-03-20 10:59:01.993",
    }
    house.clock.advance(35_000)
    await house.start(task_id)
    assert (await house.query(task_id))["output"]["task_status"] == "RUNNING"

    second = await house.created()
    await house.finish(second, tmp_path)
    done = await house.query(second)
    assert done["output"]["task_status"] == "SUCCEEDED"
    assert done["output"]["orig_prompt"] == "A fox"
    assert done["output"]["actual_prompt"] == "A fox, in full."
    assert done["usage"] == {"video_duration": 5, "video_ratio": "832*480", "video_count": 1}
    async with house.http.get(done["output"]["video_url"]) as clip:
        assert clip.status == 200
        assert await clip.read() == b"clip of " + str(parse_task_id(second)).encode()


async def test_every_answer_is_json_and_carries_its_request_id_twice(house: House) -> None:
    for reply in (await house.create(), await house.ask("GET", TASKS), await house.ask("GET", "/api/v1/x")):
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["x-request-id"] == reply.body["request_id"]


async def test_a_failed_task_is_no_http_error(house: House) -> None:
    task_id = await house.created()
    await house.fail(task_id, TaskFailure("engine_crashed", "The drawing process died."))
    body = await house.query(task_id)
    assert "usage" not in body
    assert body["output"]["task_status"] == "FAILED"
    assert body["output"]["code"] == "InternalError.Algo"
    assert body["output"]["message"] == "Inference internal error. The drawing process died."


@pytest.mark.parametrize(
    "path", [TASKS, f"{TASKS}/x", f"{TASKS}/x/cancel", CREATE, "/api/v1/nowhere", "/api/v1"]
)
async def test_no_key_is_refused_at_every_path_known_or_not(house: House, path: str) -> None:
    for key in (None, ""):
        reply = await house.ask("GET", path, key=key)
        assert reply.status == 401
        assert error_of(reply.body) == NO_KEY


async def test_once_a_key_exists_only_keys_count(house: House) -> None:
    _, secret = await house.services.ring.create("first")
    refused = await house.ask("GET", TASKS, key="sk-test")
    assert (refused.status, error_of(refused.body)) == (401, INVALID_KEY)
    other_scheme = await house.ask("GET", TASKS, key=None, headers={"Authorization": f"Token {secret}"})
    assert (other_scheme.status, error_of(other_scheme.body)) == (401, INVALID_KEY)
    assert (await house.ask("GET", TASKS, key=secret)).status == 200
    lower = await house.ask("GET", TASKS, key=None, headers={"authorization": f"bearer {secret}"})
    assert lower.status == 200
    await house.services.ring.revoke("first")
    assert (await house.ask("GET", TASKS, key=secret)).status == 401


async def test_a_key_bound_to_models_makes_no_others(house: House) -> None:
    from laterna.access.keys import Limits

    _, secret = await house.services.ring.create("bound", limits=Limits(models=("wan2.5-t2v-preview",)))
    assert (await house.create(key=secret)).status == 200
    refused = await house.create(wan(model="wan2.6-t2v", parameters={}), key=secret)
    assert (refused.status, error_of(refused.body)) == (
        403,
        {"code": "Model.AccessDenied", "message": "Model access denied."},
    )


async def test_another_tenant_sees_and_cancels_nothing(house: House) -> None:
    _, mine = await house.services.ring.create("mine", tenant="a")
    _, theirs = await house.services.ring.create("theirs", tenant="b")
    task_id = await house.created(key=mine)
    assert (await house.query(task_id, key=theirs))["output"] == {
        "task_id": task_id,
        "task_status": "UNKNOWN",
    }
    assert (await house.ask("POST", f"{TASKS}/{task_id}/cancel", key=theirs)).status == 400
    assert (await house.ask("GET", TASKS, key=theirs)).body["total"] == 0
    assert (await house.query(task_id, key=mine))["output"]["task_status"] == "PENDING"


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "message"),
    [
        (
            "POST",
            "/api/v1/services/aigc/text2video/video-synthesis",
            400,
            "InvalidParameter",
            "task can not be null",
        ),
        (
            "POST",
            "/api/v1/services/aigc/image2video/video-synthesis",
            400,
            "InvalidParameter",
            "url error, please check url!",
        ),
        ("GET", "/api/v1/nowhere", 404, "NotFound", "Request path not found."),
        ("GET", CREATE, 400, "InvalidParameter", "Request method 'GET' is not supported."),
        ("DELETE", f"{TASKS}/x", 400, "InvalidParameter", "Request method 'DELETE' is not supported."),
        ("POST", TASKS, 400, "InvalidParameter", "Request method 'POST' is not supported."),
    ],
)
async def test_wrong_paths_and_methods(
    house: House, method: str, path: str, status: int, code: str, message: str
) -> None:
    reply = await house.ask(method, path)
    assert reply.status == status
    assert error_of(reply.body) == {"code": code, "message": message}


async def test_the_async_header_must_say_enable(house: House) -> None:
    for headers in ({}, {"X-DashScope-Async": "disable"}):
        reply = await house.ask("POST", CREATE, json=wan(), headers=headers)
        assert reply.status == 403
        assert error_of(reply.body) == {
            "code": "AccessDenied",
            "message": "current user api does not support synchronous calls.",
        }


async def test_an_unknown_model_is_named_before_the_missing_async_header(house: House) -> None:
    reply = await house.ask("POST", CREATE, json=wan(model="wan9"))
    assert reply.status == 400
    assert error_of(reply.body) == {"code": "InvalidParameter", "message": "Model not exist."}


async def test_models_of_other_wires_are_not_models_of_this_one(house: House) -> None:
    reply = await house.create(wan(model="viduq1", parameters={}))
    assert error_of(reply.body) == {"code": "InvalidParameter", "message": "Model not exist."}


async def test_a_bad_value_is_refused_at_once_and_makes_no_task(house: House) -> None:
    reply = await house.create(wan(parameters={"duration": 7}))
    assert reply.status == 400
    assert "parameters.duration is 7" in reply.body["message"]
    assert (await house.ask("GET", TASKS)).body["total"] == 0


async def test_half_a_surrogate_pair_is_refused_and_harms_nobody(house: House, lenient_house: House) -> None:
    raw = b'{"model":"wan2.5-t2v-preview","input":{"prompt":"a \\ud800 fox"}}'
    for server in (house, lenient_house):
        reply = await server.ask("POST", CREATE, data=raw, headers={"X-DashScope-Async": "enable"})
        assert reply.status == 400


async def test_a_lenient_server_takes_a_bad_value_and_fails_the_task(lenient_house: House) -> None:
    task_id = await lenient_house.created(wan(parameters={"duration": 7}))
    task = await lenient_house.services.store.get(parse_task_id(task_id) or 0, "default")
    assert task is not None
    assert task.price == 0


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[1]"])
async def test_a_body_that_is_no_json_object(house: House, raw: bytes) -> None:
    reply = await house.ask("POST", CREATE, data=raw, headers={"X-DashScope-Async": "enable"})
    assert (reply.status, reply.body["code"]) == (400, "InvalidParameter")


async def test_a_body_beyond_the_limit_is_refused_declared_or_not(house: House) -> None:
    limit = house.services.settings.max_body
    declared = await house.ask("POST", CREATE, data=b"x" * (limit + 1))
    assert (declared.status, declared.body["code"]) == (400, "BadRequest.TooLarge")

    async def chunks() -> Any:
        for _ in range(limit // (1 << 20) + 2):
            yield b"x" * (1 << 20)

    chunked = await house.ask("POST", CREATE, data=chunks())
    assert (chunked.status, chunked.body["code"]) == (400, "BadRequest.TooLarge")


async def test_any_content_type_and_any_header_is_let_pass(house: House) -> None:
    headers = {
        "X-DashScope-Async": "enable",
        "Content-Type": "application/json; charset=utf-8",
        "X-DashScope-WorkSpace": "ws-1",
        "X-DashScope-DataInspection": "enable",
        "x-dashscope-sdk-client": "python-sdk/2.0.2/aigc",
        "user-agent": "dashscope/2.0.2; python/3.11; platform/x; processor/y",
    }
    reply = await house.ask("POST", CREATE, data=json.dumps(wan()).encode(), headers=headers)
    assert reply.status == 200


async def test_slashes_at_the_end_and_stray_query_strings_are_answered_without_a_redirect(
    house: House,
) -> None:
    task_id = await house.created()
    for path in (
        f"{TASKS}/{task_id}/",
        f"{TASKS}/{task_id}/?audio=true&size=832*480&duration=10&seed=1",
        f"{TASKS}/{task_id}?x",
    ):
        reply = await house.ask("GET", path, allow_redirects=False)
        assert (reply.status, reply.body["output"]["task_id"]) == (200, task_id)
    listed = await house.ask("GET", f"{TASKS}/?page_no=1&page_size=10", allow_redirects=False)
    assert listed.body["total"] == 1


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("POST", "", None),
        ("POST", "/", b'{"model": "", "parameters": {}, "input": ""}'),
        ("GET", "/", None),
    ],
)
async def test_every_form_of_cancel_that_the_sdks_send_cancels(
    house: House, method: str, tail: str, body: bytes | None
) -> None:
    task_id = await house.created()
    reply = await house.ask(method, f"{TASKS}/{task_id}/cancel{tail}", data=body)
    assert reply.status == 200
    assert reply.body.keys() == {"request_id"}
    output = (await house.query(task_id))["output"]
    assert output.keys() == {"task_id", "task_status", "submit_time", "end_time"}
    assert output["task_status"] == "CANCELED"


async def test_only_pending_tasks_can_be_canceled(house: House) -> None:
    running = await house.created()
    await house.start(running)
    for task_id in (running, "0f9b6c1e-52d7-4f0a-8a55-3d1c7e9b2a64", "nonsense"):
        reply = await house.ask("POST", f"{TASKS}/{task_id}/cancel")
        assert reply.status == 400
        assert error_of(reply.body) == {
            "code": "UnsupportedOperation",
            "message": "Failed to cancel the task, please confirm if the task is in PENDING status.",
        }
    assert (await house.query(running))["output"]["task_status"] == "RUNNING"


@pytest.mark.parametrize("text", ["0f9b6c1e-52d7-4f0a-8a55-3d1c7e9b2a64", "nonsense", "%F0%9F%90%88", "1"])
async def test_an_id_that_never_was_is_unknown_and_no_error(house: House, text: str) -> None:
    body = await house.query(text)
    assert body.keys() == {"request_id", "output"}
    assert body["output"]["task_status"] == "UNKNOWN"


async def test_a_task_is_unknown_after_24_hours(house: House, tmp_path: Path) -> None:
    task_id = await house.created()
    await house.finish(task_id, tmp_path)
    house.clock.advance(24 * HOUR - 66 * SECOND)
    assert (await house.query(task_id))["output"]["task_status"] == "SUCCEEDED"
    house.clock.advance(2 * SECOND)
    assert (await house.query(task_id))["output"] == {"task_id": task_id, "task_status": "UNKNOWN"}


async def test_the_link_lives_24_hours_from_the_moment_the_clip_was_there(
    house: House, tmp_path: Path
) -> None:
    task_id = await house.created()
    await house.finish(task_id, tmp_path)
    first = (await house.query(task_id))["output"]["video_url"]
    house.clock.advance(23 * HOUR)
    later = (await house.query(task_id))["output"]["video_url"]
    assert later == first, "asking again does not prolong the link"
    house.clock.advance(HOUR - SECOND)
    async with house.http.get(first) as clip:
        assert clip.status == 200
    house.clock.advance(SECOND)
    async with house.http.get(first) as clip:
        assert clip.status == 403


async def test_the_link_of_pixverse_does_not_expire(house: House, tmp_path: Path) -> None:
    task_id = await house.created(
        wan(model="pixverse/pixverse-v5.6-t2v", parameters={"size": "1280*720", "duration": 5})
    )
    await house.finish(task_id, tmp_path)
    url = (await house.query(task_id))["output"]["video_url"]
    house.clock.advance(400 * 24 * HOUR)
    async with house.http.get(url) as clip:
        assert clip.status == 200


async def test_links_begin_with_the_host_that_was_asked(house: House, tmp_path: Path) -> None:
    task_id = await house.created()
    await house.finish(task_id, tmp_path)
    body = await house.query(task_id, headers={"Host": "video.example:8443"})
    assert body["output"]["video_url"].startswith("http://video.example:8443/files/")


async def test_a_list_shows_newest_first_and_filters(house: House, tmp_path: Path) -> None:
    ids = []
    for model in ("wan2.5-t2v-preview", "wan2.6-t2v", "wan2.6-t2v"):
        ids.append(await house.created(wan(model=model, parameters={})))
        house.clock.advance(MINUTE)
    await house.finish(ids[0], tmp_path)

    async def listed(query: str) -> list[str]:
        reply = await house.ask("GET", f"{TASKS}{query}")
        assert reply.status == 200
        return [task["task_id"] for task in reply.body["data"]]

    assert await listed("") == ids[::-1]
    assert await listed("?page_size=2&page_no=2") == ids[:1]
    assert await listed("?status=SUCCEEDED") == ids[:1]
    assert await listed("?status=UNKNOWN") == []
    assert await listed("?model_name=wan2.6-t2v") == [ids[2], ids[1]]
    assert await listed(f"?task_id={ids[1]}") == [ids[1]]
    assert await listed(f"?task_id={ids[1]}&status=PENDING") == []
    assert await listed("?task_id=nonsense") == []
    assert await listed("?start_time=20260320110000") == [ids[2], ids[1]]
    assert await listed("?end_time=20260320110000") == [ids[0]]
    house.clock.advance(24 * HOUR)
    assert await listed("") == []


async def test_a_create_with_an_idempotency_key_that_arrives_twice_makes_one_task(house: House) -> None:
    headers = {"Idempotency-Key": "abc"}
    first = await house.created(headers=headers)
    assert await house.created(headers=headers) == first
    other = await house.create(wan(input={"prompt": "A hen"}), headers=headers)
    assert (other.status, other.body["code"]) == (409, "Conflict")
    assert (await house.ask("GET", TASKS)).body["total"] == 1


async def test_many_creates_at_once_each_get_their_own_task(house: House) -> None:
    ids = await asyncio.gather(*(house.created() for _ in range(50)))
    assert len(set(ids)) == 50
    assert (await house.ask("GET", TASKS)).body["total"] == 50


async def test_a_task_can_be_asked_for_by_the_id_of_another_door(house: House) -> None:
    task_id = await house.created()
    number = parse_task_id(task_id)
    assert number is not None
    body = await house.query(hex_form(number, "task_"))
    assert body["output"]["task_id"] == task_id


async def test_a_client_that_leaves_in_the_middle_of_a_body_harms_nobody(house: House) -> None:
    host, port = house.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"POST {CREATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Length: 100\r\n\r\n"
    writer.write(head.encode() + b"{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await house.create()).status == 200


def _limit_pages(connection: Connection, pages: int) -> None:
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


async def test_a_full_disk_refuses_creates_in_plain_words_and_loses_nothing(house: House) -> None:
    database = house.services.store.database
    accepted = [await house.created()]
    await database.write(partial(_limit_pages, pages=1))
    long = wan(input={"prompt": "A fox " * 2_000})
    replies = [await house.create(long) for _ in range(20)]
    accepted += [reply.body["output"]["task_id"] for reply in replies if reply.status == 200]
    refused = [reply for reply in replies if reply.status != 200]
    assert refused
    for reply in refused:
        assert (reply.status, reply.body["code"]) == (500, "InternalError")
        assert "disk" in reply.body["message"]
        assert "full" in reply.body["message"]
    await database.write(partial(_limit_pages, pages=1_000_000))
    accepted.append(await house.created(long))
    assert (await house.ask("GET", f"{TASKS}?page_size=100")).body["total"] == len(accepted)


async def test_a_fault_of_our_own_is_said_in_the_services_words(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(house.services.store, "list_tasks", broken)
    reply = await house.ask("GET", TASKS)
    assert reply.status == 500
    assert error_of(reply.body) == {
        "code": "InternalError",
        "message": "An internal error has occurred, please try again later or contact service support.",
    }
    assert reply.headers["x-request-id"] == reply.body["request_id"]


async def test_a_lenient_servers_failed_task_says_why(lenient_house: House) -> None:
    reply = await lenient_house.create(wan(model="wan2.2-t2v-plus", parameters={"duration": 7}))
    assert reply.body["output"]["task_status"] == "PENDING"
    output = (await lenient_house.query(reply.body["output"]["task_id"]))["output"]
    assert (output["task_status"], output["code"]) == ("FAILED", "InvalidParameter")
    assert output["message"] == "duration customization is not supported"
    assert {"submit_time", "scheduled_time", "end_time"} <= output.keys()


async def test_a_lenient_server_still_refuses_what_is_no_request(lenient_house: House) -> None:
    for body, message in (
        (wan(input={}), "Field required: input.prompt"),
        (wan(model="wan9"), "Model not exist."),
    ):
        reply = await lenient_house.create(body)
        assert (reply.status, reply.body["message"]) == (400, message)
