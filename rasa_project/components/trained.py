"""What learns in the pipeline: made empty, trained or loaded; each part of a model is a file of its own."""

import hashlib
from pathlib import Path
from typing import Any, ClassVar, Dict, Iterable, Mapping, Type, TypeVar

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

Made = TypeVar("Made", bound="TrainedComponent")


class TrainedComponent(GraphComponent):
    """`PARTS` names the attributes that hold what was learned, and the file of each."""

    PARTS: ClassVar[Mapping[str, str]]

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """Starts without a model; `train` or `load` brings one."""
        self._config, self._storage, self._resource = config, storage, resource
        for name in self.PARTS:
            setattr(self, name, None)

    @classmethod
    def create(
        cls: Type[Made],
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Made:
        """A new, untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: Type[Made],
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Made:
        """The component that a trained model archive holds."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            for name, file in cls.PARTS.items():
                setattr(component, name, joblib.load(folder / file))
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from what this one reads."""
        return training_data

    def _keep(self) -> Resource:
        """Stores every part of what was learned."""
        with self._storage.write_to(self._resource) as folder:
            for name, file in self.PARTS.items():
                joblib.dump(getattr(self, name), folder / file, compress=3)
        return self._resource


def digest_of(paths: Iterable[Path]) -> str:
    """A digest of files: Rasa caches a trained component until its configuration changes."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()
