"""The clause model: sentence encoder and n-grams under one head for each thing that a clause may say."""

from dataclasses import dataclass
from typing import Callable, Dict, List, Sequence, Tuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from components.features import WORDS, Features, encode, on_one_core
from components.noise import with_slips
from components.reading.heads import Heads, Reading
from components.reading.labelled import HEADS, NOT_SAID, Clause

# Sentences of these intents say nothing of the state of goods, nor what was wrong with them.
ABOUT_GOODS = frozenset({
    "return_item", "exchange_item", "report_problem", "missing_package", "refund_status", "inform", "correct",
    "affirm", "deny", "complain", "change_order", "cancel_order", "case_status", "track_order",
})  # fmt: skip
EVERY = 4  # a quarter of the silent sentences is enough
# Clauses that do these say nothing of the goods themselves.
TAKES_BACK = (
    "refusal", "hesitation", "condition", "correction", "question", "stop", "undo", "cannot", "unknown",
)  # fmt: skip
SILENT_ACTS = frozenset(
    {"assent", "refusal", "hesitation", "condition", "question", "undo", "unknown", "talk"}
)
SLIPS_EVERY, LONG_ENOUGH_TO_SLIP = 3, 12


def words() -> TfidfVectorizer:
    """Words and pairs of them that occur twice."""
    return TfidfVectorizer(
        token_pattern=WORDS, ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32
    )


def characters() -> TfidfVectorizer:
    """Runs of three and four letters that occur three times: what is left of a misspelt word."""
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), min_df=3, sublinear_tf=True, dtype=np.float32
    )


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
        sharpness: float,
        seen: Callable[[str], str],
    ) -> "ClauseModel":
        """`sentences` are (text, intent); those of other intents teach that nothing is said."""
        silence = {head: NOT_SAID for head in HEADS if head != "act"}
        taught: List[Tuple[str, Dict[str, str], str]] = [
            (
                seen(one.text),
                {**(silence if one.labels.get("act") in SILENT_ACTS else {}), **one.labels},
                one.source,
            )
            for one in clauses
        ]
        quiet = [text for text, intent in sentences if intent not in ABOUT_GOODS]
        taught += [(seen(text), silence, "") for text in quiet[::EVERY]]
        taught += [
            (with_slips(text, seed, 0.25), labels, source)
            for seed, (text, labels, source) in enumerate(taught[::SLIPS_EVERY])
            if len(text) > LONG_ENOUGH_TO_SLIP
        ]
        texts = [text for text, _, _ in taught]
        features = Features(words=words(), characters=characters()).fit(texts)
        rows = features.transform(texts, encode(texts))
        return cls(
            features, Heads.fit(rows, [each[1] for each in taught], [each[2] for each in taught], sharpness)
        )

    def read(self, texts: Sequence[str]) -> List[Tuple[Reading, float]]:
        """For each clause the likeliest label of every head, and how likely it takes an assent back."""
        with on_one_core():
            rows = self.features.transform(texts, encode(texts))
            return list(zip(self.heads.read(rows), self.heads.share("act", TAKES_BACK, rows)))  # noqa: B905
