"""`fingerpost services …` and `fingerpost places …`. The caller has opened the database (storage.configure)."""

import gc
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TextIO, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, track

from areas import load_area
from directory.access import ACCESS, SEND, access_of
from directory.cards import checked_text, relaxed_text, service_card
from directory.checking import check_services
from directory.export import Form, export_services
from directory.feed.apply import ShrunkError, apply_feed
from directory.feed.errors import FeedError
from directory.feed.fetch import Fetcher
from directory.feed.report import Report
from directory.feed.sources import STANDARD_INPUT, is_address, list_on_disk, name_of, records_from
from directory.gazetteer_files import Loaded, PlacesFileError, load_places
from directory.places import find_place, learn_places
from directory.postcode_licences import LONGEST, OPEN_GOVERNMENT, postcode_licences
from directory.query import DELIVERIES, Place, Query, london_today
from directory.results import Match, Results
from directory.search import search
from directory.standard import Delivery
from directory.times_of_day import TIMES
from storage import reading, writing

services_app = typer.Typer(help="The service directory: read it in, search it, write it out.", no_args_is_help=True)
places_app = typer.Typer(help="Where postcodes and towns are.", no_args_is_help=True)

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_out, _err = Console(), Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def _fail(message: str) -> typer.Exit:
    _err.print(message, style="bold red", markup=False)
    return typer.Exit(1)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _opened(progress: Progress, path: Path) -> TextIO:
    """A feed's file; reading it moves a bar."""
    return progress.open(path, "r", encoding="utf-8-sig", description="Reading services")


@services_app.command("import")
def import_services(
    source: Annotated[str, typer.Argument(help="A file (JSON or CSV), - for JSON from standard input, or an address.")],
    *,
    feed: Annotated[str, typer.Option(help="The name to keep these services under; else the file's or host's.")] = "",
    force: Annotated[
        bool, typer.Option(help="Go on although over 20 % would vanish, or it gives fewer than it says it has.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be added, changed and gone.")] = False,
    allow_private: Annotated[bool, typer.Option(help="The address may be of a machine in your own network.")] = False,
    as_json: Json = False,
) -> None:
    """Read services from an Open Referral UK feed (3.0 or 1.0), Outpost or CSV, all or nothing."""
    forced = force or dry_run
    report = Report(detailed=dry_run)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(show_speed=True), TimeElapsedColumn())
    gc.freeze()  # what the program consists of stays: the collector need not look through it again for every batch
    try:
        with Progress(*columns, console=_err, transient=True) as progress:
            opened = partial(_opened, progress)
            records = records_from(source, Fetcher(allow_private=allow_private), whole=not forced, opened=opened)
            if is_address(source) or source == STANDARD_INPUT:
                fetched = progress.track(records, total=None, description="Fetching services")
                count, records = list_on_disk(fetched)
                records = iter(progress.track(records, total=count, description="Reading services"))
            with writing() as session:
                apply_feed(session, records, feed or name_of(source), force=forced, report=report)
                if dry_run:
                    session.rollback()
    except (FeedError, ShrunkError) as error:
        raise _fail(str(error)) from error
    if as_json:
        _print_json(report.as_dict())
    else:
        show_report(report, would=dry_run)


def show_report(report: Report, *, would: bool) -> None:
    """Print what an import did, or would do, for people."""
    typer.echo(
        f"{'It would be: ' if would else ''}{report.added} added, {report.changed} changed, {report.gone} gone, "
        f"{report.unchanged} unchanged, {len(report.rejected)} refused."
    )
    for name in report.added_services:
        typer.echo(f"  added {name}")
    for change in report.changes:
        typer.echo(f"  changed {change.name}: {', '.join(change.properties)}")
    for name in report.gone_services:
        typer.echo(f"  gone {name}")
    for each in report.rejected:
        typer.echo(f"  refused {each['id'] or '(no id)'}: {each['why']}")


