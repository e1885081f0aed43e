"""The courier: makes one try to deliver, and says what came of it."""

import logging
import time
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from email.utils import formatdate
from functools import partial

import aiohttp
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection
from yarl import URL

from laterna import __version__
from laterna.assets.store import AssetStore
from laterna.clock import SECOND, Clock
from laterna.engines.guard import Outbound, OutboundRefused, checked_url, guarded_session
from laterna.errors import LaternaError, StorageError
from laterna.notify.delivery import Attempt, Delivery, DeliveryState, kind_of
from laterna.notify.endpoints import EndpointBook
from laterna.notify.feed import task_now
from laterna.notify.outbox import Outcome
from laterna.notify.rules import wait_after
from laterna.notify.seal import SIGNING, Seal
from laterna.notify.standard import Signer
from laterna.notify.telling import LINK_LIFE, Link, as_of, message, shown_id, text_of
from laterna.settings import Settings
from laterna.tasks import outbox_statements as sql
from laterna.tasks.store import TaskStore
from laterna.tasks.task import Task
from laterna.tracing import HEADER
from laterna.wire.vidu.encode import encode_callback
from laterna.wire.vidu.signature import signed_headers

_log = logging.getLogger(__name__)

_AGENT = {"User-Agent": f"Laterna/{__version__}"}
_GONE = 410
_SHOWN_ERROR = 200
_LONGEST = 30
_MOST_SHOWN = 30
# Names whose servers do not answer keep a thread for half a minute; made only as they are needed.
_NAMES_AT_ONCE = 128


class Letter(Struct, frozen=True):
    """One request, ready to send."""

    url: URL
    body: bytes
    headers: dict[str, str]


class Undeliverable(LaternaError):
    """It makes no sense to try this delivery, now or later; the message says why."""

    default_code = "not_found"


