"""Opening the database for a command that needs it."""

import logging
import sys

import storage
from app import rooms  # noqa: F401 - makes the tables known
from app.settings import SettingsError, settings
from storage import migrate


def with_database() -> None:
    """Open the database of the settings.

    Raises:
        SettingsError: when there is no key, or the tables are not there or not up to date.
    """
    if "--help" in sys.argv:  # Typer runs a group's callback before a command's help
        return
    logging.disable(logging.INFO)
    chosen = settings()
    storage.configure(chosen.database_url, chosen.keys())
    if not migrate.is_current():
        raise SettingsError("The database is not set up or not up to date. `./fingerpost run` does that.")
