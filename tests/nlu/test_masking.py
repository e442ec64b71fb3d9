"""What the intent model sees of a message with codes in it."""

import pytest
from components.intent_classifier import masked_text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("where is KM-1001, a@example.com", "where is 1001"),
        ("track KM-1001 a@example.com", "track 1001"),
        ("Wo ist meine Bestellung KM-1001? Meine E-Mail ist a@example.com", "wo ist meine bestellung 1001?"),
        ("the fan broke down, my phone is 0712345678", "the fan broke down"),
    ],
)
def test_a_contact_given_in_passing_is_left_out(text: str, seen: str) -> None:
    assert masked_text(text) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a@example.com", "me@mail.com"),
        ("my email is a@example.com", "my email is me@mail.com"),
        ("it's KM-1001 and 0712345678", "it's 1001 and 0700000000"),
        ("sorry, my email is a@example.com", "sorry, my email is me@mail.com"),
    ],
)
def test_a_contact_that_is_the_message_stays(text: str, seen: str) -> None:
    assert masked_text(text) == seen
