"""Whatever a client sends with a button: no action fails of it, and both sides go by the same declaration."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue.turn import read_turn
from actions.dialogue.wording import Wording
from actions.registry import all_actions
from actions.services import Services
from payloads import Entities, sound
from payloads.entities import CONDITION, Reason, Request
from policy_kb.vocabulary import CONDITIONS, REASONS, REQUESTS
from tests.actions.conftest import NOW
from tests.actions.making import make_tracker
from tests.actions.sent_payloads import intents, sent
from tests.actions.test_integrity import domain

ASKED = (
    None, "order_number", "contact", "item", "quantity", "reason", "request", "confirm", "address",
    "condition.opened", "item.warranty_until", "evidence.product_photo",
)  # fmt: skip
slots = st.fixed_dictionaries(
    {"session__asks": st.sampled_from(ASKED)},
    optional={
        "identity__order_number": st.sampled_from(["KM-1001", "KM-1002"]),
        "identity__contact": st.just("a@example.com"),
        "claims__item": st.just("KT-R"),
    },
)


def tracker_of(intent: str, entities: dict[str, Any], held: dict[str, Any]) -> Tracker:
    """The tracker that Rasa sends after such a button."""
    text = f"/{intent}{json.dumps(entities)}"
    return make_tracker(text, intent, entities, {"session__task": None, **held})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(intent=st.sampled_from(intents()), entities=sent, held=slots)
async def test_no_button_makes_an_action_fail(
    services: Services, intent: str, entities: dict[str, Any], held: dict[str, Any]
) -> None:
    for action in all_actions(services):
        if held.get("session__asks"):
            held = {**held, "session__task": action.name().removeprefix("validate_")}
        await run(action, tracker_of(intent, entities, held))


async def run(action: Action, tracker: Tracker) -> None:
    """Once; what it does is none of this test's business."""
    await action.run(CollectingDispatcher(), tracker, {})


@pytest.mark.parametrize(
    "entities",
    [{"segments": "x"}, {"condition": 5}, {"item": ["a"]}, {"quantity": {"a": 1}}, {"reason": None}],
)
def test_of_a_button_the_actions_read_what_is_declared_only(entities: dict[str, Any]) -> None:
    turn = read_turn(tracker_of("inform", {**entities, "order_number": "KM-1001"}, {}), "kilimall", NOW)
    assert [entity["value"] for entity in turn.entities] == ["KM-1001"]


def test_what_is_declared_is_what_domain_and_policies_know() -> None:
    assert set(Entities.model_fields) == set(domain()["entities"]) - {"segments", "clauses"}
    assert set(Reason.__args__) == set(REASONS)
    assert set(Request.__args__) == set(REQUESTS)
    assert all(sound({"condition": f"{name}:true"}) for name in CONDITIONS)
    assert CONDITION.count("|") == len(CONDITIONS)  # with true|false, no others


def test_every_button_of_the_wording_is_as_declared(wording: Wording) -> None:
    payloads = {
        button["payload"].replace("{{", "{").replace("}}", "}")
        for language in wording.languages
        for response in wording._responses[language].values()
        for variation in response
        for button in variation.get("buttons") or ()
    }
    with_entities = [payload for payload in payloads if "{" in payload]
    assert len(with_entities) > 20
    for payload in with_entities:
        assert sound(json.loads(payload[payload.index("{") :])), payload
