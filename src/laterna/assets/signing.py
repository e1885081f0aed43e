"""Signed links: who holds one may fetch one asset, until it expires, and nothing else."""

import base64
import hashlib
import hmac
from typing import Final

_SIGNATURE_BYTES: Final = 16
_LONGEST_NUMBER: Final = 12


class Signer:
    """Signs links with one installation's key and checks them."""

    def __init__(self, signing_key: bytes) -> None:
        """`signing_key` has at least 16 bytes and is kept secret."""
        if len(signing_key) < 16:
            raise ValueError("A signing key has at least 16 bytes.")
        self._key = signing_key

    def sign(self, key: str, expires: int | None, name: str = "") -> str:
        """The signature of a link: 22 URL-safe characters (128 bits of HMAC-SHA256).

        `expires` is in seconds since 1970 or None for never; `name` is the file name that a download gets.
        """
        fields = ("laterna-link-1", key, "" if expires is None else str(expires), name)
        # Lengths before values: no two different sets of fields make the same message.
        message = b"".join(len(field.encode()).to_bytes(4, "big") + field.encode() for field in fields)
        digest = hmac.new(self._key, message, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")

    def valid(self, key: str, expires: str | None, name: str, signature: str, now: int) -> bool:
        """True when `signature` belongs to the other fields and the link has not expired at `now` (seconds)."""
        if expires is not None and not _is_number(expires):
            return False
        moment = None if expires is None else int(expires)
        expected = self.sign(key, moment, name)
        genuine = hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogatepass"))
        return genuine and (moment is None or now < moment)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and text == str(int(text))
