"""Every action, built with the services it works with."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

from rasa_sdk import Action

import actions
from actions.dialogue.asides import Responder
from actions.services import Services

FEATURES = (
    "session",
    "identity",
    "orders",
    "cancellations",
    "claims",
    "refunds",
    "questions",
    "handoff",
    "smalltalk",
)
PREFIXES = ("action_", "validate_")
RESPONDING = "responding"


def all_actions(services: Services) -> list[Action]:
    """One instance of each action class, in the order of their files."""
    return [kind(services) for kind in _classes()]


def all_responders() -> list[Responder]:
    """What each feature can answer beside something else: `respond` in its module `responding`."""
    found = []
    for feature in FEATURES:
        package = importlib.import_module(f"{actions.__name__}.{feature}")
        if RESPONDING in {module.name for module in pkgutil.iter_modules(package.__path__)}:
            found.append(importlib.import_module(f"{package.__name__}.{RESPONDING}").respond)
    return found


def _classes() -> Iterator[type]:
    for feature in FEATURES:
        package = importlib.import_module(f"{actions.__name__}.{feature}")
        for module in pkgutil.iter_modules(package.__path__):
            if module.name.startswith(PREFIXES):
                yield _class_in(f"{package.__name__}.{module.name}")


def _class_in(module: str) -> type:
    """An action's file holds one action, named as the file."""
    found = [
        kind
        for _, kind in inspect.getmembers(importlib.import_module(module), inspect.isclass)
        if kind.__module__ == module and issubclass(kind, Action)
    ]
    if len(found) != 1:
        raise TypeError(f"{module} must hold exactly one action, not {len(found)}")
    return found[0]
