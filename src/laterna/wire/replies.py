"""Reading an upstream's answer: leniently, without ever raising, and with keys kept out of what is shown."""

import re
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from laterna.clock import SECOND
from laterna.jsontypes import JSON, JSONObject

LONGEST = 500
"""Characters of a code or message that are kept."""

_SECRET = re.compile(
    r"(?i)\b(?:sk|st|vda|whsec)[-_][\w.*-]{4,}"
    r"|(?<=bearer )[\w.~+/=*-]{8,}"
    r"|(?<=token )[\w.~+/=*-]{16,}"
    r"|(?:(?<=key)|(?<=token)|(?<=secret)|(?<=authorization))[\"']?\s*(?:is|provided)?\s*[:=]?\s*[\"']?[\w.~+/=*-]{16,}"
)
_LENGTH = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,9})?")
_PIXELS = re.compile(r"([1-9][0-9]{1,4})\s*[x*X×]\s*([1-9][0-9]{1,4})")
_FINE = frozenset({"", "0", "200", "success", "ok"})


class Fault(Struct, frozen=True):
    """An error as an upstream says it: ready to be shown."""

    code: str
    message: str


def read_object(body: bytes) -> "JSONObject | None":
    """The JSON object in a body, or None."""
    try:
        fields = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return None
    return fields if isinstance(fields, dict) else None


def dig(value: JSON, path: str) -> JSON:
    """What lies at a path such as `data.creations.0.url`, or None."""
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def first_text(value: JSON, paths: tuple[str, ...]) -> str:
    """The first text or whole number that is there under one of the paths; empty when there is none."""
    for path in paths:
        found = as_text(dig(value, path))
        if found:
            return found
    return ""


def as_text(value: JSON) -> str:
    """Texts as they are, whole numbers as digits, all else empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 128:
        return str(value)
    return ""


def shown(text: str) -> str:
    """A text of an upstream's as it may be kept and shown: cut, on good characters, keys masked."""
    cut = text[: 2 * LONGEST].replace("\x00", "").encode("utf-8", "replace").decode()
    return _SECRET.sub("***", cut)[:LONGEST]


def as_id(value: JSON) -> str:
    """A task's id; empty when the value cannot be one."""
    text = as_text(value).strip()
    good = 0 < len(text) <= LONGEST and text.isprintable() and not any(letter.isspace() for letter in text)
    return text if good else ""


def first_id(value: JSON, paths: tuple[str, ...]) -> str:
    """The first good id under one of the paths; empty when there is none."""
    return next((found for path in paths if (found := as_id(dig(value, path)))), "")


def moment(value: JSON) -> int | None:
    """Microseconds since 1970 from Unix seconds, milliseconds or microseconds, or from a time of ISO 8601."""
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value.strip())
            return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * SECOND)
        except (ValueError, OverflowError):
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e17:
        return None
    factor = 1 if value > 1e14 else 1_000 if value > 1e11 else SECOND
    return int(value * factor)


def percent(value: JSON) -> int | None:
    """A progress from 0 to 100, also from a text such as `30%`; None for anything else."""
    if isinstance(value, str):
        digits = value.strip().removesuffix("%").strip()
        value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 3 else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        return None
    return int(value)


def length(value: JSON) -> float | None:
    """How many seconds a clip has, from a number or a number in a text; None for anything else and for zero."""
    text = str(value) if isinstance(value, float) else as_text(value)
    found = _LENGTH.fullmatch(text.strip())
    return (float(found[0]) or None) if found else None


def pixels(value: JSON) -> tuple[int, int] | None:
    """Width and height from a text such as `1280x720` or `1280*720`; None for anything else."""
    found = _PIXELS.fullmatch(as_text(value).strip())
    return (int(found[1]), int(found[2])) if found else None


def fault_in(body: JSONObject) -> Fault | None:
    """The error that a body says, in whichever of the wires' shapes; None when it says none.

    Shapes: `{"code", "message"}` with or without `reason` (DashScope, Vidu, new-api), `{"error": {…}}` or
    `{"error": "…"}` (OpenAI's followers), `{"detail": …}` (inference servers).
    """
    error = body.get("error")
    if isinstance(error, str) and error:
        return Fault(shown(as_text(body.get("code"))), shown(error))
    if isinstance(error, dict):
        code = first_text(error, ("code", "type"))
        message = first_text(error, ("message", "msg", "detail"))
        if code or message:
            return Fault(shown(code), shown(message))
    code = first_text(body, ("reason", "code"))
    message = first_text(body, ("message", "msg", "err_msg"))
    if code and message and as_text(body.get("code")).casefold() not in _FINE:
        return Fault(shown(code), shown(message))
    if body.get("reason") and code:
        return Fault(shown(code), shown(message))
    detail = body.get("detail")
    if detail:
        text = detail if isinstance(detail, str) else first_text(detail, ("0.msg", "message"))
        return Fault("", shown(text or msgspec.json.encode(detail).decode()))
    return None
