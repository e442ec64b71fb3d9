"""Moving a web conversation into another channel: a signed link that works once, for a short while."""

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.channels import WEB
from gateway.channels.interface import Incoming
from gateway.channels.telling import kept_apart, marked, tell
from gateway.conversations import locked
from gateway.errors import NotFound
from gateway.models import Conversation
from gateway.transcript import Said, language_with, last_said, say
from gateway.wording import words

if TYPE_CHECKING:
    from gateway.channels.receiving import Receiving

GOOD_FOR = timedelta(minutes=30)
_CODE = re.compile(r"(?<![\w-])M([\w-]{48})(?![\w-])", re.ASCII)


def moving_code(conversation: str, secret: str, expires: datetime) -> str:
    """A code of 49 letters, digits, - and _ that moves this conversation until `expires`."""
    body = bytes.fromhex(conversation) + int(expires.timestamp()).to_bytes(4, "big")
    return "M" + base64.urlsafe_b64encode(body + _signature(body, secret)).decode()


def _signature(body: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), b"move:" + body, hashlib.sha256).digest()[:16]


def code_in(text: str) -> str | None:
    """The code in a message, if there is one."""
    found = _CODE.search(text)
    return found[1] if found else None


def conversation_of(code: str, secret: str, now: datetime) -> str | None:
    """The conversation that a code moves, if it was made here and has not run out."""
    raw = base64.urlsafe_b64decode(code)
    body, signature = raw[:20], raw[20:]
    if not hmac.compare_digest(_signature(body, secret), signature):
        return None
    return body[:16].hex() if now.timestamp() < int.from_bytes(body[16:], "big") else None


async def move_here(turn: "Receiving", each: Incoming, code: str) -> None:
    """The conversation behind the code goes on in this chat; the one held here before rests."""
    wanted = await _wanted(turn, code)
    if wanted is None:
        await kept_apart(turn, each, "[link]")
        await tell(turn, "not_moved")
        return
    here, now = turn.conversation, turn.gateway.clock()
    asked = await last_said(turn.session, wanted.id)
    text = words("moved_away", await language_with(turn.session, wanted.id))
    await say(turn.session, wanted, Said("bot", text), now)
    wanted.channel, wanted.sender, wanted.address = turn.channel.name, each.sender, here.address
    wanted.phone = here.phone or wanted.phone
    turn.chat.conversation_id, turn.conversation = wanted.id, wanted
    marked(turn, each)
    await turn.session.flush()
    if here.last_seq == 0:
        await turn.session.delete(here)  # it was opened for this message only
    await tell(turn, "moved")
    if asked is not None and (asked.buttons or asked.data) and wanted.state == "bot":
        again = Said("bot", asked.text, buttons=asked.buttons, data=asked.data)
        await say(turn.session, wanted, again, now)


async def _wanted(turn: "Receiving", code: str) -> Conversation | None:
    """The web conversation to be moved, locked; None if it is none, another store's or moved already."""
    secret = turn.gateway.settings.gateway_secret.get_secret_value()
    wanted = conversation_of(code, secret, turn.gateway.clock())
    if wanted is None:
        return None
    try:
        conversation = await locked(turn.session, wanted)
    except NotFound:
        return None
    return conversation if (conversation.channel, conversation.store) == (WEB, turn.channel.store) else None
