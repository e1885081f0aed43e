"""Downloads that go wrong: results that trickle, break off, lie about their length, or are not what they were."""

import asyncio
import re
from typing import Final

from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.types import Message as ASGIMessage

from laterna.upstream.connection import Connection, ended
from laterna.upstream.emulation import Emulation

_KINDS: Final = ("error", "slow", "broken_off", "wrong_length", "corrupted", "no_range")
_PIECES_A_SECOND: Final = 10
_MORE: Final = 4_096
_RUN: Final = 1_024
_SPOILED: Final = 128
_RANGE_HEADERS: Final = (b"range", b"if-range")
_FROM: Final = re.compile(rb"bytes (\d+)-")


class Downloads:
    """Answers with files, as the scenario has it."""

    def __init__(self, application: ASGIApp, emulation: Emulation) -> None:
        self._application = application
        self._emulation = emulation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request for a file."""
        emulation = self._emulation
        faults = emulation.scenario.download
        rates: dict[str, float] = {kind: getattr(faults, kind) for kind in _KINDS}
        fault = emulation.deal("download", rates)
        if fault == "error":
            emulation.count("download.error")
            await _refuse(emulation.dice.choice("download.error_status", faults.error_statuses), send)
            return
        if not fault or scope.get("method") != "GET":
            await self._application(scope, receive, send)
            return
        if fault == "no_range":
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in _RANGE_HEADERS]
        file = _File(fault, emulation, scope, send)
        await self._application(scope, receive, file.send)
        if file.dropped:
            await ended(receive)


class _File:
    """One file on its way to a client. Answers that are no file pass as they are."""

    def __init__(self, fault: str, emulation: Emulation, scope: Scope, send: Send) -> None:
        self.dropped = False
        self._fault = fault
        self._emulation = emulation
        self._connection = Connection.of(scope)
        self._send = send
        self._position = 0
        self._left: int | None = None
        self._drops_at_end = False

    async def send(self, message: ASGIMessage) -> None:
        """Takes what the application sends."""
        if message["type"] == "http.response.start":
            await self._send(self._started(message))
        elif message["type"] == "http.response.body" and not self.dropped:
            await self._body(message.get("body", b""), more=message.get("more_body", False))

    def _started(self, message: ASGIMessage) -> ASGIMessage:
        if message["type"] != "http.response.start" or message["status"] not in (200, 206):
            self._fault = ""
            return message
        headers = dict(message["headers"])
        length = int(headers.get(b"content-length", b"0"))
        begin = _FROM.match(headers.get(b"content-range", b""))
        self._position = int(begin.group(1)) if begin else 0
        self._emulation.count(f"download.{self._fault}")
        faults, dice = self._emulation.scenario.download, self._emulation.dice
        if self._fault == "no_range":
            headers.pop(b"accept-ranges", None)
        elif self._fault == "broken_off":
            drawn = int(length * dice.roll("download.broken_off_after"))
            self._left = min(faults.broken_off_after or drawn, max(0, length - 1))
            self._drops_at_end = True
        elif self._fault == "wrong_length":
            self._drops_at_end = dice.hit("download.wrong_length_more", 0.5)
            self._left = length if self._drops_at_end else max(1, length * 2 // 3)
            told = length + _MORE if self._drops_at_end else self._left
            headers[b"content-length"] = str(told).encode()
        return {**message, "headers": list(headers.items())}

    async def _body(self, body: bytes, *, more: bool) -> None:
        if self._fault == "corrupted":
            body = _spoiled(body, self._position)
        self._position += len(body)
        if self._left is not None:
            await self._limited(body, more=more)
        elif self._fault == "slow":
            await self._trickle(body, more=more)
        else:
            await self._send({"type": "http.response.body", "body": body, "more_body": more})

    async def _limited(self, body: bytes, *, more: bool) -> None:
        assert self._left is not None
        body = body[: self._left]
        self._left -= len(body)
        last = self._left == 0 or not more
        if not last or self._drops_at_end:
            await self._send({"type": "http.response.body", "body": body, "more_body": True})
            if last:
                self.dropped = True
                self._connection.close()
            return
        # What was declared has been sent; the rest of the file is kept back.
        self.dropped = True
        await self._send({"type": "http.response.body", "body": body, "more_body": False})

    async def _trickle(self, body: bytes, *, more: bool) -> None:
        piece = max(1, self._emulation.scenario.download.slow_rate // _PIECES_A_SECOND)
        for start in range(0, len(body), piece):
            part = body[start : start + piece]
            await self._send({"type": "http.response.body", "body": part, "more_body": True})
            await asyncio.sleep(1 / _PIECES_A_SECOND)
        if not more:
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})


async def _refuse(status: int, send: Send) -> None:
    body = b"This download fails; it is an emulator's scenario."
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _spoiled(body: bytes, position: int) -> bytes:
    """The bytes with the first of every run turned over, counted from the file's beginning."""
    spoiled = bytearray(body)
    for index in range(len(spoiled)):
        if (position + index) % _RUN < _SPOILED:
            spoiled[index] ^= 0xA5
    return bytes(spoiled)
