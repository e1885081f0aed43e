"""One upstream: its HTTP, its keys, and how much it takes at once."""

import asyncio
import contextlib
import email.utils
import ssl
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from time import perf_counter

import aiohttp
import structlog
from yarl import URL

from laterna.clock import SECOND, Clock
from laterna.engines.guard import Outbound
from laterna.engines.remote.results import Home
from laterna.errors import EngineError, bad_setting
from laterna.meters import Meters
from laterna.routing import Key, Upstream
from laterna.tracing import UNTRACED, Tracer
from laterna.wire.client import Answer, Call, ClientFace

_log = structlog.get_logger(__name__)

Pause = Callable[[float], Awaitable[object]]
Ticks = Callable[[], float]
"""Seconds on a clock that only moves forward."""

_LARGEST_ANSWER = 8 * 1024 * 1024
_CONNECT_SECONDS = 10.0
_FRESH_SECONDS = 2.0
_KEY_RESTS = 60.0
"""Seconds for which a key that the upstream would not take is asked last."""
_LONGEST_REST = 600.0  # seconds
SEND_WITHIN = 5.0
"""Seconds from noting that a task will be handed over to handing it over; later than that it is not sent."""
_ON_THE_WIRE = 1.0  # seconds that the last byte of a create may travel
_USER_AGENT = "laterna"
_TOO_MANY = 429


class NotSent(Exception):
    """The upstream could not be reached: not a byte of the request was sent. The message says why."""


class Lost(Exception):
    """The request was sent, or may have been, and its answer did not come whole. The message says why."""


class RemoteUpstream:
    """Sends calls to one upstream, and keeps its limits. Opened before use and closed after it.

    `in_flight` counts the tasks that it has not finished; `pause` waits so many seconds. Rests and limits go by
    `ticks`, so that a clock that is put back does not make them last.
    """

    def __init__(
        self,
        settings: Upstream,
        face: ClientFace,
        clock: Clock,
        pause: Pause = asyncio.sleep,
        *,
        meters: Meters | None = None,
        tracer: Tracer = UNTRACED,
        ticks: Ticks = time.monotonic,
    ) -> None:
        self.settings = settings
        self.face = face
        self.name = settings.name
        self.root = settings.root
        self.in_flight = 0
        self.ahead = 0
        """By how many microseconds its clock is ahead of ours, as its newest answer has it."""
        self._clock = clock
        self._pause = pause
        self._ticks = ticks
        self._meters = meters or Meters()
        self._tracer = tracer
        self._keys = settings.every_key
        self._turns = [0.0] * len(self._keys)
        self._refused_until: dict[str, float] = {}
        self._rests_until = 0.0
        self._next_create = 0.0
        self._waiting: deque[asyncio.Event] = deque()
        self._creates: aiohttp.ClientSession | None = None
        self._others: aiohttp.ClientSession | None = None

    def open(self) -> None:
        """Makes ready to send. Raises SettingError when the certificates of `ca_file` cannot be read."""
        trust = _trust(self.settings)
        # A create on a connection that the upstream is just closing would be lost without need. Servers keep idle
        # ones for five seconds at the least.
        self._creates = self._session(
            aiohttp.TCPConnector(ssl=trust, limit=0, keepalive_timeout=_FRESH_SECONDS)
        )
        self._others = self._session(aiohttp.TCPConnector(ssl=trust, limit=0))

    async def close(self) -> None:
        """Ends all connections."""
        for session in (self._creates, self._others):
            if session is not None:
                await session.close()

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(
            total=self.settings.timeout, connect=min(self.settings.timeout, _CONNECT_SECONDS)
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=True,
            headers={"User-Agent": _USER_AGENT},
        )

    # --- limits

    @property
    def longest_create(self) -> float:
        """Seconds after which a create, noted but not answered, can no longer reach the upstream."""
        return SEND_WITHIN + self.settings.timeout + _ON_THE_WIRE

    @property
    def full(self) -> bool:
        """True while it has as many unfinished tasks as it may have."""
        return 0 < self.settings.tasks_at_once <= self.in_flight

    @property
    def resting(self) -> bool:
        """True while it has asked to be left alone."""
        return self._ticks() < self._rests_until

    def rest(self, seconds: float) -> None:
        """Hands nothing more to it for so long, ten minutes at most: a date by a wrong clock may be days away."""
        self._rests_until = max(self._rests_until, self._ticks() + min(seconds, _LONGEST_REST))

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Counts one unfinished task while the block runs."""
        self.in_flight += 1
        try:
            yield
        finally:
            self.in_flight -= 1
            self._wake_next()

    def _wake_next(self) -> None:
        if self._waiting and not self.full:
            self._waiting.popleft().set()

    async def room(self, seconds: float) -> None:
        """Waits until there may be room for one more task, in the order of asking; at most so many seconds."""
        if not self.full:
            await self._pause(seconds)
            return
        freed = asyncio.Event()
        self._waiting.append(freed)
        try:
            async with asyncio.timeout(seconds):
                await freed.wait()
        except TimeoutError:
            return
        except asyncio.CancelledError:
            if freed.is_set():
                self._wake_next()  # it was woken for a place that it will not take
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(freed)

    async def turn_to_create(self) -> None:
        """Waits until one more task may be handed over by the limit of creates per second."""
        if not self.settings.creates_per_second:
            return
        now = self._ticks()
        mine = max(now, self._next_create)
        self._next_create = mine + 1 / self.settings.creates_per_second
        if mine > now:
            await self._pause(mine - now)

    # --- keys

    def keys_in_turn(self) -> list[Key]:
        """The keys in the order in which to try them: by weight, those lately refused last."""
        now = self._ticks()
        total = sum(key.weight for key in self._keys)
        for index, key in enumerate(self._keys):
            self._turns[index] += key.weight
        chosen = max(range(len(self._keys)), key=lambda index: self._turns[index])
        self._turns[chosen] -= total
        order = [self._keys[chosen], *(key for index, key in enumerate(self._keys) if index != chosen)]
        return sorted(order, key=lambda key: self._refused_until.get(key.fingerprint, 0.0) > now)

    def key_refused(self, key: Key) -> None:
        """Notes that the upstream would not take this key."""
        self._refused_until[key.fingerprint] = self._ticks() + _KEY_RESTS

    def key_of(self, fingerprint: str) -> Key | None:
        """The key that a task was handed over with; None when the settings no longer have it."""
        return next((key for key in self._keys if key.fingerprint == fingerprint), None)

    # --- calls

    async def create(self, call: Call, key: Key) -> Answer:
        """Sends the call that makes a task. Raises NotSent or Lost."""
        return await self._send(self._creates, call, key, "create")

    async def ask(self, call: Call, key: Key, kind: str = "query") -> Answer | None:
        """Sends any other call, which counts as `kind`; None when no whole answer came, which means nothing."""
        try:
            return await self._send(self._others, call, key, kind)
        except (NotSent, Lost):
            return None

    def home(self, fingerprint: str, outbound: Outbound) -> Home:
        """Where its clips are fetched from, with the key that they were made with."""
        key = self.key_of(fingerprint)
        headers = () if key is None else self.face.authorization(key.secret)
        if self._others is None:
            raise EngineError("Laterna is stopping.", code="engine_unavailable")
        return Home(self.root, headers, self._others, outbound)

    def _compare_clocks(self, response: aiohttp.ClientResponse) -> None:
        said = _moment(response.headers.get("Date", ""))
        if said is not None:
            self.ahead = said - self._clock.now()

    async def _send(self, session: aiohttp.ClientSession | None, call: Call, key: Key, kind: str) -> Answer:
        """Sends a call, counted and timed. Polls belong to no task's trace, and would be many: they have no span."""
        if session is None:
            raise NotSent("Laterna is stopping")
        facts = {"laterna.upstream": self.name, "http.request.method": call.method}
        outcome, began = "lost", perf_counter()
        with self._tracer.span(f"{kind} at upstream", "client", facts=facts, within=True) as span:
            try:
                answer = await self._exchange(session, call, key)
                outcome = _outcome(answer.status)
                span.note("http.response.status_code", answer.status)
                return answer
            except NotSent:
                outcome = "unreachable"
                raise
            finally:
                self._meters.call(self.name, kind, outcome, perf_counter() - began)
                _log.debug("upstream called", upstream=self.name, kind=kind, outcome=outcome)

    async def _exchange(self, session: aiohttp.ClientSession, call: Call, key: Key) -> Answer:
        headers = dict((*call.headers, *self.face.authorization(key.secret))) | self._tracer.headers()
        try:
            async with session.request(
                call.method,
                self.root + call.path,
                data=call.body or None,
                headers=headers,
                allow_redirects=False,
            ) as response:
                self._compare_clocks(response)
                body = await response.content.read(_LARGEST_ANSWER)
                if not response.content.at_eof():
                    raise Lost("the answer is too long")
                return Answer(
                    response.status, body, _retry_after(response, self._clock), *_redirect(response)
                )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(_why(error)) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Lost(_why(error)) from error


