"""Facts in shoppers' words, one row for each wording."""

from typing import Any

import pytest
from components.extraction.facts import find_facts

MONDAY = "2026-11-23T10:00:00+03:00"


def found(text: str, entity: str) -> list[Any]:
    """The values of one entity."""
    return [span.value for span in find_facts(text, MONDAY) if span.entity == entity]


def conditions(text: str) -> "dict[str, Any]":
    """The conditions as a mapping."""
    return {value["name"]: value["value"] for value in found(text, "condition")}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("where is KM-1001", ["KM-1001"]),
        ("km1001 pls", ["KM-1001"]),
        ("KM 1001", ["KM-1001"]),
        ("#1001", ["1001"]),
        ("order no. 10234", ["10234"]),
        ("my order number is 10234.", ["10234"]),
        ("S-30012", ["S-30012"]),
        ("KGM-70031 please", ["KGM-70031"]),
        ("cancel 1001 and where is 1002", ["1001", "1002"]),
        ("pedido KM-1001", ["KM-1001"]),
        ("commande 10234", ["10234"]),
        ("track KM-1002", ["KM-1002"]),
        ("orders 1001, 1002 and 1003", ["1001", "1002", "1003"]),
        ("I paid $1200", []),
        ("it cost 4500 KES", []),
        ("bought on 2026-11-01", []),
        ("on 12/05/2026", []),
        ("call 0712345678", []),
        ("+254 712 345 678", []),
        ("size 42", []),
        ("10 days ago", []),
        ("in 2024", []),
        ("we'd like to order 250 lamps for our hotel", []),
        ("about claim 2233", []),
        ("it's 1002, not 1001", ["1002"]),
        ("not 1001 but 1002", ["1002"]),
        ("it's not 1001", ["1001"]),
        ("it’s 1002", ["1002"]),
        ("2 of them", []),
        ("RR123456789CN", []),
        ("1Z999AA10123456784", []),
        ("500 ml bottle", []),
        ("where are KM-1001 KM-1003", ["KM-1001", "KM-1003"]),
        ("Where is my order KM-1003 in Nairobi?", ["KM-1003"]),
        ("cancel S-1001 in full", ["S-1001"]),
        ("donde esta mi pedido KM-1003 x favor?", ["KM-1003"]),
        ("Ma commande KM-1003 m'a pas été livrée", ["KM-1003"]),
        ("KGM-1001 set incomplete, one card missing", ["KGM-1001"]),
        ("KM-1003 day 5 and nothing", ["KM-1003"]),
        ('my order #KM-1003"', ["KM-1003"]),
        ("a bag of 1000 g", []),
        ("+44–20–7946–0777", []),
        ("iphone 14", []),
    ],
)
def test_order_numbers_are_told_from_other_figures(text: str, numbers: list[str]) -> None:
    assert found(text, "order_number") == numbers


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("Anna@Example.com", "email", "anna@example.com"),
        ("it's anna at example dot com", "email", "anna@example.com"),
        ("j dot smith at mail dot co", "email", "j.smith@mail.co"),
        ("0712 345 678", "phone", "+254712345678"),
        ("+254700000001", "phone", "+254700000001"),
        ("call me on +1 212 555 0123", "phone", "+12125550123"),
        ("07911 123456", "phone", "+447911123456"),
        ("+44–20–7946–0777", "phone", "+442079460777"),
        ("+44‑20‑7946‑0777", "phone", "+442079460777"),
        ("0049 170 1234567", "phone", "+491701234567"),
        ("tracking number rr123456789cn", "tracking_number", "RR123456789CN"),
        ("1Z999AA10123456784", "tracking_number", "1Z999AA10123456784"),
        ("9400110200881234567890", "tracking_number", "9400110200881234567890"),
        ("my tracking number is AB12345678", "tracking_number", "AB12345678"),
    ],
)
def test_contacts_and_tracking_numbers_are_found(text: str, entity: str, value: str) -> None:
    assert found(text, entity) == [value]


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("both", [2]),
        ("both mugs", [2]),
        ("all three", [3]),
        ("all of them", ["all"]),
        ("all", ["all"]),
        ("just one", [1]),
        ("2 of them", [2]),
        ("two", [2]),
        ("3 pieces", [3]),
        ("make it 3 instead of 2", [3]),
        ("the red one", []),
        ("the second one", []),
        ("only got 2 of 3 items", []),
        ("I only need one", [1]),
        ("make that 3", [3]),
        ("I said two but it's three", [3]),
        ("you refunded 20 of the 45 euros", []),
        ("10 days ago", []),
    ],
)
def test_quantities_are_counted(text: str, quantity: list[Any]) -> None:
    assert found(text, "quantity") == quantity


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("last Tuesday", "2026-11-17"),
        ("on Monday", "2026-11-16"),
        ("yesterday", "2026-11-22"),
        ("3 weeks ago", "2026-11-02"),
        ("a month ago", "2026-10-23"),
        ("on the 5th of November", "2026-11-05"),
        ("December 24", "2025-12-24"),
        ("2026-11-01", "2026-11-01"),
        ("13/10/2026", "2026-10-13"),
    ],
)
def test_dates_count_from_the_day_of_the_message(text: str, day: str) -> None:
    assert found(text, "date") == [day]


@pytest.mark.parametrize("text", ["we sat on it", "mon colis est cassé", "sun cream leaked"])
def test_a_word_that_only_looks_like_a_day_is_none(text: str) -> None:
    assert found(text, "date") == []


