"""Training data importer that keeps the full names of question intents.

Rasa splits an intent at its slash and calls every `faq/<topic>` just `faq`. Here each
topic is an intent of its own: written once as `faq` in the domain and in rules, it is
replaced on import by all topics that have examples, so that training, validation,
buttons and the parse result all know `faq/<topic>`.
"""

import copy
from typing import Any, Dict, List, Optional, Set, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.training_data.structures import StoryGraph, StoryStep
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import FULL_RETRIEVAL_INTENT_NAME_KEY, INTENT, INTENT_RESPONSE_KEY
from rasa.shared.nlu.training_data.training_data import TrainingData


class FullIntentNames(TrainingDataImporter):
    """Reads the project's files, then spells every grouped intent out in full."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
    ) -> None:
        """Takes what Rasa's own file importer takes."""
        self._files = RasaFileImporter(config_file, domain_path, training_data_paths)
        self._nlu_data: Optional[TrainingData] = None

    def get_config(self) -> Dict[str, Any]:
        """The configuration, unchanged."""
        return self._files.get_config()

    def get_config_file_for_auto_config(self) -> Optional[str]:
        """The configuration file's path."""
        return self._files.get_config_file_for_auto_config()

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Examples labelled with their full intent names."""
        if self._nlu_data is None:
            data = copy.deepcopy(self._files.get_nlu_data(language))
            for example in data.training_examples:
                full_name = example.data.pop(INTENT_RESPONSE_KEY, None)
                if full_name:
                    example.set(INTENT, full_name)
            self._nlu_data = data
        return self._nlu_data

    def get_domain(self) -> Domain:
        """The domain with each group's name replaced by its topics wherever it stands."""
        domain = self._files.get_domain()
        topics = self._topics()
        if not topics.keys() & set(domain.intents):
            return domain
        return Domain.from_dict(spell_out(domain.as_dict(), topics))

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """Stories and rules, one for each topic where the group is named."""
        return self._expanded(self._files.get_stories(exclusion_percentage))

    def get_conversation_tests(self) -> StoryGraph:
        """Test stories name topics in full themselves."""
        return self._expanded(self._files.get_conversation_tests())

    def _topics(self) -> Dict[str, List[str]]:
        groups: Dict[str, Set[str]] = {}
        for example in self.get_nlu_data().intent_examples:
            group, slash, _ = example.get(INTENT).partition("/")
            if slash:
                groups.setdefault(group, set()).add(example.get(INTENT))
        return {group: sorted(names) for group, names in groups.items()}

    def _expanded(self, graph: StoryGraph) -> StoryGraph:
        topics = self._topics()
        return StoryGraph([one for step in graph.story_steps for one in expand_step(step, topics)])


def spell_out(value: Any, topics: Dict[str, List[str]], key: str = "") -> Any:
    """A copy of a domain's dictionary in which intent lists name topics, not groups."""
    if isinstance(value, dict):
        return {name: spell_out(inner, topics, name) for name, inner in value.items()}
    if key not in {"intents", "intent", "not_intent", "ignored_intents"}:
        return [spell_out(one, topics) for one in value] if isinstance(value, list) else value
    if isinstance(value, str):
        return topics.get(value, value)
    return [name for one in value for name in _named(one, topics)] if isinstance(value, list) else value


def _named(intent: Any, topics: Dict[str, List[str]]) -> List[Any]:
    if isinstance(intent, dict):  # an intent with settings, such as use_entities
        ((name, settings),) = intent.items()
        return [{topic: settings} for topic in topics.get(name, [name])]
    return list(topics.get(intent, [intent]))


def expand_step(step: StoryStep, topics: Dict[str, List[str]]) -> List[StoryStep]:
    """One step for each topic of the group that the step's user turn names."""
    for place, event in enumerate(step.events):
        if not isinstance(event, UserUttered):
            continue
        full_name = event.intent.get(FULL_RETRIEVAL_INTENT_NAME_KEY)
        names = [full_name] if full_name else topics.get(event.intent_name or "")
        if names and event.intent_name not in names:
            return [one for name in names for one in expand_step(_renamed(step, place, name), topics)]
    return [step]


def _renamed(step: StoryStep, place: int, name: str) -> StoryStep:
    copied = step.create_copy(use_new_id=True)
    event = copy.deepcopy(step.events[place])
    event.intent = {**event.intent, "name": name, FULL_RETRIEVAL_INTENT_NAME_KEY: None}
    copied.events[place] = event
    if copied.block_name:
        copied.block_name = f"{copied.block_name} ({name})"
    return copied
