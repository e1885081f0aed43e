"""The seal: what must be readable again is kept encrypted under the server's own key file.

Vidu signs callbacks with the API key itself and Standard Webhooks with a shared secret, so for these a hash is
not enough. The file is made on first use, readable by its owner only; whoever has the database but not the file
reads nothing. Everything is derived from the one file: the encryption key and the ed25519 key of `v1a`.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Self

from laterna.errors import StorageError

FILE_NAME = "sealing.key"
SIGNING = "key"
"""The purpose of an API key's secret that is kept for signing callbacks."""

_KEY_BYTES = 32
_NONCE_BYTES = 12


class Seal:
    """Encrypts and decrypts short texts (AES-256-GCM). The file is read, or made, when it is first needed."""

    def __init__(self, path: Path) -> None:
        """`path` is the key file; machines that share a database share its content."""
        self._path = path
        self._master = b""

    @classmethod
    def of(cls, data: Path) -> Self:
        """The seal of a data directory."""
        return cls(data / FILE_NAME)

    def close(self, text: str, purpose: str) -> str:
        """The text, encrypted. `purpose` must be named again to open it. Raises StorageError."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_BYTES)
        closed = AESGCM(self.derived("seal")).encrypt(
            nonce, text.encode("utf-8", "surrogatepass"), purpose.encode()
        )
        return base64.urlsafe_b64encode(nonce + closed).decode()

    def open(self, closed: str, purpose: str) -> str:
        """The text behind what `close` gave. Raises StorageError when it was closed under another key."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            raw = base64.urlsafe_b64decode(closed)
            opened = AESGCM(self.derived("seal")).decrypt(
                raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()
            )
            return opened.decode("utf-8", "surrogatepass")
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise StorageError(
                f"A secret in the database was not sealed with {self._path}; restore that file from a back-up."
            ) from error

    def derived(self, use: str) -> bytes:
        """32 secret bytes for one use (the first block of HKDF-Expand, RFC 5869). Raises StorageError."""
        if not self._master:
            self._master = _kept(self._path)
        return hmac.new(self._master, f"laterna {use}".encode() + b"\x01", hashlib.sha256).digest()


def _kept(path: Path) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _made(path)
    except FileExistsError:
        pass
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}.") from error
    try:
        key = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}.") from error
    if len(key) < _KEY_BYTES:
        raise StorageError(
            f"{path} is damaged; restore it from a back-up. Without it, endpoints need new secrets."
        )
    return key


def _made(path: Path) -> bytes:
    """Makes the file in one step, so that nobody ever reads half a key. Raises FileExistsError."""
    key = secrets.token_bytes(_KEY_BYTES)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    finally:
        draft.unlink()
    return key
