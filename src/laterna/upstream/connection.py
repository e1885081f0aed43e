"""The connection below a request, so that it can really be dropped, reset or left hanging."""

import asyncio
import contextlib
import socket
import struct
from typing import Final

from litestar.types import Receive, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_EXTENSION: Final = "laterna.connection"
_LINGER: Final = struct.pack("ii", 1, 0)


class OpenProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which lets the application have the connection."""

    def on_message_begin(self) -> None:
        """Begins a request."""
        super().on_message_begin()
        self.scope["extensions"] = {_EXTENSION: {"connection": Connection(self.transport)}}


class Connection:
    """One connection to a client."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    @staticmethod
    def of(scope: Scope) -> "Connection":
        """The connection of a request. Raises RuntimeError under a server that does not give it."""
        extension = (scope.get("extensions") or {}).get(_EXTENSION)
        connection = extension.get("connection") if isinstance(extension, dict) else None
        if not isinstance(connection, Connection):
            raise RuntimeError("The emulator's faults need a server that runs OpenProtocol.")
        return connection

    def close(self) -> None:
        """Sends what is still to be sent, and ends the connection."""
        self._transport.close()

    def reset(self) -> None:
        """Ends the connection with a TCP reset; what was not sent yet is lost."""
        found = self._transport.get_extra_info("socket")
        if found is not None:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        self._transport.abort()


async def ended(receive: Receive) -> None:
    """Returns when the connection has ended; what the client still sends is thrown away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def ended_within(receive: Receive, closing: asyncio.Event, seconds: float) -> None:
    """Returns when the connection has ended, the server stops, or so much time has passed."""
    waits = {asyncio.ensure_future(ended(receive)), asyncio.ensure_future(closing.wait())}
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*waits, return_exceptions=True)
