"""Contacts are compared as they are: no look-alikes in e-mails, one key for a phone written in two ways."""

import re
import string

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
SAME_LINE = (
    (re.compile(r"\+55([0-9]{2})([6-9][0-9]{7})"), r"+55\g<1>9\g<2>"),
    (re.compile(r"\+521([0-9]{10})"), r"+52\g<1>"),
    (re.compile(r"\+549([0-9]{10})"), r"+54\g<1>"),
)
CUSTOMERS = sa.table(
    "customers", sa.column("id"), sa.column("email"), sa.column("email_key"), sa.column("phone_key")
)
BEYOND_ASCII = {"sqlite": "email GLOB '*[^ -~]*'", "postgresql": "email ~ '[^ -~]'"}


def upgrade() -> None:
    """Make the keys anew where they differ now."""
    connection = op.get_bind()
    written = sa.text(BEYOND_ASCII[connection.dialect.name])
    for row in connection.execute(
        sa.select(CUSTOMERS).where(CUSTOMERS.c.email_key.is_not(None), written)
    ).all():
        key = row.email.strip().strip("<>").translate(SMALL) or None
        connection.execute(sa.update(CUSTOMERS).where(CUSTOMERS.c.id == row.id).values(email_key=key))
    abroad = sa.or_(*(CUSTOMERS.c.phone_key.like(f"{code}%") for code in ("+55", "+521", "+549")))
    for row in connection.execute(sa.select(CUSTOMERS).where(abroad)).all():
        key = _one_form(row.phone_key)
        connection.execute(sa.update(CUSTOMERS).where(CUSTOMERS.c.id == row.id).values(phone_key=key))


def _one_form(number: str) -> str:
    for pattern, form in SAME_LINE:
        if pattern.fullmatch(number):
            return pattern.sub(form, number)
    return number


def downgrade() -> None:
    """Nothing: earlier code reads these keys, too, but for e-mails beyond ASCII, which it folds."""
