"""What clauses do, by the model that is served."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

REPLIES = Path(__file__).parent / "data" / "reading" / "summary_replies.yml"


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("yes", ["assent"]),
        ("yessss", ["assent"]),
        ("No problem, go ahead", ["assent", "assent"]),
        ("hmm", ["hesitation"]),
        ("right, but what does it cost me to send it", ["assent", "question"]),
        ("yes, I found them cheaper elsewhere", ["assent", "talk"]),
        ("hmm ok", ["hesitation"]),
        ("cancel my order", ["request"]),
        ("please don't cancel my order", ["refusal"]),
        ("undo the cancellation", ["undo"]),
    ],
)
def test_what_clauses_do(reader: Any, text: str, acts: list[str]) -> None:
    assert [clause["act"][0] for clause in reader.read(text)] == acts


def test_of_replies_at_a_summary_hardly_any_is_all_assent_that_was_none(reader: Any) -> None:
    entries = yaml.safe_load(REPLIES.read_text(encoding="utf-8"))
    taken: Counter[bool] = Counter()
    for entry in entries:
        acts = {clause["act"][0] for clause in reader.read(entry["text"])}
        if "assent" in acts and acts <= {"assent", "talk"}:
            taken[entry["expect"] == "yes"] += 1
    assert taken[False] <= 2
    assert taken[True] >= 35
