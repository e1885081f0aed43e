"""How Vidu signs its callbacks (contract vidu 7.1): the body is not part of what is signed."""

import base64
import hashlib
import hmac
from urllib.parse import urlsplit

ACCESS_KEY = "vidu"
SIGNED_HEADERS = ("Date", "x-request-nonce")


def signed_headers(key: str, url: str, date: str, nonce: str) -> dict[str, str]:
    """The headers of one callback attempt.

    `key` is the API key that created the task; `date` the time in HTTP's form; `nonce` new for every attempt,
    since receivers refuse one that they have seen.
    """
    return {
        "Content-Type": "application/json",
        "Date": date,
        "x-request-nonce": nonce,
        "X-HMAC-ALGORITHM": "hmac-sha256",
        "X-HMAC-ACCESS-KEY": ACCESS_KEY,
        "X-HMAC-SIGNED-HEADERS": ";".join(SIGNED_HEADERS),
        "X-HMAC-SIGNATURE": sign(key, string_to_sign(url, date, nonce)),
    }


def string_to_sign(url: str, date: str, nonce: str) -> str:
    """Method, path, query, access key, date, then the signed headers; every line ends in a line feed."""
    parts = urlsplit(url)
    lines = [
        "POST",
        parts.path or "/",
        parts.query,
        ACCESS_KEY,
        date,
        f"Date:{date}",
        f"x-request-nonce:{nonce}",
    ]
    return "".join(f"{line}\n" for line in lines)


def sign(key: str, text: str) -> str:
    """Base64 of the HMAC-SHA256."""
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
