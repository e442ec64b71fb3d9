"""The pipeline's reader: a message in clauses, and what each does and says."""

import hashlib
from pathlib import Path
from typing import Any, Dict, List, Sequence

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bounds import is_command
from components.extraction.codes import find_codes
from components.masking import masked, tidy
from components.reading.clauses import Part, split_clauses
from components.reading.labelled import FOLDER, read_clauses
from components.reading.model import ClauseModel

CONJUNCTIONS = (
    "and", "but", "because", "so", "also", "then", "plus", "though", "or", "y", "pero", "porque", "et",
    "mais", "car", "und", "aber", "weil", "ma", "perché", "en", "maar",
)  # fmt: skip


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ClauseReader(GraphComponent, EntityExtractorMixin):
    """Sets the entity `clauses`: for each clause its text and place, its act, and the facts it says."""

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """Starts without a model; `train` or `load` brings one."""
        self._config, self._storage, self._resource = config, storage, resource
        self._model: Any = None

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Most clauses read, what may join clauses, and a digest of the labelled sentences and the code.

        Rasa caches a trained component until its configuration changes.
        """
        digest = hashlib.sha256()
        code = Path(__file__).parent
        for path in sorted([*FOLDER.rglob("*.yml"), *code.rglob("*.py")]):
            digest.update(path.read_bytes())
        return {
            "most_clauses": 12,
            "conjunctions": list(CONJUNCTIONS),
            "sharpness": 1.0,
            "digest": digest.hexdigest(),
        }

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ClauseReader":
        """A new, untrained reader."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ClauseReader":
        """The reader that a trained model archive holds."""
        reader = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            reader._model = joblib.load(folder / "clauses.joblib")
        return reader

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the heads on the labelled clauses, and on sentences of intents that tell nothing of goods."""
        silent = [
            (example.get(TEXT), example.get_full_intent())
            for example in training_data.intent_examples
            if not example.get(TEXT).startswith("/")
        ]
        self._model = ClauseModel.train(read_clauses(), silent, self._config["sharpness"], seen)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / "clauses.joblib", compress=3)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples carry no entities."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the clauses of each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            if is_command(message) or not text.strip():
                continue
            entry = {"entity": "clauses", "value": self.read(text), "start": 0, "end": len(text)}
            message.set(ENTITIES, [*message.get(ENTITIES, []), entry], add_to_output=True)
        return messages

    def read(self, text: str) -> List[Dict[str, Any]]:
        """Each clause with its act and what it says, as [label, probability]; what isn't said is left out."""
        codes = [(code.start, code.end) for code in find_codes(text)]
        parts = split_clauses(text, self._config["conjunctions"], self._config["most_clauses"], codes)
        if not parts:
            return []
        readings = self._model.read([seen(part.text) for part in parts])
        return [
            _told(part, reading, against)
            for part, (reading, against) in zip(parts, readings)  # noqa: B905  # one each
        ]


def seen(text: str) -> str:
    """What the model sees of a clause: its words without codes; of a code alone its stand-in."""
    codes = find_codes(text)
    bare = text
    for code in reversed(codes):
        bare = bare[: code.start] + " " + bare[code.end :]
    return tidy(bare) if any(letter.isalpha() for letter in bare) else masked(text, codes)


def _told(part: Part, reading: Dict[str, Sequence[Any]], against: float) -> Dict[str, Any]:
    act = reading.pop("act")
    says = {name: [label, round(odds, 3)] for name, (label, odds) in reading.items() if label != "not_said"}
    return {
        "text": part.text, "start": part.start, "end": part.end, "act": [act[0], round(act[1], 3)],
        "against": round(against, 3), "says": says,
    }  # fmt: skip
