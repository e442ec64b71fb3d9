"""What the gateway reads from the environment about who may do what; in docs/gateway.md too."""

import hashlib
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from gateway.agents import AgentEntry
from gateway.secret_strength import require_strong
from gateway.trusted_networks import network_of, require_narrow

DEVELOPMENT_SECRET = "development-only-secret-0123456789abcdef"  # noqa: S105 (refused in production)
MOST_KEYS = 2  # of one store: the old and the new


class AccessSettings(BaseSettings):
    """Part of `Settings`: secrets, agents, and whose word counts for where a request comes from."""

    environment: Literal["development", "production"] = Field(
        default="development",
        description="production refuses weak, equal or missing secrets and proxies that are anybody, "
        "and has no demo page.",
    )
    rasa_token: SecretStr | None = Field(default=None, description="The token that Rasa's API wants.")
    customer_token_keys: dict[str, list[SecretStr]] | None = Field(
        default=None,
        description="Keys that each shop signs its customer tokens with (HS256), as JSON: "
        '{"store": ["key"]}; two while one replaces the other. Required in production; '
        "{}: no shop vouches for anybody.",
    )
    customer_token_key: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="One key for every store without keys of its own, in development only.",
    )
    gateway_secret: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="Key for signed file links and for hashing addresses.",
    )
    agent_tokens: dict[str, AgentEntry] = Field(
        default={},
        description="Agents of the desk, the SHA-256 of their tokens and their stores, as JSON: "
        '{"ann": {"token": "9f86…", "stores": ["store"]}}; "*" stands for every store.',
    )
    metrics_token: SecretStr | None = Field(
        default=None, description="Bearer token for /metrics; none: open, in development only."
    )
    trusted_proxies: list[str] = Field(
        default=[],
        description="Addresses or networks whose X-Forwarded-For is believed, as JSON; "
        "in production none wider than a /8 (IPv6: /16).",
    )

    @field_validator("agent_tokens", mode="before")
    @classmethod
    def _name_the_stores(cls, value: Any) -> Any:
        for name, entry in value.items() if isinstance(value, dict) else ():
            if isinstance(entry, str):
                raise ValueError(
                    f'{name} has no stores: write {{"token": "…", "stores": ["store"]}}, "*" for every store'
                )
        return value

    @field_validator("customer_token_keys", mode="before")
    @classmethod
    def _one_key_is_a_list_too(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {store: [keys] if isinstance(keys, str) else keys for store, keys in value.items()}

    @model_validator(mode="after")
    def _refuse_shared_customer_keys(self) -> Self:
        """A key of two stores would let the one's site vouch for buyers of the other."""
        owners: dict[str, str] = {}
        for store, keys in (self.customer_token_keys or {}).items():
            if not 1 <= len(keys) <= MOST_KEYS or not all(key.get_secret_value() for key in keys):
                raise ValueError(
                    f"CUSTOMER_TOKEN_KEYS: {store} needs a key, or two while one replaces the other"
                )
            for key in keys:
                if owners.setdefault(key.get_secret_value(), store) != store:
                    raise ValueError(f"CUSTOMER_TOKEN_KEYS: {store} has a key of another store")
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def _must_be_networks(cls, value: list[str]) -> list[str]:
        for each in value:
            network_of(each)
        return value

    @model_validator(mode="after")
    def _require_a_token_of_each_agent(self) -> Self:
        hashes = [entry.token.get_secret_value() for entry in self.agent_tokens.values()]
        if len(set(hashes)) < len(hashes):
            raise ValueError("AGENT_TOKENS: two agents have the same token")
        return self

    @model_validator(mode="after")
    def _refuse_weak_secrets_and_proxies(self) -> Self:
        if self.environment != "production":
            return self
        if "customer_token_key" in self.model_fields_set:
            raise ValueError(
                "CUSTOMER_TOKEN_KEY signs for every store, so production refuses it: "
                "give each store its own in CUSTOMER_TOKEN_KEYS"
            )
        if self.customer_token_keys is None:
            raise ValueError("CUSTOMER_TOKEN_KEYS must be set in production; {} if no shop signs tokens")
        for name, secret in self.secrets():
            require_strong(name, secret)
        self._refuse_agents_with_weak_tokens()
        require_narrow(self.trusted_proxies)
        return self

    def _refuse_agents_with_weak_tokens(self) -> None:
        hashes = {entry.token.get_secret_value(): name for name, entry in self.agent_tokens.items()}
        for token_hash, name in hashes.items():
            require_strong(f"AGENT_TOKENS of {name}", token_hash)  # a hash is; zeros are not one
        for name, secret in self.secrets():
            if hashlib.sha256(secret.encode()).hexdigest() in hashes:
                raise ValueError(f"{name} must not be the token of an agent")

    def secrets(self) -> list[tuple[str, str]]:
        """Every secret that is made up by whoever runs this, by the setting's name."""
        own = {
            "RASA_TOKEN": self.rasa_token,
            "GATEWAY_SECRET": self.gateway_secret,
            "METRICS_TOKEN": self.metrics_token,
        }
        keys = self.customer_token_keys or {}
        return [(name, secret.get_secret_value() if secret else "") for name, secret in own.items()] + [
            (f"CUSTOMER_TOKEN_KEYS of {store}", key.get_secret_value())
            for store in keys
            for key in keys[store]
        ]

    def customer_keys(self, store: str) -> list[str]:
        """The keys whose customer tokens are taken at this store; in development one key may serve all."""
        keys = (self.customer_token_keys or {}).get(store)
        if keys is None and self.environment == "development":
            keys = [self.customer_token_key]
        return [key.get_secret_value() for key in keys or []]
