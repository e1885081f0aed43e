"""Every fault of the reference is really dealt, and a plain HTTP client really meets it."""

import io
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import aiohttp.web
import av
import msgspec
import pytest
import pytest_asyncio

from laterna.upstream import (
    CreateFaults,
    DownloadFaults,
    QueryFaults,
    Scenario,
    TaskFaults,
    Upstream,
    running_upstream,
)
from tests.upstream.customer import WAYS, Customer, at, customer_of, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOST = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def cloud() -> AsyncIterator[Upstream]:
    async with running_upstream() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def customer(cloud: Upstream) -> AsyncIterator[Customer]:
    await cloud.set(Scenario())
    async with customer_of(cloud.url) as customer:
        yield customer
    await cloud.set(Scenario())


class Deal:
    """Sets a scenario and tells how often a fault was dealt since."""

    def __init__(self, cloud: Upstream, fault: str) -> None:
        self.cloud, self.fault, self.before = cloud, fault, self._now(cloud, fault)

    @staticmethod
    def _now(cloud: Upstream, fault: str) -> int:
        return cloud.faults().dealt.get(fault, 0)

    @property
    def times(self) -> int:
        return self._now(self.cloud, self.fault) - self.before


async def dealing(cloud: Upstream, group: str, fault: str, **more: Any) -> Deal:
    kinds = {"create": CreateFaults, "query": QueryFaults, "task": TaskFaults, "download": DownloadFaults}
    faults = kinds[group](**{fault: 1.0, **more})
    await cloud.set(Scenario(**{group: faults}))  # type: ignore[arg-type]
    return Deal(cloud, f"{group}.{fault}")


# --- creates


@pytest.mark.parametrize("wire", WAYS)
async def test_a_busy_cloud_says_429_in_the_wires_own_words(
    cloud: Upstream, customer: Customer, wire: str
) -> None:
    deal = await dealing(cloud, "create", "busy", retry_after=3, retry_after_share=1)
    answer = await customer.create(wire)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "3")
    assert answer.json
    await dealing(cloud, "create", "busy", retry_after_share=0)
    assert "Retry-After" not in (await customer.create(wire)).headers
    lines = (await cloud.invoice())[-2:]
    assert [(line.wire, line.accepted, line.task_id, line.answer) for line in lines] == [
        (wire, False, "", "429")
    ] * 2
    assert deal.times == 2


@pytest.mark.parametrize(("fault", "accepted"), [("error_before", False), ("error_after", True)])
@pytest.mark.parametrize("html", [0, 1])
async def test_a_5xx_says_nothing_about_whether_there_is_a_task(
    cloud: Upstream, customer: Customer, fault: str, accepted: bool, html: int
) -> None:
    deal = await dealing(cloud, "create", fault, error_statuses=(503,), html_share=html)
    answer = await customer.create()
    assert answer.status == 503
    assert answer.headers["Content-Type"] == ("text/html" if html else "application/json")
    line = (await cloud.invoice())[-1]
    assert (line.accepted, bool(line.task_id), line.answer) == (accepted, accepted, "503")
    assert deal.times == 1


@pytest.mark.parametrize("reset", [0, 1])
@pytest.mark.parametrize(("fault", "accepted"), [("dropped_before", False), ("dropped_after", True)])
async def test_a_dropped_connection_says_nothing_either(
    cloud: Upstream, customer: Customer, fault: str, accepted: bool, reset: int
) -> None:
    deal = await dealing(cloud, "create", fault, reset_share=reset)
    with pytest.raises(aiohttp.ClientOSError if reset else aiohttp.ServerDisconnectedError):
        await customer.create("openai", headers={"Idempotency-Key": "mark-2"})
    line = (await cloud.invoice())[-1]
    assert (line.accepted, line.marker, line.model) == (accepted, "mark-2", "sora-2")
    assert deal.times == 1


@pytest.mark.parametrize(("fault", "accepted"), [("hung_before", False), ("hung_after", True)])
async def test_a_hung_connection_stays_open_without_an_answer(
    cloud: Upstream, customer: Customer, fault: str, accepted: bool
) -> None:
    deal = await dealing(cloud, "create", fault)
    with pytest.raises(TimeoutError):
        await customer.create("vidu", timeout=aiohttp.ClientTimeout(total=0.5))
    line = (await cloud.invoice())[-1]
    assert (line.accepted, line.marker) == (accepted, "mark-1")
    assert deal.times == 1


