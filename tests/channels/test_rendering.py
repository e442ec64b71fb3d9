"""No reply ever breaks a platform's limit: over all wording, and over whatever else may be said."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.channels import telegram, twilio, whatsapp
from gateway.channels.interface import Channel
from gateway.channels.rendering import Part, chosen, is_numbered, referred, render, shortened, split, width
from gateway.channels.twilio_api import Contents
from tests.channels.simulators import telegram as telegrams
from tests.channels.simulators import twilio as twilios
from tests.channels.simulators import whatsapp as whatsapps

ADAPTERS: list[type[Channel]] = [telegram.Telegram, whatsapp.WhatsApp, twilio.Twilio]
WORDING = Path(__file__).resolve().parents[2] / "rasa_project" / "wording"
UNHURRIED = settings(deadline=None, max_examples=150)
characters = st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n 😀👩‍👩‍👧é.")
texts = st.text(characters, max_size=60) | st.integers(0, 6000).map(lambda n: ("words and more. " * 400)[:n])
titles = st.text(characters, max_size=90) | st.sampled_from(["Yes", "yes", "2", "Blue kettle", "", " "])
buttons = st.lists(st.fixed_dictionaries({"title": titles, "payload": st.text(max_size=400)}), max_size=14)
cards = st.none() | st.just({"type": "question", "asks": "evidence.product_photo"})
messages = st.fixed_dictionaries(
    {"id": st.integers(1, 10**12), "text": texts, "buttons": buttons, "data": cards}
)


class Fake:
    """A content template service that remembers what it was given."""

    def __init__(self) -> None:
        """No template yet."""
        self.content = self
        self.v1 = self
        self.contents = self
        self.made: dict[str, Any] = {}

    async def list_async(self, limit: int) -> list[Any]:
        """None is known."""
        return []

    async def create_async(self, request: Any) -> Any:
        """Make one."""
        self.made = request.to_dict()["types"]
        return type("Made", (), {"sid": "HX1"})


def refusal(adapter: type[Channel], part: Part) -> str | None:
    """What the simulated platform has against a part, as the adapter sends it."""
    if adapter is telegram.Telegram:
        buttons = [{"text": each.title, "callback_data": each.id} for each in part.choices]
        return telegrams._problem(part.text, buttons)
    if adapter is whatsapp.WhatsApp:
        return _refused_by_whatsapp(part)
    if part.style == "text":
        return twilios.Twilio("s")._read({"Body": part.text})[0]
    service = Fake()
    _, variables = asyncio.run(Contents(service).filled(part))  # type: ignore[arg-type]
    values = json.loads(variables)
    if any("\n" in value or not value.strip() for value in values.values()):
        return "variables"
    made = {name: each for name, each in service.made.items() if each is not None}
    return twilios._checked(twilios._filled(_without_none(made), values))[0]


def _refused_by_whatsapp(part: Part) -> str | None:
    if part.style == "text":
        return whatsapps._read("text", {"body": part.text})[0]
    tappable = whatsapp._tappable(part)
    kind = "list" if part.style == "list" else "button"
    action = tappable.to_dict() if kind == "list" else {"buttons": [button.to_dict() for button in tappable]}
    content = {"type": kind, "body": {"text": part.text}, "action": action}
    return whatsapps._read("interactive", content)[0]


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_none(each) for name, each in value.items() if each is not None}
    return [_without_none(each) for each in value] if isinstance(value, list) else value


def wordings() -> Iterator[dict[str, Any]]:
    """Every variation of every response in every language, its blanks filled with long values."""
    for file in sorted(WORDING.glob("*/*.yml")):
        for name, variations in yaml.safe_load(file.read_text("utf-8"))["responses"].items():
            for variation in variations:
                filled = re.sub(r"\{\w+\}", "Ünusually long Blue kettle 😀 1,500.00", variation["text"])
                question = {"type": "question", "asks": "evidence.product_photo"}
                data = question if "evidence" in name else None
                yield {"id": 7, "text": filled, "buttons": variation.get("buttons") or [], "data": data}


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_every_response_fits(adapter: type[Channel]) -> None:
    count = 0
    for message in wordings():
        parts = render(message, adapter.limits)
        assert [refusal(adapter, part) for part in parts] == [None] * len(parts), message
        count += len(message["buttons"]) > 0
    assert count > 100


@pytest.mark.parametrize("adapter", ADAPTERS)
@UNHURRIED
@given(message=messages)
def test_whatever_is_said_fits_and_is_said_whole(adapter: type[Channel], message: dict[str, Any]) -> None:
    parts = render(message, adapter.limits)
    for part in parts:
        assert refusal(adapter, part) is None, part
    said = "".join(part.text for part in parts)
    assert _letters(message["text"]) in _letters(said)
    shown = _letters(said + "".join(f"{each.title}{each.description or ''}" for each in _choices(parts)))
    for button in message["buttons"]:
        assert _letters(button["title"]) in shown


@pytest.mark.parametrize("adapter", ADAPTERS)
@UNHURRIED
@given(message=messages)
def test_every_choice_can_be_taken_by_a_tap_or_by_its_number(
    adapter: type[Channel], message: dict[str, Any]
) -> None:
    parts = render(message, adapter.limits)
    payloads = [button["payload"] for button in message["buttons"]]
    if is_numbered(message, adapter.limits):
        said = [" ".join(button["title"].split()).casefold() for button in message["buttons"]]
        for place, payload in enumerate(payloads, start=1):
            if str(place) not in said:
                assert chosen(f"{place}", message, adapter.limits) == payload
                assert chosen(f" {place}. ", message, adapter.limits) == payload
        assert (
            chosen(str(len(payloads) + 1), message, adapter.limits) is None or str(len(payloads) + 1) in said
        )
    else:
        places = [referred(each.id) for each in _choices(parts)]
        assert places == [(message["id"], place) for place in range(len(payloads))]


def _choices(parts: list[Part]) -> list[Any]:
    return [choice for part in parts for choice in part.choices]


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


@UNHURRIED
@given(st.text(characters, max_size=400), st.integers(4, 80))
def test_a_split_loses_only_blanks(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(0 < width(piece) <= most for piece in pieces)
    assert _letters("".join(pieces)) == _letters(text)


@UNHURRIED
@given(st.text(characters, min_size=1, max_size=90), st.integers(4, 40))
def test_a_title_is_shortened_to_its_beginning(title: str, most: int) -> None:
    short = shortened(title, most)
    assert width(short) <= most
    assert short == title or title.startswith(short.removesuffix("…"))


def test_a_long_title_is_shortened_at_a_word_and_shown_whole_beside_it() -> None:
    offered = [
        {"title": "Blue kettle with a wooden handle, 1.7 l", "payload": "/a"},
        {"title": "Blue kettle with a steel handle, 1.7 l", "payload": "/b"},
    ]
    message = {"id": 1, "text": "Which?", "buttons": offered, "data": None}
    (part,) = render(message, whatsapp.WhatsApp.limits)
    assert part.style == "text"  # both would be "Blue kettle with a…"
    assert "2. Blue kettle with a steel handle, 1.7 l" in part.text
    offered[1]["title"] = "Red kettle"
    (part,) = render(message, whatsapp.WhatsApp.limits)
    assert [(each.title, each.description) for each in part.choices] == [
        ("Blue kettle with a…", "Blue kettle with a wooden handle, 1.7 l"),
        ("Red kettle", None),
    ]


def test_more_choices_than_a_list_holds_are_numbered_in_the_language_of_the_conversation() -> None:
    offered = [{"title": f"Pedido {n}", "payload": f"/p{n}"} for n in range(1, 13)]
    message = {"id": 1, "text": "¿Cuál?", "buttons": offered, "data": None, "language": "es"}
    (part,) = render(message, whatsapp.WhatsApp.limits)
    assert part.text.endswith("12. Pedido 12\n\nPor favor, responde con un número.")
    assert chosen("12", message, whatsapp.WhatsApp.limits) == "/p12"
    assert chosen("pedido 3", message, whatsapp.WhatsApp.limits) == "/p3"


def test_a_written_number_that_is_a_title_means_that_title() -> None:
    offered = [{"title": str(n), "payload": f"/n{n}"} for n in range(12, 0, -1)]
    message = {"id": 1, "text": "How many?", "buttons": offered, "data": None}
    assert chosen("2", message, whatsapp.WhatsApp.limits) == "/n2"


def test_a_photo_is_asked_for_with_how_to_send_it_there() -> None:
    data = {"type": "question", "asks": "evidence.product_photo"}
    message = {"id": 1, "text": "Envía una foto.", "buttons": [], "data": data, "language": "es"}
    for adapter in ADAPTERS:
        (part,) = render(message, adapter.limits)
        assert part.text.endswith("toca el clip o la cámara junto al campo de texto.")
