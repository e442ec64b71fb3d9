"""Channels that are pushed to: who writes from where, files to be fetched, parts sent and their receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _conversation(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f(f"fk_{table}_conversation_id"),
            ondelete="CASCADE",
        ),
    ]


def upgrade() -> None:
    """Add the tables, albums in the inbox, and messages held back in the outbox."""
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("album", sa.String(length=100), nullable=True))
        inbox.create_index("ix_inbox_external", ["channel", "external_id"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(op.f("ck_outbox_state"), type_="check")
        outbox.create_check_constraint(
            op.f("ck_outbox_state"), "state IN ('waiting', 'held', 'sent', 'dead')"
        )
    _add_tables()


def _add_tables() -> None:
    op.create_table(
        "chats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("sender", sa.String(length=128), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("push_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudged", sa.Boolean(), nullable=False),
        sa.Column("wants_news", sa.Boolean(), nullable=False),
        *_conversation("chats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
        sa.UniqueConstraint("store", "channel", "sender", name=op.f("uq_chats_store_channel_sender")),
    )
    op.create_index("ix_chats_conversation_id", "chats", ["conversation_id"])
    op.create_table(
        "incoming_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("store", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upload_id", sa.String(length=64), nullable=True),
        sa.Column("upload_kind", sa.String(length=16), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        *_conversation("incoming_files"),
        sa.CheckConstraint(
            "state IN ('waiting', 'fetched', 'refused')", name=op.f("ck_incoming_files_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_files")),
    )
    op.create_index("ix_incoming_files_due", "incoming_files", ["state", "not_before"])
    op.create_index("ix_incoming_files_entry_id", "incoming_files", ["entry_id"])
    op.create_index("ix_incoming_files_conversation_id", "incoming_files", ["conversation_id"])
    op.create_table(
        "sent_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("store", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=True),
        *_conversation("sent_parts"),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_sent_parts_outbox_id"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "state IN ('sent', 'delivered', 'read', 'failed')", name=op.f("ck_sent_parts_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_parts")),
        sa.UniqueConstraint("outbox_id", "place", name=op.f("uq_sent_parts_outbox_id_place")),
    )
    op.create_index("ix_sent_parts_external", "sent_parts", ["channel", "external_id"])
    op.create_index("ix_sent_parts_conversation_id", "sent_parts", ["conversation_id"])


def downgrade() -> None:
    """Undo it; what was held back waits again."""
    for table in ("sent_parts", "incoming_files", "chats"):
        op.drop_table(table)
    op.execute("UPDATE outbox SET state = 'waiting' WHERE state = 'held'")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(op.f("ck_outbox_state"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_state"), "state IN ('waiting', 'sent', 'dead')")
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_index("ix_inbox_external")
        inbox.drop_column("album")
