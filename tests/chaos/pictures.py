"""The picture that some of the orders bring along."""

import base64
import struct
import zlib
from typing import Final

_WIDTH, _HEIGHT = 640, 360


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png() -> bytes:
    """A grey picture (PNG specification, 11.2)."""
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes([60 + row // 4]) * _WIDTH for row in range(_HEIGHT))
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


PNG: Final = _png()


def data_url(png: bytes) -> str:
    """The picture as a URL that holds it."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
