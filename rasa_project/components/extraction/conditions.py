"""In what state the goods are: the facts of a claim, with negation, and what the shopper did to them."""

from typing import Dict, List, NamedTuple, Pattern, Union

from components.extraction.span import Span
from components.extraction.wording import compiled, is_negated

GIFT = r"(?:free gift|bonus gift|complimentary gift|freebie|free item|gift (?:that|which) came|the gift)"
GONE = r"(?:lost|broke(?:n)?|damaged|missing|gone|cracked|thrown away|defective|disappeared|threw away|can't find|don't have)"
PAPER = r"(?:receipt|invoice|bill|proof of purchase)"
EXTRAS = (
    r"(?:accessor\w+|charger|cable|manual|remote|strap|cover|lid|box of screws|screws|adapter|earpads?|warranty card|instructions?|case|parts?|"
    r"batter(?:y|ies)|plug|stand|bag|pouch|attachments?)"
)
DO_NOT_HAVE = r"(?:lost|misplaced|mislaid|can't find|cannot find|cant find|threw (?:away|out)|thrown away|don't have|dont have|do not have|no longer have|haven't got|without|tossed)"
PART = r"(?:button|remote|speaker|side|screen|light|earbud|camera|zip|lock|display|key|sensor|lid|left|right|one|mic|microphone|charger|port)"
WHO = r"(?:i|we|she|he|they|my (?:\w+ )?(?:son|daughter|wife|husband|kid|child|mother|dad|mum|mom|dog|cat|brother|sister|friend|kids?|boy|girl|baby))"
NOT = r"(?:not|never|n't|nt|no longer|hardly|neither)"


class Fact(NamedTuple):
    """A condition with the wordings that say yes and those that say no outright."""

    name: str
    yes: Pattern[str]
    no: Pattern[str]


