"""Dependencies of the routes: the gateway itself, the caller's address, the caller's conversation."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection

from gateway import conversations
from gateway.errors import Moved, NotFound, Unauthorised
from gateway.tokens import bearer, hashed, hashed_networks
from gateway.web.clients import client_address
from gateway.wiring import Gateway
from telemetry.tracing import accepted_parent, new_parent

REMEMBERED = 50_000
NETWORKS = "gateway.networks"
_scheme = HTTPBearer(auto_error=False, description="The conversation's token.")


async def the_gateway(request: Request) -> Gateway:
    """The gateway this application serves."""
    gateway: Gateway = request.app.state.gateway
    return gateway


TheGateway = Annotated[Gateway, Depends(the_gateway)]


def networks_of(request: HTTPConnection, gateway: Gateway) -> list[str]:
    """The hashes of the address that a request comes from and of the networks around it, told once."""
    if NETWORKS not in request.scope:
        address = client_address(request, gateway.settings.trusted_proxies)
        secret = gateway.settings.gateway_secret.get_secret_value()
        request.scope[NETWORKS] = hashed_networks(address, secret)
    known: list[str] = request.scope[NETWORKS]
    return known


def address_of(request: HTTPConnection, gateway: Gateway) -> str | None:
    """The hash of the address that a request comes from."""
    return next(iter(networks_of(request, gateway)), None)


async def the_networks(request: Request, gateway: TheGateway) -> list[str]:
    """The hashes of the caller's address and of the networks around it."""
    return networks_of(request, gateway)


Networks = Annotated[list[str], Depends(the_networks)]


async def the_address(request: Request, gateway: TheGateway) -> str | None:
    """The hash of the caller's address."""
    return address_of(request, gateway)


Address = Annotated[str | None, Depends(the_address)]


@dataclass
class Exchange:
    """The response in the making, and the trace that the request belongs to."""

    response: Response
    trace: str


async def the_exchange(
    response: Response, traceparent: Annotated[str | None, Header(max_length=128)] = None
) -> Exchange:
    """The caller's trace goes on; without one a new begins."""
    return Exchange(response, accepted_parent(traceparent) or new_parent())


Http = Annotated[Exchange, Depends(the_exchange)]


def limited(*names: str) -> Any:
    """A dependency that counts the caller's address against each of these limits.

    Every route has one; `Edge` counts all requests together besides, before anything is looked up for them.
    """

    async def count(gateway: TheGateway, address: Address) -> None:
        for name in names:
            await gateway.count(name, address)

    return Depends(count)


async def presented(request: HTTPConnection, gateway: Gateway, limit: str = "failures") -> str:
    """The hash of the request's token; a request without one counts as a failed try of its address."""
    try:
        return hashed(bearer(request.headers.get("authorization")))
    except Unauthorised:
        await gateway.count(limit, address_of(request, gateway))
        raise


async def the_conversation(
    conversation_id: str, request: Request, gateway: TheGateway, _scheme: Annotated[object, Depends(_scheme)]
) -> str:
    """The id of the conversation in the path, if the caller holds its token.

    Unauthorised for a wrong token, NotFound for another's conversation, Moved for a token that was revoked.
    It is looked up each time: no process may go on taking what another has revoked. Failed tries are counted
    by address, and a right token is taken all the same: nobody guesses 256 bits, and many share an address.
    """
    token_hash = await presented(request, gateway)
    async with gateway.database.session() as session:
        holder = await conversations.holder_of(session, token_hash)
    if holder is None:
        await gateway.count("failures", address_of(request, gateway))
        raise Unauthorised
    if holder.conversation != conversation_id:
        raise NotFound
    if holder.has_moved:
        raise Moved
    if len(gateway.token_holders) >= REMEMBERED:
        gateway.token_holders.clear()
    gateway.token_holders[token_hash] = conversation_id
    return conversation_id


async def the_sender(
    conversation_id: str, request: Request, gateway: TheGateway, scheme: Annotated[object, Depends(_scheme)]
) -> str:
    """The same for calls that look at the conversation's row themselves before they do or show anything.

    Whose token it is never changes, so what was looked up once need not be again; whether it still opens
    anything is not remembered: `accept` tells it under the row's lock, `outcome_of` as it reads.
    """
    token_hash = await presented(request, gateway)
    if gateway.token_holders.get(token_hash) == conversation_id:
        return conversation_id
    return await the_conversation(conversation_id, request, gateway, scheme)


TheSender = Annotated[str, Depends(the_sender)]
TheConversation = Annotated[str, Depends(the_conversation)]
