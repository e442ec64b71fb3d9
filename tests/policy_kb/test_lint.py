"""Lint tells what the text leaves open, and finds mistakes that load."""

import pytest

from policy_kb import Library
from policy_kb.lint import lint
from tests.policy_kb.conftest import MakePack

# What policy-reading.md records, store by store: gaps, conflicts, assumptions.
RECORDED = {
    "000": (3, 1, 4),
    "001": (2, 1, 0),
    "002": (0, 0, 3),
    "003": (2, 1, 3),
    "004": (0, 2, 4),
}
BLOCKS = "blocks:\n"
MISTAKES = {
    "a rule that can never hold": (
        (
            BLOCKS,
            BLOCKS
            + "  - {code: item_used, clause: shoes.unused, when: {reason: subjective, request: cancel}}\n",
        ),
        "this rule can never hold",
    ),
    "a rule behind a wider one": (
        (
            "# What a person",
            "  - {code: final_sale, clause: shoes.unused, when: {reason: change_of_mind, "
            "condition: {used: true}}}\n# What a person",
        ),
        "never decides: others always come first",
    ),
    "two rules with one condition": (
        (
            BLOCKS,
            BLOCKS + "  - code: final_sale\n    clause: shoes.unused\n"
            "    when: {reason: subjective, condition: {used: true}}\n",
        ),
        "contradicts final_sale",
    ),
    "a clause that nothing cites": (
        ("clauses:\n  shoes.window", "clauses:\n  shoes.extra: {summary: x, place: y}\n  shoes.window"),
        "is never used",
    ),
    "a figure that nothing uses": (
        (
            "clauses:\n",
            "  spare:\n    description: x\n    unit: day\n"
            "    values: {2024-01-01: {value: 1, clause: shoes.window}}\nclauses:\n",
        ),
        "is never used",
    ),
    "a window that nothing uses": (
        ("windows:\n", "windows:\n  spare: {after: order.placed_at, span: $return_days}\n"),
        "is never used",
    ),
    "a question that nothing reads": (
        ("  - order.status\n", "  - order.status\n  - order.type\n"),
        "no rule reads it",
    ),
    "a code without words": (("code: item_used", "code: shoe_used"), "has no sentence"),
    "a reason that no clause covers": (
        (
            "when: {no: {reason: [not_received, unauthorised_charge]}}}\n\nevidence",
            "when: {reason: subjective}}\n\nevidence",
        ),
        "no clause says what holds otherwise",
    ),
}


def test_the_projects_packs_have_what_was_recorded_and_no_mistakes(library: Library) -> None:
    for store in library.stores():
        found = lint(library.versions(store))
        kinds = [finding.kind for finding in found]
        counted = tuple(kinds.count(kind) for kind in ("gap", "conflict", "assumption"))
        assert counted == RECORDED[library.pack(store).source[:3]], store
        assert [finding for finding in found if finding.kind == "mistake"] == []


def test_the_skeleton_has_no_mistakes(make_pack: MakePack) -> None:
    assert [finding.kind for finding in lint([make_pack()])] == ["gap"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_that_loads_is_found(make_pack: MakePack, mistake: str) -> None:
    change, message = MISTAKES[mistake]
    texts = [finding.text for finding in lint([make_pack(change)]) if finding.kind == "mistake"]
    assert any(message in text for text in texts), texts
