"""Bringing the database to the newest version of the tables."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

ROOT = Path(__file__).resolve().parent.parent


def alembic_config(url: str) -> Config:
    """Alembic's settings for this database, wherever the command is run from."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config(""))


def is_behind(connection: Connection) -> bool:
    """Whether the database lacks migrations that this code needs; a newer database than the code is not."""
    scripts = _scripts()
    applied = MigrationContext.configure(connection).get_current_revision()
    if applied is None:
        return True
    try:
        return scripts.get_revision(applied).revision != scripts.get_current_head()
    except CommandError:  # a revision of a later release
        return False


def migrate(url: str, revision: str = "head") -> list[str]:
    """Apply every migration that the database does not have, and return them; not inside an event loop."""
    config = alembic_config(url)
    applied: list[str] = config.attributes.setdefault("applied", [])
    command.upgrade(config, revision)
    return applied
