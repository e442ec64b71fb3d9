"""Wrong look-ups count against conversation, order, contact and networks; a client is known by its networks.

What was counted before is forgotten: none of it would have held for more than an hour.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count anew; every conversation keeps the address it has as its only network."""
    op.drop_table("identity_attempts")
    op.create_table(
        "identity_attempts",
        *_columns(),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_attempts")),
        sa.UniqueConstraint(
            "conversation", "message", "scope", name=op.f("uq_identity_attempts_conversation_message_scope")
        ),
    )
    op.create_index("ix_identity_attempts_scope", "identity_attempts", ["store", "scope", "at"])
    op.create_index("ix_identity_attempts_at", "identity_attempts", ["at"])
    # as ALTER TABLE and not as a batch: to make the table anew on SQLite would delete what refers to it
    op.add_column("conversations", sa.Column("networks", sa.JSON(), nullable=False, server_default="[]"))
    one = """'["' || address || '"]'"""  # a hash: nothing in it needs escaping
    value = f"CAST({one} AS JSON)" if op.get_bind().dialect.name == "postgresql" else one
    op.execute(f"UPDATE conversations SET networks = {value} WHERE address IS NOT NULL")  # noqa: S608
    op.drop_column("conversations", "address")


def downgrade() -> None:
    """The earlier tables, without the tries counted; a conversation keeps no address."""
    op.add_column("conversations", sa.Column("address", sa.String(length=64), nullable=True))
    op.drop_column("conversations", "networks")
    op.drop_table("identity_attempts")
    op.create_table(
        "identity_attempts",
        *_columns(),
        sa.Column("address", sa.String(length=128), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_attempts")),
        sa.UniqueConstraint(
            "conversation", "message", name=op.f("uq_identity_attempts_conversation_message")
        ),
    )
    op.create_index("ix_identity_attempts_address", "identity_attempts", ["store", "address", "at"])
    op.create_index("ix_identity_attempts_conversation", "identity_attempts", ["conversation", "at"])


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=128), nullable=False),
        sa.Column("message", sa.String(length=128), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    ]
