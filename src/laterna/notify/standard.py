"""Signatures and secrets of the Standard Webhooks specification, version 1.

| scheme | secret | signature |
|---|---|---|
| `v1` | `whsec_` and Base64 of 24 to 64 random bytes, one an endpoint | HMAC-SHA256 |
| `v1a` | the server's own ed25519 key; its public half is served as a JWKS | ed25519 |

What is signed is `{webhook-id}.{webhook-timestamp}.{body}`. Source: the specification's sections "Signature
scheme" and "Webhook headers".
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from laterna.jsontypes import JSONObject
from laterna.notify.seal import Seal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_PREFIX = "whsec_"
_SECRET_BYTES = 24


class Signer:
    """Signs for endpoints; the ed25519 key comes from the server's key file."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def headers(self, message_id: str, seconds: int, body: bytes, shared: Sequence[str]) -> dict[str, str]:
        """The headers of one try at `seconds` since 1970: one `v1` for each living secret, and one `v1a`."""
        content = f"{message_id}.{seconds}.".encode() + body
        signatures = [f"v1,{_hmac(secret, content)}" for secret in shared]
        signatures.append(f"v1a,{base64.b64encode(self._key.sign(content)).decode()}")
        return {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(seconds),
            "webhook-signature": " ".join(signatures),
        }

    def jwks(self) -> JSONObject:
        """The public key as a JWK set (RFC 7517, RFC 8037)."""
        raw = self._key.public_key().public_bytes_raw()
        x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        return {
            "keys": [
                {
                    "kty": "OKP",
                    "crv": "Ed25519",
                    "x": x,
                    "kid": hashlib.sha256(raw).hexdigest()[:16],
                    "use": "sig",
                    "alg": "EdDSA",
                }
            ]
        }

    @cached_property
    def _key(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._seal.derived("ed25519"))


def new_secret() -> str:
    """A secret for an endpoint."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def _hmac(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
