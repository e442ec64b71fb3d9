"""Policies change: the version of the day of the order decides, and old decisions stay as they were."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from policy_kb import Library, NoPolicyInForce, UnknownClause, UnknownStore
from policy_kb.skeleton import skeleton

MakeCase = Callable[..., dict[str, Any]]
OLD = "      2024-01-01: {value: 14, clause: shoes.window}"
NEWER = OLD + "\n      2026-03-01: {value: 30, clause: shoes.window}"


def library_of(tmp_path: Path, *changes: tuple[str, str]) -> Library:
    text = skeleton("shoes")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "shoes.yaml").write_text(text, encoding="utf-8")
    return Library.load([tmp_path])


def test_the_version_of_the_day_of_the_order_decides(tmp_path: Path, make_case: MakeCase) -> None:
    library = library_of(tmp_path, (OLD, NEWER))
    before = make_case(order__placed_at="2026-02-28T23:59:59+01:00", as_of="2026-03-20T12:00:00+01:00")
    after = make_case(order__placed_at="2026-03-01T00:00:00+01:00", as_of="2026-03-20T12:00:00+01:00")
    assert library.decide(before).record["reason_code"] == "window_expired"
    assert library.decide(before).record["policy"]["version"] == "2024-01-01"
    assert library.decide(after).record["outcome"] == "eligible"
    assert library.decide(after).record["policy"]["version"] == "2026-03-01"


def test_without_a_day_of_order_today_counts(tmp_path: Path, make_case: MakeCase) -> None:
    library = library_of(tmp_path, (OLD, NEWER))
    case = make_case(order__placed_at=None)
    assert library.decide(case).record["policy"]["version"] == "2026-03-01"


def test_what_is_judged_by_the_report_follows_the_report(tmp_path: Path, make_case: MakeCase) -> None:
    library = library_of(
        tmp_path, (OLD, NEWER), ("    unit: day\n", "    unit: day\n    judged_by: report\n")
    )
    case = make_case(order__placed_at="2026-02-28T12:00:00+01:00", as_of="2026-03-20T12:00:00+01:00")
    record = library.decide(case).record
    assert record["outcome"] == "eligible"
    assert record["policy"]["version"] == "2024-01-01/2026-03-01"


def test_a_later_version_leaves_the_digest_of_an_earlier_one_alone(tmp_path: Path) -> None:
    alone = library_of(tmp_path).versions("shoes")[0].digest
    followed = library_of(tmp_path, (OLD, NEWER)).versions("shoes")
    assert followed[0].digest == alone
    assert followed[1].digest != alone


def test_another_figure_is_another_digest(tmp_path: Path) -> None:
    one = library_of(tmp_path).versions("shoes")[0].digest
    assert library_of(tmp_path, ("value: 14", "value: 15")).versions("shoes")[0].digest != one
    assert library_of(tmp_path, ("bears the postage", "pays the postage")).versions("shoes")[0].digest != one


def test_comments_and_files_make_no_other_digest(tmp_path: Path) -> None:
    one = library_of(tmp_path).versions("shoes")[0].digest
    assert library_of(tmp_path, ("# Refusals", "# What is refused")).versions("shoes")[0].digest == one


def test_an_order_older_than_the_policy_is_an_error(tmp_path: Path, make_case: MakeCase) -> None:
    library = library_of(tmp_path)
    case = make_case(order__placed_at="2023-12-31T23:59:59+01:00")
    with pytest.raises(
        NoPolicyInForce, match="shoes: no policy in force on 2023-12-31; the first starts on 2024-01-01"
    ):
        library.decide(case)
    assert (
        library.decide(make_case(order__placed_at="2023-12-31T23:00:00+00:00")).record["outcome"]
        == "eligible"
    )


def test_a_rule_can_end(tmp_path: Path, make_case: MakeCase) -> None:
    library = library_of(tmp_path, ("  - code: item_used\n", "  - code: item_used\n    until: 2026-02-28\n"))
    used = make_case(claim__condition={"used": True})
    assert library.decide(used).record["outcome"] == "eligible"  # ordered on 1 March
    used["order"]["placed_at"] = "2026-02-28T12:00:00+01:00"
    assert library.decide(used).record["reason_code"] == "item_used"


def test_clauses_profiles_and_stores_are_found_or_named(library: Library) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    store = library.stores()[0]
    profile = library.profile(store)
    assert profile.slug == store
    assert profile.calendar.weekdays == frozenset(range(5))
    with pytest.raises(UnknownClause, match="no clause 'nothing'"):
        library.clause(store, "nothing", at)
    with pytest.raises(UnknownStore, match="store: no policy pack for 'nobody'"):
        library.profile("nobody")
    for name in library.pack(store).clauses:
        clause = library.clause(store, name, at)
        assert clause.summary
        assert clause.file
        assert clause.place
        assert "{" not in clause.summary
