"""What the gateway reads from the environment; docs/gateway.md documents every field."""

from typing import Any, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from gateway.agents import AgentEntry
from gateway.media_settings import MediaSettings

DEVELOPMENT_SECRET = "development-only-secret-0123456789abcdef"  # noqa: S105 (refused in production)
SHORTEST_SECRET = 32
MOST_KEYS = 2  # of one store: the old and the new
DEVELOPMENT_LIMITS = {
    "conversations": "6000/minute",
    "messages": "60000/minute",
    "uploads": "6000/minute",
    "files": "60000/minute",
    "conversation_messages": "6000/minute",
    "conversation_uploads": "300/minute",
}
PRODUCTION_LIMITS = {
    "conversations": "20/minute",
    "messages": "300/minute",
    "uploads": "60/minute",
    "files": "600/minute",
    "conversation_messages": "40/minute",
    "conversation_uploads": "20/minute",
}


class Settings(MediaSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    environment: Literal["development", "production"] = Field(
        default="development", description="production refuses to start with a default or missing secret."
    )
    gateway_host: str = Field(default="127.0.0.1", description="Address to listen on.")
    gateway_port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    rasa_url: str = Field(default="http://127.0.0.1:5005", description="Where Rasa's HTTP API is.")
    rasa_token: SecretStr | None = Field(default=None, description="Rasa's --auth-token.")
    tracker_url: str | None = Field(
        default=None,
        description="Rasa's tracker database (SQLAlchemy URL), erased with the rest; none: it is kept.",
    )
    redis_url: str | None = Field(
        default=None,
        description="Redis for wake-ups, live updates and limits across processes; none: in process.",
    )
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
    cors_origins: dict[str, list[str]] = Field(
        default={},
        description='Websites that may embed the chat, by store, as JSON: {"store": ["https://…"]}.',
    )
    trusted_proxies: list[str] = Field(
        default=[], description="Addresses or networks whose X-Forwarded-For is believed, as JSON."
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+(/[^?#\s]*)?$",
        description="Address under which platforms reach this gateway, such as https://chat.example.com.",
    )
    channels: dict[str, dict[str, dict[str, SecretStr]]] = Field(
        default={},
        description="Accounts by channel and store, as JSON; see docs/channels.md.",
    )
    turn_seconds: float = Field(default=30, gt=0, description="Longest wait for one answer of Rasa.")
    wait_seconds: float = Field(default=25, gt=0, description="Longest a request with wait=true stays open.")
    notice_seconds: float = Field(
        default=3.5,
        gt=0,
        le=4.5,
        description="After this long without an answer the shopper is told it takes a moment.",
    )
    turn_tries: int = Field(
        default=40, ge=1, description="Tries before a person gets a message Rasa never answered."
    )
    silent_tries: int = Field(
        default=8, ge=1, description="Tries before a person gets a message whose action fails."
    )
    delivery_tries: int = Field(
        default=12,
        ge=1,
        description="Tries before an outgoing message that fails unexpectedly is set aside as dead.",
    )
    delivery_hours: float = Field(
        default=24, gt=0, description="How long to try while a platform is down or limits us."
    )
    file_minutes: float = Field(
        default=10, gt=0, description="How long to try to fetch a file that a shopper sent in a channel."
    )
    backoff_seconds: float = Field(
        default=0.5, gt=0, description="First pause between tries; doubles each time."
    )
    backoff_limit_seconds: float = Field(default=15, gt=0, description="Longest pause between tries.")
    lease_seconds: float = Field(
        default=10, gt=1, description="How long a conversation stays with a silent worker."
    )
    poll_seconds: float = Field(
        default=0.5, gt=0, description="Pause between looks for work nobody announced."
    )
    concurrency: int = Field(default=16, ge=1, description="Turns that one gateway has under way at once.")
    text_characters: int = Field(default=4000, ge=1, description="Longest text of one message.")
    body_bytes: int = Field(default=65_536, ge=1024, description="Largest request body other than an upload.")
    body_seconds: float = Field(default=120, gt=0, description="Longest a client may take to send a body.")
    link_seconds: int = Field(default=900, ge=10, description="How long a link to a file works.")
    orphan_hours: float = Field(default=24, gt=0, description="Files never sent in a message go after this.")
    retention_days: int = Field(
        default=365, ge=1, description="Conversations quiet for this long are erased."
    )
    limits: dict[str, str] = Field(
        default={},
        description='Limits that differ from the environment\'s, as JSON: {"messages": "300/minute"}.',
    )
    replay_times: bool = Field(
        default=False,
        description="Whether a message may say when it was sent (`as_of`), for tests and replays; "
        "refused in production.",
    )
    otlp_endpoint: str | None = Field(
        default=None, description="OTLP/HTTP endpoint for traces; none: no traces are sent."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least level logged; of libraries warnings and worse in any case."
    )
    log_format: Literal["json", "text"] = Field(
        default="json", description="Log lines as JSON for machines, or as text for a person."
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

    @model_validator(mode="after")
    def _refuse_weak_customer_keys(self) -> Self:
        if self.environment != "production":
            return self
        if "customer_token_key" in self.model_fields_set:
            raise ValueError(
                "CUSTOMER_TOKEN_KEY signs for every store, so production refuses it: "
                "give each store its own in CUSTOMER_TOKEN_KEYS"
            )
        if self.customer_token_keys is None:
            raise ValueError("CUSTOMER_TOKEN_KEYS must be set in production; {} if no shop signs tokens")
        for store, keys in self.customer_token_keys.items():
            for key in keys:
                _require_strength(f"CUSTOMER_TOKEN_KEYS of {store}", key)
        return self

    @model_validator(mode="after")
    def _refuse_weak_secrets(self) -> Self:
        if self.environment != "production":
            return self
        if self.replay_times:
            raise ValueError("REPLAY_TIMES must not be set in production: shoppers would choose their time")
        secrets = {
            "RASA_TOKEN": self.rasa_token,
            "GATEWAY_SECRET": self.gateway_secret,
            "METRICS_TOKEN": self.metrics_token,
        }
        for name, secret in secrets.items():
            _require_strength(name, secret)
        return self

    def customer_keys(self, store: str) -> list[str]:
        """The keys whose customer tokens are taken at this store; in development one key may serve all."""
        keys = (self.customer_token_keys or {}).get(store)
        if keys is None and self.environment == "development":
            keys = [self.customer_token_key]
        return [key.get_secret_value() for key in keys or []]

    def limit(self, name: str) -> str:
        """The limit of that name, such as `300/minute`: as set, or the environment's."""
        defaults = PRODUCTION_LIMITS if self.environment == "production" else DEVELOPMENT_LIMITS
        return self.limits.get(name, defaults[name])


def _require_strength(name: str, secret: SecretStr | None) -> None:
    value = secret.get_secret_value() if secret else ""
    if value == DEVELOPMENT_SECRET or len(value) < SHORTEST_SECRET:
        raise ValueError(
            f"{name} must be set to at least {SHORTEST_SECRET} characters of your own in production"
        )
