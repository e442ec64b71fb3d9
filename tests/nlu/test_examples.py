"""The training examples themselves."""

from collections import Counter, defaultdict

import yaml
from nlu_data import (
    EXAMPLES,
    FOREIGN,
    OTHER_LANGUAGES,
    PARTS,
    foreign_examples,
    kept_out,
    shopper_sentences,
    training_examples,
    translations,
    unknown_sentences,
)

TASKS = (
    *("track_order", "missing_package", "cancel_order", "return_item", "exchange_item", "report_problem"),
    *("refund_status", "case_status", "change_address", "change_order", "request_invoice", "talk_to_agent"),
)
TALK = (
    *("greet", "goodbye", "thank", "affirm", "deny", "inform", "stop", "correct", "repeat", "explain"),
    *("complain", "bot_challenge", "out_of_scope"),
)


def test_every_intent_has_enough_examples() -> None:
    counted = Counter(one.intent for one in training_examples())
    questions = [intent for intent in counted if intent.startswith("faq/")]
    assert set(counted) == {*TASKS, *TALK, *questions}
    assert len(questions) == 40
    assert [intent for intent in TASKS if counted[intent] < 60] == []
    assert [intent for intent in TALK if counted[intent] < 40] == []
    assert [intent for intent in questions if counted[intent] < 25] == []


def test_every_intent_has_examples_in_every_language() -> None:
    names = {one.intent for one in training_examples()}
    for path in sorted((EXAMPLES / FOREIGN).glob("*.yml")):
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        assert {block["metadata"]["language"] for block in blocks} == {path.stem}
        counted = {block["intent"]: len(block["examples"].splitlines()) for block in blocks}
        assert counted.keys() == names, path.stem
        assert min(counted.values()) >= 7, path.stem
    assert {path.stem for path in (EXAMPLES / FOREIGN).iterdir()} == set(OTHER_LANGUAGES)


def test_no_sentence_has_two_intents() -> None:
    intents: dict[str, set[str]] = defaultdict(set)
    for one in [*training_examples(), *foreign_examples()]:
        intents[one.text.lower()].add(one.intent)
    assert {text: named for text, named in intents.items() if len(named) > 1} == {}


def test_what_is_measured_with_is_kept_out_of_training() -> None:
    trained = {one.text.lower() for one in [*training_examples(), *foreign_examples()]}
    kept = [one.text for part in PARTS for sentences in kept_out(part).values() for one in sentences]
    assert [text for text in kept if text.lower() in trained] == []
    assert [one.text for one in shopper_sentences() if one.text.lower() in trained] == []
    assert [text for text in unknown_sentences() if text.lower() in trained] == []
    foreign = [one for language, ones in translations().items() if language != "en" for one in ones]
    assert [one.text for one in foreign if one.text.lower() in trained] == []
