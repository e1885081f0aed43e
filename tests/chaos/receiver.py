"""The harness's own receiver of webhooks and callbacks: it fails, hangs and drops at random, and checks signatures."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.chaos.pictures import PNG
from tests.notify.vidu_verifier import Refused, Verifier

HOOK, CALLBACK, PICTURE = "/hook", "/callback", "/picture.png"
_MISSES = 2
"""How often one message is refused at most: callbacks are tried four times."""


@dataclass(frozen=True)
class Message:
    """One request as it came in; `taken` says whether it was answered with 2xx."""

    path: str
    id: str
    kind: str
    task: str
    taken: bool


@dataclass
class Receiver:
    """What came in, in order. `moody` says whether it misbehaves; `wrong` collects bad signatures."""

    key: str
    url: str = ""
    secret: str = ""
    public: Ed25519PublicKey | None = None
    moody: bool = False
    chance: random.Random = field(default_factory=random.Random)
    messages: list[Message] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    dealt: Counter[str] = field(default_factory=Counter)
    _missed: Counter[str] = field(default_factory=Counter)
    _hung: set[asyncio.Event] = field(default_factory=set)
    _verifier: Verifier | None = None

    def calm(self) -> None:
        """Behaves from now on, and lets go of those it keeps waiting."""
        self.moody = False
        for event in self._hung:
            event.set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Takes one request."""
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        said: dict[str, Any] = msgspec.json.decode(body)
        hook = request.path == HOOK
        kind, task = (said["type"], said["data"]["id"]) if hook else (said["state"], said["id"])
        name = headers.get("webhook-id", "") or f"{task} {kind}"
        if hook:
            self._check_hook(headers, body)
        else:
            self._check_callback(request.method, request.raw_path, headers)
        mood = self._mood(name)
        self.messages.append(Message(request.path, headers.get("webhook-id", ""), kind, task, not mood))
        if not mood:
            return web.Response(status=204)
        self.dealt[f"receiver {mood}"] += 1
        if mood == "hung":
            await self._hang()
        if mood in ("dropped", "hung") and request.transport is not None:
            request.transport.abort()
        return web.Response(status=503)

    async def show(self, request: web.Request) -> web.Response:
        """The picture that orders name by its URL."""
        self.dealt["picture fetched"] += 1
        return web.Response(body=PNG, content_type="image/png")

    async def _hang(self) -> None:
        let_go = asyncio.Event()
        self._hung.add(let_go)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(20):
                await let_go.wait()
        self._hung.discard(let_go)

    def _mood(self, name: str) -> str:
        if not self.moody or self._missed[name] >= _MISSES or self.chance.random() > 0.35:
            return ""
        self._missed[name] += 1
        return self.chance.choice(("refused", "refused", "dropped", "hung"))

    def _check_hook(self, headers: dict[str, str], body: bytes) -> None:
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        signed = dict(part.split(",", 1) for part in headers["webhook-signature"].split(" "))
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        if not hmac.compare_digest(signed.get("v1", ""), wanted):
            self.wrong.append(f"v1 of {headers['webhook-id']}")
        try:
            assert self.public is not None
            self.public.verify(base64.b64decode(signed.get("v1a", "")), content)
        except InvalidSignature:
            self.wrong.append(f"v1a of {headers['webhook-id']}")

    def _check_callback(self, method: str, target: str, headers: dict[str, str]) -> None:
        self._verifier = self._verifier or Verifier(self.key)
        try:
            self._verifier.check(method, target, headers)
        except (Refused, KeyError) as error:
            self.wrong.append(f"callback {target}: {error}")


@contextlib.asynccontextmanager
async def open_receiver(key: str) -> AsyncIterator[Receiver]:
    """Listens on a free port of the loopback; `key` is the API key that callbacks are signed with."""
    receiver = Receiver(key)
    app = web.Application()
    app.router.add_post(HOOK, receiver.handle)
    app.router.add_post(CALLBACK, receiver.handle)
    app.router.add_get(PICTURE, receiver.show)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        receiver.calm()
        await runner.cleanup()
