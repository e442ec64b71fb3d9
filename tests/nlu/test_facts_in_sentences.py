"""How many of the sentences in `data/facts.txt` are read entirely right."""

from collections import defaultdict
from pathlib import Path

from components.extraction.facts import find_facts

WRITTEN_AT = "2026-11-24T12:00:00Z"
EXACT = ("order_number", "tracking_number", "phone", "email", "date", "quantity", "reason")
FLOOR = 0.9


def sentences() -> list[tuple[str, dict[str, set[str]]]]:
    """Each sentence with the values expected of each fact."""
    lines = (Path(__file__).parent / "data" / "facts.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        text, bar, facts = line.partition(" |")
        if not bar:
            continue
        pairs = [fact.strip().split("=", 1) for fact in facts.split(";") if fact.strip()]
        found.append((text, {name: set(value.split(",")) for name, value in pairs}))
    return found


def facts_of(text: str) -> dict[str, set[str]]:
    """What the extractors find, conditions under `condition.<name>`."""
    found: dict[str, set[str]] = defaultdict(set)
    for span in find_facts(text, WRITTEN_AT):
        if span.entity == "condition":
            found[f"condition.{span.value['name']}"].add(str(span.value["value"]))
        else:
            found[span.entity].add(str(span.value).lower() if span.entity == "item" else str(span.value))
    return found


def is_right(text: str, expected: dict[str, set[str]]) -> bool:
    """Codes, dates, quantities and reasons exactly; an item by its last word; conditions "
    "among those found."""
    found = facts_of(text)
    items = {item.split()[-1] for item in expected.get("item", set())}
    return (
        all(found[name] == expected.get(name, set()) for name in EXACT)
        and all(any(item in other for other in found["item"]) for item in items)
        and all(values <= found[name] for name, values in expected.items() if name.startswith("condition."))
    )


def test_nine_of_ten_sentences_are_read_without_a_mistake() -> None:
    wrong = [text for text, expected in sentences() if not is_right(text, expected)]
    assert len(wrong) <= (1 - FLOOR) * len(sentences()), wrong
