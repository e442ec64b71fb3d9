"""Checks that Rasa is loaded without what this assistant doesn't use, and says so to whoever needs it."""

# ruff: noqa: T201 (what holds is said on standard output)

import asyncio
import importlib

import serving  # noqa: F401 (what is checked is that it is loaded first)
from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.slack import SlackBot
from rasa.core.channels.twilio import TwilioOutput
from rasa.core.tracker_store import InMemoryTrackerStore, MongoTrackerStore, TrackerStore
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.tensorflow.models import RasaModel
from serving.left_out import CLIENTS, TENSORFLOW, TOOLS


def is_there(name: str) -> bool:
    """Whether it can be imported, and has something in it."""
    try:
        return bool(importlib.import_module(name).__file__)
    except (ImportError, AttributeError):
        return False


def refusal(made: object, *arguments: object, **named: object) -> str:
    """What making it says."""
    try:
        made(*arguments, **named)  # type: ignore[operator]
    except (
        ImportError
    ) as error:  # LeftOut where something is made, the interpreter's own where it is imported
        return str(error)
    raise AssertionError(f"{made} could be made")


left = [name for name in (*TENSORFLOW, *CLIENTS, *TOOLS) if is_there(name)]
assert left == [], left
print("what is left out isn't there")
assert DefaultV1Recipe()._registered_components["RulePolicy"]
assert issubclass(RasaModel, object) and DIETClassifier.get_default_config()
assert Resource("any").name == "any"
print("Rasa's components are")
assert "WITH_TENSORFLOW" in refusal(RasaModel, name="any")
assert "twilio" in refusal(TwilioOutput, "a", "b", "c")
assert "slack_sdk" in refusal(SlackBot, "token")
assert "pymongo" in refusal(MongoTrackerStore, Domain.empty(), host="mongodb://127.0.0.1:1")
print("whoever needs it is told what was left out")
domain = Domain.empty()
assert isinstance(TrackerStore.create(None, domain), InMemoryTrackerStore)
try:
    TrackerStore.create(EndpointConfig(type="SQL", dialect="sqlite", db="/nowhere/at/all.db"), domain)
except Exception as error:
    assert type(error).__name__ == "ConnectionException", repr(error)
assert asyncio.run(EventBroker.create(None)) is None
print("stores are made, and fail, as they always did")
