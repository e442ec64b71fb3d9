"""What shoppers say about what is still with the goods: accessories, tags, gifts, papers."""

from components.extraction.fact import Fact
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

WHAT_IS_THERE = [
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