async def test_a_hung_connection_is_closed_after_its_time(cloud: Upstream, customer: Customer) -> None:
    await dealing(cloud, "create", "hung_before", hang=0.1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await customer.create()


async def test_an_answer_may_be_late(cloud: Upstream, customer: Customer) -> None:
    deal = await dealing(cloud, "create", "delayed", delay=0.3)
    begun = time.monotonic()
    assert (await customer.create()).status == 200
    assert time.monotonic() - begun >= 0.3
    assert deal.times == 1


async def test_an_answer_may_end_in_the_middle_of_its_json(cloud: Upstream, customer: Customer) -> None:
    deal = await dealing(cloud, "create", "truncated")
    answer = await customer.create("dashscope")
    assert answer.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.body)
    assert (await cloud.invoice())[-1].accepted
    assert deal.times == 1


async def test_a_connection_may_break_off_in_the_middle_of_an_answer(
    cloud: Upstream, customer: Customer
) -> None:
    deal = await dealing(cloud, "create", "broken_off")
    with pytest.raises(aiohttp.ClientPayloadError):
        await customer.create()
    assert ((await cloud.invoice())[-1].accepted, deal.times) == (True, 1)


async def test_budgets_are_kept_to(cloud: Upstream, customer: Customer) -> None:
    creates, queries = Deal(cloud, "create.over_rate"), Deal(cloud, "query.over_rate")
    await cloud.set(Scenario(creates_per_second=0.01, queries_per_second=0.01))
    task_id = await customer.created()
    assert (await customer.create()).status == 429
    assert (await customer.query(task_id)).status == 200
    assert (await customer.query(task_id)).status == 429
    assert (creates.times, queries.times) == (1, 1)


async def test_an_account_may_have_only_so_many_unfinished_tasks(cloud: Upstream, customer: Customer) -> None:
    deal = Deal(cloud, "create.over_tasks")
    await cloud.set(Scenario(keys=("sk-limited",), tasks_at_once=1, work=60))
    customer.key = "sk-limited"
    await customer.created()
    assert (await customer.create()).status == 429
    assert deal.times == 1


# --- queries


@pytest.mark.parametrize(
    "fault",
    ["busy", "error_before", "error_after", "dropped_before", "dropped_after", "truncated", "broken_off"],
)
@pytest.mark.parametrize("wire", ["dashscope", "vidu"])
async def test_queries_fail_too_and_harm_nothing(
    cloud: Upstream, customer: Customer, wire: str, fault: str
) -> None:
    task_id = await customer.created(wire)
    deal = await dealing(cloud, "query", fault)
    try:
        answer = await customer.query(task_id, wire)
    except LOST:
        assert fault in ("dropped_before", "dropped_after", "broken_off")
    else:
        assert answer.status in (429, 500, 502, 503, 504) or answer.json is None
    # aiohttp asks again by itself when a connection is dropped.
    assert deal.times >= 1
    await cloud.set(Scenario())
    assert await customer.finished(task_id, wire)


@pytest.mark.parametrize("fault", ["hung_before", "hung_after"])
async def test_a_query_may_hang(cloud: Upstream, customer: Customer, fault: str) -> None:
    deal = await dealing(cloud, "query", fault, hang=0.1)
    with pytest.raises(LOST):
        await customer.query("task_0")
    assert deal.times >= 1


async def test_a_query_may_be_late(cloud: Upstream, customer: Customer) -> None:
    task_id = await customer.created()
    deal = await dealing(cloud, "query", "delayed", delay=0.2)
    begun = time.monotonic()
    await customer.query(task_id)
    assert (time.monotonic() - begun >= 0.2, deal.times) == (True, 1)


@pytest.mark.parametrize("wire", WAYS)
async def test_an_old_answer_may_come_again(cloud: Upstream, customer: Customer, wire: str) -> None:
    way = WAYS[wire]
    await cloud.set(Scenario(queue=0.3))
    task_id = await customer.created(wire)
    first = at((await customer.query(task_id, wire)).json, way.status_at)
    assert first != way.done
    await customer.finished(task_id, wire)
    deal = await dealing(cloud, "query", "stale")
    assert at((await customer.query(task_id, wire)).json, way.status_at) == first
    assert deal.times == 1


@pytest.mark.parametrize("wire", WAYS)
async def test_words_for_the_end_come_in_many_spellings(
    cloud: Upstream, customer: Customer, wire: str
) -> None:
    task_id = await customer.created(wire)
    await customer.finished(task_id, wire)
    deal = await dealing(cloud, "query", "odd_words")
    seen = {at((await customer.query(task_id, wire)).json, WAYS[wire].status_at) for _ in range(12)}
    assert len(seen) > 2
    assert seen <= set(cloud.scenario.words.succeeded)
    assert deal.times >= 6


