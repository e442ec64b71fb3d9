"""The intent examples, split the same way for everything that is measured on them."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import yaml
from sklearn.model_selection import train_test_split

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "rasa_project" / "data" / "nlu"
HELD_OUT = ROOT / "tests" / "nlu" / "data"


FOREIGN = "languages"
PARTS = ("looked_at", "exam")
OTHER_LANGUAGES = ("es", "fr", "de", "pt", "it", "nl")
ALIKE = 0.9


class Labelled(NamedTuple):
    """A sentence and its intent."""

    text: str
    intent: str


def training_examples() -> list[Labelled]:
    """Every English example; payloads (they start with a slash) aren't sentences."""
    return _examples(path for path in EXAMPLES.rglob("*.yml") if path.parent.name != FOREIGN)


def foreign_examples() -> list[Labelled]:
    """Every example in another language."""
    return _examples((EXAMPLES / FOREIGN).glob("*.yml"))


def _examples(paths: Iterable[Path]) -> list[Labelled]:
    found = []
    for path in sorted(paths):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line.removeprefix("- ") for line in block["examples"].splitlines()]
            found += [Labelled(line, block["intent"]) for line in lines if not line.startswith("/")]
    return found


def columns(examples: list[Labelled]) -> tuple[list[str], list[str]]:
    """What a model learns from: masked texts and intents."""
    from components.intent_classifier import masked_text  # noqa: PLC0415  # as in `near_duplicates`

    return [masked_text(one.text) for one in examples], [one.intent for one in examples]


def split(examples: list[Labelled], seed: int = 0) -> tuple[list[Labelled], list[Labelled]]:
    """Three quarters to learn from, one to measure on."""
    intents = [one.intent for one in examples]
    learn, measure = train_test_split(examples, test_size=0.25, stratify=intents, random_state=seed)
    return learn, measure


def near_duplicates(examples: list[Labelled]) -> list[int]:
    """A group number for each example: those of an intent that are nearly alike share one.

    Told apart by chance, they would sit on both sides of a split and flatter what is measured.
    """
    from components.features import encode  # noqa: PLC0415  # heavy, and only Rasa's environment has it

    vectors = encode([one.text.lower() for one in examples])
    groups = list(range(len(examples)))
    by_intent: dict[str, list[int]] = {}
    for place, one in enumerate(examples):
        alike = [other for other in by_intent.get(one.intent, []) if vectors[place] @ vectors[other] >= ALIKE]
        if alike:
            joined = {groups[other] for other in alike}
            groups[place] = min(joined)
            groups = [groups[place] if group in joined else group for group in groups]
        by_intent.setdefault(one.intent, []).append(place)
    return groups


def kept_out(part: str) -> dict[str, list[Labelled]]:
    """Sentences kept out of training by language, `unknown` those out of scope; `part` is one of `PARTS`."""
    content = yaml.safe_load((HELD_OUT / "kept_out.yml").read_text(encoding="utf-8"))[part]
    return {
        language: [Labelled(text, intent) for intent, texts in intents.items() for text in texts]
        for language, intents in content.items()
    }


def shopper_sentences() -> list[Labelled]:
    """In-scope sentences kept out of training."""
    by_intent = yaml.safe_load((HELD_OUT / "shoppers.yml").read_text(encoding="utf-8"))
    return [Labelled(text, intent) for intent, texts in by_intent.items() for text in texts]


def unknown_sentences() -> list[str]:
    """Out-of-scope sentences kept out of training."""
    return (HELD_OUT / "out_of_scope.txt").read_text(encoding="utf-8").splitlines()


def translations() -> "dict[str, list[Labelled]]":
    """The same sentences in English and six other languages, by language."""
    languages = yaml.safe_load((HELD_OUT / "languages.yml").read_text(encoding="utf-8"))
    return {
        language: [Labelled(text, intent) for intent, texts in intents.items() for text in texts]
        for language, intents in languages.items()
    }
