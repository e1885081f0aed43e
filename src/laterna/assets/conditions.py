"""Conditional requests of RFC 9110, section 13: whether a file is to be sent at all."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from typing import Literal

from laterna.assets.storage import Stored

Verdict = Literal["send", "not_modified", "failed"]


def http_date(seconds: int) -> str:
    """A time (seconds since 1970) as HTTP writes it."""
    return formatdate(seconds, usegmt=True)


def judge(headers: Mapping[str, str], stored: Stored) -> Verdict:
    """What the preconditions of a GET or HEAD say, in the order of RFC 9110, 13.2.2. Header names in lower case."""
    if (wanted := headers.get("if-match")) is not None:
        if not _matches(wanted, stored.etag, weak=False):
            return "failed"
    elif (moment := _moment(headers.get("if-unmodified-since"))) is not None and stored.modified > moment:
        return "failed"
    if (known := headers.get("if-none-match")) is not None:
        return "not_modified" if _matches(known, stored.etag, weak=True) else "send"
    if (moment := _moment(headers.get("if-modified-since"))) is not None and stored.modified <= moment:
        return "not_modified"
    return "send"


def range_applies(headers: Mapping[str, str], stored: Stored) -> bool:
    """True when `Range` counts: there is no `If-Range`, or it names exactly this state of the file."""
    validator = headers.get("if-range")
    if validator is None:
        return True
    if validator.lstrip().startswith(('"', "W/")):
        return validator.strip() == stored.etag
    return _moment(validator) == stored.modified


def _matches(header: str, etag: str, *, weak: bool) -> bool:
    if header.strip() == "*":
        return True
    # Our own tags hold no comma, so a list can be cut at commas without parsing quotes.
    tags = [tag.strip() for tag in header.split(",")]
    return etag in ([tag.removeprefix("W/") for tag in tags] if weak else tags)


def _moment(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
