"""Fetching a request's input files, within limits: URLs through the guarded client, uploads from the asset store.

Limits of the audio are DashScope's (contract dashscope 6.3.4): WAV or MP3, at most 15 MB. A picture may have 50 MB
(contract vidu 3.4). What lies in a file is looked at where it is decoded, in a drawing process; here only its
first bytes are.
"""

import asyncio
import base64
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import aiohttp
from aiohttp import ClientConnectorCertificateError, ClientConnectorError, ClientSSLError
from msgspec import Struct

from laterna.assets.store import AssetStore
from laterna.catalog.request import Inputs
from laterna.engines.engine import InputFiles
from laterna.engines.guard import Outbound, OutboundRefused, guarded_get, guarded_session
from laterna.errors import EngineError, LaternaError
from laterna.media.kinds import HEAD, picture_kind, sound_kind

AUDIO_BYTES: Final = 15 * 1024 * 1024
PICTURE_BYTES: Final = 50 * 1024 * 1024
_SECONDS: Final = 60.0
_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_CHUNK: Final = 64 * 1024


class _Input(Struct, frozen=True):
    """One input: where it comes from, what messages call it, its parameter, its file, and what it may be."""

    source: str
    noun: str
    field: str
    path: Path
    most: int
    kind: Callable[[bytes], str | None]
    kinds: str

    def invalid(self, why: str) -> EngineError:
        """It came, but cannot be used."""
        return EngineError(f"{self.noun} {why}.", code="input_invalid", field=self.field)

    def unreachable(self, why: str) -> EngineError:
        """It did not come."""
        return EngineError(
            f"{self.noun} could not be fetched: {why}.", code="input_unreachable", field=self.field
        )

    def too_large(self) -> EngineError:
        """It is larger than allowed."""
        return self.invalid(f"is larger than {self.most // (1024 * 1024)} MB, the most that is allowed")


async def fetch_inputs(
    inputs: Inputs,
    folder: Path,
    outbound: Outbound,
    assets: AssetStore | None = None,
    *,
    seconds: float = _SECONDS,
    audio_bytes: int = AUDIO_BYTES,
    picture_bytes: int = PICTURE_BYTES,
) -> InputFiles:
    """Fetches what `inputs` names into `folder`, which exists; `assets` is where `asset:` references lie.

    All are fetched at once, each within `seconds`. Raises EngineError with code `input_unreachable` or
    `input_invalid`, the parameter at fault, and a sentence for the caller; StorageError when the store refuses.
    """
    audio = [_audio(inputs.audio, folder, audio_bytes)] if inputs.audio else []
    first = _pictures([inputs.first_frame], "The first frame", "image", folder, picture_bytes)
    last = _pictures([inputs.last_frame], "The last frame", "last_image", folder, picture_bytes)
    references = _pictures(inputs.references, "Reference image", "reference_images", folder, picture_bytes)
    broken: BaseExceptionGroup[LaternaError] | None = None
    try:
        async with asyncio.TaskGroup() as group:
            for each in (*audio, *first, *last, *references):
                group.create_task(_take(each, outbound, assets, seconds))
    except* LaternaError as errors:
        broken = errors
    if broken is not None:
        raise _first(broken)
    return InputFiles(
        audio=audio[0].path if audio else None,
        first_frame=first[0].path if first else None,
        last_frame=last[0].path if last else None,
        references=tuple(each.path for each in references),
    )


def _audio(source: str, folder: Path, most: int) -> _Input:
    return _Input(source, "The audio", "audio_url", folder / "input-audio", most, sound_kind, "WAV nor MP3")


def _pictures(
    sources: list[str] | tuple[str, ...], noun: str, field: str, folder: Path, most: int
) -> list[_Input]:
    several = field == "reference_images"
    return [
        _Input(
            source,
            f"{noun} {number}" if several else noun,
            field,
            folder / f"input-{field}-{number}",
            most,
            picture_kind,
            "PNG, JPEG nor WebP",
        )
        for number, source in enumerate(sources, 1)
        if source
    ]


def _first(group: BaseExceptionGroup[LaternaError]) -> LaternaError:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


