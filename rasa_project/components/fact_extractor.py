"""The pipeline's entity extractor: all facts of a message by rules and spaCy."""

from typing import Any, Dict, List, Optional, Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bounds import is_command
from components.extraction.codes import DEFAULT_REGIONS
from components.extraction.facts import find_facts


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent, EntityExtractorMixin):
    """Sets `entities`; learns nothing."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FactExtractor":
        """A new extractor."""
        return cls(config["phone_regions"])

    def __init__(self, phone_regions: Sequence[str]) -> None:
        """`phone_regions` are the countries in which a national phone number is looked for, in order."""
        self._regions = tuple(phone_regions)

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Phone numbers of the countries that the extractor knows."""
        return {"phone_regions": list(DEFAULT_REGIONS)}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples carry no entities."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the facts found in each message."""
        for message in messages:
            if is_command(message):
                continue
            text = message.get(TEXT) or ""
            entities = [span.as_entity(text) for span in find_facts(text, written_at(message), self._regions)]
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages


def written_at(message: Message) -> Optional[str]:
    """When the shopper sent the message, an ISO time, if the gateway said so."""
    at = (message.get("metadata") or {}).get("at")
    return at if isinstance(at, str) else None
