"""Two things that Rasa works out anew at every action, worked out once; they were half of a turn.

An action's answer is validated against a JSON schema that is checked and compiled each time, and every
event looks for its class among all classes. They are put in place by `serving.patches`.
"""

import functools
from collections.abc import Callable
from typing import Any, Optional

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

Validate = Callable[[RemoteAction, dict[str, Any]], bool]
Found = Optional[type[Event]]


@functools.cache
def _validator() -> Validator:
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


def with_one_validator(validate_slowly: Validate) -> Validate:
    """Validated as Rasa does, which also words the complaint about what isn't valid."""

    def validate(action: RemoteAction, result: dict[str, Any]) -> bool:
        return _validator().is_valid(result) or validate_slowly(action, result)

    return validate


def remembering_classes(find_slowly: Callable[[str, Found], Found]) -> Callable[..., Found]:
    """Found as Rasa does, remembering what was found."""
    classes: dict[str, type[Event]] = {}

    def find(type_name: str, default: Found = None) -> Found:
        known = classes.get(type_name)
        if known is not None:
            return known
        found = find_slowly(type_name, default)
        if found is not None and found is not default:
            classes[type_name] = found
        return found

    return find
