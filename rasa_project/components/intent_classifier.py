"""The pipeline's intent classifier: full names for questions, a ranking of ten, calibrated."""

from pathlib import Path
from typing import Any, ClassVar, Dict, List, Mapping, Sequence, Tuple

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
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
from components.trained import TrainedComponent, digest_of

RANKING_LENGTH = 10
SURE_OF_CLAUSE, SURE_OF_QUESTION = 0.5, 0.35
ENGLISH = "en"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ShopperIntentClassifier(IntentClassifier, TrainedComponent):
    """Sets `intent`, `intent_ranking` and, for questions, `response_selector`."""

    PARTS: ClassVar[Mapping[str, str]] = {"_model": "intents.joblib"}
    _model: Any

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """A digest of this package."""
        folder = Path(__file__).parent
        kinds = ("*.py", "*.yml", "*.txt")
        return {"code": digest_of(path for kind in kinds for path in folder.rglob(kind))}

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the intent model on all labelled examples and stores it."""
        sentences = [one for one in training_data.intent_examples if not one.get(TEXT).startswith("/")]
        examples = [one for one in sentences if language_of(one) == ENGLISH]
        others = [one for one in sentences if language_of(one) != ENGLISH]
        texts, labels = _learnt(examples)
        self._model = IntentModel.train(texts, labels, foreign=_learnt(others))
        return self._keep()

    def process(self, messages: List[Message]) -> List[Message]:
        """Ranks the intents of each message and its clauses, and tells several requests apart."""
        for message in messages:
            if not is_command(message):
                self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        text, clauses = message.get(TEXT) or "", _read_clauses(message)
        several = clauses if len(clauses) > 1 else []
        ranking, *rankings = self._rank([text, *(clause["text"] for clause in several)])
        best = [each[0] for each in rankings] or [ranking[0]]
        _note_intents(clauses, best)
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


def _read_clauses(message: Message) -> List[Dict[str, Any]]:
    """The clauses that the reader found."""
    found = (entity["value"] for entity in message.get(ENTITIES, []) if entity["entity"] == "clauses")
    return next(found, [])


def _note_intents(clauses: Sequence[Dict[str, Any]], best: Sequence[Tuple[str, float]]) -> None:
    """Each clause gets its intent, none where it is not sure; a question is sooner taken for what it is."""
    for clause, (intent, confidence) in zip(clauses, best):  # noqa: B905  # one for each clause
        sure = SURE_OF_QUESTION if clause["act"][0] == "question" else SURE_OF_CLAUSE
        clause["intent"] = intent if confidence >= sure else ""


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
