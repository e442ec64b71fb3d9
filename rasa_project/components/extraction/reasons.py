"""Why a shopper complains or returns: the reason vocabulary in many wordings."""

import re
from typing import List

from components.extraction.span import Span
from components.extraction.wording import compiled, matches

CAME = r"(?:arrived?|came|comes|delivered|received|got here|turned up|showed up|reached me)"
PARCEL = r"(?:order|package|parcel|delivery|shipment|pakage|box|goods|items?|stuff|it|they|product|thing)"
SHOWN = r"(?:pictures?|photos?|images?|descriptions?|described|advertised|advert|ad|website|site|shown|listing|pictured|page)"
MAIL = r"(?:refund|money|e-?mail|mail|confirmation|invoice|receipt|repl\w+|answer|response|link|code|notification)"
SENT = r"(?:sent|got|received|delivered|shipped|gave|given|was sent|picked|packed|recieved|receive|have sent)"
WRONG = r"(?:wrong|different|incorrect|another|other|completely different|totally different)"
THING = r"(?:item|product|colou?r|model|one|thing|goods|order|version|size|brand|type|article|variant|package|parcel|pair)"
BREAKS = (
    r"(?:turn(?:s|ed|ing)? (?:on|off)|switch on|power (?:on|up)|charge|charging|start|boot|connect|pair|heat(?: up)?|respond|"
    r"function|hold (?:a )?charge|light up|spin|cool|print|work(?:s|ed|ing)?|wrk|play|ring|close|lock)"
)

