"""What shoppers say about the state of the goods."""

from components.extraction.completeness_wordings import WHAT_IS_THERE
from components.extraction.fact import Fact
from components.extraction.wording import compiled

PART = (
    r"(?:button|remote|speaker|side|screen|light|earbud|camera|zip|lock|display|"
    r"key|sensor|lid|left|right|one|mic|microphone|charger|port)"
)
WHO = (
    r"(?:i|we|she|he|they|my (?:\w+ )?(?:son|daughter|wife|husband|kid|child|"
    r"mother|dad|mum|mom|dog|cat|brother|sister|friend|kids?|boy|girl|baby))"
)


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
                r"\b(?:used|worn|wore|washed|tried (?=it|them))(?: ?it| ?them)? (?:once|twice|only|just|a "
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
            rf"\b{WHO}(?:'ve| have)? (?:sat|slept|lain) (?:on|in) (?:it|them)\b",
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
            (
                r"(?<!bot is )(?<!you are )(?<!you're )(?<!chat is )\buseless\b"
                r"(?! (?:bot|company|service|support|people))"
            ),
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
    *WHAT_IS_THERE,
]
