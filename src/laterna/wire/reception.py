"""What the answer to a create means, on every wire: a task, a clear no, or nobody can tell.

| answer | means |
|---|---|
| 2xx with a task's id | accepted |
| 2xx with the wire's own error and no id | refused, as if the error's own number were the status |
| 2xx without either | unclear |
| 301, 307, 308, and 302 to the same path elsewhere: "send this there" | refused: nothing was done here |
| any other 3xx; 302 and 303 may say where to look at what was made (RFC 9110, 15.4) | unclear |
| 401, 402, 403 | refused: this key |
| 429, and codes that speak of too much at once | refused: busy |
| 404, 405, 413, 415, 422, and other 4xx with a readable error | refused: the request |
| 408, 409, 425, 499, 5xx, codes that speak of a broken answer, and what cannot be read | unclear |

Codes come from contract dashscope 7.2, contract vidu 8, contract v1-video-generations 6, contract openai-videos 8.
"""

import re
from collections.abc import Callable

from laterna.jsontypes import JSONObject
from laterna.wire.client import Accepted, Answer, Reception, RefusalKind, Refused, Unclear
from laterna.wire.replies import LONGEST, Fault, as_text, fault_in, first_text, read_object, shown
from laterna.wire.words import plain

_PLACE = re.compile(rb"https?://[^\s\"'<>]{1,200}")
_WORDS = ("status", "state", "task_status", "output.task_status", "data.status")

_MOVED = frozenset({301, 307, 308})
_FOUND = 302
_ABOUT_THE_KEY = frozenset({401, 402, 403})
_ABOUT_THE_REQUEST = frozenset({404, 405, 413, 415, 422})
_SAY_NOTHING = frozenset({408, 409, 425, 499})

_ACCOUNT_CODES = frozenset(
    plain(code)
    for code in (
        "Arrearage", "CreditInsufficient", "insufficient_user_quota", "pre_consume_token_quota_failed",
        "insufficient_quota", "insufficient_balance", "insufficient_credits", "spending_cap",
        "billing_hard_limit_reached", "PrepaidBillOverdue", "PostpaidBillOverdue", "CommodityNotPurchased",
        "AccessDenied.Unpurchased", "AllocationQuota.FreeTierOnly", "InvalidApiKey", "invalid_api_key",
        "invalid_token", "Unauthorized", "Forbidden", "NOT AUTHORIZED", "Model.AccessDenied",
        "Workspace.AccessDenied", "Endpoint.AccessDenied", "model_not_allowed", "access_denied",
    )
)  # fmt: skip
_BUSY_CODES = frozenset(
    plain(code)
    for code in ("QuotaExceeded", "TooManyRequests", "SystemThrottling", "OperationInProcess", "rate_limit_exceeded",
                 "rate_limited", "too_many_tasks")
)  # fmt: skip
_BUSY_PARTS = ("throttl", "ratelimit", "toomany", "concurren")
_IN_DOUBT = frozenset(
    plain(code)
    for code in (
        # The upstream has seen this marker with another body: a task may well exist.
        "idempotency_conflict",
        # A gateway that sent the request on and could not read what came back.
        "do_request_failed", "read_response_body_failed", "unmarshal_response_body_failed", "bad_response",
        "bad_response_body",
    )
)  # fmt: skip
_DOUBTFUL_STARTS = tuple(
    plain(code)
    for code in ("InternalError", "InternalServiceFailure", "internal_server_error", "server_error", "SystemError",
                 "ServiceUnavailable", "RequestTimeOut", "timeout", "bad_gateway", "gateway_timeout")
)  # fmt: skip


def received(answer: Answer, id_in: Callable[[JSONObject], str]) -> Reception:
    """What the answer to a create means; `id_in` finds the new task's id in a body, or gives an empty text."""
    body = read_object(answer.body)
    fault = fault_in(body) if body is not None else None
    if body is not None and 200 <= answer.status < 300:
        # An error may carry an id of its own; a task that failed at once carries a word for it, too.
        upstream_id = id_in(body)
        if upstream_id and (fault is None or first_text(body, _WORDS)):
            return Accepted(upstream_id)
    if 300 <= answer.status < 400:
        return _redirected(answer)
    kind = _kind(_status(answer, body), fault)
    if kind is None:
        return Unclear(_described(answer, fault))
    fault = fault or Fault("", _described(answer, None))
    return Refused(kind, fault.code or f"HTTP {answer.status}", fault.message or fault.code)


def _status(answer: Answer, body: "JSONObject | None") -> int:
    """The status; under a 2xx that is none, the one that the error in the body says."""
    said = as_text(body.get("code")) if body is not None else ""
    inside = int(said) if said.isascii() and said.isdigit() and len(said) == 3 else 0
    return inside if 200 <= answer.status < 300 and inside >= 400 else answer.status


def _kind(status: int, fault: Fault | None) -> RefusalKind | None:
    """Why the upstream says no; None when it does not clearly say so."""
    code = plain(fault.code) if fault is not None else ""
    if not 200 <= status < 500 or 300 <= status < 400 or status in _SAY_NOTHING:
        return None
    if code in _IN_DOUBT or code.startswith(_DOUBTFUL_STARTS):
        return None
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


def _redirected(answer: Answer) -> Reception:
    place = _PLACE.search(answer.body[:5_000])
    where = answer.location or (place[0].decode("ascii", "replace") if place else "")
    said = f"The upstream redirects{f' to {shown(where)}' if where else ''}"
    if answer.status in _MOVED or (answer.status == _FOUND and answer.same_path):
        return Refused("request", f"HTTP {answer.status}", f"{said}; give its final address in the settings.")
    return Unclear(f"HTTP {answer.status}: {said}, which may mean that it has made the task.")
