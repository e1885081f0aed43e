"""One task, every door: whatever door made it, in whatever state, every door reads, lists and cancels it for its
own tenant, and for no one else."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from laterna.ids import parse_task_id
from tests.api.house import CREATE, House, Reply, open_house, wan
from tests.scenarios.local import Stage, new_key

DAY_AND_AN_HOUR = "25 hours pass"
STATES: dict[str, tuple[str, ...]] = {
    "queued": (),
    "running": ("task {} is running",),
    "succeeded": ("task {} succeeds",),
    "failed": ("task {} fails with engine_failed: The lens broke.",),
    "canceled": (),
    "expired": ("task {} succeeds", DAY_AND_AN_HOUR),
}
"""What has to happen to a new task so that it is in the state; `canceled` is done through the store."""


@dataclass(frozen=True)
class Door:
    """One wire's way to make, read, list and cancel, and its words.

    `words` is what a read says in each state. `cancels` are the states from which its cancel succeeds; `foreign` is
    status and words with which it denies that a task exists.
    """

    create: tuple[str, dict[str, Any], dict[str, str]]
    made: Callable[[Any], str]
    read: tuple[str, str]
    said: Callable[[Any], str]
    words: dict[str, str]
    listing: str
    listed: Callable[[Any], list[str]]
    cancel: tuple[str, str]
    cancels: frozenset[str]
    after: str
    foreign: tuple[int, str]
    foreign_cancel: tuple[int, str]


def _words(*words: str) -> dict[str, str]:
    return dict(zip(STATES, words, strict=True))


DOORS: dict[str, Door] = {
    "dashscope": Door(
        create=(CREATE, wan(), {"X-DashScope-Async": "enable"}),
        made=lambda body: str(body["output"]["task_id"]),
        read=("GET", "/api/v1/tasks/{}"),
        said=lambda body: str(body["output"]["task_status"]),
        words=_words("PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED", "UNKNOWN"),
        listing="/api/v1/tasks",
        listed=lambda body: [task["task_id"] for task in body["data"]],
        cancel=("POST", "/api/v1/tasks/{}/cancel"),
        cancels=frozenset({"queued"}),
        after="CANCELED",
        foreign=(200, "UNKNOWN"),
        foreign_cancel=(400, "UnsupportedOperation"),
    ),
    "vidu": Door(
        create=("/ent/v2/text2video", {"model": "viduq1", "prompt": "Fog."}, {}),
        made=lambda body: str(body["task_id"]),
        read=("GET", "/ent/v2/tasks/{}/creations"),
        said=lambda body: f"{body['state']} {body['err_code']}".strip(),
        words=_words(
            "queueing",
            "processing",
            "success",
            "failed InternalServiceFailure",
            "failed UserCancelled",
            "success",
        ),
        listing="/ent/v2/tasks",
        listed=lambda body: [task["id"] for task in body["tasks"]],
        cancel=("POST", "/ent/v2/tasks/{}/cancel"),
        cancels=frozenset({"queued"}),
        after="failed UserCancelled",
        foreign=(404, "TaskNotFound"),
        foreign_cancel=(404, "TaskNotFound"),
    ),
    "generations": Door(
        create=("/v1/video/generations", {"model": "viduq3p-540p", "prompt": "A city."}, {}),
        made=lambda body: str(body["task_id"]),
        read=("GET", "/v1/video/generations/{}"),
        said=lambda body: f"{body['status']} {(body['error'] or {}).get('code', '')}".strip(),
        words=_words(
            "queued", "in_progress", "completed", "failed engine_failed", "failed canceled", "completed"
        ),
        # The wire has no list of its own; its clients' ids are listed beside it.
        listing="/v1/videos",
        listed=lambda body: [video["id"] for video in body["data"]],
        cancel=("DELETE", "/v1/video/generations/{}"),
        cancels=frozenset({"queued", "running"}),
        after="failed canceled",
        foreign=(404, "task_not_exist"),
        foreign_cancel=(404, "task_not_exist"),
    ),
    "openai": Door(
        create=("/v1/videos", {"model": "viduq3-pro", "prompt": "A cat."}, {}),
        made=lambda body: str(body["id"]),
        read=("GET", "/v1/videos/{}"),
        said=lambda body: f"{body['status']} {(body['error'] or {}).get('code', '')}".strip(),
        words=_words(
            "queued", "in_progress", "completed", "failed engine_failed", "failed cancelled", "completed"
        ),
        listing="/v1/videos",
        listed=lambda body: [video["id"] for video in body["data"]],
        cancel=("DELETE", "/v1/videos/{}"),
        cancels=frozenset(STATES),
        # A video that was deleted is gone.
        after="video_not_found",
        foreign=(404, "video_not_found"),
        foreign_cancel=(404, "video_not_found"),
    ),
}

every_case = pytest.mark.parametrize(
    ("maker", "reader", "state"),
    [(maker, reader, state) for maker in DOORS for reader in DOORS for state in STATES],
)
pytestmark = pytest.mark.asyncio(loop_scope="module")


class Case:
    """A task in a state, made by a tenant of its own."""

    def __init__(self, house: House, key: str, task_id: str) -> None:
        self.house = house
        self.key = key
        self.task_id = task_id

    async def ask(self, way: tuple[str, str], key: str = "") -> Reply:
        """Sends a request about the task."""
        method, path = way
        return await self.house.ask(method, path.format(self.task_id), key=key or self.key)


class Cases:
    """Makes cases on one server."""

    def __init__(self, house: House, folder: Path) -> None:
        self._house = house
        self._folder = folder
        self._made = 0
        self._stranger = ""

    async def make(self, maker: str, state: str) -> Case:
        """A new tenant's task from the door `maker`, brought into `state`."""
        self._made += 1
        tenant = f"tenant-{self._made}"
        stage = Stage(self._house, tenant, self._folder)
        key = await new_key(self._house, tenant, "own")
        path, body, headers = DOORS[maker].create
        reply = await self._house.ask("POST", path, json=body, headers=headers, key=key)
        assert reply.status == 200, reply.body
        task_id = DOORS[maker].made(reply.body)
        number = parse_task_id(task_id)
        assert number is not None
        for event in STATES[state]:
            await stage.happen(event.format(task_id), {})
        if state == "canceled":
            await self._house.services.store.cancel(number, tenant, running_too=False)
        return Case(self._house, key, task_id)

    async def stranger(self) -> str:
        """The key of another tenant."""
        self._stranger = self._stranger or await new_key(self._house, "stranger", "own")
        return self._stranger


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cases(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cases]:
    """One server for all cases."""
    folder = tmp_path_factory.mktemp("doors")
    async with open_house(folder / "data") as house:
        yield Cases(house, folder)


