"""A back-up made while the server works holds every task, balanced books, working keys and links."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from laterna.cli.backup import MANIFEST, checked_backup, make_backup
from laterna.cli.outcome import Misuse
from laterna.errors import StorageError
from laterna.settings import Settings
from laterna.tasks.task import TaskFailure
from tests.api.house import House, open_house
from tests.cli.conftest import Laterna, laterna  # noqa: F401 - a fixture


async def work(house: House, folder: Path, made: list[str], enough: asyncio.Event) -> None:
    """Makes tasks without end: some succeed, some fail, some are canceled, some wait."""
    for number in range(10_000):
        task_id = await house.created()
        match number % 4:
            case 0:
                await house.finish(task_id, folder)
            case 1:
                await house.fail(task_id, TaskFailure("engine_failed", "It could not."))
            case 2:
                await house.ask("POST", f"/api/v1/tasks/{task_id}/cancel")
        made.append(task_id)
        if len(made) == 40:
            enough.set()


async def backed_up_under_load(folder: Path, target: Path) -> tuple[list[str], str]:
    """A back-up of a server that works meanwhile; the tasks that were there before it, and a link to a clip."""
    made: list[str] = []
    async with open_house(folder) as house:
        enough = asyncio.Event()
        working = asyncio.create_task(work(house, folder.parent, made, enough))
        async with asyncio.timeout(120):
            await enough.wait()
        before = made[:]
        await asyncio.to_thread(make_backup, Settings(data=str(folder)), target)
        assert len(made) > len(before), "the server went on"
        working.cancel()
        await asyncio.wait((working,))
        link: str = (await house.query(before[0]))["output"]["video_url"]
    return before, link


async def test_a_back_up_under_load_brings_back_every_task_and_the_books_balance(tmp_path: Path) -> None:
    before, link = await backed_up_under_load(tmp_path / "data", tmp_path / "copy")
    checked_backup(tmp_path / "copy")
    shutil.rmtree(tmp_path / "data")
    shutil.copytree(tmp_path / "copy", tmp_path / "restored")
    async with open_house(tmp_path / "restored") as house:
        for number, task_id in enumerate(before):
            state = (await house.query(task_id))["output"]["task_status"]
            assert state in (("SUCCEEDED",), ("FAILED",), ("CANCELED",), ("PENDING", "RUNNING"))[number % 4]
        await balanced(house)
        reply = await house.ask("GET", link[link.index("/files/") :], key=None)
        assert (reply.status, reply.body[:8]) == (200, b"clip of "), "a link handed out before still works"
        assert await house.created() not in before


async def balanced(house: House) -> None:
    """Every task has its bookings, and they sum up to what the books say."""
    store = house.services.store
    page, total = await store.list_tasks(None, limit=10_000)
    assert total == len(page) >= 40
    held = settled = 0
    for task in page:
        kinds = [entry.kind for entry in await store.ledger(task.id)]
        ends = {"succeeded": ["settle"], "failed": ["void"], "canceled": ["void"]}
        assert kinds == ["hold", *ends.get(task.state.value, [])]
        held += task.price if kinds == ["hold"] else 0
        settled += task.price if "settle" in kinds else 0
    (balance,) = await store.balance()
    assert (balance.reserved, balance.spent) == (held, settled)


async def test_keys_and_webhook_secrets_still_work_after_a_restore(
    tmp_path: Path,
    laterna: Laterna,  # noqa: F811 - the fixture
) -> None:
    told = await asyncio.to_thread(laterna, "keys", "create", "mine", "--json")
    key = json.loads(told.stdout)["key"]
    data, copy = tmp_path / "laterna-data", tmp_path / "copy"
    async with open_house(data) as house:
        hook = await house.ask("POST", "/v1/laterna/webhooks", key=key, json={"url": "https://example.com/"})
    assert (await asyncio.to_thread(laterna, "backup", str(copy))).exit_code == 0
    async with open_house(copy) as house:
        assert (await house.ask("GET", "/v1/laterna/webhooks", key="sk-stranger")).status == 401
        found = await house.ask("GET", "/v1/laterna/webhooks", key=key)
        assert [each["id"] for each in found.body["data"]] == [hook.body["id"]]
        (secret,) = house.services.endpoints.secrets_of(hook.body["id"])
        assert hook.body["secret"] in secret or secret in hook.body["secret"]


def test_the_command_says_what_it_copied_and_checks_it(laterna: Laterna, tmp_path: Path) -> None:  # noqa: F811
    laterna("keys", "create", "mine")
    told = laterna("backup", "copy", "--json")
    assert told.exit_code == 0, told.output
    files = {each["path"]: each for each in json.loads(told.stdout)["files"]}
    assert {"laterna.db", "sealing.key"} <= files.keys()
    assert laterna("backup", "copy", "--check").exit_code == 0
    assert laterna("backup", "copy").exit_code == 2, "it never writes over something"
    with (tmp_path / "copy" / "laterna.db").open("r+b") as file:
        file.seek(4_096)
        file.write(b"damage")
    refused = laterna("backup", "copy", "--check")
    assert (refused.exit_code, "do not restore" in refused.output) == (3, True)


def test_what_is_not_there_cannot_be_backed_up(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no database"):
        make_backup(Settings(data=str(tmp_path / "nothing")), tmp_path / "copy")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(Misuse, match="not empty"):
        make_backup(Settings(data=str(tmp_path / "nothing")), tmp_path / "full")
    with pytest.raises(StorageError, match=MANIFEST):
        checked_backup(tmp_path / "full")


async def test_without_files_the_database_and_the_keys_are_copied(house: House, tmp_path: Path) -> None:
    await house.finish(await house.created(), tmp_path)
    told: Any = await asyncio.to_thread(
        make_backup, house.services.settings, tmp_path / "copy", with_files=False
    )
    assert {each.path for each in told.files} == {"laterna.db", "signing.key"}
