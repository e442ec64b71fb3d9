"""An empty answer is no failed try any more: it would be as empty again, and the shopper is told so."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget how many answers to a message were empty."""
    op.drop_column("inbox", "silences")


def downgrade() -> None:
    """No answer was empty."""
    op.add_column("inbox", sa.Column("silences", sa.Integer(), nullable=False, server_default="0"))
