"""What is said is bound to the item of its clause, stays, and hurts only if it was said plainly."""

from dataclasses import dataclass

import pytest

from actions.claims.hearing import Hearing, hear, press
from actions.claims.lines import Line
from actions.dialogue.clauses import read_clauses
from tests.actions.making import clause


@dataclass
class Thing:
    """A line of an order."""

    sku: str
    name: str


DRESS, SANDALS, LAMP = Thing("D", "Linen dress"), Thing("S", "Leather sandals"), Thing("L", "Desk lamp")
ALL = [DRESS, SANDALS, LAMP]


def told(*clauses: dict[str, object], lines: tuple[Line, ...] = (), asks: str | None = None) -> list[Line]:
    """The lines after a message of these clauses."""
    hearing = Hearing(list(lines), ALL, asks)
    hear(hearing, read_clauses(clauses))
    return hearing.lines


def test_two_items_in_one_message_are_two_lines_with_their_own_reasons() -> None:
    lines = told(
        clause("the dress is too tight", reason="wrong_size"),
        clause("and the sandals came brown", reason="wrong_item"),
    )
    assert [(line.item, line.reason) for line in lines] == [("D", "wrong_size"), ("S", "wrong_item")]


def test_praise_of_another_item_is_no_claim() -> None:
    lines = told(clause("the sandals are great", "talk"), clause("but the lamp is dead", reason="defective"))
    assert [(line.item, line.reason) for line in lines] == [("L", "defective")]


def test_a_clause_that_names_no_item_goes_on_about_the_one_before() -> None:
    lines = told(clause("it's about my lamp"), clause("it flickers", reason="defective"))
    assert [(line.item, line.reason) for line in lines] == [("L", "defective")]


def test_a_fault_is_not_replaced_by_a_change_of_mind_at_the_summary() -> None:
    known = Line(item="D", reason="defective")
    (line,) = told(clause("I want my money back", reason="change_of_mind"), lines=(known,), asks="confirm")
    assert line.reason == "defective"


def test_a_correction_replaces_a_reason() -> None:
    known = Line(item="D", reason="defective")
    said = clause("no, nothing is wrong with it", "correction", reason="change_of_mind")
    (line,) = told(said, lines=(known,), asks="confirm")
    assert line.reason == "change_of_mind"


@pytest.mark.parametrize(("odds", "known"), [(0.95, True), (0.7, None)])
def test_what_hurts_is_taken_only_if_it_was_said_plainly(odds: float, known: bool | None) -> None:
    (line,) = told(clause("the lamp, opened I think", opened=("yes", odds), reason="defective"))
    assert line.facts.get("condition.opened") is known


def test_a_question_tells_nothing() -> None:
    known = Line(item="L", reason="defective", request="return")
    (line,) = told(
        clause("does it count as opened?", "question", opened="yes"), lines=(known,), asks="condition.used"
    )
    assert line.facts == {}


def test_not_this_but_that_moves_the_line_to_the_other_item() -> None:
    known = Line(item="D", reason="wrong_item")
    (line,) = told(
        clause("not the dress", "correction"), clause("the SANDALS"), lines=(known,), asks="confirm"
    )
    assert (line.item, line.reason) == ("S", "wrong_item")


def test_both_at_which_item_shares_out_what_was_said() -> None:
    known = Line(reason="damaged", request="return")
    lines = told(clause("the dress"), clause("and the lamp"), lines=(known,), asks="item")
    assert [(line.item, line.reason) for line in lines] == [("D", "damaged"), ("L", "damaged")]


@pytest.mark.parametrize(
    ("text", "extent", "quantity"),
    [
        ("all but one", "all_but", ["all_but", 1]),
        ("two of them", "some", 2),
        ("both", "all", "all"),
        ("3", None, 3),
    ],
)
def test_a_quantity_is_a_number_all_or_all_but_some(text: str, extent: str | None, quantity: object) -> None:
    says = {"extent": extent} if extent else {}
    (line,) = told(clause(text, **says), lines=(Line(item="L", reason="damaged"),), asks="quantity")
    assert line.quantity == quantity


def test_the_shoppers_own_doing_is_a_fault_only_if_said() -> None:
    (hurt,) = told(clause("I dropped the lamp in the bath", reason="damaged", doing="shopper"))
    assert hurt.facts["faults"] == ["misuse"]
    (wet,) = told(clause("the lamp got wet in the rain", reason="damaged", doing=("shopper", 0.6)))
    assert "faults" not in wet.facts


def test_a_button_for_an_item_and_a_reason_at_once_is_taken_whole() -> None:
    hearing = Hearing([Line(request="return")], ALL, "item")
    press(hearing, {"item": "L", "reason": "damaged"}, {})
    (line,) = hearing.lines
    assert (line.item, line.reason, line.request) == ("L", "damaged", "return")


def test_what_is_praised_beside_a_claim_is_no_line_of_it() -> None:
    (line,) = told(clause("the lamp is dead", reason="defective"), clause("the dress is perfect", mint="yes"))
    assert line.item == "L"


def test_what_is_praised_alone_is_kept() -> None:
    (line,) = told(clause("the dress is like new", mint="yes"))
    assert (line.item, line.facts) == ("D", {"condition.mint": True})


@pytest.mark.parametrize(("intent", "request_"), [("exchange_item", "exchange"), ("faq/contact", "return")])
def test_a_question_that_asks_for_something_else_at_the_summary_changes_the_wish(
    intent: str, request_: str
) -> None:
    known = Line(item="L", reason="defective", request="return")
    asked = clause("can I get a new one?", "question", intent, wish="exchange")
    (line,) = told(asked, lines=(known,), asks="confirm")
    assert line.request == request_


@pytest.mark.parametrize(("names_order", "reason"), [(True, None), (False, "wrong_item")])
def test_the_wrong_one_beside_another_order_is_that_order(names_order: bool, reason: str | None) -> None:
    hearing = Hearing([Line(item="L")], ALL, "reason", names_order=names_order)
    hear(hearing, read_clauses([clause("wrong one", "correction", reason="wrong_item")]))
    assert hearing.first.reason == reason


def test_a_number_is_taken_for_itself_though_it_sounds_like_all() -> None:
    (line,) = told(clause("5", extent="all"), lines=(Line(item="L", reason="damaged"),), asks="quantity")
    assert line.quantity == 5


def test_a_surer_reason_replaces_one_said_in_passing_but_never_weakens_it() -> None:
    stuck = clause("it is stuck", reason=("defective", 0.7))
    (line,) = told(stuck, clause("it never came", reason="not_received"))
    assert line.reason == "not_received"
    (kept,) = told(stuck, clause("not for me", reason="change_of_mind"))
    assert kept.reason == "defective"
