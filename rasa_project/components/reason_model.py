"""Reasons in words that no fixed wording foresees: what the encoder finds most alike, in any language."""

from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from components.calibration import softmax
from components.extraction.reasons import find_reasons, is_any_denied
from components.extraction.wording import evened
from components.features import encode, on_one_core

EXAMPLES = Path(__file__).parent / "extraction" / "reason_examples.yml"
NONE = "none"
LEARNT_FROM = frozenset({"return_item", "exchange_item", "report_problem", "missing_package"})
# What is asked for may be given without a reason; the bare answer to a question may be anything.
SURE_ENOUGH = {
    "report_problem": 0.5,
    "missing_package": 0.6,
    "exchange_item": 0.7,
    "return_item": 0.7,
    "inform": 0.75,
}
LONGEST_WITHOUT_REASON = 8


@dataclass
class ReasonModel:
    """A logistic regression over sentence vectors with the reasons, or none of them, as classes."""

    names: List[str]
    weights: np.ndarray
    intercepts: np.ndarray

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str]) -> "ReasonModel":
        """Learns from its own examples, and from the intents' where the fixed wordings find one reason."""
        examples: Dict[str, List[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
        pairs = [(text.lower(), reason) for reason, lines in examples.items() for text in lines]
        pairs += [pair for text, label in zip(texts, labels) for pair in _labelled(text, label)]  # noqa: B905
        vectors = encode([text for text, _ in pairs])
        regression = LogisticRegression(C=10.0, max_iter=200, class_weight="balanced")
        regression.fit(vectors, [reason for _, reason in pairs])
        names = [str(name) for name in regression.classes_]
        return cls(names, regression.coef_.T.astype(np.float32), regression.intercept_)

    def reason(self, text: str, seen: str, intent: str) -> Optional[Tuple[str, float]]:
        """The likeliest reason of a message (`seen`: masked), if it is likely enough for the intent."""
        if intent not in SURE_ENOUGH or is_any_denied(evened(text)):
            return None
        with on_one_core():
            odds = softmax(encode([seen]) @ self.weights + self.intercepts)[0]
        best = int(odds.argmax())
        if self.names[best] == NONE or odds[best] < SURE_ENOUGH[intent]:
            return None
        return self.names[best], float(odds[best])


def _labelled(text: str, intent: str) -> List[Tuple[str, str]]:
    if intent not in LEARNT_FROM:
        return []
    reasons = {span.value for span in find_reasons(text)}
    if len(reasons) == 1:
        return [(text, next(iter(reasons)))]
    is_bare = not reasons and intent in ("return_item", "exchange_item")
    return [(text, NONE)] if is_bare and len(text.split()) <= LONGEST_WITHOUT_REASON else []
