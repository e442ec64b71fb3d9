"""The pipeline's first step: how much of a message the steps after it, and the dialogue, get to see.

What reading costs is bounded here, whatever the message holds and whichever steps follow. The longest of the
17,790 training examples has 279 characters and 10 clauses.
"""

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.reading.clauses import BREAK

CHARACTERS, CLAUSES = 1000, 20


# an extractor, since Rasa knows no kind of step that only prepares
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ReadingBounds(GraphComponent):
    """Leaves of each message its first `characters` and `clauses`; a button's command is left whole."""

    def __init__(self, characters: int, clauses: int) -> None:
        """Both at least 1."""
        self._characters, self._clauses = characters, clauses

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ReadingBounds":
        """As configured; ValueError where that bounds nothing."""
        bounds = (config["characters"], config["clauses"])
        if not all(isinstance(each, int) and each >= 1 for each in bounds):
            raise ValueError(f"ReadingBounds: characters and clauses must be at least 1, not {bounds}")
        return cls(*bounds)

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """A thousand characters and twenty clauses."""
        return {"characters": CHARACTERS, "clauses": CLAUSES}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Examples are ours: they are learnt whole."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Shortens what is longer."""
        for message in messages:
            text = message.get(TEXT) or ""
            if not is_command(message):
                message.set(TEXT, beginning(text, self._characters, self._clauses), add_to_output=True)
        return messages


def beginning(text: str, characters: int, clauses: int) -> str:
    """At most so many characters and clauses of a text: a word or a code is left out rather than cut."""
    start = text[:characters]
    if len(text) > characters and not (text[characters].isspace() or start[-1].isspace()):
        start = start.rsplit(None, 1)[0]
    for number, end in enumerate(BREAK.finditer(start), start=1):
        if number == clauses:
            return start[: end.end()].rstrip()
    return start


def is_command(message: Message) -> bool:
    """Whether a message is a button's: Rasa reads those itself, and nothing else about them."""
    return (message.get(TEXT) or "").lstrip().startswith(INTENT_MESSAGE_PREFIX)
