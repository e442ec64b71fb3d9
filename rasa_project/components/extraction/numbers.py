"""Order and tracking numbers, told apart from all the other figures people write."""

import re
from typing import Iterator

from components.extraction.span import Span

MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-zé]*|enero|"
    r"febrero|abril|mayo|junio|julio|agosto|"
    r"janvier|f[ée]vrier|avril|mai|juin|juillet|ao[uû]t|januar|februar|m[äa]rz|oktober|dezember"
)
DATE = re.compile(
    rf"\b(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?|"
    rf"(?:{MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:19|20)\d\d)?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTH})\.?(?:,?\s+(?:19|20)\d\d)?|"
    rf"(?:{MONTH})\s+(?:19|20)\d\d|"
    r"(?:in|since|from|depuis|desde|seit|dal|sinds)\s+(?:19|20)\d\d(?!\d))\b",
    re.IGNORECASE,
)
CURRENCY = r"(?:usd|eur|gbp|kes|ksh|kshs|cny|rmb|dollars?|bucks|euros?|pounds?|quid|shillings?|bob|[$€£¥])"
AMOUNT = r"\d[\d.,]{0,15}(?:\s?k\b)?"
PAID = re.compile(
    r"\b(?:paid|pay|spent|costs?|charged(?: me)?|worth|refunded(?: me)?|price (?:is|was|"
    r"of))\s+(?:me |you |about |only |just |over |nearly )*"
    r"\d[\d.,]*",
    re.IGNORECASE,
)
PRICE = re.compile(rf"(?:{CURRENCY}\.?\s?{AMOUNT}|\b{AMOUNT}\s?{CURRENCY})(?!\w)", re.IGNORECASE)
MEASURE = re.compile(
    r"(?<![a-z]-)\b\d+(?:[.,]\d+)?\s?-?\s?(?:%|percent|°|\"|''|(?:days?|d[ií]as?|jours?|"
    r"tagen?|giorni|dias|dagen|weeks?|wks?|months?|years?|yrs?|"
    r"hours?|hrs?|h|minutes?|mins?|am|pm|inch(?:es)?|in|cm|mm|m|ft|feet|km|kg|kgs|"
    r"g|grams?|lbs?|oz|ml|l|lit(?:er|re)s?|gb|tb|mb|mah|"
    r"w|watts?|v|volts?|hz|pcs?|pieces?|units?|items?|pairs?|packs?|sets?|boxes|"
    r"times|x|people|persons|customers|emails?|"
    r"calls|stars?|steps?)\b)",
    re.IGNORECASE,
)
SIZE = re.compile(
    r"\b(?:(?:a\s+)?size|sz|eu|us|uk|talla|taille|gr[öo](?:ss|ß)e|tamanho|taglia|"
    r"maat|model|version|v|iphone|galaxy|code|promo\w*|coupon|"
    r"zip|post\s?code|pin|floor|apt\.?|apartment|flat|unit|room|house|building|"
    r"block|street|road|warranty card)\s?(?:no\.?|number|is|:)?\s?"
    r"[a-z]?\d[\w.,]*",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"\b\d{1,5}[A-Za-z]?\s+(?:(?!(?:is|was|are|has|have|had|to|on|in|at|for|and|the|a|my|it)\b)[A-Za-z][\w.']+\s+){1,3}"
    r"(?:(?i:street|st|rd|road|ave|avenue|lane|blvd|boulevard)|Ln|Drive|Dr|Way|Close|Court|Ct)\b"
)

