"""`fingerpost status`: what runs, what is set up, what is missing."""

import json
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

import storage
from app import rasa_process, rooms  # noqa: F401 - makes the tables known
from app.settings import SettingsError, settings
from areas import load_area
from directory.gone import how_many_gone, how_many_here
from locales import LANGUAGES, review_note
from messages.packages import PackageStore
from storage import migrate


def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """What runs, what is set up, what is missing. The exit code is 0 when parents can be answered."""
    chosen = settings()
    found: dict[str, object] = {
        "app": _asks(f"{chosen.public_url}/health"),
        "ready": _asks(f"{chosen.public_url}/ready"),
    }
    try:
        storage.configure(chosen.database_url, chosen.keys())
        found["database"] = "up to date" if migrate.is_current() else "not set up"
    except (SettingsError, SQLAlchemyError) as problem:
        found["database"] = str(problem)
    if found["database"] == "up to date":
        with storage.reading() as session:
            found["services"] = f"{how_many_here(session)}; {how_many_gone(session)} gone from their feeds"
    area = load_area(chosen.area)
    found["model"] = "trained" if rasa_process.model_path(chosen).is_file() else "not trained for the present data"
    found["area"] = f"{area.name}; not stated: {', '.join(area.unknown()) or 'nothing'}"
    found["texts"] = "sent through Twilio" if chosen.sends_texts else "not sent: they wait in the desk's outbox"
    packages = PackageStore(chosen.packages_dir, allow_test_packages=chosen.allow_test_packages).installed()
    found["translation"] = ", ".join(f"{each.source} to {each.target}" for each in packages) or "no packages installed"
    found["catalogues"] = ", ".join(f"{code} {review_note(code) or 'source'}" for code in LANGUAGES)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        table = Table(show_header=False, box=None)
        for name, value in found.items():
            table.add_row(name, str(value))
        Console().print(table)
    raise typer.Exit(0 if found["ready"] == "yes" else 1)


def _asks(url: str) -> str:
    try:
        return "yes" if httpx.get(url, timeout=3, trust_env=False).is_success else "no"
    except httpx.HTTPError:
        return "no"
