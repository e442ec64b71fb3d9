"""Calendar arithmetic at its edges."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from policy_kb.moments import (
    MONDAY_TO_FRIDAY,
    BusinessCalendar,
    Span,
    add_months,
    add_span,
    day_is_over,
    is_between,
)

NAIROBI = ZoneInfo("Africa/Nairobi")
BERLIN = ZoneInfo("Europe/Berlin")
KENYA = BusinessCalendar(frozenset(range(5)), "KE")


def test_a_day_window_ends_with_the_local_day() -> None:
    delivered = datetime(2026, 3, 5, 22, 0, tzinfo=UTC)  # already the sixth in Nairobi
    limit = add_span(delivered, Span(7, "day"), NAIROBI, MONDAY_TO_FRIDAY)
    assert limit.last == datetime(2026, 3, 13, 23, 59, 59, tzinfo=NAIROBI)
    assert not limit.is_past(limit.last + timedelta(microseconds=999_999))
    assert limit.is_past(limit.last + timedelta(seconds=1))


def test_a_day_window_over_the_change_to_summer_time_still_ends_at_local_midnight() -> None:
    delivered = datetime(2026, 3, 28, 12, 0, tzinfo=BERLIN)
    limit = add_span(delivered, Span(1, "day"), BERLIN, MONDAY_TO_FRIDAY)
    assert limit.last.isoformat() == "2026-03-29T23:59:59+02:00"


def test_an_hour_window_is_elapsed_time_even_when_the_clocks_change() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=BERLIN).astimezone(UTC)
    limit = add_span(start, Span(24, "hour"), BERLIN, MONDAY_TO_FRIDAY)
    assert limit.last - start == timedelta(hours=24)
    assert not limit.is_past(limit.last)
    assert limit.is_past(limit.last + timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 5, 31), 1, date(2026, 6, 30)),
        (date(2026, 12, 15), 3, date(2027, 3, 15)),
        (date(2026, 9, 30), 3, date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_business_days_count_from_the_next_one() -> None:
    assert MONDAY_TO_FRIDAY.add(date(2026, 3, 20), 1) == date(2026, 3, 23)  # Friday to Monday
    assert MONDAY_TO_FRIDAY.add(date(2026, 3, 21), 1) == date(2026, 3, 23)  # Saturday to Monday
    assert MONDAY_TO_FRIDAY.add(date(2026, 3, 21), 5) == date(2026, 3, 27)


def test_public_holidays_are_not_business_days_where_the_store_keeps_them() -> None:
    madaraka_eve = date(2026, 5, 29)  # a Friday; 1 June is Madaraka Day
    assert KENYA.add(madaraka_eve, 1) == date(2026, 6, 2)
    assert MONDAY_TO_FRIDAY.add(madaraka_eve, 1) == date(2026, 6, 1)
    assert not KENYA.is_working_day(date(2026, 12, 25))


def test_a_due_date_has_passed_once_its_local_day_is_over() -> None:
    due = datetime(2026, 4, 20, 0, 0, tzinfo=NAIROBI)
    assert not day_is_over(due, datetime(2026, 4, 20, 23, 59, 59, tzinfo=NAIROBI), NAIROBI)
    assert day_is_over(due, datetime(2026, 4, 21, 0, 0, tzinfo=NAIROBI), NAIROBI)
    assert day_is_over(date(2026, 4, 20), datetime(2026, 4, 20, 21, 0, tzinfo=UTC), NAIROBI)


def test_a_stretch_of_the_year_may_span_new_year() -> None:
    assert is_between(date(2026, 12, 24), (11, 15), (1, 6))
    assert is_between(date(2026, 1, 6), (11, 15), (1, 6))
    assert not is_between(date(2026, 1, 7), (11, 15), (1, 6))
    assert not is_between(date(2026, 11, 14), (11, 15), (12, 24))
