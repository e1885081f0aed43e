"""DashScope's temporary uploads (contract dashscope 9): a policy, a form post, an `oss://` link.

The policy is JSON in Base64, as the object store's forms have it; the signature is ours. Whoever holds a policy
may store files below one folder of one tenant until it ends.
"""

import base64
import binascii
from xml.sax.saxutils import escape

import msgspec
from msgspec import Struct

POLICY_LIFE = 300
"""Seconds that a policy lives (9)."""

LARGEST_MB = 50
_CAPACITY_MB = 999_999_999


class Policy(Struct, frozen=True):
    """What a policy allows: files of `tenant` below `folder`, until `expires` (Unix seconds)."""

    tenant: str
    folder: str
    expires: int


class UploadPolicy(Struct, frozen=True, kw_only=True):
    """`data` of the answer to a policy request (9)."""

    policy: str
    signature: str
    upload_dir: str
    upload_host: str
    expire_in_seconds: int
    max_file_size_mb: int
    capacity_limit_mb: int
    oss_access_key_id: str
    x_oss_object_acl: str
    x_oss_forbid_overwrite: str


class PolicyAnswer(Struct, frozen=True):
    """The answer to `GET /uploads?action=getPolicy`."""

    request_id: str
    data: UploadPolicy


def encode_policy(policy: Policy) -> str:
    """The policy as a form field."""
    return base64.b64encode(msgspec.json.encode(policy)).decode()


def decode_policy(text: str) -> Policy | None:
    """The policy in a form field, or None when it is none of ours."""
    try:
        return msgspec.json.decode(base64.b64decode(text, validate=True), type=Policy)
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError):
        return None


def encode_answer(policy: Policy, signature: str, host: str, request_id: str) -> bytes:
    """The answer that hands out a signed policy; `host` is the absolute URL to post the form to."""
    data = UploadPolicy(
        policy=encode_policy(policy),
        signature=signature,
        upload_dir=policy.folder,
        upload_host=host,
        expire_in_seconds=POLICY_LIFE,
        max_file_size_mb=LARGEST_MB,
        capacity_limit_mb=_CAPACITY_MB,
        oss_access_key_id="laterna",
        x_oss_object_acl="private",
        x_oss_forbid_overwrite="true",
    )
    return msgspec.json.encode(PolicyAnswer(request_id, data))


def encode_refusal(code: str, message: str, request_id: str) -> bytes:
    """The object store's own error, which is XML."""
    parts = (("Code", code), ("Message", message), ("RequestId", request_id))
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts)
    return f'<?xml version="1.0" encoding="UTF-8"?><Error>{inner}</Error>'.encode()
