"""How every client face reads answers: leniently, without ever raising, and with keys kept out of messages.

| answer to a create | means |
|---|---|
| 2xx with a task's id | accepted |
| 2xx with the wire's own error and no id | refused |
| 2xx without either | unclear |
| 3xx that names another place | refused: nothing was done here |
| 401, 402, 403 | refused: this key |
| 429, and codes that speak of too much at once | refused: busy |
| 404, 405, 413, 415, 422, and other 4xx with a readable error | refused: the request |
| 408, 409, 425, 499, 5xx, and what cannot be read | unclear |

Codes come from contract dashscope 7.2, contract vidu 8, contract v1-video-generations 6, contract openai-videos 8.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from laterna.clock import SECOND
from laterna.jsontypes import JSON, JSONObject
from laterna.wire.client import Accepted, Answer, Reception, RefusalKind, Refused, Unclear
from laterna.wire.words import plain

LONGEST = 500
"""Characters of a code or message that are kept."""

_SECRET = re.compile(
    r"(?i)\b(?:sk|st|vda|whsec)[-_][\w.*-]{4,}"
    r"|(?<=bearer )[\w.~+/=*-]{8,}"
    r"|(?<=token )[\w.~+/=*-]{16,}"
    r"|(?:(?<=key)|(?<=token)|(?<=secret)|(?<=authorization))[\"']?\s*(?:is|provided)?\s*[:=]?\s*[\"']?[\w.~+/=*-]{16,}"
)
_PLACE = re.compile(rb"https?://[^\s\"'<>]{1,200}")
_WORDS = ("status", "state", "task_status", "output.task_status", "data.status")
_FINE = frozenset({"", "0", "200", "success", "ok"})

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ABOUT_THE_KEY = frozenset({401, 402, 403})
_ABOUT_THE_REQUEST = frozenset({404, 405, 413, 415, 422})
_SAY_NOTHING = frozenset({408, 409, 425, 499})

_ACCOUNT_CODES = frozenset(
    plain(code)
    for code in (
        "Arrearage", "CreditInsufficient", "insufficient_user_quota", "pre_consume_token_quota_failed",
        "insufficient_quota", "insufficient_balance", "insufficient_credits", "spending_cap",
        "billing_hard_limit_reached",
        "PrepaidBillOverdue", "PostpaidBillOverdue", "CommodityNotPurchased", "AccessDenied.Unpurchased",
        "AllocationQuota.FreeTierOnly", "InvalidApiKey", "invalid_api_key", "invalid_token",
        "Unauthorized", "Forbidden",
        "NOT AUTHORIZED", "Model.AccessDenied", "Workspace.AccessDenied", "Endpoint.AccessDenied", "model_not_allowed",
        "access_denied",
    )
)  # fmt: skip
_BUSY_CODES = frozenset(
    plain(code)
    for code in ("QuotaExceeded", "TooManyRequests", "SystemThrottling", "OperationInProcess", "rate_limit_exceeded",
                 "rate_limited", "too_many_tasks")
)  # fmt: skip
_BUSY_PARTS = ("throttl", "ratelimit", "toomany", "concurren")
_IN_DOUBT = frozenset({plain("idempotency_conflict")})
"""The upstream has seen this marker with another body: a task may well exist."""


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


def received(answer: Answer, id_in: Callable[[JSONObject], str]) -> Reception:
    """What the answer to a create means; `id_in` finds the new task's id in a body, or gives an empty text."""
    body = read_object(answer.body)
    fault = fault_in(body) if body is not None else None
    if body is not None and 200 <= answer.status < 300:
        # An error may carry an id of its own; a task that failed at once carries a word for it, too.
        upstream_id = id_in(body)
        if upstream_id and (fault is None or first_text(body, _WORDS)):
            return Accepted(upstream_id)
    if answer.status in _REDIRECTS:
        return Refused("request", f"HTTP {answer.status}", _redirect(answer.body))
    silent = answer.status >= 500 or answer.status < 200 or answer.status in _SAY_NOTHING
    if silent or 300 <= answer.status < 400 or (fault is not None and plain(fault.code) in _IN_DOUBT):
        return Unclear(_described(answer, fault))
    kind = _kind(answer.status, fault)
    if kind is None:
        return Unclear(_described(answer, fault))
    fault = fault or Fault("", _described(answer, None))
    return Refused(kind, fault.code or f"HTTP {answer.status}", fault.message or fault.code)


def _kind(status: int, fault: Fault | None) -> RefusalKind | None:
    code = plain(fault.code) if fault is not None else ""
    if code in _ACCOUNT_CODES:
        return "account"
    if status == 429 or code in _BUSY_CODES or any(part in code for part in _BUSY_PARTS):
        return "busy"
    if status in _ABOUT_THE_KEY:
        return "account"
    return "request" if fault is not None or status in _ABOUT_THE_REQUEST else None


def _described(answer: Answer, fault: Fault | None) -> str:
    """The answer in a sentence, for those who have to find out what became of a task."""
    said = f"{fault.code} {fault.message}".strip() if fault is not None else ""
    if not said:
        said = shown(answer.body[: 2 * LONGEST].decode("utf-8", "replace"))
    return f"HTTP {answer.status}: {said or 'an empty body'}"[:LONGEST]


def _redirect(body: bytes) -> str:
    place = _PLACE.search(body[:5_000])
    where = f" to {shown(place[0].decode('ascii', 'replace'))}" if place else ""
    return f"The upstream redirects{where}; give its final address in the settings."
