"""What shoppers say about the state of the goods."""

from typing import NamedTuple, Pattern

from components.extraction.wording import compiled

GIFT = r"(?:free gift|bonus gift|complimentary gift|freebie|free item|gift (?:that|which) came|the gift)"
GONE = (
    r"(?:lost|broke(?:n)?|damaged|missing|gone|cracked|thrown away|defective|"
    r"disappeared|threw away|can't find|don't have)"
)
PAPER = r"(?:receipt|invoice|bill|proof of purchase)"
EXTRAS = (
    r"(?:accessor\w+|charger|cable|manual|remote|strap|cover|lid|box of screws|"
    r"screws|adapter|earpads?|warranty card|instructions?|case|parts?|batter(?:y|"
    r"ies)|plug|stand|bag|pouch|attachments?)"
)
DO_NOT_HAVE = (
    r"(?:lost|misplaced|mislaid|can't find|cannot find|cant find|threw (?:away|"
    r"out)|thrown away|don't have|dont have|do not have|no longer have|haven't "
    r"got|without|tossed)"
)
PART = (
    r"(?:button|remote|speaker|side|screen|light|earbud|camera|zip|lock|display|"
    r"key|sensor|lid|left|right|one|mic|microphone|charger|port)"
)
WHO = (
    r"(?:i|we|she|he|they|my (?:\w+ )?(?:son|daughter|wife|husband|kid|child|"
    r"mother|dad|mum|mom|dog|cat|brother|sister|friend|kids?|boy|girl|baby))"
)


class Fact(NamedTuple):
    """A condition with the wordings that say yes and those that say no outright."""

    name: str
    yes: Pattern[str]
    no: Pattern[str]


