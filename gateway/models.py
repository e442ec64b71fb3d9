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
OUTBOX_STATES = ("waiting", "sent", "dead")


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
    address: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(64))
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
    silences: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))


class OutboxEntry(Base):
    """A message that a channel must still push to the shopper."""

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
