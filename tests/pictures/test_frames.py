"""Clips open on the picture that was given, and end on the one given last, whichever door they came in by."""

import base64
from typing import Any

import httpx
import openai
import pytest

from tests.pictures import made
from tests.pictures.conftest import KEY, Studio


def data_url(picture: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64,{base64.b64encode(picture).decode()}"


@pytest.mark.parametrize("how", ["url", "data", "object"])
def test_a_clip_opens_on_its_picture(studio: Studio, how: str) -> None:
    url = f"{studio.pictures}/first.jpg"
    given: Any = {"url": url, "data": data_url(made.jpeg()), "object": {"image_url": url}}[how]
    frames = made.frames_of(studio.clip(studio.made(input_reference=given)))
    assert len(frames) == 24
    assert made.resembles(frames[0], made.FIRST)


def test_a_clip_ends_on_its_last_picture(studio: Studio) -> None:
    images = [f"{studio.pictures}/first.jpg", f"{studio.pictures}/last.jpg"]
    frames = made.frames_of(studio.clip(studio.made(images=images)))
    assert made.resembles(frames[0], made.FIRST)
    assert made.resembles(frames[-1], made.LAST)
    assert not made.resembles(frames[len(frames) // 2], made.FIRST)


def test_the_picture_covers_the_frame_unstretched(studio: Studio) -> None:
    task = studio.made(input_reference=f"{studio.pictures}/first.jpg", size="96x96")
    frame = made.frames_of(studio.clip(task))[0]
    middle = made.FIRST[:, 70:250]
    assert made.resembles(frame, middle)


def test_the_openai_sdk_sends_a_file(studio: Studio) -> None:
    client = openai.OpenAI(base_url=f"{studio.url}/v1", api_key="sk-test")
    path = studio.folder / "reference.jpg"
    path.write_bytes(made.jpeg())
    video = client.videos.create_and_poll(
        model="animatic",  # type: ignore[arg-type]
        prompt="The camera slowly moves in",
        size="160x90",  # type: ignore[arg-type]
        seconds="1",  # type: ignore[arg-type]
        input_reference=path,
        poll_interval_ms=100,
    )
    assert video.status == "completed", video.error
    clip = studio.folder / "openai.mp4"
    clip.write_bytes(client.videos.download_content(video.id).read())
    assert made.resembles(made.frames_of(clip)[0], made.FIRST)


def vidu_upload(studio: Studio, data: bytes) -> str:
    """Vidu's three steps, as its clients take them."""
    headers = {"Authorization": "Token sk-test"}
    begun = httpx.post(f"{studio.url}/tools/v2/files/uploads", headers=headers, json={"scene": "vidu"}).json()
    put = httpx.put(begun["put_url"], content=data, headers={"Content-Type": "image/jpeg"})
    assert put.status_code == 200, put.text
    finish = f"{studio.url}/tools/v2/files/uploads/{begun['id']}/finish"
    uri: str = httpx.put(finish, headers=headers, json={"etag": put.headers["etag"]}).json()["uri"]
    assert uri.startswith("ssupload:")
    return uri


def test_vidu_takes_an_upload_and_the_clip_has_its_shape(studio: Studio) -> None:
    tall = made.quartered((made.RED, made.GREEN, made.BLUE, made.YELLOW), 180, 320)
    uri = vidu_upload(studio, made.jpeg(tall))
    body = {"model": "viduq2-turbo", "images": [uri], "duration": 1, "resolution": "540p"}
    created = studio.post("/ent/v2/img2video", json=body)
    assert created.status_code == 200, created.text
    task_id = created.json()["task_id"]
    answer = studio.ended(f"/ent/v2/tasks/{task_id}/creations")
    assert answer["state"] == "success", answer
    frames = made.frames_of(studio.fetched(answer["creations"][0]["url"], "vidu.mp4"))
    high, wide = frames[0].shape[:2]
    assert abs(wide / high - 9 / 16) < 0.01
    assert made.resembles(frames[0], tall)


def test_vidu_start_and_end(studio: Studio) -> None:
    images = [f"{studio.pictures}/first.jpg", f"{studio.pictures}/last.jpg"]
    body = {"model": "viduq2-turbo", "images": images, "duration": 1, "resolution": "540p", "prompt": ""}
    created = studio.post("/ent/v2/start-end2video", json=body)
    assert created.status_code == 200, created.text
    answer = studio.ended(f"/ent/v2/tasks/{created.json()['task_id']}/creations")
    frames = made.frames_of(studio.fetched(answer["creations"][0]["url"], "start-end.mp4"))
    assert made.resembles(frames[0], made.FIRST)
    assert made.resembles(frames[-1], made.LAST)


def test_generations_takes_image_and_last_image(studio: Studio) -> None:
    body = {
        "model": "animatic",
        "prompt": "slow dissolve",
        "size": "160x90",
        "duration": "1",
        "image": f"{studio.pictures}/first.jpg",
        "last_image": data_url(made.jpeg(made.LAST)),
    }
    created = studio.post("/v1/video/generations", json=body)
    assert created.status_code == 200, created.text
    answer = created.json()
    task_id = answer.get("task_id") or answer["id"]
    ended = studio.ended(f"/v1/video/generations/{task_id}")
    assert ended["status"].lower() in ("succeeded", "success", "completed"), ended
    clip = studio.fetched(f"{studio.url}/v1/videos/{task_id}/content", "generations.mp4")
    frames = made.frames_of(clip)
    assert made.resembles(frames[0], made.FIRST)
    assert made.resembles(frames[-1], made.LAST)


def test_the_same_seed_gives_the_same_clip(studio: Studio) -> None:
    fields = {"input_reference": f"{studio.pictures}/first.jpg", "seed": 5, "prompt": "heavy rain, pan right"}
    one, two = (studio.clip(studio.made(**fields)).read_bytes() for _ in range(2))
    assert one == two


def test_an_upload_is_nobody_elses(studio: Studio) -> None:
    answer = studio.post(
        "/v1/videos", json={"model": "animatic", "prompt": "x", "input_reference": "asset:uploads/a/b/source"}
    )
    assert answer.status_code == 400, answer.text
    assert KEY["Authorization"] not in answer.text
