"""Days that a shopper names, read from the day on which the message was written."""

import re
from datetime import date, datetime, timedelta
from typing import Callable, Dict, Iterator, List, Match, Optional, Pattern, Tuple

from components.extraction.span import Span

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SHORT_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
DAY_NAME = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday|s)?|thu(?:rs|rsday|r)?|"
    r"fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
MONTH_NAME = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
COUNT = (
    r"(?P<count>\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|a "
    r"couple of|a few|several)"
)
COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "a couple of": 2, "a few": 3,
}  # fmt: skip
Reader = Callable[[Match[str], date], Optional[date]]


def _safe(year: int, month: int, day: int) -> Optional[date]:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(match: Match[str], today: date) -> Optional[date]:
    return _safe(int(match["y"]), int(match["m"]), int(match["d"]))


def _numeric(match: Match[str], today: date) -> Optional[date]:
    """Day first, unless only month first makes a date; without a year the latest one not after today."""
    first, second = int(match["a"]), int(match["b"])
    day, month = (first, second) if second <= 12 else (second, first)
    return _dated(month, day, match["y"], today)


def _dated(month: int, day: int, year: Optional[str], today: date) -> Optional[date]:
    if year:
        return _safe(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = _safe(today.year, month, day)
    return this if this is None or this <= today else _safe(today.year - 1, month, day)


def _named(match: Match[str], today: date) -> Optional[date]:
    month = MONTHS.index(match["month"][:3].lower()) + 1
    return _dated(month, int(match["d"]), match["y"], today)


def _ordinal(match: Match[str], today: date) -> Optional[date]:
    this = _safe(today.year, today.month, int(match["d"]))
    if this and this <= today:
        return this
    last = today.replace(day=1) - timedelta(days=1)
    return _safe(last.year, last.month, int(match["d"]))


def _weekday(match: Match[str], today: date) -> Optional[date]:
    """The latest such day before today."""
    wanted = SHORT_WEEKDAYS.index(match["weekday"][:3].lower())
    back = (today.weekday() - wanted) % 7 or 7
    return today - timedelta(days=back)


def _ago(match: Match[str], today: date) -> Optional[date]:
    words = match["count"].lower()
    count = int(words) if words.isdigit() else COUNTS.get(words)
    if count is None:
        return None
    unit = match["unit"].lower()[0]
    return (
        _months_before(today, count)
        if unit == "m"
        else today - timedelta(days=count * (7 if unit == "w" else 1))
    )


def _months_before(today: date, count: int) -> date:
    index = today.year * 12 + today.month - 1 - count
    year, month = divmod(index, 12)
    return next(found for day in range(today.day, 0, -1) if (found := _safe(year, month + 1, day)))


def _shifted(days: int) -> Reader:
    return lambda match, today: today + timedelta(days=days)


READERS: List[Tuple[Pattern[str], Reader]] = [
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in [
        (r"\b(?P<y>20\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b", _iso),
        (
            r"(?<![\d.$€£-])\b(?P<a>\d{1,2})[/.](?P<b>\d{1,2})(?:[/.](?P<y>(?:20)?\d\d))\b(?![\d.]*\d)",
            _numeric,
        ),
        (r"\bon (?:the )?(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<y>(?!))?\b", _numeric),
        (rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH_NAME}(?:,? (?P<y>20\d\d))?(?![a-z])", _named),
        (rf"\b{MONTH_NAME} (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y>20\d\d))?", _named),
        (r"\b(?:on |since )?the (?P<d>\d{1,2})(?:st|nd|rd|th)\b(?! (?:one|item|order|time))", _ordinal),
        (
            r"\b(?:the )?day before yesterday\b|\bvorgestern\b|\banteayer\b|\bavant-hier\b|\beergisteren\b",
            _shifted(-2),
        ),
        ((
r"\byesterday\b|\blast night\b|\bayer\b|\bhier\b(?= |$)(?<!ist hier)|"
r"\bgestern\b|\bontem\b|\bieri\b|\bgisteren\b"
), _shifted(-1)),
        ((
r"\btoday\b|\bthis (?:morning|afternoon)\b|\bhoy\b|\baujourd'hui\b|\bheute\b|"
r"\bhoje\b|\boggi\b|\bvandaag\b"
), _shifted(0)),
        (r"\btomorrow\b", _shifted(1)),
        (rf"\b{COUNT} (?P<unit>days?|weeks?|months?) (?:ago|back)\b", _ago),
        ((
rf"(?<!by )(?<!until )(?<!next )(?<!before )(?<!till )\b(?:(?:last|this|on|"
rf"past) )?{DAY_NAME}\b(?! (?:to|through|night delivery))"
), _weekday),
        (r"\blast week\b", _shifted(-7)),
    ]
]  # fmt: skip


def find_dates(text: str, at: Optional[str]) -> Iterator[Span]:
    """ISO dates; without the time of the message those that depend on it come out as `{"text": …}`."""
    today = _day(at)
    taken: Dict[int, bool] = {}
    for pattern, reader in READERS:
        for match in pattern.finditer(text):
            if any(place in taken for place in range(match.start(), match.end())):
                continue
            taken.update(dict.fromkeys(range(match.start(), match.end()), True))
            yield Span(match.start(), match.end(), "date", _value(match, reader, today))


def _day(at: Optional[str]) -> Optional[date]:
    try:
        return datetime.fromisoformat(at.replace("Z", "+00:00")).date() if at else None
    except ValueError:
        return None


def _value(match: Match[str], reader: Reader, today: Optional[date]) -> object:
    absolute = "y" in match.groupdict() and match["y"]
    if today is None and not absolute:
        return {"text": match.group()}
    found = reader(match, today or date.min)
    return found.isoformat() if found else {"text": match.group()}
