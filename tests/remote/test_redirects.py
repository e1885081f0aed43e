"""An upstream that redirects: the key goes nowhere else, and what the answer to a create means is told apart."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from laterna.catalog import Catalog
from laterna.clock import SystemClock
from laterna.engines.remote.upstream import RemoteUpstream
from laterna.routing import Upstream
from laterna.wire.client import Answer, Call, Refused, Unclear
from laterna.wire.faces import client_face

CALL = Call(method="POST", path="/v1/videos", body=b"{}")


class Mover:
    """An upstream that has moved. `asked` holds every path."""

    def __init__(self) -> None:
        self.status, self.place = 302, ""
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        headers = {"Location": self.place} if self.place else {}
        return web.Response(status=self.status, headers=headers)


@pytest.fixture
async def mover() -> AsyncIterator[tuple[Mover, RemoteUpstream]]:
    mover = Mover()
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", mover.answer)
    async with TestServer(app) as server:
        facts = {"name": "cloud", "wire": "openai", "url": str(server.make_url("")), "keys": ["sk-owner"]}
        settings = msgspec.convert(facts, Upstream)
        upstream = RemoteUpstream(settings, client_face("openai", "", Catalog.load()), SystemClock())
        upstream.open()
        yield mover, upstream
        await upstream.close()


async def created(upstream: RemoteUpstream) -> Answer:
    return await upstream.create(CALL, upstream.keys_in_turn()[0])


@pytest.mark.parametrize(
    ("status", "place", "shown", "kind"),
    [
        (308, "https://new.example/v2/videos", "https://new.example/v2/videos", Refused),
        (302, "https://new.example/v1/videos/", "https://new.example/v1/videos/", Refused),
        (302, "/login?next=/v1/videos", "/login", Unclear),
        (303, "/v1/videos/video_7?token=sk-secret", "/v1/videos/video_7", Unclear),
        (302, "https://user:word@new.example/tasks", "https://new.example/tasks", Unclear),
        (302, "", "redirects", Unclear),
        (301, "", "redirects", Refused),
        (302, "http://[half", "redirects", Unclear),
    ],
)
async def test_a_redirected_create_counts_as_what_it_says(
    mover: tuple[Mover, RemoteUpstream], status: int, place: str, shown: str, kind: type
) -> None:
    there, upstream = mover
    there.status, there.place = status, place
    answer = await created(upstream)
    reception = upstream.face.received(answer)
    assert isinstance(reception, kind)
    assert shown in reception.message  # type: ignore[attr-defined]
    assert "secret" not in answer.location and "word" not in answer.location
    assert there.asked == ["/v1/videos"]
