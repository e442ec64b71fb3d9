"""Conversations and messages of the web chat."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import conversations
from gateway.accepting import Accepted, accept
from gateway.awaited import Outcome
from gateway.channels import WEB
from gateway.channels.handover.on_web import WebAnswer
from gateway.channels.handover.requests import Answer, answer_in
from gateway.customer_tokens import customer_identity
from gateway.errors import Invalid, NotFound
from gateway.hub import WORK, typing_in
from gateway.inbound import GATEWAY, OPENING, InboundMessage
from gateway.models import Message, Upload
from gateway.tokens import Identity
from gateway.transcript import history, shown
from gateway.waiting import outcome_of
from gateway.web.access import Http, Networks, TheConversation, TheGateway, TheSender, limited
from gateway.web.schemas import (
    AcceptedOut,
    ConversationOut,
    MessagesOut,
    NewConversation,
    NewMessage,
    ProblemOut,
)
from gateway.wiring import Gateway
from telemetry.tracing import new_parent

HELD = (401, 404, 410, 422, 429)
PROBLEM: dict[str, Any] = {"model": ProblemOut, "content": {"application/problem+json": {}}}
router = APIRouter(tags=["chat"])


def shown_to_shopper(gateway: Gateway, messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Messages as the API shows them, with links that work from now on."""
    return [shown(message, gateway.link_to_file) for message in messages]


@router.post(
    "/stores/{store}/conversations",
    status_code=201,
    response_model=ConversationOut,
    responses={401: PROBLEM, 404: PROBLEM, 422: PROBLEM, 429: PROBLEM},
    dependencies=[limited("conversations")],
)
async def open_conversation(
    store: str,
    gateway: TheGateway,
    networks: Networks,
    body: Annotated[NewConversation | None, Body()] = None,
) -> dict[str, Any]:
    """Open a conversation with a store and hear its greeting."""
    for network in networks[1:]:  # whoever has a /48 has 65,536 addresses by which we count
        await gateway.count("network_conversations", network)
    now, token, conversation_id = gateway.clock(), conversations.new_token(), gateway.new_id()
    identity = _identity(gateway, store, body)
    opening = conversations.Opening(
        conversation_id, store, WEB, identity=identity, token=token, networks=networks
    )
    first = InboundMessage(GATEWAY, None, "opening", now, payload=OPENING, trace=new_parent())
    with gateway.hub.listening(conversation_id) as wake:
        with gateway.slots.reserved(conversation_id) as begin:
            async with gateway.database.transaction() as session:
                await conversations.require_store(session, store)
                conversations.open_conversation(session, opening, now)
                await session.flush()
                accepted = await accept(session, conversation_id, first, gateway.terms, begin is not None)
            if begin is not None and accepted.turn is not None:
                begin(accepted.turn)
        gateway.hub.wake(*([WORK] if accepted.queued else []))
        outcome = await outcome_of(gateway, accepted, wake)
    return {"id": conversation_id, "token": token, "greeting": shown_to_shopper(gateway, outcome.messages)}


def _identity(gateway: Gateway, store: str, body: NewConversation | None) -> Identity:
    if body is None or body.customer_token is None:
        return Identity()
    keys = gateway.settings.customer_keys(store)
    return customer_identity(body.customer_token, store=store, keys=keys, now=gateway.clock())


