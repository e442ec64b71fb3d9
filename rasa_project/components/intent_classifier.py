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
from components.clauses import Clause, clauses_of
from components.fact_extractor import written_at
from components.intent_model import IntentModel
from components.reason_model import ReasonModel
from components.segments import find_segments
from components.trained import TrainedComponent, digest_of

RANKING_LENGTH = 10
SURE_OF_CLAUSE, SURE_OF_QUESTION = 0.5, 0.35
ENGLISH = "en"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ShopperIntentClassifier(IntentClassifier, TrainedComponent):
    """Sets `intent`, `intent_ranking` and, for questions, `response_selector`."""

    PARTS: ClassVar[Mapping[str, str]] = {"_model": "intents.joblib", "_reasons": "reasons.joblib"}
    _model: Any
    _reasons: Any

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
        self._reasons = ReasonModel.train(texts, labels)
        return self._keep()

    def process(self, messages: List[Message]) -> List[Message]:
        """Ranks the intents of each message and tells its requests apart where it makes several."""
        for message in messages:
            if not is_command(message):
                self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        text, read = message.get(TEXT) or "", _read_clauses(message)
        whole, clauses = Clause(text), clauses_of(text, written_at(message))
        seen = [whole, *(clauses if len(clauses) > 1 else [])]
        several = [Clause(clause["text"]) for clause in read] if len(read) > 1 else []
        ranking, *rankings = self._model.rank([one.masked for one in (*seen, *several)])
        _note_intents(read, rankings[len(seen) - 1 :] if several else [ranking])
        rankings = rankings[: len(seen) - 1]
        segments = find_segments(text, clauses, rankings, ranking[0])
        if segments:
            first = segments[0]["intent"]
            ranking = sorted(ranking, key=lambda entry: entry[0] != first)
            ranking[0] = (first, segments[0]["confidence"])
            entry = {"entity": "segments", "value": segments, "start": 0, "end": len(text)}
            message.set(ENTITIES, [*message.get(ENTITIES, []), entry], add_to_output=True)
        self._add_reason(message, whole, ranking[0][0])
        self._tell(message, ranking[:RANKING_LENGTH])

    def _add_reason(self, message: Message, whole: Clause, intent: str) -> None:
        entities = message.get(ENTITIES, [])
        kinds = {entity["entity"] for entity in entities}
        if "reason" in kinds or (intent == "inform" and kinds):
            return
        found = self._reasons.reason(whole.text, whole.masked, intent)
        if found:
            entry = {"entity": "reason", "value": found[0], "start": 0, "end": len(whole.text)}
            entry.update(confidence_entity=found[1], extractor=type(self).__name__)
            message.set(ENTITIES, [*entities, entry], add_to_output=True)

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


def _note_intents(clauses: Sequence[Dict[str, Any]], rankings: Sequence[Sequence[Tuple[str, float]]]) -> None:
    """Each clause gets its intent, none where it is not sure; a question is sooner taken for what it is."""
    for clause, ranking in zip(clauses, rankings):  # noqa: B905  # one for each clause
        sure = SURE_OF_QUESTION if clause["act"][0] == "question" else SURE_OF_CLAUSE
        clause["intent"] = ranking[0][0] if ranking[0][1] >= sure else ""


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
    return Clause(text).masked


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
