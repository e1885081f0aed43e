"""DashScope's error catalogue (contract dashscope 7) and which of Laterna's errors is which of its.

HTTP errors are written to the letter, since clients match on them; `{…}` is filled in. Where the service itself
fills in nothing although there is something to say, Laterna's own sentence follows, as the service does with its
"for details, see" tails.
"""

from msgspec import Struct

from laterna.errors import LaternaError
from laterna.tasks.task import TaskFailure
from laterna.wire.dashscope.schema import PATHS, PICTURE_KEYS, ErrorBody

SPECIFICATION = "the parameters must conform to the specification: {detail}"
_INTERNAL = "An internal error has occurred, please try again later or contact service support."
_CANCEL = "Failed to cancel the task, please confirm if the task is in PENDING status."


class Saying(Struct, frozen=True):
    """How the wire says an error: HTTP status, `code`, and the text of `message`."""

    status: int
    code: str
    message: str


_BY_FIELD: dict[tuple[str, str], Saying] = {
    ("missing_parameter", "model"): Saying(
        400, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.'
    ),
    ("missing_parameter", "input"): Saying(
        400, "BadRequest.EmptyInput", "Required input parameter missing from request."
    ),
    ("missing_parameter", "parameters"): Saying(
        400, "BadRequest.EmptyParameters", 'Required parameter "parameters" missing from request.'
    ),
    ("invalid_parameter", "input"): Saying(
        400, "BadRequest.IllegalInput", "The input parameter requires json format."
    ),
    ("invalid_parameter", "audio_url"): Saying(
        400, "InvalidURL", "Invalid URL provided in your request. {detail}"
    ),
    ("not_found", "service"): Saying(400, "InvalidParameter", "task can not be null"),
    ("not_found", "url"): Saying(400, "InvalidParameter", "url error, please check url!"),
    ("input_unreachable", "oss"): Saying(
        400,
        "InvalidParameter.DataInspection",
        "Unable to download the media resource during the data inspection process.",
    ),
}

_BY_CODE: dict[str, Saying] = {
    "invalid_json": Saying(
        400, "InvalidParameter", "Required body invalid, please check the request body format."
    ),
    "body_too_large": Saying(400, "BadRequest.TooLarge", "Payload Too Large."),
    "missing_parameter": Saying(400, "InvalidParameter", "Field required: {field}"),
    "invalid_parameter": Saying(400, "InvalidParameter", SPECIFICATION),
    "unknown_model": Saying(400, "InvalidParameter", "Model not exist."),
    "asynchronous_only": Saying(403, "AccessDenied", "current user api does not support synchronous calls."),
    "missing_key": Saying(401, "InvalidApiKey", "No API-key provided."),
    "invalid_key": Saying(401, "InvalidApiKey", "Invalid API-key provided."),
    "model_not_allowed": Saying(403, "Model.AccessDenied", "Model access denied."),
    "rate_limited": Saying(
        429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later."
    ),
    "too_many_tasks": Saying(429, "Throttling.Concurrency", "Too many concurrent requests."),
    "spending_cap": Saying(
        400, "Arrearage", "Access denied, please make sure your account is in good standing."
    ),
    "task_not_found": Saying(400, "UnsupportedOperation", _CANCEL),
    "not_cancelable": Saying(400, "UnsupportedOperation", _CANCEL),
    "idempotency_conflict": Saying(409, "Conflict", "{detail}"),
    "not_found": Saying(404, "NotFound", "Request path not found."),
    "method_not_allowed": Saying(400, "InvalidParameter", "Request method '{value}' is not supported."),
    "unsupported_operation": Saying(
        400, "UnsupportedOperation", "The operation is unsupported on the referee object."
    ),
    "input_unreachable": Saying(
        400, "BadRequest.InputDownloadFailed", "Failed to download the input file: {detail}"
    ),
    "input_invalid": Saying(400, "InvalidURL", "{detail}"),
    "storage_full": Saying(500, "InternalError", _INTERNAL + " {detail}"),
    "database_unavailable": Saying(500, "InternalError", _INTERNAL + " {detail}"),
}

_OTHER = Saying(500, "InternalError", _INTERNAL)

_IN_TASK: dict[str, Saying] = {
    "missing_parameter": Saying(200, "InvalidParameter", "Field required: {detail}"),
    "invalid_parameter": Saying(200, "InvalidParameter", "{detail}"),
    "input_unreachable": _BY_CODE["input_unreachable"],
    "input_invalid": Saying(200, "InvalidURL", "{detail}"),
    "engine_failed": Saying(200, "InternalError.Algo", "Inference internal error. {detail}"),
    "engine_crashed": Saying(200, "InternalError.Algo", "Inference internal error. {detail}"),
    "upstream_failed": Saying(200, "InternalError.Algo", "Inference internal error. {detail}"),
    "upstream_lost": Saying(200, "InternalError.Algo", "Inference internal error. {detail}"),
    "upstream_refused": Saying(
        200, "ModelUnavailable", "Model is unavailable, please try again later. {detail}"
    ),
    "result_unusable": Saying(200, "InternalError.Upload", "Failed to upload result. {detail}"),
    "engine_unavailable": Saying(
        200, "ModelUnavailable", "Model is unavailable, please try again later. {detail}"
    ),
    "timed_out": Saying(
        200, "InternalError.Timeout", "An internal timeout error has occurred during execution, {detail}"
    ),
    "storage_full": Saying(200, "InternalError.Upload", "Failed to upload result. {detail}"),
}

_OTHER_IN_TASK = Saying(200, "InternalError", _INTERNAL + " {detail}")


def render_error(error: LaternaError, request_id: str) -> tuple[int, ErrorBody]:
    """HTTP status and body for an error raised while a request was answered."""
    saying = _BY_FIELD.get((error.code, error.field or "")) or _BY_CODE.get(error.code, _OTHER)
    message = saying.message.format(
        detail=detail(error), field=wire_path(error.field or ""), value=error.value
    )
    return saying.status, ErrorBody(code=saying.code, message=message, request_id=request_id)


def internal_error(request_id: str) -> tuple[int, ErrorBody]:
    """HTTP status and body for a failure that is Laterna's own fault and says nothing about itself."""
    return _OTHER.status, ErrorBody(code=_OTHER.code, message=_OTHER.message, request_id=request_id)


def render_failure(failure: TaskFailure) -> tuple[str, str]:
    """`output.code` and `output.message` of a task that failed (7.1)."""
    saying = _IN_TASK.get(failure.code, _OTHER_IN_TASK)
    return saying.code, saying.message.format(detail=failure.message).strip()


def wire_path(field: str) -> str:
    """Where DashScope's body has the parameter that we call `field`, such as `parameters.size`."""
    pictures = {name: f"input.{key}" for name, key in reversed(PICTURE_KEYS)}
    return PATHS.get(field) or pictures.get(field, field)


def detail(error: LaternaError) -> str:
    """The error's own sentence, with the field named as DashScope's body names it."""
    field, message = error.field or "", error.message.rstrip(".")
    if field and message.startswith(field):
        message = wire_path(field) + message[len(field) :]
    return message + "."
