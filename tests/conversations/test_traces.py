"""A message is one trace through gateway, Rasa and actions, and no trace holds what a shopper wrote."""

import time
from typing import Any

import httpx
import pytest

from tests.conversations.collector import Collector, Span
from tests.conversations.stack import Stack

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SENT_SECONDS = 30  # spans are sent in batches, every few seconds
WHOLE = {
    ("gateway", "turn"),
    ("rasa", "rasa turn"),
    ("rasa", "rasa parse"),
    ("rasa", "rasa validate_track_form"),
    ("actions", "validate_track_form"),
}


def collected(collector: Collector) -> dict[str, Span]:
    """The spans of our trace, once all that belongs to it was sent."""
    deadline = time.monotonic() + SENT_SECONDS
    while True:
        spans = {span.id: span for span in collector.spans() if span.trace == TRACE}
        if {(span.service, span.name) for span in spans.values()} >= WHOLE or time.monotonic() > deadline:
            return spans
        time.sleep(0.5)


@pytest.mark.stack
@pytest.mark.timeout(1200)
def test_a_message_is_one_trace_through_all_three(stack: Stack, collector: Collector) -> None:
    with httpx.Client(base_url=stack.url, timeout=60, trust_env=False) as http:
        opened: dict[str, Any] = http.post("/stores/kilimall/conversations", json={}).json()
        headers = {
            "Authorization": f"Bearer {opened['token']}",
            "traceparent": f"00-{TRACE}-{CALLER}-01",
        }
        said = {"id": "1", "text": "where is my order KM-1003? zanzibar@example.com"}
        path = f"/conversations/{opened['id']}/messages"
        http.post(path, params={"wait": "true"}, json=said, headers=headers).raise_for_status()
    spans = collected(collector)
    named = {(span.service, span.name): span for span in spans.values()}
    assert named.keys() >= WHOLE
    way, span = [], named["actions", "validate_track_form"]
    while span.parent in spans:
        way.append((span.service, span.name))
        span = spans[span.parent]
    way.append((span.service, span.name))
    assert way == [
        ("actions", "validate_track_form"),
        ("rasa", "rasa validate_track_form"),
        ("rasa", "rasa turn"),
        ("gateway", "turn"),
    ]
    assert span.parent == CALLER
    everything = b"".join(collector.bodies)
    for secret in (b"zanzibar", b"KM-1003", b"example.com"):
        assert secret not in everything
