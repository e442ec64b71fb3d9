"""An agent's reply carries a key, so that one sent twice is said once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the key."""
    with op.batch_alter_table("messages") as table:
        table.add_column(sa.Column("key", sa.String(length=200), nullable=True))
        table.create_unique_constraint("uq_messages_conversation_id_key", ["conversation_id", "key"])


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("messages") as table:
        table.drop_constraint("uq_messages_conversation_id_key", type_="unique")
        table.drop_column("key")
