"""The worked cases that show how the readings meet."""

import json
from typing import Any

import pytest

from policy_kb import Library
from policy_kb.matching import differences
from tests.policy_kb.conftest import DATA

SAMPLES = [json.loads(line) for line in (DATA / "sample-decisions.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample['id']}: {sample['why']}")
def test_a_sample_decision_holds(library: Library, sample: dict[str, Any]) -> None:
    assert differences(sample["expect"], library.decide(sample["case"]).to_dict()) == []
