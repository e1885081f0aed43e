"""A receiver's check of Vidu's callback signature, written from Vidu's public description and nothing of Laterna's.

The description (contract vidu 7.1): the string to sign has one line each for the method, the path, the query, the
access key and the date, then one `Name:Value` line for every header named in X-HMAC-SIGNED-HEADERS; every line,
the last included, ends in a line feed. The signature is Base64(HMAC-SHA256(API key, string)).
"""

from base64 import b64decode
from hashlib import sha256
from hmac import compare_digest, digest


class Refused(Exception):
    """The signature does not hold."""


class Verifier:
    """Checks requests; remembers nonces, since each may be used once."""

    def __init__(self, api_key: str) -> None:
        self._api_key = api_key
        self._nonces: set[str] = set()

    def check(self, method: str, target: str, headers: dict[str, str]) -> None:
        """`target` as it stood in the request line; header names in lower case. Raises Refused."""
        if headers["x-hmac-algorithm"] != "hmac-sha256" or headers["x-hmac-access-key"] != "vidu":
            raise Refused("algorithm or access key")
        nonce = headers["x-request-nonce"]
        if nonce in self._nonces:
            raise Refused("nonce used before")
        path, _, query = target.partition("?")
        text = f"{method.upper()}\n{path or '/'}\n{query}\nvidu\n{headers['date']}\n"
        for name in headers["x-hmac-signed-headers"].split(";"):
            text += f"{name}:{headers[name.lower()]}\n"
        wanted = digest(self._api_key.encode(), text.encode(), sha256)
        if not compare_digest(wanted, b64decode(headers["x-hmac-signature"], validate=True)):
            raise Refused("signature")
        self._nonces.add(nonce)
