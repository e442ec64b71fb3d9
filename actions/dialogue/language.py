"""The language a message is written in, where it can be told for sure."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl")
FEWEST_WORDS, FEW_WORDS = 3, 4  # shorter messages are order numbers, names and yes or no
SURE = 0.9
NO_ENGLISH, LIKELY = 0.002, 0.6  # Spanish and Portuguese share much: the likelier of them will do
# Of 8,479 English training examples none is taken for Spanish or French at these levels.
NOT_WORDS = re.compile(r"\S*[@\d]\S*")
WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def language_of(text: str) -> str | None:
    """The language's code, or None where the message is too short or could be several."""
    words = WORD.findall(NOT_WORDS.sub(" ", text))
    if len(words) < FEWEST_WORDS:
        return None
    ranking = _identifier().rank(" ".join(words).lower())
    language, probability = ranking[0]
    is_surely_not_english = dict(ranking)["en"] <= NO_ENGLISH
    if is_surely_not_english:
        return str(language) if probability >= LIKELY else None
    return str(language) if probability >= SURE and len(words) >= FEW_WORDS else None
