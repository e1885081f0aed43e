"""Inputs on their way to an upstream: as URLs that it can reach, or as data URLs.

Input URLs come from strangers. They are checked as if Laterna fetched them itself; and where the upstream stands inside
the owner's network, Laterna does fetch them, since a name or a redirect might lead an unguarded server elsewhere than
what was checked. Upstreams that take no data URLs are DashScope's and other Laternas, which guard themselves.
"""

import asyncio
import base64
import socket
import tempfile
from ipaddress import ip_address, ip_network
from pathlib import Path

from yarl import URL

from laterna.assets.store import AssetStore
from laterna.catalog.request import Inputs
from laterna.engines.guard import GuardedResolver, Outbound, OutboundRefused, checked_url
from laterna.engines.inputs import fetch_inputs
from laterna.errors import EngineError, LaternaError
from laterna.media.kinds import HEAD, picture_kind, sound_kind
from laterna.wire.client import Untranslatable

_LARGEST_DATA = 10 * 1024 * 1024  # bytes of a file that goes along inside a request
_LINK_LIFE = 86_400  # seconds
_ANYWHERE = Outbound(allow=(ip_network("0.0.0.0/0"), ip_network("::/0")))
_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WebP": "image/webp",
    "WAV": "audio/wav",
    "MP3": "audio/mpeg",
}


class Forwarder:
    """Makes inputs reachable. `public_url` is where the outside reaches this server; empty when it cannot."""

    def __init__(self, assets: AssetStore, outbound: Outbound, public_url: str) -> None:
        self._assets = assets
        self._outbound = outbound
        self._public_url = public_url

    async def reachable(self, inputs: Inputs, root: str, data_urls: bool) -> Inputs:
        """The inputs as the upstream at `root` can take them; `data_urls` says whether it takes those.

        Raises Untranslatable when it could not reach an upload, EngineError for a URL that is not allowed or brings
        nothing, StorageError when the store refuses.
        """
        if data_urls and any(map(_is_url, _sources(inputs))) and await _inside(root):
            inputs = await self._fetched(inputs)
        return Inputs(
            first_frame=await self._one("image", inputs.first_frame, data_urls),
            last_frame=await self._one("last_image", inputs.last_frame, data_urls),
            references=tuple(
                [await self._one("reference_images", each, data_urls) for each in inputs.references]
            ),
            audio=await self._one("audio_url", inputs.audio, data_urls),
        )

    async def _fetched(self, inputs: Inputs) -> Inputs:
        """The inputs with all URLs brought here, as data URLs."""
        wanted = Inputs(
            first_frame=_if_url(inputs.first_frame),
            last_frame=_if_url(inputs.last_frame),
            references=tuple(filter(_is_url, inputs.references)),
            audio=_if_url(inputs.audio),
        )
        with tempfile.TemporaryDirectory(prefix="laterna-") as folder:
            files = await fetch_inputs(wanted, Path(folder), self._outbound)
            references = iter([await _in_full("reference_images", path) for path in files.references])
            return Inputs(
                first_frame=await _in_full("image", files.first_frame) or inputs.first_frame,
                last_frame=await _in_full("last_image", files.last_frame) or inputs.last_frame,
                references=tuple(next(references) if _is_url(each) else each for each in inputs.references),
                audio=await _in_full("audio_url", files.audio) or inputs.audio,
            )

    async def _one(self, field: str, source: str, data_urls: bool) -> str:
        if not source:
            return source
        if source.startswith("asset:"):
            return await self._upload(field, source.removeprefix("asset:"), data_urls)
        if source.startswith("data:"):
            if data_urls:
                return source
            raise _unreachable(field)
        await self._check(field, source)
        return source

    async def _check(self, field: str, source: str) -> None:
        try:
            url = checked_url(source, self._outbound)
            await GuardedResolver(self._outbound).resolve(url.host or "", url.port or 0)
        except LaternaError as error:
            raise EngineError(error.message, code=error.code, field=field) from error
        except OSError as error:
            raise EngineError(
                "The host of an input URL cannot be found.", code="input_unreachable", field=field
            ) from error

    async def _upload(self, field: str, key: str, data_urls: bool) -> str:
        if self._public_url:
            return self._assets.url(key, base_url=self._public_url, life=_LINK_LIFE)
        if not data_urls:
            raise _unreachable(field)
        asset = await self._assets.open(key)
        if asset is None:
            raise EngineError(
                "An input was uploaded, but is no longer there.", code="input_unreachable", field=field
            )
        try:
            if asset.stored.size > _LARGEST_DATA:
                raise _unreachable(field)
            body = await asyncio.to_thread(asset.read, 0, asset.stored.size)
        finally:
            asset.close()
        return await asyncio.to_thread(_data_url, body)


def _data_url(body: bytes) -> str:
    head = body[:HEAD]
    kind = _TYPES.get(picture_kind(head) or sound_kind(head) or "", "application/octet-stream")
    return f"data:{kind};base64,{base64.b64encode(body).decode()}"


def _sources(inputs: Inputs) -> tuple[str, ...]:
    return (inputs.first_frame, inputs.last_frame, *inputs.references, inputs.audio)


def _is_url(source: str) -> bool:
    return bool(source) and not source.startswith(("asset:", "data:"))


def _if_url(source: str) -> str:
    return source if _is_url(source) else ""


async def _in_full(field: str, path: Path | None) -> str:
    if path is None:
        return ""
    body = await asyncio.to_thread(path.read_bytes)
    if len(body) > _LARGEST_DATA:
        raise Untranslatable(
            f"the file is larger than {_LARGEST_DATA // 2**20} MB, the most that goes along inside a request",
            field=field,
        )
    return await asyncio.to_thread(_data_url, body)


async def _inside(root: str) -> bool:
    """Whether an upstream stands in a private network, if only by one of its addresses, or nobody can say now: then
    nothing is left to it."""
    url = URL(root)
    try:
        found = await GuardedResolver(_ANYWHERE).resolve(url.host or "", url.port or 0, socket.AF_UNSPEC)
    except (OutboundRefused, OSError):
        return True
    public = Outbound()
    return not all(public.permits(ip_address(each["host"].partition("%")[0])) for each in found)


def _unreachable(field: str) -> Untranslatable:
    return Untranslatable(
        "the upstream cannot reach an uploaded file; set LATERNA_PUBLIC_URL to where it reaches this server",
        field=field,
    )
