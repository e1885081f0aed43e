"""`/metrics`: what it says of a server that has worked, who may read it, and that the reference names it all."""

import re
from pathlib import Path

import aiohttp
import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from laterna.api.metrics import METRICS
from laterna.errors import SettingError
from laterna.server import watchable
from laterna.settings import load_settings
from laterna.tasks.task import TaskFailure
from tests.api.house import House, open_house

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"


async def scraped(house: House) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample by name and labels."""
    reply = await house.ask("GET", "/metrics", key=None)
    assert reply.status == 200, reply.body
    text = reply.body.decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_reference_lists_every_metric_and_no_other() -> None:
    rows = re.findall(
        r"^\| `(laterna_\w+)` \| (\w+) \| (.*?) \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    told = [(name, kind, tuple(re.findall(r"`(\w+)`", labels)), means) for name, kind, labels, means in rows]
    assert told == [(each.name, each.kind, each.labels, each.meaning) for each in METRICS]


def test_the_alerts_ask_for_metrics_that_there_are() -> None:
    names = {each.name for each in METRICS}
    text = (PAGE.parents[1] / "operations.md").read_text("utf-8")
    asked = {name.removesuffix("_bucket") for name in re.findall(r"laterna_[a-z_]+", text)}
    assert len(asked) > 8
    assert asked <= names


async def test_tasks_that_succeeded_failed_and_were_canceled_are_counted(
    house: House, tmp_path: Path
) -> None:
    await house.finish(await house.created(), tmp_path)
    await house.fail(await house.created(), TaskFailure("engine_failed", "It could not."))
    waiting = await house.created()
    assert (await house.ask("POST", f"/api/v1/tasks/{waiting}/cancel")).status == 200
    await house.created()
    house.clock.advance(30_000_000)
    found = await scraped(house)
    at = (("family", "wan"), ("wire", "dashscope"))
    assert found[("laterna_tasks_accepted_total", at)] == 4
    assert found[("laterna_tasks_succeeded_total", at)] == 1
    assert found[("laterna_tasks_failed_total", (("code", "engine_failed"), *at))] == 1
    assert found[("laterna_tasks_canceled_total", at)] == 1
    assert found[("laterna_task_duration_seconds_sum", (("family", "wan"),))] == 65
    assert found[("laterna_tasks", (("family", "wan"), ("state", "queued")))] == 1
    assert found[("laterna_queue_age_seconds", ())] == 30
    for state in ("succeeded", "failed", "canceled"):
        assert found[("laterna_tasks_ended", (("state", state),))] == 1
    assert found[("laterna_requests_total", (("status", "2xx"), ("wire", "dashscope")))] == 5


async def test_money_is_shown_as_the_ledger_has_it(house: House, tmp_path: Path) -> None:
    await house.finish(await house.created(), tmp_path)
    await house.fail(await house.created(), TaskFailure("engine_failed", "It could not."))
    await house.created()
    found = await scraped(house)
    money = {
        dict(labels)["booking"]: value for (name, labels), value in found.items() if name == "laterna_ledger"
    }
    assert money["settled"] == money["voided"] == money["reserved"] > 0
    assert money["held"] == money["settled"] * 3


async def test_gauges_survive_a_restart_and_counters_do_not(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.created()
    async with open_house(tmp_path) as house:
        found = await scraped(house)
    assert found[("laterna_tasks", (("family", "wan"), ("state", "queued")))] == 1
    assert not any(name == "laterna_tasks_accepted_total" for name, _ in found)


async def test_every_request_is_counted_with_its_wire_and_time(house: House) -> None:
    task_id = await house.created()
    await house.query(task_id)
    await house.ask("GET", "/ent/v2/tasks/1/creations")
    await house.ask("GET", "/v1/videos/video_1", key=None)
    found = await scraped(house)
    assert found[("laterna_requests_total", (("status", "2xx"), ("wire", "dashscope")))] == 2
    assert found[("laterna_request_duration_seconds_count", (("wire", "dashscope"),))] == 2
    assert found[("laterna_requests_total", (("status", "4xx"), ("wire", "vidu")))] == 1
    assert found[("laterna_requests_total", (("status", "4xx"), ("wire", "openai")))] == 1


async def test_no_name_that_a_stranger_chose_becomes_a_label(house: House) -> None:
    await house.created(headers={"X-Request-Id": "stranger"})
    await house.ask("GET", "/stranger")
    await house.create({"model": "stranger", "input": {"prompt": "stranger"}})
    reply = await house.ask("GET", "/metrics", key=None)
    assert b"stranger" not in reply.body


async def test_without_a_metrics_key_only_this_machine_may_read(house: House) -> None:
    reply = await house.ask("GET", "/metrics", key=None, headers={"X-Forwarded-For": "203.0.113.9"})
    assert (reply.status, reply.body["code"]) == (401, "missing_key")
    assert "metrics_key" in reply.body["message"]


async def test_with_a_metrics_key_every_reader_must_have_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, metrics_key="scrape-me") as house:
        assert (await house.ask("GET", "/metrics", key=None)).status == 401
        assert (await house.ask("GET", "/metrics", key="sk-other")).status == 401
        assert (await house.ask("GET", "/metrics", key="scrape-me")).status == 200


async def test_scrapers_that_ask_for_openmetrics_get_it(house: House) -> None:
    reply = await house.ask(
        "GET", "/metrics", key=None, headers={"Accept": "application/openmetrics-text; version=1.0.0"}
    )
    assert reply.headers["content-type"].startswith("application/openmetrics-text")
    assert reply.body.endswith(b"# EOF\n")


async def test_the_process_itself_is_measured(house: House) -> None:
    found = await scraped(house)
    assert found[("process_resident_memory_bytes", ())] > 0
    assert found[("laterna_disk_free_bytes", ())] > 0
    assert found[("laterna_database_up", ())] == 1


async def test_a_worker_says_how_it_does_where_it_is_told_to(tmp_path: Path) -> None:
    async with open_house(tmp_path, worker_metrics="127.0.0.1:0") as house:
        await house.finish(await house.created(), tmp_path)
        async with watchable(house.services) as url, aiohttp.ClientSession() as session:
            for path, shown in (
                ("/metrics", b"laterna_tasks_succeeded_total{"),
                ("/healthz", b"ok"),
                ("/readyz", b"ok"),
            ):
                async with session.get(url + path) as answer:
                    assert (answer.status, shown in await answer.read()) == (200, True)
            async with session.get(url + "/api/v1/tasks/") as answer:
                assert answer.status == 404
            busy = msgspec.structs.replace(
                house.services.settings, worker_metrics=url.removeprefix("http://")
            )
            with pytest.raises(SettingError, match="worker_metrics"):
                async with watchable(msgspec.structs.replace(house.services, settings=busy)):
                    raise AssertionError("two cannot have one port")
        with pytest.raises(aiohttp.ClientConnectorError):
            async with aiohttp.ClientSession() as session, session.get(url + "/healthz"):
                raise AssertionError("it is gone with its worker")


async def test_a_worker_that_is_not_told_to_answers_nothing(house: House) -> None:
    async with watchable(house.services) as url:
        assert url == ""


@pytest.mark.parametrize("value", ["9101", "localhost", "localhost:", "a b:1", "::1:9101", "127.0.0.1:port"])
def test_an_address_for_metrics_that_is_none_is_named(value: str) -> None:
    with pytest.raises(SettingError, match=r"127\.0\.0\.1:9101"):
        load_settings(environ={"LATERNA_WORKER_METRICS": value}, folder=Path("/nowhere"))
