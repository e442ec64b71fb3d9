"""What Rasa does not check: names that must fit together across files."""

import re
from pathlib import Path
from typing import Any

import yaml

from actions.dialogue.tasks import FORM_OF
from actions.registry import all_actions
from actions.services import Services

ROOT = Path(__file__).resolve().parent.parent.parent
RASA = ROOT / "rasa_project"
ASKED = re.compile(r'Ask\(\s*(?:"[\w.]+"|\w+),\s*"(\w+)"')
SLOT = re.compile(r'memory\["(\w+)"\]|Ask\(\s*"[\w.]+",\s*"(\w+)"')


def domain() -> dict[str, Any]:
    """All domain files as one; a key in two of them fails."""
    merged: dict[str, Any] = {}
    for file in sorted((RASA / "domain").glob("*.yml")):
        for part, content in yaml.safe_load(file.read_text("utf-8")).items():
            if part == "version":
                continue
            known = merged.setdefault(part, type(content)())
            doubled = set(known) & set(content)
            assert not doubled, f"{file.name}: {doubled} stand in two domain files"
            if isinstance(content, dict):
                known.update(content)
            else:
                known.extend(content)
    return merged


def rules() -> list[dict[str, Any]]:
    """All rules."""
    files = sorted((RASA / "data" / "rules").glob("*.yml"))
    return [rule for file in files for rule in yaml.safe_load(file.read_text("utf-8"))["rules"]]


async def test_the_domain_lists_exactly_the_registered_actions(services: Services) -> None:
    registered = [action.name() for action in all_actions(services)]
    assert sorted(domain()["actions"]) == sorted(registered)
    assert len(set(registered)) == len(registered)


def test_every_form_has_a_validator_and_known_slots() -> None:
    known = domain()
    for form, settings in known["forms"].items():
        assert f"validate_{form}" in known["actions"]
        assert set(settings["required_slots"]) <= set(known["slots"])


def test_every_slot_in_the_code_is_in_the_domain_and_the_other_way_round() -> None:
    used = {
        name
        for file in (ROOT / "actions").rglob("*.py")
        for pair in SLOT.findall(file.read_text("utf-8"))
        for name in pair
        if name
    }
    slots = set(domain()["slots"])
    assert used <= slots
    named = "\n".join(file.read_text("utf-8") for file in (ROOT / "actions").rglob("*.py"))
    assert {slot for slot in slots if slot not in named} == set()


def test_every_slot_that_a_form_requires_is_asked_for() -> None:
    asked = {
        name for file in (ROOT / "actions").rglob("*.py") for name in ASKED.findall(file.read_text("utf-8"))
    }
    required = {slot for form in domain()["forms"].values() for slot in form["required_slots"]}
    assert required == asked


def test_every_rule_is_about_forms_and_actions_that_exist() -> None:
    known = domain()
    steps = [step for rule in rules() for step in rule["steps"]]
    named = {step["action"] for step in steps if "action" in step}
    assert named <= {*known["actions"], *known["forms"]}
    loops = {step["active_loop"] for step in steps if step.get("active_loop")}
    assert loops <= set(known["forms"])
    titles = [rule["rule"] for rule in rules()]
    assert len(set(titles)) == len(titles)


def test_every_form_ends_in_an_action_of_its_own() -> None:
    ends = {
        rule["condition"][0]["active_loop"]: rule["steps"][-1]["action"]
        for rule in rules()
        if "condition" in rule
    }
    assert set(ends) == set(domain()["forms"])
    assert len(set(ends.values())) == len(ends)


def test_every_intent_is_answered_by_a_rule() -> None:
    started = {step["intent"] for rule in rules() for step in rule["steps"] if "intent" in step}
    assert started == set(domain()["intents"])


def test_every_task_starts_its_form_by_a_rule() -> None:
    starts = {
        rule["steps"][0]["intent"]: rule["steps"][1]["action"]
        for rule in rules()
        if "intent" in rule["steps"][0] and rule["steps"][1]["action"].endswith("_form")
    }
    assert starts == FORM_OF


def test_slots_are_named_by_feature() -> None:
    features = {path.name for path in (ROOT / "actions").iterdir() if path.is_dir()}
    assert {slot.split("__")[0] for slot in domain()["slots"]} <= features


def test_no_store_is_named_in_python() -> None:
    stores = [path.name for path in (ROOT / "policy_kb" / "packs").iterdir() if path.is_dir()]
    sources = [
        file
        for top in ("actions", "gateway", "policy_kb", "shop", "scripts")
        for file in (ROOT / top).rglob("*.py")
    ]
    named = [
        f"{file.name}: {store}"
        for file in sources
        for store in stores
        if store != "standard" and store in file.read_text("utf-8").lower()
    ]
    assert len(stores) >= 5
    assert named == []
