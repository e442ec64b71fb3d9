"""Facts in shoppers' words, one row for each wording."""

from typing import Any

import pytest
from components.extraction.facts import find_facts

MONDAY = "2026-11-23T10:00:00+03:00"


def found(text: str, entity: str) -> list[Any]:
    """The values of one entity."""
    return [span.value for span in find_facts(text, MONDAY) if span.entity == entity]


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
