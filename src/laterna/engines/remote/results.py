"""Bringing a finished clip home: streamed to disk, taken up again after breaks, looked into, asked for anew.

URLs come from an upstream's answers. Those at the upstream's own origin are fetched as the upstream is; all others
go through the guarded client (rule 7 of the design). A path of the upstream's own is fetched with its key, which
no redirect takes to another origin.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, Final

import aiohttp
import structlog
from msgspec import Struct
from yarl import URL

from laterna.engines.engine import Clip
from laterna.engines.guard import Outbound, OutboundRefused, checked_url, guarded_session
from laterna.engines.remote.findings import Findings
from laterna.engines.remote.inspectors import Inspectors, Unusable
from laterna.errors import EngineError
from laterna.tasks.patience import disk_trouble

_AHEAD: Final = 8  # chunks, each as large as the client reads at once, that wait for the disk
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5
_EXPIRED: Final = frozenset({401, 403, 404, 410})
_LATER: Final = frozenset({408, 425, 429})
_DOUBLINGS: Final = 10
_WORTH_TELLING: Final = 4  # tries in a row that bring nothing
_UNUSED: Final = 24 * 3600.0  # seconds: the guarded client's own limit, which each request replaces

_log = structlog.get_logger(__name__)

Refresh = Callable[[], Awaitable[str | None]]
"""Asks the upstream for the clip's URL again; empty when it names none, None when it could not be asked."""

Pause = Callable[[float], Awaitable[object]]


class Home(Struct, frozen=True):
    """The upstream: its root (`https://host[:port]`), the headers that carry the key, the client that reaches it."""

    root: str
    key_headers: tuple[tuple[str, str], ...]
    session: aiohttp.ClientSession
    outbound: Outbound


class Limits(Struct, frozen=True):
    """How long to try. Times in seconds.

    `tries`: in a row that bring no byte and are answered with a refusal; `every_try`: altogether, but for those that
    say nothing about the file, since whoever cannot be reached now can be reached later; `downloads`: of files that
    turn out unusable; `most`: bytes of a clip.
    """

    tries: int = 8
    every_try: int = 200
    downloads: int = 3
    first_pause: float = 0.5
    longest_pause: float = 30.0
    silence: float = 30.0
    most: int = 4 * 2**30


class _Broken(Exception):
    """A try that did not bring the rest of the file.

    `expired`: another URL may bring it; `passing`: this says nothing about the file, only that it cannot be had now;
    `pause` is what the server asks for, in seconds.
    """

    def __init__(self, why: str, *, expired: bool = False, passing: bool = False, pause: float = 0.0) -> None:
        super().__init__(why)
        self.expired = expired
        self.passing = passing
        self.pause = pause


async def fetch_clip(
    url: str,
    folder: Path,
    home: Home,
    refresh: Refresh,
    inspectors: Inspectors,
    *,
    expected: float,
    pause: Pause = asyncio.sleep,
    limits: Limits = Limits(),
) -> Clip:
    """Downloads a clip into `folder` as `clip.mp4` or `clip.webm`, looks into it, and makes its pictures.

    `url` is absolute, or a path of the upstream's own; empty stands for asking `refresh` at once. `expected` is the
    length that was ordered, in seconds: half a second or a tenth of it may differ. Raises EngineError
    `result_unusable` when no download brought a clip that can be used, and Passing while this machine's disk or memory
    refuses: the upstream's clip is as good as before.
    """
    why = ""
    for number in range(limits.downloads):
        if number or not url:
            url = await refresh() or url
        download = _Download(home, folder / "clip.part", refresh, pause, limits)
        await download.run(url)
        try:
            video = await asyncio.to_thread(_named, download.path)
            found = await inspectors.look_into(video)
        except Unusable as error:
            why = str(error)
            _log.warning("a downloaded clip cannot be used", reason=why, download=number + 1)
            continue
        _check_length(found, expected)
        return _clip(video, found)
    raise EngineError(
        f"The upstream's clip cannot be used, even after {limits.downloads} downloads: {why.rstrip('.')}.",
        code="result_unusable",
    )


def _check_length(found: Findings, expected: float) -> None:
    if expected > 0 and abs(found.duration - expected) > max(0.5, expected / 10):
        raise EngineError(
            f"The upstream's clip lasts {found.duration:.1f} s, where {expected:g} s were ordered.",
            code="result_unusable",
        )


