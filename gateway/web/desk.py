"""The desk's API: list, claim, read, reply, give back. Every call carries an agent's token."""

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field, field_validator

from gateway import desk
from gateway.agents import Agent, agent_with
from gateway.channels.receipts import deliveries_of
from gateway.errors import RasaError, Unauthorised
from gateway.hub import WORK
from gateway.inbound import cleaned
from gateway.models import Conversation
from gateway.seen_before import files_of
from gateway.transcript import history, shown
from gateway.web.access import TheGateway, address_of, limited, presented
from gateway.web.chat import PROBLEM
from gateway.web.schemas import ClientId, MessageOut
from gateway.wiring import Gateway

_scheme = HTTPBearer(auto_error=False, scheme_name="AgentToken", description="An agent's token.")


async def the_agent(
    request: Request, gateway: TheGateway, _token: Annotated[object, Depends(_scheme)]
) -> Agent:
    """The agent whose token it is; after too many wrong ones an address must wait, even with a right one."""
    address = address_of(request, gateway)
    await gateway.require_left("desk_failures", address)
    given = await presented(request, gateway, "desk_failures")
    agent = agent_with(given, gateway.settings.agent_tokens)
    if agent is None:
        await gateway.count("desk_failures", address)
        raise Unauthorised
    return agent


TheAgent = Annotated[Agent, Depends(the_agent)]
ERRORS: dict[int | str, dict[str, Any]] = dict.fromkeys((401, 404, 409, 422), PROBLEM)
router = APIRouter(prefix="/desk", tags=["desk"], responses=ERRORS, dependencies=[limited("desk")])


class Row(BaseModel):
    """A conversation in the desk's list."""

    id: str
    store: str
    channel: str
    state: str
    since: str
    agent: str | None
    handoff: dict[str, Any] | None
    last_at: str


class Reply(BaseModel):
    """What an agent says, under an id of the desk's own."""

    id: ClientId
    text: str = Field(min_length=1, max_length=10_000)

    @field_validator("text")
    @classmethod
    def _clean(cls, value: str) -> str:
        if not cleaned(value):
            raise ValueError("must not be empty")
        return cleaned(value)


class StateOut(BaseModel):
    """Who the conversation is with now."""

    state: str


def _row(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.id,
        "store": conversation.store,
        "channel": conversation.channel,
        "state": conversation.state,
        "since": conversation.state_since.isoformat(),
        "agent": conversation.agent,
        "handoff": conversation.handoff,
        "last_at": conversation.last_at.isoformat(),
    }


@router.get("/conversations", response_model=list[Row])
async def list_conversations(
    agent: TheAgent,
    gateway: TheGateway,
    state: Annotated[Literal["bot", "waiting_for_agent", "agent", "closed"] | None, Query()] = None,
    store: Annotated[str | None, Query(max_length=64)] = None,
    mine: bool = False,
) -> list[dict[str, Any]]:
    """Who waits and who is talked to, the longest waiting first."""
    async with gateway.database.session() as session:
        chosen = desk.Chosen(state, store, mine)
        return [_row(each) for each in await desk.listed(session, agent, chosen)]


@router.get("/conversations/{conversation_id}")
async def read_packet(conversation_id: str, agent: TheAgent, gateway: TheGateway) -> dict[str, Any]:
    """Everything an agent needs: identity, what is known, cases and decisions, transcript, files.

    `handover` says when the conversation came from the web: what was said before was said unverified.
    """
    async with gateway.database.transaction() as session:
        conversation = await desk.looked_at(session, conversation_id, agent, gateway.clock())
        files = await files_of(session, conversation)
        messages = await history(session, conversation_id)
        link = partial(gateway.link_to_file, agent=agent.name)
        packet = {
            "conversation": _row(conversation),
            "identity": {"email": conversation.email, "phone": conversation.phone},
            "handover": await desk.handover_of(session, conversation_id),
            "cases": await desk.cases_of(session, conversation_id),
            "transcript": [shown(message, link) for message in messages],
            "deliveries": await deliveries_of(session, conversation_id),
            "files": [{**file, "url": link(file["id"])} for file in files],
        }
    return {**packet, "known": await _known(gateway, conversation_id)}


async def _known(gateway: Gateway, conversation_id: str) -> dict[str, Any] | None:
    try:
        return await gateway.rasa.slots(conversation_id)
    except RasaError:
        return None


@router.post("/conversations/{conversation_id}/claim", response_model=StateOut)
async def claim_conversation(conversation_id: str, agent: TheAgent, gateway: TheGateway) -> dict[str, str]:
    """Take a conversation from those that wait, or from the bot."""
    async with gateway.database.transaction() as session:
        conversation = await desk.claim(session, conversation_id, agent, gateway.clock())
        state = conversation.state
    gateway.hub.wake(conversation_id, WORK)
    return {"state": state}


@router.post("/conversations/{conversation_id}/messages", status_code=201, response_model=MessageOut)
async def reply_to_shopper(
    conversation_id: str, agent: TheAgent, gateway: TheGateway, body: Reply
) -> dict[str, Any]:
    """Say something to the shopper."""
    async with gateway.database.transaction() as session:
        message = await desk.reply(session, conversation_id, agent, (body.id, body.text), gateway.clock())
        answer = shown(message, gateway.link_to_file)
    gateway.hub.wake(conversation_id, WORK)
    return answer


@router.post("/conversations/{conversation_id}/give-back", response_model=StateOut)
async def give_back(conversation_id: str, agent: TheAgent, gateway: TheGateway) -> dict[str, str]:
    """Let the assistant go on with the shopper."""
    return await _leave(gateway, conversation_id, agent, "bot")


@router.post("/conversations/{conversation_id}/close", response_model=StateOut)
async def close_conversation(conversation_id: str, agent: TheAgent, gateway: TheGateway) -> dict[str, str]:
    """End the conversation; it opens again if the shopper writes."""
    return await _leave(gateway, conversation_id, agent, "closed")


async def _leave(gateway: Gateway, conversation_id: str, agent: Agent, state: str) -> dict[str, str]:
    async with gateway.database.transaction() as session:
        now = await desk.leave(session, conversation_id, agent, state, gateway.clock())
    gateway.hub.wake(conversation_id, WORK)
    return {"state": now}


@router.get("/dead-letters")
async def list_dead_letters(agent: TheAgent, gateway: TheGateway) -> list[dict[str, Any]]:
    """Messages that were given up, in and out."""
    async with gateway.database.session() as session:
        return await desk.dead_letters(session, agent)