@pytest.mark.parametrize("wire", WAYS)
async def test_words_for_between_may_be_unknown(cloud: Upstream, customer: Customer, wire: str) -> None:
    await cloud.set(Scenario(queue=60))
    task_id = await customer.created(wire)
    deal = await dealing(cloud, "query", "unknown_words")
    answer = await customer.query(task_id, wire)
    assert at(answer.json, WAYS[wire].status_at) in cloud.scenario.words.between
    assert deal.times == 1


async def test_words_in_lists_are_bent_too(cloud: Upstream, customer: Customer) -> None:
    await cloud.set(Scenario(queue=60))
    await customer.created("openai")
    await dealing(cloud, "query", "unknown_words")
    answer = await customer.ask("GET", "/v1/videos?limit=1")
    assert answer.json["data"][0]["status"] in cloud.scenario.words.between


# --- tasks


async def settled(cloud: Upstream, state: str) -> None:
    """Returns when the newest line of the invoice has this state."""

    async def so() -> bool:
        return (await cloud.invoice())[-1].state == state

    await until(so)


async def test_tasks_fail_with_the_codes_of_the_scenario(cloud: Upstream, customer: Customer) -> None:
    deal = await dealing(cloud, "task", "failed", failed_codes=("timed_out",))
    task_id = await customer.created()
    await settled(cloud, "failed")
    answer = await customer.query(task_id)
    assert (answer.json["status"], answer.json["error"]["code"]) == ("failed", "timed_out")
    assert ((await cloud.invoice())[-1].charged, deal.times) == (0, 1)


async def test_tasks_get_stuck(cloud: Upstream, customer: Customer) -> None:
    deal = await dealing(cloud, "task", "stuck")
    task_id = await customer.created()
    await settled(cloud, "running")
    assert (await customer.query(task_id)).json["status"] == "in_progress"
    assert deal.times == 1


async def test_tasks_succeed_late(cloud: Upstream, customer: Customer) -> None:
    deal = await dealing(cloud, "task", "late", late_by=0.5)
    begun = time.monotonic()
    await customer.clip()
    assert (time.monotonic() - begun >= 0.5, deal.times) == (True, 1)


@pytest.mark.parametrize("wire", WAYS)
async def test_tasks_get_lost_and_are_not_charged(cloud: Upstream, customer: Customer, wire: str) -> None:
    deal = await dealing(cloud, "task", "lost", lost_after=0.1)
    task_id = await customer.created(wire)
    await settled(cloud, "lost")
    answer = await customer.query(task_id, wire)
    gone = answer.json["output"]["task_status"] == "UNKNOWN" if wire == "dashscope" else answer.status == 404
    assert gone
    assert ((await cloud.invoice())[-1].charged, deal.times) == (0, 1)
    listed = {"openai": "/v1/videos", "vidu": "/ent/v2/tasks", "dashscope": "/api/v1/tasks"}.get(wire)
    if listed is not None:
        assert task_id not in (await customer.ask("GET", listed, scheme=WAYS[wire].scheme)).body.decode()


async def test_clips_may_be_too_short(cloud: Upstream, customer: Customer) -> None:
    deal = await dealing(cloud, "task", "short")
    answer = await customer.ask("GET", await customer.clip("generations"))
    with av.open(io.BytesIO(answer.body)) as clip:
        assert (clip.duration, deal.times) == (1_000_000, 1)


@pytest.mark.parametrize(("uncalled", "calls"), [(0.0, True), (1.0, False)])
async def test_callbacks_come_unless_they_are_lost(
    cloud: Upstream, customer: Customer, uncalled: float, calls: bool
) -> None:
    heard: list[dict[str, Any]] = []

    async def receive(request: aiohttp.web.BaseRequest) -> aiohttp.web.Response:
        heard.append(await request.json())
        return aiohttp.web.Response()

    runner = aiohttp.web.ServerRunner(aiohttp.web.Server(receive))
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await cloud.set(Scenario(task=TaskFaults(uncalled=uncalled)))
    await customer.finished(await customer.created("vidu", body={"callback_url": url}), "vidu")

    async def told() -> bool:
        return not calls or any(message["state"] == "success" for message in heard)

    await until(told)
    assert bool(heard) is calls
    await runner.cleanup()


# --- downloads


async def test_downloads_fail_with_a_status(cloud: Upstream, customer: Customer) -> None:
    url = await customer.clip()
    deal = await dealing(cloud, "download", "error", error_statuses=(404,))
    assert ((await customer.ask("GET", url)).status, deal.times) == (404, 1)
    await cloud.set(Scenario())
    assert (await customer.ask("GET", url)).status == 200