class Courier:
    """Sends through the guarded client, so strangers' URLs reach public addresses only, and follows no redirects."""

    def __init__(
        self,
        store: TaskStore,
        book: EndpointBook,
        seal: Seal,
        assets: AssetStore,
        clock: Clock,
        settings: Settings,
        session: aiohttp.ClientSession,
    ) -> None:
        """Use `open_courier`."""
        self._store = store
        self._book = book
        self._seal = seal
        self._signer = Signer(seal)
        self._assets = assets
        self._clock = clock
        self._public_url = settings.public_url
        self._outbound = Outbound.of(settings)
        self._session = session

    async def attempt(self, delivery: Delivery) -> Outcome:
        """Tries once and says what came of it; a try that could not be made counts as one that failed."""
        tracer = self._store.tracer
        if not tracer.on:
            return await self._attempt(delivery)
        task = await self._store.get(delivery.task_id, delivery.tenant)
        parent = "" if task is None else text_of(task.echo, HEADER)
        facts = {"laterna.task": str(delivery.task_id), "laterna.delivery": delivery.id}
        with tracer.span(f"deliver {kind_of(delivery)}", "client", parent=parent, facts=facts) as span:
            outcome = await self._attempt(delivery)
            span.note("laterna.end", outcome.delivery.state.value)
        return outcome

    async def _attempt(self, delivery: Delivery) -> Outcome:
        try:
            letter = await self._letter(delivery)
        except (Undeliverable, OutboundRefused) as error:
            tried = Attempt(self._clock.now(), 0, None, error.message)
            return Outcome(self._ended(delivery, tried, DeliveryState.DROPPED))
        except StorageError as error:
            # The log is the tenant's to read, so the owner's paths stay out of it.
            _log.warning("%s could not be made ready: %s", delivery.id, error.message)
            return self._judged(
                delivery, Attempt(self._clock.now(), 0, None, "The server could not sign it.")
            )
        return self._judged(delivery, await self._sent(letter, delivery.rules.seconds))

    async def _letter(self, delivery: Delivery) -> Letter:
        url = checked_url(delivery.url, self._outbound).with_fragment(None)
        task = await self._task(delivery)
        origin = self._public_url or text_of(task.echo, "origin")

        def link(key: str) -> str:
            return self._assets.url(key, base_url=origin, life=LINK_LIFE)

        if delivery.endpoint:
            return self._webhook(delivery, url, task, link)
        body = encode_callback(as_of(task, delivery.kind), link, shown_id(task))
        date = formatdate(self._clock.now() // SECOND, usegmt=True)
        secret = await self._callback_secret(task)
        return Letter(url, body, signed_headers(secret, str(url), date, str(uuid.uuid4())))

    def _webhook(self, delivery: Delivery, url: URL, task: Task, link: Link) -> Letter:
        secrets = self._book.secrets_of(delivery.endpoint)
        if not secrets or self._book.find(delivery.endpoint, delivery.tenant).disabled_at is not None:
            raise Undeliverable("The endpoint was removed or disabled.")
        body = message(delivery.kind, delivery.created_at, task, link)
        seconds = self._clock.now() // SECOND
        return Letter(url, body, self._signer.headers(delivery.id, seconds, body, secrets))

    async def _task(self, delivery: Delivery) -> Task:
        task = await task_now(self._store, delivery.task_id, delivery.tenant, final=delivery.of_end)
        if task is None:
            raise Undeliverable("The task was removed.")
        return task

    async def _callback_secret(self, task: Task) -> str:
        """The API key that created the task: kept with the task where no key existed, else with the key."""
        closed = text_of(task.echo, "signing_key")
        if not closed:
            closed = await self._store.database.read(partial(_sealed_key, key_id=task.key_id))
        if not closed:
            raise Undeliverable(
                "The key that created the task was made before keys were kept for signing; make a new one."
            )
        return self._seal.open(closed, SIGNING)

    async def _sent(self, letter: Letter, seconds: float) -> Attempt:
        at, begin = self._clock.now(), time.perf_counter()
        status, error = None, ""
        try:
            async with self._session.post(
                letter.url,
                data=letter.body,
                headers={**_AGENT, **letter.headers, **self._store.tracer.headers()},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                status = response.status
                if response.headers.get("Location") and 300 <= status < 400:
                    error = "It answered with a redirect, which is not followed."
        except OutboundRefused as refused:
            error = refused.message
        except TimeoutError:
            error = f"No answer within {seconds:g} s."
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            error = f"{type(failure).__name__}: {failure}"[:_SHOWN_ERROR]
        return Attempt(at, int((time.perf_counter() - begin) * 1_000), status, error)

    def _judged(self, delivery: Delivery, tried: Attempt) -> Outcome:
        if tried.accepted:
            return Outcome(self._ended(delivery, tried, DeliveryState.DELIVERED))
        if delivery.endpoint and tried.status == _GONE:
            return Outcome(self._ended(delivery, tried, DeliveryState.FAILED), gone=True)
        wait = wait_after(delivery.rules, delivery.attempts + 1, delivery.id)
        if wait is None:
            passing = not delivery.rules.waits
            return Outcome(
                self._ended(delivery, tried, DeliveryState.DROPPED if passing else DeliveryState.FAILED)
            )
        return Outcome(
            replace(
                delivery,
                attempts=delivery.attempts + 1,
                next_at=self._clock.now() + wait,
                log=(*delivery.log, tried)[-_MOST_SHOWN:],
            )
        )

    def _ended(self, delivery: Delivery, tried: Attempt, state: DeliveryState) -> Delivery:
        return replace(
            delivery,
            state=state,
            attempts=delivery.attempts + 1,
            next_at=None,
            log=(*delivery.log, tried)[-_MOST_SHOWN:],
            finished_at=self._clock.now(),
        )


@asynccontextmanager
async def open_courier(
    store: TaskStore, book: EndpointBook, seal: Seal, assets: AssetStore, clock: Clock, settings: Settings
) -> AsyncIterator[Courier]:
    """A courier with its own connections, closed at the end."""
    threads = ThreadPoolExecutor(_NAMES_AT_ONCE, "laterna-names")
    try:
        async with guarded_session(Outbound.of(settings), seconds=_LONGEST, threads=threads) as session:
            yield Courier(store, book, seal, assets, clock, settings, session)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _sealed_key(connection: Connection, key_id: str) -> str:
    found = connection.execute(sql.sealed_key, {"of_id": key_id}).first()
    return "" if found is None else str(found[0])
