"""These tests need Rasa's environment; elsewhere there is nothing here to collect."""

import importlib.util
from typing import Any

import pytest

if importlib.util.find_spec("spacy") is None:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def model() -> Any:
    """The intent model trained on all examples, as in the product."""
    from components.intent_classifier import masked_text
    from components.intent_model import IntentModel
    from nlu_data import training_examples

    examples = training_examples()
    return IntentModel.train([masked_text(one.text) for one in examples], [one.intent for one in examples])
