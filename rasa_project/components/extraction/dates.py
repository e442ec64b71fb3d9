"""Days that a shopper names, read from the day on which the message was written."""

import re
from datetime import date, datetime, timedelta
from typing import Callable, Dict, Iterator, List, Match, Optional, Pattern, Tuple

from components.extraction.span import Span

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SHORT_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# "We sat on it", "mon colis": a short name needs more than itself to be a day.
DAY_NAME = (
    r"(?<!\bwe )(?<!\bi )(?<!\bhe )(?<!\bthey )(?<!\bshe )"
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday|s)?|thu(?:rs|rsday|r)?|"
    r"fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
    r"(?!(?<=\bmon) (?!morning|afternoon|evening|night|or|and|at|before|after)\w)"
    r"(?!(?<=\bsat) (?:on|in|down|at|there|for|with|too)\b)"
    r"(?!(?<=\bsun) (?:cream|screen|glasses|hat|shade|light)\b)"
)
MONTH_NAME = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
OTHER_MONTHS = {
    "ene": 1, "fév": 2, "fev": 2, "feb": 2, "mär": 3, "mrt": 3,
    "maa": 3, "avr": 4, "abr": 4, "mai": 5, "mag": 5, "mei": 5,
    "juin": 6, "giu": 6, "juil": 7, "lug": 7, "aoû": 8,
    "aou": 8, "ago": 8, "set": 9, "okt": 10, "out": 10, "ott": 10,
    "dez": 12, "déc": 12, "dic": 12,
}  # fmt: skip
OTHER_MONTH_NAME = (
    r"(?P<month>enero|janvier|januar[iy]?|janeiro|gennaio|febrero|février|februar[iy]?|fevereiro|febbraio|marzo|mars|märz|março|maart|"
    r"abril|avril|aprile?|mayo|mai|maio|maggio|mei|junio|juin|juni|junho|giugno|julio|juillet|juli|julho|luglio|agosto|août|augustus|"
    r"septiembre|septembre|setembro|settembre|octubre|octobre|oktober|outubro|ottobre|noviembre|novembre|novembro|"
    r"diciembre|décembre|dezember|dezembro|dicembre)"
)
OTHER_WEEKDAYS = (
    ("lunes", "lundi", "montag", "segunda-feira", "lunedì", "maandag"),
    ("martes", "mardi", "dienstag", "terça-feira", "martedì", "dinsdag"),
    ("miércoles", "mercredi", "mittwoch", "quarta-feira", "mercoledì", "woensdag"),
    ("jueves", "jeudi", "donnerstag", "quinta-feira", "giovedì", "donderdag"),
    ("viernes", "vendredi", "freitag", "sexta-feira", "venerdì", "vrijdag"),
    ("sábado", "samedi", "samstag", "sabato", "zaterdag"),
    ("domingo", "dimanche", "sonntag", "domenica", "zondag"),
)
OTHER_DAY_NAME = "(?P<weekday>" + "|".join(name for names in OTHER_WEEKDAYS for name in names) + ")"
OTHER_COUNTS = {
    "un": 1, "una": 1, "une": 1, "um": 1, "uma": 1,
    "einem": 1, "einer": 1, "een": 1, "dos": 2, "deux": 2, "zwei": 2,
    "dois": 2, "duas": 2, "due": 2, "twee": 2, "tres": 3,
    "trois": 3, "drei": 3, "três": 3, "tre": 3, "drie": 3,
    "cuatro": 4, "quatre": 4, "vier": 4, "quatro": 4,
    "quattro": 4, "cinco": 5, "cinq": 5, "fünf": 5, "cinque": 5,
    "vijf": 5, "seis": 6, "six": 6, "sechs": 6, "sei": 6,
    "zes": 6, "ocho": 8, "huit": 8, "acht": 8, "diez": 10,
    "dix": 10, "zehn": 10, "dez": 10, "dieci": 10, "tien": 10,
}  # fmt: skip
OTHER_COUNT = r"(?P<count>\d{1,3}|" + "|".join(OTHER_COUNTS) + ")"
OTHER_UNIT = (
    r"(?P<unit>d[ií]as?|jours?|tag(?:en|e)?|giorn[oi]|dag(?:en)?|semanas?|semaines?|wochen?|settiman[ae]|we(?:ken|ek)|"
    r"mes(?:es)?|mois|monat(?:en)?|mes[ei]|m[eê]s|maand(?:en)?)"
)
UNIT_DAYS = {"d": 1, "j": 1, "t": 1, "g": 1, "w": 7, "s": 7}
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
    name = match["month"].lower()
    known = OTHER_MONTHS.get(name[:4]) or OTHER_MONTHS.get(name[:3])
    month = known or MONTHS.index(name[:3]) + 1
    return _dated(month, int(match["d"]), match["y"], today)


def _ordinal(match: Match[str], today: date) -> Optional[date]:
    this = _safe(today.year, today.month, int(match["d"]))
    if this and this <= today:
        return this
    last = today.replace(day=1) - timedelta(days=1)
    return _safe(last.year, last.month, int(match["d"]))


def _weekday(match: Match[str], today: date) -> Optional[date]:
    """The latest such day before today."""
    name = match["weekday"].lower()
    others = [place for place, names in enumerate(OTHER_WEEKDAYS) if name in names]
    wanted = others[0] if others else SHORT_WEEKDAYS.index(name[:3])
    back = (today.weekday() - wanted) % 7 or 7
    return today - timedelta(days=back)


def _ago(match: Match[str], today: date) -> Optional[date]:
    words = match["count"].lower()
    count = int(words) if words.isdigit() else COUNTS.get(words, OTHER_COUNTS.get(words))
    if count is None:
        return None
    unit = match["unit"].lower()[0]
    return _months_before(today, count) if unit == "m" else today - timedelta(days=count * UNIT_DAYS[unit])


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
        (r"\b(?:on|since|from) (?:the )?(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<y>(?!))?\b", _numeric),
        (
            (
                r"\b(?:am|vom|seit|le|du|el|del|em|dia|il|dal|op) (?P<a>\d{1,2})[/.](?P<b>\d{1,2})(?P<y>"
                r"(?!))?\b(?!\.?\d| ?[€$£%])"
            ),
            _numeric,
        ),
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
        (
            r"\blast week\b|\bla semana pasada\b|\bla semaine dernière\b|\bletzte woche\b|\bvorige week\b",
            _shifted(-7),
        ),
        (rf"\b(?:hace|il y a|vor|há|ha|faz) {OTHER_COUNT} {OTHER_UNIT}\b", _ago),
        (rf"\b{OTHER_COUNT} {OTHER_UNIT} (?:fa|geleden|atrás)\b", _ago),
        (
            rf"\b(?P<d>\d{{1,2}})\.?(?: de| di)? {OTHER_MONTH_NAME}(?:(?: de)? (?P<y>20\d\d))?(?![a-z])",
            _named,
        ),
        (rf"\b{OTHER_DAY_NAME}\b", _weekday),
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
