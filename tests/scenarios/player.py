"""Plays a scenario against a base URL over HTTP."""

import base64
import json
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import yarl

from tests.scenarios.matching import Matcher, Mismatch
from tests.scenarios.scenario import Block, Request, Scenario, When

THINGS = Path(__file__).parent / "things"
Happen = Callable[[str, dict[str, str]], Awaitable[None]]
"""Carries out a `when:` line; the line has its variables filled in already."""

_FORM = ("multipart/form-data", "application/x-www-form-urlencoded")


class Failed(Exception):
    """The scenario did not go as it is written; the message says where and how."""


class Player:
    """Plays one scenario. `key` is the secret sent as a bearer unless a request says otherwise."""

    def __init__(
        self, http: aiohttp.ClientSession, base_url: str, key: str, happen: Happen | None = None
    ) -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        self._key = key
        self._happen = happen
        self.matcher = Matcher()
        picture = base64.b64encode((THINGS / "picture.png").read_bytes()).decode()
        self.matcher.values.update(key=key, base=self._base, base64=picture, nonce=secrets.token_hex(8))
        self.matcher.values["picture"] = f"data:image/png;base64,{picture}"

    async def play(self, scenario: Scenario) -> None:
        """Sends the requests in order. Raises Failed at the first answer that is not as expected."""
        for step in scenario.steps:
            at = f"{scenario.path}:{step.line}"
            try:
                if isinstance(step, When):
                    assert self._happen is not None, "only scenarios without `when:` can be played here"
                    await self._happen(self.matcher.filled(step.text), self.matcher.values)
                else:
                    await self._exchange(step)
            except (Mismatch, aiohttp.ClientError) as error:
                line = f"{step.method} {step.target}" if isinstance(step, Request) else f"when: {step.text}"
                raise Failed(f"{scenario.name}: {scenario.title}\n{at}: {line}\n{error}") from error

    async def _exchange(self, request: Request) -> None:
        target = self.matcher.filled(request.target)
        url = target if target.startswith("http") else self._base + target
        headers = {name.lower(): self.matcher.filled(value) for name, value in request.headers}
        # A link is given to players and browsers, which know no key.
        if "authorization" not in headers and not target.startswith("http"):
            headers["authorization"] = f"Bearer {self._key}"
        body, kind = self._body(request, headers.get("content-type", ""))
        if kind:
            headers["content-type"] = kind
        headers = {name: value for name, value in headers.items() if value}
        async with self._http.request(
            request.method,
            yarl.URL(url, encoded=True),
            headers=headers,
            data=body or None,
            allow_redirects=False,
            skip_auto_headers=("Content-Type",),
        ) as response:
            got = await response.read()
            self._compare(request, response, got)

    def _body(self, request: Block, kind: str) -> tuple[bytes, str]:
        text = request.body
        if text.startswith("@"):
            return (THINGS / text[1:]).read_bytes(), kind
        if kind == _FORM[0]:
            return self._multipart(text)
        if kind == _FORM[1]:
            return urlencode([self._field(line) for line in text.splitlines()]).encode(), kind
        is_json = not kind and text[:1] in ("{", "[")
        return self.matcher.filled(text).encode(
            "utf-8", "surrogatepass"
        ), "application/json" if is_json else kind

    def _multipart(self, text: str) -> tuple[bytes, str]:
        boundary = "scenario" + secrets.token_hex(8)
        body = b""
        for line in text.splitlines():
            name, value = self._field(line)
            head, content = f'form-data; name="{name}"', value.encode()
            if value.startswith("@"):
                head += f'; filename="{value[1:]}"\r\nContent-Type: image/png'
                content = (THINGS / value[1:]).read_bytes()
            body += f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n".encode() + content + b"\r\n"
        return body + f"--{boundary}--\r\n".encode(), f"{_FORM[0]}; boundary={boundary}"

    def _field(self, line: str) -> tuple[str, str]:
        name, _, value = line.partition(" =")
        return name.strip(), self.matcher.filled(value.strip())

    def _compare(self, request: Request, response: aiohttp.ClientResponse, got: bytes) -> None:
        shown = got[:2_000].decode("utf-8", "replace")
        if response.status != request.status:
            raise Mismatch(f"status: expected {request.status}, got {response.status}\n{shown}")
        for name, value in request.answer.headers:
            there = response.headers.get(name)
            if value == "<absent>":
                if there is not None:
                    raise Mismatch(f"header {name}: expected to be absent, got {there}")
            elif there is None:
                raise Mismatch(f"header {name}: missing")
            else:
                self.matcher.text(value, there, f"header {name}")
        self._compare_body(request.answer.body, got, shown)

    def _compare_body(self, expected: str, got: bytes, shown: str) -> None:
        if expected == "<empty>":
            if got:
                raise Mismatch(f"body: expected to be empty, got {shown}")
        elif expected[:1] in ("{", "["):
            try:
                found = json.loads(got)
            except ValueError as error:
                raise Mismatch(f"body: expected JSON, got {shown}") from error
            try:
                self.matcher.json(json.loads(expected), found)
            except Mismatch as error:
                raise Mismatch(f"{error}\n{shown}") from None
        elif expected:
            self.matcher.text(expected, got.decode("utf-8", "replace"), "body")
