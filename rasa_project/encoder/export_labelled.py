"""Writes what the encoder is tuned on, one line of JSON a text: {"text", "labels": {head: label}, "held"}.

python encoder/export_labelled.py > LABELLED.jsonl, in Rasa's environment: texts are masked as the reader sees
them. Only English ones; what is `held` back is not tuned on; the intents' examples teach a head of their own.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "rasa_project"), str(ROOT / "benchmarks")]

from components.clause_reader import seen  # noqa: E402
from components.intent_classifier import masked_text  # noqa: E402
from components.reading.heads import is_held_back  # noqa: E402
from components.reading.labelled import read_clauses  # noqa: E402
from components.reading.model import taught_by  # noqa: E402
from nlu_data import training_examples  # noqa: E402


def main() -> None:
    """Print the lines; what is said of one text in several places is one line."""
    english = [clause for clause in read_clauses() if clause.language == "en"]
    examples = training_examples()
    lines: dict = {}
    for one in taught_by(english, [(each.text, each.intent) for each in examples], seen):
        lines.setdefault(one.text, {}).update(one.labels)
    for example in examples:
        lines.setdefault(masked_text(example.text), {})["intent"] = example.intent
    for text, labels in lines.items():
        line = {"text": text, "labels": labels, "held": is_held_back(text)}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
