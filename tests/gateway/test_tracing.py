"""One trace id from the request to Rasa, exported only when there is somewhere to export to."""

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from gateway.wiring import Gateway
from telemetry.tracing import Tracing, trace_id
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import Shopper

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_the_callers_trace_reaches_rasa_and_the_actions(shopper: Shopper, rasa: FakeRasa) -> None:
    headers = {**shopper.headers, "traceparent": PARENT}
    url = f"/api/v1/conversations/{shopper.id}/messages?wait=true"
    await shopper.client.post(url, json={"id": "a", "text": "hi"}, headers=headers)
    assert trace_id(rasa.turns[-1]["metadata"]["traceparent"]) == "0af7651916cd43dd8448eb211c80319c"


async def test_a_request_without_a_trace_begins_one(shopper: Shopper, rasa: FakeRasa) -> None:
    await shopper.say("one")
    await shopper.say("two")
    traces = {trace_id(turn["metadata"]["traceparent"]) for turn in rasa.turns}
    assert len(traces) == 3


async def test_a_turn_is_a_span_under_the_callers(shopper: Shopper, rasa: FakeRasa, gateway: Gateway) -> None:
    exporter = InMemorySpanExporter()
    gateway.tracing = Tracing("gateway", exporter=exporter)
    headers = {**shopper.headers, "traceparent": PARENT}
    url = f"/api/v1/conversations/{shopper.id}/messages?wait=true"
    await shopper.client.post(url, json={"id": "a", "text": "secret words"}, headers=headers)
    gateway.tracing.close()
    (span,) = exporter.get_finished_spans()
    assert span.name == "turn"
    assert f"{span.context.trace_id:032x}" == trace_id(PARENT)
    assert rasa.turns[-1]["metadata"]["traceparent"].split("-")[2] == f"{span.context.span_id:016x}"
    assert "secret" not in span.to_json()
