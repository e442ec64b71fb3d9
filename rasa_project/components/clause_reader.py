"""The pipeline's reader: a message in clauses, and what each does."""

from pathlib import Path
from typing import Any, ClassVar, Dict, List, Mapping

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bounds import is_command
from components.extraction.codes import find_codes
from components.masking import masked, tidy
from components.reading.clauses import split_clauses
from components.reading.labelled import FOLDER, read_clauses
from components.reading.model import ClauseModel
from components.trained import TrainedComponent, digest_of

CONJUNCTIONS = (
    "and", "but", "because", "so", "also", "then", "plus", "though", "or", "y", "pero", "porque", "et",
    "mais", "car", "und", "aber", "weil", "ma", "perché", "en", "maar",
)  # fmt: skip


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ClauseReader(TrainedComponent, EntityExtractorMixin):
    """Sets the entity `clauses`: for each clause its text and place, and its act."""

    PARTS: ClassVar[Mapping[str, str]] = {"_model": "clauses.joblib"}
    _model: Any

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Most clauses read, what may join clauses, and a digest of the labelled sentences and the code."""
        return {
            "most_clauses": 12,
            "conjunctions": list(CONJUNCTIONS),
            "sharpness": 1.0,
            "digest": digest_of([*FOLDER.rglob("*.yml"), *Path(__file__).parent.rglob("*.py")]),
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the model on the labelled clauses."""
        self._model = ClauseModel.train(read_clauses(), self._config["sharpness"], seen)
        return self._keep()

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
        """Each clause with its act as [label, probability], and how likely it takes an assent back."""
        codes = [(code.start, code.end) for code in find_codes(text)]
        parts = split_clauses(text, self._config["conjunctions"], self._config["most_clauses"], codes)
        if not parts:
            return []
        readings = self._model.read([seen(part.text) for part in parts])
        return [
            {
                "text": part.text, "start": part.start, "end": part.end, "act": [act, round(odds, 3)],
                "against": round(against, 3),
            }
            for part, (act, odds, against) in zip(parts, readings)  # noqa: B905  # one each
        ]  # fmt: skip


def seen(text: str) -> str:
    """What the model sees of a clause: its words without codes; of a code alone its stand-in."""
    codes = find_codes(text)
    bare = text
    for code in reversed(codes):
        bare = bare[: code.start] + " " + bare[code.end :]
    return tidy(bare) if any(letter.isalpha() for letter in bare) else masked(text, codes)
