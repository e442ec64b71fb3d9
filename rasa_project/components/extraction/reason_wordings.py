"""Reasons about the goods themselves: English thoroughly, six languages by keyword."""

from components.extraction.wording import compiled

SHOWN = (
    r"(?:pictures?|photos?|images?|descriptions?|described|advertised|advert|ad|"
    r"website|site|shown|listing|pictured|page)"
)
BREAKS = (
    r"(?:turn(?:s|ed|ing)? (?:on|off)|switch(?:ing)? on|power(?:ing)? (?:on|up)|charge|charging|"
    r"start(?:ing)?|boot|connect(?:ing)?|pair(?:ing)?|heat(?:ing)?(?: up)?|respond(?:ing)?|function(?:ing)?|"
    r"hold (?:a )?charge|light up|spin(?:ning)?|cool(?:ing)?|print(?:ing)?|work(?:s|ed|"
    r"ing)?|wrk|play(?:ing)?|"
    r"ring(?:ing)?|close|lock|come on|go on)"
)

HOW_IT_IS = [
    (
        "dirty",
        compiled(
            r"\bdirty\b",
            r"filthy",
            r"\bstain(?:s|ed)?\b",
            r"\bsmell(?:s|y|ed)?\b",
            r"\bstink(?:s|y|ing)?\b",
            r"mou?ldy?\b",
            r"mud(?:dy)?\b",
            r"grim[ey]y?\b",
            r"soiled",
            r"unclean",
            r"\bhairs? (?:in|on|all over)\b",
            r"covered in dust|dusty",
            r"greasy",
            r"suci[oa]",
            r"(?:est|sont|arrivée?s?|tout|très|toute) sales?\b",
            r"schmutzig|dreckig",
            r"suj[oa]\b",
            r"sporc[oa]",
            r"\bvies\b|vuil",
        ),
    ),
    (
        "not_as_described",
        compiled(
            (
                rf"(?:not|n't|nothing|isn't|isnt|doesn't look)(?: look(?:s|ing)?)?(?: at all| "
                rf"really| exactly| anything)? ?(?:as|like|what|the same as)(?: it)?(?: (?:is|"
                rf"was|in|on|the|your|you|it|website))* ?{SHOWN}"
            ),
            rf"nothing like (?:the |your |what |in )?(?:\w+ )?{SHOWN}",
            (
                rf"(?:different|differs|differ|other) (?:from|than|to|compared)(?: what)?(?: "
                rf"(?:is|was|in|on|the|your|you))* ?{SHOWN}"
            ),
            (
                rf"(?:not|n't|doesnt) (?:match|correspond|fit)(?: \w+)? (?:the |your |its |"
                rf"with )?(?:\w+ )?{SHOWN}"
            ),
            r"not (?:as|like) (?:described|advertised|pictured|shown|promised|in the)",
            (
                r"(?:advertised|described|sold|listed|supposed to be|meant to be|should be) (?:as "
                r")?[^.!?]{2,30}?(?:but|,|and) "
                r"(?:it's|it is|they're|is|it was|they are|came)\b"
            ),
            r"misleading",
            r"false advertis\w+",
            r"looks? (?:totally|completely|so|very|nothing|quite) (?:different|alike)",
            (
                r"(?:description|website|page|site|ad|listing|picture|photo) (?:says|said|"
                r"shows?|showed|states|claims) .{3,40}? but"
            ),
            r"not the (?:material|quality|fabric) (?:\w+ )?(?:described|promised|shown)",
            r"no (?:es|se parece)(?: \w+){0,3} (?:descrito|foto|descripción)",
            r"pas conforme|ne correspond pas",
            r"nicht wie (?:beschrieben|abgebildet)|entspricht nicht",
            r"diferente da (?:foto|descrição)|não corresponde",
            r"non (?:conforme|corrisponde)|diverso dalla (?:foto|descrizione)",
            r"niet zoals (?:beschreven|op de foto)",
        ),
    ),
    (
        "defective",
        compiled(
            (
                rf"(?:not|n't|never|nt|stopp?e?d|won'?t|can'?t|cannot|no longer|quit|refuses "
                rf"to|fails to)(?: even| really| properly| correctly| always)? {BREAKS}\b"
            ),
            r"no longer (?:works?|functions?|turns? on|charges?)",
            r"defect(?:ive|s|o|uoso|ueux)?\b(?! policy)",
            r"fault(?:y)\b",
            r"malfunction\w*",
            r"broke (?:down|after|the first|on the|within|when i|in the|as soon)",
            (
                r"keeps? (?:freezing|crashing|turning|switching|restarting|shutting|"
                r"disconnecting|stopping|losing|beeping|rebooting)"
            ),
            r"(?:is|it's|was|battery|phone|completely|totally) dead\b",
            r"dead (?:pixels?|on arrival|battery)",
            r"overheat\w*",
            r"\bcollaps(?:ed|es)\b",
            (
                r"\bfad(?:ed|es)\b|peel(?:s|ed|ing)\b|discolou?red|\bjammed\b|(?:is|are|got|gets|button|"
                r"zip|lid) stuck\b(?! (?:in|at|on|with) )"
            ),
            r"doesn't (?:seal|stick|open|lock|shut)|shrank|shrunk|unravel\w*|rust(?:y|ed|s)\b",
            r"electric(?:al)? shocks?|gives? (?:me |off )?(?:a )?shock|sparks?\b",
            r"(?:went|goes|turns?) (?:black|dark|blank)\b",
            r"no (?:se )?(?:enciende|prende|carga)|se apaga (?:solo|sola)",
            r"ne s'allume (?:pas|plus)|ne (?:charge|démarre) (?:pas|plus)|tombé en panne",
            r"geht nicht (?:mehr )?an|lässt sich nicht (?:einschalten|anschalten|laden)|lädt nicht",
            r"não (?:liga|carrega)|non si accende|non carica|gaat niet aan|laadt niet",
            r"no (?:sound|picture|power|signal)\b",
            r"(?:fell|falls|falling|came|coming|comes) (?:apart|off|undone|loose)",
            r"flicker\w*",
            r"short[- ]circuit\w*",
            r"(?:quality|technical) (?:issue|problem|defect)s?",
            r"(?:poor|bad|terrible|low|awful) quality",
            r"quality (?:is|was) (?:\w+ )?(?:poor|bad|terrible|awful|low)",
            r"battery (?:dies|drains|lasts only|doesn't last)",
            r"(?:makes|making) (?:a |an )?(?:\w+ )?nois\w+",
            r"smells? (?:of )?burn\w*",
            r"leak(?:s|ing|y)\b",
            r"expired\b(?! c)",
            r"no funciona|dejó de funcionar",
            r"ne (?:marche|fonctionne) (?:pas|plus)|défectueu\w+",
            r"funktioniert nicht|geht nicht",
            r"não funciona|parou de funcionar|com defeito",
            r"non funziona|difettos\w+",
            r"werkt niet|doet het niet",
        ),
    ),
    (
        "damaged",
        compiled(
            r"damag(?:ed|es|e)\b(?! policy)",
            r"\bdamge?d?\b",
            r"\bbro(?:ken|kn|ked)\b",
            r"(?:arrived|came) broke\b",
            r"\bbroke\b(?= ?(?:[.,!?;]|$|and\b|but\b))",
            r"crack(?:ed|s)?\b",
            r"crush(?:ed)?\b",
            r"smash(?:ed)?\b",
            r"shatter(?:ed)?\b",
            r"\bdent(?:ed|s)?\b",
            r"chip(?:ped)\b",
            r"\btorn\b",
            r"\bripped\b",
            r"scratch(?:ed|es)?\b",
            r"(?:in|into|to) (?:\w+ ){0,2}(?:pieces|bits)\b",
            r"\bholes?\b",
            r"\b(?:a|big|small|huge|tiny) (?:tear|rip|chip|split)\b",
            r"\bdeform\w*|\bwarped\b",
            r"\bbent\b",
            r"\bsnapped\b",
            r"\bburst\b",
            r"(?:parcel|package|box|it) (?:was|is|came|arrived) (?:\w+ )?(?:wet|soaked|squashed)",
            r"ruined",
            r"dañad[oa]|rot[oa]\b|roto",
            r"endommagé\w*|cass[ée]\w*|abîmé\w*",
            r"beschädigt|kaputt|zerbrochen|gebrochen",
            r"danificad[oa]|quebrad[oa]|partid[oa]\b",
            r"danneggiat[oa]|rott[oa]\b",
            r"beschadigd|kapot|gebroken",
        ),
    ),
    (
        "wrong_size",
        compiled(
            r"(?:smaller|bigger|larger|tighter|looser|longer|shorter) than (?:i|expected|my|it)\b",
            (
                r"(?:too|to|way too|a bit|a little|much too|very|bit) (?:small|big|large|"
                r"tight|loose|long|short|wide|narrow)\b"
            ),
            (
                r"(?:n't|not|nt|never|hardly|barely|doesn't quite) (?:\w+ )?fit(?:s|ting|"
                r"ted)?\b(?! (?:the|its|my) (?:desc|pict))"
            ),
            r"not my size",
            r"sizes? (?:too )?(?:small|big|large)\b",
            r"runs? (?:\w+ ){0,3}(?:small|large|big)\b",
            (
                r"(?:can't|cannot|cant|couldn't|can not) (?:get|fit|squeeze) (?:my )?(?:foot|feet|head|"
                r"arms?|legs?|hands?|it on|them on|into)"
            ),
            r"outgrown",
            (
                r"(?:me queda|me va|me quedan)(?:n)? (?:muy |un poco |algo )?(?:pequeñ|grande|chic|ajustad|"
                r"apretad|larg|cort)\w*"
            ),
            (
                r"passt (?:mir|uns|ihm|ihr) nicht|(?:ne me va pas|pas à ma taille)|fic(?:ou|a) (?:muito "
                r")?(?:grande|pequen|apertad)\w*"
            ),
            r"non mi (?:sta|va)\b(?! bene)|past (?:me|mij) niet",
            r"(?<!me the )(?<!sent the )wrong size(?! (?:sent|was sent|delivered))",
            r"(?:size|fit) (?:is|was|isn't|feels) (?:\w+ )?(?:wrong|off|bad|not right)",
            r"(?:bigger|smaller|larger|different|another|next) size",
            r"size (?:up|down)\b",
            r"runs? (?:small|large|big)",
            r"fits? (?:badly|poorly|weird|wrong)",
            r"\bpinch(?:es|ing)?\b",
            r"(?:muy|demasiado) (?:grande|pequeñ[oa]|chic[oa])|no me queda|talla equivocada",
            r"trop (?:grande?|petite?|serré\w*|large)|mauvaise taille",
            r"zu (?:groß|gross|klein|eng|weit)|passt nicht|falsche größe",
            r"muito (?:grande|pequen[oa])|não (?:me )?serve|tamanho errado",
            r"troppo (?:grande|piccol[oa]|strett[oa])|taglia sbagliata",
            r"te (?:groot|klein|strak)|past niet|verkeerde maat",
        ),
    ),
    (
        "change_of_mind",
        compiled(
            r"chang(?:ed?|ing) my mind",
            (
                r"(?:don't|dont|do not|didn't|doesn't|does not) (?:really |actually |even "
                r")?(?:want|need|like|love|suit)\b(?! to)(?! (?:an? |the |any )?(?:refund|"
                r"replacement|money|exchange))"
            ),
            r"no longer (?:want|need)(?:ed)?",
            r"(?:ordered|bought|purchased|got)(?: it| this| them)? by (?:mistake|accident)",
            r"accidentally (?:ordered|bought)",
            r"found (?:it |this |the same |one |a )?(?:\w+ )?(?:cheaper|better)",
            r"not (?:really )?for me\b",
            r"\bregret\b",
            r"unwanted",
            r"not (?:to )?(?:really )?(?:my|our|his|her) (?:taste|style|thing|cup of tea)",
            r"(?:n't|not) (?:really )?(?:my|our|his|her) (?:taste|style|thing|cup of tea)",
            r"never wear (?:it|them)",
            r"not (?:really )?what i (?:was|am|had been) (?:hoping|expecting|looking)",
            r"uncomfortable|too expensive for me",
            r"(?:n't|not) what i (?:expected|imagined|thought|wanted|hoped)",
            r"no me gustan?|no nos gusta|ya no (?:lo |la )?necesito",
            r"(?:ne )?(?:me|nous) pla[iî]t pas|n'aime pas|plus besoin",
            r"gefallen (?:mir|uns) nicht|gefällt uns nicht|brauche (?:ich |es |ihn |sie )?nicht mehr",
            r"não (?:gostei|gosto|preciso mais)|non mi piac\w+|non (?:mi|ci) serve più",
            r"bevalt (?:me |mij )?niet|vind (?:het|hem|ze) niet (?:mooi|leuk)|niet meer nodig",
            r"already (?:have|has|own|got|bought) (?:one|it|this|them)",
            r"not (?:what i|as i|like i) (?:expected|imagined|thought|wanted|hoped)",
            r"ordered (?:the )?wrong",
            r"(?:bought|chose|picked|selected) (?:the )?wrong",
            r"not interested (?:in it )?any ?more",
            r"simply (?:don't|do not) like",
            r"(?:n't|not) (?:happy|satisfied) with (?:it|the colou?r|my purchase)",
            r"(?:he|cambié) (?:cambiado )?de (?:opinión|idea)|ya no l[oa] quiero",
            r"changé d'avis|n'en veux plus",
            r"anders überlegt|gefällt mir nicht|will ich nicht mehr",
            r"mudei de ideia|não quero mais",
            r"cambiato idea|non l[oa] voglio più",
            r"van gedachten veranderd|bedacht|wil (?:het|hem) niet meer",
        ),
    ),
]
