"""`GET /files/{key}`: the files of finished tasks, behind signed links, with everything that players and download
managers need: ranges, conditional requests, HEAD.

A file is read in pieces, off the event loop whenever a disk would have to be waited for, and each piece is sent
before the next is read: memory does not grow with the file or with the number of downloads.
"""

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

import msgspec
from litestar import asgi
from litestar.enums import ScopeType
from litestar.handlers import ASGIRouteHandler
from litestar.types import HTTPScope, Receive, Scope, Send

from laterna.assets.conditions import http_date, judge, range_applies
from laterna.assets.ranges import Span, Unsatisfiable, Whole, parse_range
from laterna.assets.storage import OpenFile, Stored
from laterna.assets.store import AssetStore
from laterna.errors import ERROR_KINDS

PIECE: Final = 128 * 1024
"""Bytes that are read and sent at once."""

_TYPES: Final = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "json": "application/json",
}
_METHODS: Final = "GET, HEAD, OPTIONS"
_EXPOSED: Final = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified"
_COMMON: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": _EXPOSED,
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
}
_PREFLIGHT: Final = {
    **_COMMON,
    "access-control-allow-methods": _METHODS,
    "access-control-allow-headers": "Range, If-Range, If-None-Match, If-Modified-Since",
    "access-control-max-age": "86400",
}

Headers = dict[str, str]


def files_router(assets: AssetStore) -> ASGIRouteHandler:
    """The route `/files/{key}` for GET, HEAD and OPTIONS, to be mounted in the application."""

    @asgi("/files", is_mount=True, copy_scope=True, name="files")
    async def files(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            await _Exchange(assets, scope, receive, send).run()

    return files


async def send_file(
    assets: AssetStore, key: str, name: str, scope: Scope, receive: Receive, send: Send, *, life: int
) -> bool:
    """Answers a request with an asset, for doors that have checked by themselves who asks.

    `name` is what a browser's "save as" proposes, `life` the seconds that caches may keep it. Answers False,
    and sends nothing, when the asset is not there.
    """
    assert scope["type"] == ScopeType.HTTP
    file = await assets.open(key)
    if file is None:
        return False
    try:
        await _Exchange(assets, scope, receive, send, key=key, name=name).serve(file, life)
    finally:
        file.close()
    return True


class _Exchange:
    """One request and its answer; the key and the name come from the link, unless they are given."""

    def __init__(
        self,
        assets: AssetStore,
        scope: HTTPScope,
        receive: Receive,
        send: Send,
        *,
        key: str = "",
        name: str = "",
    ) -> None:
        self._assets = assets
        self._receive = receive
        self._send = send
        self._method = str(scope["method"])
        self._key = key or str(scope["path"]).strip("/").removeprefix("files/")
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        self._query = {"name": name} if key else dict(query)
        self._way = "attachment" if key else "inline"
        self._headers = _joined(scope["headers"])

    async def run(self) -> None:
        if self._method == "OPTIONS":
            await self._answer(204, _PREFLIGHT)
        elif self._method not in ("GET", "HEAD"):
            await self._refuse(405, "method_not_allowed", {"allow": _METHODS})
        elif (life := self._assets.link_life(self._key, self._query)) is None:
            await self._refuse(403, "link_expired")
        elif (file := await self._assets.open(self._key)) is None:
            await self._refuse(404, "not_found")
        else:
            try:
                await self.serve(file, life)
            finally:
                file.close()

    async def serve(self, file: OpenFile, life: int) -> None:
        """Answers with the file, or the part of it that is asked for, or that nothing has changed."""
        stored = file.stored
        headers = self._file_headers(stored, life)
        verdict = judge(self._headers, stored)
        if verdict != "send":
            await self._answer(304 if verdict == "not_modified" else 412, headers)
            return
        part = self._part(stored)
        if part == "unsatisfiable":
            await self._answer(
                416, _COMMON | {"content-range": f"bytes */{stored.size}", "accept-ranges": "bytes"}
            )
            return
        span = part if isinstance(part, Span) else Span(0, stored.size - 1)
        if isinstance(part, Span):
            headers["content-range"] = f"bytes {span.start}-{span.end}/{stored.size}"
        headers["content-type"] = _TYPES.get(self._key.rpartition(".")[2].lower(), "application/octet-stream")
        headers["content-disposition"] = _disposition(
            self._way, self._query.get("name") or self._key.rpartition("/")[2]
        )
        headers["content-length"] = str(span.length)
        await self._start(206 if isinstance(part, Span) else 200, headers)
        await self._stream(file, span if self._method == "GET" else Span(0, -1))

    def _part(self, stored: Stored) -> Span | Whole | Unsatisfiable:
        if self._method != "GET" or "range" not in self._headers or not range_applies(self._headers, stored):
            return "whole"
        return parse_range(self._headers["range"], stored.size)

    def _file_headers(self, stored: Stored, life: int) -> Headers:
        return _COMMON | {
            "accept-ranges": "bytes",
            "cache-control": f"private, max-age={life}",
            "etag": stored.etag,
            "last-modified": http_date(stored.modified),
        }

    async def _stream(self, file: OpenFile, span: Span) -> None:
        offset, end = span.start, span.end + 1
        gone = asyncio.ensure_future(self._disconnected())
        try:
            while offset < end and not gone.done():
                length = min(PIECE, end - offset)
                piece = file.read_cached(offset, length)
                if piece is None:
                    piece = await asyncio.to_thread(file.read, offset, length)
                if not piece:
                    # Shorter than it was when opened: the missing end shows the client that the answer is broken.
                    return
                offset += len(piece)
                await self._body(piece, more=True)
                # A client as fast as the file never makes `send` wait: without this, it alone would be served.
                await asyncio.sleep(0)
            await self._body(b"", more=False)
        finally:
            gone.cancel()

    async def _disconnected(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _refuse(self, status: int, code: str, extra: Mapping[str, str] | None = None) -> None:
        kind = ERROR_KINDS[code]
        body = msgspec.json.encode({"code": code, "message": f"{kind.meaning} {kind.remedy}"})
        headers = (
            _COMMON | {"content-type": "application/json", "cache-control": "no-store"} | dict(extra or {})
        )
        await self._answer(status, headers, body)

    async def _answer(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        length = {} if status in (204, 304) else {"content-length": str(len(body))}
        await self._start(status, {**headers, **length})
        await self._body(body if self._method != "HEAD" else b"", more=False)

    async def _start(self, status: int, headers: Mapping[str, str]) -> None:
        pairs = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": pairs})

    async def _body(self, body: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


def _joined(raw: object) -> Headers:
    """Headers by lower-case name; a name that came twice has its values joined by commas, as HTTP allows."""
    headers: Headers = {}
    if isinstance(raw, list | tuple):
        for name, value in raw:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1")
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _disposition(way: str, name: str) -> str:
    """Shown in place (`inline`) or saved (`attachment`), with a file name (RFC 6266); names beyond ASCII in the
    encoded form beside it."""
    plain = "".join(
        char if char.isascii() and char.isprintable() and char not in '"\\%' else "_" for char in name
    )
    encoded = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'{way}; filename="{plain}"{encoded}'
