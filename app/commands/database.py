"""Opening the database for a command that needs it."""

import logging
import sys

import typer

import storage
from app import rooms  # noqa: F401 - makes the tables known
from app.settings import SettingsError, settings
from directory.feed.store import is_read_otherwise, read_again
from storage import migrate


def with_database() -> None:
    """Open the database of the settings; the embedded one is made, or brought up to date, where that is missing.

    Raises:
        SettingsError: when there is no key, or a server's tables are not there or not up to date.
    """
    if "--help" in sys.argv:  # Typer runs a group's callback before a command's help
        return
    logging.disable(logging.INFO)
    chosen = settings()
    embedded = chosen.database_url.startswith("sqlite")
    if embedded:
        chosen.var_dir.mkdir(parents=True, exist_ok=True)
        chosen.make_key()
    storage.configure(chosen.database_url, chosen.keys())
    if not migrate.is_current() and not embedded:
        raise SettingsError("The database is not set up or not up to date. `./fingerpost run` does that.")
    if embedded:
        _bring_up_to_date()


def _bring_up_to_date() -> None:
    if not migrate.is_current():
        migrate.upgrade()
    with storage.reading() as session:
        old = is_read_otherwise(session)
    if old:
        typer.echo("Reading the directory's facts again, as this release reads them…", err=True)
        with storage.writing() as session:
            read_again(session)
