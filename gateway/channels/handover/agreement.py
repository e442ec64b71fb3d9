"""Whether a web conversation and a channel's chat are one person's: two identities never become one."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.models import Conversation
from shop.contact import phone_key
from shop.identity import Identity, belongs_to
from shop.proofs import is_one_buyer, proven_orders


async def agree(session: AsyncSession, web: Conversation, phone: str | None) -> bool:
    """Whether what was proven on the web belongs to the owner of the chat's number, or nothing was proven.

    Proven on the web: what the shop's site vouches for, and every order that was looked up with its contact.
    """
    vouched = Identity(web.email, web.phone)
    if vouched != Identity() and not await _is_owner(session, web.store, vouched, phone):
        return False
    for order in await proven_orders(session, web.id):
        if phone is not None and belongs_to(order, Identity(phone=phone)):
            continue
        if not await _is_owner(session, web.store, Identity(order.customer.email), phone):
            return False
    return True


async def _is_owner(session: AsyncSession, store: str, known: Identity, phone: str | None) -> bool:
    """Whether the number is this person's: their own, or on an order beside their e-mail."""
    if phone is None:
        return False
    if known.phone is not None and phone_key(known.phone, None) == phone_key(phone, None):
        return True
    return known.email is not None and await is_one_buyer(session, store, known.email, phone)
