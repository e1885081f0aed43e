"""DashScope's clock: wall time of UTC+8 without a zone suffix (contract dashscope 5.2 and 5.6)."""

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from laterna.clock import SECOND

_ZONE = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wall_time(microseconds: int) -> str:
    """`YYYY-MM-DD HH:mm:ss.SSS`, cut, not rounded, to three decimals."""
    seconds, rest = divmod(microseconds, SECOND)
    return f"{_second(seconds)}.{rest // 1_000:03d}"


# Whoever waits asks for the same times again and again.
@lru_cache(4_096)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, _ZONE).isoformat(" ")[:19]


def parse_compact(text: str) -> int | None:
    """Microseconds since 1970 from `YYYYMMDDhhmmss`, or None when the text is no such time."""
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return None
    try:
        moment = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=_ZONE)
    except ValueError:
        return None
    return (moment - _EPOCH) // timedelta(microseconds=1)
