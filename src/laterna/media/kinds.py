"""What kind of file something is, told by its first bytes, whatever its name says. Loads no decoder.

Sources: PNG specification 5.2; JPEG ISO/IEC 10918-1 B.1.1.3; WebP RFC 9649 2.4; an MP3 begins with an ID3v2 tag, or
with a frame: eleven set bits, then layer III (ISO/IEC 11172-3, 2.4.2.3).
"""

from typing import Final

HEAD: Final = 16
"""How many first bytes are enough."""


def picture_kind(head: bytes) -> str | None:
    """`PNG`, `JPEG` or `WebP`, by the first `HEAD` bytes of a file, or None."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    return None


def sound_kind(head: bytes) -> str | None:
    """`WAV` or `MP3`, by the first `HEAD` bytes of a file, or None."""
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "WAV"
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "MP3"
    return None
