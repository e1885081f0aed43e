"""Whole answers: caught before they are sent, and bent."""

from collections.abc import Mapping
from typing import Final

import msgspec
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.types import Message as ASGIMessage
from msgspec import Struct

from laterna.api.dashscope import DashScopeDoor
from laterna.api.door import Voice
from laterna.api.generations import GenerationsDoor
from laterna.api.openai import OpenAIDoor
from laterna.api.vidu import ViduDoor
from laterna.errors import AccessError
from laterna.jsontypes import JSON
from laterna.upstream.chance import Dice
from laterna.upstream.scenario import Words

Headers = tuple[tuple[bytes, bytes], ...]

_VOICES: Final[Mapping[str, Voice]] = {
    "dashscope": DashScopeDoor.voice,
    "vidu": ViduDoor.voice,
    "generations": GenerationsDoor.voice,
    "openai": OpenAIDoor.voice,
}
_JSON: Final = (b"content-type", b"application/json")
_HTML: Final = (b"content-type", b"text/html")
_STATUS_FIELDS: Final = frozenset({"status", "state", "task_status"})
_ROLES: Final = {
    "succeeded": "succeeded",
    "success": "succeeded",
    "completed": "succeeded",
    "failed": "failed",
    "failure": "failed",
    "canceled": "canceled",
    "pending": "between",
    "running": "between",
    "queued": "between",
    "queueing": "between",
    "created": "between",
    "processing": "between",
    "in_progress": "between",
}


class Whole(Struct, frozen=True):
    """An answer: status, headers without `Content-Length`, body."""

    status: int
    headers: Headers
    body: bytes

    async def send(self, send: Send) -> None:
        """Sends it."""
        await self.send_start(send)
        await send({"type": "http.response.body", "body": self.body, "more_body": False})

    async def send_start(self, send: Send) -> None:
        """Sends status and headers only."""
        length = (b"content-length", str(len(self.body)).encode())
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers, length]})


async def caught(application: ASGIApp, scope: Scope, receive: Receive) -> Whole | None:
    """The application's answer, held back; None when the client left before there was one."""
    status: int | None = None
    headers: Headers = ()
    parts: list[bytes] = []

    async def send(message: ASGIMessage) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = tuple(
                (name, value) for name, value in message["headers"] if name.lower() != b"content-length"
            )
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await application(scope, receive, send)
    return None if status is None else Whole(status, headers, b"".join(parts))


def too_busy(wire: str, request_id: str, retry_after: float | None) -> Whole:
    """The wire's own 429; `retry_after` in seconds, None to leave it unsaid."""
    error = AccessError("Too many requests; this is an emulator's scenario.", code="rate_limited")
    status, body = _VOICES[wire].refusal(error, request_id)
    headers: Headers = (_JSON,)
    if retry_after is not None:
        headers += ((b"retry-after", f"{retry_after:g}".encode()),)
    return Whole(status, headers, body)


def broken(wire: str, request_id: str, status: int, *, html: bool) -> Whole:
    """A 5xx: the wire's own body, or the page of a proxy that stands before it."""
    if html:
        page = f"<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>"
        return Whole(status, (_HTML,), page.encode())
    return Whole(status, (_JSON,), _VOICES[wire].fault(request_id)[1])


def cut(answer: Whole, share: float) -> Whole:
    """The answer with JSON that ends in the middle; `share` (0 to 1) says where."""
    length = max(1, int(len(answer.body) * (0.1 + 0.8 * share)))
    return Whole(answer.status, answer.headers, answer.body[: min(length, len(answer.body) - 1)])


def respelled(answer: Whole, words: Words, dice: Dice, roles: frozenset[str]) -> Whole | None:
    """The answer with other status words for tasks in these roles; None where it has none of them."""
    try:
        decoded: JSON = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        return None
    drawn = {
        "succeeded": dice.choice("words.succeeded", words.succeeded),
        "failed": dice.choice("words.failed", words.failed),
        "canceled": dice.choice("words.canceled", words.canceled),
        "between": dice.choice("words.between", words.between),
    }
    bent = _bent(decoded, {role: drawn[role] for role in roles})
    body = msgspec.json.encode(bent)
    return None if bent == decoded else Whole(answer.status, answer.headers, body)


def _bent(value: JSON, words: Mapping[str, str]) -> JSON:
    if isinstance(value, list):
        return [_bent(item, words) for item in value]
    if isinstance(value, dict):
        return {name: _bent_field(name, item, words) for name, item in value.items()}
    return value


def _bent_field(name: str, value: JSON, words: Mapping[str, str]) -> JSON:
    if name in _STATUS_FIELDS and isinstance(value, str):
        return words.get(_ROLES.get(value.lower(), ""), value)
    return _bent(value, words)
