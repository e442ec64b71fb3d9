"""Checks that what is remembered is what Rasa itself works out; says what holds."""

# ruff: noqa: T201 (what holds is said on standard output)

from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.utils.common import all_subclasses
from serving.patches import rasas_own

action = RemoteAction("action_any", None)
for _ in range(2):
    assert action._validate_action_result(
        {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []}
    )
assert rasas_own(RemoteAction._validate_action_result) is not RemoteAction._validate_action_result
print("a valid answer is valid")

for wrong in ({"events": "none"}, {"responses": ["text"]}, {"events": [{"name": "a"}]}):
    try:
        action._validate_action_result(wrong)
    except ValidationError as error:
        assert "custom-actions" in error.message
    else:
        raise AssertionError(wrong)
print("an invalid answer is refused in Rasa's words")

find_slowly = rasas_own(Event.resolve_by_type)
assert find_slowly is not Event.resolve_by_type
for _ in range(2):
    for each in all_subclasses(Event):
        assert Event.resolve_by_type(each.type_name) is find_slowly(each.type_name)
assert Event.resolve_by_type("topic") is None
assert Event.resolve_by_type("unheard", SlotSet) is SlotSet
assert Event.resolve_by_type("unheard", UserUttered) is UserUttered
try:
    Event.resolve_by_type("unheard")
except ValueError:
    print("every event finds its class")
