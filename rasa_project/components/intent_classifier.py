"""The pipeline's intent classifier: full names for questions, a ranking of ten, calibrated."""

import hashlib
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bounds import is_command
from components.extraction.codes import find_codes
from components.fact_extractor import written_at
from components.intent_model import IntentModel
from components.masking import masked
from components.segments import find_segments

RANKING_LENGTH = 10
SURE_OF_CLAUSE, SURE_OF_QUESTION = 0.5, 0.35
ENGLISH = "en"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ShopperIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent`, `intent_ranking` and, for questions, `response_selector`."""

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """Starts without a model; `train` or `load` brings one."""
        self._config, self._storage, self._resource = config, storage, resource
        self._model: Any = None

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """A digest of this package: Rasa caches a trained component until its configuration changes."""
        digest = hashlib.sha256()
        folder = Path(__file__).parent
        for path in sorted(path for kind in ("*.py", "*.yml", "*.txt") for path in folder.rglob(kind)):
            digest.update(path.read_bytes())
        return {"code": digest.hexdigest()}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ShopperIntentClassifier":
        """A new, untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ShopperIntentClassifier":
        """The classifier that a trained model archive holds."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._model = joblib.load(folder / "intents.joblib")
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the intent model on all labelled examples and stores it."""
        sentences = [one for one in training_data.intent_examples if not one.get(TEXT).startswith("/")]
        examples = [one for one in sentences if language_of(one) == ENGLISH]
        others = [one for one in sentences if language_of(one) != ENGLISH]
        texts, labels = _learnt(examples)
        self._model = IntentModel.train(texts, labels, foreign=_learnt(others))
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / "intents.joblib", compress=3)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from the predictions."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Ranks the intents of each message and its clauses, and tells several requests apart."""
        for message in messages:
            if not is_command(message):
                self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        text, clauses = message.get(TEXT) or "", _clauses(message)
        several = clauses if len(clauses) > 1 else []
        ranking, *rankings = self._rank([text, *(clause["text"] for clause in several)])
        best = [each[0] for each in rankings] or [ranking[0]]
        for clause, (intent, confidence) in zip(clauses, best):  # noqa: B905  # one for each clause
            sure = SURE_OF_QUESTION if clause["act"][0] == "question" else SURE_OF_CLAUSE
            clause["intent"] = intent if confidence >= sure else ""
        segments = find_segments(several, best, ranking[0], written_at(message)) if several else []
        if segments:
            first = segments[0]["intent"]
            ranking = sorted(ranking, key=lambda entry: entry[0] != first)
            ranking[0] = (first, segments[0]["confidence"])
            entry = {"entity": "segments", "value": segments, "start": 0, "end": len(text)}
            message.set(ENTITIES, [*message.get(ENTITIES, []), entry], add_to_output=True)
        self._tell(message, ranking[:RANKING_LENGTH])

    def _rank(self, texts: Sequence[str]) -> List[List[Tuple[str, float]]]:
        rankings: List[List[Tuple[str, float]]] = self._model.rank([masked_text(text) for text in texts])
        return rankings

    @staticmethod
    def _tell(message: Message, ranking: List[Tuple[str, float]]) -> None:
        entries = [{"name": name, "confidence": confidence} for name, confidence in ranking]
        message.set(INTENT, entries[0], add_to_output=True)
        message.set("intent_ranking", entries, add_to_output=True)
        if "/" in entries[0]["name"]:
            message.set("response_selector", selected(entries[0]), add_to_output=True)


def _clauses(message: Message) -> List[Dict[str, Any]]:
    """The clauses that the reader found."""
    found = (entity["value"] for entity in message.get(ENTITIES, []) if entity["entity"] == "clauses")
    return next(found, [])


def language_of(example: Message) -> str:
    """The language that an intent's examples are said to be in; English if nothing is said."""
    metadata = (example.get("metadata") or {}).get("intent") or {}
    return str(metadata.get("language", ENGLISH))


def _learnt(examples: Sequence[Message]) -> Tuple[List[str], List[str]]:
    """The masked texts and the intents."""
    return (
        [masked_text(example.get(TEXT)) for example in examples],
        [example.get_full_intent() for example in examples],
    )


def masked_text(text: str) -> str:
    """What the model sees of a message."""
    return masked(text, find_codes(text))


def selected(entry: Dict[str, Any]) -> Dict[str, Any]:
    """The question's full name where readers of Rasa's response selectors look for it."""
    group = entry["name"].partition("/")[0]
    response = {
        "intent_response_key": entry["name"],
        "confidence": entry["confidence"],
        "responses": [],
        "utter_action": "",
    }
    return {"all_retrieval_intents": [group], group: {"response": response, "ranking": [dict(response)]}}
