"""Spans of this Rasa server, sent where `OTLP_ENDPOINT` says. Imported only where there is one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

HEADER = "traceparent"
_provider = TracerProvider(resource=Resource.create({"service.name": "rasa"}))
_provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(os.environ["OTLP_ENDPOINT"])))
_tracer = _provider.get_tracer("rasa")
_propagator = TraceContextTextMapPropagator()


@contextmanager
def span(name: str, parent: Optional[str]) -> Iterator[str]:
    """A span under the parent; yields the `traceparent` for what is called from within it."""
    context = _propagator.extract({HEADER: parent} if parent else {})
    carrier: dict[str, str] = {}
    with _tracer.start_as_current_span(
        name, context, record_exception=False, set_status_on_exception=False
    ) as made:
        _propagator.inject(carrier)
        try:
            yield carrier[HEADER]
        except Exception as error:  # its words may quote a shopper
            made.set_status(StatusCode.ERROR, type(error).__name__)
            raise