async def test_downloads_trickle(cloud: Upstream, customer: Customer) -> None:
    url = await customer.clip()
    size = len((await customer.ask("GET", url)).body)
    deal = await dealing(cloud, "download", "slow", slow_rate=2 * size)
    begun = time.monotonic()
    assert len((await customer.ask("GET", url)).body) == size
    assert (time.monotonic() - begun >= 0.4, deal.times) == (True, 1)


@pytest.mark.parametrize("after", [0, 1_000])
async def test_downloads_break_off_and_can_be_resumed(
    cloud: Upstream, customer: Customer, after: int
) -> None:
    url = await customer.clip()
    whole = (await customer.ask("GET", url)).body
    deal = await dealing(cloud, "download", "broken_off", broken_off_after=after)
    got = b""
    with pytest.raises(aiohttp.ClientPayloadError):
        async with customer.http.get(url) as response:
            async for part in response.content.iter_any():
                got += part
    assert whole.startswith(got)
    assert len(got) == after or (not after and len(got) < len(whole))
    assert deal.times == 1
    await cloud.set(Scenario())
    rest = await customer.ask("GET", url, headers={"Range": f"bytes={len(got)}-"})
    assert (rest.status, got + rest.body == whole) == (206, True)


async def test_lengths_may_be_wrong_both_ways(cloud: Upstream, customer: Customer) -> None:
    url = await customer.clip("openai")
    whole = (await customer.ask("GET", url)).body
    deal = await dealing(cloud, "download", "wrong_length")
    ends = set()
    for _ in range(12):
        try:
            body = (await customer.ask("GET", url)).body
        except aiohttp.ClientPayloadError:
            ends.add("too large")
        else:
            assert len(body) < len(whole)
            assert whole.startswith(body)
            ends.add("too small")
    assert (ends, deal.times) == ({"too large", "too small"}, 12)


async def test_files_may_be_damaged(cloud: Upstream, customer: Customer) -> None:
    url = await customer.clip()
    whole = (await customer.ask("GET", url)).body
    deal = await dealing(cloud, "download", "corrupted")
    damaged = (await customer.ask("GET", url)).body
    assert (len(damaged), deal.times) == (len(whole), 1)
    with pytest.raises(av.FFmpegError), av.open(io.BytesIO(damaged)) as clip:
        list(clip.decode(video=0))


async def test_ranges_may_be_ignored(cloud: Upstream, customer: Customer) -> None:
    task_id = await customer.created("openai")
    await customer.finished(task_id, "openai")
    path = f"/v1/videos/{task_id}/content"
    assert (await customer.ask("GET", path, headers={"Range": "bytes=100-"})).status == 206
    deal = await dealing(cloud, "download", "no_range")
    answer = await customer.ask("GET", path, headers={"Range": "bytes=100-"})
    assert answer.status == 200
    assert "Accept-Ranges" not in answer.headers
    assert deal.times == 1


async def test_links_expire_and_a_query_gives_a_new_one(cloud: Upstream, customer: Customer) -> None:
    await cloud.set(Scenario(url_life=1))
    task_id = await customer.created()
    url = (await customer.finished(task_id)).json["url"]

    async def expired() -> bool:
        return (await customer.ask("GET", url)).status == 403

    await until(expired)
    await cloud.set(Scenario())
    assert (await customer.ask("GET", (await customer.query(task_id)).json["url"])).status == 200


# --- whatever happens


async def test_faults_never_reach_the_control_doors(cloud: Upstream, customer: Customer) -> None:
    always = dict.fromkeys(("dropped_before", "busy", "error_before"), 1.0)
    await cloud.set(Scenario(create=CreateFaults(**always), query=QueryFaults(**always), answers=5.0))
    begun = time.monotonic()
    for path in ("invoice", "faults", "scenario"):
        assert (await customer.ask("GET", f"/upstream/{path}")).status == 200
    assert (await customer.ask("POST", "/upstream/scenario", data="calm")).status == 200
    assert time.monotonic() - begun < 5


async def test_every_rate_of_the_scenario_is_a_fault_that_these_tests_have_met(cloud: Upstream) -> None:
    rates = set()
    for group in ("create", "query", "task", "download"):
        faults = getattr(Scenario(), group)
        rates |= {
            f"{group}.{field.name}"
            for field in msgspec.structs.fields(faults)
            if isinstance(field.default, float) and field.default == 0.0
        }
    # `late_by` and the like are no faults by themselves.
    assert rates <= set(cloud.faults().dealt)
