"""Fetching a request's input files, within limits, through the guarded client.

Limits of the audio are DashScope's (contract dashscope 6.3.4): WAV or MP3, at most 15 MB. How long it lasts is
checked where it is decoded, in a drawing process.
"""

import asyncio
import base64
import errno
import os
from pathlib import Path
from typing import Final

import aiohttp
from aiohttp import ClientConnectorCertificateError, ClientConnectorError, ClientSSLError

from laterna.catalog.request import Inputs
from laterna.engines.engine import InputFiles
from laterna.engines.guard import Outbound, OutboundRefused, guarded_get, guarded_session
from laterna.errors import EngineError

AUDIO_BYTES: Final = 15 * 1024 * 1024
_SECONDS: Final = 60.0
_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_CHUNK: Final = 64 * 1024
_HEAD: Final = 12


async def fetch_inputs(
    inputs: Inputs,
    folder: Path,
    outbound: Outbound,
    *,
    seconds: float = _SECONDS,
    audio_bytes: int = AUDIO_BYTES,
) -> InputFiles:
    """Fetches what `inputs` names into `folder`, which exists.

    Raises EngineError with code `input_unreachable` or `input_invalid`, and a sentence for the caller.
    """
    if not inputs.audio:
        return InputFiles()
    path = folder / "input-audio"
    if inputs.audio.startswith("data:"):
        await asyncio.to_thread(_write_data_url, inputs.audio, path, audio_bytes)
    else:
        await _fetch(inputs.audio, path, outbound, seconds, audio_bytes)
    if not await asyncio.to_thread(is_audio, path):
        raise EngineError(
            "The audio is neither WAV nor MP3, the types that are allowed.",
            code="input_invalid",
            field="audio_url",
        )
    return InputFiles(audio=path)


async def _fetch(url: str, path: Path, outbound: Outbound, seconds: float, most: int) -> None:
    try:
        async with guarded_session(outbound, seconds=seconds) as session:
            await _download(session, outbound, url, path, most)
    except OutboundRefused as error:
        raise EngineError(error.message, code=error.code, field="audio_url") from error
    except TimeoutError as error:
        raise _unreachable(f"nothing came within {seconds:.0f} s") from error
    except aiohttp.ClientError as error:
        raise _unreachable(_why(error)) from error
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise EngineError("The disk is full: an input could not be kept.", code="storage_full") from error
        raise _unreachable(error.strerror or "the connection broke") from error


def is_audio(path: Path) -> bool:
    """True when the file begins as WAV or MP3 files do, whatever its name says."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return True
    # An MP3 begins with an ID3v2 tag, or with a frame: eleven set bits, then layer III (ISO/IEC 11172-3, 2.4.2.3).
    return head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2)


async def _download(
    session: aiohttp.ClientSession, outbound: Outbound, url: str, path: Path, most: int
) -> None:
    async with guarded_get(session, outbound, url) as response:
        if response.status != 200:
            raise _unreachable(f"the other server answered {response.status}")
        if (response.content_length or 0) > most:
            raise _too_large(most)
        received = 0
        file = await asyncio.to_thread(path.open, "wb")
        try:
            async for chunk in response.content.iter_chunked(_CHUNK):
                received += len(chunk)
                if received > most:
                    raise _too_large(most)
                await asyncio.to_thread(file.write, chunk)
        finally:
            await asyncio.to_thread(file.close)
    if received == 0:
        raise EngineError("The audio is an empty file.", code="input_invalid", field="audio_url")


def _write_data_url(url: str, path: Path, most: int) -> None:
    head, comma, body = url.partition(",")
    if not comma or not head.endswith(";base64"):
        raise EngineError(
            "The audio's data URL is not encoded as base64.", code="input_invalid", field="audio_url"
        )
    if len(body) > most * 4 // 3 + 4:
        raise _too_large(most)
    try:
        path.write_bytes(base64.b64decode(body, validate=True))
    except ValueError as error:
        raise EngineError(
            "The audio's data URL is not valid base64.", code="input_invalid", field="audio_url"
        ) from error


def _too_large(most: int) -> EngineError:
    return EngineError(
        f"The audio is larger than {most // (1024 * 1024)} MB, the most that is allowed.",
        code="input_invalid",
        field="audio_url",
    )


def _unreachable(why: str) -> EngineError:
    return EngineError(f"The audio could not be fetched: {why}.", code="input_unreachable", field="audio_url")


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