@router.post(
    "/conversations/{conversation_id}/messages",
    status_code=202,
    response_model=AcceptedOut | MessagesOut,
    responses={200: {"model": MessagesOut}, **dict.fromkeys(HELD, PROBLEM)},
    dependencies=[limited("messages")],
)
async def send_message(
    conversation: TheSender,
    gateway: TheGateway,
    body: NewMessage,
    http: Http,
    wait: Annotated[bool, Query(description="Stay until the turn is answered.")] = False,
) -> dict[str, Any]:
    """Say something; the same client id twice is one message."""
    if len(body.text or "") > gateway.settings.text_characters:
        raise Invalid(f"text: at most {gateway.settings.text_characters} characters")
    if body.as_of is not None and not gateway.settings.replay_times:
        raise Invalid("as_of: only taken where REPLAY_TIMES is set")
    await gateway.count("conversation_messages", conversation)
    if (answer := answer_in(body.payload, "confirm", "refuse")) is not None:
        outcome: Outcome | None = await _answer_handover(gateway, conversation, body, answer)
    else:
        outcome = await _have_answered(gateway, conversation, body, http.trace, wait)
    if outcome is None or not wait:
        return {"accepted": True}
    http.response.status_code = 200
    return {"messages": shown_to_shopper(gateway, outcome.messages), "state": outcome.state}


async def _have_answered(
    gateway: Gateway, conversation: str, body: NewMessage, trace: str, wait: bool
) -> Outcome | None:
    """Put it into the inbox; what was answered, if that is waited for."""
    with gateway.hub.listening(conversation) as changed:
        accepted = await _accept(gateway, conversation, body, trace)
        gateway.hub.wake(*([WORK] if accepted.queued else []), typing_in(conversation))
        if wait:
            return await outcome_of(gateway, accepted, changed)
    if not accepted.fresh:  # known from memory, it may be that nothing was looked at yet
        async with gateway.database.session() as session:
            await conversations.state_on_web(session, conversation)
    return None


async def _answer_handover(gateway: Gateway, conversation: str, body: NewMessage, answer: Answer) -> Outcome:
    """Whether the conversation goes on in a channel; a yes is the last thing that is said here."""
    async with gateway.database.transaction() as session:
        shopper = WebAnswer(gateway, session, conversation, body.id)
        outcome = await shopper.take(answer)
    gateway.hub.wake(*shopper.woken, WORK)
    return outcome


async def _accept(gateway: Gateway, conversation: str, body: NewMessage, trace: str) -> Accepted:
    known = gateway.recent.find(conversation, body.id)
    if known is not None:
        return known
    with gateway.slots.reserved(conversation) as begin:
        async with gateway.database.transaction() as session:
            files = await _attach(session, conversation, tuple(dict.fromkeys(body.attachments)))
            message = _message(body, files, gateway.clock(), trace)
            accepted = await accept(session, conversation, message, gateway.terms, begin is not None)
        if begin is not None and accepted.turn is not None:
            begin(accepted.turn)
    gateway.recent.keep(body.id, accepted)
    return accepted


def _message(body: NewMessage, files: list[dict[str, Any]], now: datetime, trace: str) -> InboundMessage:
    return InboundMessage(
        channel=WEB,
        sender=None,
        external_id=body.id,
        at=now,
        text=body.text or "" if not body.payload else "",
        payload=body.payload,
        attachments=tuple(files),
        trace=trace,
        as_of=body.as_of,
    )


async def _attach(session: AsyncSession, conversation: str, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """The conversation's own files by those ids, marked as sent; NotFound if one isn't its own."""
    if not ids:
        return []
    query = select(Upload).where(Upload.id.in_(ids), Upload.conversation_id == conversation)
    found = {upload.id: upload for upload in (await session.scalars(query)).all()}
    if set(found) != set(ids):
        raise NotFound("An attachment is not a file of this conversation.")
    for upload in found.values():
        upload.attached = True
    return [{"id": each, "kind": found[each].kind} for each in ids]


@router.get(
    "/conversations/{conversation_id}/messages",
    response_model=MessagesOut,
    responses=dict.fromkeys(HELD, PROBLEM),
    dependencies=[limited("reads")],
)
async def read_history(
    conversation: TheConversation, gateway: TheGateway, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> dict[str, Any]:
    """What was said after that number, in order."""
    async with gateway.database.session() as session:
        messages = await history(session, conversation, after)
        state = await conversations.state_on_web(session, conversation)
    return {"messages": shown_to_shopper(gateway, messages), "state": state}
