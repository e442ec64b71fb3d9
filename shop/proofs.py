"""Which orders a conversation has proven to be its shopper's, by number and contact."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from shop.contact import email_key, phone_key
from shop.models import Customer, Order, ProvenOrder, Store


async def remember_proof(session: AsyncSession, conversation: str, order: Order, now: datetime) -> None:
    """Keep that the order was proven there; once is enough."""
    if await session.get(ProvenOrder, (conversation, order.id)) is None:
        session.add(ProvenOrder(conversation=conversation, order_id=order.id, at=now))


async def proven_orders(session: AsyncSession, conversation: str) -> Sequence[Order]:
    """The orders proven there, each with its buyer."""
    query = (
        select(Order)
        .join(ProvenOrder, ProvenOrder.order_id == Order.id)
        .where(ProvenOrder.conversation == conversation)
        .order_by(Order.id)
        .options(joinedload(Order.customer))
    )
    return (await session.scalars(query)).all()


async def is_one_buyer(session: AsyncSession, store: str, email: str, phone: str) -> bool:
    """Whether an order of the store names both this e-mail and this number."""
    query = (
        select(Customer.id)
        .join(Store, Store.id == Customer.store_id)
        .where(
            Store.slug == store,
            Customer.email_key == email_key(email),
            Customer.phone_key == phone_key(phone, None),
        )
        .limit(1)
    )
    return await session.scalar(query) is not None


async def forget_proofs(session: AsyncSession, conversations: Sequence[str]) -> None:
    """Forget what was proven in these conversations."""
    await session.execute(delete(ProvenOrder).where(ProvenOrder.conversation.in_(conversations)))
