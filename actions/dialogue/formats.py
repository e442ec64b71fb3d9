"""Amounts, dates and lists as the shopper's language writes them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.numbers import format_currency


def money(amount: Decimal | str, currency: str, language: str) -> str:
    """An amount with its currency."""
    return format_currency(Decimal(amount), currency, locale=language)


def day(moment: datetime | date, zone: str, language: str) -> str:
    """The local day of an instant, in words."""
    local = moment.astimezone(ZoneInfo(zone)).date() if isinstance(moment, datetime) else moment
    return format_date(local, format="long", locale=language)


def day_and_time(moment: datetime, zone: str, language: str) -> str:
    """The local day and time of an instant, and its distance from UTC: the shopper may be elsewhere."""
    local = moment.astimezone(ZoneInfo(zone))
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    distance = f"{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else ""
    return f"{day(moment, zone, language)}, {local:%H:%M} UTC{distance}"


def duration(length: timedelta, language: str) -> str:
    """A length of time in minutes, or in hours from two on."""
    return format_timedelta(length, granularity="minute", threshold=2, locale=language)


def listing(words: Sequence[str], language: str) -> str:
    """Words as a list in a sentence."""
    return format_list(list(words), locale=language)
