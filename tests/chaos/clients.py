"""Callers of a house, at all four doors: they order with an `Idempotency-Key` and repeat what was not answered."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PATIENCE = 90.0  # seconds that a caller goes on repeating one order
SILENCE = 12.0  # seconds until a caller gives one answer up


@dataclass(frozen=True)
class Door:
    """One wire's way to order, to look and to cancel. `body` takes an order; one with a picture may go elsewhere."""

    path: str
    body: "Callable[[Order], dict[str, Any]]"
    made: Callable[[Any], str]
    read: str
    url: Callable[[Any], str]
    cancel: tuple[str, str]
    scheme: str = "Bearer"
    path_of_pictures: str = ""


@dataclass
class Order:
    """What one caller wants, and what came of it. `answers` are the ids in all answers with a 2xx status."""

    prompt: str
    key: str
    door: str
    model: str
    seconds: int
    callback: str
    at: float
    """Seconds from the beginning of the round."""
    twin: bool
    """It is sent twice at once."""
    cancel_after: float | None
    picture: str = ""
    """The first frame: a data URL, which the house stores, or the URL of somebody's web server."""
    answers: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    tries: int = 0

    @property
    def accepted(self) -> bool:
        """True when a caller was told so."""
        return bool(self.answers)


def _dashscope(order: Order) -> dict[str, Any]:
    return {
        "model": order.model,
        "input": {"prompt": order.prompt},
        "parameters": {"resolution": "540P", "duration": order.seconds},
    }


def _vidu(order: Order) -> dict[str, Any]:
    body = {"model": order.model, "prompt": order.prompt, "duration": order.seconds, "resolution": "540p"}
    body |= {"images": [order.picture]} if order.picture else {}
    return body | ({"callback_url": order.callback} if order.callback else {})


def _generations(order: Order) -> dict[str, Any]:
    body = {"model": order.model, "prompt": order.prompt, "duration": order.seconds, "resolution": "540p"}
    return body | ({"image": order.picture} if order.picture else {})


def _openai(order: Order) -> dict[str, Any]:
    body = {
        "model": order.model,
        "prompt": order.prompt,
        "seconds": str(order.seconds),
        "resolution": "540p",
    }
    return body | ({"input_reference": order.picture} if order.picture else {})


DOORS = {
    "dashscope": Door(
        "/api/v1/services/aigc/video-generation/video-synthesis",
        _dashscope,
        lambda body: str(body["output"]["task_id"]),
        "/api/v1/tasks/{}",
        lambda body: str(body["output"]["video_url"]),
        ("POST", "/api/v1/tasks/{}/cancel"),
    ),
    "vidu": Door(
        "/ent/v2/text2video",
        _vidu,
        lambda body: str(body["task_id"]),
        "/ent/v2/tasks/{}/creations",
        lambda body: str(body["creations"][0]["url"]),
        ("POST", "/ent/v2/tasks/{}/cancel"),
        "Token",
        "/ent/v2/img2video",
    ),
    "generations": Door(
        "/v1/video/generations",
        _generations,
        lambda body: str(body["task_id"]),
        "/v1/video/generations/{}",
        lambda body: str(body["url"]),
        ("DELETE", "/v1/video/generations/{}"),
    ),
    "openai": Door(
        "/v1/videos",
        _openai,
        lambda body: str(body["id"]),
        "/v1/videos/{}",
        lambda body: str(body["url"]),
        # Its own cancel would remove the task as well, and with it what the checks look at.
        ("DELETE", "/v1/video/generations/{}"),
    ),
}
MODELS = ("vidu/viduq3-turbo_text2video", "viduq3-turbo", "viduq3t-540p", "viduq3-pro")
RUNNING_TOO = DOORS["generations"].cancel
"""The door whose cancel ends running tasks as well, whichever door they came from."""


class Callers:
    """Talks to the house at `url` with one key."""

    def __init__(self, http: aiohttp.ClientSession, url: str, key: str) -> None:
        self._http = http
        self._url = url
        self._key = key

    async def order(self, order: Order, chance: random.Random) -> None:
        """Orders, and repeats under the same key until there is an answer that counts."""
        sent = [self._insist(order, chance.random()) for _ in range(2 if order.twin else 1)]
        await asyncio.gather(*sent)
        if order.cancel_after is not None and order.accepted:
            await asyncio.sleep(order.cancel_after)
            await self.cancel(order)

    async def cancel(self, order: Order, *, running_too: bool = False) -> bool:
        """Cancels where that is still possible; True when the house says that it is done."""
        door = DOORS[order.door]
        method, path = RUNNING_TOO if running_too else door.cancel
        try:
            status, _ = await self.ask(method, path.format(order.answers[0]), scheme=door.scheme)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False
        return status == 200

    async def _insist(self, order: Order, lot: float) -> None:
        door, deadline = DOORS[order.door], asyncio.get_running_loop().time() + PATIENCE
        wait = 0.05 + 0.1 * lot
        while asyncio.get_running_loop().time() < deadline:
            order.tries += 1
            headers = {"Idempotency-Key": order.key, "X-DashScope-Async": "enable"}
            body = door.body(order)
            path = (order.picture and door.path_of_pictures) or door.path
            try:
                status, answer = await self.ask("POST", path, scheme=door.scheme, json=body, headers=headers)
            except (aiohttp.ClientError, TimeoutError, OSError):
                status, answer = 0, None
            if 200 <= status < 300:
                order.answers.append(door.made(answer))
                return
            if status and status != 429 and status < 500:
                order.refusals.append(f"{status} {answer}")
                return
            await asyncio.sleep(wait)
            wait = min(wait * 1.5, 0.6)
        order.refusals.append("no answer in time")

    async def clip(self, order: Order) -> bytes:
        """The clip's bytes, by the URL that the door's answer names."""
        door = DOORS[order.door]
        _, answer = await self.ask("GET", door.read.format(order.answers[0]), scheme=door.scheme)
        async with self._http.get(door.url(answer), headers=self._headers(door.scheme)) as response:
            response.raise_for_status()
            return await response.read()

    async def ask(
        self,
        method: str,
        path: str,
        *,
        scheme: str = "Bearer",
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> tuple[int, Any]:
        """Status and decoded body of one request."""
        timeout = aiohttp.ClientTimeout(total=SILENCE)
        sent = {**self._headers(scheme), **(headers or {})}
        async with self._http.request(
            method, self._url + path, headers=sent, timeout=timeout, **options
        ) as response:
            body = await response.read()
            try:
                return response.status, await response.json(content_type=None)
            except ValueError:
                return response.status, body

    def _headers(self, scheme: str) -> dict[str, str]:
        return {"Authorization": f"{scheme} {self._key}"}
