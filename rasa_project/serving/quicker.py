"""Two things that Rasa 3.6.21 works out anew at every action, worked out once; they are half of a turn.

An action's answer is validated against a JSON schema that is checked and compiled each time, and every
event looks for its class among all classes. Other versions of Rasa are left as they are.
"""

import functools
from typing import Any

import rasa
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

KNOWN_VERSION = "3.6.21"

_validate_slowly = RemoteAction._validate_action_result
_find_slowly = Event.resolve_by_type
_classes: dict[str, type[Event]] = {}


@functools.cache
def _validator() -> Validator:
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


def _validate(action: RemoteAction, result: dict[str, Any]) -> bool:
    """As Rasa does, which also words the complaint about what isn't valid."""
    return _validator().is_valid(result) or _validate_slowly(action, result)


def _find(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """As Rasa does, remembering what was found."""
    known = _classes.get(type_name)
    if known is not None:
        return known
    found = _find_slowly(type_name, default)
    if found is not None and found is not default:
        _classes[type_name] = found
    return found


if rasa.__version__ == KNOWN_VERSION:
    RemoteAction._validate_action_result = _validate
    Event.resolve_by_type = staticmethod(_find)
