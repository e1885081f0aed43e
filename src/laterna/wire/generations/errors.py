"""The gateways' errors (contract v1-video-generations 6) and which of Laterna's errors is which of theirs."""

from msgspec import Struct

from laterna.errors import LaternaError
from laterna.wire.generations.schema import PATHS, ErrorBody, ErrorDetail
from laterna.wire.wording import sentence


class Saying(Struct, frozen=True):
    """How the wire says an error: HTTP status, `type` and `code`."""

    status: int
    type: str
    code: str


_REQUEST = "invalid_request_error"

_BY_FIELD: dict[tuple[str, str], Saying] = {
    ("missing_parameter", "model"): Saying(400, _REQUEST, "missing_model"),
    ("invalid_parameter", "duration"): Saying(400, _REQUEST, "invalid_seconds"),
}

_BY_CODE: dict[str, Saying] = {
    "invalid_json": Saying(400, _REQUEST, "invalid_json"),
    "body_too_large": Saying(413, _REQUEST, "read_request_body_failed"),
    "missing_parameter": Saying(400, _REQUEST, "invalid_request"),
    "invalid_parameter": Saying(400, _REQUEST, "invalid_request"),
    "unknown_model": Saying(404, _REQUEST, "model_not_found"),
    "missing_key": Saying(401, "authentication_error", "invalid_token"),
    "invalid_key": Saying(401, "authentication_error", "invalid_token"),
    "model_not_allowed": Saying(403, "permission_error", "access_denied"),
    "rate_limited": Saying(429, "rate_limit_error", "rate_limit_exceeded"),
    "too_many_tasks": Saying(429, "rate_limit_error", "too_many_tasks"),
    "spending_cap": Saying(403, "insufficient_quota", "insufficient_user_quota"),
    "task_not_found": Saying(404, _REQUEST, "task_not_exist"),
    "not_cancelable": Saying(400, _REQUEST, "task_not_cancelable"),
    "idempotency_conflict": Saying(409, _REQUEST, "idempotency_conflict"),
    "not_found": Saying(404, _REQUEST, "not_found"),
    "method_not_allowed": Saying(405, _REQUEST, "method_not_allowed"),
    "unsupported_operation": Saying(400, _REQUEST, "unsupported_operation"),
    "input_unreachable": Saying(400, _REQUEST, "input_unreachable"),
    "input_invalid": Saying(400, _REQUEST, "input_invalid"),
    "video_not_ready": Saying(404, _REQUEST, "video_not_ready"),
    "video_expired": Saying(404, _REQUEST, "video_expired"),
    "video_generation_failed": Saying(400, _REQUEST, "video_generation_failed"),
}

_OTHER = Saying(500, "server_error", "internal_error")


def render_error(error: LaternaError) -> tuple[int, ErrorBody]:
    """HTTP status and body for an error raised while a request was answered."""
    saying = _BY_FIELD.get((error.code, error.field or "")) or _BY_CODE.get(error.code, _OTHER)
    param = PATHS.get(error.field, error.field) if error.field else None
    message = sentence(error, PATHS)
    return saying.status, ErrorBody(
        ErrorDetail(message, saying.type, param, saying.code), saying.code, message
    )


def internal_error() -> tuple[int, ErrorBody]:
    """HTTP status and body for a failure that is Laterna's own fault and says nothing about itself."""
    message = "The server had an error."
    return _OTHER.status, ErrorBody(
        ErrorDetail(message, _OTHER.type, None, _OTHER.code), _OTHER.code, message
    )