@services_app.command("search")
def search_services(
    words: Annotated[str, typer.Argument(help="What is looked for, in a parent's words.")] = "",
    *,
    near: Annotated[str, typer.Option(help="A postcode, its first half, or a town.")] = "",
    within: Annotated[float, typer.Option(help="Miles, straight line.")] = 5,
    age: Annotated[list[int] | None, typer.Option(help="A child's age in years; may be given again.")] = None,
    day: Annotated[list[str] | None, typer.Option(help="mon, tue, …; may be given again.")] = None,
    time: Annotated[list[str] | None, typer.Option(help=f"{', '.join(TIMES)}; may be given again.")] = None,
    delivery: Annotated[list[str] | None, typer.Option(help=f"{', '.join(DELIVERIES)}; may be given again.")] = None,
    language: Annotated[str, typer.Option(help="Given in this language, such as pl.")] = "",
    free: Annotated[bool, typer.Option("--free", help="Only what says it is free.")] = False,
    access: Annotated[list[str] | None, typer.Option(help=f"{', '.join(ACCESS)}; may be given again.")] = None,
    send: Annotated[list[str] | None, typer.Option(help=f"A need: {', '.join(SEND)}; may be given again.")] = None,
    topic: Annotated[str, typer.Option(help="A need topic, such as housing.")] = "",
    limit: Annotated[int, typer.Option(help="How many at most.")] = 10,
    as_json: Json = False,
) -> None:
    """Find services as the chat finds them."""
    with reading() as session:
        place = find_place(session, near) if near else None
        _check_place(near, place)
        try:
            query = Query(
                words=words,
                topic=topic or None,
                place=place,
                within_miles=within,
                ages=tuple(age or ()),
                days=tuple(_weekday(each) for each in day or ()),
                times=tuple(time or ()),
                delivery=cast(tuple[Delivery, ...], tuple(delivery or ())),
                language=language or None,
                free=free,
                access=tuple(access or ()),
                send=tuple(send or ()),
                limit=limit,
            )
        except ValueError as error:
            raise _fail(f"{error}") from error
        results = search(session, query)
        if as_json:
            _print_json(_as_json(results))
        else:
            _show(results)


def _check_place(near: str, place: Place | None) -> None:
    if near and place is None:
        raise _fail(
            f"We do not know where {near!r} is. Give a postcode, its first half, or a town; `places load` adds more."
        )
    if place is not None and not place.known:
        _err.print("This postcode is in no table yet (it may be new), so distances are not known.", style="yellow")


def _weekday(name: str) -> int:
    found = name.strip().lower()[:3]
    if found not in _WEEKDAYS:
        raise ValueError(f"a day is one of {', '.join(_WEEKDAYS)}, not {name!r}")
    return _WEEKDAYS.index(found)


def _as_json(results: Results) -> dict[str, Any]:
    services = [_match_json(match) for match in results.services]
    return {"services": services, "relaxed": results.relaxed, "unmet": results.unmet}


def _match_json(match: Match) -> dict[str, Any]:
    card = service_card(match, "en", london_today())
    distance = match.distance_miles
    return {
        "id": match.service.feed_id,
        "name": card["name"],
        "distance_miles": None if distance is None else round(distance, 2),
        "why": card["why"],
        "checked": match.checked.isoformat() if match.checked else None,
        "freshness": match.freshness,
        "cost": match.cost,
        "access": access_of(match.document),
        "when": card["when"],
        "contact": [link["href"] for link in card["contact"]],
        "source": match.service.source,
    }


def _show(results: Results) -> None:
    if results.unmet:
        typer.echo("Nothing was found, however wide we looked. A person can look further.")
    elif results.relaxed:
        typer.echo(relaxed_text(results.relaxed, "en"))
    for match in results.services:
        card = service_card(match, "en", london_today())
        typer.echo(f"\n{card['name']}  ({card['distance'] or 'no distance'}; {card['cost']})")
        if card["access"]:
            typer.echo(f"  {card['access']}")
        typer.echo(f"  {card['when']}; {checked_text(match.checked, match.freshness, 'en', london_today())}")
        typer.echo(f"  {' '.join(card['why'])}")


