"""The wording in every language says the same things, and says all that the code asks for."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.dialogue.wording import DEFAULT_LANGUAGE, Wording
from actions.settings import WORDING

ACTIONS = Path(__file__).resolve().parent.parent.parent / "actions"
TITLE_LIMIT = 20
BLANK = re.compile(r"\{(\w+)\}")
NAME = re.compile(r"utter_\w+")
PAYLOAD = re.compile(r"/[\w/]+(\{.*\})?")
LANGUAGES = sorted(folder.name for folder in WORDING.iterdir() if folder.is_dir())
TRANSLATIONS = [language for language in LANGUAGES if language != DEFAULT_LANGUAGE]

in_every_language = pytest.mark.parametrize("language", LANGUAGES)
in_every_translation = pytest.mark.parametrize("language", TRANSLATIONS)


def files(language: str) -> list[Path]:
    """The response files of a language."""
    return sorted((WORDING / language).glob("*.yml"))


@cache
def names_by_file(language: str) -> dict[str, list[str]]:
    """The names of each file's responses, sorted."""
    return {file.name: sorted(_read(file)) for file in files(language)}


@cache
def responses(language: str) -> dict[str, list[dict[str, Any]]]:
    """All responses of a language: their variations by name."""
    return {name: variations for file in files(language) for name, variations in _read(file).items()}


def blanks(variations: list[dict[str, Any]]) -> set[str]:
    """The blanks in a response's texts."""
    return {blank for variation in variations for blank in BLANK.findall(variation["text"])}


def payloads(variations: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    """The payloads of each variation, in the order shown."""
    return {tuple(button["payload"] for button in variation.get("buttons", ())) for variation in variations}


def differing(language: str, aspect: Callable[[list[dict[str, Any]]], object]) -> list[str]:
    """The responses in which a language differs from English."""
    theirs = responses(language)
    return [
        name
        for name, variations in responses(DEFAULT_LANGUAGE).items()
        if aspect(variations) != aspect(theirs[name])
    ]


def keys_given_twice(node: yaml.Node | None) -> Iterator[str]:
    """Keys that stand twice in one mapping, which YAML lets pass in silence."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        yield from (key for key in set(keys) if keys.count(key) > 1)
        for _, value in node.value:
            yield from keys_given_twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from keys_given_twice(value)


def is_payload(text: str) -> bool:
    """Whether it is an intent, with its entities as JSON if it has any."""
    found = PAYLOAD.fullmatch(text)
    return found is not None and isinstance(json.loads(found[1] or "{}"), dict)


def names_in_code() -> tuple[set[str], set[str]]:
    """Response names that the actions hold as literals, and the beginnings of those put together."""
    found = [name for file in ACTIONS.rglob("*.py") for name in _names_in(ast.parse(file.read_text("utf-8")))]
    whole = {name for name, is_whole in found if is_whole}
    return whole, {name for name, is_whole in found if not is_whole}


def test_spanish_and_french_are_there() -> None:
    assert {"es", "fr"} <= set(TRANSLATIONS)


@in_every_translation
def test_a_language_has_the_files_and_names_of_english(language: str) -> None:
    assert names_by_file(language) == names_by_file(DEFAULT_LANGUAGE)


@in_every_translation
def test_a_language_leaves_the_blanks_of_english(language: str) -> None:
    assert differing(language, blanks) == []


@in_every_translation
def test_a_language_has_the_buttons_of_english_in_the_same_order(language: str) -> None:
    assert differing(language, payloads) == []


@in_every_language
def test_titles_fit_on_a_button(language: str) -> None:
    titles = [
        button["title"]
        for variations in responses(language).values()
        for variation in variations
        for button in variation.get("buttons", ())
    ]
    titles += [
        variation["text"]
        for name, variations in responses(language).items()
        if name.startswith("utter_option_")
        for variation in variations
    ]
    assert [title for title in titles if len(title) > TITLE_LIMIT or not title.strip()] == []


@in_every_language
def test_no_key_stands_twice_in_a_file(language: str) -> None:
    twice = {
        file.name: list(keys_given_twice(yaml.compose(file.read_text("utf-8")))) for file in files(language)
    }
    assert {name: keys for name, keys in twice.items() if keys} == {}


@in_every_language
def test_no_response_stands_in_two_files(language: str) -> None:
    names = [name for of_file in names_by_file(language).values() for name in of_file]
    assert {name for name in names if names.count(name) > 1} == set()


@in_every_language
def test_every_response_is_rendered_without_a_blank_left(language: str) -> None:
    for name, variations in responses(language).items():
        values = dict.fromkeys(blanks(variations), "7")
        for variation in variations:
            wording = Wording({DEFAULT_LANGUAGE: {}, language: {name: [variation]}})
            worded = wording.render(name, language, "seed", **values)
            assert worded.text.strip(), name
            assert not re.search("[{}]", worded.text), name
            assert [button.payload for button in worded.buttons if not is_payload(button.payload)] == []


def test_every_response_named_in_the_code_exists() -> None:
    whole, beginnings = names_in_code()
    known = set(responses(DEFAULT_LANGUAGE))
    assert len(whole) > 50
    assert whole - known == set()
    assert {start for start in beginnings if not any(name.startswith(start) for name in known)} == set()


def test_french_has_a_no_break_space_before_high_punctuation() -> None:
    said = [
        text
        for variations in responses("fr").values()
        for variation in variations
        for text in (variation["text"], *(button["title"] for button in variation.get("buttons", ())))
    ]
    assert [text for text in said if re.search(r"[^\xa0][?!;»]|[^\xa0]:(?!\w)|«[^\xa0]", text)] == []


def _read(file: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(file.read_text("utf-8"))["responses"]
    return found


def _names_in(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """Response names in strings; False beside what only begins one (an f-string, a trailing `_`)."""
    parts = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
        start = str(node.values[0].value)
        if NAME.fullmatch(start):
            yield start, False
        parts = parts[1:]
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
        yield node.value, not node.value.endswith("_")
    for part in parts:
        yield from _names_in(part)
