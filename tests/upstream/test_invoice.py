"""The invoice tells the truth, whatever the customer was told."""

import asyncio
from pathlib import Path

import aiohttp

from laterna.upstream import CreateFaults, Scenario, TaskFaults, running_upstream
from tests.upstream.customer import PROMPT, WAYS, customer_of, until


async def test_a_second_create_is_a_second_task_on_the_invoice_whatever_its_key_says() -> None:
    async with running_upstream() as upstream, customer_of(upstream.url) as customer:
        twice = [await customer.created(headers={"Idempotency-Key": "same"}) for _ in range(2)]
        assert len(set(twice)) == 2
        lines = await upstream.invoice()
        assert [(line.marker, line.task_id, line.repeated) for line in lines] == [
            ("same", task_id, False) for task_id in twice
        ]


async def test_a_cloud_may_honor_idempotency_keys() -> None:
    async with running_upstream(Scenario(idempotent=True)) as upstream, customer_of(upstream.url) as customer:
        first, second = [await customer.created(headers={"Idempotency-Key": "same"}) for _ in range(2)]
        assert first == second
        await customer.finished(first)
        lines = await upstream.invoice()
        assert [line.repeated for line in lines] == [False, True]
        assert lines[0].charged > 0
        assert lines[1].charged == 0


async def test_only_what_succeeded_is_charged_and_the_sum_is_told() -> None:
    scenario = Scenario(
        create=CreateFaults(busy=0.2, dropped_after=0.2),
        task=TaskFaults(failed=0.3, lost=0.2, lost_after=0.0),
    )
    async with running_upstream(scenario, seed=7) as upstream, customer_of(upstream.url) as customer:
        await asyncio.gather(*(customer.create("dashscope") for _ in range(30)), return_exceptions=True)

        async def all_ended() -> bool:
            return not {"queued", "running"} & {line.state for line in await upstream.invoice()}

        await until(all_ended)
        lines = await upstream.invoice()
        assert len(lines) == 30
        assert {line.state for line in lines} == {"", "succeeded", "failed", "lost"}
        assert all(line.accepted == bool(line.task_id) == bool(line.state) for line in lines)
        assert {line.charged for line in lines if line.state == "succeeded"} == {1_500_000}
        assert {line.charged for line in lines if line.state != "succeeded"} == {0}
        told = (await customer.ask("GET", "/upstream/invoice")).json
        assert told["charged"] == {"CNY": sum(line.charged for line in lines)}
        assert len(told["lines"]) == 30


async def test_what_the_owner_deletes_stays_on_the_invoice() -> None:
    async with running_upstream() as upstream, customer_of(upstream.url) as customer:
        task_id = await customer.created("openai")
        await customer.finished(task_id, "openai")
        await customer.ask("DELETE", f"/v1/videos/{task_id}")
        (line,) = await upstream.invoice()
        assert (line.state, line.charged > 0) == ("succeeded", True)


async def test_creates_that_the_wire_refuses_are_on_the_invoice_without_a_task() -> None:
    async with running_upstream() as upstream, customer_of(upstream.url) as customer:
        assert (await customer.create("vidu", body={"duration": 999})).status == 400
        (line,) = await upstream.invoice()
        assert (line.accepted, line.model, line.prompt, line.marker, line.answer) == (
            False,
            "viduq3-turbo",
            PROMPT,
            "mark-1",
            "400",
        )


async def test_forms_are_read_for_the_invoice_too() -> None:
    scenario = Scenario(create=CreateFaults(busy=1))
    async with running_upstream(scenario) as upstream, customer_of(upstream.url) as customer:
        fields = {"model": "sora-2", "prompt": PROMPT}
        await customer.ask("POST", "/v1/videos", data=fields)
        with aiohttp.MultipartWriter("form-data") as parts:
            for name, value in fields.items():
                parts.append(value).set_content_disposition("form-data", name=name)
        await customer.ask("POST", "/v1/videos", data=parts)
        lines = await upstream.invoice()
        assert [(line.model, line.prompt) for line in lines] == [("sora-2", PROMPT)] * 2


async def test_listed_keys_have_accounts_of_their_own() -> None:
    scenario = Scenario(keys=("sk-one", "sk-two"))
    async with running_upstream(scenario) as upstream:
        async with customer_of(upstream.url, "sk-one") as one, customer_of(upstream.url, "sk-two") as two:
            task_id = await one.created()
            await two.created()
            assert (await two.query(task_id)).status == 404
            assert (await one.query(task_id)).status == 200
        async with customer_of(upstream.url, "sk-three") as stranger:
            for wire in WAYS:
                assert (await stranger.create(wire)).status == 401
        accounts = [line.account for line in await upstream.invoice()]
        assert accounts == ["account-1", "account-2", *[""] * len(WAYS)]


async def test_a_data_directory_keeps_tasks_and_invoice_over_a_restart(tmp_path: Path) -> None:
    async with running_upstream(data=tmp_path) as upstream, customer_of(upstream.url) as customer:
        done = await customer.created(headers={"Idempotency-Key": "kept"})
        await customer.finished(done)
        await upstream.set(Scenario(queue=1, work=0.5))
        waiting = await customer.created()
    async with running_upstream(data=tmp_path) as upstream, customer_of(upstream.url) as customer:
        await customer.finished(waiting)
        lines = await upstream.invoice()
        assert [(line.task_id, line.marker, line.charged > 0) for line in lines] == [
            (done, "kept", True),
            (waiting, "", True),
        ]
