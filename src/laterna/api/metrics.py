"""`/metrics`: how the server is, in Prometheus' words.

Counters are this process's own since its start; gauges are read from the database with each scrape, so they are right
after a restart and the same on every machine. `docs/reference/metrics.md` is checked against `METRICS`.
"""

import asyncio
import hmac
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING

import structlog
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from laterna import __version__
from laterna.api.context import Services
from laterna.clock import SECOND
from laterna.errors import AccessError, StorageError, UnknownModel
from laterna.meters import Histogram
from laterna.tasks.condition import Condition, condition

if TYPE_CHECKING:
    from prometheus_client import Metric

_log = structlog.get_logger(__name__)

_MICRO = 1_000_000
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")

Labels = tuple[str, ...]
Samples = Iterable[tuple[Labels, "float | Histogram"]]
Found = list[tuple[str, Samples]]


class MetricKind(Struct, frozen=True):
    """One metric: `kind` is counter, gauge or histogram; a counter's name ends in `_total`."""

    name: str
    kind: str
    labels: Labels
    meaning: str


METRICS = (
    MetricKind("laterna_build_info", "gauge", ("version",), "Always 1; the version that runs."),
    MetricKind(
        "laterna_requests_total", "counter", ("wire", "status"), "Requests answered, by class of status."
    ),
    MetricKind(
        "laterna_request_duration_seconds",
        "histogram",
        ("wire",),
        "From a request to the start of its answer.",
    ),
    MetricKind("laterna_tasks_accepted_total", "counter", ("wire", "family"), "Tasks accepted here."),
    MetricKind(
        "laterna_tasks_succeeded_total", "counter", ("wire", "family"), "Tasks ended well by this process."
    ),
    MetricKind(
        "laterna_tasks_failed_total",
        "counter",
        ("wire", "family", "code"),
        "Tasks failed by this process, by why.",
    ),
    MetricKind("laterna_tasks_canceled_total", "counter", ("wire", "family"), "Tasks canceled here."),
    MetricKind(
        "laterna_task_duration_seconds",
        "histogram",
        ("family",),
        "From accepted to succeeded, by this process.",
    ),
    MetricKind("laterna_tasks", "gauge", ("state", "family"), "Tasks that wait (`queued`) or are `running`."),
    MetricKind("laterna_tasks_ended", "gauge", ("state",), "Tasks ever ended, over all processes."),
    MetricKind(
        "laterna_queue_age_seconds",
        "gauge",
        (),
        "Age of the oldest task that waits for nothing but a worker.",
    ),
    MetricKind(
        "laterna_upstream_calls_total", "counter", ("upstream", "kind", "outcome"), "Calls to upstreams."
    ),
    MetricKind(
        "laterna_upstream_call_duration_seconds",
        "histogram",
        ("upstream", "kind"),
        "How long calls to upstreams took, answered or not.",
    ),
    MetricKind(
        "laterna_upstream_handovers_total",
        "counter",
        ("upstream", "outcome"),
        "Tasks handed over: `submitted`, `refused`, `unclear`, or `skipped` since it could not say all of it.",
    ),
    MetricKind(
        "laterna_upstream_open",
        "gauge",
        ("upstream", "state"),
        "Hand-overs whose end is not known, by state.",
    ),
    MetricKind(
        "laterna_upstream_open_age_seconds", "gauge", ("upstream", "state"), "Age of the oldest of them."
    ),
    MetricKind(
        "laterna_deliveries_total", "counter", ("kind", "outcome"), "Tries to tell a `webhook` or `callback`."
    ),
    MetricKind("laterna_delivery_duration_seconds", "histogram", ("kind",), "How long such tries took."),
    MetricKind("laterna_deliveries_due", "gauge", (), "Deliveries that are due and not sent yet."),
    MetricKind("laterna_delivery_lag_seconds", "gauge", (), "How long the oldest of them has been due."),
    MetricKind(
        "laterna_ledger",
        "gauge",
        ("booking", "currency"),
        "Money in units of the currency: ever `held`, `settled` and `voided`; `reserved` is still held.",
    ),
    MetricKind("laterna_disk_free_bytes", "gauge", (), "Free space where the data directory is."),
    MetricKind("laterna_database_up", "gauge", (), "1 when the database answered this scrape, else 0."),
)
"""Every metric of Laterna's own; `process_…` comes from the Prometheus client."""

