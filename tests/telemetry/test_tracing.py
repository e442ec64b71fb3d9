"""The trace that goes from process to process, and spans that quote nobody."""

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from telemetry.tracing import Tracing, accepted_parent, new_parent, trace_id

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_span_tells_the_kind_of_an_error_and_not_its_words() -> None:
    exporter = InMemorySpanExporter()
    tracing = Tracing("gateway", exporter=exporter)
    with pytest.raises(ValueError, match="secret"), tracing.span("turn", PARENT):
        raise ValueError("secret words")
    tracing.close()
    (span,) = exporter.get_finished_spans()
    assert span.status.description == "ValueError"
    assert "secret" not in span.to_json()


def test_without_an_exporter_the_trace_just_goes_on() -> None:
    parent = new_parent()
    with Tracing("gateway").span("turn", parent) as inner:
        assert inner == parent
    with Tracing("gateway").span("turn", None) as inner:
        assert trace_id(inner)


@pytest.mark.parametrize("parent", [None, PARENT])
def test_a_trace_id_is_that_of_its_parent(parent: str | None) -> None:
    assert trace_id(parent) == (parent.split("-")[1] if parent else None)


@pytest.mark.parametrize(
    "header",
    [None, "", "nonsense", "00-0-0-00", f"00-{'0' * 32}-b7ad6b7169203331-01", PARENT[:-1], PARENT.upper()],
)
def test_what_is_no_parent_is_not_accepted(header: str | None) -> None:
    assert accepted_parent(header) is None


def test_a_parent_is_accepted_as_it_came() -> None:
    assert accepted_parent(PARENT) == PARENT


def test_a_span_without_a_parent_begins_a_trace_whatever_else_is_under_way() -> None:
    exporter = InMemorySpanExporter()
    tracing = Tracing("gateway", exporter=exporter)
    with tracing.span("one", None) as one, tracing.span("two", None) as two:
        assert trace_id(one) != trace_id(two)
    tracing.close()
    assert {span.parent for span in exporter.get_finished_spans()} == {None}
