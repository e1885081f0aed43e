"""The remote engine: hands tasks to upstreams with the owner's keys, watches them, and brings their clips home.

What it does with a task is written down before and after it is done (`laterna.tasks.submissions`), so a task that is
taken up again, by this process or another, goes on where it was and is never handed over twice.
"""

import asyncio
import time
from collections.abc import Sequence
from functools import partial

import structlog

from laterna.assets.store import AssetStore
from laterna.catalog import Catalog
from laterna.clock import Clock
from laterna.engines.engine import Clip, Job, Progress
from laterna.engines.guard import Outbound
from laterna.engines.remote.aftercare import Aftercare
from laterna.engines.remote.attend import Attendant
from laterna.engines.remote.durations import Durations, in_a_thread
from laterna.engines.remote.forward import Forwarder
from laterna.engines.remote.inspectors import Inspectors
from laterna.engines.remote.pacing import Pacer, Throttled, Watched
from laterna.engines.remote.reconcile import Reconciler
from laterna.engines.remote.results import fetch_clip
from laterna.engines.remote.schedule import Page
from laterna.engines.remote.submit import Submitter
from laterna.engines.remote.upstream import Pause, RemoteUpstream, Ticks
from laterna.errors import EngineError
from laterna.routing import Route, Upstream
from laterna.settings import Settings
from laterna.tasks.store import TaskStore
from laterna.tasks.submission import Submission, SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.wire.client import Answer, Call, Listing, Sight
from laterna.wire.faces import client_face

_log = structlog.get_logger(__name__)

_TOO_MANY = 429
_SEEN = 95  # per cent at most, as long as the clip is not here
_CALLBACK = "/v1/laterna/heard/"
"""Where upstreams call back, followed by a submission's marker."""


