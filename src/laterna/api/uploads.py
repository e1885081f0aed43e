"""Where files are sent before they are used: DashScope's form post and Vidu's three steps.

| path | who calls it | source |
|---|---|---|
| `POST /uploads/oss` | the DashScope SDKs, with a signed policy and no key | contract dashscope 9 |
| `POST /tools/v2/files/uploads`, `PUT …/{id}/finish` | Vidu's clients, with their key | contract vidu 5.5 |
| `PUT /uploads/vidu/{id}` | the same, with a signed link and no key | contract vidu 5.5 |
"""

import asyncio
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import msgspec
from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from laterna.access.keys import Caller
from laterna.api.context import Services
from laterna.api.disk import on_disk
from laterna.api.door import Door, mounted
from laterna.api.exchange import Answer, ClientLeft, Exchange, allow_methods
from laterna.api.forms import INCOMING, Form
from laterna.api.intake import Intake, upload_key
from laterna.api.vidu import VOICE
from laterna.clock import SECOND
from laterna.errors import LaternaError
from laterna.wire.dashscope.uploads import POLICY_LIFE, Policy, decode_policy, encode_answer, encode_refusal
from laterna.wire.vidu.encode import instant

BASE = "/uploads"
VIDU_BASE = "/tools/v2/files/uploads"
_VIDU_LIFE = 3_600
_VIDU_LARGEST = 10 * 1024 * 1024
_DENIED = "AccessDenied"


