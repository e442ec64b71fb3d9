"""The clause model: what encoders and n-grams show of a clause, under one head for each thing it may say."""

from dataclasses import dataclass
from typing import Callable, Dict, List, Sequence, Tuple

import numpy as np

from components.features import Features, characters, encode, on_one_core, words
from components.languages import is_foreign
from components.noise import with_slips
from components.reading.heads import Heads, Reading, Seen, is_held_back
from components.reading.labelled import HEADS, NOT_SAID, Clause
from components.tuned_encoder import DIMENSIONS, encode_tuned

# Sentences of these intents say nothing of the state of goods, nor what was wrong with them.
ABOUT_GOODS = frozenset({
    "return_item", "exchange_item", "report_problem", "missing_package", "refund_status", "inform", "correct",
    "affirm", "deny", "complain", "change_order", "cancel_order", "case_status", "track_order",
})  # fmt: skip
EVERY = 4  # a quarter of the silent sentences is enough
# Clauses that do these take back an assent beside them.
TAKES_BACK = (
    "refusal", "hesitation", "condition", "correction", "question", "stop", "undo", "cannot", "unknown",
)  # fmt: skip
# Clauses that do these say nothing of the goods themselves.
SILENT_ACTS = frozenset(
    {"assent", "refusal", "hesitation", "condition", "question", "undo", "unknown", "talk"}
)
SLIPS_EVERY, LONG_ENOUGH_TO_SLIP = 3, 12


@dataclass
class Taught:
    """One row that heads learn from; `held` is whether the text it stems from is held back."""

    text: str
    labels: Dict[str, str]
    source: str
    held: bool


@dataclass
class ClauseModel:
    """Reads masked clauses."""

    features: Features
    heads: Heads

    @classmethod
    def train(
        cls,
        clauses: Sequence[Clause],
        sentences: Sequence[Tuple[str, str]],
        sharpness: Tuple[float, float],
        seen: Callable[[str], str],
    ) -> "ClauseModel":
        """`sentences` are (text, intent); those of other intents teach that nothing is said.

        `sharpness` is that of the plain look and of the tuned one.
        """
        taught = taught_by(clauses, sentences, seen)
        taught += [
            Taught(with_slips(one.text, seed, 0.25), one.labels, one.source, one.held)
            for seed, one in enumerate(taught[::SLIPS_EVERY])
            if len(one.text) > LONG_ENOUGH_TO_SLIP
        ]
        texts = [one.text for one in taught]
        features = Features(words=words(fewest=2), characters=characters((3, 4), fewest=3)).fit(texts)
        heads = Heads.fit(
            look(features, texts),
            [one.labels for one in taught],
            [one.source for one in taught],
            np.array([one.held for one in taught]),
            sharpness,
        )
        return cls(features, heads)

    def read(self, texts: Sequence[str]) -> List[Tuple[Reading, float]]:
        """For each clause the likeliest label of every head, and how likely it takes an assent back."""
        with on_one_core():
            return self.heads.read(look(self.features, texts), TAKES_BACK)


def taught_by(
    clauses: Sequence[Clause], sentences: Sequence[Tuple[str, str]], seen: Callable[[str], str]
) -> List[Taught]:
    """The labelled clauses, and a part of the sentences of intents that tell nothing of goods."""
    silence = {head: NOT_SAID for head in HEADS if head != "act"}
    found = []
    for one in clauses:
        quiet = silence if one.labels.get("act") in SILENT_ACTS else {}
        text = seen(one.text)
        found.append(Taught(text, {**quiet, **one.labels}, one.source, is_held_back(text)))
    quiet_ones = [text for text, intent in sentences if intent not in ABOUT_GOODS][::EVERY]
    return found + [Taught(text, silence, "", is_held_back(text)) for text in map(seen, quiet_ones)]


def look(features: Features, texts: Sequence[str]) -> Seen:
    """What heads see of clauses; the fine-tuned encoder knows English alone."""
    is_english = np.array([not is_foreign(text) for text in texts], dtype=bool)
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    if is_english.any():
        vectors[is_english] = encode_tuned([texts[place] for place in np.flatnonzero(is_english)])
    return Seen(features.transform(texts, encode(texts)), vectors, is_english)
