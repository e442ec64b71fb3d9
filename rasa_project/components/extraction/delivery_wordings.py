"""Reasons about what came, and when: English thoroughly, six languages by keyword."""

from components.extraction.wording import compiled

CAME = r"(?:arrived?|came|comes|delivered|received|got here|turned up|showed up|reached me)"
PARCEL = r"(?:order|package|parcel|delivery|shipment|pakage|box|goods|items?|stuff|it|they|product|thing)"
MAIL = (
    r"(?:refund|money|e-?mail|mail|confirmation|invoice|receipt|repl\w+|answer|"
    r"response|link|code|notification|acknowledg\w+)"
)
SENT = (
    r"(?:sent|got|received|delivered|shipped|gave|given|was sent|picked|packed|"
    r"recieved|receive|have sent)"
)
WRONG = r"(?:wrong|different|incorrect|another|other|completely different|totally different)"
THING = (
    r"(?:item|product|colou?r|model|one|thing|goods|order|version|size|brand|type|"
    r"article|variant|package|parcel|pair)"
)

WHAT_CAME = [
    (
        "unauthorised_charge",
        compiled(
            r"unauthori[sz]ed (?:charge|payment|transaction)",
            r"charged (?:me |my \w+ )?(?:twice|without)",
            r"(?:charge|payment|transaction) (?:that )?(?:i (?:didn't|never|did not|don't)|isn't mine)",
            r"double charge",
        ),
    ),
    (
        "counterfeit",
        compiled(
            r"\bfakes?\b(?! track)",
            r"counterfeit\w*",
            r"replicas?\b",
            r"knock-?\s?offs?",
            r"imitation",
            r"\bpirated?\b",
            r"bootleg",
            (
                r"(?:not|isn't|isnt|aren't|wasn't|n't) (?:an? |the |even |be )?(?:original|"
                r"authentic|genuine|the real (?:thing|one|deal)|legit)"
            ),
            r"falsificad\w+",
            r"falso\b",
            r"contrefa\w+",
            r"faux produit",
            r"gefälscht|fälschung",
            r"contraffatt\w+",
            r"nep\b|namaak",
        ),
    ),
    (
        "not_received",
        compiled(
            (
                rf"(?:never|not|n't|nt|no)(?: yet| been| actually| even| still)? (?:{CAME}|"
                rf"come|show(?:ed)? up|recei?ve?d?|got(?:ten)?|recieved?|get)\b(?! (?:it|them|this) (?:to|"
                rf"on|off|in|out|working|open))"
                rf"(?! my (?:foot|feet|head|arms?|legs?|hands?|fingers?))(?! (?:an?|the|"
                rf"my|any|your)? ?(?:\w+ ){{0,2}}{MAIL})"
            ),
            (
                rf"(?:never|not|n't|didn't|haven't|havent|didnt) (?:recei?ved?|recieved?|"
                rf"got(?:ten)?|get) (?:my|the|any|an?) {PARCEL}\b(?! {MAIL})"
            ),
            r"(?:nobody|no ?one) (?:has |ever )?(?:delivered|brought|came|turned up|showed up)",
            r"still nothing\b",
            r"nothing (?:has |ever )?(?:arrived|came|come|was delivered|showed up)",
            r"lost in (?:the )?(?:post|mail|transit)",
            (
                r"(?:package|parcel|order|delivery) (?:is |was |got |has gone |has been "
                r")?(?:missing|lost|stolen)(?! (?:an?|the|one|some|part)\b)"
            ),
            r"(?:says?|marked|shows?|status) (?:as |it (?:was|is) )?delivered",
            r"non[- ]?delivery",
            r"item not received",
            r"no (?:ha|he) (?:llegado|recibido)",
            r"pas (?:reçu|arrivé)",
            r"nicht (?:angekommen|erhalten|bekommen)",
            r"não (?:chegou|recebi)",
            r"non (?:è|e) arrivat\w+|non ho ricevuto",
            r"niet (?:ontvangen|aangekomen|gekregen)",
            r"nunca (?:me )?(?:llegó|ha llegado|recibí|chegou|recebi)",
            (
                r"jamais (?:reçu|arrivé)|rien reçu|mai (?:arrivat\w|ricevut\w)|nie (?:angekommen|bekommen|"
                r"erhalten)|nichts bekommen"
            ),
            r"nooit (?:aangekomen|ontvangen|gekregen)|niks (?:gekregen|ontvangen)",
        ),
    ),
    (
        "late_delivery",
        compiled(
            rf"{CAME}(?: \w+){{0,4}}? (?:too |very |so |really |far too )?late\b",
            rf"{CAME}[^.!?]{{0,40}}(?:too|very|so) late\b",
            (
                rf"{CAME} (?:\w+ )?(?:days? |weeks? )?after (?:the|my|his|her|our) (?:\w+ )?(?:party|"
                rf"birthday|wedding|event|holidays?|trip)"
            ),
            r"after christmas",
            r"(?:weeks?|days?|months?) (?:too )?late\b",
            r"late delivery",
            r"delivery (?:was|is) (?:\w+ )?(?:late|delayed|slow)",
            rf"(?:order|package|parcel|it|{PARCEL}) was delayed",
            (
                r"took (?:too long|forever|ages|(?:over |more than |almost |about )?(?:\w+ "
                r")(?:weeks|months)) to (?:arrive|come|get here|deliver)"
            ),
            r"delayed (?:shipping|delivery|shipment)",
            r"llegó tarde",
            r"(?:arrivé|livré)\w* (?:trop |en )?(?:tard|retard)",
            r"zu spät",
            r"chegou (?:tarde|atrasad\w+)",
            r"in ritardo",
            r"te laat",
        ),
    ),
    (
        "missing_parts",
        compiled(
            (
                r"missing (?:the |a |an |its |one |some |two |from |in |out of |my )?(?:\w+ "
                r"){0,2}?(?:parts?|pieces?|screws?|items?|accessor\w+|cables?|box|package|"
                r"parcel|order|chargers?|manual|lid|remote|plug|adapter|component\w*|cover|"
                r"button|strap|bag)\b"
            ),
            r"(?<!package )(?<!parcel )(?<!order )(?<!delivery )(?:is|are|was|were|'s) missing\b(?! a\b)",
            (
                r"\b(?:item|part|piece|one|something|things?|accessor\w+|parts|pieces|screws|"
                r"charger|cable|lid|manual|remote)(?: \w+)? missing"
            ),
            (
                r"(?:n't|not|never|isn't) (?:been )?(?:in|included in|inside|with) (?:the |my "
                r"|this )?(?:box|package|parcel|packaging|set|delivery|order)"
            ),
            r"\bno (?:\w+ ){1,3}(?:in|inside) the (?:box|package|parcel)",
            r"(?:came|arrived|delivered|sent|shipped)(?: \w+)? without (?:the |its |a |any )?\w+",
            (
                r"\b(?!(?:order|package|parcel|pakage|delivery|shipment|refund|money|still|went|gone|been|invoice|"
                r"email|mail|not|is|was|are|were|has|have|go|goes|and|or|gift|button|link|label|"
                r"address)\b)[a-z]+ missing\b"
            ),
            (
                r"(?:ordered|bought|paid for) (?:one|two|three|four|five|six|\d{1,2})\b[^.!?]{0,30}?only "
                r"(?:one|two|three|four|\d{1,2})"
                r"(?: of (?:them|these))? (?:has |have )?(?:arrived|came|come|turned up|was|were)\b"
            ),
            (
                r"only (?:one|two|three|\d) (?:out )?of (?:the |my )?\w+(?: \w+)? (?:arrived|came|were in|"
                r"was in|is here|are here)"
            ),
            r"(?:not|n't) included\b",
            (
                r"only (?:one|two|three|\d)(?: \w+){1,2} (?:was |were )?(?:in|inside) (?:the|my|this) "
                r"(?:box|package|parcel)"
            ),
            (
                r"(?:ordered|bought|paid for) (?:one|two|three|four|five|six|\d{1,2})\b[^.!?]{0,30}?(?:got|"
                r"received|came|sent|arrived|inside)"
                r"(?: me)?(?: only| just)? (?:one|two|three|four|five|\d{1,2})\b"
            ),
            r"(?:n't|not) (?:come|came) with (?:the|its|a|any)",
            r"incomplete",
            r"(?:forgot|failed) to (?:send|include|pack|put)",
            r"(?:box|package|parcel|packet)(?: \w+)? (?:was|is|arrived|came) (?:completely |totally )?empty",
            r"empty (?:box|package|parcel)",
            (
                r"only (?:got|received|had|found|sent|contained)(?: "
                r"\w+){0,3}? (?:of|out of|instead of) (?:the )?(?:\d|two|three|four|five|six|"
                r"items)"
            ),
            r"(?:faltan?|falta) ",
            r"il manque|manquant\w*",
            r"fehl(?:t|en)\b",
            r"faltando",
            r"\bmanca(?:no)?\b",
            r"ontbre(?:ekt|ken)",
        ),
    ),
    (
        "wrong_item",
        compiled(
            r"(?:sent|got|received|delivered)(?: me)? (?:an? |the |size |one )*[\w ]{1,20} instead of",
            rf"{SENT} (?:me |us |my \w+ )?(?:an? |the |one |some )?{WRONG} (?:\w+ )?{THING}?\b",
            (
                r"(?:not|n't|isn't) (?:what|the (?:one|item|product|\w+)(?: that)?) i(?:'ve| "
                r"have|'d)? (?:ordered|bought|paid for|chose)"
            ),
            (
                rf"wrong (?:item|product|colou?r|model|thing|article|version|brand|goods|"
                rf"charger|plug|type|package)(?: (?:was )?(?:sent|delivered|received|"
                rf"{CAME}))?\b"
            ),
            rf"wrong (?:one|size|order) (?:was |has been )?(?:sent|delivered|shipped|in the box|{CAME})",
            r"someone else'?s (?:order|package|parcel|item)",
            (
                r"ordered (?:an? |the |one |some |two |my )?[\w\s]{2,30}?(?:,| and| but|;)+ "
                r"(?:i |you |they |we )?(?:only )?(?:got|received|was sent|sent|delivered|get|"
                r"have|came|recieved)(?: me)? (?:an?|the|another|something|some)\b"
            ),
            r"instead of (?:the |an? )?[\w\s]{2,25} (?:that )?i (?:ordered|bought|asked)",
            (
                r"ordered (?:an? |the |one |some )?[\w\s]{2,30}?(?:,| and| but|;)+ (?:i |you |they |we "
                r")?(?:got|received|sent)(?: me)? "
                r"(?!(?:it|them|this|that|my|nothing|no|none|only|just|one|two|three|four|five|the|a|an|email|mail)\b)[a-z]+"
            ),
            r"(?:came|arrived|got|received)\b[^.!?]{0,25}(?:,| but| and) (?:i|we) (?:had )?ordered\b",
            r"somebody else'?s (?:order|package|parcel|item)",
            (
                r"(?:producto|artículo|color) equivocado|no es (?:lo|el|la) que (?:ped|compr)\w+|otro "
                r"(?:producto|artículo)"
            ),
            r"pas (?:le bon|ce que j'ai command|la bonne couleur)\w*|mauvaise couleur",
            r"nicht (?:das|was)(?: \w+){0,4} bestellt",
            r"não (?:é|foi) o que (?:pedi|encomendei|comprei)|(?:produto|artigo|item|cor) errad[oa]",
            r"non è quello che ho ordinato|colore sbagliato",
            r"niet wat ik (?:heb )?besteld",
            r"mauvais (?:article|produit|modèle)|erreur d'article",
            r"falsche\w* (?:artikel|produkt|farbe|ware)",
            r"(?:produto|artigo|item) errado",
            r"(?:prodotto|articolo) sbagliato",
            r"verkeerde? (?:artikel|product|kleur)",
        ),
    ),
]
