"""The language of a message, and that replies follow it."""

import pytest

from actions.dialogue.language import language_of
from actions.services import Services
from actions.smalltalk.action_smalltalk_greet import ActionSmalltalkGreet
from tests.actions.making import make_tracker, run_action


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("quiero devolver un artículo que compré la semana pasada", "es"),
        ("je voudrais annuler ma commande s'il vous plaît", "fr"),
        ("where is my order, please tell me", "en"),
        ("¿Dónde está mi pedido KM-1001?", "es"),
        ("je veux annuler", "fr"),
        ("where is order", None),
        ("KM-1001", None),
        ("no", None),
        ("Maria Lopez maria@example.com", None),
    ],
)
def test_a_sentence_tells_its_language_and_a_scrap_does_not(text: str, language: str | None) -> None:
    assert language_of(text) == language


async def test_replies_are_in_the_language_of_the_last_sentence_that_told_it(services: Services) -> None:
    greet = ActionSmalltalkGreet(services)
    slots, spanish = await run_action(
        greet, make_tracker("hola, buenos días, quiero hacer una pregunta", "greet")
    )
    _, later = await run_action(greet, make_tracker("ok", "greet", slots=slots))
    english, back = await run_action(
        greet, make_tracker("hello there, I would like to ask something", "greet", slots=slots)
    )
    assert slots["session__language"] == "es"
    assert spanish[0]["text"] == later[0]["text"]
    assert english["session__language"] == "en"
    assert back[0]["text"] != spanish[0]["text"]