TABLE = [
    ("unauthorised_charge", compiled(
        r"unauthori[sz]ed (?:charge|payment|transaction)", r"charged (?:me |my \w+ )?(?:twice|without)",
        r"(?:charge|payment|transaction) (?:that )?(?:i (?:didn't|never|did not|don't)|isn't mine)", r"double charge",
    )),
    ("counterfeit", compiled(
        r"\bfakes?\b(?! track)", r"counterfeit\w*", r"replicas?\b", r"knock-?\s?offs?", r"imitation", r"\bpirated?\b", r"bootleg",
        r"(?:not|isn't|isnt|aren't|wasn't|n't) (?:an? |the |even |be )?(?:original|authentic|genuine|the real (?:thing|one|deal)|legit)",
        r"falsificad\w+", r"falso\b", r"contrefa\w+", r"faux produit", r"gefälscht|fälschung", r"contraffatt\w+", r"nep\b|namaak",
    )),
    ("not_received", compiled(
        rf"(?:never|not|n't|nt|no)(?: yet| been| actually| even| still)? (?:{CAME}|come|show(?:ed)? up|recei?ve?d?|got(?:ten)?|recieved?|get)\b"
        rf"(?! (?:an?|the|my|any|your)? ?(?:\w+ )?{MAIL})",
        rf"(?:never|not|n't|didn't|haven't|havent|didnt) (?:recei?ved?|recieved?|got(?:ten)?|get) (?:my|the|any|an?) {PARCEL}\b",
        r"nothing (?:has |ever )?(?:arrived|came|come|was delivered|showed up)", r"lost in (?:the )?(?:post|mail|transit)",
        r"(?:package|parcel|order|delivery) (?:is |was |got |has gone |has been )?(?:missing|lost|stolen)(?! (?:an?|the|one|some|part)\b)",
        r"(?:says?|marked|shows?|status) (?:as |it (?:was|is) )?delivered", r"non[- ]?delivery", r"item not received",
        r"no (?:ha|he) (?:llegado|recibido)", r"pas (?:reçu|arrivé)", r"nicht (?:angekommen|erhalten|bekommen)",
        r"não (?:chegou|recebi)", r"non (?:è|e) arrivat\w+|non ho ricevuto", r"niet (?:ontvangen|aangekomen)",
    )),
    ("late_delivery", compiled(
        rf"{CAME}(?: \w+){{0,4}}? (?:too |very |so |really |far too )?late\b", r"(?:weeks?|days?|months?) (?:too )?late\b",
        r"late delivery", r"delivery (?:was|is) (?:\w+ )?(?:late|delayed|slow)", rf"(?:order|package|parcel|it|{PARCEL}) was delayed",
        r"took (?:too long|forever|ages|(?:over |more than |almost |about )?(?:\w+ )(?:weeks|months)) to (?:arrive|come|get here|deliver)",
        r"delayed (?:shipping|delivery|shipment)", r"llegó tarde", r"(?:arrivé|livré)\w* (?:trop |en )?(?:tard|retard)", r"zu spät",
        r"chegou (?:tarde|atrasad\w+)", r"in ritardo", r"te laat",
    )),
    ("missing_parts", compiled(
        r"missing (?:the |a |an |its |one |some |two |from |in |out of |my )?(?:\w+ ){0,2}?(?:parts?|pieces?|screws?|items?|accessor\w+|cables?|box|package|"
        r"parcel|order|chargers?|manual|lid|remote|plug|adapter|component\w*|cover|button|strap|bag)\b",
        r"(?<!package )(?<!parcel )(?<!order )(?<!delivery )(?:is|are|was|were|'s) missing\b(?! a\b)", r"\b(?:item|part|piece|one|something|things?|accessor\w+|parts|pieces|screws|charger|cable|lid|manual|remote)(?: \w+)? missing",
        r"(?:n't|not|never|isn't) (?:been )?(?:in|included in|inside|with) (?:the |my |this )?(?:box|package|parcel|packaging|set|delivery|order)",
        r"\bno (?:\w+ ){1,3}(?:in|inside) the (?:box|package|parcel)", r"(?:came|arrived|delivered|sent|shipped)(?: \w+)? without (?:the |its |a |any )?\w+",
        r"(?:n't|not) (?:come|came) with (?:the|its|a|any)", r"incomplete", r"(?:forgot|failed) to (?:send|include|pack|put)",
        r"(?:box|package|parcel|packet)(?: \w+)? (?:was|is|arrived|came) (?:completely |totally )?empty", r"empty (?:box|package|parcel)",
        r"only (?:got|received|had|found|sent|contained|one|1|2|3|two|three)(?: \w+){0,3}? (?:of|out of|instead of) (?:the )?(?:\d|two|three|four|five|six|items)",
        r"(?:faltan?|falta) ", r"il manque|manquant\w*", r"fehl(?:t|en)\b", r"faltando", r"\bmanca(?:no)?\b", r"ontbre(?:ekt|ken)",
    )),
    ("wrong_item", compiled(
        rf"{SENT} (?:me |us |my \w+ )?(?:an? |the |one |some )?{WRONG} (?:\w+ )?{THING}?\b", r"(?:not|n't|isn't) (?:what|the (?:one|item|product|\w+)(?: that)?) i(?:'ve| have|'d)? (?:ordered|bought|paid for|chose)",
        rf"wrong (?:item|product|colou?r|model|thing|order|article|version|brand|goods|charger|plug|type|package)(?: (?:was )?(?:sent|delivered|received|{CAME}))?\b",
        rf"wrong (?:one|size) (?:was |has been )?(?:sent|delivered|shipped|in the box|{CAME})", r"someone else'?s (?:order|package|parcel|item)",
        r"ordered (?:an? |the |one |some |two |my )?[\w\s]{2,30}?(?:,| and| but|;)+ (?:i |you |they |we )?(?:only )?(?:got|received|was sent|sent|delivered|get|have|came|recieved)(?: me)? (?:an?|the|another|something|some)\b",
        r"instead of (?:the |an? )?[\w\s]{2,25} (?:that )?i (?:ordered|bought|asked)", r"producto equivocado|artículo equivocado", r"mauvais (?:article|produit)|erreur d'article",
        r"falsche\w* (?:artikel|produkt|farbe|ware)", r"(?:produto|artigo|item) errado", r"(?:prodotto|articolo) sbagliato", r"verkeerde? (?:artikel|product|kleur)",
    )),
    ("dirty", compiled(
        r"\bdirty\b", r"filthy", r"\bstain(?:s|ed)?\b", r"\bsmell(?:s|y|ed)?\b", r"\bstink(?:s|y|ing)?\b", r"mou?ldy?\b", r"mud(?:dy)?\b", r"grim[ey]y?\b", r"soiled", r"unclean", r"\bhairs? (?:in|on)\b", r"covered in dust|dusty",
        r"greasy", r"suci[oa]", r"\bsale\b(?= et|$)", r"schmutzig|dreckig", r"suj[oa]\b", r"sporc[oa]", r"\bvies\b|vuil",
    )),
    ("not_as_described", compiled(
        rf"(?:not|n't|nothing|isn't|isnt|doesn't look)(?: look(?:s|ing)?)?(?: at all| really| exactly| anything)? ?(?:as|like|what|the same as)(?: it)?(?: (?:is|was|in|on|the|your|you|it|website))* ?{SHOWN}",
        rf"nothing like (?:the |your |what |in )?(?:\w+ )?{SHOWN}", rf"(?:different|differs|differ|other) (?:from|than|to|compared)(?: what)?(?: (?:is|was|in|on|the|your|you))* ?{SHOWN}",
        rf"(?:not|n't|doesnt) (?:match|correspond|fit)(?: \w+)? (?:the |your |its |with )?(?:\w+ )?{SHOWN}", r"not (?:as|like) (?:described|advertised|pictured|shown|promised|in the)",
        r"misleading", r"false advertis\w+", r"looks? (?:totally|completely|so|very|nothing|quite) (?:different|alike)", r"(?:description|website|page|site|ad|listing|picture|photo) (?:says|said|shows?|showed|states|claims) .{3,40}? but",
        r"not the (?:material|quality|fabric) (?:\w+ )?(?:described|promised|shown)", r"no (?:es|se parece)(?: \w+){0,3} (?:descrito|foto|descripción)", r"pas conforme|ne correspond pas",
        r"nicht wie (?:beschrieben|abgebildet)|entspricht nicht", r"diferente da (?:foto|descrição)|não corresponde", r"non (?:conforme|corrisponde)|diverso dalla (?:foto|descrizione)", r"niet zoals (?:beschreven|op de foto)",
    )),
    ("defective", compiled(
        rf"(?:not|n't|never|nt|stopp?e?d|won'?t|can'?t|cannot|no longer|quit|refuses to|fails to)(?: even| really| properly| correctly| always)? {BREAKS}\b", r"no longer (?:works?|functions?|turns? on|charges?)",
        r"defect(?:ive|s|o|uoso|ueux)?\b(?! policy)", r"fault(?:y)\b", r"malfunction\w*", r"broke (?:down|after|the first|on the|within|when i|in the|as soon)", r"keeps? (?:freezing|crashing|turning|switching|restarting|shutting|disconnecting|stopping|losing|beeping|rebooting)",
        r"(?:is|it's|was|battery|phone|completely|totally) dead\b", r"dead (?:pixels?|on arrival|battery)", r"overheat\w*", r"no (?:sound|picture|power|signal)\b", r"(?:fell|falls|falling|came|coming|comes) (?:apart|off|undone|loose)", r"flicker\w*", r"short[- ]circuit\w*",
        r"(?:quality|technical) (?:issue|problem|defect)s?", r"(?:poor|bad|terrible|low|awful) quality", r"quality (?:is|was) (?:\w+ )?(?:poor|bad|terrible|awful|low)", r"battery (?:dies|drains|lasts only|doesn't last)", r"(?:makes|making) (?:a |an )?(?:\w+ )?nois\w+", r"smells? (?:of )?burn\w*", r"leak(?:s|ing|y)\b", r"expired\b(?! c)",
        r"no funciona|dejó de funcionar", r"ne (?:marche|fonctionne) (?:pas|plus)|défectueu\w+", r"funktioniert nicht|geht nicht|kaputt", r"não funciona|parou de funcionar|com defeito", r"non funziona|difettos\w+", r"werkt niet|doet het niet",
    )),
    ("damaged", compiled(
        r"damag(?:ed|es|e)\b(?! policy)", r"\bdamge?d?\b", r"\bbro(?:ken|kn|ked)\b", r"(?:arrived|came) broke\b", r"crack(?:ed|s)?\b", r"crush(?:ed)?\b", r"smash(?:ed)?\b", r"shatter(?:ed)?\b", r"\bdent(?:ed|s)?\b", r"chip(?:ped)\b",
        r"\btorn\b", r"\bripped\b", r"scratch(?:ed|es)?\b", r"(?:in|into|to) (?:\w+ ){0,2}pieces\b", r"\bholes? in\b", r"\bbent\b", r"\bsnapped\b", r"\bburst\b", r"(?:parcel|package|box|it) (?:was|is|came|arrived) (?:\w+ )?(?:wet|soaked|squashed)", r"ruined",
        r"dañad[oa]|rot[oa]\b|roto", r"endommagé\w*|cass[ée]\w*|abîmé\w*", r"beschädigt|zerbrochen|gebrochen", r"danificad[oa]|quebrad[oa]|partid[oa]\b", r"danneggiat[oa]|rott[oa]\b", r"beschadigd|kapot|gebroken",
    )),
    ("wrong_size", compiled(
        r"(?:too|to|way too|a bit|a little|much too|very|bit) (?:small|big|large|tight|loose|long|short|wide|narrow)\b", r"(?:n't|not|nt|never|hardly|barely|doesn't quite) (?:\w+ )?fit(?:s|ting|ted)?\b(?! (?:the|its|my) (?:desc|pict))", r"not my size",
        r"(?<!me the )(?<!sent the )wrong size(?! (?:sent|was sent|delivered))", r"(?:size|fit) (?:is|was|isn't|feels) (?:\w+ )?(?:wrong|off|bad|not right)", r"(?:bigger|smaller|larger|different|another|next) size", r"size (?:up|down)\b", r"runs? (?:small|large|big)", r"fits? (?:badly|poorly|weird|wrong)", r"\bpinch(?:es|ing)?\b",
        r"(?:muy|demasiado) (?:grande|pequeñ[oa]|chic[oa])|no me queda|talla equivocada", r"trop (?:grande?|petite?|serré\w*|large)|mauvaise taille", r"zu (?:groß|gross|klein|eng|weit)|passt nicht|falsche größe", r"muito (?:grande|pequen[oa])|não (?:me )?serve|tamanho errado", r"troppo (?:grande|piccol[oa]|strett[oa])|taglia sbagliata", r"te (?:groot|klein|strak)|past niet|verkeerde maat",
    )),
    ("change_of_mind", compiled(
        r"chang(?:ed?|ing) my mind", r"(?:don't|dont|do not|didn't|doesn't|does not) (?:really |actually |even )?(?:want|need|like|love|suit)\b(?! to)(?! (?:an? |the |any )?(?:refund|replacement|money|exchange))", r"no longer (?:want|need)(?:ed)?", r"(?:ordered|bought|purchased|got)(?: it| this| them)? by (?:mistake|accident)",
        r"accidentally (?:ordered|bought)", r"found (?:it |this |the same |one |a )?(?:\w+ )?(?:cheaper|better)", r"not (?:really )?for me\b", r"\bregret\b", r"unwanted", r"already (?:have|has|own|got|bought) (?:one|it|this|them)", r"not (?:what i|as i|like i) (?:expected|imagined|thought|wanted|hoped)",
        r"ordered (?:the )?wrong", r"(?:bought|chose|picked|selected) (?:the )?wrong", r"not interested (?:in it )?any ?more", r"simply (?:don't|do not) like", r"(?:n't|not) (?:happy|satisfied) with (?:it|the colou?r|my purchase)",
        r"(?:he|cambié) (?:cambiado )?de (?:opinión|idea)|ya no l[oa] quiero", r"changé d'avis|n'en veux plus", r"anders überlegt|gefällt mir nicht|will ich nicht mehr", r"mudei de ideia|não quero mais", r"cambiato idea|non l[oa] voglio più", r"van gedachten veranderd|bedacht|wil (?:het|hem) niet meer",
    )),
]  # fmt: skip
# A reason found together with its key's reasons says less than they do.
WEAKER = {
    "damaged": {"counterfeit"},
    "defective": set(),
    "wrong_size": {"wrong_item"},
    "change_of_mind": {
        "defective",
        "damaged",
        "wrong_item",
        "wrong_size",
        "counterfeit",
        "late_delivery",
        "dirty",
        "not_as_described",
        "missing_parts",
    },
    "not_received": {"missing_parts", "late_delivery"},
}
STILL_NOT_HERE = re.compile(r"\b(?:still|yet|nothing)\b", re.IGNORECASE)


def find_reasons(text: str) -> List[Span]:
    """The reasons named, the more telling ones only, one span for each reason."""
    found: List[Span] = []
    for span, _ in matches(text, TABLE, "reason"):
        if all(span.value != other.value for other in found):
            found.append(span)
    named = {span.value for span in found}
    kept = [span for span in found if not WEAKER.get(span.value, set()) & (named - {span.value})]
    return sorted(kept, key=lambda span: span.start)
