"""`laterna webhooks`: endpoints can be managed without a server, and one that runs takes it up."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from laterna.cli.app import app
from tests.notify.office import open_office
from tests.notify.receiver import Receiver


def _run(folder: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["webhooks", *words, "--data", str(folder)])
    assert result.exit_code == 0, result.output
    return result.stdout


def _fails(folder: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["webhooks", *words, "--data", str(folder)])
    assert result.exit_code != 0
    return result.output


def test_an_endpoint_is_made_listed_rotated_and_removed(tmp_path: Path) -> None:
    made = json.loads(
        _run(tmp_path, "create", "https://example.com/hook", "--event", "task.failed", "--json")
    )
    assert made["secret"].startswith("whsec_")
    (listed,) = json.loads(_run(tmp_path, "list", "--json"))
    assert (listed["id"], listed["kinds"]) == (made["id"], ["task.failed"])
    assert json.loads(_run(tmp_path, "list", "--tenant", "other", "--json")) == []
    assert _run(tmp_path, "rotate", made["id"]).strip() not in ("", made["secret"])
    _run(tmp_path, "delete", made["id"])
    assert json.loads(_run(tmp_path, "list", "--json")) == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("create", "http://10.0.0.1/"), "public address"),
        (("create", "https://example.com/", "--event", "task.sneezed"), "task.created"),
        (("delete", "ep_none"), "ep_none"),
        (("replay", "ep_none", "--since", "yesterday"), "yesterday"),
    ],
)
def test_what_cannot_be_is_refused_by_name(tmp_path: Path, words: tuple[str, ...], named: str) -> None:
    _run(tmp_path, "create", "https://example.com/hook")
    assert named in _fails(tmp_path, *words)


async def test_a_replay_from_the_command_line_reaches_a_notifier_that_runs(
    tmp_path: Path, receiver: Receiver, database: str
) -> None:
    if database != "sqlite":
        return
    import asyncio

    async with open_office(tmp_path) as office:
        endpoint, _ = await office.book.create("default", receiver.url)
        await office.live(await office.task())
        await office.notifier.settle()
        words = ("replay", endpoint.id, "--since", "2023-01-01T00:00:00Z")
        await asyncio.to_thread(_run, tmp_path, *words)
        await office.store.refresh()
        await office.notifier.settle()
    assert receiver.states == ["task.created", "task.started", "task.succeeded"] * 2
    shown = json.loads(await asyncio.to_thread(_run, tmp_path, "deliveries", "--json"))
    assert [each["state"] for each in shown] == ["delivered"] * 3
    assert "task.succeeded" in await asyncio.to_thread(_run, tmp_path, "deliveries")