class RemoteEngine:
    """Makes clips at upstreams. `pause` waits so many seconds between tries, which are reckoned by `ticks`."""

    name = "remote"
    takes_files = False
    resumes = True

    def __init__(
        self,
        settings: Settings,
        store: TaskStore,
        catalog: Catalog,
        assets: AssetStore,
        clock: Clock,
        *,
        pause: Pause = asyncio.sleep,
        ticks: Ticks = time.monotonic,
    ) -> None:
        """Takes the upstreams and routes of the settings. Raises SettingError."""
        self.capacity = settings.remote_tasks
        self._settings = settings
        self._store = store
        self._pause = pause
        self._outbound = Outbound.of(settings)
        self._book = SubmissionBook(store)
        self.upstreams = {
            each.name: self._upstream(each, catalog, clock, ticks) for each in settings.upstreams
        }
        self._pacers = {name: self._pacer(upstream, clock) for name, upstream in self.upstreams.items()}
        forwarder = Forwarder(assets, self._outbound, settings.public_url)
        self._submitter = Submitter(
            self.upstreams, self._book, forwarder.reachable, self._called_back, catalog.cost, pause, ticks
        )
        reconciler = Reconciler(self._book, clock, self._ask_about, pause, ticks)
        self._attendant = Attendant(self._book, self._pacers, reconciler, pause)
        self._aftercare = Aftercare(store, self._book, self._attendant, self.upstreams)
        self._inspectors = Inspectors(settings.worker_count)
        self._started = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []

    def _upstream(self, settings: Upstream, catalog: Catalog, clock: Clock, ticks: Ticks) -> RemoteUpstream:
        return RemoteUpstream(
            settings,
            client_face(settings.wire, settings.server, catalog),
            clock,
            self._pause,
            meters=self._store.meters,
            tracer=self._store.tracer,
            ticks=ticks,
        )

    # --- life

    async def start(self) -> None:
        """Opens the connections and begins to watch. Raises SettingError for certificates that cannot be read."""
        if self._started.is_set():
            return
        for upstream in self.upstreams.values():
            upstream.open()
        works = (self._aftercare.run(), *(pacer.run() for pacer in self._pacers.values()))
        self._running = [asyncio.create_task(work, name="laterna-remote") for work in works]
        self._store.on_heard(self._heard)
        self._started.set()

    async def stop(self) -> None:
        """Ends watching; what is at upstreams goes on there."""
        for work in self._running:
            work.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._submitter.close()
        await self._inspectors.close()
        for upstream in self.upstreams.values():
            await upstream.close()

    # --- making

    async def make(self, job: Job, progress: Progress) -> Clip:
        """See `Engine.make`. Raises EngineError `upstream_refused`, `upstream_failed`, `upstream_lost` and others."""
        await self._started.wait()
        routes = self._settings.routing.plan_of(job.request.model).upstreams
        try:
            while (clip := await self._made(job, routes, progress)) is None:
                _log.info("the upstream had refused the task after all", task=job.task_id)
            return clip
        finally:
            self._aftercare.hint()

    async def _made(self, job: Job, routes: Sequence[Route], progress: Progress) -> Clip | None:
        """The clip; None when what was unclear turned out to be a refusal, so that the next route may be tried."""
        submission = await self._handed_over(job, routes)
        upstream = self._upstream_of(submission)
        with upstream.holding():
            submission = await self._attendant.certain(upstream, submission, job.request)
            if submission.state is SubmissionState.REFUSED:
                return None
            return await self._see_through(job, upstream, submission, progress)

    async def _handed_over(self, job: Job, routes: Sequence[Route]) -> Submission:
        """The submission that this task stands or falls with: an earlier one, or a new one."""
        earlier = await self._book.of_task(job.task_id) if job.attempt > 1 or job.again else []
        if earlier and earlier[-1].state is not SubmissionState.REFUSED:
            return earlier[-1]
        return await self._submitter.submit(job, routes)

    async def _see_through(
        self, job: Job, upstream: RemoteUpstream, submission: Submission, progress: Progress
    ) -> Clip:
        url = ""
        if submission.state is SubmissionState.ACCEPTED:
            tell = partial(_tell_progress, progress)
            submission, sight = await self._attendant.end(upstream, submission, job.request, tell)
            url = sight.url
        if submission.state is not SubmissionState.SUCCEEDED:
            raise _verdict(upstream, submission)
        progress(_SEEN)
        return await self._fetch(job, upstream, submission, url)

    async def _fetch(self, job: Job, upstream: RemoteUpstream, submission: Submission, url: str) -> Clip:
        async def refresh() -> str | None:
            sight = await self._ask_about(submission, submission.upstream_id)
            return None if sight is None else sight.url

        home = upstream.home(submission.account, self._outbound)
        with self._store.tracer.span("download", facts={"laterna.upstream": upstream.name}):
            return await fetch_clip(
                url,
                job.folder,
                home,
                refresh,
                self._inspectors,
                expected=float(job.request.duration),
                pause=self._pause,
            )

    # --- asking

    def _pacer(self, upstream: RemoteUpstream, clock: Clock) -> Pacer:
        """What asks this upstream about its tasks, each with the key that made it."""

        async def send(call: Call, fingerprint: str, kind: str) -> Answer | None:
            key = upstream.key_of(fingerprint)
            answer = None if key is None else await upstream.ask(call, key, kind)
            if answer is not None and answer.status == _TOO_MANY:
                raise Throttled(answer.retry_after)
            return answer

        async def ask(task: Watched) -> Sight | None:
            answer = await send(upstream.face.query(task.upstream_id), task.key, "query")
            return None if answer is None else upstream.face.seen(answer, task.upstream_id)

        async def list_page(page: Page) -> Listing | None:
            answer = await send(upstream.face.page(page.since, page.until, page.after), page.key, "list")
            return None if answer is None else upstream.face.listed(answer)

        return Pacer(
            ask=ask,
            list_page=list_page,
            lists=upstream.face.lists,
            queries_per_second=upstream.settings.queries_per_second,
            lists_per_second=upstream.settings.lists_per_second,
            clock=clock,
            durations=Durations(in_a_thread),
        )

    async def _ask_about(self, submission: Submission, upstream_id: str) -> Sight | None:
        """Asks an upstream for one task, with the key that the submission was made with."""
        upstream = self.upstreams[submission.upstream]
        key = upstream.key_of(submission.account)
        if key is None:
            return None
        answer = await upstream.ask(upstream.face.query(upstream_id), key)
        return None if answer is None else upstream.face.seen(answer, upstream_id)

    def _upstream_of(self, submission: Submission) -> RemoteUpstream:
        upstream = self.upstreams.get(submission.upstream)
        if upstream is None or upstream.key_of(submission.account) is None:
            raise EngineError(
                f"The task is at the upstream {submission.upstream!r}, which the settings no longer have, or not with"
                " the key that it was handed over with.",
                code="engine_unavailable",
            )
        return upstream

    # --- being called back

    def _called_back(self, marker: str) -> str:
        base = self._settings.public_url.rstrip("/")
        return f"{base}{_CALLBACK}{marker}" if base else ""

    def _heard(self, marker: str) -> None:
        """An upstream has called back: the task is asked about next. What the call says is not believed."""
        for pacer in self._pacers.values():
            pacer.poke(marker)


def _tell_progress(progress: Progress, sight: Sight) -> None:
    if sight.progress is not None:
        progress(min(sight.progress, _SEEN))


def _verdict(upstream: RemoteUpstream, submission: Submission) -> EngineError:
    """Why there is no clip."""
    words = " ".join(part for part in (submission.code, submission.message) if part) or "no reason is given"
    match submission.state:
        case SubmissionState.GONE:
            message = f"The upstream {upstream.name} has lost the task; nothing is charged."
            return EngineError(message, code="upstream_lost")
        case SubmissionState.ABSENT:
            message = f"The answer to the create was lost, and {upstream.name} shows no such task; nothing is charged."
            return EngineError(message, code="upstream_lost")
        case SubmissionState.CANCELED:
            return EngineError(
                f"The upstream {upstream.name} canceled the task: {words}.", code="upstream_failed"
            )
        case _:
            return EngineError(f"The upstream {upstream.name} says: {words}.", code="upstream_failed")
