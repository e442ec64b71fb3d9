"""The intent model: sentence encoder beside word and character n-grams under one linear classifier."""

from dataclasses import dataclass
from typing import Any, Callable, List, Sequence, Tuple

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from components.calibration import Calibration
from components.features import DIMENSIONS, Features, encode, on_one_core
from components.foreign import ForeignModel
from components.noise import with_slips
from components.spelling import Speller

OUT_OF_SCOPE = "out_of_scope"
Ranking = List[Tuple[str, float]]


def linear_svm() -> LinearSVC:
    """The classifier that `benchmarks/nlu.py` found best."""
    return LinearSVC(C=2.0, class_weight="balanced", tol=0.01, random_state=0)


@dataclass
class IntentModel:
    """Ranks intents with calibrated probabilities, the unknown as `out_of_scope`."""

    speller: Speller
    features: Features
    names: List[str]
    weights: np.ndarray
    intercepts: np.ndarray
    calibration: Calibration
    foreign: ForeignModel

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        make_classifier: Callable[[], Any] = linear_svm,
        foreign: Tuple[Sequence[str], Sequence[str]] = ((), ()),
    ) -> "IntentModel":
        """Fits on masked English texts and on a copy with slips; calibrates on a quarter held back.

        `foreign` are texts and labels in other languages.
        """
        speller = Speller.learn(texts)
        clean = [speller.mended(text) for text in texts]
        slips = [speller.mended(with_slips(text, seed, 0.25)) for seed, text in enumerate(texts)]
        dense, dense_slips = encode(clean), encode(slips)
        names = np.array(labels)

        def fitted(chosen: np.ndarray) -> Tuple[Features, Any]:
            pieces = [clean[i] for i in chosen] + [slips[i] for i in chosen]
            features = Features().fit(pieces)
            rows = features.transform(pieces, np.vstack([dense[chosen], dense_slips[chosen]]))
            return features, make_classifier().fit(rows, np.concatenate([names[chosen]] * 2))

        everything = np.arange(len(clean))
        kept, held = train_test_split(everything, test_size=0.25, stratify=names, random_state=0)
        features, classifier = fitted(kept)
        scores = classifier.decision_function(features.transform([clean[i] for i in held], dense[held]))
        calibration = Calibration.fit(scores, names[held], classifier.classes_, OUT_OF_SCOPE)
        features, classifier = fitted(everything)
        names_in_order = [str(name) for name in classifier.classes_]
        weights = np.ascontiguousarray(classifier.coef_.T, dtype=np.float32)
        vectors = np.vstack([dense, encode(foreign[0])]) if foreign[0] else dense
        others = ForeignModel.train(vectors, [*labels, *foreign[1]], names_in_order, OUT_OF_SCOPE)
        return cls(speller, features, names_in_order, weights, classifier.intercept_, calibration, others)

    def rank(self, texts: Sequence[str]) -> List[Ranking]:
        """For each masked text all intents with their probability, likeliest first."""
        mended = [self.speller.mended(text) for text in texts]
        with on_one_core():
            probabilities = self._probabilities(texts, mended)
        return [ranked(self.names, row) for row in probabilities]

    def _probabilities(self, texts: Sequence[str], mended: Sequence[str]) -> np.ndarray:
        vectors = encode(mended)
        probabilities = self.calibration.probabilities(self.scores(mended, vectors))
        foreign = [place for place, text in enumerate(texts) if self.speller.is_foreign(text)]
        if foreign:
            probabilities[foreign] = self.foreign.probabilities(vectors[foreign])
        return probabilities

    def scores(self, mended: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """The margin of every intent for each mended text and its vector."""
        ngrams = self.features.ngrams(mended)
        dense_part = vectors @ self.weights[:DIMENSIONS]
        return np.asarray(dense_part + ngrams @ self.weights[DIMENSIONS:] + self.intercepts)


def ranked(names: Sequence[str], probabilities: np.ndarray) -> Ranking:
    """Names with probabilities, likeliest first."""
    return [(names[place], float(probabilities[place])) for place in np.argsort(-probabilities)]
