"""The fastest possible answerer of `/v1/videos`, which the rival proxy forwards to: it does nothing else."""

import argparse
import asyncio

import uvloop

_BODY = (
    b'{"id":"video_1","object":"video","model":"sora-2","status":"queued","progress":0,"created_at":1774507626,'
    b'"completed_at":null,"expires_at":null,"prompt":"a cat","size":"1280x720","seconds":"4","quality":"standard",'
    b'"remixed_from_video_id":null,"error":null}'
)
_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
    len(_BODY),
    _BODY,
)


class Answerer(asyncio.Protocol):
    """Answers every complete request with the same video object."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            self._buffer = self._buffer[end + 4 + length :]
            assert self._transport is not None
            self._transport.write(_ANSWER)


async def serve(port: int) -> None:
    """Listens until it is killed."""
    server = await asyncio.get_running_loop().create_server(Answerer, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    uvloop.run(serve(parser.parse_args().port))
