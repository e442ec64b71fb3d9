"""The claim form: one turn at a time, on a real database and the real packs."""

import pytest

from actions.claims.action_claims_finish import ActionClaimsFinish
from actions.claims.item_matching import match_item
from actions.claims.validate_claim_form import ValidateClaimForm
from actions.services import Services
from shop.cases import cases_of
from shop.orders import find_order
from tests.actions.making import make_tracker, run_action

KNOWN = {
    "session__task": "claim_form", "identity__order": "KM-1001", "identity__orders": ["KM-1001"],
    "claims__item": "KT-B",
}  # fmt: skip


async def test_all_that_the_first_message_says_is_taken(services: Services) -> None:
    tracker = make_tracker(
        "my blue kettle from KM-1001 came cracked, a@example.com",
        "report_problem",
        {"order_number": "KM-1001", "email": "a@example.com", "item": "blue kettle", "reason": "damaged"},
    )
    slots, messages = await run_action(ValidateClaimForm(services), tracker)
    assert slots["claims__item"] == "KT-B"
    assert slots["claims__reason"] == "damaged"
    assert slots["requested_slot"] == "claims__request"
    assert messages[-1]["custom"]["data"] == {"type": "question", "asks": "request"}


async def test_nothing_is_disclosed_before_identity(services: Services) -> None:
    tracker = make_tracker(
        "broken kettle KM-1001", "report_problem",
        {"order_number": "KM-1001", "email": "x@example.com", "reason": "defective"},
    )  # fmt: skip
    slots, messages = await run_action(ValidateClaimForm(services), tracker)
    assert slots["requested_slot"] == "identity__order_number"
    assert "ettle" not in " ".join(message["text"] for message in messages)
    assert "identity__orders" not in slots


async def test_an_opened_item_is_refused_and_the_form_ends(services: Services) -> None:
    memory = {**KNOWN, "claims__reason": "change_of_mind", "claims__request": "return",
              "session__asks": "condition.opened"}  # fmt: skip
    slots, _ = await run_action(
        ValidateClaimForm(services), make_tracker("yes it is", "affirm", slots=memory)
    )
    assert slots["requested_slot"] is None
    assert slots["session__outcome"] == "refused"
    assert slots["session__basis"]["decision"]["reason_code"] == "item_opened"


@pytest.mark.parametrize(
    ("text", "asked_next"),
    [
        ("no, still sealed", "condition.used"),
        ("hmm what", "condition.opened"),
        ("i don't know", "condition.opened"),
    ],
)
async def test_an_answer_leads_on_and_anything_else_asks_again(
    services: Services, text: str, asked_next: str
) -> None:
    memory = {**KNOWN, "claims__reason": "change_of_mind", "claims__request": "return",
              "session__asks": "condition.opened"}  # fmt: skip
    slots, messages = await run_action(
        ValidateClaimForm(services), make_tracker(text, "out_of_scope", slots=memory)
    )
    assert messages[-1]["custom"]["data"]["asks"] == asked_next
    assert "session__task" in slots


async def test_a_question_inside_the_form_is_left_to_its_own_rule(services: Services) -> None:
    memory = {**KNOWN, "claims__reason": "change_of_mind", "session__asks": "condition.opened"}
    slots, messages = await run_action(
        ValidateClaimForm(services),
        make_tracker("how long do refunds take?", "faq/refund_time", slots=memory),
    )
    assert "action_execution_rejected" in slots
    assert messages == []


async def test_a_second_failure_offers_a_person(services: Services) -> None:
    memory = {**KNOWN, "session__asks": "reason", "session__failures": 1}
    _, messages = await run_action(
        ValidateClaimForm(services), make_tracker("blah", "out_of_scope", slots=memory)
    )
    assert "/talk_to_agent" in [button["payload"] for button in messages[-1]["buttons"]]


async def test_a_file_sent_without_a_word_is_what_is_asked(services: Services) -> None:
    memory = {**KNOWN, "claims__reason": "defective", "claims__request": "return",
              "session__asks": "evidence.product_photo"}  # fmt: skip
    tracker = make_tracker("/inform", slots=memory, attachments=[{"id": "f1", "kind": "image"}])
    slots, messages = await run_action(ValidateClaimForm(services), tracker)
    assert slots["claims__evidence"] == [{"id": "f1", "kind": "product_photo"}]
    assert messages[-1]["custom"]["data"]["asks"] == "confirm"
    assert messages[-2]["custom"]["data"]["type"] == "decision"


async def test_another_item_at_the_end_replaces_the_first(services: Services) -> None:
    memory = {**KNOWN, "claims__reason": "defective", "claims__request": "return",
              "claims__skipped": ["product_photo"], "session__asks": "confirm"}  # fmt: skip
    tracker = make_tracker("no, the red one", "correct", {"item": "red one"}, memory)
    slots, messages = await run_action(ValidateClaimForm(services), tracker)
    assert slots["claims__item"] == "KT-R"
    assert messages[-1]["custom"]["data"]["asks"] == "quantity"


async def test_the_same_message_handled_twice_opens_one_case(services: Services) -> None:
    memory = {**KNOWN, "claims__reason": "defective", "claims__request": "return",
              "claims__skipped": ["product_photo"], "session__confirmed": True,
              "session__outcome": "confirmed", "claims__reported_at": "2026-03-10T09:00:00+00:00",
              "session__basis": {"decision": services.library.decide(
                  {"store": "kilimall", "as_of": "2026-03-10T09:00:00+00:00", "request": "cancel",
                   "order": {"status": "pending"}}).to_dict()}}  # fmt: skip
    first = await run_action(ActionClaimsFinish(services), make_tracker("yes", "affirm", slots=memory))
    second = await run_action(ActionClaimsFinish(services), make_tracker("yes", "affirm", slots=memory))
    assert first == second
    async with services.database.session() as session:
        order = await find_order(session, "kilimall", "KM-1001")
        cases = await cases_of(session, order.id)
    assert [(case.kind, case.reason) for case in cases] == [("return", "defective")]


@pytest.mark.parametrize(
    ("words", "sku"),
    [("red one", "KT-R"), ("the blu kettle", "KT-B"), ("blue kettel", "KT-B"), ("KT-R", "KT-R"),
     ("kettle", None), ("the red and the blue", None), ("Red kettle", "KT-R")],
)  # fmt: skip
async def test_an_item_is_known_by_what_tells_it_from_the_others(
    services: Services, words: str, sku: str | None
) -> None:
    async with services.database.session() as session:
        items = (await find_order(session, "kilimall", "KM-1001")).items
    found = match_item([words], items)
    assert (found.sku if found else None) == sku


@pytest.mark.parametrize(
    ("text", "intent", "request_"),
    [
        ("money", "inform", "return"),
        ("je voudrais être remboursé", "return_item", "return"),
        ("je voudrais être remboursé", "inform", None),
        ("keep it", "inform", "refund_without_return"),
        ("money or a replacement?", "inform", None),
    ],
)
async def test_a_wish_is_known_by_a_word_of_its_button(
    services: Services, text: str, intent: str, request_: str | None
) -> None:
    memory = {
        **KNOWN, "claims__reason": "defective", "session__asks": "request",
        "session__options": ["return", "exchange", "refund_without_return"],
    }  # fmt: skip
    language = "fr" if text.startswith("je") else "en"
    tracker = make_tracker(text, intent, slots=memory, language=language)
    slots, _ = await run_action(ValidateClaimForm(services), tracker)
    assert slots.get("claims__request") == request_