def _says(reply: Reply, words: str) -> bool:
    return f'"{words}"' in str(reply.body).replace("'", '"')


@every_case
async def test_its_tenant_reads_and_lists_it_and_strangers_find_nothing(
    cases: Cases, maker: str, reader: str, state: str
) -> None:
    case, stranger = await cases.make(maker, state), await cases.stranger()
    door = DOORS[reader]
    read = await case.ask(door.read)
    assert (read.status, door.said(read.body)) == (200, door.words[state])
    listed = door.listed((await case.ask(("GET", door.listing))).body)
    gone = reader == "dashscope" and state == "expired"
    assert [parse_task_id(text) for text in listed] == ([] if gone else [parse_task_id(case.task_id)])
    await _denied(case, door, stranger)
    assert door.said((await case.ask(door.read)).body) == door.words[state]


async def _denied(case: Case, door: Door, stranger: str) -> None:
    read = await case.ask(door.read, stranger)
    assert read.status == door.foreign[0] and _says(read, door.foreign[1])
    canceled = await case.ask(door.cancel, stranger)
    assert canceled.status == door.foreign_cancel[0] and _says(canceled, door.foreign_cancel[1])
    assert door.listed((await case.ask(("GET", door.listing), stranger)).body) == []


@every_case
async def test_it_is_canceled(cases: Cases, maker: str, reader: str, state: str) -> None:
    case = await cases.make(maker, state)
    door = DOORS[reader]
    reply = await case.ask(door.cancel)
    now = await case.ask(door.read)
    if state not in door.cancels:
        assert reply.status == 400
        assert door.said(now.body) == door.words[state]
    elif now.status == 200:
        assert reply.status == 200
        assert door.said(now.body) == door.after
    else:
        assert reply.status == 200
        assert _says(now, door.after)