@services_app.command("export")
def export_command(
    form: Annotated[Form, typer.Option("--format", help="json and ndjson are Open Referral UK 3.0.")] = "json",
    out: Annotated[str, typer.Option(help="A file, or - for standard output.")] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Write the directory out as Open Referral UK 3.0 or CSV. Hidden services and masked addresses stay out."""
    pieces = export_services
    with reading() as session:
        if out == "-":
            sys.stdout.writelines(pieces(session, "json" if as_json else form))
            return
        try:
            with Path(out).open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(track(pieces(session, form), "Writing services", console=_err, transient=True))
        except OSError as error:
            raise _fail(f"{out} cannot be written: {error.strerror}.") from error


@services_app.command("check")
def check_command(
    near: Annotated[str, typer.Option(help="Where it is asked from; the active area's own place when left out.")] = "",
    as_json: Json = False,
) -> None:
    """Prove that every topic finds a service, and count how old the facts are. Exit code 1 when a topic is empty."""
    with reading() as session:
        place = find_place(session, near or load_area(os.environ.get("FINGERPOST_AREA", "demo")).name)
        _check_place(near, place)
        check = check_services(session, london_today(), place if place and place.known else None)
    if as_json:
        _print_json(check.as_dict())
    else:
        typer.echo(
            f"{check.services} services: " + ", ".join(f"{number} {age}" for age, number in check.freshness.items())
        )
        typer.echo(f"{check.cost_not_stated} do not state a cost; {check.untagged} are found by their words only.")
        typer.echo(f"Each topic asked from {check.place or 'anywhere'}:")
        for topic, number in check.topics.items():
            given_up = f" (after giving up: {', '.join(check.relaxed[topic])})" if topic in check.relaxed else ""
            typer.echo(f"  {topic}: {number or 'EMPTY'}{given_up}")
    if check.empty:
        raise _fail(f"No service answers: {', '.join(check.empty)}.")


@places_app.command("load")
def load_command(
    file: Annotated[
        Path, typer.Argument(help="A CSV of ONSPD, NSPL or Code-Point Open, or the folder or ZIP it came in.")
    ],
    *,
    licence: Annotated[
        str,
        typer.Option(help="What its licence asks to be shown, where that is not ONS's and Ordnance Survey's own line."),
    ] = OPEN_GOVERNMENT,
    as_json: Json = False,
) -> None:
    """Load a table of postcodes, so that distances are exact. Its licence is shown to families and workers from then on."""
    if not licence.strip() or len(licence) > LONGEST:
        raise _fail(f"Say in 1 to {LONGEST} characters what the table's licence asks to be shown.")
    try:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=_err, transient=True) as progress, writing() as session:
            task = progress.add_task("Loading postcodes", total=1.0)
            loaded = load_places(session, file, lambda share: progress.update(task, completed=share), licence)
            learn_places(session)
            licences = postcode_licences(session)
    except PlacesFileError as error:
        raise _fail(str(error)) from error
    if as_json:
        _print_json({"postcodes": loaded.postcodes, "without_place": loaded.without_place, "licences": licences})
    else:
        _show_loaded(loaded, licences)


def _show_loaded(loaded: Loaded, licences: list[str]) -> None:
    typer.echo(f"{loaded.postcodes} postcodes loaded; {loaded.without_place} lines had no place.")
    typer.echo("Families and workers are shown:")
    for licence in licences:
        typer.echo(f"  {licence}")


@places_app.command("licence")
def licence_command(as_json: Json = False) -> None:
    """Show what the licence of the loaded postcodes asks to be shown."""
    with reading() as session:
        licences = postcode_licences(session)
    if as_json:
        _print_json({"licences": licences})
    else:
        typer.echo("\n".join(licences) or "No table of postcodes is loaded.")
