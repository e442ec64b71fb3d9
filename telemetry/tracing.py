"""One trace from the shopper's request through Rasa to the actions, in W3C's `traceparent`.

A span says what was done, how long it took and, if it failed, the kind of error; nothing of what was handled.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, StatusCode, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

HEADER = "traceparent"
_propagator = TraceContextTextMapPropagator()


class Tracing:
    """Makes spans; without an exporter they cost next to nothing and still carry the trace."""

    def __init__(
        self, service: str, endpoint: str | None = None, exporter: "SpanExporter | None" = None
    ) -> None:
        """Spans of this service go to an OTLP/HTTP endpoint, or to the exporter given."""
        self._service = service
        self._provider: TracerProvider | None = None
        if endpoint or exporter:
            from telemetry.exporting import provider_of  # noqa: PLC0415 (heavy, and seldom wanted)

            self._provider = provider_of(service, endpoint, exporter)

    @contextmanager
    def span(self, name: str, parent: str | None, **attributes: str | int) -> Iterator[str]:
        """A span under the parent; yields the `traceparent` for what is called from within it."""
        if self._provider is None:
            yield parent or new_parent()
            return
        tracer = self._provider.get_tracer(self._service)
        with tracer.start_as_current_span(
            name,
            _context_of(parent),
            attributes=dict(attributes),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield _parent_of(span.get_span_context())
            except Exception as error:  # its words may quote a shopper
                span.set_status(StatusCode.ERROR, type(error).__name__)
                raise

    def close(self) -> None:
        """Send what is left."""
        if self._provider is not None:
            self._provider.shutdown()


def new_parent() -> str:
    """A fresh `traceparent`."""
    sampled = TraceFlags(TraceFlags.SAMPLED)
    return _parent_of(SpanContext(secrets.randbits(128) or 1, secrets.randbits(64) or 1, False, sampled))


def accepted_parent(header: str | None) -> str | None:
    """A caller's `traceparent`, if it is well-formed."""
    context = _span_context(header)
    return _parent_of(context) if context.is_valid else None


def trace_id(parent: str | None) -> str | None:
    """The trace id in a `traceparent`, as logs show it."""
    return trace.format_trace_id(_span_context(parent).trace_id) if parent else None


def _context_of(parent: str | None) -> Context:
    """Nothing but the parent: whatever span is under way here is another conversation's."""
    return _propagator.extract({HEADER: parent or ""}, Context())


def _span_context(parent: str | None) -> SpanContext:
    return trace.get_current_span(_context_of(parent)).get_span_context()


def _parent_of(context: SpanContext) -> str:
    carrier: dict[str, str] = {}
    _propagator.inject(carrier, trace.set_span_in_context(NonRecordingSpan(context), Context()))
    return carrier[HEADER]
