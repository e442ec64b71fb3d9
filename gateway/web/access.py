"""Dependencies of the routes: the gateway itself, the caller's address, the caller's conversation."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from gateway import conversations
from gateway.models import Conversation
from gateway.tokens import bearer, hashed_address
from gateway.web.clients import client_address
from gateway.wiring import Gateway

_scheme = HTTPBearer(auto_error=False, description="The conversation's token.")


def the_gateway(request: Request) -> Gateway:
    """The gateway this application serves."""
    gateway: Gateway = request.app.state.gateway
    return gateway


TheGateway = Annotated[Gateway, Depends(the_gateway)]


def the_address(request: Request, gateway: TheGateway) -> str | None:
    """The hash of the caller's address."""
    address = client_address(request, gateway.settings.trusted_proxies)
    return hashed_address(address, gateway.settings.gateway_secret.get_secret_value())


Address = Annotated[str | None, Depends(the_address)]


async def the_conversation(
    conversation_id: str, request: Request, gateway: TheGateway, _scheme: Annotated[object, Depends(_scheme)]
) -> Conversation:
    """The conversation in the path, if the caller holds its token."""
    token = bearer(request.headers.get("authorization"))
    async with gateway.database.session() as session:
        return await conversations.authorised(session, conversation_id, token)


TheConversation = Annotated[Conversation, Depends(the_conversation)]
