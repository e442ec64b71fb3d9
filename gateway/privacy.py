"""One shopper's own data: found, shown, erased, by e-mail, phone or conversation."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.desk import cases_of
from gateway.models import Conversation, Message, Upload
from gateway.transcript import history, shown
from gateway.wiring import Gateway
from shop.contact import email_key, phone_key
from shop.models import Case, Customer, Order, Store
from shop.orders import orders_of

MOST_ORDERS = 10_000


async def conversations_of(session: AsyncSession, contact: str, store: str) -> list[str]:
    """A shopper's conversations with a store: vouched for, with the contact in them, or by their cases."""
    email, phone = (email_key(contact), None) if "@" in contact else (None, phone_key(contact, None))
    said = select(Message.conversation_id).where(Message.text.icontains(contact.strip(), autoescape=True))
    cases = (
        select(Case.conversation)
        .join(Order, Order.id == Case.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .join(Store, Store.id == Case.store_id)
        .where(Store.slug == store)
        .where(Customer.email_key == email if email else Customer.phone_key == phone)
    )
    known = (
        Conversation.email.icontains(contact.strip(), autoescape=True)
        if email
        else Conversation.phone == phone
    )
    query = (
        select(Conversation.id)
        .where(Conversation.store == store)
        .where(or_(known, Conversation.id.in_(said), Conversation.id.in_(cases)))
        .order_by(Conversation.created_at)
    )
    return list((await session.scalars(query)).all())


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
    return {
        "id": conversation.id,
        "store": conversation.store,
        "channel": conversation.channel,
        "sender": conversation.sender,
        "created_at": _text(conversation.created_at),
        "identity": {"email": conversation.email, "phone": conversation.phone},
        "transcript": [shown(each, gateway.link_to_file) for each in await history(session, conversation.id)],
        "cases": await cases_of(session, conversation.id),
        "files": [{"id": each.id, "kind": each.kind, "bytes": each.bytes} for each in uploads.all()],
    }


async def orders_exported(session: AsyncSession, contact: str, store: str) -> list[str]:
    """The numbers of the shopper's orders; `shop order` shows each."""
    email, phone = (contact, None) if "@" in contact else (None, contact)
    return [order.number for order in await orders_of(session, store, email, phone, MOST_ORDERS)]


def _text(at: datetime) -> str:
    return at.isoformat()