def _clip(video: Path, found: Findings) -> Clip:
    return Clip(
        video=video,
        cover=video.with_name("cover.jpg"),
        last_frame=video.with_name("last.jpg"),
        spritesheet=video.with_name("sheet.jpg") if found.has_sheet else None,
        width=found.width,
        height=found.height,
        duration=found.duration,
        fps=found.fps,
        has_audio=found.has_audio,
    )


def _named(path: Path) -> Path:
    """Names the file by what it is. Only containers that bring nothing in from elsewhere, as playlists do, pass."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
        if head[4:8] == b"ftyp":
            return path.replace(path.with_name("clip.mp4"))
        if head[:4] == b"\x1a\x45\xdf\xa3":
            return path.replace(path.with_name("clip.webm"))
    except OSError as error:
        raise disk_trouble("A clip could not be kept", error) from error
    raise Unusable("it is neither MP4 nor WebM" if head else "it is empty")


class _Download:
    """One file on its way. `_have` bytes are on disk, `_came` says whether this try has brought any; `_stamp` is what
    the server calls this version of the file."""

    def __init__(self, home: Home, path: Path, refresh: Refresh, pause: Pause, limits: Limits) -> None:
        self.path = path
        self._home = home
        self._refresh = refresh
        self._pause = pause
        self._limits = limits
        self._have = 0
        self._came = False
        self._total: int | None = None
        self._stamp = ""

    async def run(self, url: str) -> None:
        """Brings the whole file. Raises EngineError, and Passing while the disk refuses."""
        limits, idle, refusals, counted, why = self._limits, 0, 0, 0, "no URL was given"
        while refusals < limits.tries and counted < limits.every_try:
            before, wait, self._came = self._have, 0.0, False
            try:
                if url:
                    await self._try(url)
                    return
                fresh = await self._refresh()
                url, passing = fresh or "", fresh is None
            except _Broken as error:
                why, wait, passing = str(error), error.pause, error.passing and not self._came
                if error.expired:
                    fresh = await self._refresh()
                    url, passing = fresh or url, fresh is None
            grown = self._have > before
            idle = 0 if grown else idle + 1
            refusals = 0 if grown or self._came else refusals + (not passing)
            counted += grown or not passing
            growing = limits.first_pause * 2.0 ** min(max(idle - 1, 0), _DOUBLINGS)
            seconds = min(max(growing, wait), limits.longest_pause)
            if idle >= _WORTH_TELLING:
                _log.warning("a finished clip cannot be fetched; trying again", reason=why, seconds=seconds)
            await self._pause(seconds)
        raise EngineError(
            f"The upstream's clip could not be fetched: {why.rstrip('.')}.", code="result_unusable"
        )

    async def _try(self, url: str) -> None:
        try:
            async with _get(self._home, url, self._headers(), self._limits.silence) as response:
                await self._take(response)
        except OutboundRefused as error:
            raise _Broken(error.message.rstrip("."), expired=True) from error
        except aiohttp.InvalidURL as error:
            raise _Broken("its URL cannot be read", expired=True) from error
        except TimeoutError as error:
            raise _Broken("nothing came for too long", passing=True) from error
        except (aiohttp.ClientError, OSError) as error:
            raise _Broken("the connection broke", passing=True) from error

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity"}
        if self._have and self._stamp:
            headers |= {"Range": f"bytes={self._have}-", "If-Range": self._stamp}
        return headers

    async def _take(self, response: aiohttp.ClientResponse) -> None:
        if response.status == 206 and self._continues(response):
            await self._write(response)
        elif response.status == 200:
            self._have, self._total = 0, response.content_length
            self._stamp = _stamp(response)
            await self._write(response)
        elif response.status in (206, 416):
            self._have, self._stamp = 0, ""
            raise _Broken("the other server sent another part than the one that was asked for")
        else:
            raise _Broken(
                f"the other server answered {response.status}",
                expired=response.status in _EXPIRED,
                passing=response.status >= 500 or response.status in _LATER,
                pause=_seconds(response.headers.get("Retry-After", "")),
            )
        if self._total is not None and self._have != self._total:
            raise _Broken(f"{self._have} of {self._total} bytes came")

    def _continues(self, response: aiohttp.ClientResponse) -> bool:
        """True when the answer is the rest of what there is."""
        unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
        span, _, total = rest.partition("/")
        if unit.lower() != "bytes" or span.partition("-")[0] != str(self._have):
            return False
        if total.isdigit():
            if self._total is not None and int(total) != self._total:
                return False
            self._total = int(total)
        return True

    async def _write(self, response: aiohttp.ClientResponse) -> None:
        limit = self._limits.most
        if (self._total or 0) > limit:
            raise _too_large(limit)
        chunks: asyncio.Queue[bytes] = asyncio.Queue(_AHEAD)
        reader = asyncio.create_task(_read(response.content, chunks))
        try:
            await self._keep(chunks)
            await reader
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    async def _keep(self, chunks: asyncio.Queue[bytes]) -> None:
        limit = self._limits.most
        file = await asyncio.to_thread(_open, self.path, self._have)
        try:
            while chunk := await chunks.get():
                if self._have + len(chunk) > limit:
                    raise _too_large(limit)
                await asyncio.to_thread(_append, file, chunk)
                self._have += len(chunk)
                self._came = True
        finally:
            await asyncio.to_thread(_close, file)


async def _read(content: aiohttp.StreamReader, chunks: asyncio.Queue[bytes]) -> None:
    """Takes what comes as it comes, since the client drops what it still holds when a connection breaks. Ends with an
    empty chunk."""
    try:
        while chunk := await content.readany():
            await chunks.put(chunk)
    except Exception:
        await chunks.put(b"")
        raise
    await chunks.put(b"")


def _too_large(limit: int) -> EngineError:
    return EngineError(f"The upstream's clip is larger than {limit // 2**20} MB.", code="result_unusable")


@asynccontextmanager
async def _get(
    home: Home, text: str, headers: dict[str, str], silence: float
) -> AsyncIterator[aiohttp.ClientResponse]:
    """The answer to a GET, after at most five redirects. Raises OutboundRefused."""
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=silence)
    with_key = text.startswith("/")
    url = URL(home.root.rstrip("/") + text) if with_key else _parsed(text, home)
    own = _at_home(url, home)
    async with guarded_session(home.outbound, seconds=_UNUSED) as guarded:
        for _ in range(_MOST_REDIRECTS + 1):
            session = home.session if own else guarded
            sent = {**headers, **dict(home.key_headers)} if own and with_key else headers
            async with session.get(url, headers=sent, timeout=timeout, allow_redirects=False) as response:
                where = response.headers.get("Location")
                if response.status not in _REDIRECTS or where is None:
                    yield response
                    return
                url = _followed(url, where)
            # What has once left the upstream's origin is a stranger's, wherever it leads.
            own = own and _at_home(url, home)
            if not own:
                url = checked_url(str(url), home.outbound)
    raise OutboundRefused(f"The URL was redirected more than {_MOST_REDIRECTS} times.")


def _parsed(text: str, home: Home) -> URL:
    try:
        url = URL(text)
    except ValueError:
        return checked_url(text, home.outbound)
    return url if _at_home(url, home) else checked_url(text, home.outbound)


def _at_home(url: URL, home: Home) -> bool:
    return url.scheme in ("http", "https") and bool(url.host) and url.origin() == URL(home.root).origin()


def _followed(url: URL, where: str) -> URL:
    try:
        return url.join(URL(where))
    except ValueError as error:
        raise OutboundRefused("The URL was redirected to something that is no URL.") from error


def _stamp(response: aiohttp.ClientResponse) -> str:
    """What If-Range takes: a strong ETag or a date (RFC 9110, 13.1.5); empty where parts cannot be asked for."""
    if response.headers.get("Accept-Ranges", "bytes").lower() == "none":
        return ""
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        return etag
    return response.headers.get("Last-Modified", "")


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 0.0


def _open(path: Path, at: int) -> BinaryIO:
    try:
        file = path.open("r+b" if at else "wb")
        file.seek(at)
        file.truncate()
    except OSError as error:
        raise disk_trouble("A clip could not be kept", error) from error
    return file


def _append(file: BinaryIO, chunk: bytes) -> None:
    try:
        file.write(chunk)
    except OSError as error:
        raise disk_trouble("A clip could not be kept", error) from error


def _close(file: BinaryIO) -> None:
    try:
        file.close()
    except OSError as error:
        raise disk_trouble("A clip could not be kept", error) from error
