"""How well sentences are understood that nobody trained on."""

from collections.abc import Sequence
from typing import Any

import pytest
from components.intent_classifier import masked_text
from components.noise import with_slips
from nlu_data import OTHER_LANGUAGES, kept_out, shopper_sentences, translations, unknown_sentences
from nlu_metrics import Prediction, best, calibration_error, macro_f1, refusals


def predictions(model: Any, texts: Sequence[str]) -> list[Prediction]:
    """The winners for plain texts."""
    return best(model.rank([masked_text(text) for text in texts]))


def gold(sentences: Sequence[Any]) -> list[str]:
    """What is meant."""
    return [one.intent for one in sentences]


def scored(model: Any, sentences: Sequence[Any]) -> float:
    """Macro F1 on them."""
    return macro_f1(gold(sentences), predictions(model, [one.text for one in sentences]))


@pytest.mark.parametrize(("part", "floor"), [("looked_at", 0.9), ("exam", 0.9)])
def test_kept_out_sentences_reach_their_intents(model: Any, part: str, floor: float) -> None:
    assert scored(model, kept_out(part)["en"]) >= floor


@pytest.mark.parametrize("part", ["looked_at", "exam"])
def test_slips_in_kept_out_sentences_cost_at_most_four_points(model: Any, part: str) -> None:
    sentences = kept_out(part)["en"]
    drawn = []
    for draw in range(3):
        slipped = [with_slips(one.text, 1000 * draw + place) for place, one in enumerate(sentences)]
        drawn.append(macro_f1(gold(sentences), predictions(model, slipped)))
    cost = scored(model, sentences) - sum(drawn) / len(drawn)
    assert cost <= 0.04


@pytest.mark.parametrize("part", ["looked_at", "exam"])
def test_kept_out_unknown_is_refused_and_known_is_not(model: Any, part: str) -> None:
    sentences = kept_out(part)
    assert refusals(predictions(model, [one.text for one in sentences["unknown"]])) >= 0.85
    assert refusals(predictions(model, [one.text for one in sentences["en"]])) <= 0.04


@pytest.mark.parametrize("part", ["looked_at", "exam"])
def test_other_languages_are_understood_with_one_sentence_an_intent(model: Any, part: str) -> None:
    sentences = kept_out(part)
    mean = sum(scored(model, sentences[language]) for language in OTHER_LANGUAGES) / len(OTHER_LANGUAGES)
    assert mean >= 0.84


def test_shoppers_sentences_reach_their_intents(model: Any) -> None:
    sentences = shopper_sentences()
    predicted = predictions(model, [one.text for one in sentences])
    assert macro_f1([one.intent for one in sentences], predicted) >= 0.85


def test_the_unknown_is_refused_and_the_known_is_not(model: Any) -> None:
    known = predictions(model, [one.text for one in shopper_sentences()])
    unknown = predictions(model, unknown_sentences())
    assert refusals(unknown) >= 0.85
    assert refusals(known) <= 0.04


def test_confidence_is_close_to_accuracy(model: Any) -> None:
    sentences = shopper_sentences()
    predicted = predictions(model, [one.text for one in sentences])
    assert calibration_error([one.intent for one in sentences], predicted) <= 0.08


def test_slips_of_the_finger_cost_little(model: Any) -> None:
    sentences = translations()["en"] + shopper_sentences()
    gold = [one.intent for one in sentences]
    clean = macro_f1(gold, predictions(model, [one.text for one in sentences]))
    slipped = [with_slips(one.text, seed) for seed, one in enumerate(sentences)]
    assert clean - macro_f1(gold, predictions(model, slipped)) <= 0.08


def test_six_languages_are_understood_nearly_as_well_as_english(model: Any) -> None:
    scores = {
        language: macro_f1(
            [one.intent for one in sentences], predictions(model, [one.text for one in sentences])
        )
        for language, sentences in translations().items()
    }
    others = [score for language, score in scores.items() if language != "en"]
    assert scores["en"] - sum(others) / len(others) <= 0.08, scores


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes", "affirm"),
        ("yep it is", "affirm"),
        ("nope", "deny"),
        ("not yet", "deny"),
        ("idk", "inform"),
        ("1", "inform"),
        ("KM-1001", "inform"),
        ("the second one", "inform"),
        ("skip", "inform"),
        ("why do you need that", "explain"),
        ("stop", "stop"),
        ("forget it", "stop"),
        ("human please", "talk_to_agent"),
        ("hi", "greet"),
        ("thx", "thank"),
        ("bye", "goodbye"),
    ],
)
def test_short_answers_are_what_they_seem(model: Any, text: str, intent: str) -> None:
    assert predictions(model, [text])[0][0] == intent


def test_blank_text_is_out_of_scope(model: Any) -> None:
    assert predictions(model, ["  "])[0][0] == "out_of_scope"


def test_probabilities_add_up_to_one(model: Any) -> None:
    for ranking in model.rank(["where is my order", "wo ist meine bestellung", ""]):
        assert sum(value for _, value in ranking) == pytest.approx(1.0)
