"""Traces: one for each request, from the door over the task's run and its upstream to the last webhook.

Without an endpoint, or without the extra `otel`, nothing is traced, and a span costs a method call. The task keeps its
`traceparent` (W3C Trace Context) among what its door remembers, so a trace goes on in another process, or after a
restart.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Literal, Protocol

import structlog

from laterna import __version__

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

_log = structlog.get_logger(__name__)

HEADER = "traceparent"
"""The header that carries a trace from one program to the next; a task's echo keeps it under the same name."""

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_FLUSH_MS = 5_000

Kind = Literal["server", "client", "internal", "consumer"]
Fact = str | int | float | bool


class Span(Protocol):
    """One stretch of work."""

    def note(self, name: str, value: Fact) -> None:
        """Adds what is known only later."""
        ...


class Tracer(Protocol):
    """Begins spans. What is begun while another span is current becomes its child."""

    on: bool
    """False when nothing is traced."""

    def span(
        self,
        name: str,
        kind: Kind = "internal",
        *,
        parent: str = "",
        facts: Mapping[str, Fact] | None = None,
        within: bool = False,
    ) -> AbstractContextManager[Span]:
        """A span for the time of the block; an error that leaves the block marks it.

        `parent` is a `traceparent` to go on from. With `within` there is a span only where one is current already.
        """
        ...

    def headers(self) -> dict[str, str]:
        """`traceparent` of the current span, for an outgoing request; empty without one."""
        ...

    def close(self) -> None:
        """Sends what has not been sent."""
        ...


class _NoSpan:
    def note(self, name: str, value: Fact) -> None:
        """Nothing is noted."""


_NO_SPAN: AbstractContextManager[Span] = nullcontext(_NoSpan())


class Untraced:
    """Traces nothing."""

    on = False

    def span(
        self,
        name: str,
        kind: Kind = "internal",
        *,
        parent: str = "",
        facts: Mapping[str, Fact] | None = None,
        within: bool = False,
    ) -> AbstractContextManager[Span]:
        """A span that is none."""
        return _NO_SPAN

    def headers(self) -> dict[str, str]:
        """No header."""
        return {}

    def close(self) -> None:
        """Nothing waits."""


UNTRACED: Tracer = Untraced()
"""For whoever does not trace."""


class OpenTelemetry:
    """Traces with OpenTelemetry's SDK, into one span processor."""

    on = True

    def __init__(self, processor: "SpanProcessor") -> None:
        from opentelemetry import trace
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        about = {"service.version": __version__}
        if "OTEL_SERVICE_NAME" not in os.environ:
            about["service.name"] = "laterna"
        self._provider = TracerProvider(resource=Resource.create(about))
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("laterna", __version__)
        self._propagator = TraceContextTextMapPropagator()
        self._current = trace.get_current_span
        self._kinds = {kind.name.lower(): kind for kind in trace.SpanKind}

    def span(
        self,
        name: str,
        kind: Kind = "internal",
        *,
        parent: str = "",
        facts: Mapping[str, Fact] | None = None,
        within: bool = False,
    ) -> AbstractContextManager[Span]:
        """See `Tracer.span`."""
        if within and not self._current().get_span_context().is_valid:
            return _NO_SPAN
        return self._span(name, kind, parent, facts or {})

    @contextmanager
    def _span(self, name: str, kind: Kind, parent: str, facts: Mapping[str, Fact]) -> Iterator[Span]:
        context = self._propagator.extract({HEADER: parent}) if parent else None
        with self._tracer.start_as_current_span(
            name, context=context, kind=self._kinds[kind], attributes=dict(facts)
        ) as span:
            yield _Noting(span.set_attribute)

    def headers(self) -> dict[str, str]:
        """See `Tracer.headers`."""
        found: dict[str, str] = {}
        self._propagator.inject(found)
        return found

    def close(self) -> None:
        """See `Tracer.close`."""
        self._provider.force_flush(_FLUSH_MS)
        self._provider.shutdown()


class _Setting(Protocol):
    def __call__(self, key: str, value: Fact) -> None: ...


class _Noting:
    def __init__(self, keep: _Setting) -> None:
        self._keep = keep

    def note(self, name: str, value: Fact) -> None:
        """Adds an attribute."""
        self._keep(name, value)


def open_tracer(endpoint: str) -> Tracer:
    """A tracer that sends to a collector over OTLP/HTTP: `endpoint`, else the one of OpenTelemetry's own variables.

    Nothing is traced without either, or, with a warning, without the extra `otel`.
    """
    if not endpoint and not any(os.environ.get(name) for name in _ENDPOINTS):
        return UNTRACED
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _log.warning("nothing is traced: install the extra, `pip install laterna[otel]`")
        return UNTRACED
    # Without an endpoint of ours the exporter reads its own variables, headers and certificates among them.
    place = f"{endpoint.rstrip('/')}/v1/traces" if endpoint else None
    return OpenTelemetry(BatchSpanProcessor(OTLPSpanExporter(endpoint=place)))
