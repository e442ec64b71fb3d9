"""Reads messages with the served model: a JSON list of texts on standard input, entities on standard output.

In Rasa's environment: `rasa_project/.venv/bin/python benchmarks/blind/read_clauses.py MODEL < texts.json`.
"""

import io
import json
import sys
import tarfile
from pathlib import Path

import joblib

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "rasa_project"))

from components.clause_reader import ClauseReader  # noqa: E402
from components.extraction.codes import DEFAULT_REGIONS  # noqa: E402
from components.fact_extractor import FactExtractor  # noqa: E402
from components.intent_classifier import ShopperIntentClassifier  # noqa: E402
from rasa.shared.nlu.constants import TEXT  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402


def pipeline(archive: str) -> list:
    """The components as they are served, with what the archive holds."""
    reader = ClauseReader(ClauseReader.get_default_config(), None, None)
    classifier = ShopperIntentClassifier({}, None, None)
    with tarfile.open(archive) as files:
        for component, part in ((reader, "clauses"), (classifier, "intents")):
            (name,) = [each for each in files.getnames() if each.endswith(f"/{part}.joblib")]
            component._model = joblib.load(io.BytesIO(files.extractfile(name).read()))
    return [FactExtractor(DEFAULT_REGIONS), reader, classifier]


def main() -> None:
    """One line of JSON for each text: what Rasa would hand to the actions."""
    components = pipeline(sys.argv[1])
    for text in json.load(sys.stdin):
        message = Message(data={TEXT: text})
        for component in components:
            component.process([message])
        parsed = {"text": text, "intent": message.get("intent"), "entities": message.get("entities", [])}
        print(json.dumps({**parsed, "intent_ranking": message.get("intent_ranking", [])}, ensure_ascii=False))


if __name__ == "__main__":
    main()
