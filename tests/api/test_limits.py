"""A key's limits hold over all doors, and each door says so in its own words."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from laterna.access.keys import Limits
from laterna.clock import SECOND
from laterna.routing import Route, Upstream
from laterna.tasks.task import TaskFailure
from tests.api.house import House, open_house, wan

CREATES: dict[str, tuple[str, dict[str, Any]]] = {
    "dashscope": ("/api/v1/services/aigc/video-generation/video-synthesis", wan()),
    "vidu": ("/ent/v2/text2video", {"model": "viduq1", "prompt": "A fox"}),
    "generations": ("/v1/video/generations", {"model": "viduq3p-720p", "prompt": "A fox"}),
    "openai": ("/v1/videos", {"model": "viduq3-pro", "prompt": "A fox"}),
}


async def create(house: House, door: str, secret: str) -> Any:
    path, body = CREATES[door]
    return await house.ask("POST", path, key=secret, json=body, headers={"X-DashScope-Async": "enable"})


def word_of(body: dict[str, Any]) -> str:
    error = body.get("error", body)
    word: str = error.get("reason") or error["code"]
    return word


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (
            Limits(models=("animatic",)),
            {
                "dashscope": (403, "Model.AccessDenied"),
                "vidu": (403, "Forbidden"),
                "generations": (403, "access_denied"),
                "openai": (403, "model_not_allowed"),
            },
        ),
        (
            Limits(tasks_at_once=0),
            {
                "dashscope": (429, "Throttling.Concurrency"),
                "vidu": (429, "QuotaExceeded"),
                "generations": (429, "too_many_tasks"),
                "openai": (429, "too_many_tasks"),
            },
        ),
        (
            Limits(spending_cap=1),
            {
                "dashscope": (400, "Arrearage"),
                "vidu": (400, "CreditInsufficient"),
                "generations": (403, "insufficient_user_quota"),
                "openai": (429, "insufficient_quota"),
            },
        ),
    ],
    ids=["models", "tasks at once", "spending cap"],
)
async def test_each_door_refuses_in_its_own_words(
    house: House, limits: Limits, words: dict[str, tuple[int, str]]
) -> None:
    _, secret = await house.services.ring.create("limited", limits=limits)
    for door, (status, word) in words.items():
        reply = await create(house, door, secret)
        assert (reply.status, word_of(reply.body)) == (status, word), door


async def test_the_rate_is_one_over_all_doors_and_fills_up_again(house: House) -> None:
    _, secret = await house.services.ring.create("slow", limits=Limits(requests_per_second=2))
    statuses = [(await create(house, door, secret)).status for door in CREATES]
    assert statuses == [200, 200, 429, 429]
    house.clock.advance(SECOND // 2)
    assert [(await create(house, "vidu", secret)).status for _ in range(2)] == [200, 429]


async def test_a_finished_task_makes_room_for_the_next(house: House, tmp_path: Path) -> None:
    _, secret = await house.services.ring.create("one", limits=Limits(tasks_at_once=1))
    first = await create(house, "vidu", secret)
    assert (await create(house, "openai", secret)).status == 429
    await house.finish(first.body["task_id"], tmp_path)
    assert (await create(house, "openai", secret)).status == 200


async def test_creates_sent_at_once_do_not_slip_past_the_cap_together(tmp_path: Path) -> None:
    async with open_house(tmp_path / "data") as house:
        price = house.services.catalog.card("viduq1").price_of
        _, secret = await house.services.ring.create(
            "rich", limits=Limits(spending_cap=1_000_000, tasks_at_once=50)
        )
        replies = await asyncio.gather(*(create(house, "vidu", secret) for _ in range(12)))
        taken = [reply for reply in replies if reply.status == 200]
        one = (await house.services.store.get(int(taken[0].body["task_id"]), "default")) or pytest.fail(
            "lost"
        )
        assert price(one.request).amount_micro == one.price == 400_000
        assert len(taken) == 2


@pytest.mark.parametrize(
    ("prices", "second"),
    [(("0.02", "0.30"), 300_000), (("0.02", ""), 80_000), (("0.02", "0.03"), 30_000), ((), 80_000)],
)
async def test_the_dearest_of_the_routes_is_held_and_the_cards_own_price_where_one_names_none(
    tmp_path: Path, prices: tuple[str, ...], second: int
) -> None:
    cloud = Upstream(name="cloud", wire="vidu")
    routes = tuple(Route(models="viduq1", upstream="cloud", price_per_second=price) for price in prices)
    settings = {"upstreams": (cloud,), "routes": routes, "dispatch": False}
    async with open_house(tmp_path / "data", **settings) as house:
        created = await create(house, "vidu", "sk-test")
        task = await house.services.store.get(int(created.body["task_id"]), None)
    assert task is not None
    assert task.price == second * task.request.duration


async def test_a_failed_task_gives_its_money_back_to_the_cap(house: House) -> None:
    _, secret = await house.services.ring.create("poor", limits=Limits(spending_cap=400_000))
    first = await create(house, "vidu", secret)
    assert first.status == 200
    assert (await create(house, "vidu", secret)).status == 400
    await house.fail(first.body["task_id"], TaskFailure("engine_failed", "no"))
    assert (await create(house, "vidu", secret)).status == 200


async def test_a_revoked_key_is_refused_at_once_at_every_door(house: House) -> None:
    _, secret = await house.services.ring.create("gone")
    assert (await create(house, "vidu", secret)).status == 200
    await house.services.ring.revoke("gone")
    for door in CREATES:
        assert (await create(house, door, secret)).status == 401


async def test_the_limits_are_not_read_from_a_request(house: House) -> None:
    _, secret = await house.services.ring.create("plain", limits=Limits(tasks_at_once=0))
    form = aiohttp.FormData({"model": "animatic", "prompt": "A fox", "tasks_at_once": "9"})
    assert (await house.ask("POST", "/v1/videos", key=secret, data=form)).status == 429


async def test_a_key_is_known_with_and_without_its_prefix(house: House) -> None:
    _, secret = await house.services.ring.create("plain")
    assert secret.startswith("sk-")
    for shown in (secret, secret.removeprefix("sk-")):
        assert (await create(house, "generations", shown)).status == 200
    assert (await create(house, "generations", "sk-" + secret)).status == 401