_KINDS = {metric.name: metric for metric in METRICS}


def metrics_door(services: Services) -> HTTPRouteHandler:
    """The handler of `/metrics`."""
    exposition = _Exposition(services)

    @get("/metrics")
    async def metrics(request: Request[object, object, State]) -> Response[bytes]:
        _admit(request, services.settings.metrics_key)
        now = services.clock.now()
        free = await asyncio.to_thread(shutil.disk_usage, services.settings.data_dir)
        try:
            stands = await services.store.database.read(partial(condition, now=now))
        except StorageError as error:
            _log.warning("the database did not answer a scrape", reason=error.message)
            stands = None
        samples = exposition.samples(stands, free.free)
        body, kind = await asyncio.to_thread(exposition.written, samples, request.headers.get("accept", ""))
        return Response(body, media_type=kind)

    return metrics


def _admit(request: Request[object, object, State], key: str) -> None:
    """Lets in who has the key, or, where there is none, programs of this machine. Raises AccessError."""
    if key:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(secret.strip().encode(), key.encode()):
            raise AccessError(
                "/metrics asks for `Authorization: Bearer` with the `metrics_key` of the settings."
            )
        return
    host = request.client.host if request.client is not None else ""
    # What a proxy on this machine passes on comes from somewhere else.
    if not _loopback(host) or any(name in request.headers for name in _FORWARDED):
        raise AccessError(
            "/metrics is open to this machine alone as long as the setting `metrics_key` is empty.",
            code="missing_key",
        )


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _Exposition:
    """Writes the metrics; the client library is loaded when they are asked for first."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._processes: Callable[[], Iterable[Metric]] | None = None

    def samples(self, stands: Condition | None, free: int) -> Found:
        """What is to be written, by metric; read on the event loop, where counting happens."""
        return list(self._samples(stands, free))

    def written(self, found: Found, accept: str) -> tuple[bytes, str]:
        """The exposition and its media type; runs in a thread."""
        from prometheus_client import CollectorRegistry, ProcessCollector
        from prometheus_client.exposition import choose_encoder

        if self._processes is None:
            self._processes = ProcessCollector(registry=None).collect
        families = [*_families(found), *self._processes()]
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Ready(families))
        encode, kind = choose_encoder(accept)
        return encode(registry), kind

    def _samples(self, stands: Condition | None, free: int) -> Iterator[tuple[str, Samples]]:
        yield "laterna_build_info", [((__version__,), 1)]
        yield from self._counted()
        yield from self._timed()
        yield "laterna_disk_free_bytes", [((), free)]
        yield "laterna_database_up", [((), int(stands is not None))]
        if stands is not None:
            yield from self._standing(stands)

    def _counted(self) -> Iterator[tuple[str, Samples]]:
        meters = self._services.store.meters
        yield (
            "laterna_requests_total",
            [
                ((wire, f"{first}xx"), number)
                for wire, flow in meters.flows.items()
                for first, number in enumerate(flow.classes)
                if number
            ],
        )
        yield "laterna_tasks_accepted_total", self._by_family(meters.accepted)
        yield "laterna_tasks_succeeded_total", self._by_family(meters.finished)
        yield "laterna_tasks_canceled_total", self._by_family(meters.canceled)
        yield "laterna_tasks_failed_total", self._by_family(meters.failed)
        yield "laterna_upstream_handovers_total", list(meters.submissions.items())
        yield "laterna_deliveries_total", list(meters.deliveries.items())
        yield (
            "laterna_upstream_calls_total",
            [(labels, sum(histogram.counts)) for labels, histogram in meters.calls.items()],
        )

    def _timed(self) -> Iterator[tuple[str, Samples]]:
        meters = self._services.store.meters
        yield (
            "laterna_request_duration_seconds",
            [((wire,), flow.seconds) for wire, flow in meters.flows.items()],
        )
        yield (
            "laterna_task_duration_seconds",
            _merged(((self._family(model),), each) for model, each in meters.durations.items()),
        )
        yield (
            "laterna_upstream_call_duration_seconds",
            _merged((labels[:2], each) for labels, each in meters.calls.items()),
        )
        yield (
            "laterna_delivery_duration_seconds",
            [((kind,), each) for kind, each in meters.delivery_seconds.items()],
        )

    def _standing(self, stands: Condition) -> Iterator[tuple[str, Samples]]:
        live: dict[Labels, float] = defaultdict(float)
        for state in ("queued", "running"):
            live[(state, "")] = 0
        for (state, model), number in stands.live.items():
            live.pop((state, ""), None)
            live[(state, self._family(model))] += number
        yield "laterna_tasks", list(live.items())
        yield "laterna_queue_age_seconds", [((), stands.queue_age / SECOND)]
        states = ("succeeded", "failed", "canceled")
        yield (
            "laterna_tasks_ended",
            [((state,), sum(getattr(each, state) for each in stands.sums)) for state in states],
        )
        opened = stands.upstreams
        yield "laterna_upstream_open", [((each.upstream, each.state), each.number) for each in opened]
        yield (
            "laterna_upstream_open_age_seconds",
            [((each.upstream, each.state), each.age / SECOND) for each in opened],
        )
        yield "laterna_deliveries_due", [((), stands.due)]
        yield "laterna_delivery_lag_seconds", [((), stands.lag / SECOND)]
        bookings = ("held", "settled", "voided", "reserved")
        yield (
            "laterna_ledger",
            [
                ((booking, each.currency), getattr(each, booking) / _MICRO)
                for each in stands.sums
                for booking in bookings
            ],
        )

    def _by_family(self, counts: "Counter[tuple[str, str]] | Counter[tuple[str, str, str]]") -> Samples:
        """The counts with the model, the second label, replaced by its family: models come and go."""
        found: dict[Labels, float] = defaultdict(float)
        for (wire, model, *rest), number in tuple(counts.items()):
            found[(wire, self._family(model), *rest)] += number
        return list(found.items())

    def _family(self, model: str) -> str:
        try:
            return self._services.catalog.card(model).family
        except UnknownModel:
            return "other"


class _Ready:
    """A collector of what is ready to be written."""

    def __init__(self, families: "list[Metric]") -> None:
        self._families = families

    def collect(self) -> "list[Metric]":
        """What a registry asks for."""
        return self._families


def _merged(found: Iterable[tuple[Labels, Histogram]]) -> Samples:
    sums: dict[Labels, Histogram] = {}
    for labels, each in found:
        whole = sums.setdefault(labels, Histogram(each.edges))
        whole.counts = [mine + more for mine, more in zip(whole.counts, each.counts, strict=True)]
        whole.total += each.total
    return list(sums.items())


def _families(found: Found) -> "Iterator[Metric]":
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

    for name, samples in found:
        about = _KINDS[name]
        match about.kind:
            case "histogram":
                histogram = HistogramMetricFamily(name, about.meaning, labels=about.labels)
                for labels, value in samples:
                    if isinstance(value, Histogram):
                        histogram.add_metric(labels, buckets=_buckets(value), sum_value=value.total)
                yield histogram
            case kind:
                made = CounterMetricFamily if kind == "counter" else GaugeMetricFamily
                family = made(name, about.meaning, labels=about.labels)
                for labels, value in samples:
                    if not isinstance(value, Histogram):
                        family.add_metric(labels, value)
                yield family


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    """Prometheus' buckets: each counts what is not longer than its end, so also what the ones before it count."""
    found, below = [], 0
    for edge, number in zip((*map(str, histogram.edges), "+Inf"), histogram.counts, strict=True):
        below += number
        found.append((edge, float(below)))
    return found
