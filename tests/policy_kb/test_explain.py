"""A decision in words, and answers that cannot disagree with it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from policy_kb import Library
from policy_kb.skeleton import skeleton
from policy_kb.vocabulary import REASONS
from policy_kb.wording import sentence

MakeCase = Callable[..., dict[str, Any]]
AT = datetime(2026, 11, 23, tzinfo=UTC)
TOPICS_OF_ALL = {"return_policy", "return_window", "how_to_return", "evidence_needed", "refund_time"}


def explained(tmp_path: Path, case: dict[str, Any], audience: Any = "shopper") -> Any:
    (tmp_path / "shoes.yaml").write_text(skeleton("shoes"), encoding="utf-8")
    library = Library.load([tmp_path])
    return library.explain(library.decide(case), case, audience)


def test_what_came_too_late_names_the_day_that_would_have_done(tmp_path: Path, make_case: MakeCase) -> None:
    found = explained(tmp_path, make_case(as_of="2026-03-25T12:00:00+01:00"))
    assert found.reason == "The time in which this could be reported is over."
    assert found.clause_summary == "An item can be returned within 14 days of delivery."
    assert found.otherwise == ("It could have been accepted had you told us by 18 March 2026.",)
    assert [note.at for note in found.dates] == ["2026-03-18T23:59:59+01:00"]


def test_a_block_names_the_state_that_would_have_done(tmp_path: Path, make_case: MakeCase) -> None:
    found = explained(tmp_path, make_case(claim__condition={"used": True}))
    assert found.otherwise == ("It could have been accepted if the item were unused.",)


def test_nothing_is_promised_that_another_block_would_refuse(tmp_path: Path, make_case: MakeCase) -> None:
    found = explained(tmp_path, make_case(as_of="2026-03-25T12:00:00+01:00", claim__condition={"used": True}))
    assert found.reason_code == "window_expired"
    assert found.otherwise == ()


def test_what_can_still_be_done_is_named(tmp_path: Path, make_case: MakeCase) -> None:
    found = explained(tmp_path, make_case(order__status="shipped", order__delivered_at=None))
    assert [option.step for option in found.next_best] == ["wait_for_delivery"]
    assert "Wait for the delivery" in found.text


def test_an_agent_sees_code_clause_version_and_place(tmp_path: Path, make_case: MakeCase) -> None:
    found = explained(tmp_path, make_case(claim__condition={"used": True}), "agent")
    assert "[item_used, shoes.unused, policy of 2024-01-01]" in found.reason
    assert found.place == "shoes.txt, second paragraph"


def test_a_running_warranty_is_offered_until_its_end(library: Library, cases: list[dict[str, Any]]) -> None:
    offered = [
        option.until
        for case in cases
        if _decides(library, case) == "window_expired"
        for option in library.explain(library.decide(case), case).next_best
        if option.step == "contact_seller_or_service_center"
    ]
    assert offered
    assert all(offered)


def _decides(library: Library, case: dict[str, Any]) -> str | None:
    try:
        return library.decide(case).record["reason_code"]
    except Exception:  # the scenarios include cases that are errors
        return None


def test_every_scenario_can_be_explained_to_both(library: Library, cases: list[dict[str, Any]]) -> None:
    explained_cases = 0
    for case in cases:
        if _decides(library, case) is None:
            continue
        decision = library.decide(case)
        for audience in ("shopper", "agent"):
            found = library.explain(decision, case, audience)  # type: ignore[arg-type]
            assert found.reason
            assert "_" not in found.text.replace("_cash_", "") or audience == "agent", found.text
            assert all(option.text.endswith(".") for option in found.next_best)
        explained_cases += 1
    assert explained_cases > 200


def test_every_code_of_every_pack_has_a_sentence(library: Library) -> None:
    for store in library.stores():
        pack = library.pack(store)
        for rule in (*pack.blocks, *pack.reviews, *pack.grants):
            assert sentence(pack, rule.code), rule.code


def test_answers_have_their_figures_filled_in_and_their_clauses_cited(library: Library) -> None:
    for store in library.stores():
        pack = library.pack(store)
        assert TOPICS_OF_ALL - set(pack.answers) == set(), store
        for topic in pack.answers:
            answer = library.answer(store, f"faq/{topic}", AT)
            assert answer is not None
            assert "{" not in answer.text
            for clause in answer.clauses:
                assert library.clause(store, clause, AT)


def test_an_answer_and_a_decision_cannot_disagree(tmp_path: Path, make_case: MakeCase) -> None:
    text = skeleton("shoes").replace("value: 14", "value: 21")
    (tmp_path / "shoes.yaml").write_text(text, encoding="utf-8")
    library = Library.load([tmp_path])
    answer = library.answer("shoes", "return_window", AT)
    assert answer is not None
    assert answer.text == "You can return an item within 21 days of delivery."
    deadlines = library.decide(make_case()).record["deadlines"]
    assert deadlines[0]["at"].startswith("2026-03-25")


def test_a_topic_without_an_answer_has_none(library: Library) -> None:
    for store in library.stores():
        assert library.answer(store, "faq/wholesale", AT) is None


def test_every_reason_leads_somewhere_in_every_store(library: Library) -> None:
    for store in library.stores():
        for reason in REASONS:
            case = {
                "store": store,
                "as_of": "2026-03-10T12:00:00Z",
                "request": "return",
                "order": {"status": "delivered", "placed_at": "2026-03-01T12:00:00Z"},
                "claim": {"reason": reason},
            }
            assert library.decide(case).record["clauses"] or library.decide(case).record["missing_facts"]
