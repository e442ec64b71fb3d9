"""What the shopper wants done: return, exchange, money without sending back, cancel."""

from typing import List

from components.extraction.span import Span
from components.extraction.wording import compiled, matches

NOT_A_REQUEST = (
    r"(?! (?:label|polic\w+|address|window|period|time|status|shipping|process\w*|"
    r"postage|form|cost\w*|to sender|number|request|deadline|conditions?|terms|"
    r"amount|fee))"
)
TABLE = [
    (
        "refund_without_return",
        compiled(
            (
                r"(?:keep|keeping) (?:it|them|this|the \w+)\b.{0,40}?\b(?:refund|money|"
                r"discount|back|compensat\w+)"
            ),
            (
                r"(?:refund|money|money back|discount|compensat\w+)\b.{0,40}?\b(?:keep|"
                r"keeping) (?:it|them|this|the \w+)"
            ),
            r"partial refund",
            r"refund (?:only|without (?:a )?return\w*)",
            r"without (?:returning|sending|shipping)(?: it| them| the \w+)?(?: back)?",
            r"(?:don't|do not|dont|not) want to (?:send|ship|return)(?: it| them)?(?: back)?",
            r"(?:part|some|half) of (?:the|my) money (?:back)?",
            (
                r"(?:reembolso|remboursement|reembolso|rimborso) (?:parcial|partiel|parziale)|"
                r"teilerstattung|gedeeltelijke terugbetaling"
            ),
        ),
    ),
    (
        "exchange",
        compiled(
            rf"\bexchang(?:e|ing)\b{NOT_A_REQUEST}",
            r"\bexhange\b",
            r"\breplac(?:e|ement|ements|ing)\b(?! part)",
            r"\bswap(?:ped|ping)?\b",
            r"(?:a|an|another|one) (?:brand )?new one\b",
            r"^\W*(?:the )?(?:brand )?new one\b",
            r"\banother (?:one|size|colou?r|pair|model)\b",
            (
                r"(?:different|bigger|smaller|larger|next|other|right|correct) (?:size|"
                r"colou?r|one|model|item|version)\b(?= |$|[.,!?])(?! (?:was|is|has|came|"
                r"arrived|sent|than|i ordered))"
            ),
            r"\bworking one\b",
            r"\bone (?:that|which) works\b",
            (
                r"(?:otro|uno|un) nuevo|\botra nueva|\bun (?:autre|neuf)\b|\beine?n? "
                r"(?:neue[sn]?|ander\w+)\b|\bum novo\b|\b(?:uno|un altro) nuovo\b"
            ),
            r"\been (?:nieuwe?|andere)\b",
            r"size (?:up|down)\b",
            r"\b(?:cambiar|cambio)(?:lo|la)?\b(?! de (?:opinión|idea|dirección))",
            r"échang\w+|remplac\w+",
            r"umtausch\w*|austausch\w*|ersatz\b",
            r"\btrocar?\b|troca\b|substitu\w+",
            r"\bcambi(?:o|are)\b(?! idea)|sostitu\w+",
            r"\bruilen\b|omruil\w+|vervang\w+",
        ),
    ),
    (
        "return",
        compiled(
            rf"(?<!my )(?<!the )(?<!about )(?<!where is )\brefund(?:ed|s)?\b{NOT_A_REQUEST}",
            r"money back\b",
            r"my (?:money|cash) back",
            rf"(?<!my )(?<!the )(?<!a )(?<!tax )\breturn(?:ing)?\b{NOT_A_REQUEST}",
            (
                r"(?:send|sending|give|giving|bring|ship|take) (?:it|them|this|these|one|the "
                r"\w+|my \w+|\w+ \w+) back\b"
            ),
            r"send back\b",
            r"give back\b",
            r"(?<!you )(?<!only )(?<!the )(?<!my )\breimburs\w+",
            rf"\ba return\b{NOT_A_REQUEST}",
            r"a full refund|the full refund",
            r"\b(?:devolver(?:lo|la)?|devolución|reembolso)\b",
            r"(?:retourner|remboursement|rembourser|renvoyer)\b",
            r"(?:zurückgeben|zurückschicken|rückgabe|geld zurück|erstattung)",
            r"(?:devolver|devolução|dinheiro de volta)\b",
            r"(?:restituire|rimborso|reso)\b",
            r"(?:terugsturen|geld terug|retourneren)\b",
        ),
    ),
    (
        "cancel",
        compiled(
            r"\bcancel(?:l?ing|l?ed|l?ation)?\b(?! (?:that|this|what|policy|fee|terms))",
            r"\bcancle\b|\bcansel\b",
            r"call off",
            r"\b(?:cancelar|annuler|stornieren|annullare|annuleren|cancele)\b",
        ),
    ),
]
# "my money back rather than a replacement" asks for no replacement.
PASSED_OVER = compiled(r"\b(?:than|instead of)\s+(?:an?\s+|the\s+)?$")
STRONGER = ("refund_without_return", "exchange", "return", "cancel")


def find_requests(text: str) -> List[Span]:
    """At most one request: a refused one doesn't count, and of several the most particular does."""
    found: List[Span] = []
    for span, _ in matches(text, TABLE, "request"):
        if not PASSED_OVER.search(text[: span.start]):
            found.append(span)
    for name in STRONGER:
        named = [span for span in found if span.value == name]
        if named:
            return [min(named, key=lambda span: span.start)]
    return []
