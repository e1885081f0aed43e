"""Scenario files, and the control doors that take them."""

import asyncio
import time

import aiohttp
import msgspec
import pytest

from laterna.errors import SettingError
from laterna.upstream import (
    CreateFaults,
    LogNormal,
    ModelPace,
    Scenario,
    Uniform,
    load_scenario,
    parse_scenario,
    running_upstream,
    scenario_names,
)
from tests.upstream.customer import customer_of, until


@pytest.mark.parametrize("name", scenario_names())
def test_the_scenarios_that_come_along_can_be_loaded(name: str) -> None:
    assert load_scenario(name) != Scenario()


def test_there_are_four_of_them() -> None:
    assert scenario_names() == ("busy", "calm", "flaky", "hostile")


def test_a_file_says_everything_that_a_scenario_has() -> None:
    scenario = parse_scenario(
        """
        work = { kind = "lognormal", mean = 4.0, sigma = 0.5 }
        queue = 2
        keys = ["sk-one"]
        [create]
        busy = 0.5
        [models."wan*"]
        work = { kind = "uniform", least = 1, most = 2 }
        """
    )
    assert scenario == Scenario(
        work=LogNormal(4.0, 0.5),
        queue=2.0,
        keys=("sk-one",),
        create=CreateFaults(busy=0.5),
        models={"wan*": ModelPace(work=Uniform(1.0, 2.0))},
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("busy = 1", "busy"),
        ("[create]\nbusy = 1.5", "create.busy"),
        ("[create]\nbussy = 0.5", "bussy"),
        ("work = -1", "work"),
        ('[task]\nfailed_codes = ["nonsense"]', "nonsense"),
        ("work = ", "not TOML"),
        ('work = { kind = "normal" }', "kind"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        parse_scenario(text)


def test_a_scenario_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(SettingError, match="busy, calm, flaky, hostile"):
        load_scenario("nowhere.toml")


async def test_the_scenario_can_be_replaced_while_it_runs() -> None:
    async with running_upstream() as upstream, customer_of(upstream.url) as customer:
        for body in (b"flaky", b"[create]\nbusy = 1.0", b'{"create": {"busy": 1.0}}'):
            answer = await customer.ask("POST", "/upstream/scenario", data=body)
            assert answer.status == 200
            assert msgspec.convert(answer.json, Scenario) == upstream.scenario
        assert (await customer.create()).status == 429
        assert (await customer.ask("GET", "/upstream/scenario")).json["create"]["busy"] == 1.0
        refused = await customer.ask("POST", "/upstream/scenario", data=b"[create]\nbusy = 2.0")
        assert (refused.status, refused.json["code"]) == (400, "invalid_setting")
        assert (await customer.create()).status == 429


async def test_the_control_doors_say_what_there_is() -> None:
    async with running_upstream(seed=11) as upstream, customer_of(upstream.url) as customer:
        await customer.create()
        await customer.query("task_0")
        report = (await customer.ask("GET", "/upstream/faults")).json
        assert report["seed"] == 11
        assert report["requests"] == {"generations.create": 1, "generations.query": 1}
        assert report["busiest_second"] == {"create": 1, "query": 1}
        assert (await customer.ask("GET", "/upstream/nothing")).status == 404
        assert (await customer.ask("POST", "/upstream/invoice")).status == 405


async def test_hung_connections_do_not_hold_up_the_end() -> None:
    scenario = Scenario(create=CreateFaults(hung_after=1))
    async with customer_of("") as customer:
        async with running_upstream(scenario) as upstream:
            customer.base = upstream.url
            hanging = asyncio.create_task(customer.create())

            async def hangs() -> bool:
                return bool(await upstream.invoice())

            await until(hangs)
            begun = time.monotonic()
        assert time.monotonic() - begun < 10
        assert upstream.ended.is_set()
        with pytest.raises(aiohttp.ClientError):
            await hanging


async def test_a_port_in_use_is_said() -> None:
    async with running_upstream() as upstream:
        port = int(upstream.url.rpartition(":")[2])
        with pytest.raises(SettingError, match="Choose another"):
            async with running_upstream(port=port):
                pass


async def test_a_restarted_job_store_has_forgotten_what_had_not_ended() -> None:
    async with running_upstream() as upstream, customer_of(upstream.url) as customer:
        done = await customer.created()
        await customer.finished(done)
        await upstream.set(Scenario(work=60))
        lost = [await customer.created() for _ in range(2)]
        assert (await customer.ask("POST", "/upstream/forget")).json == {"forgotten": 2}
        assert [(await customer.query(task_id)).status for task_id in (done, *lost)] == [200, 404, 404]
        assert [line.state for line in await upstream.invoice()] == ["succeeded", "lost", "lost"]
        assert upstream.faults().dealt["task.lost"] == 2
