"""Reasons in words that no fixed wording foresees."""

import pytest
from components.extraction.facts import find_facts
from components.intent_classifier import masked_text
from components.reason_model import ReasonModel
from conftest import trained
from nlu_data import columns, training_examples


@pytest.fixture(scope="module")
def reasons() -> ReasonModel:
    """The model that is served, or trained as it is."""
    served: ReasonModel | None = trained("reasons")
    if served is not None:
        return served
    return ReasonModel.train(*columns(training_examples()))


def found(model: ReasonModel, text: str, intent: str) -> "str | None":
    """The reason's name, if the model finds one."""
    reason = model.reason(text, masked_text(text), intent)
    return reason[0] if reason else None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("half the bolts for the shelf aren't there", "missing_parts"),
        ("it makes a horrible grinding noise and then smoke comes out", "defective"),
        ("my feet hardly go into these shoes", "wrong_size"),
        ("the corner of the table is knocked in", "damaged"),
        ("there's cat fur everywhere on the blanket", "dirty"),
        ("das falsche Modell wurde geliefert", "wrong_item"),
    ],
)
def test_a_reason_in_other_words_is_found(reasons: ReasonModel, text: str, reason: str) -> None:
    assert [span for span in find_facts(text) if span.entity == "reason" and span.value != reason] == []
    assert found(reasons, text, "report_problem") == reason


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I want to return the shoes", "return_item"),
        ("can I swap it for a red one please", "exchange_item"),
        ("I want to give back the product and get my money", "return_item"),
        ("it isn't broken", "inform"),
        ("the blue kettle", "inform"),
        ("it makes a horrible grinding noise", "track_order"),
    ],
)
def test_where_no_reason_is_given_none_is_made_up(reasons: ReasonModel, text: str, intent: str) -> None:
    assert found(reasons, text, intent) is None
