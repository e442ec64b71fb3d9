"""Labelled clauses: what may be written, and what a mistake is told to be."""

from pathlib import Path

import pytest
from components.reading.labelled import ACTS, LabelError, read_clauses


def read(folder: Path, text: str) -> list:
    """The clauses of one file."""
    (folder / "some.yml").write_text(text, encoding="utf-8")
    return read_clauses(folder)


def test_a_block_teaches_an_act_in_several_languages(tmp_path: Path) -> None:
    one, other = read(tmp_path, "- {act: assent, en: [sure], de: [klar]}\n")
    assert (one.text, one.language, one.act) == ("sure", "en", "assent")
    assert (other.text, other.language) == ("klar", "de")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("- {en: [sure]}", "act"),
        ("- {act: agree, en: [sure]}", "'agree'"),
        ("- {act: assent, xx: [sure]}", "'xx'"),
        ("- {act: assent, en: [yes]}", "True"),
        ("- {act: assent, en: sure}", "'en'"),
    ],
)
def test_a_mistake_is_told_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(LabelError, match=r"some\.yml") as told:
        read(tmp_path, text)
    assert named in str(told.value)


def test_every_act_has_sentences_and_no_sentence_contradicts_another() -> None:
    clauses = read_clauses()
    assert {one.act for one in clauses} == set(ACTS)
    seen: dict[str, str] = {}
    for one in clauses:
        assert seen.setdefault(one.text, one.act) == one.act, one.text
