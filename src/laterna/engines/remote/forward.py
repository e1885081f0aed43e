"""Inputs on their way to an upstream: as URLs that it can reach, or as data URLs.

An upstream may stand inside the owner's network, and input URLs come from strangers: they are checked by the same
rules as if Laterna fetched them itself.
"""

import asyncio
import base64

from laterna.assets.store import AssetStore
from laterna.catalog.request import Inputs
from laterna.engines.guard import GuardedResolver, Outbound, checked_url
from laterna.errors import EngineError, LaternaError
from laterna.media.kinds import HEAD, picture_kind, sound_kind
from laterna.wire.client import Untranslatable

_LARGEST_DATA = 10 * 1024 * 1024  # bytes of a file that goes along inside a request
_LINK_LIFE = 86_400  # seconds
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

    async def reachable(self, inputs: Inputs, data_urls: bool) -> Inputs:
        """The inputs as an upstream can take them; `data_urls` says whether it takes those.

        Raises Untranslatable when it could not reach an upload, EngineError for a URL that is not allowed.
        """
        return Inputs(
            first_frame=await self._one("image", inputs.first_frame, data_urls),
            last_frame=await self._one("last_image", inputs.last_frame, data_urls),
            references=tuple(
                [await self._one("reference_images", each, data_urls) for each in inputs.references]
            ),
            audio=await self._one("audio_url", inputs.audio, data_urls),
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


def _unreachable(field: str) -> Untranslatable:
    return Untranslatable(
        "the upstream cannot reach an uploaded file; set LATERNA_PUBLIC_URL to where it reaches this server",
        field=field,
    )
