"""Which order, and is this its buyer: the two questions that every task begins with."""

from collections.abc import Mapping
from typing import Any

import pytest

from actions.orders.validate_track_form import ValidateTrackForm
from actions.services import Services
from shop.importing import import_orders
from shop.parsing import check_orders
from tests.actions.conftest import NOW, ORDER
from tests.actions.making import make_tracker, run_action
from tests.shop.records import NUMBER_SHAPES

ASKED = {"session__task": "track_form", "session__asks": "order_number"}
BUYER = {"name": "A", "email": "a@example.com", "phone": "+256772123456", "country": "UG"}


async def load(services: Services, *numbers: str) -> None:
    """Orders of a buyer in Uganda."""
    orders = [{**ORDER, "number": number, "customer": BUYER} for number in numbers]
    async with services.database.transaction() as session:
        await import_orders(session, check_orders({"orders": orders}), NOW)


async def answer(services: Services, text: str, slots: Mapping[str, Any], **found: Any) -> dict[str, Any]:
    """The slots after an answer that was understood as nothing but what was found."""
    tracker = make_tracker(text, "faq", found, slots, message=text)
    events, _ = await run_action(ValidateTrackForm(services), tracker)
    return {**slots, **events}


@pytest.mark.parametrize("number", [*NUMBER_SHAPES, 'KM-2003"'])
async def test_an_order_is_found_by_its_number_as_the_shopper_says_it(
    services: Services, number: str
) -> None:
    await load(services, number.strip('"'), "12345", "2026")
    memory = await answer(services, number, ASKED)
    assert memory["session__asks"] == "contact"
    memory = await answer(services, "a@example.com", memory, email="a@example.com")
    assert memory["session__outcome"] == "found"
    assert memory["identity__order"] == number.strip('"')


async def test_a_number_that_nobody_has_leads_to_the_same_question(services: Services) -> None:
    known = await answer(services, "KM-1001", ASKED)
    unknown = await answer(services, "2026/0042", ASKED)
    assert known["session__asks"] == unknown["session__asks"] == "contact"


async def test_a_national_phone_is_read_as_of_the_orders_country_and_not_as_extraction_guessed(
    services: Services,
) -> None:
    await load(services, "KM-2003")
    tracker = make_tracker("0772 123456", "inform", slots={**ASKED, "session__asks": "contact"})
    tracker.slots["identity__order_number"] = "KM-2003"
    guessed = {"entity": "phone", "value": "+254772123456", "text": "0772 123456", "start": 0, "end": 11}
    tracker.latest_message["entities"] = [guessed]
    slots, _ = await run_action(ValidateTrackForm(services), tracker)
    assert slots["session__outcome"] == "found"


async def test_digits_alone_answer_the_question_that_was_asked(services: Services) -> None:
    memory = await answer(services, "254700000001", ASKED, phone="+254700000001")
    assert memory["session__asks"] == "contact"
    assert memory["identity__order_number"] == "254700000001"
    assert memory.get("identity__contact") is None
