"""Task ids: one number, written in each wire's own form.

A task's id is an 18-digit number: milliseconds since 2020 in the upper bits, 20 random bits below, so ids
sort by age. Each door shows it in the shape its clients know; every door reads every shape, so a task made
at one door can be asked for at all others.

| wire | shape | source |
|---|---|---|
| vidu | 18 decimal digits | contract vidu 4 |
| dashscope | UUID version 4, lower case | contract dashscope 4.1 |
| generations | `task_` and 32 hexadecimal digits | contract v1-video-generations 4 |
| openai | `video_` and 32 hexadecimal digits | contract openai-videos 4 |
"""

import hashlib
import secrets

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01 UTC
_RANDOM_BITS = 20
_MASK_60 = (1 << 60) - 1
_MASK_62 = (1 << 62) - 1


def new_task_id(now: int) -> int:
    """A new id for a task created at `now` (microseconds since 1970). 18 digits from 2024 until 2050."""
    milliseconds = now // 1_000 - _EPOCH_MS
    return (milliseconds << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)


def edge_of_millisecond(task_id: int, *, late: bool) -> int:
    """The first or, if `late`, the last microsecond since 1970 at which a task with this id can have been created."""
    return ((task_id >> _RANDOM_BITS) + _EPOCH_MS) * 1_000 + (999 if late else 0)


def uuid_form(task_id: int) -> str:
    """The id as a lower-case UUID version 4."""
    digits = f"{_spread(task_id):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def hex_form(task_id: int, prefix: str) -> str:
    """The id as `prefix` and 32 hexadecimal digits."""
    return f"{prefix}{_spread(task_id):032x}"


def parse_task_id(text: str) -> int | None:
    """The id behind any of the shapes above, or None when the text is no id of ours."""
    body = text.strip().lower()
    if body.isascii() and body.isdigit() and len(body) <= 19:
        return int(body) if int(body) < 1 << 60 else None
    body = body.removeprefix("task_").removeprefix("video_").replace("-", "")
    if len(body) != 32:
        return None
    try:
        return _gather(int(body, 16))
    except ValueError:
        return None


def _spread(number: int) -> int:
    """Spreads 60 bits over the 122 free bits of a UUID version 4, reversibly."""
    tail = _digest(b"tail", number) & _MASK_62
    head = (number ^ _digest(b"head", tail)) & _MASK_60
    return ((head >> 12) << 80) | (4 << 76) | ((head & 0xFFF) << 64) | (0b10 << 62) | tail


def _gather(value: int) -> int | None:
    if (value >> 76) & 0xF != 4 or (value >> 62) & 0b11 != 0b10:
        return None
    head = ((value >> 80) << 12) | ((value >> 64) & 0xFFF)
    tail = value & _MASK_62
    number = (head ^ _digest(b"head", tail)) & _MASK_60
    return number if _digest(b"tail", number) & _MASK_62 == tail else None


def _digest(purpose: bytes, number: int) -> int:
    return int.from_bytes(
        hashlib.blake2b(number.to_bytes(8, "big"), digest_size=8, person=purpose).digest(), "big"
    )
