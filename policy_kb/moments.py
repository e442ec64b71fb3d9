"""Calendar arithmetic: local days, months, business days, elapsed hours."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Unit = Literal["hour", "day", "month", "business_day"]
_MIDNIGHT = time()
_ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Span:
    """So many hours, days, months or business days."""

    value: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Limit:
    """A moment that ends something: `last` is still inside, and is what people are told."""

    last: datetime
    ends_a_day: bool

    def is_past(self, moment: datetime) -> bool:
        """Whether the moment lies after the limit (a day's last second counts to its very end)."""
        if self.ends_a_day:
            return moment >= self.last + _ONE_SECOND
        return moment > self.last


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The country's public holidays in the year."""
    import holidays  # noqa: PLC0415 - slow to import, and few decisions need it

    return frozenset(holidays.country_holidays(country, years=year).keys())


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Which days a store works: the weekdays (0 is Monday), less a country's holidays if one is given."""

    weekdays: frozenset[int]
    holidays: str | None = None

    def is_working_day(self, day: date) -> bool:
        """Whether the store works on that day."""
        if day.weekday() not in self.weekdays:
            return False
        return self.holidays is None or day not in public_holidays(self.holidays, day.year)

    def add(self, day: date, count: int) -> date:
        """The last of `count` working days, the first being the next one after `day`."""
        while count > 0:
            day += _ONE_DAY
            if self.is_working_day(day):
                count -= 1
        return day


MONDAY_TO_FRIDAY = BusinessCalendar(frozenset(range(_SATURDAY)))


@lru_cache(maxsize=4096)
def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Local midnight at which the day begins."""
    return datetime.combine(day, _MIDNIGHT, zone)


@lru_cache(maxsize=4096)
def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The day's last second, local time."""
    return datetime.combine(day, time(23, 59, 59), zone)


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months on, or that month's last day."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_span(start: datetime, span: Span, zone: ZoneInfo, calendar: BusinessCalendar) -> Limit:
    """The limit `span` after `start`: exact for hours, a local day's end for everything else."""
    if span.unit == "hour":
        return Limit(start + timedelta(hours=span.value), ends_a_day=False)
    day = start.astimezone(zone).date()
    if span.unit == "day":
        last = day + timedelta(days=span.value)
    elif span.unit == "month":
        last = add_months(day, span.value)
    else:
        last = calendar.add(day, span.value)
    return Limit(end_of_day(last, zone), ends_a_day=True)


def day_is_over(due: datetime | date, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the local day of `due` has ended by `now`."""
    day = due.astimezone(zone).date() if isinstance(due, datetime) else due
    return now.astimezone(zone).date() > day


def is_between(day: date, first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether the day lies in a stretch of every year; it may span New Year."""
    here = (day.month, day.day)
    if first <= last:
        return first <= here <= last
    return here >= first or here <= last
