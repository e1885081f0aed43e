"""Vidu's error catalogue (contract vidu 8) and which of Laterna's errors is which of its."""

from msgspec import Struct

from laterna.errors import LaternaError
from laterna.wire.vidu.schema import PATHS, ErrorBody, Trace
from laterna.wire.wording import sentence


class Saying(Struct, frozen=True):
    """How the wire says an error: HTTP status, `reason`, and the text of `message`."""

    status: int
    reason: str
    message: str


_BY_FIELD: dict[tuple[str, str], Saying] = {
    ("invalid_parameter", "images.count"): Saying(
        400, "FieldItemCountOutOfRange", "field item count out of range: images. {detail}"
    ),
    # The endpoint has already judged what the pictures are; what is left to a model is how many it takes.
    ("invalid_parameter", "reference_images"): Saying(
        400, "FieldItemCountOutOfRange", "field item count out of range: images. {detail}"
    ),
    ("invalid_parameter", "videos"): Saying(400, "FieldUnwanted", "unwanted field: videos. {detail}"),
    ("invalid_parameter", "page_size"): Saying(400, "PageSizeOutOfRange", "page size out of range. {detail}"),
}

_BY_CODE: dict[str, Saying] = {
    "invalid_json": Saying(400, "BadRequest", "bad request. {detail}"),
    "body_too_large": Saying(400, "BadRequest", "bad request. {detail}"),
    "missing_parameter": Saying(400, "FieldLacking", "field is missing or empty: {field}"),
    "invalid_parameter": Saying(400, "FieldInvalid", "invalid field: {field}. {detail}"),
    "unknown_model": Saying(400, "FieldInvalid", "invalid field: model. {detail}"),
    "missing_key": Saying(401, "Unauthorized", "unauthorized. {detail}"),
    "invalid_key": Saying(401, "Unauthorized", "unauthorized. {detail}"),
    "model_not_allowed": Saying(403, "Forbidden", "forbidden. {detail}"),
    "rate_limited": Saying(429, "TooManyRequests", "too many requests. {detail}"),
    "too_many_tasks": Saying(429, "QuotaExceeded", "quota exceeded. {detail}"),
    "spending_cap": Saying(400, "CreditInsufficient", "insufficient credits. {detail}"),
    "task_not_found": Saying(404, "TaskNotFound", "task not found"),
    "not_cancelable": Saying(400, "BadRequest", "task state is {value}, can not cancel"),
    "idempotency_conflict": Saying(409, "Conflict", "resource conflict. {detail}"),
    "not_found": Saying(404, "NotFound", "not found"),
    "method_not_allowed": Saying(404, "NotFound", "not found. {detail}"),
    "unsupported_operation": Saying(404, "NotFound", "not found. {detail}"),
    "input_unreachable": Saying(400, "ImageDownloadFailure", "image download failure. {detail}"),
    "input_invalid": Saying(400, "ImageFormatInvalid", "invalid image format. {detail}"),
    "canceled": Saying(400, "UserCancelled", "user cancelled"),
}

_OTHER = Saying(500, "InternalServiceFailure", "internal service failure. {detail}")


def render_error(error: LaternaError, trace_id: str) -> tuple[int, ErrorBody]:
    """HTTP status and body for an error raised while a request was answered."""
    saying = _BY_FIELD.get((error.code, error.field or "")) or _BY_CODE.get(error.code, _OTHER)
    value = error.value if isinstance(error.value, str) else "not waiting"
    detail = sentence(error, PATHS)
    message = saying.message.format(field=wire_path(error.field or ""), detail=detail, value=value)
    return saying.status, ErrorBody(saying.status, saying.reason, message, Trace(trace_id))


def internal_error(trace_id: str) -> tuple[int, ErrorBody]:
    """HTTP status and body for a failure that is Laterna's own fault and says nothing about itself."""
    return _OTHER.status, ErrorBody(_OTHER.status, _OTHER.reason, "internal service failure", Trace(trace_id))


def reason_of(code: str, field: str = "") -> str:
    """The word that stands in `err_code` of a task that failed with one of our codes."""
    return (_BY_FIELD.get((code, field)) or _BY_CODE.get(code, _OTHER)).reason


def wire_path(field: str) -> str:
    """What Vidu calls the parameter that we call `field`."""
    return PATHS.get(field, field)