class Uploads:
    """Takes files in; `oss` and `vidu` are the two protocols."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = services.settings.data_dir / INCOMING
        self._intake = Intake(services.assets, self._folder)

    def policy(self, exchange: Exchange, caller: Caller, request_id: str) -> bytes:
        """Hands out a signed policy for one file."""
        now = self._services.clock.now() // SECOND
        owner = upload_key(caller.tenant, "").split("/")[1]
        policy = Policy(
            caller.tenant, f"dashscope-instant/{owner}/{secrets.token_hex(16)}", now + POLICY_LIFE
        )
        base = self._services.settings.public_url or exchange.origin()
        return encode_answer(policy, self._signature(policy), f"{base.rstrip('/')}{BASE}/oss", request_id)

    async def oss(self, exchange: Exchange) -> tuple[int, bytes]:
        """The form post. Answers status and body; 200 is the only success that the SDKs know."""
        request_id = secrets.token_hex(12).upper()
        with Form(self._folder) as form:
            await form.read(exchange, 0)
            fields = {name: value for name, value in form.fields.items() if isinstance(value, str)}
            policy = decode_policy(fields.get("policy", ""))
            key = fields.get("key", "")
            if policy is None or not self._genuine(policy, fields.get("Signature", "")):
                return 403, encode_refusal(
                    "SignatureDoesNotMatch", "The signature does not match.", request_id
                )
            if self._services.clock.now() // SECOND >= policy.expires:
                return 403, encode_refusal(
                    _DENIED, "Invalid according to Policy: Policy expired.", request_id
                )
            if not key.startswith(policy.folder + "/"):
                return 403, encode_refusal(_DENIED, "Invalid according to Policy: key.", request_id)
            if not form.files:
                return 400, encode_refusal("InvalidArgument", "The form has no file.", request_id)
            name = f"oss://{key}"
            if form.fields.get("x-oss-forbid-overwrite") is True and await self._is_there(
                policy.tenant, name
            ):
                return 409, encode_refusal("FileAlreadyExists", "The file is there already.", request_id)
            await self._intake.keep(form.files[0].path, policy.tenant, name)
        return 200, b""

    def vidu_begin(self, exchange: Exchange, caller: Caller) -> Answer:
        """The first step: an id and a link to put the bytes to."""
        upload = secrets.token_hex(16)
        ends = self._services.clock.now() // SECOND + _VIDU_LIFE
        policy = Policy(caller.tenant, upload, ends)
        base = (self._services.settings.public_url or exchange.origin()).rstrip("/")
        query = urlencode({"tenant": caller.tenant, "expires": ends, "sig": self._signature(policy)})
        body = {
            "id": upload,
            "put_url": f"{base}{BASE}/vidu/{upload}?{query}",
            "expires_at": instant(ends * SECOND),
        }
        return 200, msgspec.json.encode(body)

    async def vidu_put(self, exchange: Exchange, upload: str) -> tuple[int, bytes, str]:
        """The second step: the bytes. Answers status, body and ETag."""
        query = exchange.query()
        policy = Policy(query.get("tenant", ""), upload, _seconds(query.get("expires", "")))
        if not self._genuine(policy, query.get("sig", "")):
            return 403, encode_refusal("SignatureDoesNotMatch", "The signature does not match.", upload), ""
        if self._services.clock.now() // SECOND >= policy.expires:
            return 403, encode_refusal(_DENIED, "Request has expired.", upload), ""
        path = await self._receive(exchange)
        try:
            await self._intake.keep(path, policy.tenant, f"ssupload:{upload}")
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        return 200, b"", f'"{upload}"'

    async def vidu_finish(self, upload: str, caller: Caller) -> Answer:
        """The third step: the name under which requests refer to the file."""
        if not await self._is_there(caller.tenant, f"ssupload:{upload}"):
            raise LaternaError("There is no such upload.", code="not_found", field="id", value=upload)
        return 200, msgspec.json.encode({"uri": f"ssupload:?id={upload}"})

    async def _is_there(self, tenant: str, name: str) -> bool:
        file = await self._services.assets.open(upload_key(tenant, name))
        if file is not None:
            file.close()
        return file is not None

    async def _receive(self, exchange: Exchange) -> Path:
        with on_disk():
            return await self._kept(exchange)

    async def _kept(self, exchange: Exchange) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="put-", delete=False) as file:
            path = Path(file.name)
            try:
                async for piece in exchange.pieces(_VIDU_LARGEST):
                    await asyncio.to_thread(file.write, piece)
                await asyncio.to_thread(file.flush)
            except (LaternaError, ClientLeft, OSError):
                await asyncio.to_thread(path.unlink)
                raise
        return path

    def _signature(self, policy: Policy) -> str:
        return self._services.assets.sign_upload(policy.tenant, policy.folder, policy.expires)

    def _genuine(self, policy: Policy, signature: str) -> bool:
        return secrets.compare_digest(self._signature(policy).encode(), signature.encode("utf-8", "replace"))


class ViduUploads(Door):
    """Answers Vidu's first and third step."""

    voice = VOICE

    def __init__(self, services: Services, uploads: Uploads) -> None:
        super().__init__(services)
        self._uploads = uploads

    async def _answer(self, exchange: Exchange, request_id: str) -> Answer:
        caller = await self._caller(exchange)
        match exchange.path.split("/"):
            case [""]:
                allow_methods(exchange, "POST")
                return self._uploads.vidu_begin(exchange, caller)
            case [upload, "finish"]:
                allow_methods(exchange, "PUT", "POST")
                return await self._uploads.vidu_finish(upload, caller)
        raise LaternaError("Nothing is here.", code="not_found", field="path", value=exchange.path)


def upload_doors(services: Services) -> list[ASGIRouteHandler]:
    """The mounts for `/uploads` and for Vidu's `/tools/v2/files/uploads`."""
    uploads = Uploads(services)

    @asgi(BASE, is_mount=True, copy_scope=False)
    async def files(scope: Scope, receive: Receive, send: Send) -> None:
        with services.bodies.account() as account:
            await answered(Exchange(scope, receive, send, account))

    async def answered(exchange: Exchange) -> None:
        try:
            if exchange.path == "oss" and exchange.method == "POST":
                status, body = await uploads.oss(exchange)
                await exchange.answer((status, body), kind=b"application/xml")
            elif exchange.path.startswith("vidu/") and exchange.method == "PUT":
                status, body, etag = await uploads.vidu_put(exchange, exchange.path.removeprefix("vidu/"))
                await exchange.answer((status, body), ((b"etag", etag.encode()),), kind=b"application/xml")
            else:
                await exchange.answer(
                    (404, encode_refusal("NoSuchKey", "Nothing is here.", "")), kind=b"application/xml"
                )
        except LaternaError as error:
            body = encode_refusal(error.code, error.message, "")
            await exchange.answer((error.kind.status, body), kind=b"application/xml")
        except ClientLeft:
            return

    return [files, mounted(VIDU_BASE, ViduUploads(services, uploads))]


def _seconds(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else 0
