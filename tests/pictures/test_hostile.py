"""Pictures that cannot be used fail their own task, in the door's own words, and nothing else."""

import pytest

from tests.pictures import made
from tests.pictures.conftest import Studio

BAD = [
    ("bomb.png", "30000 by 30000 pixels"),
    ("cut.png", "damaged"),
    ("thin.png", "1:4 to 4:1"),
    ("page.png", "neither PNG, JPEG nor WebP"),
    ("tone.wav", "neither PNG, JPEG nor WebP"),
    ("gone.png", "404"),
    ("inside", "no public address"),
    ("slow.jpg", "broke off"),
]


@pytest.mark.parametrize(("name", "words"), BAD)
def test_openai_says_what_is_wrong(studio: Studio, name: str, words: str) -> None:
    task = studio.made(input_reference=f"{studio.pictures}/{name}")
    assert task["status"] == "failed"
    assert words in task["error"]["message"], task
    assert "The first frame" in task["error"]["message"]


def test_the_right_one_of_several_is_named(studio: Studio) -> None:
    urls = [f"{studio.pictures}/{name}" for name in ("disc.png", "cut.png", "green.png")]
    task = studio.made(reference_image_urls=urls)
    assert task["status"] == "failed"
    assert "Reference image 2" in task["error"]["message"]


def test_vidu_has_a_reason_for_it(studio: Studio) -> None:
    body = {"model": "viduq2-turbo", "images": [f"{studio.pictures}/bomb.png"], "duration": 1}
    created = studio.post("/ent/v2/img2video", json=body)
    answer = studio.ended(f"/ent/v2/tasks/{created.json()['task_id']}/creations")
    assert answer["state"] == "failed"
    assert answer["err_code"]
    assert not answer["creations"]


def test_generations_names_it(studio: Studio) -> None:
    body = {"model": "animatic", "prompt": "x", "duration": 1, "image": f"{studio.pictures}/cut.png"}
    created = studio.post("/v1/video/generations", json=body).json()
    answer = studio.ended(f"/v1/video/generations/{created.get('task_id') or created['id']}")
    assert "damaged" in str(answer), answer


def test_an_upload_that_is_no_picture_fails_its_task(studio: Studio) -> None:
    created = studio.post(
        "/v1/videos",
        data={"model": "animatic", "prompt": "x", "size": "160x90", "seconds": "1"},
        files={"input_reference": ("first.jpg", b"GIF89a" + bytes(100), "image/jpeg")},
    )
    assert created.status_code == 200, created.text
    task = studio.ended(f"/v1/videos/{created.json()['id']}")
    assert task["status"] == "failed"
    assert "neither PNG" in task["error"]["message"]


def test_good_work_goes_on_meanwhile(studio: Studio) -> None:
    bad = [
        studio.post(
            "/v1/videos",
            json={"model": "animatic", "prompt": "x", "input_reference": f"{studio.pictures}/{name}"},
        ).json()["id"]
        for name, _ in BAD
    ]
    good = studio.made(input_reference=f"{studio.pictures}/first.jpg")
    assert made.resembles(made.frames_of(studio.clip(good))[0], made.FIRST)
    assert all(studio.ended(f"/v1/videos/{task}")["status"] == "failed" for task in bad)