NOTHING = compiled(r"(?!)")
FACTS = [
    Fact("opened",
        compiled(r"(?<!arrived )(?<!came )(?<!was already )(?<!already been )\bopened\b(?! (?:a|my|the) (?:claim|case|ticket|return|request|dispute|complaint))",
            r"\b(?:box|package|packaging|seal|it|pack|wrapping) (?:is|was|has been|are) (?:\w+ )?open\b", r"\b(?:un(?:boxed|packed|wrapped)|undone)\b", r"seal (?:is|was|has been)? ?(?:broken|removed|off)|broke the seal|removed the (?:seal|film|wrapping|packaging)",
            r"took (?:it|them) out of (?:the|its) (?:box|packag\w+)", r"\b(?:did|have)(?:n't| not) (?:even )?open\b", r"(?:lo he|la he|he) abierto|ouvert\b|geöffnet|aberto|\baperto\b|geopend"),
        compiled(r"\bun-?opened\b", r"(?<!not )(?<!n't )(?<!no longer )\bsealed\b", r"(?:still|is|are|always been)(?: all| both)? in (?:its|the|their)?\s?(?:\w+ )?(?:original )?(?:sealed |unopened )?(?:box|packag\w+|wrapp\w+|shrink|plastic|foil|pack)",
            r"brand new in (?:the )?box", r"seal (?:is |was )?(?:still )?(?:intact|unbroken|on)", r"(?:did|have|has|do)(?:n't|nt| not)(?: even)? open\b", r"nicht geöffnet|ungeöffnet|sin abrir|no (?:lo |la )?(?:he )?abierto|pas ouvert|não abri|não aberto|non aperto|niet geopend|ongeopend")),
    Fact("used",
        compiled(rf"\b{WHO}(?:'ve|'s| have| has|'d| had)?(?: \w+){{0,2}}? (?:used|worn|wore|washed|played with|eaten|ate|drank|ridden|tested)\b(?! to\b)",
            r"\b(?:used|worn|wore|washed|tried)(?: it| them)? (?:once|twice|only|just|a few|a couple|for (?:a|an|one|two|three|\d)|several|two times|three times|daily|every day|one time|\d times)",
            r"(?:only|just|lightly|barely|gently|slightly|hardly) (?:been )?(?:used|worn)", r"(?<!like it's )(?<!like it has )(?<!like it )(?<!looks )(?:it's|it has|they've|have|has|'s|they have) been (?:used|worn|washed)", r"(?:been|after|started|we're|i'm) (?:using|wearing) (?:it|them)",
            r"(?:lo|la) he usado|je l'ai (?:utilisé|porté)|benutzt|getragen|já usei|l'ho usat\w|gebruikt|gedragen"),
        compiled(r"\bun-?used\b", r"\bun-?worn\b", r"(?:never|not|n't|nt)(?: been| even| yet| ever| actually| once)* (?:used|use|worn|wear|wore|washed|tried|eaten|tested)\b(?! by)", r"(?:without|no) (?:any )?(?:use|wear)\b", r"sin usar|no (?:lo |la )?(?:he )?usado|pas utilisé|jamais porté|unbenutzt|ungetragen|não usei|sem uso|mai usat\w|non usat\w|ongebruikt|niet gebruikt")),
    Fact("installed",
        compiled(r"\b(?:installed|mounted|fitted it|fitted them|set it up|hooked it up|plumbed in|built in|assembled)\b", r"\binstall\b(?=.{0,15}(?:yet|$))"),
        compiled(r"(?:never|not|n't|nt)(?: been| even| yet| ever)* (?:install(?:ed)?|mount(?:ed)?|assembled?|set (?:it )?up|fitted)\b", r"\b(?:uninstalled|not yet installed)\b")),
    Fact("activated",
        compiled(r"\bactivated\b(?!\s*carbon)", r"\b(?:signed|logged) in(?:to)? (?:on )?(?:it|the (?:phone|device|laptop|console|tablet))", r"registered (?:it|the (?:device|phone|product|laptop))", r"put (?:my|a) sim"),
        compiled(r"(?:never|not|n't|nt)(?: been| even| yet| ever)* activated?\b", r"\bunactivated\b|\binactivated\b", r"(?:never|not|n't) (?:\w+ )?(?:signed in|logged in|registered (?:it|the device))")),
    Fact("mint",
        compiled(r"(?:like|as|good as|almost) new\b", r"\bmint\b(?! green| colou?r)", r"(?:perfect|excellent|pristine|flawless|immaculate|brand new|brandnew|new) condition", r"(?<!a )\bbrand[- ]?new\b(?! one| \w*(?:phone|kettle|item|product))", r"(?:no|not a|not a single|without(?: any)?|zero) (?:scratch\w*|marks?|signs? of (?:use|wear))", r"\b(?:pristine|immaculate|flawless)\b",
            r"como nuev[oa]|comme neuf|wie neu|como novo|come nuov[oa]|als nieuw|zo goed als nieuw"),
        compiled(r"(?:not|n't|no longer)(?: \w+)? (?:like new|as new|mint|in mint|brand new|in (?:perfect|new|pristine) condition)", r"(?<!no )(?<!without )(?<!any )signs? of (?:use|wear)", r"\bscuff(?:ed|s| marks?)", r"worn out|wear and tear|a few (?:scratches|marks)")),
    Fact("usable",
        compiled(r"(?<!not )(?<!n't )(?<!longer )(?:still|it|they|otherwise|both|but|and|phone|kettle)(?: still| all)? (?:works?|functions?|working)\b(?! (?:only|for|five|at all))", r"(?:works?|working) (?:fine|ok|okay|well|perfectly|good|great)", r"\b(?:still |perfectly |is )?usable\b", r"can (?:still |be )?(?:still )?(?:use|used)(?: it)?\b", r"(?:sigue funcionando|aún funciona|funciona bien|fonctionne (?:encore|toujours)|funktioniert (?:noch|aber)|ainda funciona|funziona ancora|werkt nog)"),
        compiled(r"\bun-?usable\b", r"\buseless\b(?! (?:bot|company|service|support|people))", r"(?:not|n't|nt|cannot|no longer|can't)(?: \w+)? (?:usable|be used)\b", r"(?:cannot|can't|cant|can not|couldn't|unable to)(?: \w+)? use (?:it|them|this|the)\b",
            r"(?:not|n't|nt|no longer|stopped|stoped|quit)(?: \w+)? work(?:s|ing)?(?: \w+)? (?:at all|any ?more|completely)", r"no longer (?:works?|functions?)\b", r"(?:won't|wont|doesn't|doesnt|will not|does not|can't|wouldn't|didn't)(?: \w+)? (?:turn|switch|power) on\b", r"(?:completely|totally|is|it's|was) dead\b",
            rf"(?<!bot )(?<!code )(?<!link )(?<!card )(?<!coupon )(?<!site )(?<!website )(?<!number )(?<!page )(?:\b(?!{PART}\b)\w+) (?:just |suddenly |has |have |already )?(?:stopped|stoped|quit) working", r"\b(?:it|they|this|product|item|device) (?:doesn't|does not|don't|do not|isn't|is not|aren't|doesnt|isnt|dont)(?: even)? (?:work|working|function)\b(?! (?:well|properly|right|correctly|fully|as))",
            r"no funciona|ne (?:marche|fonctionne) (?:pas|plus)|funktioniert nicht|não funciona|non funziona|werkt niet")),
    Fact("accessories_complete",
        compiled(r"everything (?:(?:that |it )?(?:came|comes) with(?: it)?(?: \w+){0,4}?|(?:is |was )?(?:still )?(?:there|included|complete|inside))", r"\b(?:all|every)(?: of)?(?: the| its| my)? (?:accessor\w+|parts|pieces|cables?|components|manuals?|extras)\b", r"nothing(?:'s| is| was)? (?:missing|lost)", r"(?:have|has|got|with|including) (?:it all|everything)", r"accessor\w+ (?:are |is )?(?:all |still )?(?:there|complete|included|intact|present)", r"(?:set|accessories|it) is complete"),
        compiled(rf"{DO_NOT_HAVE} (?:the |its |my |one of the |some of the |a |any )?(?:\w+ )?{EXTRAS}\b", r"(?:accessor\w+|parts|cable|manual|charger) (?:are|is) (?:missing|incomplete|lost|gone|not complete)\b(?! (?:from|in) the)", r"(?:not|n't)(?: \w+){0,2} (?:all (?:the )?(?:accessories|parts)|everything|complete)\b", r"without (?:the |its )?(?:accessories|charger|manual|cable)")),
    Fact("tags_intact",
        compiled(r"\b(?:tags?|labels?)(?: \w+)? (?:are |is |were )?(?:still |all )?(?:on|attached|intact|there|in place)\b", r"\bwith (?:the |its |all (?:the )?|original )?(?:tags?|labels?)\b", r"(?:still )?(?:has|have|got) (?:the |its |all |all the )?(?:tags?|labels?)\b", r"(?:never|not|n't|nt)(?: yet| even)? (?:removed?|cut|take|took|taken|rip(?:ped)?|torn?|tear)(?: off)? (?:the |any |its )?(?:tags?|labels?)", r"con (?:las )?etiquetas?|avec (?:l'|les )?étiquettes?|mit etikett|com (?:as )?etiquetas?|con (?:il )?cartellino|met (?:het )?(?:kaartje|label)"),
        compiled(r"(?:removed|cut|took|ripped|tore|taken|pulled|threw|snipped|lost)(?: off| away| out)? (?:the |its |all the |my )?(?:tags?|labels?)\b(?! (?:with|of) the serial)", r"\b(?:tags?|labels?) (?:are |is |were |was |have been |has been )?(?:already )?(?:off|gone|removed|missing|torn|cut|not (?:on|there|attached)|lost)", r"(?:no|without(?: the| any)?|don't have the|not have the) (?:tags?|labels?)\b", r"(?:tags?|labels?) (?:are|is)(?:n't| not)(?: \w+)? (?:on|attached|there)")),
    Fact("gift_lost_or_damaged",
        compiled(rf"{GIFT}(?: \w+){{0,3}}? {GONE}", rf"{GONE}(?: the| my| that)* {GIFT}"),
        compiled(rf"(?:still have|kept|have|has|including|with) (?:the |my )?{GIFT}", rf"{GIFT} (?:is|was) (?:fine|ok|okay|still (?:here|there)|there|included|unopened|intact|not (?:lost|damaged|broken))")),
    Fact("invoice_lost",
        compiled(rf"{DO_NOT_HAVE} (?:the |my |an? |any |it's |that )?(?:original )?{PAPER}\b", rf"{PAPER} (?:is |was |got )?(?:lost|gone|missing|thrown away)", r"perd(?:í|i|u) (?:la |el |le |o |a )?(?:factura|recibo|facture|reçu|recibo|fatura)|rechnung verloren|perso (?:lo scontrino|la fattura)|bon kwijt"),
        compiled(rf"(?<!don't )(?<!dont )(?<!not )(?:still have|have|kept|got|found) (?:the |my |a )?(?:original )?{PAPER}\b")),
]  # fmt: skip
FAULTS: Dict[str, Pattern[str]] = {
    "misuse": compiled(
        rf"\b{WHO}(?:'ve| have| had|'d| has)?(?: \w+){{0,2}}? (?:dropped|spilled|spilt|broke it|cracked it|smashed|stepped on|sat on|bumped|soaked|crashed|chewed|knocked)\b",
        r"\bdropped (?:it|them|the \w+|my \w+) (?:in|into|on|down)", r"\bfell (?:in|into|on|down|off|from|out of)\b", r"(?:water|liquid|coffee|juice|tea|milk) (?:damage|got (?:in|into)|spil\w+|was spilled)", r"got (?:it |them )?(?:wet|soaked)(?= |$|[.,])(?! in transit)",
        r"\b(?:it's |was |is )?my (?:own )?fault\b", r"(?:i|we) (?:used|installed) it (?:wrong|incorrectly|the wrong way)", r"put it in the (?:washing machine|dishwasher|microwave|dryer)"),
    "unauthorised_repair": compiled(
        r"(?:tried|attempted|had|got|took) (?:to )?(?:it )?(?:repair|fix|mend)(?:ed)?(?: it)?(?: myself| by)?", r"\b(?:i|we|my \w+)(?:'ve| have)? (?:repaired|fixed|modified|opened it up|took it apart|soldered)\b", r"repair(?:ed)? (?:it )?(?:by|at|in) (?:a|another|the|my|some)\b", r"repair shop|technician (?:opened|tried|repaired)"),
    "altered_label": compiled(r"(?:removed|changed|altered|scratched(?: off)?|tore(?: off)?|replaced|peeled(?: off)?) (?:the )?(?:serial|imei|barcode|sticker|warranty (?:sticker|seal|label))", r"(?:serial|warranty) (?:label|sticker|seal) (?:is |was )?(?:removed|torn|altered|off|gone|broken)"),
    "serial_mismatch": compiled(r"serial (?:number|no|nr)?\s?(?:does(?:n't| not) match|is different|doesn't correspond|differs|not match\w*|is wrong)"),
    "warranty_card_mismatch": compiled(r"warranty card (?:does(?:n't| not) match|is different|is wrong|shows (?:a|another)|has (?:a|another) (?:different|wrong|other)?)"),
    "not_bought_here": compiled(r"(?:bought|got|purchased) (?:it|this|them|the \w+) (?:elsewhere|somewhere else|from (?:another|a different|other)|in another|at another|on (?:amazon|ebay|jumia|aliexpress))", r"(?:did(?:n't| not)|never) (?:buy|get|purchase|bought) (?:it|this|them) (?:here|from you|from your)"),
}  # fmt: skip


def find_conditions(text: str) -> List[Span]:
    """Each known fact once, `{"name": …, "value": …}`; an outright "no" wins over a "yes" around the same words."""
    found: List[Span] = []
    for fact in FACTS:
        span = _stated(fact, text)
        if span:
            found.append(span)
    for fault, pattern in FAULTS.items():
        match = next((one for one in pattern.finditer(text) if not is_negated(text, one.start())), None)
        if match:
            found.append(_span(match.start(), match.end(), "faults", fault))
    return sorted(found, key=lambda span: span.start)


def _stated(fact: Fact, text: str) -> Union[Span, None]:
    refused = fact.no.search(text)
    if refused:
        return _span(refused.start(), refused.end(), fact.name, False)
    for match in fact.yes.finditer(text):
        denied = is_negated(text, match.start())
        return _span(match.start(), match.end(), fact.name, not denied)
    return None


def _span(start: int, end: int, name: str, value: Union[bool, str]) -> Span:
    return Span(start, end, "condition", {"name": name, "value": value})
