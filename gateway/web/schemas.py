"""The web API's bodies, as in the API's description; answers carry no more than they must."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from gateway.inbound import cleaned

MOST_ATTACHMENTS = 10
ClientId = Annotated[str, StringConstraints(min_length=1, max_length=128)]
UploadId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class NewConversation(BaseModel):
    """Body of opening a conversation."""

    customer_token: str | None = Field(default=None, max_length=4096)


class NewMessage(BaseModel):
    """A text, a button's payload, or attachments with or without a text, under the client's own id."""

    model_config = ConfigDict(extra="ignore")

    id: ClientId
    text: str | None = Field(default=None, max_length=20_000)
    payload: str | None = Field(default=None, max_length=4_000)
    attachments: list[UploadId] = Field(default=[], max_length=MOST_ATTACHMENTS)
    as_of: AwareDatetime | None = Field(
        default=None, description="When this counts as sent: for tests and replays, where they are let in."
    )

    @field_validator("id")
    @classmethod
    def _printable(cls, value: str) -> str:
        if cleaned(value) != value:
            raise ValueError("must hold no control characters and no outer blanks")
        return value

    @field_validator("text", "payload")
    @classmethod
    def _clean(cls, value: str | None) -> str | None:
        return cleaned(value) or None if value is not None else None

    @field_validator("attachments", mode="before")
    @classmethod
    def _none_is_empty(cls, value: object) -> object:
        return [] if value is None else value

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.text or self.payload or self.attachments):
            raise ValueError("one of text, payload and attachments is needed")
        return self


class Button(BaseModel):
    """A choice: its title is shown, its payload is sent."""

    title: str
    payload: str


class Attachment(BaseModel):
    """A file of the conversation; the link works for a short time."""

    id: str
    kind: str
    url: str


class MessageOut(BaseModel):
    """A message as the shopper may see it."""

    model_config = ConfigDict(populate_by_name=True)

    seq: int
    at: str
    author: Literal["bot", "agent", "shopper"] = Field(alias="from")
    text: str
    buttons: list[Button]
    attachments: list[Attachment]
    data: dict[str, Any] | None


class ConversationOut(BaseModel):
    """A new conversation: its id, its secret and the greeting."""

    id: str
    token: str
    greeting: list[MessageOut]


class AcceptedOut(BaseModel):
    """A message was stored and will be answered."""

    accepted: Literal[True] = True


class MessagesOut(BaseModel):
    """Messages in order, and who the conversation is with."""

    messages: list[MessageOut]
    state: Literal["bot", "waiting_for_agent", "agent", "closed"]


class UploadOut(BaseModel):
    """A stored file."""

    id: str
    kind: Literal["image", "video"]
    bytes: int


class ProblemOut(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