CARRIER_NUMBER = re.compile(
    r"\b(?:1Z[0-9A-Z]{16}|[A-Z]{2}\d{9}[A-Z]{2}|(?:YT|SF|LP|JD|JJD|UJ|UK|ZC|YD|"
    r"CNE|4PX|JT|TBA|GFUS|UUS|UNI|WNB|LY|TH|SPX|DPD|GLS|GM|H0|"
    r"C0)\d{9,22}[A-Z]{0,3}|"
    r"4PX[0-9A-Z]{10,}|9[2345]\d{18,20}|(?=[A-Z]*\d)[A-Z]{2,5}\d{10,20}[A-Z]{0,2})\b",
    re.IGNORECASE,
)
CODE = r"(?=[a-z0-9\-]*\d)[a-z0-9][a-z0-9\-]{5,33}[a-z0-9]"
NUMBER_NAME = r"(?:numbers?|no\.?|nr\.?|num|id|code|#|n[uú]mero|num[eé]ro|numero)"
# Few blanks where several parts of an expression could take them: each way of sharing them out is tried.
GAP = r"\s{0,4}"
TRACKING_CUE = re.compile(
    rf"(?:tracking|track(?:ing)?{GAP}"
    + NUMBER_NAME
    + rf"|(?:parcel|shipment|consignment|waybill|awb){GAP}"
    + NUMBER_NAME
    + "|"
    r"seguimiento|suivi|sendungsnummer|rastreio|tracciamento|track\s?(?:&|and)\s?trace)"
    rf"{GAP}{NUMBER_NAME}?{GAP}(?:is|was|es|est|ist|é|è|:|#|=)*{GAP}\(?#?(?P<code>{CODE})\b",
    re.IGNORECASE,
)
LONG_DIGITS = re.compile(r"(?<![\w#+.-])\d{10,34}(?![\w-])")

NOT_A_PREFIX = (
    r"(?!(?:and|or|is|for|my|no|nr|nos|num|the|ref|in|on|at|to|of|from|by|with|"
    r"size|sz|eu|us|uk|id|was|it|its|are|not|about|that|but|so|both|"
    r"only|just|than|y|e|et|de|der|die|la|el|le|il|en|und|por|per|con|over|step|"
    r"top|max|min|approx|around|since|until|till|last|next|past|"
    r"day|days|week|iso|mp|usb|ip|ps|ver|rev|fy|q|covid|galaxy|iphone|ipad|model|"
    r"code|promo|coup|order|pay|paid|save|get|use|see|xl|xxl|"
    r"now|hey|hi|did|has|had|have|can|please|pls|plz|where|where's|wheres|cancel|"
    r"return|track|also|then|o|ou|oder|of|n|order|ordr|odr|"
    r"got|off|cost|all|parcel|pkg|claim|case|ticket|any|part|line|item|sku|ean|floor|apt|box|bus|gate|route|"
    r"ext|call|tel|ksh|kes|usd|eur|gbp)\b)"
)
PREFIXED = re.compile(
    (
        rf"(?<![\w@.'’-])#?{NOT_A_PREFIX}(?P<letters>[a-z]{{1,6}})(?P<gap>[-_‐–—./]|\s?[-–—]\s?|"
        rf")(?P<digits>\d{{3,9}}(?:-\d{{2,8}})?)(?![\w@]|[.,]\d|-\d)"
    ),
    re.IGNORECASE,
)
SPACED = re.compile(
    rf"(?<![\w@.'’-])#?{NOT_A_PREFIX}(?P<letters>[a-z]{{1,4}})\s(?P<digits>\d{{3,9}})(?![\w@]|[.,]\d|-\d)",
    re.IGNORECASE,
)
NUMBER_WORD = (
    r"(?:numbers?|nos?\.?|nr\.?|num\.?|nums?|nbr|id|ref(?:erence)?|#|n[°º]|n[uú]mero|num[eé]ro|nummer)"
)
ORDER_WORD = (
    r"(?:orders?|ordr|oder|odrer|purchase|booking|ref(?:erence)?|po|invoice|"
    r"pedidos?|commandes?|bestellung(?:en)?|bestell\w*|auftrag|encomenda|"
    r"ordin[ei]|bestelling(?:en)?|ordernummer|compra)"
)
CUED = re.compile(
    rf"\b(?:{ORDER_WORD}{GAP}(?:{NUMBER_WORD}{GAP})*(?:of|de|del|di|van|der)?{GAP}(?:is|"
    rf"was|it's|its|es|est|ist|é|è|:|=|-|,)*{GAP}\(?(?:#\s?)?"
    rf"(?P<code>(?=[a-z\-]*\d)[a-z0-9\-]{{0,6}}\d[a-z0-9\-]{{1,12}}))(?![\w@]|[.,]\d)",
    re.IGNORECASE,
)
CUED_AND_SPACED = re.compile(
    (
        rf"\b{ORDER_WORD}{GAP}(?:{NUMBER_WORD}{GAP})+(?:is|was|:|es|est|ist|é|è)*{GAP}(?P<code>\d(?: "
        rf"\d){{3,8}})(?![\w@]|[.,]\d)"
    ),
    re.IGNORECASE,
)
HASHED = re.compile(
    r"(?:#|\bn[°º]|\bno\.|\bnr\.|\bnumber)\s?(?P<code>\d{2,9})(?![\w@]|[.,]\d)", re.IGNORECASE
)
# "we'd like to order 200 keyboards": how many, not which.
HOW_MANY = re.compile(r"\b(?:to|i|we|you|can|could|would|and)\s+order\s+$", re.IGNORECASE)
OF_A_CASE = re.compile(r"\b(?:case|claim|ticket)\s+(?:number\s+|no\.?\s+|#)?$", re.IGNORECASE)
RETRACTED = re.compile(r"\bnot\s+$", re.IGNORECASE)
BARE = re.compile(r"(?<![\w@#$€£+.,/:-])(?P<code>[1-9]\d{3,8})(?![\w@%€£$]|[.,:]\d|-\d|/\d)")
ALONE = re.compile(r"^\W*(?:it(?:'s| is)\s+)?(?P<code>\d{3,9})\W*$", re.IGNORECASE)


