"""Asks an ASGI application without a socket. The client is gone when its request is read, so that streams end."""

import asyncio
from collections.abc import Iterable
from typing import Any

from litestar.types import ASGIApp

Told = tuple[int, dict[bytes, bytes], bytes]
"""Status, headers and body; status 0 when nothing was answered."""


async def asked(
    app: ASGIApp,
    method: str,
    path: str,
    *,
    query: bytes = b"",
    headers: Iterable[tuple[bytes, bytes]] = (),
    parts: Iterable[bytes] = (b"",),
    cut: bool = False,
    slowly: bool = False,
) -> Told:
    """One request; its body comes in `parts`, of which the last never comes when it is `cut`. Between them others have
    their turn when it comes `slowly`."""
    bodies = list(parts)
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": part, "more_body": place < len(bodies) - 1}
        for place, part in enumerate(bodies)
    ]
    if cut:
        messages.pop()
    sent: list[Any] = []

    async def receive() -> Any:
        if slowly:
            await asyncio.sleep(0)
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    await app(scope, receive, send)
    if not sent:
        return 0, {}, b""
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(each.get("body", b"") for each in sent[1:])