def _outcome(status: int) -> str:
    """What an answer counts as in `/metrics`."""
    if status == _TOO_MANY:
        return "throttled"
    return "ok" if status < 400 else "refused" if status < 500 else "broken"


def _moment(text: str) -> int | None:
    """A time as HTTP headers write it (RFC 9110, 5.6.7), in microseconds."""
    try:
        return int(email.utils.parsedate_to_datetime(text).timestamp()) * SECOND
    except (ValueError, OverflowError):
        return None


def _trust(settings: Upstream) -> ssl.SSLContext | bool:
    if not settings.ca_file:
        return True
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise bad_setting(
            f"upstreams.{settings.name}.ca_file", settings.ca_file, "a file of certificates in PEM"
        ) from error
    return context


def _retry_after(response: aiohttp.ClientResponse, clock: Clock) -> float | None:
    text = response.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    then = _moment(text)
    return None if then is None else max((then - clock.now()) / SECOND, 0)


def _redirect(response: aiohttp.ClientResponse) -> tuple[str, bool]:
    """Where a redirect leads, without its query; and whether that is the same path of another place."""
    text = response.headers.get("Location", "")
    if not text or not 300 <= response.status < 400:
        return "", False
    try:
        place = response.url.join(URL(text)).with_query(None).with_fragment(None).with_user(None)
    except ValueError:
        return "", False
    return str(place), place.path.rstrip("/") == response.url.path.rstrip("/")


def _why(error: Exception) -> str:
    """What went wrong, in words that show no address of the owner's network."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return "its certificate is not valid"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name cannot be found"
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return "it does not take connections in time"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "it does not take connections"
    if isinstance(error, TimeoutError):
        return "the answer did not come in time"
    return "the connection broke before the answer was there"
