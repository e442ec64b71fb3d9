"""Spans made and sent by OpenTelemetry's SDK; loaded only where there is somewhere to send them."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter


def provider_of(service: str, endpoint: str | None, exporter: SpanExporter | None) -> TracerProvider:
    """Makes the spans of a service, and sends them to the exporter or else to the OTLP/HTTP endpoint."""
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter(endpoint)))
    return provider
