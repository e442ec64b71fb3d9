"""What holds for every case, not only for the ones thought of."""

import json
import os
import subprocess
import sys
from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from policy_kb import CaseError, Library, PolicyError
from policy_kb.decision import DecisionRecord
from policy_kb.engine import decide
from policy_kb.scenarios import case_of
from policy_kb.version import Version, versions
from policy_kb.vocabulary import EVIDENCE
from tests.policy_kb.conftest import DATA
from tests.policy_kb.strategies import LIBRARY, broken_cases, cases

RANK = {"ineligible": 0, "needs_information": 1, "needs_review": 2, "eligible": 3}
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def decided(case: dict[str, Any]) -> DecisionRecord:
    return LIBRARY.decide(case).record


@often
@given(cases())
def test_a_sound_case_is_always_decided(case: dict[str, Any]) -> None:
    record = decided(case)
    assert (record["outcome"] == "needs_information") == bool(
        record["missing_facts"] or record["evidence"]["missing"]
    )
    if record["outcome"] == "ineligible":
        assert record["resolutions"] == []
        assert record["refund"]["basis"] == "none"
        assert record["return_shipping"]["payer"] == "none"
        assert record["evidence"]["missing"] == []
    for ref in record["clauses"]:
        LIBRARY.versions(case["store"])[-1].clause(ref["id"])


@often
@given(broken_cases())
def test_a_broken_case_gives_a_documented_error_or_a_decision(case: Any) -> None:
    try:
        LIBRARY.decide(case)
    except CaseError as error:
        assert str(error).startswith(f"{error.path}: ")
    except PolicyError:
        pass


@often
@given(cases(), st.integers(1, 5000))
def test_a_window_that_has_closed_never_opens(case: dict[str, Any], hours: int) -> None:
    before = decided(case)
    if before["reason_code"] not in ("window_expired", "late_report", "product_expired", "already_shipped"):
        return
    case["as_of"] = (datetime.fromisoformat(case["as_of"]) + timedelta(hours=hours)).isoformat()
    case["claim"]["reported_at"] = None
    after = decided(case)
    assert after["outcome"] == before["outcome"] or before["outcome"] == "needs_review"
    assert after["outcome"] != "eligible"


def blanks(case: dict[str, Any]) -> list[tuple[str, str]]:
    found = [("condition", name) for name, value in case["claim"]["condition"].items() if value is None]
    return found + [("item", "times_returned")] * (case["item"]["times_returned"] is None)


@often
@given(cases(), st.data())
def test_what_is_unknown_never_flips_a_certain_outcome(case: dict[str, Any], data: st.DataObject) -> None:
    before = decided(case)
    if before["outcome"] == "needs_information" or not blanks(case):
        return
    filled = deepcopy(case)
    for section, name in blanks(case):
        if section == "item":
            filled["item"][name] = data.draw(st.sampled_from([0, 1, 2]))
        else:
            filled["claim"]["condition"][name] = data.draw(st.booleans())
    after = decided(filled)
    if before["outcome"] == "ineligible":
        assert after["outcome"] == "ineligible"


@often
@given(cases(), st.data())
def test_answering_what_is_asked_leads_somewhere(case: dict[str, Any], data: st.DataObject) -> None:
    """Each answer takes its question off the list, so a form comes to an end."""
    for _ in range(12):
        missing = decided(case)["missing_facts"]
        if not missing:
            return
        facts = data.draw(cases().filter(lambda other: other["store"] == case["store"]), label="answers")
        *sections, last = missing[0].split(".")
        inner, answers = case, facts
        for section in sections:
            inner, answers = inner[section], answers[section]
        if answers[last] is None:
            return
        inner[last] = answers[last]
        try:
            assert missing[0] not in decided(case)["missing_facts"]
        except CaseError:
            return


@often
@given(cases(), st.sampled_from(EVIDENCE))
def test_more_evidence_never_makes_it_worse(case: dict[str, Any], kind: str) -> None:
    before = decided(case)
    case["claim"]["evidence"].append(kind)
    after = decided(case)
    assert RANK[after["outcome"]] >= RANK[before["outcome"]]
    assert set(after["evidence"]["missing"]) <= set(before["evidence"]["missing"])


@often
@given(cases())
def test_a_refund_never_exceeds_what_was_paid(case: dict[str, Any]) -> None:
    order, item = case["order"], case["item"]
    if None in (order["items_total"], order["shipping_fee"], item["price"], item["quantity"]):
        return
    if Decimal(item["price"]) * item["quantity"] > Decimal(order["items_total"]):
        return
    order["currency"] = "USD"
    amount = decided(case)["refund"]["amount"]
    paid = Decimal(order["items_total"]) + Decimal(order["shipping_fee"])
    assert amount is None or Decimal(amount) <= paid + Decimal("0.01")  # two lines are rounded up at most


@often
@given(cases())
def test_a_decision_survives_json_and_comes_out_the_same_again(case: dict[str, Any]) -> None:
    decision = LIBRARY.decide(case)
    assert json.loads(decision.to_json()) == decision.to_dict()
    assert LIBRARY.decide(json.loads(json.dumps(case))).to_json() == decision.to_json()


def test_the_bytes_depend_on_neither_process_nor_hash_seed_nor_order_of_loading() -> None:
    lines = [
        json.dumps(json.loads(line)["case"])
        for line in (DATA / "sample-decisions.jsonl").read_text().splitlines()
    ]
    text = "\n".join(lines).encode()
    here = "".join(LIBRARY.decide(json.loads(line)).to_json() + "\n" for line in lines)
    for seed in ("0", "4711"):
        command = [sys.executable, "-m", "policy_kb.cli", "decide", "--jsonl"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
        ran = subprocess.run(command, input=text, capture_output=True, check=True, env=environment)
        assert ran.stdout.decode() == here
    backwards = Library.load()
    for line in reversed(lines):
        backwards.decide(json.loads(line))
    assert "".join(backwards.decide(json.loads(line)).to_json() + "\n" for line in lines) == here


@pytest.mark.parametrize("store", LIBRARY.stores())
def test_every_figure_changes_some_decision_or_answer(store: str) -> None:
    pack = LIBRARY.pack(store)

    def said(version: Version) -> list[Any]:
        found: list[Any] = [version.filled(answer.text) for answer in pack.answers.values()]
        for scenario in pack.scenarios:
            try:
                facts = LIBRARY.read(case_of(pack, scenario))
            except CaseError:
                continue
            found.append({**decide(version, facts).record, "policy": None})
        return found

    usual = said(versions(pack)[-1])
    for name, parameter in pack.parameters.items():
        day, dated = next(reversed(parameter.values.items()))
        other = replace(parameter, values={day: replace(dated, value=int(dated.value or 0) * 2 + 1)})
        changed = replace(pack, parameters={**pack.parameters, name: other})
        assert said(versions(changed)[-1]) != usual, name


@pytest.mark.parametrize("store", LIBRARY.stores())
def test_every_category_of_a_group_changes_some_decision(store: str) -> None:
    pack = LIBRARY.pack(store)
    sound = [case_of(pack, scenario) for scenario in pack.scenarios if "error" not in scenario.expect]
    slugs = {slug for group in pack.groups.categories.values() for slug in group}
    for slug in slugs:
        changed = 0
        for case in sound:
            if "item" not in case:
                continue
            case["item"]["tags"] = []
            case["item"]["category"] = "of no group"
            plain = LIBRARY.decide(case).to_json()
            case["item"]["category"] = slug
            changed += LIBRARY.decide(case).to_json() != plain
        assert changed, slug
