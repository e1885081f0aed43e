"""What a picture file says of itself before a pixel of it is decoded: its size, and which way up it was taken.

Sources: PNG specification 11.2.1 (IHDR); WebP RFC 9649 2.5 to 2.7; JPEG ISO/IEC 10918-1 B.1.1.3 and B.2.2 (frame
headers); Exif 2.32 4.6.4 (tag 274, orientation 1 to 8).
"""

import struct
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

_SOF: Final = frozenset((*range(0xC0, 0xD0),)) - {0xC4, 0xC8, 0xCC}
_BARE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_EXIF: Final = 0xE1
_ORIENTATION: Final = 274
_MOST_MARKERS: Final = 2_000


class Header(Struct, frozen=True):
    """Width and height in pixels as stored, 0 where the file does not say; `orientation` as of Exif, 1 for upright."""

    width: int = 0
    height: int = 0
    orientation: int = 1


def read_header(path: Path, kind: str) -> Header:
    """The header of a `PNG`, `JPEG` or `WebP` file. What is damaged is left at its default."""
    with path.open("rb") as file:
        try:
            if kind == "JPEG":
                return _jpeg(file)
            head = file.read(30)
            width, height = struct.unpack_from(">II", head, 16) if kind == "PNG" else _webp(head)
        except struct.error:
            return Header()
        return Header(width, height)


def _webp(head: bytes) -> tuple[int, int]:
    chunk = head[12:16]
    if chunk == b"VP8X":
        return (1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little"))
    if chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack_from("<HH", head, 26)
    return (width & 0x3FFF, height & 0x3FFF)


def _jpeg(file: BinaryIO) -> Header:
    """Walks from marker to marker, without reading what lies between."""
    orientation = 1
    file.seek(2)
    for _ in range(_MOST_MARKERS):
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            break
        if marker[1] == 0xFF:
            file.seek(-1, 1)
            continue
        if marker[1] in _BARE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker[1] in _SOF:
            _, height, width = struct.unpack(">BHH", file.read(5))
            return Header(width, height, orientation)
        after = file.tell() + length - 2
        if marker[1] == _EXIF:
            orientation = _orientation(file.read(max(0, length - 2)), orientation)
        file.seek(after)
    return Header(orientation=orientation)


def _orientation(body: bytes, default: int) -> int:
    if body[:6] != b"Exif\0\0" or body[6:8] not in (b"II", b"MM"):
        return default
    tiff, order = body[6:], "<" if body[6:8] == b"II" else ">"
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(min(count, 200)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * entry)
            if tag == _ORIENTATION and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return default
    return default
