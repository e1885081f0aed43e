"""Client faces against a running Laterna over real HTTP: what a face asks for is what the server's store holds."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from laterna.catalog import VideoRequest
from laterna.clock import MINUTE
from laterna.ids import parse_task_id
from laterna.tasks.task import Task
from laterna.wire.client import Accepted, Answer, Call, ClientFace, Order, Sight
from laterna.wire.faces import WIRES, client_face
from tests.api.house import WORKER, House, open_house
from tests.wire.builders import CATALOG, request_for

OFFERS = {"dashscope": "wan2.6-t2v", "vidu": "viduq3-pro", "generations": "viduq3t-720p", "openai": "sora-2"}
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGNg"
    "YPgPRgwQCgAh9gP9nEgeQwAAAABJRU5ErkJggg=="
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "upstream") as opened:
        yield opened


def face(wire: str, server: str = "laterna") -> ClientFace:
    return client_face(wire, server, CATALOG)


async def send(house: House, client: ClientFace, call: Call) -> Answer:
    headers = dict((*call.headers, *client.authorization("sk-test")))
    async with house.http.request(
        call.method, house.url + call.path, headers=headers, data=call.body or None, allow_redirects=False
    ) as response:
        return Answer(response.status, await response.read())


async def made(house: House, client: ClientFace, request: VideoRequest, marker: str = "lat-0001") -> str:
    order = Order(request=request, model=request.model, marker=marker)
    reception = client.received(await send(house, client, client.create(order)))
    assert isinstance(reception, Accepted), reception
    return reception.upstream_id


async def stored(house: House, upstream_id: str) -> Task:
    number = parse_task_id(upstream_id)
    assert number is not None
    task = await house.services.store.get(number, "default")
    assert task is not None
    return task


async def sight_of(house: House, client: ClientFace, upstream_id: str) -> Sight:
    sight = client.seen(await send(house, client, client.query(upstream_id)), upstream_id)
    assert sight is not None
    return sight


@pytest.mark.parametrize("wire", WIRES)
async def test_the_server_holds_what_was_asked_for(house: House, wire: str) -> None:
    request = request_for(OFFERS[wire], seed=42, watermark=True)
    task = await stored(house, await made(house, face(wire), request))
    assert task.request == request


async def test_a_form_and_its_picture_reach_the_server(house: House) -> None:
    request = request_for("sora-2", image=PICTURE, negative_prompt="rain\r\n--x", seed=9)
    task = await stored(house, await made(house, face("openai", "vllm-omni"), request))
    assert (task.request.seed, task.request.negative_prompt, task.request.mode) == (9, "rain\r\n--x", "image")
    assert task.request.inputs.first_frame.startswith("asset:")


@pytest.mark.parametrize("wire", WIRES)
async def test_the_same_marker_makes_one_task(house: House, wire: str) -> None:
    request = request_for(OFFERS[wire])
    first, second = [await made(house, face(wire), request) for _ in range(2)]
    assert first == second
    assert await made(house, face(wire), request, "lat-0002") != first


@pytest.mark.parametrize("wire", WIRES)
async def test_a_task_is_followed_to_its_clip(house: House, wire: str, tmp_path: Path) -> None:
    client = face(wire)
    upstream_id = await made(house, client, request_for(OFFERS[wire]))
    assert (await sight_of(house, client, upstream_id)).stage == "waiting"
    (task,) = await house.services.store.claim(WORKER, 1, MINUTE)
    assert (await sight_of(house, client, upstream_id)).stage == "running"
    await house.succeed(task, tmp_path)
    sight = await sight_of(house, client, upstream_id)
    assert sight.stage == "succeeded"
    async with house.http.get(sight.url) as clip:
        assert await clip.read() == b"clip of " + str(task.id).encode()


@pytest.mark.parametrize("wire", WIRES)
async def test_a_waiting_task_is_canceled_and_a_finished_one_is_not(
    house: House, wire: str, tmp_path: Path
) -> None:
    client = face(wire)
    upstream_id = await made(house, client, request_for(OFFERS[wire]))
    assert client.canceled(await send(house, client, client.cancel(upstream_id)))
    assert (await sight_of(house, client, upstream_id)).stage == "canceled"
    late = await made(house, client, request_for(OFFERS[wire]), "lat-0002")
    (task,) = await house.services.store.claim(WORKER, 1, MINUTE)
    await house.succeed(task, tmp_path)
    assert not client.canceled(await send(house, client, client.cancel(late)))
    assert (await sight_of(house, client, late)).stage == "succeeded"


@pytest.mark.parametrize("wire", [wire for wire in WIRES if client_face(wire, "laterna", CATALOG).lists])
async def test_a_lost_task_is_found_in_the_list(house: House, wire: str) -> None:
    client = face(wire)
    upstream_id = await made(house, client, request_for(OFFERS[wire]))
    now = house.clock.now()
    listing = client.listed(await send(house, client, client.page(now - MINUTE, now + MINUTE)))
    assert listing is not None
    (sight,) = listing.sights
    assert (sight.upstream_id, sight.model, listing.next) == (upstream_id, OFFERS[wire], "")
    assert sight.marker == ("lat-0001" if wire == "vidu" else "")


@pytest.mark.parametrize("wire", ["vidu", "openai"])
async def test_a_long_list_is_walked_to_its_end(house: House, wire: str) -> None:
    client = face(wire)
    names = {await made(house, client, request_for(OFFERS[wire]), f"lat-{n}") for n in range(103)}
    found: list[str] = []
    after, now = "", house.clock.now()
    while True:
        listing = client.listed(await send(house, client, client.page(now - MINUTE, now + MINUTE, after)))
        assert listing is not None
        found += [sight.upstream_id for sight in listing.sights]
        after = listing.next
        if not after:
            break
    assert (len(found), set(found)) == (103, names)


@pytest.mark.parametrize("wire", WIRES)
async def test_a_task_that_never_was_is_gone(house: House, wire: str) -> None:
    client = face(wire)
    assert (await sight_of(house, client, "00000000-0000-4000-8000-000000000000")).stage == "gone"
