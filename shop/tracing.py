"""One trace id from the shopper's request through Rasa to the actions (W3C trace context).

A span says what was done, how long it took and, if it failed, the kind of error; nothing of what was handled.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, StatusCode, TraceFlags

_PARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


class Tracing:
    """Makes spans; without an exporter they cost next to nothing and still carry the trace id."""

    def __init__(
        self, service: str, endpoint: str | None = None, exporter: SpanExporter | None = None
    ) -> None:
        """Spans of this service go to an OTLP/HTTP endpoint, or to the exporter given."""
        target = exporter or (OTLPSpanExporter(endpoint) if endpoint else None)
        self._service = service
        self._provider: TracerProvider | None = None
        if target is not None:
            self._provider = TracerProvider(resource=Resource.create({"service.name": service}))
            self._provider.add_span_processor(BatchSpanProcessor(target))

    @contextmanager
    def span(self, name: str, parent: str | None, **attributes: str | int) -> Iterator[str]:
        """A span under the parent; yields the `traceparent` for what is called from within it."""
        if self._provider is None:
            yield parent or new_parent()
            return
        context = trace.set_span_in_context(_remote(parent)) if parent else None
        tracer = self._provider.get_tracer(self._service)
        with tracer.start_as_current_span(
            name, context, attributes=dict(attributes), record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield parent_of(span)
            except Exception as error:  # its words may quote a shopper
                span.set_status(StatusCode.ERROR, type(error).__name__)
                raise

    def close(self) -> None:
        """Send what is left."""
        if self._provider is not None:
            self._provider.shutdown()


def new_parent() -> str:
    """A fresh `traceparent`."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def accepted_parent(header: str | None) -> str | None:
    """A caller's `traceparent`, if it is well-formed."""
    match = _PARENT.fullmatch(header or "")
    return header if match and int(match[1], 16) and int(match[2], 16) else None


def trace_id(parent: str | None) -> str | None:
    """The trace id in a `traceparent`, as logs show it."""
    return parent.split("-")[1] if parent else None


def parent_of(span: Span) -> str:
    """The `traceparent` of a span."""
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def _remote(parent: str) -> Span:
    _, trace_part, span_part, flags = parent.split("-")
    context = SpanContext(int(trace_part, 16), int(span_part, 16), True, TraceFlags(int(flags, 16)))
    return NonRecordingSpan(context)
