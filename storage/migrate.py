"""Bring the database's tables to what the models say. The caller has imported the rooms' models before."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.engine import engine

MIGRATIONS = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def upgrade(revision: str = "head") -> None:
    """Migrate up to `revision`."""
    command.upgrade(_config(), revision)


def downgrade(revision: str = "base") -> None:
    """Migrate down to `revision`."""
    command.downgrade(_config(), revision)


def is_current() -> bool:
    """Whether the database is at the newest revision."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with engine().connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def write_revision(message: str) -> None:
    """Write a new revision by comparing the models with the database (for developers)."""
    command.revision(_config(), message=message, autogenerate=True)