async def _take(wanted: _Input, outbound: Outbound, assets: AssetStore | None, seconds: float) -> None:
    if wanted.source.startswith("data:"):
        await asyncio.to_thread(_write_data_url, wanted)
    elif wanted.source.startswith("asset:"):
        await _copy(wanted, assets)
    else:
        await _fetch(wanted, outbound, seconds)
    head = await asyncio.to_thread(_head, wanted.path)
    if not head:
        raise wanted.invalid("is an empty file")
    if wanted.kind(head) is None:
        raise wanted.invalid(f"is neither {wanted.kinds}, the types that are allowed")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


async def _copy(wanted: _Input, assets: AssetStore | None) -> None:
    """Copies an upload out of the store, a piece at a time, wherever the store keeps it."""
    asset = None if assets is None else await assets.open(wanted.source.removeprefix("asset:"))
    if asset is None:
        raise EngineError(
            f"{wanted.noun} was uploaded, but is no longer there.",
            code="input_unreachable",
            field=wanted.field,
        )
    try:
        if asset.stored.size > wanted.most:
            raise wanted.too_large()
        await asyncio.to_thread(_write, wanted.path, asset.read, asset.stored.size)
    except OSError as error:
        raise _not_kept(wanted, error) from error
    finally:
        asset.close()


def _write(path: Path, read: Callable[[int, int], bytes], size: int) -> None:
    with path.open("wb") as file:
        while chunk := read(file.tell(), min(_CHUNK, size - file.tell())):
            file.write(chunk)


async def _fetch(wanted: _Input, outbound: Outbound, seconds: float) -> None:
    try:
        async with guarded_session(outbound, seconds=seconds) as session:
            await _download(session, outbound, wanted)
    except OutboundRefused as error:
        raise EngineError(f"{wanted.noun}: {error.message}", code=error.code, field=wanted.field) from error
    except TimeoutError as error:
        raise wanted.unreachable(f"it did not come within {seconds:g} s") from error
    except aiohttp.ClientError as error:
        raise wanted.unreachable(_why(error)) from error
    except OSError as error:
        raise _not_kept(wanted, error) from error


async def _download(session: aiohttp.ClientSession, outbound: Outbound, wanted: _Input) -> None:
    async with guarded_get(session, outbound, wanted.source) as response:
        if response.status != 200:
            raise wanted.unreachable(f"the other server answered {response.status}")
        if (response.content_length or 0) > wanted.most:
            raise wanted.too_large()
        received = 0
        file = await asyncio.to_thread(wanted.path.open, "wb")
        try:
            async for chunk in response.content.iter_chunked(_CHUNK):
                received += len(chunk)
                if received > wanted.most:
                    raise wanted.too_large()
                await asyncio.to_thread(file.write, chunk)
        finally:
            await asyncio.to_thread(file.close)


def _write_data_url(wanted: _Input) -> None:
    head, comma, body = wanted.source.partition(",")
    if not comma or not head.endswith(";base64"):
        raise wanted.invalid("is a data URL that is not encoded as base64")
    if len(body) > wanted.most * 4 // 3 + 4:
        raise wanted.too_large()
    try:
        wanted.path.write_bytes(base64.b64decode(body, validate=True))
    except ValueError as error:
        raise wanted.invalid("is a data URL that is not valid base64") from error


def _not_kept(wanted: _Input, error: OSError) -> EngineError:
    if error.errno in _DISK_FULL:
        return EngineError("The disk is full: an input could not be kept.", code="storage_full")
    return wanted.unreachable(error.strerror or "the connection broke")


def _why(error: aiohttp.ClientError) -> str:
    """What went wrong, without our own network's addresses in it."""
    if isinstance(error, ClientConnectorCertificateError | ClientSSLError):
        return "its certificate is not valid"
    if isinstance(error, ClientConnectorError):
        return (
            f"no connection to {error.host} ({os.strerror(error.os_error.errno or 0).lower()})"
            if (error.os_error.errno or 0) > 0
            else f"{error.host} cannot be found"
        )
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ServerDisconnectedError):
        return "the other server broke off"
    return "the other server does not answer as HTTP servers do"
