"""Replies follow the language that the gateway has found the conversation to be in."""

import pytest

from actions.services import Services
from actions.smalltalk.action_smalltalk_greet import ActionSmalltalkGreet
from tests.actions.making import make_tracker, run_action


@pytest.mark.parametrize("text", ["hola", "ok", "KM-1001", "hello there, I would like to ask something"])
async def test_replies_are_in_the_language_of_the_conversation(services: Services, text: str) -> None:
    greet = ActionSmalltalkGreet(services)
    _, spanish = await run_action(greet, make_tracker(text, "greet", language="es"))
    _, english = await run_action(greet, make_tracker(text, "greet", language="en"))
    assert "¡" in spanish[0]["text"]
    assert "¡" not in english[0]["text"]


@pytest.mark.parametrize("language", ["de", "", "nonsense"])
async def test_a_language_without_wording_is_answered_in_english(services: Services, language: str) -> None:
    greet = ActionSmalltalkGreet(services)
    _, other = await run_action(greet, make_tracker("hello", "greet", language=language))
    _, english = await run_action(greet, make_tracker("hello", "greet", language="en"))
    assert other == english