def test_a_relative_date_without_the_time_of_the_message_stays_words() -> None:
    assert [span.value for span in find_facts("it came yesterday") if span.entity == "date"] == [
        {"text": "yesterday"}
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("The blue kettle from order 10234 came with a cracked lid", ["blue kettle"]),
        ("I want to return my red shoes", ["red shoes"]),
        ("the red one", ["red one"]),
        ("both mugs are broken", ["mugs"]),
        ("the second one", ["second one"]),
        ("I ordered a black jacket and got a pink one", ["black jacket"]),
        ("where is my order", []),
        ("I want my money back", []),
        ("my phone number is 0712345678", []),
        ("charger missing from the box", []),
        ("send it to 14 Main Street, London", []),
        ("I meant the white lamp, not the black lamp", ["white lamp"]),
        ("where do I get the reciept for the desk", ["desk"]),
        ("tv wont turn on", ["tv"]),
        ("I WANT TO SEND THE CHAIR BACK", ["CHAIR"]),
        ("bro has my keyboard shipped yet", ["keyboard"]),
    ],
)
def test_items_are_the_words_for_goods(text: str, items: list[str]) -> None:
    assert found(text, "item") == items


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("it stopped working", "defective"),
        ("won't turn on", "defective"),
        ("the phone doesn't charge", "defective"),
        ("lid is cracked", "damaged"),
        ("arrived in a hundred pieces", "damaged"),
        ("came filthy", "dirty"),
        ("it smells of smoke", "dirty"),
        ("nothing like the picture", "not_as_described"),
        ("not as described", "not_as_described"),
        ("sent me the wrong colour", "wrong_item"),
        ("this isn't what I ordered", "wrong_item"),
        ("ordered a kettle but got a toaster", "wrong_item"),
        ("it's fake", "counterfeit"),
        ("this is not original", "counterfeit"),
        ("too small", "wrong_size"),
        ("doesn't fit", "wrong_size"),
        ("smaller than I expected", "wrong_size"),
        ("they sent me size M instead of L", "wrong_item"),
        ("don't want it any more", "change_of_mind"),
        ("changed my mind", "change_of_mind"),
        ("never came", "not_received"),
        ("I haven't received my order", "not_received"),
        ("arrived two weeks late", "late_delivery"),
        ("charger missing from the box", "missing_parts"),
        ("there were no screws in the box", "missing_parts"),
        ("llegó roto", "damaged"),
        ("funktioniert nicht", "defective"),
        ("c'est trop petit", "wrong_size"),
    ],
)
def test_every_reason_is_understood_in_several_wordings(text: str, reason: str) -> None:
    assert found(text, "reason") == [reason]


@pytest.mark.parametrize(
    "text",
    [
        "it's not broken",
        "nothing is damaged",
        "I haven't received my refund yet",
        "where is my order",
        "it isn't fake",
        "the promo code doesn't work",
        "we have not received an order confirmation by e-mail",
    ],
)
def test_a_denied_reason_is_none(text: str) -> None:
    assert found(text, "reason") == []


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("haven't opened it", "opened", False),
        ("still sealed", "opened", False),
        ("unopened", "opened", False),
        ("I opened it", "opened", True),
        ("it's not sealed any more, I opened the box", "opened", True),
        ("worn once", "used", True),
        ("never used it", "used", False),
        ("I've used it twice", "used", True),
        ("tags still on", "tags_intact", True),
        ("I cut off the tags", "tags_intact", False),
        ("the lid is cracked but it works", "usable", True),
        ("no longer works at all", "usable", False),
        ("installed it yesterday", "installed", True),
        ("it's not installed", "installed", False),
        ("never activated", "activated", False),
        ("I activated it", "activated", True),
        ("everything that came with it is there", "accessories_complete", True),
        ("I lost the manual", "accessories_complete", False),
        ("lost the receipt", "invoice_lost", True),
        ("I still have the receipt", "invoice_lost", False),
        ("the free gift broke", "gift_lost_or_damaged", True),
        ("it's like new", "mint", True),
        ("it isn't like new any more", "mint", False),
        ("we sat on it a few times", "used", True),
        ("we sat on it a few times", "faults", None),
        ("tried 3 times to pay", "used", None),
        ("this bot is useless", "usable", None),
        ("I sat on it by accident", "faults", "misuse"),
        ("I dropped it in water", "faults", "misuse"),
        ("tried to repair it myself", "faults", "unauthorised_repair"),
        ("bought it somewhere else", "faults", "not_bought_here"),
        ("the serial number doesn't match", "faults", "serial_mismatch"),
    ],
)
def test_conditions_are_read_with_their_negation(text: str, name: str, value: Any) -> None:
    assert conditions(text).get(name) == value


def test_several_facts_stand_side_by_side() -> None:
    text = "lid is cracked but it works"
    assert (found(text, "reason"), conditions(text)) == (["damaged"], {"usable": True})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I want my money back", ["return"]),
        ("a replacement please", ["exchange"]),
        ("refund but let me keep it", ["refund_without_return"]),
        ("don't want a refund, just a new one", ["exchange"]),
        ("cancel my order", ["cancel"]),
        ("I'd rather have my money back than a replacement", ["return"]),
        ("where is my refund", []),
        ("a bill for my tax return", []),
        ("you reimbursed me too little", []),
        ("send me one that works", ["exchange"]),
        ("what is your return policy", []),
    ],
)
def test_the_request_is_what_the_shopper_asks_for(text: str, wanted: list[str]) -> None:
    assert found(text, "request") == wanted