FACTS = [
    Fact(
        "opened",
        compiled(
            (
                r"(?<!arrived )(?<!came )(?<!was already )(?<!already been )\bopened\b(?! "
                r"(?:a|my|the) (?:claim|case|ticket|return|request|dispute|complaint))"
            ),
            r"\b(?:box|package|packaging|seal|it|pack|wrapping) (?:is|was|has been|are) (?:\w+ )?open\b",
            r"\b(?:un(?:boxed|packed|wrapped)|undone)\b",
            r"\b(?:i|we) (?:did |have |already |had to |just )?open(?:ed)? (?:it|them|the (?:box|pack\w*))\b",
            r"\b(?:it's|it is|they're|they are) (?:already )?open\b",
            (
                r"seal (?:is|was|has been)? ?(?:broken|removed|off)|broke the seal|removed "
                r"the (?:seal|film|wrapping|packaging)"
            ),
            r"took (?:it|them) out of (?:the|its) (?:box|packag\w+)",
            r"\b(?:did|have)(?:n't| not) (?:even )?open\b",
            r"(?:lo he|la he|he) abierto|ouvert\b|geöffnet|aberto|\baperto\b|geopend",
        ),
        compiled(
            r"\bun-?opened\b",
            r"(?<!not )(?<!n't )(?<!no longer )\bsealed\b",
            (
                r"(?:still|is|are|always been)(?: all| both)? in (?:its|the|their)?\s?(?:\w+ "
                r")?(?:original )?(?:sealed |unopened )?(?:box|packag\w+|wrapp\w+|shrink|"
                r"plastic|foil|pack)"
            ),
            r"brand new in (?:the )?box",
            r"(?:not|n't|nt|never)(?: \w+){0,2} (?:taken|took|take) (?:it|them)(?: \w+)? out\b",
            r"\b(?:it's|it is|still|they're|they are|box is) (?:still )?(?:closed|shut)\b",
            (
                r"nunca (?:lo |la )?(?:he )?(?:abierto|abri|aberto)|jamais ouvert|nie geöffnet|mai apert\w|"
                r"nooit geopend"
            ),
            r"lacrado|precintado|scellé|versiegelt|sigillat\w|verzegeld|sin abrir",
            r"seal (?:is |was )?(?:still )?(?:intact|unbroken|on)",
            r"(?:did|have|has|do)(?:n't|nt| not)(?: even)? open\b",
            (
                r"nicht geöffnet|ungeöffnet|sin abrir|no (?:lo |la )?(?:he )?abierto|pas "
                r"ouvert|não abri|não aberto|non aperto|niet geopend|ongeopend"
            ),
        ),
    ),
    Fact(
        "used",
        compiled(
            (
                rf"\b{WHO}(?:'ve|'s| have| has|'d| had)?(?: \w+){{0,2}}? (?:used|worn|wore|"
                rf"washed|played with|eaten|ate|drank|ridden|tested)\b(?! to\b)"
            ),
            (
                r"\b(?:used|worn|wore|washed|tried)(?: it| them)? (?:once|twice|only|just|a "
                r"few|a couple|for (?:a|an|one|two|three|\d)|several|two times|three times|"
                r"daily|every day|one time|\d times)"
            ),
            (
                r"(?:it's|it is|it was|they're|they are|they were) (?:already |actually |been |now "
                r")?(?:used|worn)\b"
                r"(?! (?:to|by|for|as|in)\b)"
            ),
            r"(?:only|just|lightly|barely|gently|slightly|hardly) (?:been )?(?:used|worn)",
            (
                r"(?<!like it's )(?<!like it has )(?<!like it )(?<!looks )(?:it's|it has|"
                r"they've|have|has|'s|they have) been (?:used|worn|washed)"
            ),
            r"(?:been|after|started|we're|i'm) (?:using|wearing) (?:it|them)",
            (
                r"(?:lo|la) he usado|je l'ai (?:utilisé|porté)|benutzt|getragen|já usei|l'ho "
                r"usat\w|gebruikt|gedragen"
            ),
        ),
        compiled(
            r"\bun-?used\b",
            r"\bun-?worn\b",
            (
                r"(?:never|not|n't|nt)(?: been| even| yet| ever| actually| once)* (?:used|use|"
                r"worn|wear|wore|washed|tried|eaten|tested)\b(?! by)"
            ),
            r"(?:without|no) (?:any )?(?:use|wear)\b",
            r"(?:only|just) tried (?:it|them) on\b",
            (
                r"nunca (?:foi |fue |lo he |la he |o |a )?(?:usad\w|usei|puest\w)|jamais (?:utilisé|porté|"
                r"servi)\w*"
            ),
            r"nie (?:benutzt|getragen|gebraucht)|mai (?:indossat\w)|nooit (?:gebruikt|gedragen)",
            (
                r"sin usar|no (?:lo |la )?(?:he )?usado|pas utilisé|jamais porté|unbenutzt|"
                r"ungetragen|não usei|sem uso|mai usat\w|non usat\w|ongebruikt|niet gebruikt"
            ),
        ),
    ),
    Fact(
        "installed",
        compiled(
            (
                r"\b(?:installed|mounted|fitted it|fitted them|set it up|hooked it up|plumbed "
                r"in|built in|assembled)\b"
            ),
            r"\binstall\b(?=.{0,15}(?:yet|$))",
        ),
        compiled(
            (
                r"(?:never|not|n't|nt)(?: been| even| yet| ever)* (?:install(?:ed)?|"
                r"mount(?:ed)?|assembled?|set (?:it )?up|fitted)\b"
            ),
            r"\b(?:uninstalled|not yet installed)\b",
        ),
    ),
    Fact(
        "activated",
        compiled(
            r"\bactivated\b(?!\s*carbon)",
            r"\b(?:signed|logged) in(?:to)? (?:on )?(?:it|the (?:phone|device|laptop|console|tablet))",
            r"registered (?:it|the (?:device|phone|product|laptop))",
            r"put (?:my|a) sim",
        ),
        compiled(
            r"(?:never|not|n't|nt)(?: been| even| yet| ever)* activated?\b",
            r"\bunactivated\b|\binactivated\b",
            r"(?:never|not|n't) (?:\w+ )?(?:signed in|logged in|registered (?:it|the device))",
        ),
    ),
    Fact(
        "mint",
        compiled(
            r"(?:like|as|good as|almost) new\b",
            r"\bmint\b(?! green| colou?r)",
            r"(?:perfect|excellent|pristine|flawless|immaculate|brand new|brandnew|new) condition",
            r"(?<!a )\bbrand[- ]?new\b(?! one| \w*(?:phone|kettle|item|product))",
            r"(?:no|not a|not a single|without(?: any)?|zero) (?:scratch\w*|marks?|signs? of (?:use|wear))",
            r"\b(?:pristine|immaculate|flawless)\b",
            r"como nuev[oa]|comme neuf|wie neu|como novo|come nuov[oa]|als nieuw|zo goed als nieuw",
        ),
        compiled(
            (
                r"(?:not|n't|no longer)(?: \w+)? (?:like new|as new|mint|in mint|brand new|in "
                r"(?:perfect|new|pristine) condition)"
            ),
            r"(?<!no )(?<!without )(?<!any )signs? of (?:use|wear)",
            r"\bscuff(?:ed|s| marks?)",
            r"worn out|wear and tear|a few (?:scratches|marks)",
        ),
    ),
    Fact(
        "usable",
        compiled(
            (
                r"(?<!not )(?<!n't )(?<!longer )(?:still|it|they|otherwise|both|but|and|phone|"
                r"kettle)(?: still| all)? (?:works?|functions?|working)\b(?! (?:only|for|five|"
                r"at all))"
            ),
            r"(?:works?|working) (?:fine|ok|okay|well|perfectly|good|great)",
            r"\b(?:still |perfectly |is )?usable\b",
            r"can (?:still |be )?(?:still )?(?:use|used)(?: it)?\b",
            (
                r"(?:sigue funcionando|aún funciona|funciona bien|fonctionne (?:encore|"
                r"toujours)|funktioniert (?:noch|aber)|ainda funciona|funziona ancora|werkt "
                r"nog)"
            ),
        ),
        compiled(
            r"\bun-?usable\b",
            r"\buseless\b(?! (?:bot|company|service|support|people))",
            r"(?:not|n't|nt|cannot|no longer|can't)(?: \w+)? (?:usable|be used)\b",
            r"(?:cannot|can't|cant|can not|couldn't|unable to)(?: \w+)? use (?:it|them|this|the)\b",
            (
                r"(?:not|n't|nt|no longer|stopped|stoped|quit)(?: \w+)? work(?:s|ing)?(?: "
                r"\w+)? (?:at all|any ?more|completely)"
            ),
            r"no longer (?:works?|functions?)\b",
            (
                r"(?:won't|wont|doesn't|doesnt|will not|does not|can't|wouldn't|didn't)(?: "
                r"\w+)? (?:turn|switch|power) on\b"
            ),
            r"(?:completely|totally|is|it's|was) dead\b",
            (
                rf"(?<!bot )(?<!code )(?<!link )(?<!card )(?<!coupon )(?<!site )(?<!website "
                rf")(?<!number )(?<!page )(?:\b(?!{PART}\b)\w+) (?:just |suddenly |has |have |"
                rf"already )?(?:stopped|stoped|quit) working"
            ),
            (
                r"\b(?:it|they|this|product|item|device) (?:doesn't|does not|don't|do not|"
                r"isn't|is not|aren't|doesnt|isnt|dont)(?: even)? (?:work|working|"
                r"function)\b(?! (?:well|properly|right|correctly|fully|as))"
            ),
            (
                r"no funciona|ne (?:marche|fonctionne) (?:pas|plus)|funktioniert nicht|não "
                r"funciona|non funziona|werkt niet"
            ),
        ),
    ),
    Fact(
        "accessories_complete",
        compiled(
            (
                r"everything (?:(?:that |it )?(?:came|comes) with(?: it)?(?: \w+){0,4}?|(?:is "
                r"|was )?(?:still )?(?:there|included|complete|inside))"
            ),
            (
                r"\b(?:all|every)(?: of)?(?: the| its| my)? (?:accessor\w+|parts|pieces|"
                r"cables?|components|manuals?|extras)\b"
            ),
            r"nothing(?:'s| is| was)? (?:missing|lost)",
            r"(?:have|has|got|with|including) (?:it all|everything)",
            r"accessor\w+ (?:are |is )?(?:all |still )?(?:there|complete|included|intact|present)",
            r"(?:set|accessories|it) is complete",
        ),
        compiled(
            rf"(?:threw|thrown|tossed|chucked) (?:the |my |its ){EXTRAS} (?:away|out)",
            rf"{DO_NOT_HAVE} (?:the |its |my |one of the |some of the |a |any )?(?:\w+ )?{EXTRAS}\b",
            (
                r"(?:accessor\w+|parts|cable|manual|charger) (?:are|is) (?:missing|incomplete|"
                r"lost|gone|not complete)\b(?! (?:from|in) the)"
            ),
            r"(?:not|n't)(?: \w+){0,2} (?:all (?:the )?(?:accessories|parts)|everything|complete)\b",
            r"without (?:the |its )?(?:accessories|charger|manual|cable)",
        ),
    ),
    Fact(
        "tags_intact",
        compiled(
            (
                r"\b(?:tags?|labels?)(?: \w+)? (?:are |is |were )?(?:still |all )?(?:on|"
                r"attached|intact|there|in place)\b"
            ),
            r"\bwith (?:the |its |all (?:the )?|original )?(?:tags?|labels?)\b",
            r"(?:still )?(?:has|have|got) (?:the |its |all |all the )?(?:tags?|labels?)\b",
            (
                r"(?:never|not|n't|nt)(?: yet| even)? (?:removed?|cut|take|took|taken|"
                r"rip(?:ped)?|torn?|tear)(?: off)? (?:the |any |its )?(?:tags?|labels?)"
            ),
            (
                r"con (?:las )?etiquetas?|avec (?:l'|les )?étiquettes?|mit etikett|com (?:as "
                r")?etiquetas?|con (?:il )?cartellino|met (?:het )?(?:kaartje|label)"
            ),
        ),
        compiled(
            (
                r"(?:removed|cut|took|ripped|tore|taken|pulled|threw|snipped|lost)(?: off| "
                r"away| out)? (?:the |its |all the |my )?(?:tags?|labels?)\b(?! (?:with|of) "
                r"the serial)"
            ),
            (
                r"\b(?:tags?|labels?) (?:are |is |were |was |have been |has been )?(?:already "
                r")?(?:off|gone|removed|missing|torn|cut|not (?:on|there|attached)|lost)"
            ),
            r"(?:no|without(?: the| any)?|don't have the|not have the) (?:tags?|labels?)\b",
            r"(?:tags?|labels?) (?:are|is)(?:n't| not)(?: \w+)? (?:on|attached|there)",
        ),
    ),
    Fact(
        "gift_lost_or_damaged",
        compiled(
            r"\bfree (?:\w+ ){1,3}?(?:got |was |is |has been |went )?(?:lost|broken?|missing|gone|damaged)\b",
            rf"{GIFT}(?: \w+){{0,3}}? {GONE}",
            rf"{GONE}(?: the| my| that)* {GIFT}",
        ),
        compiled(
            rf"(?:still have|kept|have|has|including|with) (?:the |my )?{GIFT}",
            (
                rf"{GIFT} (?:is|was) (?:fine|ok|okay|still (?:here|there)|there|included|"
                rf"unopened|intact|not (?:lost|damaged|broken))"
            ),
        ),
    ),
    Fact(
        "invoice_lost",
        compiled(
            rf"{DO_NOT_HAVE} (?:the |my |an? |any |it's |that )?(?:original )?{PAPER}\b",
            rf"(?:threw|thrown|tossed|chucked) (?:the |my |its )?(?:original )?{PAPER} (?:away|out)",
            rf"{PAPER} (?:is |was |got )?(?:lost|gone|missing|thrown away)",
            (
                r"perd(?:í|i|u) (?:la |el |le |o |a )?(?:factura|recibo|facture|reçu|recibo|"
                r"fatura)|rechnung verloren|perso (?:lo scontrino|la fattura)|bon kwijt"
            ),
        ),
        compiled(
            (
                rf"(?<!don't )(?<!dont )(?<!not )(?:still have|have|kept|got|found) (?:the |my "
                rf"|a )?(?:original )?{PAPER}\b"
            )
        ),
    ),
]
