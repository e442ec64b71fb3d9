"""The channel's side: who opens the link is told what it joins, and shown none of it before both confirm."""

from gateway.channels.chat_turn import ChatTurn
from gateway.channels.handover.agreement import agree
from gateway.channels.handover.requests import ANSWER_WITHIN, Answer, by_code, by_id, is_over
from gateway.channels.handover.topics import topic_of
from gateway.channels.interface import Incoming
from gateway.channels.telling import kept_apart
from gateway.conversations import TALKING_TO_A_PERSON
from gateway.models import ChannelHandover, Conversation
from gateway.transcript import Said, button_title, say
from gateway.wording import words

DIGITS = 2


async def open_link(turn: ChatTurn, each: Incoming, code: str) -> None:
    """Say what the link joins, and ask whether they began that; the first to open it is the only one."""
    await kept_apart(turn, each, "[link]")
    found = await by_code(turn.session, code)
    if found is None or not _may_open(turn, *found):
        await _say(turn, "handover_over")
        return
    request, web = found
    if (refusal := await _refusal(turn, web)) is not None:
        await _say(turn, refusal)
        return
    if request.state == "accepted":
        await _say(turn, "handover_waiting", number=request.number or "")
        return
    request.state, request.chat_id = "opened", turn.chat.id
    request.expires_at = turn.gateway.clock() + ANSWER_WITHIN
    await _ask(turn, request, web)


async def answer_question(turn: ChatTurn, each: Incoming, answer: Answer) -> None:
    """They began it, or they didn't; if they did, whoever made the link is asked."""
    title = await button_title(turn.session, turn.conversation.id, answer.payload)
    await kept_apart(turn, each, title or each.text)
    found = await by_id(turn.session, answer.request)
    if found is None or found[0].state != "opened" or not _may_open(turn, *found):
        await _say(turn, "handover_over")
        return
    request, web = found
    if answer.said == "leave":
        request.state = "declined"
        await _say(turn, "handover_left")
    elif (refusal := await _refusal(turn, web)) is not None:
        await _say(turn, refusal)
    elif answer.said == "join":
        await _accept(turn, request, web)


def _may_open(turn: ChatTurn, request: ChannelHandover, web: Conversation) -> bool:
    """Whether the link was made for this channel of this store, has not run out, and is nobody else's."""
    place = (request.channel, web.store) == (turn.channel.name, turn.channel.store)
    theirs = request.state == "offered" or (
        request.state in ("opened", "accepted") and request.chat_id == turn.chat.id
    )
    return place and theirs and not is_over(request, turn.gateway.clock())


async def _refusal(turn: ChatTurn, web: Conversation) -> str | None:
    """Why it can't go on here, if it can't."""
    if turn.conversation.state in TALKING_TO_A_PERSON:
        return "handover_with_person"
    if await agree(turn.session, web, turn.conversation.phone):
        return None
    return "handover_differs" if turn.conversation.phone else "handover_unknown"


async def _ask(turn: ChatTurn, request: ChannelHandover, web: Conversation) -> None:
    language = _language(turn, web)
    buttons = [
        {"title": words("handover_join", language), "payload": Answer("join", request.id).payload},
        {"title": words("handover_leave", language), "payload": Answer("leave", request.id).payload},
    ]
    text = words(
        "handover_opened",
        language,
        store=web.store,
        started=f"{web.created_at:%Y-%m-%d %H:%M} UTC",
        topic=await topic_of(turn.session, web, language),
    )
    said = Said("bot", text, buttons=buttons, key=f"handover:{request.id}:{turn.conversation.last_seq + 1}")
    await say(turn.session, turn.conversation, said, turn.gateway.clock())


async def _accept(turn: ChatTurn, request: ChannelHandover, web: Conversation) -> None:
    now = turn.gateway.clock()
    request.number = str(turn.gateway.dice.randrange(10, 100))
    request.state, request.expires_at = "accepted", now + ANSWER_WITHIN
    await say(turn.session, web, _question(turn, request, web), now)
    await _say(turn, "handover_waiting", number=request.number)
    turn.woken.append(web.id)


def _question(turn: ChatTurn, request: ChannelHandover, web: Conversation) -> Said:
    """What the web shopper is asked: who wants it, as far as may be told."""
    language, phone = web.language, turn.conversation.phone
    ends = phone[-DIGITS:] if phone else None
    ending = words("handover_ending", language, digits=ends) if ends else ""
    number = request.number or ""
    text = words("handover_asked", language, channel=turn.channel.title, ending=ending, number=number)
    buttons = [
        {"title": words("handover_confirm", language), "payload": Answer("confirm", request.id).payload},
        {"title": words("handover_refuse", language), "payload": Answer("refuse", request.id).payload},
    ]
    card = {
        "type": "handover",
        "channel": turn.channel.name,
        "ends_in": ends,
        "number": number,
        "expires_at": request.expires_at.isoformat(),
    }
    return Said("bot", text, buttons=buttons, data=card, key=f"handover:{request.id}:{web.last_seq + 1}")


async def _say(turn: ChatTurn, key: str, **values: str) -> None:
    """Answer what they did, whoever is in charge of the chat."""
    text = words(key, turn.conversation.language, **values)
    await say(turn.session, turn.conversation, Said("bot", text), turn.gateway.clock())


def _language(turn: ChatTurn, web: Conversation) -> str:
    """Theirs; where nothing was written here yet, that of the other chat, from now on."""
    if turn.conversation.last_seq <= 1:
        turn.conversation.language = web.language
    return turn.conversation.language
