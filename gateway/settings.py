"""What the gateway reads from the environment; docs/gateway.md documents every field."""

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from gateway.access_settings import AccessSettings
from gateway.media_settings import MediaSettings
from gateway.secret_strength import require_different

DEVELOPMENT_LIMITS = {
    "network_conversations": "60000/minute",
    "conversations": "6000/minute",
    "messages": "60000/minute",
    "uploads": "6000/minute",
    "files": "60000/minute",
    "conversation_messages": "6000/minute",
    "conversation_uploads": "300/minute",
    "requests": "600000/minute",
    "reads": "60000/minute",
    "streams": "6000/minute",
    "moves": "6000/minute",
    "desk": "60000/minute",
    "metrics": "6000/minute",
    "pages": "6000/minute",
    "webhooks": "600000/minute",
    "failures": "6000/minute",
    "desk_failures": "6000/minute",
}
PRODUCTION_LIMITS = {
    "conversations": "20/minute",
    "network_conversations": "300/minute",
    "messages": "300/minute",
    "uploads": "60/minute",
    "files": "600/minute",
    "conversation_messages": "40/minute",
    "conversation_uploads": "20/minute",
    "requests": "3000/minute",
    "reads": "600/minute",
    "streams": "120/minute",
    "moves": "10/minute",
    "desk": "1200/minute",
    "metrics": "120/minute",
    "pages": "120/minute",
    "webhooks": "60000/minute",
    "failures": "60/minute",
    "desk_failures": "20/minute",
}
KEYS_OF_CHANNELS = frozenset({"app_secret", "auth_token", "secret", "token", "verify_token"})


class Settings(AccessSettings, MediaSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, hide_input_in_errors=True)

    gateway_host: str = Field(default="127.0.0.1", description="Address to listen on.")
    gateway_port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    rasa_url: str = Field(default="http://127.0.0.1:5005", description="Where Rasa's HTTP API is.")
    tracker_url: str | None = Field(
        default=None,
        description="Rasa's tracker database (SQLAlchemy URL), erased with the rest; none: it is kept.",
    )
    redis_url: str | None = Field(
        default=None,
        description="Redis for wake-ups, live updates and limits across processes; none: in process.",
    )
    cors_origins: dict[str, list[str]] = Field(
        default={},
        description='Websites that may embed the chat, by store, as JSON: {"store": ["https://…"]}.',
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
    bodies_bytes: int = Field(
        default=64_000_000, ge=1024, description="Bytes of bodies, other than uploads, that are held at once."
    )
    address_bodies_bytes: int = Field(
        default=16_000_000, ge=1024, description="Bytes of such bodies that are held for one address."
    )
    gateway_streams: int = Field(
        default=2000,
        ge=1,
        description="Event streams at one gateway; over it the address with the most loses its oldest.",
    )
    conversation_streams: int = Field(
        default=8,
        ge=1,
        description="Event streams of one conversation at one gateway; a new one takes the oldest's place.",
    )
    address_streams: int = Field(
        default=200, ge=1, description="Event streams from one address at one gateway; more are refused."
    )
    link_seconds: int = Field(default=900, ge=10, description="How long a link to a file works.")
    orphan_hours: float = Field(default=24, gt=0, description="Files never sent in a message go after this.")
    retention_days: int = Field(
        default=365, ge=1, description="Conversations quiet for this long are erased."
    )
    agent_retention_days: int = Field(
        default=730,
        ge=1,
        description="Conversations that an agent has, or that wait for one, are erased when they have been "
        "quiet for this long; not less than RETENTION_DAYS.",
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

    @model_validator(mode="after")
    def _keep_what_agents_have_longer(self) -> Self:
        if self.agent_retention_days < self.retention_days:
            if "agent_retention_days" in self.model_fields_set:
                raise ValueError("AGENT_RETENTION_DAYS must not be less than RETENTION_DAYS")
            self.agent_retention_days = self.retention_days
        return self

    @model_validator(mode="after")
    def _refuse_what_production_must_not_have(self) -> Self:
        if self.environment != "production":
            return self
        if self.replay_times:
            raise ValueError("REPLAY_TIMES must not be set in production: shoppers would choose their time")
        require_different([*self.secrets(), *self._passwords()])
        return self

    def _passwords(self) -> list[tuple[str, str]]:
        """What else opens something, and comes from elsewhere; stores may share an account of a platform."""
        urls = {"REDIS_URL": self.redis_url, "TRACKER_URL": self.tracker_url}
        passwords = [(name, urlsplit(url).password or "") for name, url in urls.items() if url]
        accounts = {
            (channel, name, value.get_secret_value())
            for channel, stores in self.channels.items()
            for account in stores.values()
            for name, value in account.items()
            if name in KEYS_OF_CHANNELS
        }
        return passwords + [
            (f"{name} of CHANNELS.{channel}", value) for channel, name, value in sorted(accounts)
        ]

    def limit(self, name: str) -> str:
        """The limit of that name, such as `300/minute`: as set, or the environment's."""
        defaults = PRODUCTION_LIMITS if self.environment == "production" else DEVELOPMENT_LIMITS
        return self.limits.get(name, defaults[name])
