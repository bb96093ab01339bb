"""`fingerpost area`: is an area's pack whole and fit to go live, and what would parents read?"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from app import preview as previews
from app.settings import settings
from areas import AREAS_FOLDER, Area, load_area
from locales import LANGUAGES
from safeguarding import unverified_contacts

LONDON = ZoneInfo("Europe/London")
OLD = timedelta(days=365)

area_app = typer.Typer(help="The area's pack: local words, numbers, hours and pathway.", no_args_is_help=True)

AreaKey = Annotated[str | None, typer.Argument(help="The area; by default the one of the settings.")]


@area_app.callback()
def _group() -> None:
    """The area's pack."""


@area_app.command("list")
def list_areas() -> None:
    """The packs that are here."""
    for path in sorted(AREAS_FOLDER.glob("*.yml")):
        area = load_area(path.stem)
        Console().print(f"{area.key:<22} {area.name}{' (not a real place)' if area.fictional else ''}", highlight=False)


@area_app.command("check")
def check(
    key: AreaKey = None,
    live: Annotated[
        bool, typer.Option("--live", help="Fail also where a number to ring, or a decision of the council, is missing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fail on a pack that is missing something; name what is unknown, old or unverified."""
    area = load_area(key or settings().area)
    old = sorted(name for name, reviewed in _dated(area).items() if datetime.now(LONDON).date() - reviewed > OLD)
    found = {
        "area": area.key,
        "unknown": area.unknown(),
        "old": old,
        "not_ready": area.not_ready(),
        "unverified": [contact.name for contact in unverified_contacts()],
    }
    if as_json:
        typer.echo(json.dumps(found))
    else:
        _print(area, found)
    if live and area.not_ready():
        raise typer.Exit(1)


def _dated(area: Area) -> dict[str, date]:
    dated = {"the pack": area.reviewed}
    dated |= {name: contact.reviewed for name, contact in area.contacts.items()}
    return dated | {name: fact.reviewed for name, fact in area.facts.items() if fact}


def _print(area: Area, found: Mapping[str, object]) -> None:
    says = {
        "unknown": "Not stated by the council; parents are told that we do not know, and whom to ask",
        "old": "Warning: reviewed more than a year ago",
        "not_ready": "Before families are let in, the council must settle",
        "unverified": "Helplines not verified yet",
    }
    console = Console(highlight=False)
    console.print(f"{area.name}: the pack is whole.")
    for name, sentence in says.items():
        values = found[name]
        if isinstance(values, list) and values:
            console.print(f"{sentence}: {', '.join(values)}.")


@area_app.command("preview")
def preview(
    key: AreaKey = None,
    language: Annotated[str, typer.Option(help="In which language.")] = "en",
    topic: Annotated[list[str] | None, typer.Option(help="Only this topic; can be given several times.")] = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only answers that differ from what is committed.")
    ] = False,
    page: Annotated[Path | None, typer.Option(help="Write it as a web page, as parents see it.")] = None,
) -> None:
    """What parents of this area read, topic by topic, and what has changed since the last commit."""
    if language not in LANGUAGES:
        raise typer.BadParameter(f"The languages are {', '.join(LANGUAGES)}.")
    area = load_area(key or settings().area)
    answers = previews.compare(area, language)
    unheard = set(topic or ()) - {each.topic for each in answers}
    if unheard:
        raise typer.BadParameter(f"There is no topic {', '.join(sorted(unheard))}.")
    chosen = [each for each in answers if (not topic or each.topic in topic) and (each.changed or not changed)]
    if page:
        page.write_text(previews.as_page(area, language, chosen), encoding="utf-8")
        typer.echo(f"{len(chosen)} answers written to {page}. Open it in a browser.")
        return
    previews.print_answers(chosen, Console(highlight=False))
