"""Cross-validates the intent model on all examples and writes what it finds into `reports/`.

Run: `rasa_project/.venv/bin/python benchmarks/nlu_report.py [FOLDS]`: writes `nlu-confusion.png`,
`nlu-intents.md` (the figures, then a row for each intent) and `nlu-worst.md` (confident mistakes first).
"""

import os
import sys
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import matplotlib as mpl
import numpy as np
from nlu_data import (
    OTHER_LANGUAGES,
    PARTS,
    ROOT,
    Labelled,
    columns,
    foreign_examples,
    kept_out,
    near_duplicates,
    shopper_sentences,
    training_examples,
    translations,
    unknown_sentences,
)
from nlu_metrics import Prediction, best, calibration_error, macro_f1, refusals
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from sklearn.model_selection import StratifiedGroupKFold

sys.path.insert(0, str(ROOT / "rasa_project"))
mpl.use("Agg")
from components.intent_classifier import masked_text
from components.intent_model import IntentModel
from components.noise import with_slips
from matplotlib import pyplot as plt

REPORTS = ROOT / "reports"
WORST = 200


def predicted(model: Any, texts: list[str]) -> list[Prediction]:
    """The winner for each text."""
    return best(model.rank([masked_text(text) for text in texts]))


def trained(examples: list[Labelled]) -> IntentModel:
    """The model as in the product, with these English examples."""
    return IntentModel.train(*columns(examples), foreign=columns(foreign_examples()))


def cross_validated(examples: list[Labelled], folds: int) -> tuple[list[Prediction], list[Prediction]]:
    """Predictions by a model that saw neither the example nor its like: as written, and with slips."""
    clean: list[Prediction] = [("", 0.0)] * len(examples)
    slipped = list(clean)
    intents = [one.intent for one in examples]
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    for learn, held in splitter.split(intents, intents, near_duplicates(examples)):
        model = trained([examples[place] for place in learn])
        texts = [examples[place].text for place in held]
        noisy = [with_slips(text, int(place)) for text, place in zip(texts, held)]  # noqa: B905
        for place, as_written, with_noise in zip(held, predicted(model, texts), predicted(model, noisy)):  # noqa: B905
            clean[place], slipped[place] = as_written, with_noise
    return clean, slipped


def on_kept_out(model: Any, part: str) -> list[str]:
    """What one part of the kept-out sentences gives."""
    sentences = kept_out(part)
    english = sentences["en"]
    gold, texts = [one.intent for one in english], [one.text for one in english]
    slips = [with_slips(text, seed) for seed, text in enumerate(texts)]
    clean = predicted(model, texts)
    unknown = predicted(model, [one.text for one in sentences["unknown"]])
    others = {}
    for language in OTHER_LANGUAGES:
        ones = sentences[language]
        others[language] = macro_f1(
            [one.intent for one in ones], predicted(model, [one.text for one in ones])
        )
    return [
        f"- kept out, {part} ({len(texts)} sentences): macro F1 {macro_f1(gold, clean):.3f}, "
        f"with slips {macro_f1(gold, predicted(model, slips)):.3f}; out of scope: recall "
        f"{refusals(unknown):.3f}, false refusals {refusals(clean):.3f}; "
        f"six languages {np.mean(list(others.values())):.3f} "
        f"({', '.join(f'{name} {score:.3f}' for name, score in others.items())})"
    ]


def figures(gold: list[str], clean: list[Prediction], slipped: list[Prediction]) -> list[str]:
    """The headline figures, one line each."""
    model = trained(training_examples())
    known, languages = shopper_sentences(), translations()
    on_known = predicted(model, [one.text for one in known])
    by_language = {
        language: macro_f1([one.intent for one in ones], predicted(model, [one.text for one in ones]))
        for language, ones in languages.items()
    }
    others = [score for language, score in by_language.items() if language != "en"]
    return [
        f"- cross-validated macro F1, near-duplicates kept together: {macro_f1(gold, clean):.3f}; "
        f"with slips: {macro_f1(gold, slipped):.3f}",
        f"- calibration error: {calibration_error(gold, clean):.3f}",
        *[line for part in PARTS for line in on_kept_out(model, part)],
        f"- earlier shoppers' sentences ({len(known)}): "
        f"macro F1 {macro_f1([one.intent for one in known], on_known):.3f}",
        f"- out of scope: recall {refusals(predicted(model, unknown_sentences())):.3f}, "
        f"false refusals {refusals(on_known):.3f}",
        f"- languages: English {by_language['en']:.3f}, mean of the others {np.mean(others):.3f} "
        f"({', '.join(f'{name} {score:.3f}' for name, score in by_language.items() if name != 'en')})",
    ]


def table(gold: list[str], clean: list[Prediction]) -> list[str]:
    """A row for each intent, the weakest first."""
    names = sorted(set(gold))
    columns = precision_recall_fscore_support(
        gold, [name for name, _ in clean], labels=names, zero_division=0
    )
    rows = sorted(zip(names, *columns), key=lambda row: row[3])  # noqa: B905
    head = ["| intent | precision | recall | F1 | examples |", "|---|---|---|---|---|"]
    return head + [f"| {name} | {p:.2f} | {r:.2f} | {f:.2f} | {count} |" for name, p, r, f, count in rows]


def picture(gold: list[str], clean: list[Prediction]) -> None:
    """The confusion matrix, rows as shares of what was meant."""
    names = sorted(set(gold))
    shares = confusion_matrix(gold, [name for name, _ in clean], labels=names, normalize="true")
    figure, axes = plt.subplots(figsize=(20, 18))
    axes.imshow(np.sqrt(shares), cmap="Blues")
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xlabel("understood")
    axes.set_ylabel("meant")
    figure.tight_layout()
    figure.savefig(REPORTS / "nlu-confusion.png", dpi=110)


def worst(examples: list[Labelled], clean: list[Prediction]) -> list[str]:
    """Mistakes, the most confident first."""
    wrong = [
        (confidence, one, name)
        for one, (name, confidence) in zip(examples, clean)  # noqa: B905
        if name != one.intent
    ]
    wrong.sort(key=lambda row: -row[0])
    head = ["| sentence | meant | understood | confidence |", "|---|---|---|---|"]
    rows = [f"| {one.text} | {one.intent} | {name} | {value:.2f} |" for value, one, name in wrong[:WORST]]
    return head + rows


def main(folds: int) -> None:
    """Writes the three files and prints the figures."""
    REPORTS.mkdir(exist_ok=True)
    examples = training_examples()
    gold = [one.intent for one in examples]
    clean, slipped = cross_validated(examples, folds)
    lines = figures(gold, clean, slipped)
    print("\n".join(lines))
    report = ["# Intents", "", *lines, "", *table(gold, clean), ""]
    (REPORTS / "nlu-intents.md").write_text("\n".join(report), encoding="utf-8")
    (REPORTS / "nlu-worst.md").write_text("\n".join(worst(examples, clean)) + "\n", encoding="utf-8")
    picture(gold, clean)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
