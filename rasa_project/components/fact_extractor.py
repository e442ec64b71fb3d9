"""The pipeline's entity extractor: all facts of a message by rules and spaCy."""

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.extraction.codes import find_codes


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
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples carry no entities."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the facts found in each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            entities = [span.as_entity(text) for span in find_codes(text)]
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages
