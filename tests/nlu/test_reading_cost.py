"""What reading costs does not grow with a message: no kind of repeated text makes it superlinear."""

import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import components
import pytest
from components import clause_reader
from components.bounds import ReadingBounds
from components.fact_extractor import FactExtractor
from components.intent_classifier import ShopperIntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from repeated_texts import PIECES, SENTENCE, repeated

CHARACTERS = 1000
MOST_CALLS = 600_000  # of functions for a text of 4,000 characters, of which 1,000 are read
MOST_SECONDS = 0.25  # of one expression over 1,000 characters, where some milliseconds are usual
RUNS = (" ", "!", "1", "a", "1 ", "a ", "1-", ". ", "1,")
Read = Callable[[str], Message]


@pytest.fixture(scope="module")
def read(model: Any, reader: Any) -> Read:
    """The pipeline's steps, one after the other."""
    classifier = ShopperIntentClassifier({}, None, None)
    classifier._model = model
    bounds = ReadingBounds.create(ReadingBounds.get_default_config(), None, None, None)
    extractor = FactExtractor.create(FactExtractor.get_default_config(), None, None, None)
    steps = [bounds, extractor, reader, classifier]

    def read_all(text: str) -> Message:
        messages = [Message({TEXT: text})]
        for step in steps:
            messages = step.process(messages)
        return messages[0]

    read_all(SENTENCE)
    return read_all


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called, Python's and C's."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("kind", PIECES)
def test_a_long_text_costs_no_more_than_its_beginning(read: Read, kind: str) -> None:
    costs = {}
    for length in (500, 1000, 2000, 4000):
        text = repeated(PIECES[kind], length)
        read(text)  # what is remembered of single words is no part of it
        costs[length] = calls(lambda text=text: read(text))
    assert costs[4000] <= MOST_CALLS, costs
    assert costs[1000] <= 2.5 * costs[500], costs
    assert costs[4000] <= 1.2 * costs[1000], costs


def test_no_more_clauses_are_read_than_allowed(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    known = clause_reader.seen
    monkeypatch.setattr(clause_reader, "seen", lambda text: seen.append(text) or known(text))
    read("return the blue kettle. exchange the red one. " * 40)
    assert len(seen) == clause_reader.ClauseReader.get_default_config()["most_clauses"]


def expressions() -> dict[str, "re.Pattern[str]"]:
    """Every expression that stands in a module of `components`, by where it stands."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(components.__path__, "components."):
        for value in vars(importlib.import_module(module.name)).values():
            for pattern in _within(value, 0):
                found.setdefault(pattern.pattern, pattern)
    return found


def _within(value: Any, depth: int) -> Iterator["re.Pattern[str]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 5:
        yield from (one for each in value.values() for one in _within(each, depth + 1))
    elif isinstance(value, list | tuple) and depth < 5:
        yield from (one for each in value for one in _within(each, depth + 1))


def heads(pattern: str) -> list[str]:
    """Words that occur in an expression, alone and before a blank: what its repetitions may follow."""
    plain = re.sub(r"\(\?[a-zA-Z]*[:=!<]+|\\[a-zA-Z]|[\[\]{}()?*+^$|\\]", "|", pattern)
    return ["", *{word.strip() for word in plain.split("|") if 1 < len(word.strip()) < 20}]


def test_no_expression_takes_long_over_a_thousand_characters() -> None:
    """Cubic ones took seconds; time is counted of the processor, and forgiven thirtyfold."""
    slow = []
    found = expressions()
    assert len(found) > 30
    for source, pattern in found.items():
        for head in heads(source):
            for run in RUNS:
                text = f"{head}{run * (CHARACTERS // len(run))}\x01"
                started = time.process_time()
                for _ in pattern.finditer(text):
                    pass
                taken = time.process_time() - started
                if taken > MOST_SECONDS:
                    slow.append((round(taken, 2), head, run, source[:60]))
    assert slow == []
