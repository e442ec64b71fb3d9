"""The conversation's language: changed by what is plainly another, by nothing less, and kept."""

import pytest

from gateway.language import language_after
from gateway.models import Conversation
from gateway.settings import Settings
from gateway.wiring import Gateway
from gateway.wording import words
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import HASTY, Shopper

SPANISH = "quiero devolver un artículo que compré la semana pasada"
FRENCH = "je voudrais annuler ma commande s'il vous plaît"
ENGLISH = "hello there, I would like to ask something"
TELLS_NOTHING = (
    "", "ok", "no", "oui", "gracias", "KM-1003", "KM-1003 KM-1004 KM-1005 KM-1006",
    "Maria Lopez maria@example.com", "Ana María Pérez Soto", "12 Rue de la Paix, 75002 Paris",
    "Moi Avenue, Nairobi, Kenya", "[location] rue de la paix, paris", "[the file could not be fetched]",
    "Cordless Vacuum Cleaner", "+34 600 000 000", "¡¡¡ ??? ...", "👍 👍 👍 👍",
    "wo ist denn meine Bestellung geblieben", "onde está a minha encomenda por favor",
    "dov'è il mio pacco per favore", "waar blijft mijn bestelling alstublieft",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SPANISH, "es"),
        (FRENCH, "fr"),
        (ENGLISH, "en"),
        ("¿Dónde está mi pedido KM-1001?", "es"),
        ("je veux annuler", "fr"),
    ],
)
@pytest.mark.parametrize("before", ["en", "es", "fr"])
def test_a_sentence_tells_its_language_whatever_was_spoken_before(
    text: str, language: str, before: str
) -> None:
    assert language_after(text, before) == language


@pytest.mark.parametrize("text", TELLS_NOTHING)
@pytest.mark.parametrize("before", ["en", "es", "fr"])
def test_what_is_short_or_in_no_language_of_ours_changes_nothing(text: str, before: str) -> None:
    assert language_after(text, before) == before


async def spoken(gateway: Gateway, shopper: Shopper) -> str:
    """The language kept with the conversation."""
    async with gateway.database.session() as session:
        return (await session.get_one(Conversation, shopper.id)).language


async def test_the_assistant_is_told_the_language_that_is_kept_with_the_conversation(
    shopper: Shopper, rasa: FakeRasa, gateway: Gateway
) -> None:
    for text in ("hi", SPANISH, "ok", "KM-1003", ENGLISH, "oui"):
        await shopper.say(text)
    told = [turn["metadata"]["language"] for turn in rasa.turns]
    assert told == ["en", "en", "es", "es", "es", "en", "en"]
    assert await spoken(gateway, shopper) == "en"


async def test_a_button_tells_no_language(shopper: Shopper, rasa: FakeRasa, gateway: Gateway) -> None:
    button = [{"title": "Je voudrais annuler ma commande", "payload": "/affirm"}]
    rasa.script = [[{"recipient_id": shopper.id, "text": "Sure?", "buttons": button}]]
    await shopper.say(SPANISH)
    await shopper.post({"id": "b1", "payload": "/affirm"})
    assert await spoken(gateway, shopper) == "es"


@pytest.mark.parametrize("settings", [Settings(**HASTY)])  # type: ignore[arg-type]
async def test_the_gateway_speaks_it_too_after_messages_that_tell_nothing(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    await shopper.say(FRENCH)
    await shopper.say("KM-1003")
    rasa.down = True
    answer = await shopper.say("ok")
    assert answer["messages"][-1]["text"] == words("notice", "fr")
