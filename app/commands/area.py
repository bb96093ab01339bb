"""`fingerpost area check`: is an area's pack whole, and how old is what it says?"""

import json
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from app.settings import settings
from areas import load_area
from safeguarding import unverified_contacts

LONDON = ZoneInfo("Europe/London")
OLD = timedelta(days=365)

area_app = typer.Typer(help="The area's pack: local words, numbers, hours and pathway.", no_args_is_help=True)


@area_app.callback()
def _group() -> None:
    """The area's pack."""


@area_app.command("check")
def check(
    key: Annotated[str | None, typer.Argument(help="The area; by default the one of the settings.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fail on a pack that is missing something; name what is unknown, old or unverified."""
    area = load_area(key or settings().area)
    today = datetime.now(LONDON).date()
    dated = {"the pack": area.reviewed, "the council's number": area.council_contact.reviewed}
    dated |= {name: fact.reviewed for name, fact in area.facts.items() if fact}
    old = sorted(name for name, reviewed in dated.items() if today - reviewed > OLD)
    unverified = [contact.name for contact in unverified_contacts()]
    if as_json:
        typer.echo(
            json.dumps({"area": area.key, "unknown": area.missing_facts(), "old": old, "unverified": unverified})
        )
        return
    say = Console().print
    say(f"{area.name}: the pack is whole.")
    if area.missing_facts():
        say(f"Not stated by the council, and said to be unknown: {', '.join(area.missing_facts())}")
    if old:
        say(f"Reviewed more than a year ago: {', '.join(old)}")
    if unverified:
        say(f"Helplines not verified yet: {', '.join(unverified)}")
