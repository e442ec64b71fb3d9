"""The gateway's tables: conversations, what was said in them, and what is still to be done."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shop.columns import Instant
from shop.models.base import NAMES

STATES = ("bot", "waiting_for_agent", "agent", "closed")
AUTHORS = ("shopper", "bot", "agent")
INBOX_STATES = ("waiting", "answered", "kept", "dead")
OUTBOX_STATES = ("waiting", "held", "sent", "dead")
FILE_STATES = ("waiting", "fetched", "refused")
HANDOVER_STATES = ("offered", "opened", "accepted", "declined", "done")
PART_STATES = ("sent", "delivered", "read", "failed")


class Base(DeclarativeBase):
    """Parent of the gateway's tables; they share the shop's database, not its metadata."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }


class Conversation(Base):
    """One shopper's talk with one store over one channel; `due_at` is when a worker must look at it."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_conversations_sender", "store", "channel", "sender"),
        Index("ix_conversations_due_at", "due_at"),
        Index("ix_conversations_notice_due_at", "notice_due_at"),
        Index("ix_conversations_desk", "state", "state_since"),
        Index("ix_conversations_last_at", "last_at"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    store: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(32))
    sender: Mapped[str | None] = mapped_column(String(128))
    token_hash: Mapped[str | None] = mapped_column(String(64))
    networks: Mapped[list[str]]
    email: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(32), default="bot")
    state_since: Mapped[datetime]
    handoff: Mapped[dict[str, Any] | None]
    agent: Mapped[str | None] = mapped_column(String(64))
    last_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    notice_due_at: Mapped[datetime | None]
    noticed: Mapped[bool] = mapped_column(default=False)


class Message(Base):
    """What the shopper may see, in order; `answers` is the inbox entry that a bot's message answers."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "key"),
        Index("ix_messages_answers", "answers"),
        CheckConstraint(f"author IN {AUTHORS}", name="author"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    seq: Mapped[int]
    at: Mapped[datetime]
    author: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[dict[str, Any]]]
    attachments: Mapped[list[dict[str, Any]]]
    data: Mapped[dict[str, Any] | None]
    answers: Mapped[int | None]
    notice: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str | None] = mapped_column(String(200))


class InboxEntry(Base):
    """A message accepted from outside; (conversation, channel, external id) is the only de-duplication."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("conversation_id", "channel", "external_id"),
        Index("ix_inbox_conversation", "conversation_id", "state", "id"),
        Index("ix_inbox_state", "state", "received_at"),
        Index("ix_inbox_external", "channel", "external_id"),
        CheckConstraint(f"state IN {INBOX_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    payload: Mapped[str | None] = mapped_column(Text)
    attachments: Mapped[list[dict[str, Any]]]
    trace: Mapped[str | None] = mapped_column(String(64))
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))
    album: Mapped[str | None] = mapped_column(String(100))


class OutboxEntry(Base):
    """A message that a channel must still push to the shopper; `held` until the shopper writes again."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_outbox_due", "state", "not_before"),
        Index("ix_outbox_conversation", "conversation_id", "id"),
        CheckConstraint(f"state IN {OUTBOX_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))


class Upload(Base):
    """A file of a conversation; its bytes are the shop's evidence file of the same id."""

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_conversation_id", "conversation_id"),
        Index("ix_uploads_fingerprint", "fingerprint"),
        Index("ix_uploads_orphans", "attached", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(100))
    bytes: Mapped[int]
    fingerprint: Mapped[str | None] = mapped_column(String(16))
    attached: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class DeskEntry(Base):
    """What an agent looked at or did, when: appended only, without personal data."""

    __tablename__ = "desk_audit"
    __table_args__ = (Index("ix_desk_audit_conversation_id", "conversation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]]


class Chat(Base):
    """A shopper's address on a channel of a store, and the conversation that is held there now.

    `heard_at` is when they last wrote, `push_after` the earliest moment for the next message to them,
    `nudged` that a template has asked them to write, `wants_news` that they may be told of changes unasked.
    """

    __tablename__ = "chats"
    __table_args__ = (
        UniqueConstraint("store", "channel", "sender"),
        Index("ix_chats_conversation_id", "conversation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(32))
    sender: Mapped[str] = mapped_column(String(128))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    heard_at: Mapped[datetime]
    push_after: Mapped[datetime | None]
    nudged: Mapped[bool] = mapped_column(default=False)
    wants_news: Mapped[bool] = mapped_column(default=True)


class ChannelHandover(Base):
    """A web conversation that is to go on in a channel: `offered` by a link, `opened` and `accepted` there.

    `number` is shown on both sides, so that each knows whom it deals with. `token_hash` is of the web token
    that was revoked when it was `done`.
    """

    __tablename__ = "channel_handovers"
    __table_args__ = (
        UniqueConstraint("conversation_id"),
        UniqueConstraint("code_hash"),
        UniqueConstraint("token_hash"),
        Index("ix_channel_handovers_chat_id", "chat_id"),
        CheckConstraint(f"state IN {HANDOVER_STATES}", name="state"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    chat_id: Mapped[int | None] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    number: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class IncomingFile(Base):
    """A file that a channel told of: it is fetched at once, and its message waits in the inbox for it."""

    __tablename__ = "incoming_files"
    __table_args__ = (
        Index("ix_incoming_files_due", "state", "not_before"),
        Index("ix_incoming_files_entry_id", "entry_id"),
        Index("ix_incoming_files_conversation_id", "conversation_id"),
        CheckConstraint(f"state IN {FILE_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    entry_id: Mapped[int]
    seq: Mapped[int]
    store: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(32))
    reference: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    upload_id: Mapped[str | None] = mapped_column(String(64))
    upload_kind: Mapped[str | None] = mapped_column(String(16))
    last_error: Mapped[str | None] = mapped_column(String(200))


class SentPart(Base):
    """One platform message that was taken, under the platform's own id, and what became of it."""

    __tablename__ = "sent_parts"
    __table_args__ = (
        UniqueConstraint("outbox_id", "place"),
        Index("ix_sent_parts_external", "channel", "external_id"),
        Index("ix_sent_parts_conversation_id", "conversation_id"),
        CheckConstraint(f"state IN {PART_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"))
    place: Mapped[int]
    store: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16), default="sent")
    at: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(String(64))
