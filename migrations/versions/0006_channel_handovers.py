"""Requests to continue a web conversation in a channel, and the orders that a conversation has proven."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables; a case filed in a conversation proves its order, as far as that is known."""
    op.create_table(
        "channel_handovers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=8), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_channel_handovers_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_channel_handovers_chat_id"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'opened', 'accepted', 'declined', 'done')",
            name=op.f("ck_channel_handovers_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_handovers")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_channel_handovers_conversation_id")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_channel_handovers_code_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_channel_handovers_token_hash")),
    )
    op.create_index("ix_channel_handovers_chat_id", "channel_handovers", ["chat_id"])
    op.create_table(
        "proven_orders",
        sa.Column("conversation", sa.String(length=128), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_proven_orders_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation", "order_id", name=op.f("pk_proven_orders")),
    )
    op.create_index("ix_proven_orders_order_id", "proven_orders", ["order_id"])
    op.execute(
        "INSERT INTO proven_orders (conversation, order_id, at) "
        "SELECT conversation, order_id, min(created_at) FROM cases "
        "GROUP BY conversation, order_id"
    )
    op.execute(  # who moved before this must not go on being read from the web
        "UPDATE conversations SET token_hash = NULL WHERE channel <> 'web'"
    )


def downgrade() -> None:
    """Take them away; revoked tokens stay revoked."""
    op.drop_table("proven_orders")
    op.drop_table("channel_handovers")
