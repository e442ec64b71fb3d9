"""What platforms call: handshakes and webhooks, verified over raw bytes; moving a conversation there."""

from datetime import datetime
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from gateway.channels import WEB
from gateway.channels.handover.requests import Link, new_code, offer
from gateway.channels.interface import Channel, Kind, Webhook
from gateway.channels.receiving import receive
from gateway.conversations import locked_in
from gateway.errors import Conflict, Forbidden, Invalid, NotFound
from gateway.web.access import TheConversation, TheGateway, address_of, limited
from gateway.web.chat import HELD, PROBLEM
from gateway.wiring import Gateway

LARGEST_WEBHOOK = 4 << 20  # WhatsApp sends up to 3 MB
NAME = r"^[\w-]{1,64}$"
Name = Annotated[str, Path(pattern=NAME)]
log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False, dependencies=[limited("webhooks")])
api = APIRouter(tags=["chat"])


@router.get("/webhooks/{name}/{store}")
async def handshake(name: Name, store: Name, request: Request, gateway: TheGateway) -> Response:
    """Answer the platform's question whether this is ours."""
    channel, caller = await _called_by(gateway, request, (name, store))
    answer = channel.challenge(_hook(gateway, request, b""))
    if answer is None:
        await gateway.count("failures", caller)
        raise Forbidden("The handshake is not right.")
    return Response(answer, media_type="text/plain")


@router.post("/webhooks/{name}/{store}", max_body_size=LARGEST_WEBHOOK)
async def webhook(name: Name, store: Name, request: Request, gateway: TheGateway) -> Response:
    """Store all that the platform tells, then acknowledge it."""
    channel, caller = await _called_by(gateway, request, (name, store))
    hook = _hook(gateway, request, await request.body())
    if not channel.verify(hook):
        log.warning("webhook_refused", channel=name, store=store)
        await gateway.count("failures", caller)
        raise Forbidden("The signature is not right.")
    try:
        received = channel.parse(hook)
    except ValueError:
        log.warning("webhook_unreadable", channel=name, store=store, bytes=len(hook.body))
        raise Invalid("The body is not as this platform sends it.") from None
    await receive(gateway, channel, received)
    for each in received.incoming:
        if each.kind is Kind.CHOICE:
            gateway.in_background(channel.acknowledge(each))
    text, media_type = channel.acknowledgement
    return Response(text, media_type=media_type)


def _channel(gateway: Gateway, name: str, store: str) -> Channel:
    channel = gateway.channels.get((name, store))
    if channel is None:
        raise NotFound
    return channel


async def _called_by(gateway: Gateway, request: Request, account: tuple[str, str]) -> tuple[Channel, str]:
    """The channel, and by whom failures are counted: an address at one account.

    A platform calls for all its accounts from the same addresses: one with an old secret harms no other. A
    call for an account that isn't is a failure of its address. TooMany when there were too many.
    """
    address, channel = address_of(request, gateway), gateway.channels.get(account)
    if channel is None:
        await gateway.count("failures", address)
        raise NotFound
    caller = f"{address}/{channel.name}/{channel.store}"
    await gateway.require_left("failures", caller)
    return channel, caller


def _hook(gateway: Gateway, request: Request, body: bytes) -> Webhook:
    return Webhook(
        url=_called(gateway, request),
        headers={name.lower(): value for name, value in request.headers.items()},
        query=dict(request.query_params),
        body=body,
    )


def _called(gateway: Gateway, request: Request) -> str:
    """The address that the platform called: as set, since a proxy in between changes what arrives here."""
    public = gateway.settings.public_url
    if public is None:
        return str(request.url)
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{public.rstrip('/')}{request.url.path}{query}"


class Move(BaseModel):
    """Where a conversation should go on."""

    channel: str = Field(pattern=NAME)


class MoveOut(BaseModel):
    """The link to open there, and until when it works."""

    url: str
    expires_at: datetime


@api.post(
    "/conversations/{conversation_id}/move",
    status_code=201,
    response_model=MoveOut,
    responses=dict.fromkeys((*HELD, 409), PROBLEM),
    dependencies=[limited("moves")],
)
async def move_conversation(conversation: TheConversation, gateway: TheGateway, body: Move) -> dict[str, Any]:
    """A link by which this conversation can go on in another channel, once both sides have confirmed it."""
    code = new_code()
    async with gateway.database.transaction() as session:
        held = await locked_in(session, conversation, WEB)
        channel = _channel(gateway, body.channel, held.store)
        link = channel.link(code)
        if link is None:
            raise Conflict("A conversation can't be moved to that channel.")
        request = Link(gateway.new_id(), channel.name, code)
        expires = await offer(session, held, request, gateway.clock())
    return {"url": link, "expires_at": expires}
