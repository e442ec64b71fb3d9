"""One shopper's own data: found, shown, erased, by e-mail, phone or conversation."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.desk import cases_of
from gateway.links import EXPORT
from gateway.models import Conversation, Message, Upload
from gateway.transcript import history, shown
from gateway.wiring import Gateway
from shop.contact import email_key, matches, phone_key
from shop.customers import customers_with
from shop.models import Case, Customer, Order

WRITTEN_EMAIL = re.compile(
    r"(?<![^\s<>(),;:\"'@])[^\s<>(),;:\"'@]+@[^\s<>(),;:\"'@]+"
)  # from a word's first character
WRITTEN_PHONE = re.compile(r"[+＋]?\d[\d\s().\-‐-―−/]{4,}\d")
TELLING_DIGITS = 7  # of a phone's end: what every spelling of it has in common
Buyers = Select[int] | CompoundSelect[int]


class NoContact(Exception):  # noqa: N818 (named as what is missing)
    """What was given is neither an e-mail nor a phone."""


@dataclass(frozen=True)
class Wanted:
    """A shopper's contact in the forms that contacts are compared in, and the country of their phone."""

    email: str | None
    phone: str | None
    country: str | None

    def patterns(self) -> list[str]:
        """What SQL must find for `is_in` to look closer; "/" escapes."""
        digits = re.sub(r"\D", "", self.phone or "")[-TELLING_DIGITS:]
        email = re.sub(r"([%_/])", r"/\1", self.email or "")
        return [f"%{each}%" for each in (email, "%".join(digits)) if each]

    def is_in(self, text: str) -> bool:
        """Whether one of the contacts is written in the text, by itself and not within another."""
        emails = (email_key(each.strip(".!?*_")) for each in WRITTEN_EMAIL.findall(text))
        if self.email is not None and self.email in emails:
            return True
        return any(matches(each, None, self.phone, self.country) for each in WRITTEN_PHONE.findall(text))


async def conversations_of(session: AsyncSession, contact: str, store: str) -> list[str]:
    """A shopper's conversations with a store: vouched for, with their contact in them, or by their cases.

    Their orders may name both an e-mail and a phone: both are looked for. Contacts are compared as the shop
    compares them: another spelling isn't missed, a stranger's longer address isn't taken for theirs.
    """
    email, phone = as_email_or_phone(contact)
    buyers = customers_with(store, email, phone)
    if buyers is None:
        raise NoContact
    known = await session.execute(
        select(Customer.email_key, Customer.phone_key, Customer.country).where(Customer.id.in_(buyers))
    )
    wanted = {Wanted(email_key(email), phone_key(phone, None), None)}
    wanted |= {Wanted(*row) for row in known.all()}
    found = set(await session.scalars(_by_case(buyers)))
    found |= {each for one in wanted for each in await _with(session, store, one)}
    query = select(Conversation.id).where(Conversation.store == store, Conversation.id.in_(found))
    return list((await session.scalars(query.order_by(Conversation.created_at))).all())


def as_email_or_phone(contact: str) -> tuple[str | None, str | None]:
    """A contact as an operator writes it: an e-mail or a phone, and None for the other."""
    return (contact, None) if "@" in contact else (None, contact)


def _by_case(buyers: Buyers) -> Select[str]:
    orders = select(Order.id).where(Order.customer_id.in_(buyers))
    return select(Case.conversation).where(Case.order_id.in_(orders))


async def _with(session: AsyncSession, store: str, wanted: Wanted) -> set[str]:
    """Conversations that a channel or a token vouches for, and those in which the contact was written."""
    here = Conversation.store == store
    vouched = await session.execute(
        select(Conversation.id, Conversation.email, Conversation.phone).where(here, _vouching(wanted))
    )
    found = {
        row.id for row in vouched.all() if wanted.is_in(row.email or "") or wanted.is_in(row.phone or "")
    }
    written = (
        select(Message.conversation_id, Message.text)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(here, or_(*(Message.text.ilike(each, escape="/") for each in wanted.patterns())))
    )
    rows = await session.stream(written)
    return found | {where async for where, text in rows if wanted.is_in(text)}


def _vouching(wanted: Wanted) -> ColumnElement[bool]:
    patterns = wanted.patterns()
    columns = (Conversation.email, Conversation.phone)
    return or_(*(column.ilike(each, escape="/") for column in columns for each in patterns))


async def exported(gateway: Gateway, conversations: list[str]) -> list[dict[str, Any]]:
    """All that is kept of these conversations, ready for JSON; links to files work for a while."""
    found = []
    async with gateway.database.session() as session:
        for conversation_id in conversations:
            conversation = await session.get(Conversation, conversation_id)
            if conversation is not None:
                found.append(await _one(session, gateway, conversation))
    return found


async def _one(session: AsyncSession, gateway: Gateway, conversation: Conversation) -> dict[str, Any]:
    uploads = await session.scalars(select(Upload).where(Upload.conversation_id == conversation.id))
    link = partial(gateway.link_to_file, agent=EXPORT)
    return {
        "id": conversation.id,
        "store": conversation.store,
        "channel": conversation.channel,
        "sender": conversation.sender,
        "created_at": _text(conversation.created_at),
        "identity": {"email": conversation.email, "phone": conversation.phone},
        "transcript": [shown(each, link) for each in await history(session, conversation.id)],
        "cases": await cases_of(session, conversation.id),
        "files": [{"id": each.id, "kind": each.kind, "bytes": each.bytes} for each in uploads.all()],
    }


def _text(at: datetime) -> str:
    return at.isoformat()
