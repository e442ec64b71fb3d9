"""These tests need Rasa's environment; the root's runs them there by `test_in_rasa_environment.py`."""

import importlib.util
import io
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

BRIDGE = "test_in_rasa_environment.py"
IS_RASA_ENVIRONMENT = importlib.util.find_spec("spacy") is not None
others = [path.name for path in Path(__file__).parent.glob("test_*.py") if path.name != BRIDGE]
collect_ignore = [BRIDGE] if IS_RASA_ENVIRONMENT else others


def trained(part: str) -> Any:
    """A part of the model that is served (`intents`, `clauses`); None where no TRAINED_MODEL is named."""
    archive = os.environ.get("TRAINED_MODEL")
    if not archive:
        return None
    import joblib  # noqa: PLC0415 (Rasa's environment has it)

    with tarfile.open(archive) as files:
        (name,) = [each for each in files.getnames() if each.endswith(f"/{part}.joblib")]
        content = files.extractfile(name)
        assert content is not None
        return joblib.load(io.BytesIO(content.read()))


@pytest.fixture(scope="session")
def model() -> Any:
    """The intent model trained on all examples: the one that is served, or as it is."""
    if (served := trained("intents")) is not None:
        return served
    # imported here, since the root environment collects this file too
    from components.intent_model import IntentModel  # noqa: PLC0415
    from nlu_data import columns, foreign_examples, training_examples  # noqa: PLC0415

    return IntentModel.train(*columns(training_examples()), foreign=columns(foreign_examples()))


@pytest.fixture(scope="session")
def reader() -> Any:
    """The clause reader with the model that is served, or with one trained now."""
    from components.clause_reader import ClauseReader, seen  # noqa: PLC0415 (as above)
    from components.reading.labelled import read_clauses  # noqa: PLC0415
    from components.reading.model import ClauseModel  # noqa: PLC0415
    from nlu_data import foreign_examples, training_examples  # noqa: PLC0415

    reading = ClauseReader(ClauseReader.get_default_config(), None, None)
    reading._model = trained("clauses")
    if reading._model is None:
        sentences = [(one.text, one.intent) for one in (*training_examples(), *foreign_examples())]
        sharpness = (reading._config["sharpness"], reading._config["tuned_sharpness"])
        reading._model = ClauseModel.train(read_clauses(), sentences, sharpness, seen)
    return reading
