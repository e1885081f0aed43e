"""The server face of DashScope: requests decoded, answers encoded. Pure: no socket, no database."""

from laterna.wire.dashscope.decode import (
    Envelope,
    ListQuery,
    decode_envelope,
    decode_list,
    decode_parameters,
    matches,
)
from laterna.wire.dashscope.encode import (
    encode_canceled,
    encode_created,
    encode_error,
    encode_list,
    encode_query,
    encode_unknown,
    expired,
    new_request_id,
)
from laterna.wire.dashscope.errors import internal_error, render_error, render_failure
from laterna.wire.dashscope.refusals import refusal
from laterna.wire.dashscope.schema import WIRE

__all__ = [
    "WIRE",
    "Envelope",
    "ListQuery",
    "decode_envelope",
    "decode_list",
    "decode_parameters",
    "encode_canceled",
    "encode_created",
    "encode_error",
    "encode_list",
    "encode_query",
    "encode_unknown",
    "expired",
    "internal_error",
    "matches",
    "new_request_id",
    "refusal",
    "render_error",
    "render_failure",
]
