"""What shoppers say about what was done to the goods."""

from typing import Dict, Pattern

from components.extraction.condition_wordings import WHO
from components.extraction.wording import compiled

FAULTS: Dict[str, Pattern[str]] = {
    "misuse": compiled(
        (
            rf"\b{WHO}(?:'ve| have| had|'d| has)?(?: \w+){{0,2}}? (?:dropped|spilled|spilt|"
            rf"broke it|cracked it|smashed|stepped on|accidentally sat on|bumped|soaked|crashed|chewed|"
            rf"knocked)\b"
        ),
        r"\bsat on (?:it|them|the \w+|my \w+) by (?:accident|mistake)\b",
        r"\b(?:spilled|spilt|dropped|poured) (?:\w+ ){1,3}(?:on|in|over|into) (?:it|them)\b",
        r"\bdropped (?:it|them|the \w+|my \w+) (?:in|into|on|down)",
        r"\bfell (?:in|into|on|down|off|from|out of)\b",
        r"(?:water|liquid|coffee|juice|tea|milk) (?:damage|got (?:in|into)|spil\w+|was spilled)",
        r"got (?:it |them )?(?:wet|soaked)(?= |$|[.,])(?! in transit)",
        r"\b(?:it's |was |is )?my (?:own )?fault\b",
        r"(?:i|we) (?:used|installed) it (?:wrong|incorrectly|the wrong way)",
        r"put it in the (?:washing machine|dishwasher|microwave|dryer)",
    ),
    "unauthorised_repair": compiled(
        (
            r"(?:tried|attempted|had|got|took) (?:to )?(?:it )?(?:repair|fix|"
            r"mend)(?:ed)?(?: it)?(?: myself| by)?"
        ),
        r"\b(?:i|we|my \w+)(?:'ve| have)? (?:repaired|fixed|modified|opened it up|took it apart|soldered)\b",
        r"repair(?:ed)? (?:it )?(?:by|at|in) (?:a|another|the|my|some)\b",
        r"repair shop|technician (?:opened|tried|repaired)",
    ),
    "altered_label": compiled(
        (
            r"(?:removed|changed|altered|scratched(?: off)?|tore(?: off)?|replaced|"
            r"peeled(?: off)?) (?:the )?(?:serial|imei|barcode|sticker|warranty "
            r"(?:sticker|seal|label))"
        ),
        r"(?:serial|warranty) (?:label|sticker|seal) (?:is |was )?(?:removed|torn|altered|off|gone|broken)",
    ),
    "serial_mismatch": compiled(
        (
            r"serial (?:number|no|nr)?\s?(?:does(?:n't| not) match|is different|doesn't "
            r"correspond|differs|not match\w*|is wrong)"
        )
    ),
    "warranty_card_mismatch": compiled(
        (
            r"warranty card (?:does(?:n't| not) match|is different|is wrong|shows (?:a|"
            r"another)|has (?:a|another) (?:different|wrong|other)?)"
        )
    ),
    "not_bought_here": compiled(
        (
            r"(?:bought|got|purchased) (?:it|this|them|the \w+) (?:elsewhere|somewhere "
            r"else|from (?:another|a different|other)|in another|at another|on (?:amazon|"
            r"ebay|jumia|aliexpress))"
        ),
        (
            r"(?:did(?:n't| not)|never) (?:buy|get|purchase|bought) (?:it|this|them) "
            r"(?:here|from you|from your)"
        ),
    ),
}
