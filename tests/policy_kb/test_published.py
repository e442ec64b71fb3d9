"""What is published agrees with the code: schemas, the example of a sixth store, the house's rules."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from policy_kb import CaseError, Library
from policy_kb.condition_model import When
from policy_kb.lint import lint
from policy_kb.loader import OWN_PACKS
from policy_kb.pack_model import Pack
from policy_kb.scenarios import run_scenarios
from policy_kb.schema import SCHEMAS
from policy_kb.skeleton import skeleton
from policy_kb.strict_yaml import load_mapping, read_mapping

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_is_the_codes(name: str) -> None:
    """Otherwise: policy-kb schema --write docs/schema."""
    published = json.loads((ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    assert published == SCHEMAS[name]()
    jsonschema.Draft202012Validator.check_schema(published)


def test_cases_and_decisions_follow_their_schemas(library: Library, cases: list[dict[str, Any]]) -> None:
    case_schema = jsonschema.Draft202012Validator(SCHEMAS["case"]())
    decision_schema = jsonschema.Draft202012Validator(SCHEMAS["decision"]())
    for case in cases:
        try:
            decision = library.decide(case)
        except CaseError:
            continue
        case_schema.validate(case)
        decision_schema.validate(decision.to_dict())


def test_packs_follow_their_schema() -> None:
    schema = jsonschema.Draft202012Validator(SCHEMAS["pack"]())
    schema.validate(load_mapping(skeleton("shoes"), "skeleton"))
    for folder in (path for path in OWN_PACKS.iterdir() if path.is_dir()):
        merged: dict[str, Any] = {}
        for file in sorted(folder.glob("*.yaml")):
            merged.update(read_mapping(file))
        schema.validate(merged)
    assert list(schema.iter_errors({**load_mapping(skeleton("shoes"), "skeleton"), "curency": "EUR"}))


def test_the_sixth_store_is_one_file_without_mistakes_and_its_scenarios_hold() -> None:
    library = Library.load([EXAMPLES])
    new = set(library.stores()) - set(Library.load().stores())
    assert new
    for store in new:
        assert library.path(store).is_file()
        assert [finding for finding in lint(library.versions(store)) if finding.kind == "mistake"] == []
        results = list(run_scenarios(library, store))
        assert len(results) >= 20
        assert [result for result in results if result.problems] == []


def test_no_store_is_named_in_the_code() -> None:
    names = "|".join(name for name in Library.load().stores() if name != "standard")
    for package in ("policy_kb", "actions", "shop", "gateway"):
        for path in (ROOT / package).rglob("*.py"):
            assert not re.search(names, path.read_text(encoding="utf-8"), re.IGNORECASE), path


def test_modules_stay_small() -> None:
    for path in (ROOT / "policy_kb").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path


def test_every_command_check_and_part_is_documented() -> None:
    text = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    commands = re.findall(r'add\("(\w+)"', (ROOT / "policy_kb" / "cli.py").read_text(encoding="utf-8"))
    assert len(commands) == 7
    assert [name for name in commands if f"policy-kb {name}" not in text] == []
    assert [name for name in When.__struct_fields__ if not re.search(rf"`{name}\b", text)] == []
    said = text + skeleton("shoes")
    assert [name for name in Pack.__struct_fields__ if not re.search(rf"\b{name}\b", said)] == []
