"""Agents of the desk: who they are, and which stores are theirs."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from gateway.errors import NotFound

ALL = "*"
SHA256 = re.compile(r"[0-9a-f]{64}")


class AgentEntry(BaseModel):
    """An agent as the settings name them: the SHA-256 of their token, and their stores or "*"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: SecretStr
    stores: tuple[str, ...] = Field(min_length=1)

    @field_validator("token")
    @classmethod
    def _must_be_a_hash(cls, value: SecretStr) -> SecretStr:
        lower = value.get_secret_value().lower()
        if not SHA256.fullmatch(lower):
            raise ValueError("must be the SHA-256 of the agent's token, as `gateway agent-token` prints it")
        return SecretStr(lower)


@dataclass(frozen=True)
class Agent:
    """A person at the desk; `stores` is None where all stores are theirs."""

    name: str
    stores: frozenset[str] | None

    def serves(self, store: str) -> bool:
        """Whether this store's conversations are theirs to see."""
        return self.stores is None or store in self.stores

    def require(self, store: str) -> None:
        """NotFound for a store that isn't theirs, as if there were nothing."""
        if not self.serves(store):
            raise NotFound


def agent_of(name: str, entry: AgentEntry) -> Agent:
    """The agent that an entry of the settings makes."""
    return Agent(name, None if ALL in entry.stores else frozenset(entry.stores))


def agent_with(token_hash: str, entries: Mapping[str, AgentEntry]) -> Agent | None:
    """The agent whose token has this hash; every entry is compared, in constant time."""
    names = [
        name
        for name, entry in entries.items()
        if hmac.compare_digest(entry.token.get_secret_value().encode(), token_hash.encode())
    ]
    return agent_of(names[0], entries[names[0]]) if names else None
