"""Labelled clauses: what may be written, and what a mistake is told to be."""

from pathlib import Path

import pytest
from components.reading.labelled import CONDITIONS, HEADS, LabelError, read_clauses


def read(folder: Path, text: str) -> list:
    """The clauses of one file."""
    (folder / "some.yml").write_text(text, encoding="utf-8")
    return read_clauses(folder)


def test_a_block_teaches_an_act_or_what_is_said_or_both(tmp_path: Path) -> None:
    act, says, both = read(
        tmp_path,
        "- {act: assent, en: [sure]}\n- {says: {opened: no, reason: damaged}, de: [zu]}\n"
        "- {act: answer, says: {}, en: [it]}\n",
    )
    assert act.labels == {"act": "assent"}
    assert (says.labels["opened"], says.labels["reason"], says.labels["used"]) == (
        "no",
        "damaged",
        "not_said",
    )
    assert "act" not in says.labels
    assert (both.labels["act"], both.labels["reason"]) == ("answer", "not_said")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("- {en: [sure]}", "act"),
        ("- {act: agree, en: [sure]}", "'agree'"),
        ("- {says: {opened: maybe}, en: [sure]}", "opened"),
        ("- {says: {colour: red}, en: [sure]}", "colour"),
        ("- {says: {reason: broke}, en: [sure]}", "'broke'"),
        ("- {act: assent, xx: [sure]}", "'xx'"),
        ("- {act: assent, en: [yes]}", "True"),
        ("- {act: assent, en: sure}", "'en'"),
    ],
)
def test_a_mistake_is_told_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(LabelError, match=r"some\.yml") as told:
        read(tmp_path, text)
    assert named in str(told.value)


def test_every_head_has_sentences_and_no_sentence_contradicts_another() -> None:
    clauses = read_clauses()
    seen: dict[tuple[str, str], str] = {}  # by text and language
    labels: dict[str, set[str]] = {head: set() for head in HEADS}
    for one in clauses:
        for head, label in one.labels.items():
            labels[head].add(label)
        if "act" in one.labels:
            assert seen.setdefault((one.text, one.language), one.labels["act"]) == one.labels["act"], one.text
    assert all(len(labels[head]) > 1 for head in HEADS)
    assert all({"yes", "no"} <= labels[name] for name in CONDITIONS)
