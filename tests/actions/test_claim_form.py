"""The claim form: one turn at a time, on a real database and the real packs."""

import pytest

from actions.claims.action_claims_finish import ActionClaimsFinish
from actions.claims.validate_claim_form import ValidateClaimForm
from actions.services import Services
from shop.cases import cases_of
from shop.orders import find_order
from tests.actions.making import clause, make_tracker, run_action

KNOWN = {"session__task": "claim_form", "identity__order": "KM-1001", "identity__orders": ["KM-1001"]}


def line(**known: object) -> dict[str, object]:
    """A remembered line about the blue kettle."""
    return {"item": "KT-B", "facts": {}, "sources": {}, "evidence": [], "skipped": [], **known}


async def test_all_that_the_first_message_says_is_taken(services: Services) -> None:
    tracker = make_tracker(
        "my blue kettle from KM-1001 came cracked, a@example.com",
        "report_problem",
        {"order_number": "KM-1001", "email": "a@example.com",
         "clauses": [clause("my blue kettle from KM-1001 came cracked", reason="damaged")]},
    )  # fmt: skip
    slots, messages = await run_action(ValidateClaimForm(services), tracker)
    (claimed,) = slots["claims__lines"]
    assert (claimed["item"], claimed["reason"]) == ("KT-B", "damaged")
    assert slots["requested_slot"] == "claims__lines"
    assert messages[-1]["custom"]["data"] == {"type": "question", "asks": "request"}


async def test_nothing_is_disclosed_before_identity(services: Services) -> None:
    tracker = make_tracker(
        "broken kettle KM-1001", "report_problem",
        {"order_number": "KM-1001", "email": "x@example.com",
         "clauses": [clause("broken kettle KM-1001", reason="defective")]},
    )  # fmt: skip
    slots, messages = await run_action(ValidateClaimForm(services), tracker)
    assert slots["requested_slot"] == "identity__order_number"
    assert "ettle" not in " ".join(message["text"] for message in messages)
    assert "identity__orders" not in slots


async def test_an_opened_item_is_refused_and_the_form_ends(services: Services) -> None:
    memory = {**KNOWN, "claims__lines": [line(reason="change_of_mind", request="return")],
              "session__asks": "condition.opened"}  # fmt: skip
    said = {"clauses": [clause("yes it is", "assent")]}
    slots, _ = await run_action(
        ValidateClaimForm(services), make_tracker("yes it is", "affirm", said, memory)
    )
    assert slots["requested_slot"] is None
    assert slots["session__outcome"] == "refused"
    assert slots["session__basis"]["decision"]["reason_code"] == "item_opened"


@pytest.mark.parametrize(
    ("said", "asked_next"),
    [
        ([clause("no", "refusal"), clause("still sealed", opened="no")], "condition.used"),
        ([clause("still sealed", opened=("no", 0.55))], "condition.used"),
        ([clause("nope", "refusal")], "condition.used"),
        ([clause("hmm what", "hesitation")], "condition.opened"),
        ([clause("i don't know", "unknown")], "condition.opened"),
        ([clause("yes everything is there", "assent", accessories_complete="yes")], "condition.opened"),
    ],
)
async def test_an_answer_leads_on_and_anything_else_asks_again(
    services: Services, said: list[dict[str, object]], asked_next: str
) -> None:
    memory = {**KNOWN, "claims__lines": [line(reason="change_of_mind", request="return")],
              "session__asks": "condition.opened"}  # fmt: skip
    slots, messages = await run_action(
        ValidateClaimForm(services), make_tracker("…", "out_of_scope", {"clauses": said}, memory)
    )
    assert messages[-1]["custom"]["data"]["asks"] == asked_next
    assert "session__task" in slots


async def test_a_question_inside_the_form_is_left_to_its_own_rule(services: Services) -> None:
    memory = {**KNOWN, "claims__lines": [line(reason="change_of_mind")], "session__asks": "condition.opened"}
    slots, messages = await run_action(
        ValidateClaimForm(services),
        make_tracker("how long do refunds take?", "faq/refund_time", slots=memory),
    )
    assert "action_execution_rejected" in slots
    assert messages == []


async def test_a_second_failure_offers_a_person(services: Services) -> None:
    memory = {**KNOWN, "claims__lines": [line()], "session__asks": "reason", "session__failures": 1}
    _, messages = await run_action(
        ValidateClaimForm(services), make_tracker("blah", "out_of_scope", slots=memory)
    )
    assert "/talk_to_agent" in [button["payload"] for button in messages[-1]["buttons"]]


async def test_a_file_sent_without_a_word_is_what_is_asked(services: Services) -> None:
    memory = {**KNOWN, "claims__lines": [line(reason="defective", request="return")],
              "session__asks": "evidence.product_photo"}  # fmt: skip
    tracker = make_tracker("/inform", slots=memory, attachments=[{"id": "f1", "kind": "image"}])
    slots, messages = await run_action(ValidateClaimForm(services), tracker)
    assert slots["claims__lines"][0]["evidence"] == [{"id": "f1", "kind": "product_photo"}]
    assert messages[-1]["custom"]["data"]["asks"] == "confirm"
    assert messages[-2]["custom"]["data"]["type"] == "decision"


async def test_another_item_at_the_end_replaces_the_first(services: Services) -> None:
    known = line(reason="defective", request="return", skipped=["product_photo"])
    memory = {**KNOWN, "claims__lines": [known], "session__asks": "confirm"}
    said = {"clauses": [clause("no", "refusal"), clause("the red one")]}
    slots, messages = await run_action(
        ValidateClaimForm(services), make_tracker("…", "correct", said, memory)
    )
    assert [each["item"] for each in slots["claims__lines"]] == ["KT-R"]
    assert messages[-1]["custom"]["data"]["asks"] == "quantity"


async def test_the_same_message_handled_twice_opens_one_case(services: Services) -> None:
    claimed = line(reason="defective", request="return", skipped=["product_photo"])
    memory = {**KNOWN, "claims__lines": [claimed], "session__confirmed": True,
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
