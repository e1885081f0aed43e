"""OpenAI's errors (contract openai-videos 8) and which of Laterna's errors is which of its."""

from msgspec import Struct

from laterna.errors import LaternaError
from laterna.wire.openai.schema import PATHS, ErrorBody, ErrorDetail
from laterna.wire.wording import sentence


class Saying(Struct, frozen=True):
    """How the wire says an error: HTTP status, `type` and `code`."""

    status: int
    type: str
    code: str


_REQUEST = "invalid_request_error"

_BY_CODE: dict[str, Saying] = {
    "invalid_json": Saying(400, _REQUEST, "invalid_json"),
    "body_too_large": Saying(413, _REQUEST, "body_too_large"),
    "missing_parameter": Saying(400, _REQUEST, "missing_required_parameter"),
    "invalid_parameter": Saying(400, _REQUEST, "invalid_value"),
    "unknown_model": Saying(404, _REQUEST, "model_not_found"),
    "missing_key": Saying(401, _REQUEST, "invalid_api_key"),
    "invalid_key": Saying(401, _REQUEST, "invalid_api_key"),
    "model_not_allowed": Saying(403, "permission_error", "model_not_allowed"),
    "rate_limited": Saying(429, "rate_limit_error", "rate_limit_exceeded"),
    "too_many_tasks": Saying(429, "rate_limit_error", "too_many_tasks"),
    "spending_cap": Saying(429, "insufficient_quota", "insufficient_quota"),
    "task_not_found": Saying(404, _REQUEST, "video_not_found"),
    "not_cancelable": Saying(400, _REQUEST, "not_cancelable"),
    # 409 would be sent again by the SDKs, and again refused.
    "idempotency_conflict": Saying(400, _REQUEST, "idempotency_conflict"),
    "not_found": Saying(404, _REQUEST, "not_found"),
    "method_not_allowed": Saying(405, _REQUEST, "method_not_allowed"),
    "unsupported_operation": Saying(400, _REQUEST, "unsupported_operation"),
    "input_unreachable": Saying(400, _REQUEST, "input_unreachable"),
    "input_invalid": Saying(400, _REQUEST, "input_invalid"),
    "video_not_ready": Saying(404, _REQUEST, "video_not_ready"),
    "video_expired": Saying(404, _REQUEST, "video_expired"),
    "video_generation_failed": Saying(400, _REQUEST, "video_generation_failed"),
}

_OTHER = Saying(500, "server_error", "server_error")


def render_error(error: LaternaError) -> tuple[int, ErrorBody]:
    """HTTP status and body for an error raised while a request was answered."""
    saying = _BY_CODE.get(error.code, _OTHER)
    param = PATHS.get(error.field, error.field) if error.field else None
    message = sentence(error, PATHS)
    if saying is _OTHER:
        message = f"The server had an error. {message}".strip()
    return saying.status, ErrorBody(ErrorDetail(message, saying.type, param, saying.code))


def internal_error() -> tuple[int, ErrorBody]:
    """HTTP status and body for a failure that is Laterna's own fault and says nothing about itself."""
    return _OTHER.status, ErrorBody(ErrorDetail("The server had an error.", _OTHER.type, None, _OTHER.code))
