"""Which classifier: linear SVM, logistic regression or Rasa's default pipeline with DIET, on the same split.

Run from the root with Rasa's environment: `rasa_project/.venv/bin/python benchmarks/nlu.py [svm lr diet]`.
Prints macro F1 (clean, and with a slip in every third word), calibration error, ms a message, training time.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from nlu_data import ROOT, Labelled, columns, split, training_examples
from nlu_metrics import Prediction, best, calibration_error, macro_f1

sys.path.insert(0, str(ROOT / "rasa_project"))
Predict = Callable[[list[str]], list[Prediction]]

DEFAULT_PIPELINE = """
recipe: default.v1
language: en
assistant_id: benchmark
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    entity_recognition: false
    constrain_similarities: true
policies: []
"""


def linear(kind: str, examples: list[Labelled]) -> Predict:
    """Our intent model with one of the two linear classifiers."""
    from components.intent_classifier import masked_text  # noqa: PLC0415  # heavy, not all are needed
    from components.intent_model import IntentModel, linear_svm  # noqa: PLC0415  # heavy, not all are needed
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # heavy, not all are needed

    def logistic_regression() -> Any:
        return LogisticRegression(C=10.0, max_iter=100, class_weight="balanced", random_state=0)

    model = IntentModel.train(
        *columns(examples), make_classifier=linear_svm if kind == "svm" else logistic_regression
    )
    return lambda texts: best([model.rank([masked_text(text)])[0] for text in texts])


def diet(examples: list[Labelled]) -> Predict:
    """Rasa's default pipeline; question names with a dot, so that Rasa doesn't split them."""
    import yaml  # noqa: PLC0415  # heavy, not all are needed
    from rasa.core.agent import Agent  # noqa: PLC0415  # heavy, not all are needed
    from rasa.model_training import train_nlu  # noqa: PLC0415  # heavy, not all are needed

    folder = Path(tempfile.mkdtemp())
    (folder / "config.yml").write_text(DEFAULT_PIPELINE, encoding="utf-8")
    by_intent: dict[str, list[str]] = {}
    for one in examples:
        by_intent.setdefault(one.intent.replace("/", "."), []).append(one.text)
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in by_intent.items()
    ]
    (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}), encoding="utf-8")
    path = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "models"))
    agent = Agent.load(path)

    async def parse(texts: list[str]) -> list[Prediction]:
        parsed = [await agent.parse_message(text) for text in texts]
        return [
            (one["intent"]["name"].replace("faq.", "faq/"), one["intent"]["confidence"]) for one in parsed
        ]

    return lambda texts: asyncio.run(parse(texts))


def measure(kind: str) -> str:
    """One row of the table."""
    from components.noise import with_slips  # noqa: PLC0415  # heavy, not all are needed

    learn, held = split(training_examples())
    began = time.perf_counter()
    predict = diet(learn) if kind == "diet" else linear(kind, learn)
    trained = time.perf_counter() - began
    texts, gold = [one.text for one in held], [one.intent for one in held]
    predict(texts[:3])
    began = time.perf_counter()
    clean = predict(texts)
    each = (time.perf_counter() - began) / len(texts) * 1000
    slipped = predict([with_slips(text, seed) for seed, text in enumerate(texts)])
    return (
        f"| {kind} | {macro_f1(gold, clean):.3f} | {macro_f1(gold, slipped):.3f} | "
        f"{calibration_error(gold, clean):.3f} | {each:.1f} | {trained:.0f} |"
    )


if __name__ == "__main__":
    print("| classifier | macro F1 | with slips | calibration error | ms a message | training, s |")
    print("|---|---|---|---|---|---|")
    for wanted in sys.argv[1:] or ["svm", "lr", "diet"]:
        print(measure(wanted), flush=True)