MOST_PIECES = 3


def find_prices(text: str) -> Iterator[Span]:
    """Amounts of money."""
    for match in PRICE.finditer(text):
        yield Span(match.start(), match.end(), "", None)


def find_other_figures(text: str) -> Iterator[Span]:
    """Dates, prices, measures, sizes and addresses, so that nothing else takes their digits."""
    for pattern in (PRICE, PAID, DATE, MEASURE, SIZE, ADDRESS):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "", None)


def find_tracking_numbers(text: str) -> Iterator[Span]:
    """Tracking numbers by carrier format, or by being called one."""
    for match in CARRIER_NUMBER.finditer(text):
        yield Span(match.start(), match.end(), "tracking_number", match.group().upper())
    for match in TRACKING_CUE.finditer(text):
        yield Span(match.start("code"), match.end("code"), "tracking_number", match["code"].upper())
    for match in LONG_DIGITS.finditer(text):
        yield Span(match.start(), match.end(), "tracking_number", match.group())


def find_order_numbers(text: str) -> Iterator[Span]:
    """Order numbers: "KM-1001" in upper case with its dash; a bare number stays bare."""
    for match in PREFIXED.finditer(text):
        yield Span(match.start("letters"), match.end("digits"), "order_number", _joined(match))
    for match in SPACED.finditer(text):
        if match["letters"].isupper() or not re.search("[aeiou]", match["letters"], re.IGNORECASE):
            yield Span(match.start("letters"), match.end("digits"), "order_number", _joined(match))
    for match in CUED_AND_SPACED.finditer(text):
        yield Span(match.start("code"), match.end("code"), "order_number", match["code"].replace(" ", ""))
    for pattern in (CUED, HASHED, BARE, ALONE):
        for match in pattern.finditer(text):
            before = text[: match.start("code")]
            if OF_A_CASE.search(before) or (HOW_MANY.search(before) and len(match["code"]) <= MOST_PIECES):
                continue
            yield Span(
                match.start("code"), match.end("code"), "order_number", match["code"].upper().strip("-")
            )


def _joined(match: "re.Match[str]") -> str:
    return f"{match['letters'].upper()}-{match['digits']}"
