"""The owner sees, from the command line, what the doors have taken."""

import asyncio
import json
from pathlib import Path

import pytest

from laterna.clock import SystemClock
from laterna.settings import Settings
from laterna.tasks.database import database_url
from laterna.tasks.store import TaskStore
from laterna.tasks.task import NewTask, Task
from tests.cli.conftest import Laterna
from tests.engines.conftest import request_for


async def _order(prompt: str, wire: str) -> Task:
    settings = Settings()
    settings.data_dir.mkdir(exist_ok=True)
    store = await TaskStore.open(database_url(settings), SystemClock(), follow_every=0)
    task = await store.create(
        NewTask(
            tenant="default",
            key_id="",
            wire=wire,
            request=request_for(prompt),
            echo={},
            request_id="r",
            price=3_500_000,
            currency="CNY",
        )
    )
    await store.close()
    return task


def order(prompt: str, wire: str = "dashscope") -> Task:
    """A task that waits in the data directory of the current folder."""
    return asyncio.run(_order(prompt, wire))


def test_tasks_are_listed_newest_first_in_their_doors_own_ids(laterna: Laterna) -> None:
    order("a cat\nthat sleeps", "vidu"), order("a dog" * 40, "openai")
    lines = laterna("tasks", "list").stdout.splitlines()
    assert lines[1].startswith("video_")
    assert lines[1].endswith("…")
    assert "a cat that sleeps" in lines[2]
    assert "1 of 2" in laterna("tasks", "list", "--limit", "1").stdout
    assert json.loads(laterna("tasks", "list", "--state", "failed", "--json").stdout) == {
        "tasks": [],
        "total": 0,
    }


@pytest.mark.parametrize("wire", ["dashscope", "vidu", "generations", "openai"])
def test_a_task_is_shown_and_canceled_by_the_id_that_the_list_shows(laterna: Laterna, wire: str) -> None:
    task = order("一只小猫", wire)
    shown = laterna("tasks", "list").stdout.splitlines()[1].split()[0]
    story = laterna("tasks", "show", shown)
    assert "一只小猫" in story.stdout
    assert "3.50 CNY" in story.stdout
    assert "created" in story.stdout
    assert laterna("tasks", "cancel", shown).stdout == f"Task {shown} is canceled.\n"
    told = json.loads(laterna("tasks", "show", str(task.id), "--json").stdout)
    assert told["task"]["state"] == "canceled"
    assert [event["kind"] for event in told["events"]] == ["created", "canceled"]
    assert [entry["kind"] for entry in told["ledger"]] == ["hold", "void"]
    (listed,) = json.loads(laterna("tasks", "list", "--json").stdout)["tasks"]
    assert {shown} == {listed["id"], told["task"]["id"], *(entry["task_id"] for entry in told["ledger"])}
    again = laterna("tasks", "cancel", shown)
    assert again.exit_code == 1
    assert f"Task {shown} is canceled already" in again.stderr


def test_usage_sums_up_and_can_be_narrowed(laterna: Laterna) -> None:
    order("a cat")
    order("a dog")
    (row,) = json.loads(laterna("usage", "--json").stdout)
    assert (row["tasks"], row["held"], row["settled"]) == (2, 7_000_000, 0)
    assert "0.00 CNY" in laterna("usage").stdout
    assert "Nothing" in laterna("usage", "--to", "2020-01-01").stdout
    assert json.loads(laterna("usage", "--tenant", "nobody", "--json").stdout) == []


def test_looking_makes_no_data_directory(laterna: Laterna) -> None:
    for command in (("tasks", "list"), ("usage",), ("keys", "list"), ("doctor", "--port", "0")):
        laterna(*command)
    assert not Path("laterna-data").exists()
