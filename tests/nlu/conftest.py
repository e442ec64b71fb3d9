"""These tests need Rasa's environment; elsewhere there is nothing here to collect."""

import importlib.util
from typing import Any

import pytest

if importlib.util.find_spec("spacy") is None:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def model() -> Any:
    """The intent model trained on all examples, as in the product."""
    # imported here, since the root environment collects this file too
    from components.intent_classifier import masked_text  # noqa: PLC0415
    from components.intent_model import IntentModel  # noqa: PLC0415
    from nlu_data import training_examples  # noqa: PLC0415

    examples = training_examples()
    return IntentModel.train([masked_text(one.text) for one in examples], [one.intent for one in examples])
