"""Takes in the files that come with a request, so that a task's row names them and never holds them.

| what a caller may send | what the task keeps |
|---|---|
| `http://`, `https://` | the URL; it is fetched when the task runs, through the guarded client |
| `data:…;base64,…` | `asset:` and the key under which the bytes were stored |
| a file part of a form | the same |
| `oss://…` from DashScope's upload protocol, `ssupload:?id=…` from Vidu's | the same, when this tenant uploaded it |
| `asset:…` | the same, when it is this tenant's upload |
"""

import asyncio
import base64
import binascii
import hashlib
import secrets
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, unquote_to_bytes

import msgspec

from laterna.api.disk import on_disk
from laterna.assets.store import AssetStore
from laterna.catalog import Inputs
from laterna.errors import LaternaError, ParameterError

LARGEST = 50 * 1024 * 1024
"""Bytes of one input (contract vidu 3.4)."""

_NAME = "source"
_LINKS = ("http://", "https://")


class Intake:
    """Stores inputs under the tenant that sent them; `folder` is for files that are not complete yet."""

    def __init__(self, assets: AssetStore, folder: Path) -> None:
        self._assets = assets
        self._folder = folder

    async def take(self, inputs: Inputs, tenant: str) -> Inputs:
        """The inputs with everything that came along stored, and everything referred to checked.

        Raises ParameterError or LaternaError `input_unreachable` / `input_invalid`, naming the field, and StorageError.
        """
        if inputs == Inputs():
            return inputs
        return Inputs(
            first_frame=await self._one("image", inputs.first_frame, tenant),
            last_frame=await self._one("last_image", inputs.last_frame, tenant),
            references=tuple(
                [await self._one("reference_images", each, tenant) for each in inputs.references]
            ),
            audio=await self._one("audio_url", inputs.audio, tenant),
        )

    async def keep(self, path: Path, tenant: str, identity: str = "") -> str:
        """Moves an uploaded file into the store and returns how a request names it: `asset:` and a key.

        `identity` is the name under which the tenant will refer to it, or empty for a name of our own.
        """
        return "asset:" + await self._assets.keep_upload(
            path, upload_key(tenant, identity or secrets.token_hex(16))
        )

    async def _one(self, field: str, value: str, tenant: str) -> str:
        if not value or value.startswith(_LINKS):
            return value
        if value.startswith("data:"):
            return await self._store_data(field, value, tenant)
        if value.startswith("oss://"):
            return await self._uploaded(field, value, value, tenant)
        if value.startswith("ssupload:"):
            found = parse_qs(value.partition("?")[2]).get("id", [""])
            return await self._uploaded(field, value, f"ssupload:{found[0]}", tenant)
        if value.startswith("asset:"):
            key = value.removeprefix("asset:")
            if not key.startswith(upload_key(tenant, "").rpartition("/")[0].rpartition("/")[0] + "/"):
                raise _unknown(field, value)
            return value
        raise ParameterError(
            f"{field} is {value[:80]!r}; allowed: an http or https URL, a data URL, or an upload.",
            field=field,
            value=value[:200],
            allowed="an http or https URL, a data URL, or an upload",
        )

    async def _uploaded(self, field: str, value: str, identity: str, tenant: str) -> str:
        key = upload_key(tenant, identity)
        file = await self._assets.open(key)
        if file is None:
            raise _unknown(field, value)
        file.close()
        return f"asset:{key}"

    async def _store_data(self, field: str, value: str, tenant: str) -> str:
        path = await asyncio.to_thread(self._write_data, field, value)
        try:
            return await self.keep(path, tenant)
        finally:
            path.unlink(missing_ok=True)

    def _write_data(self, field: str, value: str) -> Path:
        head, comma, text = value.partition(",")
        try:
            data = (
                base64.b64decode("".join(text.split()), validate=True)
                if head.lower().endswith(";base64")
                else unquote_to_bytes(text)
            )
        except (binascii.Error, ValueError) as error:
            raise _broken(field, "its Base64 is broken") from error
        if not comma or not data:
            raise _broken(field, "it is empty")
        if len(data) > LARGEST:
            raise _broken(field, f"it is larger than {LARGEST // 2**20} MB")
        with on_disk():
            return self._written(data)

    def _written(self, data: bytes) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="data-", delete=False) as file:
            path = Path(file.name)
            try:
                file.write(data)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
        return path


def upload_key(tenant: str, identity: str) -> str:
    """Where a tenant's upload lies: the tenant is part of the key, so nobody can name another's."""
    owner = hashlib.blake2b(msgspec.json.encode(tenant), digest_size=12).hexdigest()
    name = hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()
    return f"uploads/{owner}/{name}/{_NAME}"


def _unknown(field: str, value: str) -> LaternaError:
    return LaternaError(
        f"{field} names an upload that is not there for this key: {value[:120]}",
        code="input_unreachable",
        field=field,
        value=value[:200],
    )


def _broken(field: str, why: str) -> LaternaError:
    return LaternaError(
        f"{field} is a data URL that cannot be used: {why}.", code="input_invalid", field=field
    )
