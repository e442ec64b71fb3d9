"""The step every task about an order begins with: which order, and is this its buyer."""

from collections.abc import Sequence
from dataclasses import dataclass

from actions.claims.item_matching import named_in
from actions.dialogue import answers
from actions.dialogue.formats import listing
from actions.dialogue.order_numbers import answered_number, order_numbers
from actions.dialogue.scene import Ask, Done, Scene
from actions.dialogue.wording import Button
from shop.identity import Identified, Identity, Locked, belongs_to, identify, orders_of, own_order
from shop.models import Order
from shop.numbers import number_key, one_of
from shop.orders import find_order

MOST_OFFERED = 8
LOCKED = "identity_locked"


@dataclass(frozen=True)
class Found:
    """The order, whole, of a shopper who is known to be its buyer."""

    order: Order


def take_identity(scene: Scene, is_new: bool) -> bool:
    """Take an order number and a contact from the message, where they are stated or asked for."""
    memory, turn = scene.memory, scene.turn
    asks = memory["session__asks"]
    number = next(iter(order_numbers(turn)), None) if asks != "address" else None
    if asks == "order_number":
        number = answers.choice(turn, memory["session__options"] or []) or answered_number(turn)
    wants_another = is_new or asks in ("order_number", "contact") or turn.intent == "correct"
    taken = bool(number) and wants_another and _differs(memory["identity__order"], str(number))
    if taken:
        memory["identity__order_number"], memory["identity__order"] = str(number), None
    is_asked = asks in ("contact", "order_number")
    contact = answers.contact(turn) if is_asked else answers.stated_contact(turn)
    if contact and number and number_key(contact) in number_key(str(number)):
        contact = None  # these digits are the number that was asked for, and not a phone besides
    if contact and _is_contact_asked(asks, is_new):
        memory["identity__contact"], memory["identity__contact_from"] = str(contact), turn.message
        if not number and not memory["identity__order_number"] and not memory["identity__order"]:
            memory["identity__order_number"] = memory["identity__last_number"]
        taken = True
    return taken or (asks == "order_number" and bool(number))


async def order_step(scene: Scene) -> Found | Ask | Done:
    """The verified order, or the question or end that stands in its way."""
    known = await known_order(scene)
    if known is not None:
        return Found(known)
    memory = scene.memory
    if scene.turn.identity and not memory["identity__order_number"]:
        own = await _own_orders(scene)
        if own:
            return _of_own(scene, own)
    if not memory["identity__order_number"]:
        return Ask("order_number", "identity__order_number", "order_number")
    if not memory["identity__contact"]:
        return Ask("contact", "identity__contact", "contact")
    return await _identify(scene)


async def known_order(scene: Scene) -> Order | None:
    """The order this conversation is about, if its buyer is known already; looked up once in a turn."""
    wanted = scene.memory["identity__order_number"]
    if scene.order is None or wanted is not None:
        scene.order = await _look_up(scene)
    known: Order | None = scene.order
    return known


async def _look_up(scene: Scene) -> Order | None:
    memory, turn = scene.memory, scene.turn
    wanted = memory["identity__order_number"]
    proven: Sequence[str] = memory["identity__orders"] or []
    number = memory["identity__order"] if not wanted else one_of(wanted, proven)
    if number is not None and number in proven:
        async with scene.services.database.session() as session:
            return _keep(scene, await find_order(session, turn.store, number)).order
    if wanted and turn.identity:
        async with scene.services.database.session() as session:
            own = await own_order(session, turn.store, wanted, _identity(scene))
        if own is not None:
            return _keep(scene, own).order
    return None


def _identity(scene: Scene) -> Identity:
    """Whom a token or a channel vouches for."""
    vouched = scene.turn.identity or {}
    return Identity(vouched.get("email"), vouched.get("phone"))


async def _own_orders(scene: Scene) -> Sequence[Order]:
    proven = _identity(scene)
    async with scene.services.database.session() as session:
        own = await orders_of(session, scene.turn.store, email=proven.email, phone=proven.phone)
    return [order for order in own if belongs_to(order, proven)]


async def _identify(scene: Scene) -> Found | Ask | Done:
    memory, turn = scene.memory, scene.turn
    async with scene.services.database.transaction() as session:
        outcome = await identify(
            session,
            store=turn.store,
            number=str(memory["identity__order_number"]),
            contact=str(memory["identity__contact"]),
            conversation=turn.conversation,
            networks=turn.networks,
            now=turn.now,
            message=turn.message,
        )
    if isinstance(outcome, Identified):
        return _keep(scene, outcome.order)
    if not isinstance(outcome, Locked) and memory["identity__contact_from"] != turn.message:
        memory["identity__contact"] = None  # that of another order: it may well be another one here
        return Ask("contact", "identity__contact", "contact")
    memory["identity__last_number"] = memory["identity__order_number"]
    memory["identity__order_number"] = memory["identity__contact"] = memory["identity__order"] = None
    if isinstance(outcome, Locked):
        memory["identity__locked"] = {"by": outcome.by, "until": outcome.until.isoformat()}
        return Done(LOCKED)
    scene.voice.say("utter_identity_failed")
    memory["session__asks"] = None
    return Ask("order_number", "identity__order_number", "order_number")


def _keep(scene: Scene, order: Order) -> Found:
    memory = scene.memory
    proven = list(memory["identity__orders"] or [])
    if order.number not in proven:
        memory["identity__orders"] = [*proven, order.number]
    memory["identity__order"], memory["identity__order_number"] = order.number, None
    scene.order = order
    return Found(order)


def _of_own(scene: Scene, own: Sequence[Order]) -> Found | Ask:
    """The only order, or the one whose item was named; else the question which."""
    meant = own[0] if len(own) == 1 else _holding(own, scene) if scene.turn.is_heard else None
    return _ask_which(scene, own) if meant is None else _keep(scene, meant)


def _holding(own: Sequence[Order], scene: Scene) -> Order | None:
    """The one order whose item the message names."""
    lines = [(order, item) for order in own for item in order.items]
    named = named_in(scene.turn.text, [item for _, item in lines], scene.services.likeness)
    orders = {order.number: order for order, item in lines if item in named}
    return next(iter(orders.values())) if len(orders) == 1 else None


def _ask_which(scene: Scene, own: Sequence[Order]) -> Ask:
    shown = own[:MOST_OFFERED]
    buttons = [
        Button(_title(order, scene.voice.language), f'/inform{{"order_number": "{order.number}"}}')
        for order in shown
    ]
    return Ask(
        "order_number",
        "identity__order_number",
        "order_number_of_yours",
        buttons=buttons,
        options=[order.number for order in shown],
    )


def _title(order: Order, language: str) -> str:
    names = [item.name for item in order.items[:2]]
    return f"{order.number}: {listing(names, language)}" if names else order.number


def _differs(current: str | None, stated: str) -> bool:
    return current is None or one_of(stated, [current]) is None


def _is_contact_asked(asks: str | None, is_new: bool) -> bool:
    return is_new or asks in ("contact", "order_number")
