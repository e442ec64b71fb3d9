"""Which language a conversation is in: told from what the shopper writes, decided here only, kept with it."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from gateway.wording import LANGUAGES

NEIGHBOURS = frozenset({"de", "it", "nl", "pt"})  # told apart from what we speak
FEWEST_WORDS = 3  # less is an order number, a name, a greeting, yes or no
SURE = 0.7
READ = 400  # characters, which are enough and cost little
_NOT_WORDS = re.compile(r"^\[.*$|\S*[@\d]\S*", re.MULTILINE)  # what we note in a text is a line in brackets
_WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def _identifier() -> LanguageIdentifier:
    """The library's, of our languages alone: with all others it holds 20 MB more, which nobody asks for."""
    known = LanguageIdentifier.from_model_file(MODEL_FILE)
    known.set_languages(sorted({*LANGUAGES, *NEIGHBOURS}))
    tokens = known.tk_nextmove, known.tk_output
    return LanguageIdentifier(
        known.nb_ptc, known.nb_pc, known.nb_classes, *tokens, norm_probs=True, tk_row=known.tk_row
    )


def read_model() -> None:
    """Have the model in memory before the first shopper comes."""
    _identifier()


def language_after(text: str, current: str) -> str:
    """The conversation's language after this message: another one only if that is plain, and one we speak."""
    words = _words(text[:READ])
    if len(words) < FEWEST_WORDS:
        return current
    language, likely = _identifier().rank(" ".join(words).lower())[0]
    return str(language) if likely >= SURE and language in LANGUAGES else current


def _words(text: str) -> list[str]:
    """The words but names: people, streets and towns say nothing of who writes them."""
    found = _WORD.findall(_NOT_WORDS.sub(" ", text))
    return [word for place, word in enumerate(found) if place == 0 or not word.istitle()]
