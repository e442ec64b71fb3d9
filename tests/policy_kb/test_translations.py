"""Clauses in the languages of the replies."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from policy_kb import Library
from policy_kb.errors import PackError
from policy_kb.loader import OWN_PACKS, read_pack

NOW = datetime(2026, 3, 10, tzinfo=UTC)
LANGUAGES = ("es", "fr")


@pytest.mark.parametrize("store", Library.load().stores())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_of_our_packs_is_there_in_every_language(store: str, language: str) -> None:
    pack = Library.load().pack(store)
    assert set(pack.translations[language]) == set(pack.clauses)


def test_a_clause_is_given_in_the_language_asked_for_with_its_figures() -> None:
    library = Library.load()
    assert "7 días" in library.clause("kilimall", "kilimall.window", NOW, "es").summary
    assert "7 jours" in library.clause("kilimall", "kilimall.window", NOW, "fr").summary
    assert "7 days" in library.clause("kilimall", "kilimall.window", NOW, "de").summary
    assert "7 days" in library.clause("kilimall", "kilimall.window", NOW).summary


def test_translations_change_no_decision_and_no_digest(tmp_path: Path) -> None:
    folder = tmp_path / "kgm"
    folder.mkdir()
    for file in (OWN_PACKS / "kgm").glob("*.yaml"):
        if file.name != "translations.yaml":
            (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    own, bare = Library.load(), Library.load([tmp_path])
    assert own.version_at("kgm", NOW).digest == bare.version_at("kgm", NOW).digest


@pytest.mark.parametrize(
    ("clause", "text", "message"),
    [("kgm.nothing", "Nada", "clause"), ("kgm.loss", "En 24 horas.", "figures")],
)
def test_a_translation_of_no_clause_or_without_its_figures_is_refused(
    tmp_path: Path, clause: str, text: str, message: str
) -> None:
    folder = tmp_path / "kgm"
    folder.mkdir()
    for file in (OWN_PACKS / "kgm").glob("*.yaml"):
        (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    (folder / "translations.yaml").write_text(f"translations: {{es: {{{clause}: {text}}}}}", "utf-8")
    with pytest.raises(PackError, match=message):
        read_pack(folder)
