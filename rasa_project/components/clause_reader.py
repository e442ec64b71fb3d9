"""The pipeline's reader: a message in clauses, and what each does and says."""

from pathlib import Path
from typing import Any, ClassVar, Dict, List, Mapping, Sequence, Tuple

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bounds import is_command
from components.extraction.codes import find_codes
from components.languages import language_of
from components.masking import masked, tidy
from components.reading.clauses import Part, split_clauses
from components.reading.labelled import FOLDER, read_clauses
from components.reading.model import ClauseModel
from components.trained import TrainedComponent, digest_of
from components.tuned_encoder import FOLDER as ENCODER

CONJUNCTIONS = {
    "en": ["and", "but", "because", "so", "also", "then", "plus", "though", "or"],
    "es": ["y", "pero", "porque", "aunque"],
    "fr": ["et", "mais", "car"],
    "de": ["und", "aber", "weil", "denn"],
    "pt": ["e", "mas", "porque"],
    "it": ["e", "ma", "perché"],
    "nl": ["en", "maar", "want"],
}
SHARPNESS, TUNED_SHARPNESS = 1.0, 0.1


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ClauseReader(TrainedComponent, EntityExtractorMixin):
    """Sets the entity `clauses`: for each clause its text and place, its act, and the facts it says."""

    PARTS: ClassVar[Mapping[str, str]] = {"_model": "clauses.joblib"}
    _model: Any

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Most clauses read, what joins clauses by language, a digest of labelled sentences and code."""
        return {
            "most_clauses": 12,
            "conjunctions": CONJUNCTIONS,
            "sharpness": SHARPNESS,
            "tuned_sharpness": TUNED_SHARPNESS,
            "digest": digest_of(
                [*FOLDER.rglob("*.yml"), *Path(__file__).parent.rglob("*.py"), *ENCODER.glob("*.onnx")]
            ),
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the heads on the labelled clauses, and on sentences of intents that tell nothing of goods."""
        sentences = [
            (example.get(TEXT), example.get_full_intent())
            for example in training_data.intent_examples
            if not example.get(TEXT).startswith("/")
        ]
        sharpness = (self._config["sharpness"], self._config["tuned_sharpness"])
        self._model = ClauseModel.train(read_clauses(), sentences, sharpness, seen)
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
        """Each clause with its act and what it says, as [label, probability]; what isn't said is left out.

        `against` is how likely the clause takes back an assent beside it.
        """
        codes = [(code.start, code.end) for code in find_codes(text)]
        conjunctions = self._config["conjunctions"][language_of(without(text, codes))]
        parts = split_clauses(text, conjunctions, self._config["most_clauses"], codes)
        if not parts:
            return []
        readings = self._model.read([seen(part.text) for part in parts])
        return [
            _told(part, reading, against)
            for part, (reading, against) in zip(parts, readings)  # noqa: B905  # one each
        ]


def without(text: str, codes: Sequence[Tuple[int, int]]) -> str:
    """The text with blanks for codes, which stand at these places."""
    for start, end in codes:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def seen(text: str) -> str:
    """What the model sees of a clause: its words without codes; of a code alone its stand-in."""
    codes = find_codes(text)
    bare = without(text, [(code.start, code.end) for code in codes])
    return tidy(bare) if any(letter.isalpha() for letter in bare) else masked(text, codes)


def _told(part: Part, reading: Dict[str, Sequence[Any]], against: float) -> Dict[str, Any]:
    act = reading.pop("act")
    says = {name: [label, round(odds, 3)] for name, (label, odds) in reading.items() if label != "not_said"}
    return {
        "text": part.text, "start": part.start, "end": part.end, "act": [act[0], round(act[1], 3)],
        "against": round(against, 3), "says": says,
    }  # fmt: skip
